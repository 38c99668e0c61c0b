/*
 * item - an event that a follower has in hand: one of its window, or a parked one that is tried again.
 *
 * Owns: an event and how far it has come; how a row of the feed or of what is due is read.
 * Must not know: what it is read from, what is done with it.
 */
#ifndef HOOKD_ITEM_H
#define HOOKD_ITEM_H

#include "common/base/list.h"
#include "common/db/db.h"
#include "hookd/event.h"

struct flights;
struct follower;

enum item_state { ITEM_WAITING, ITEM_FLYING, ITEM_DONE }; /* done: delivered, failed, or parked */

struct item {
	struct link link;
	struct follower *follower; /* whose it is; not owned */
	struct flights *flights; /* by which it is sent */
	struct event event;
	enum item_state state;
	bool parked; /* in the database, too: it was due again */
	bool in_store; /* what became of it is being stored */
};

enum {
	ITEM_COLUMNS = 7
}; /* pos, event, at, kind, key, type, thread: the columns behind are the query's */

/* From row i of q_page or q_due, waiting; the caller owns it. A null id is EVENT_WHOLE: no event, done. */
struct item *item_new(struct follower *follower, const struct db_result *rows, int i);
void items_free(struct list *list);

#endif
