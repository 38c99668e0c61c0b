/* parked - see parked.h */
#include "hookd/parked.h"

#include <stdlib.h>

#include "common/base/clock.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "hookd/hookd.h"

static COUNTER(
    parked_total, "hook_parked_total", "Events parked, behind a failed one or after a failure");
static COUNTER(dead_total, "hook_dead_total", "Events given up after 72 hours");

enum {
	DUE_PAGE = 64,
	DUE_MS = 1000, /* how often is looked for what is due, while anything is parked */
	DUE_SOON_MS = 100, /* when not all that is due could begin */
};
enum { DUE_ATTEMPT = ITEM_COLUMNS };

void
parked_init(struct parked *parked, struct follower *follower, int64_t endpoint,
    struct threads *threads, struct told *told)
{
	*parked = (struct parked){
		.follower = follower, .endpoint = endpoint, .threads = threads, .told = told
	};
	list_init(&parked->tries);
}

void
parked_clear(struct parked *parked)
{
	items_free(&parked->tries);
}

void
parked_begin(struct parked *parked, int64_t count, bool paused)
{
	parked->count = count;
	parked->paused = paused;
	parked->due_ms = 0;
}

/* ---- what a try came to ---- */

void
parked_add(struct parked *parked, struct item *item, int attempt, int64_t wait_ms)
{
	told_park(parked->told, &item->event, attempt, wait_ms);
	threads_park(parked->threads, item->event.thread, 1);
	metric_add(&parked_total, 1);
	parked->count++;
	parked->untold++;
	item->state = ITEM_DONE;
}

void
parked_delivered(struct parked *parked, struct item *item)
{
	told_done(parked->told, &item->event);
	threads_park(parked->threads, item->event.thread, -1);
	parked->count--;
	parked->untold--;
	item->state = ITEM_DONE;
}

void
parked_failed(struct parked *parked, struct item *item, int attempt, int64_t wait_ms)
{
	told_failed(parked->told, &item->event, attempt, wait_ms);
	item->state = ITEM_DONE;
}

void
parked_held(struct parked *parked, struct item *item)
{
	list_remove(&parked->tries, &item->link);
	free(item);
}

void
parked_judge_pause(struct parked *parked, int64_t max)
{
	if (!parked->paused && parked->count >= max) {
		LOG(WARN, "endpoint_paused", LOG_ID("endpoint", parked->endpoint),
		    LOG_INT("parked", parked->count));
		parked->paused = true;
	} else if (parked->paused && parked->count < max - max / 10) {
		LOG(INFO, "endpoint_resumed", LOG_ID("endpoint", parked->endpoint));
		parked->paused = false;
	}
}

/* ---- what is due again ---- */

static void
on_due(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct parked *parked = ctx;

	parked->reading = false;
	parked->done(parked->follower, outcome, rows);
}

void
parked_read(struct parked *parked, struct daemon *daemon, int64_t tenant, parked_read_done done)
{
	const struct db_param params[] = { P_INT(tenant), P_INT(parked->endpoint),
		P_INT(DUE_PAGE) };

	parked->reading = true;
	parked->done = done;
	db_submit(daemon_db(daemon), &(struct db_call){ .query = &q_due, .params = params }, on_due,
	    parked);
}

static bool
is_tried(const struct parked *parked, const struct event *event)
{
	list_for_each (&parked->tries, at) {
		const struct item *item = LIST_OF(at, struct item, link);

		if (item->event.pos == event->pos && item->event.id == event->id)
			return true;
	}
	return false;
}

/* False: it has to wait for its thread, or for a request to end. */
static bool
try_again(struct parked *parked, const struct db_result *rows, int i,
    bool (*fly)(struct follower *follower, struct item *item))
{
	struct item *item = item_new(parked->follower, rows, i);

	item->parked = true;
	item->event.attempt = (int)db_int(rows, i, DUE_ATTEMPT);
	if (is_tried(parked, &item->event)) {
		free(item);
		return true;
	}
	if (threads_busy(parked->threads, item->event.thread) || !fly(parked->follower, item)) {
		free(item);
		return false;
	}
	list_append(&parked->tries, &item->link);
	return true;
}

void
parked_take(struct parked *parked, enum db_outcome outcome, const struct db_result *rows,
    bool (*fly)(struct follower *follower, struct item *item))
{
	bool all = outcome == DB_DONE && rows->rows < DUE_PAGE;

	for (int i = 0; outcome == DB_DONE && i < rows->rows; i++)
		all = try_again(parked, rows, i, fly) && all;
	parked->due_ms = clock_mono_ms() + (all ? DUE_MS : DUE_SOON_MS);
}

/* ---- storing ---- */

void
parked_store_begun(struct parked *parked)
{
	parked->untold = 0;
	list_for_each (&parked->tries, at) {
		struct item *item = LIST_OF(at, struct item, link);

		item->in_store = item->state == ITEM_DONE;
	}
}

/* Answers how many. */
static int64_t
bury(struct parked *parked, struct view threads)
{
	json_t *list = json_loadb(threads.p, threads.n, 0, NULL), *name;
	size_t i = 0;

	json_array_foreach (list, i, name) {
		threads_park(parked->threads, json_string_value(name), -1);
		metric_add(&dead_total, 1);
	}
	json_decref(list);
	return (int64_t)i;
}

static void
forget_stored(struct parked *parked)
{
	list_for_each_safe (&parked->tries, at) {
		struct item *item = LIST_OF(at, struct item, link);

		if (!item->in_store)
			continue;
		list_remove(&parked->tries, at);
		free(item);
	}
}

bool
parked_stored(struct parked *parked, int64_t count, int64_t due_ms, struct view died)
{
	int64_t due_at = clock_mono_ms() + due_ms, expected = parked->count - bury(parked, died);

	parked->count = count + parked->untold;
	if (due_ms >= 0 && due_at < parked->due_ms)
		parked->due_ms = due_at;
	forget_stored(parked);
	return parked->count == expected;
}
