/*
 * flights - the requests of one endpoint that are under way, and what came of them.
 *
 * Owns: how many there are and whether one more may begin; how a try's result is judged: delivered,
 *       parked, tried again later, the endpoint gone, the receiver away.
 * Must not know: the feed, which event is next, when what was told is stored.
 *
 * Times are of clock_mono_ms. Bounds: sends_max requests at a time for the endpoint, sends_in_all_max
 * for all, of which each tenant has a share (followers_take_slot); with what is not stored yet UNSTORED_MAX.
 */
#ifndef HOOKD_FLIGHTS_H
#define HOOKD_FLIGHTS_H

#include "common/daemon/daemon.h"
#include "hookd/item.h"
#include "hookd/parked.h"
#include "hookd/threads.h"
#include "hookd/progress.h"

struct flights {
	struct daemon *daemon;
	struct follower *follower;
	int64_t endpoint, tenant;
	struct threads *threads; /* the follower's, as the next two */
	struct parked *parked;
	struct progress *progress;
	int count; /* under way */
	int failures; /* one after the other */
	int64_t held_ms; /* none begins before */
	int64_t gone_version; /* of the endpoint that answered 410: what is no newer is off */
	bool off; /* the endpoint is, as far as we know */
	bool ended; /* none begins any more, and what lands counts no more */
	void (*landed)(struct follower *follower);
};

/* `landed` after each request, when its result was judged; never from inside flights_begin. */
void flights_init(struct flights *flights, struct daemon *daemon, struct follower *follower,
    int64_t endpoint, void (*landed)(struct follower *follower));
void flights_end(struct flights *flights);

/* Looks whether the endpoint is off; true: it was, and is on again. */
bool flights_look(struct flights *flights);
void flights_hold(struct flights *flights, int64_t ms); /* none begins for so long */
bool flights_may_begin(const struct flights *flights);
/* The item stays valid until it landed: then it is done, waits again (it never left), or is freed (the
 * same, of a parked one). False: no request may begin now; the item is as it was. */
bool flights_begin(struct flights *flights, struct item *item);

#endif
