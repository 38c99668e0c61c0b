/* follower - see follower.h */
#include "hookd/follower.h"

#include <stdlib.h>

#include "common/base/clock.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "hookd/endpoints.h"
#include "hookd/flights.h"
#include "hookd/followers.h"
#include "hookd/hookd.h"
#include "hookd/parked.h"
#include "hookd/progress.h"
#include "hookd/threads.h"
#include "hookd/window.h"

enum {
	RETRY_MS = 500, /* after the database could not */
	LOOK_MS = 200, /* again, after no slot was free or it was not sure */
	FORMER_MS = 20, /* looks whether a former follower of the endpoint has ended */
};

enum follower_state { FOLLOWER_TAKING, FOLLOWER_FOLLOWING, FOLLOWER_ENDED };

struct follower {
	struct link link;
	struct daemon *daemon;
	int64_t endpoint, tenant, epoch;
	enum follower_state state;
	struct window window;
	struct threads threads;
	struct parked parked;
	struct progress progress;
	struct flights flights;
	bool retake; /* take anew, once nothing is under way */
	bool taking, closing;
	struct timer timer;
};

static void take(struct follower *follower);

/* ---- the end ---- */

static void
follower_free(void *ctx)
{
	struct follower *follower = ctx;

	followers_gone(follower->daemon, follower);
	window_clear(&follower->window);
	parked_clear(&follower->parked);
	threads_clear(&follower->threads);
	progress_fini(&follower->progress);
	free(follower);
}

static bool
in_database(const struct follower *follower)
{
	return follower->window.reading || follower->parked.reading || follower->progress.storing ||
	    follower->taking;
}

void
follower_end(struct follower *follower)
{
	if (follower->state != FOLLOWER_ENDED) {
		follower->state = FOLLOWER_ENDED;
		flights_end(&follower->flights);
		timer_stop(&follower->timer);
	}
	if (follower->flights.count > 0 || in_database(follower) || follower->closing)
		return;
	follower->closing = true;
	timer_close(&follower->timer, follower_free);
}

/* ---- storing ---- */

static struct standing
standing_of(const struct follower *follower)
{
	return (struct standing){ follower->window.pos, follower->window.event,
		follower->parked.paused };
}

static bool
is_unstored(const struct follower *follower)
{
	const struct standing standing = standing_of(follower);

	return progress_any(&follower->progress, &standing);
}

static int64_t
store_at_ms(const struct follower *follower)
{
	const struct standing standing = standing_of(follower);

	return progress_at_ms(&follower->progress, &standing, followers_stopping(follower->daemon));
}

static void
on_progress(
    struct follower *follower, enum progress_result result, const struct progress_stored *stored)
{
	if (follower->state == FOLLOWER_ENDED) {
		follower_end(follower);
	} else if (result == PROGRESS_FENCED) {
		LOG(WARN, "follower_fenced", LOG_ID("endpoint", follower->endpoint));
		followers_fenced(follower->daemon, follower->endpoint);
	} else {
		if (result == PROGRESS_STORED) {
			if (!parked_stored(
				&follower->parked, stored->parked, stored->due_ms, stored->died))
				follower->retake = true;
			daemon_publish_news(follower->daemon, stored->news);
		}
		follower_step(follower);
	}
}

/* The due are read and progress is stored one after the other: else an event that was just delivered
 * might be read as due. */
static void
store_if_any(struct follower *follower)
{
	const struct standing standing = standing_of(follower);

	if (follower->progress.storing || follower->parked.reading ||
	    !progress_any(&follower->progress, &standing) ||
	    clock_mono_ms() < store_at_ms(follower))
		return;
	if (progress_take(&follower->progress, &standing, &follower->window))
		parked_store_begun(&follower->parked);
	progress_send(&follower->progress, follower->tenant, follower->endpoint, follower->epoch);
}

/* ---- sending ---- */

static void
on_landed(struct follower *follower)
{
	if (follower->state == FOLLOWER_ENDED)
		follower_end(follower);
	else
		follower_step(follower);
}

/* Whether one more request may begin now. */
static bool
may_fly(const struct follower *follower)
{
	return !follower->retake && flights_may_begin(&follower->flights);
}

static bool
fly(struct follower *follower, struct item *item)
{
	return !follower->retake && flights_begin(&follower->flights, item);
}

/* Sends or parks what waits in the window, as far as may be. */
static void
send_waiting(struct follower *follower)
{
	list_for_each (&follower->window.items, at) {
		struct item *item = LIST_OF(at, struct item, link);

		if (follower->parked.paused || !may_fly(follower))
			return;
		if (item->state != ITEM_WAITING)
			continue;
		if (threads_parked(&follower->threads, item->event.thread) > 0)
			parked_add(&follower->parked, item, 0, -1);
		else if (!threads_busy(&follower->threads, item->event.thread) &&
		    !fly(follower, item))
			return;
	}
}

/* ---- reading ---- */

static void
on_page(struct follower *follower, enum db_outcome outcome, const struct db_result *rows)
{
	if (follower->state == FOLLOWER_ENDED) {
		follower_end(follower);
		return;
	}
	if (outcome == DB_DONE && !follower->retake)
		window_take(&follower->window, rows);
	else if (outcome != DB_DONE)
		flights_hold(&follower->flights, RETRY_MS);
	follower_step(follower);
}

static void
page_read(struct follower *follower)
{
	const struct endpoint *endpoint = endpoint_find(follower->daemon, follower->endpoint);

	if (endpoint == NULL || follower->parked.paused ||
	    !window_wants(&follower->window, pulse_head(follower->daemon)) || !may_fly(follower))
		return;
	window_read(&follower->window, follower->daemon, endpoint, on_page);
}

static void
on_due(struct follower *follower, enum db_outcome outcome, const struct db_result *rows)
{
	if (follower->state == FOLLOWER_ENDED) {
		follower_end(follower);
		return;
	}
	parked_take(&follower->parked, outcome, rows, fly);
	follower_step(follower);
}

static bool
may_read_due(const struct follower *follower)
{
	return !follower->parked.reading && !follower->progress.storing &&
	    follower->progress.text == NULL && may_fly(follower);
}

static void
due_read(struct follower *follower)
{
	if (clock_mono_ms() < follower->parked.due_ms || !may_read_due(follower))
		return;
	parked_read(&follower->parked, follower->daemon, follower->tenant, on_due);
}

/* ---- one step after the other ---- */

static int64_t
due_at_ms(const struct follower *follower, int64_t now_ms)
{
	int64_t due_ms = follower->parked.due_ms;

	return due_ms > now_ms || may_read_due(follower) ? due_ms : now_ms + LOOK_MS;
}

/* The next moment at which something may have to be done that no callback tells. */
static void
arm(struct follower *follower)
{
	int64_t now_ms = clock_mono_ms(), at = INT64_MAX;

	if (is_unstored(follower) && !follower->progress.storing)
		at = store_at_ms(follower);
	if (follower->parked.count > 0 && due_at_ms(follower, now_ms) < at)
		at = due_at_ms(follower, now_ms);
	if (follower->flights.held_ms > now_ms && follower->flights.held_ms < at)
		at = follower->flights.held_ms;
	if (!list_empty(&follower->window.items) && follower->flights.count == 0 &&
	    at > now_ms + LOOK_MS)
		at = now_ms + LOOK_MS;
	if (at == INT64_MAX)
		timer_stop(&follower->timer);
	else
		timer_at(&follower->timer, at > now_ms ? at : now_ms + 1);
}

/* Off and on again, or dead letters came back: what the database says of where to go on counts, once all here has ended. */
static bool
taken_anew(struct follower *follower)
{
	if (!follower->retake || follower->flights.count > 0 || in_database(follower) ||
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
	parked_judge_pause(
	    &follower->parked, config_int(daemon_config(follower->daemon), "parked_max"));
	send_waiting(follower);
	window_settle(&follower->window);
	page_read(follower);
	due_read(follower);
	store_if_any(follower);
	arm(follower);
}

void
follower_look_again(struct follower *follower)
{
	if (flights_look(&follower->flights))
		follower->retake = true;
	follower->parked.due_ms = 0;
	if (follower->state == FOLLOWER_TAKING && !follower->taking)
		take(follower);
	else
		follower_step(follower);
}

/* ---- taking over ---- */

enum { TAKEN_POS, TAKEN_EVENT, TAKEN_AHEAD, TAKEN_PARKED, TAKEN_THREADS, TAKEN_PAUSED };

static void
begin(struct follower *follower, const struct db_result *row)
{
	struct standing standing;

	window_begin(&follower->window, db_int(row, 0, TAKEN_POS), db_int(row, 0, TAKEN_EVENT),
	    db_text(row, 0, TAKEN_AHEAD));
	parked_begin(
	    &follower->parked, db_int(row, 0, TAKEN_PARKED), db_bool(row, 0, TAKEN_PAUSED));
	(void)threads_read(&follower->threads, db_text(row, 0, TAKEN_THREADS));
	standing = standing_of(follower);
	progress_begin(&follower->progress, &standing);
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
	window_clear(&follower->window);
	parked_clear(&follower->parked);
	threads_clear(&follower->threads);
	if (endpoint == NULL || followers_former(follower->daemon, follower)) {
		timer_in(&follower->timer, FORMER_MS);
		return;
	}
	follower->tenant = follower->flights.tenant = endpoint->tenant;
	(void)flights_look(&follower->flights);
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
	window_init(&follower->window, follower, endpoint);
	progress_init(&follower->progress, daemon, follower, on_progress);
	parked_init(
	    &follower->parked, follower, endpoint, &follower->threads, &follower->progress.told);
	flights_init(&follower->flights, daemon, follower, endpoint, on_landed);
	follower->flights.threads = &follower->threads;
	follower->flights.parked = &follower->parked;
	follower->flights.progress = &follower->progress;
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
	    (follower->flights.count == 0 && !in_database(follower) && !is_unstored(follower));
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
