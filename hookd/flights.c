/* flights - see flights.h */
#include "hookd/flights.h"

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/log/log.h"
#include "hookd/core/retry.h"
#include "hookd/delivery.h"
#include "hookd/endpoints.h"
#include "hookd/followers.h"

enum {
	HELD_MS = 200, /* after a request that was not ours to send */
	SLOT_MS = 200, /* after none was left for it */
	GONE_STATUS = 410,
	DOWN_FAILURES = 10, /* one after the other: the receiver is away, not one event bad */
};

void
flights_init(struct flights *flights, struct daemon *daemon, struct follower *follower,
    int64_t endpoint, void (*landed)(struct follower *follower))
{
	*flights = (struct flights){
		.daemon = daemon, .follower = follower, .endpoint = endpoint, .landed = landed
	};
}

void
flights_end(struct flights *flights)
{
	flights->ended = true;
}

/* ---- the endpoint ---- */

/* Until the database says so, too: an endpoint that was read before that is taken for off. */
static void
switch_off(struct flights *flights)
{
	const struct endpoint *endpoint = endpoint_find(flights->daemon, flights->endpoint);

	LOG(WARN, "endpoint_gone", LOG_ID("endpoint", flights->endpoint));
	flights->progress->told.gone = flights->off = true;
	flights->gone_version = endpoint != NULL ? endpoint->version : 0;
}

bool
flights_look(struct flights *flights)
{
	const struct endpoint *endpoint = endpoint_find(flights->daemon, flights->endpoint);
	bool was_off = flights->off;

	flights->off =
	    endpoint == NULL || !endpoint->enabled || endpoint->version <= flights->gone_version;
	return was_off && !flights->off;
}

/* ---- what a try came to ---- */

static void
on_held(struct flights *flights, struct item *item)
{
	flights_hold(flights, HELD_MS);
	if (item->parked)
		parked_held(flights->parked, item);
	else
		item->state = ITEM_WAITING;
}

static void
on_delivered(struct flights *flights, struct item *item)
{
	flights->progress->told.back =
	    flights->progress->told.back || flights->failures >= DOWN_FAILURES;
	flights->failures = 0;
	if (item->parked)
		parked_delivered(flights->parked, item);
}

static void
on_failed(struct flights *flights, struct item *item, const struct sent *sent)
{
	int attempt = item->event.attempt + 1;
	int64_t first_ms = config_int(daemon_config(flights->daemon), "retry_first_ms");
	int64_t wait_ms = retry_wait_ms(attempt, first_ms, sent->retry_after_ms, random_u64());

	flights->failures++;
	if (sent->status == GONE_STATUS)
		switch_off(flights);
	if (item->parked)
		parked_failed(flights->parked, item, attempt, wait_ms);
	else
		parked_add(flights->parked, item, attempt, wait_ms);
}

static void
judge(struct flights *flights, struct item *item, const struct sent *sent)
{
	if (sent->result == SENT_HELD) {
		on_held(flights, item);
		return;
	}
	told_attempt(&flights->progress->told, &item->event, item->event.attempt + 1, sent);
	if (sent->result == SENT_DELIVERED)
		on_delivered(flights, item);
	else
		on_failed(flights, item, sent);
}

static void
on_sent(void *ctx, const struct sent *sent)
{
	struct item *item = ctx;
	struct flights *flights = item->flights;

	flights->count--;
	followers_give_slot(flights->daemon, flights->tenant);
	item->state = ITEM_DONE;
	threads_set_busy(flights->threads, item->event.thread, false);
	if (!flights->ended)
		judge(flights, item, sent);
	flights->landed(flights->follower);
}

/* ---- sending ---- */

void
flights_hold(struct flights *flights, int64_t ms)
{
	flights->held_ms = clock_mono_ms() + ms;
}

bool
flights_may_begin(const struct flights *flights)
{
	return !flights->off && !flights->ended && !followers_stopping(flights->daemon) &&
	    flights->count + progress_unstored(flights->progress) < UNSTORED_MAX &&
	    clock_mono_ms() >= flights->held_ms &&
	    flights->count < config_int(daemon_config(flights->daemon), "sends_max") &&
	    followers_sure(flights->daemon, flights->endpoint);
}

static bool
is_sure(void *ctx)
{
	const struct item *item = ctx;

	return !item->flights->ended &&
	    followers_sure(item->flights->daemon, item->flights->endpoint);
}

bool
flights_begin(struct flights *flights, struct item *item)
{
	const struct delivery_order order = {
		.endpoint = flights->endpoint, .event = &item->event, .sure = is_sure
	};

	if (!flights_may_begin(flights))
		return false;
	if (!followers_take_slot(flights->daemon, flights->tenant, flights->count)) {
		flights_hold(flights, SLOT_MS); /* what gives one back tells nobody */
		return false;
	}
	flights->count++;
	item->flights = flights;
	item->state = ITEM_FLYING;
	threads_set_busy(flights->threads, item->event.thread, true);
	delivery_start(flights->daemon, &order, on_sent, item);
	return true;
}
