/*
 * window - the part of the feed that a follower has in hand, and how far it has come (rule 20).
 *
 * Owns: the events that were read and are not passed, the reading of pages, the position.
 * Must not know: how an event is sent, what becomes of one that fails, where the position is stored.
 *
 * Bounds: a page is read while fewer than 128 events stand in it, and holds at most 128 events of at
 * most 256 positions: it never holds more than WINDOW_MAX.
 */
#ifndef HOOKD_WINDOW_H
#define HOOKD_WINDOW_H

#include <jansson.h>

#include "common/daemon/daemon.h"
#include "hookd/endpoints.h"
#include "hookd/item.h"

typedef void (*window_read_done)(
    struct follower *follower, enum db_outcome outcome, const struct db_result *rows);

enum { WINDOW_MAX = 256 };

struct window {
	struct follower *follower;
	int64_t endpoint;
	struct list items; /* in the order of the feed */
	int64_t pos, event; /* all up to there is delivered or parked */
	int64_t read_pos, read_event; /* its end: all up to there was read */
	int64_t ahead[WINDOW_MAX]; /* events behind the position that a former holder has passed */
	int ahead_count;
	bool more; /* the last page was full: there is more without the feed moving */
	bool reading;
	window_read_done done;
};

void window_init(struct window *window, struct follower *follower, int64_t endpoint);
void window_clear(struct window *window); /* no item of it may be under way */
/* Empty, from (pos, event) on; ahead: as window_ahead made it, what counts as done when it is read. */
void window_begin(struct window *window, int64_t pos, int64_t event, struct view ahead);

/* Whether a page is to be read; head: the feed's newest position. */
bool window_wants(const struct window *window, int64_t head);
/* Reads a page, with the endpoint's types. `done` exactly once, never from inside; then window_take,
 * if DB_DONE and the page is still wanted. */
void window_read(struct window *window, struct daemon *daemon, const struct endpoint *endpoint,
    window_read_done done);
void window_take(struct window *window, const struct db_result *rows);

/* The ids of what is done and has something before it that is not: a JSON array, the caller's. */
json_t *window_ahead(const struct window *window);
/* Moves the position over what stands at the beginning and is done, and forgets it. */
void window_settle(struct window *window);

#endif
