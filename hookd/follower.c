/* follower - see follower.h */
#include "hookd/follower.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "hookd/core/retry.h"
#include "hookd/delivery.h"
#include "hookd/endpoints.h"
#include "hookd/followers.h"
#include "hookd/hookd.h"
#include "hookd/threads.h"
#include "hookd/told.h"

static COUNTER(
    parked_total, "hook_parked_total", "Events parked, behind a failed one or after a failure");
static COUNTER(dead_total, "hook_dead_total", "Events given up after 72 hours");
static COUNTER(forgotten_total, "hook_forgotten_total",
    "Positions that the feed had forgotten before they were looked at");

enum {
	WINDOW_LOW = 128, /* events in the window below which more of the feed is read */
	PAGE_POSITIONS = 256,
	PAGE_EVENTS = 128,
	DUE_PAGE = 64,
	STORE_MS = 50, /* between two stores */
	RETRY_MS = 500, /* after the database could not */
	DUE_MS = 1000, /* how often is looked for what is due, while anything is parked */
	DUE_SOON_MS = 100,
	HELD_MS = 200,
	FORMER_MS = 20,
	GONE_STATUS = 410,
	DOWN_FAILURES = 10, /* one after the other: the receiver is away, not one event bad */
	POSITION_MS = 1000, /* between two stores of a position and nothing else */
};

enum follower_state { FOLLOWER_TAKING, FOLLOWER_FOLLOWING, FOLLOWER_ENDED };
enum item_state { ITEM_WAITING, ITEM_FLYING, ITEM_DONE };

/* An event in the window, or a parked one that is tried again. */
struct item {
	struct link link;
	struct follower *follower;
	struct event event;
	enum item_state state;
	bool parked, in_store; /* in_store: what became of it is being stored */
};

struct follower {
	struct link link;
	struct daemon *daemon;
	int64_t endpoint, tenant, epoch;
	enum follower_state state;
	struct list window, retries;
	struct threads threads;
	struct told told;
	char *store; /* what is being stored; stays until it is */
	int64_t read_pos, read_event; /* the window's end */
	int64_t pos, event, stored_pos, stored_event; /* all up to there is delivered or parked */
	int64_t gone_version; /* of the endpoint that answered 410: what is no newer is off */
	int64_t parked, parked_told, store_ms, due_ms, held_ms;
	int flights, failures; /* failures: one after the other */
	bool more, off, retake, paused, paused_told;
	bool reading_page, reading_due, storing, taking, closing;
	struct timer timer;
};

static void take(struct follower *follower);

/* ---- the end ---- */

static void
items_free(struct list *list)
{
	list_for_each_safe (list, at) {
		list_remove(list, at);
		free(LIST_OF(at, struct item, link));
	}
}

static void
follower_free(void *ctx)
{
	struct follower *follower = ctx;

	followers_gone(follower->daemon, follower);
	items_free(&follower->window);
	items_free(&follower->retries);
	threads_clear(&follower->threads);
	told_fini(&follower->told);
	free(follower->store);
	free(follower);
}

static bool
in_database(const struct follower *follower)
{
	return follower->reading_page || follower->reading_due || follower->storing ||
	    follower->taking;
}

void
follower_end(struct follower *follower)
{
	if (follower->state != FOLLOWER_ENDED) {
		follower->state = FOLLOWER_ENDED;
		timer_stop(&follower->timer);
	}
	if (follower->flights > 0 || in_database(follower) || follower->closing)
		return;
	follower->closing = true;
	timer_close(&follower->timer, follower_free);
}

/* ---- storing ---- */

enum { STORED_PARKED, STORED_DUE_MS, STORED_DIED, STORED_NEWS };

static void store_send(struct follower *follower);

static void
bury(struct follower *follower, struct view threads)
{
	json_t *list = json_loadb(threads.p, threads.n, 0, NULL), *name;
	size_t i;

	json_array_foreach (list, i, name) {
		threads_park(&follower->threads, json_string_value(name), -1);
		metric_add(&dead_total, 1);
	}
	json_decref(list);
}

static void
forget_stored(struct follower *follower)
{
	list_for_each_safe (&follower->retries, at) {
		struct item *item = LIST_OF(at, struct item, link);

		if (!item->in_store)
			continue;
		list_remove(&follower->retries, at);
		free(item);
	}
}

static void
take_stored(struct follower *follower, const struct db_result *row)
{
	int64_t due_at = clock_mono_ms() + db_int(row, 0, STORED_DUE_MS);

	free(follower->store);
	follower->store = NULL;
	follower->parked = db_int(row, 0, STORED_PARKED) + follower->parked_told;
	if (!db_is_null(row, 0, STORED_DUE_MS) && due_at < follower->due_ms)
		follower->due_ms = due_at;
	bury(follower, db_text(row, 0, STORED_DIED));
	forget_stored(follower);
	daemon_publish_news(follower->daemon, db_text(row, 0, STORED_NEWS));
}

static void
on_stored(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct follower *follower = ctx;

	follower->storing = false;
	if (follower->state == FOLLOWER_ENDED) {
		follower_end(follower);
	} else if (outcome != DB_DONE) {
		follower->store_ms = clock_mono_ms() + RETRY_MS;
		follower_step(follower);
	} else if (row->rows == 0) {
		LOG(WARN, "follower_fenced", LOG_ID("endpoint", follower->endpoint));
		followers_fenced(follower->daemon, follower->endpoint);
	} else {
		take_stored(follower, row);
		follower_step(follower);
	}
}

static void
store_send(struct follower *follower)
{
	const struct db_param params[] = { P_INT(follower->tenant), P_INT(follower->endpoint),
		P_INT(follower->epoch), P_TEXT(follower->store) };
	const int64_t keys[] = { key_of_id("webhook", follower->tenant, follower->endpoint) };

	follower->storing = true;
	follower->store_ms = clock_mono_ms() + STORE_MS;
	db_submit(daemon_db(follower->daemon),
	    &(struct db_call){ .query = &q_progress,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = 1 },
	    on_stored, follower);
}

static bool
is_unstored(const struct follower *follower)
{
	return follower->store != NULL || !told_empty(&follower->told) ||
	    follower->pos != follower->stored_pos || follower->event != follower->stored_event ||
	    follower->paused != follower->paused_told;
}

/* What was delivered is stored soon: each is sent again after a crash before that. A position that
 * moved over what nobody wanted is not worth a write of its own. */
static int64_t
store_at_ms(const struct follower *follower)
{
	bool soon = follower->store != NULL || !told_empty(&follower->told) ||
	    follower->paused != follower->paused_told || followers_stopping(follower->daemon);

	return soon ? follower->store_ms : follower->store_ms + POSITION_MS;
}

/* The due are read and progress is stored one after the other: else an event that was just delivered
 * might be read as due. */
static void
store_if_any(struct follower *follower)
{
	if (follower->storing || follower->reading_due || !is_unstored(follower) ||
	    clock_mono_ms() < store_at_ms(follower))
		return;
	if (follower->store == NULL) {
		follower->store =
		    told_take(&follower->told, follower->pos, follower->event, follower->paused);
		follower->stored_pos = follower->pos;
		follower->stored_event = follower->event;
		follower->paused_told = follower->paused;
		follower->parked_told = 0;
		list_for_each (&follower->retries, at) {
			struct item *item = LIST_OF(at, struct item, link);

			item->in_store = item->state == ITEM_DONE;
		}
	}
	store_send(follower);
}

/* ---- what a try came to ---- */

static void
park(struct follower *follower, struct item *item, int attempt, int64_t wait_ms)
{
	told_park(&follower->told, &item->event, attempt, wait_ms);
	threads_park(&follower->threads, item->event.thread, 1);
	metric_add(&parked_total, 1);
	follower->parked++;
	follower->parked_told++;
	item->state = ITEM_DONE;
}

static void
on_held(struct follower *follower, struct item *item)
{
	follower->held_ms = clock_mono_ms() + HELD_MS;
	if (!item->parked) {
		item->state = ITEM_WAITING;
		return;
	}
	list_remove(&follower->retries, &item->link); /* it is still due */
	free(item);
}

static void
on_delivered(struct follower *follower, struct item *item)
{
	item->state = ITEM_DONE;
	follower->told.back = follower->told.back || follower->failures >= DOWN_FAILURES;
	follower->failures = 0;
	if (!item->parked)
		return;
	told_done(&follower->told, &item->event);
	threads_park(&follower->threads, item->event.thread, -1);
	follower->parked--;
	follower->parked_told--;
}

/* Until the database says so, too: an endpoint that was read before that is taken for off. */
static void
switch_off(struct follower *follower)
{
	const struct endpoint *endpoint = endpoint_find(follower->daemon, follower->endpoint);

	LOG(WARN, "endpoint_gone", LOG_ID("endpoint", follower->endpoint));
	follower->told.gone = follower->off = true;
	follower->gone_version = endpoint != NULL ? endpoint->version : 0;
}

static bool
is_off(const struct follower *follower)
{
	const struct endpoint *endpoint = endpoint_find(follower->daemon, follower->endpoint);

	return endpoint == NULL || !endpoint->enabled ||
	    endpoint->version <= follower->gone_version;
}

static void
on_failed(struct follower *follower, struct item *item, const struct sent *sent)
{
	int attempt = item->event.attempt + 1;
	int64_t first_ms = config_int(daemon_config(follower->daemon), "retry_first_ms");
	int64_t wait_ms = retry_wait_ms(attempt, first_ms, sent->retry_after_ms, random_u64());

	follower->failures++;
	if (sent->status == GONE_STATUS)
		switch_off(follower);
	if (!item->parked) {
		park(follower, item, attempt, wait_ms);
		return;
	}
	told_failed(&follower->told, &item->event, attempt, wait_ms);
	item->state = ITEM_DONE;
}

static void
on_sent(void *ctx, const struct sent *sent)
{
	struct item *item = ctx;
	struct follower *follower = item->follower;

	follower->flights--;
	followers_give_slot(follower->daemon);
	item->state = ITEM_DONE;
	threads_set_busy(&follower->threads, item->event.thread, false);
	if (follower->state == FOLLOWER_ENDED) {
		follower_end(follower);
		return;
	}
	if (sent->result == SENT_HELD) {
		on_held(follower, item);
	} else {
		told_attempt(&follower->told, &item->event, item->event.attempt + 1, sent);
		if (sent->result == SENT_DELIVERED)
			on_delivered(follower, item);
		else
			on_failed(follower, item, sent);
	}
	follower_step(follower);
}

/* ---- sending ---- */

static bool
is_sure(void *ctx)
{
	const struct item *item = ctx;

	return item->follower->state != FOLLOWER_ENDED &&
	    followers_sure(item->follower->daemon, item->follower->endpoint);
}

/* Whether one more request may begin now. */
static bool
may_fly(const struct follower *follower)
{
	return !follower->off && !follower->retake && !followers_stopping(follower->daemon) &&
	    follower->told.count < TOLD_MAX && clock_mono_ms() >= follower->held_ms &&
	    follower->flights < config_int(daemon_config(follower->daemon), "sends_max") &&
	    followers_sure(follower->daemon, follower->endpoint);
}

static bool
fly(struct follower *follower, struct item *item)
{
	const struct delivery_order order = {
		.endpoint = follower->endpoint, .event = &item->event, .sure = is_sure
	};

	if (!may_fly(follower) || !followers_take_slot(follower->daemon))
		return false;
	follower->flights++;
	item->state = ITEM_FLYING;
	threads_set_busy(&follower->threads, item->event.thread, true);
	delivery_start(follower->daemon, &order, on_sent, item);
	return true;
}

static void
window_send(struct follower *follower)
{
	list_for_each (&follower->window, at) {
		struct item *item = LIST_OF(at, struct item, link);

		if (follower->paused || follower->told.count >= TOLD_MAX || !may_fly(follower))
			return;
		if (item->state != ITEM_WAITING)
			continue;
		if (threads_parked(&follower->threads, item->event.thread) > 0)
			park(follower, item, 0, -1);
		else if (!threads_busy(&follower->threads, item->event.thread) &&
		    !fly(follower, item))
			return;
	}
}

/* The position moves over what stands at the window's beginning and is done. */
static void
window_settle(struct follower *follower)
{
	list_for_each_safe (&follower->window, at) {
		struct item *item = LIST_OF(at, struct item, link);

		if (item->state != ITEM_DONE)
			return;
		follower->pos = item->event.pos;
		follower->event = item->event.id;
		list_remove(&follower->window, at);
		free(item);
	}
}

static void
judge_pause(struct follower *follower)
{
	int64_t max = config_int(daemon_config(follower->daemon), "parked_max");

	if (!follower->paused && follower->parked >= max) {
		LOG(WARN, "endpoint_paused", LOG_ID("endpoint", follower->endpoint),
		    LOG_INT("parked", follower->parked));
		follower->paused = true;
	} else if (follower->paused && follower->parked < max - max / 10) {
		LOG(INFO, "endpoint_resumed", LOG_ID("endpoint", follower->endpoint));
		follower->paused = false;
	}
}

/* ---- the feed ---- */

enum {
	EVENT_POS,
	EVENT_ID,
	EVENT_AT,
	EVENT_KIND,
	EVENT_KEY,
	EVENT_TYPE,
	EVENT_THREAD,
	PAGE_LOST,
	DUE_ATTEMPT = PAGE_LOST
};

static struct item *
item_new(struct follower *follower, const struct db_result *rows, int i)
{
	struct item *item = mem_zero(1, sizeof(*item));
	struct event *event = &item->event;

	item->follower = follower;
	event->pos = db_int(rows, i, EVENT_POS);
	event->id = db_int(rows, i, EVENT_ID);
	event->kind = (int)db_int(rows, i, EVENT_KIND);
	event->key = db_int(rows, i, EVENT_KEY);
	(void)view_copy(db_text(rows, i, EVENT_AT), event->at, sizeof(event->at));
	(void)view_copy(db_text(rows, i, EVENT_TYPE), event->type, sizeof(event->type));
	(void)view_copy(db_text(rows, i, EVENT_THREAD), event->thread, sizeof(event->thread));
	return item;
}

static void
take_page(struct follower *follower, const struct db_result *rows)
{
	int64_t lost = rows->rows > 0 ? db_int(rows, 0, PAGE_LOST) : 0;

	if (lost > 0) {
		metric_add(&forgotten_total, lost);
		LOG(ERROR, "feed_forgotten", LOG_ID("endpoint", follower->endpoint),
		    LOG_INT("positions", lost));
	}
	follower->more = false;
	for (int i = 0; i < rows->rows; i++) {
		struct item *item = item_new(follower, rows, i);

		if (db_is_null(rows, i, EVENT_ID)) {
			item->event.id = EVENT_WHOLE;
			item->state = ITEM_DONE;
		}
		follower->more = item->state != ITEM_DONE;
		follower->read_pos = item->event.pos;
		follower->read_event = item->event.id;
		list_append(&follower->window, &item->link);
	}
}

static void
on_page(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct follower *follower = ctx;

	follower->reading_page = false;
	if (follower->state == FOLLOWER_ENDED) {
		follower_end(follower);
		return;
	}
	if (outcome == DB_DONE && !follower->retake)
		take_page(follower, rows);
	else if (outcome != DB_DONE)
		follower->held_ms = clock_mono_ms() + RETRY_MS;
	follower_step(follower);
}

static void
page_read(struct follower *follower)
{
	const struct endpoint *endpoint = endpoint_find(follower->daemon, follower->endpoint);
	bool any = follower->more || pulse_head(follower->daemon) > follower->read_pos;

	if (follower->reading_page || !any || follower->paused || endpoint == NULL ||
	    !may_fly(follower) || follower->window.count >= WINDOW_LOW)
		return;
	const struct db_param params[] = { P_INT(follower->tenant), P_TEXT(endpoint->types),
		P_INT(follower->read_pos), P_INT(follower->read_event), P_INT(PAGE_POSITIONS),
		P_INT(PAGE_EVENTS) };

	follower->reading_page = true;
	db_submit(daemon_db(follower->daemon),
	    &(struct db_call){ .query = &q_page, .params = params }, on_page, follower);
}

/* ---- what is due again ---- */

static bool
is_retried(const struct follower *follower, const struct event *event)
{
	list_for_each (&follower->retries, at) {
		const struct item *item = LIST_OF(at, struct item, link);

		if (item->event.pos == event->pos && item->event.id == event->id)
			return true;
	}
	return false;
}

/* False: it has to wait for its thread, or for a request to end. */
static bool
retry(struct follower *follower, const struct db_result *rows, int i)
{
	struct item *item = item_new(follower, rows, i);

	item->parked = true;
	item->event.attempt = (int)db_int(rows, i, DUE_ATTEMPT);
	if (is_retried(follower, &item->event)) {
		free(item);
		return true;
	}
	if (threads_busy(&follower->threads, item->event.thread) || !fly(follower, item)) {
		free(item);
		return false;
	}
	list_append(&follower->retries, &item->link);
	return true;
}

static void
on_due(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct follower *follower = ctx;
	bool all = outcome == DB_DONE && rows->rows < DUE_PAGE;

	follower->reading_due = false;
	if (follower->state == FOLLOWER_ENDED) {
		follower_end(follower);
		return;
	}
	for (int i = 0; outcome == DB_DONE && i < rows->rows; i++)
		all = retry(follower, rows, i) && all;
	follower->due_ms = clock_mono_ms() + (all ? DUE_MS : DUE_SOON_MS);
	follower_step(follower);
}

static void
due_read(struct follower *follower)
{
	const struct db_param params[] = { P_INT(follower->tenant), P_INT(follower->endpoint),
		P_INT(DUE_PAGE) };

	if (follower->reading_due || follower->storing || follower->store != NULL ||
	    clock_mono_ms() < follower->due_ms || !may_fly(follower))
		return;
	follower->reading_due = true;
	db_submit(daemon_db(follower->daemon),
	    &(struct db_call){ .query = &q_due, .params = params }, on_due, follower);
}

/* ---- one step after the other ---- */

/* The next moment at which something may have to be done that no callback tells. */
static void
arm(struct follower *follower)
{
	int64_t now_ms = clock_mono_ms(), at = INT64_MAX;

	if (is_unstored(follower) && !follower->storing)
		at = store_at_ms(follower);
	if (follower->parked > 0 && follower->due_ms < at)
		at = follower->due_ms;
	if (follower->held_ms > now_ms && follower->held_ms < at)
		at = follower->held_ms;
	if (!list_empty(&follower->window) && follower->flights == 0 && at > now_ms + HELD_MS)
		at = now_ms + HELD_MS; /* no slot was free, or it was not sure */
	if (at == INT64_MAX)
		timer_stop(&follower->timer);
	else
		timer_at(&follower->timer, at > now_ms ? at : now_ms + 1);
}

/* Off, or on again: what the database says of where to go on counts, once all here has ended. */
static bool
taken_anew(struct follower *follower)
{
	if (!follower->retake || follower->flights > 0 || in_database(follower) ||
	    is_unstored(follower))
		return false;
	take(follower);
	return true;
}

void
follower_step(struct follower *follower)
{
	if (follower->state != FOLLOWER_FOLLOWING || taken_anew(follower))
		return;
	judge_pause(follower);
	window_send(follower);
	window_settle(follower);
	page_read(follower);
	due_read(follower);
	store_if_any(follower);
	arm(follower);
}

void
follower_look_again(struct follower *follower)
{
	bool off = is_off(follower);

	if (follower->off && !off)
		follower->retake = true;
	follower->off = off;
	follower->due_ms = 0;
	if (follower->state == FOLLOWER_TAKING && !follower->taking)
		take(follower);
	else
		follower_step(follower);
}

/* ---- taking over ---- */

enum { TAKEN_POS, TAKEN_EVENT, TAKEN_PARKED, TAKEN_THREADS, TAKEN_PAUSED };

static void
begin(struct follower *follower, const struct db_result *row)
{
	follower->pos = follower->stored_pos = follower->read_pos = db_int(row, 0, TAKEN_POS);
	follower->event = follower->stored_event = follower->read_event =
	    db_int(row, 0, TAKEN_EVENT);
	follower->parked = db_int(row, 0, TAKEN_PARKED);
	follower->paused = follower->paused_told = db_bool(row, 0, TAKEN_PAUSED);
	follower->more = follower->read_event != EVENT_WHOLE;
	follower->due_ms = 0;
	(void)threads_read(&follower->threads, db_text(row, 0, TAKEN_THREADS));
	follower->state = FOLLOWER_FOLLOWING;
	follower_step(follower);
}

static void
on_taken(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct follower *follower = ctx;

	follower->taking = false;
	if (follower->state == FOLLOWER_ENDED)
		follower_end(follower);
	else if (outcome == DB_DONE && row->rows == 1)
		begin(follower, row);
	else
		timer_in(&follower->timer, RETRY_MS); /* or the endpoint is gone: it is lost soon */
}

static void
take(struct follower *follower)
{
	const struct endpoint *endpoint = endpoint_find(follower->daemon, follower->endpoint);

	follower->state = FOLLOWER_TAKING;
	follower->retake = false;
	items_free(&follower->window);
	items_free(&follower->retries);
	threads_clear(&follower->threads);
	if (endpoint == NULL || followers_former(follower->daemon, follower)) {
		timer_in(&follower->timer, FORMER_MS);
		return;
	}
	follower->tenant = endpoint->tenant;
	follower->off = is_off(follower);
	follower->taking = true;

	const struct db_param params[] = { P_INT(follower->tenant), P_INT(follower->endpoint),
		P_INT(follower->epoch) };

	db_submit(daemon_db(follower->daemon),
	    &(struct db_call){ .query = &q_take, .params = params }, on_taken, follower);
}

static void
on_timer(void *ctx)
{
	struct follower *follower = ctx;

	if (follower->state == FOLLOWER_TAKING && !follower->taking)
		take(follower);
	else
		follower_step(follower);
}

/* ---- from outside ---- */

struct follower *
follower_start(struct daemon *daemon, int64_t endpoint, int64_t epoch)
{
	struct follower *follower = mem_zero(1, sizeof(*follower));

	follower->daemon = daemon;
	follower->endpoint = endpoint;
	follower->epoch = epoch;
	list_init(&follower->window);
	list_init(&follower->retries);
	told_init(&follower->told);
	timer_init(&follower->timer, daemon_loop(daemon), on_timer, follower);
	timer_in(&follower->timer, 0);
	return follower;
}

int64_t
follower_endpoint(const struct follower *follower)
{
	return follower->endpoint;
}

bool
follower_ended(const struct follower *follower)
{
	return follower->state == FOLLOWER_ENDED;
}

bool
follower_quiet(const struct follower *follower)
{
	return follower->state != FOLLOWER_FOLLOWING ||
	    (follower->flights == 0 && !in_database(follower) && !is_unstored(follower));
}

struct link *
follower_link(struct follower *follower)
{
	return &follower->link;
}

struct follower *
follower_of_link(struct link *link)
{
	return LIST_OF(link, struct follower, link);
}
