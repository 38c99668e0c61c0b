/*
 * delivery - one event on its way to one endpoint: its body read as it is now, signed, posted.
 *
 * Owns: one try. Must not know: order, retries, positions.
 */
#ifndef HOOKD_DELIVERY_H
#define HOOKD_DELIVERY_H

#include "hookd/event.h"
#include "hookd/sender.h"

struct delivery_order {
	int64_t endpoint;
	const struct event *event; /* stays valid until done */
	bool (*sure)(void *ctx); /* asked at the last moment: is it still ours to send? */
};

/* `done` exactly once, never from inside; SENT_HELD when it did not leave for a reason of our own. */
void delivery_start(struct daemon *daemon, const struct delivery_order *order,
    void (*done)(void *ctx, const struct sent *sent), void *ctx);

#endif
