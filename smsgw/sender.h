/*
 * sender - sends for one sender group that this instance holds (consistency.md, 8).
 *
 * Owns: bucket, window, back-off and per-customer order of its group, and whose turn it is, in memory only; a new
 *       holder starts with an empty bucket. Messages stay in sms.outbox; of each customer only the first
 *       is ever loaded, so a million that wait cost no memory.
 * Must not know: carriers (sending.c speaks to them; turns.c knows which of two sends), who holds what (senders.c).
 */
#ifndef SMSGW_SENDER_H
#define SMSGW_SENDER_H

#include <stdbool.h>
#include <stdint.h>

#include <uthash.h>

#include "common/base/list.h"
#include "common/loop/loop.h"
#include "smsgw/core/bucket.h"
#include "smsgw/core/served.h"
#include "smsgw/core/window.h"
#include "smsgw/turns.h"

struct daemon;
struct holder;
struct http_client;

/* What all senders of this process share. */
struct senders {
	struct daemon *daemon;
	struct holder *holder;
	struct http_client *client;
	struct sender *by_group; /* uthash: those that send */
	struct list ended; /* until what is under way of them has landed */
	struct window window; /* of all requests to carriers */
	struct timer landing; /* at stop: until what is under way has landed */
	bool stopping, given_up, client_closed;
};

enum sender_state { SENDER_STARTING, SENDER_TAKING_OVER, SENDER_SENDING, SENDER_ENDED };

struct sender {
	struct link link; /* in senders->ended */
	struct window_waiter place; /* in senders->window */
	struct senders *senders;
	int64_t group, tenant, epoch;
	enum sender_state state;
	struct bucket bucket;
	struct turns turns;
	struct served served;
	struct list flights; /* messages under way */
	size_t unanswered; /* of them, by links whose carrier has not spoken yet */
	size_t
	    resume; /* the links have no room: look again when no more than so many are; 0: they have */
	struct list
	    unstored; /* landed, but what became of them could not be stored; left alone for a while */
	bool reading, again; /* a read is under way; look again after it */
	bool refused; /* what was read found no place in the window */
	bool landed; /* while it was: what it shows as `sending` may have ended */
	int64_t
	    cursor; /* the page that is read begins behind it: what was looked at in this pass, until a window or the bucket was full */
	bool paging; /* what is read next goes on where the last page ended */
	bool from_start; /* this pass began with the first */
	bool passed; /* somebody was passed over, for they were served in this round */
	int64_t look_ms; /* when the earliest waiting head is due */
	struct timer timer;
	UT_hash_handle hh;
};

void sender_start(struct senders *senders, int64_t group, int64_t epoch);
/* Looks at the outbox: now, or after what is being read. Does nothing before it may send. */
void sender_look(struct sender *sender);
/* Takes nothing new; freed when nothing of it is under way any more. More than once does no harm. */
void sender_end(struct sender *sender);
/* Nothing of it is under way, and no message will begin by what it reads. */
bool sender_quiet(const struct sender *sender);

/* senders.c: a sender is freed; the last one may end the part. */
void senders_gone(struct senders *senders);

#endif
