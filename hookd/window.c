/* window - see window.h */
#include "hookd/window.h"

#include <stdlib.h>

#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "hookd/hookd.h"

static COUNTER(forgotten_total, "hook_forgotten_total",
    "Positions that the feed had forgotten before they were looked at");

enum { WINDOW_LOW = 128, PAGE_POSITIONS = 256, PAGE_EVENTS = 128 };
enum { PAGE_LOST = ITEM_COLUMNS };

void
window_init(struct window *window, struct follower *follower, int64_t endpoint)
{
	*window = (struct window){ .follower = follower, .endpoint = endpoint };
	list_init(&window->items);
}

void
window_clear(struct window *window)
{
	items_free(&window->items);
}

static void
ahead_read(struct window *window, struct view json)
{
	json_t *list = json_loadb(json.p, json.n, 0, NULL), *id;
	size_t i;

	window->ahead_count = 0;
	json_array_foreach (list, i, id)
		if (window->ahead_count < WINDOW_MAX)
			window->ahead[window->ahead_count++] = json_integer_value(id);
	json_decref(list);
}

static bool
is_ahead(const struct window *window, int64_t event)
{
	for (int i = 0; i < window->ahead_count; i++)
		if (window->ahead[i] == event)
			return true;
	return false;
}

void
window_begin(struct window *window, int64_t pos, int64_t event, struct view ahead)
{
	window_clear(window);
	ahead_read(window, ahead);
	window->pos = window->read_pos = pos;
	window->event = window->read_event = event;
	window->more = event != EVENT_WHOLE;
}

/* ---- reading ---- */

bool
window_wants(const struct window *window, int64_t head)
{
	return !window->reading && window->items.count < WINDOW_LOW &&
	    (window->more || head > window->read_pos);
}

static void
on_page(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct window *window = ctx;

	window->reading = false;
	window->done(window->follower, outcome, rows);
}

void
window_read(struct window *window, struct daemon *daemon, const struct endpoint *endpoint,
    window_read_done done)
{
	const struct db_param params[] = { P_INT(endpoint->tenant), P_TEXT(endpoint->types),
		P_INT(window->read_pos), P_INT(window->read_event), P_INT(PAGE_POSITIONS),
		P_INT(PAGE_EVENTS) };

	window->reading = true;
	window->done = done;
	db_submit(daemon_db(daemon), &(struct db_call){ .query = &q_page, .params = params },
	    on_page, window);
}

void
window_take(struct window *window, const struct db_result *rows)
{
	int64_t lost = rows->rows > 0 ? db_int(rows, 0, PAGE_LOST) : 0;

	if (lost > 0) {
		metric_add(&forgotten_total, lost);
		LOG(ERROR, "feed_forgotten", LOG_ID("endpoint", window->endpoint),
		    LOG_INT("positions", lost));
	}
	window->more = false;
	for (int i = 0; i < rows->rows; i++) {
		struct item *item = item_new(window->follower, rows, i);

		window->more = item->state != ITEM_DONE;
		window->read_pos = item->event.pos;
		window->read_event = item->event.id;
		if (is_ahead(window, item->event.id))
			item->state = ITEM_DONE;
		list_append(&window->items, &item->link);
	}
}

/* ---- the position ---- */

json_t *
window_ahead(const struct window *window)
{
	json_t *list = json_array();

	list_for_each (&window->items, at) {
		const struct item *item = LIST_OF(at, struct item, link);

		if (item->state == ITEM_DONE && item->event.id != EVENT_WHOLE)
			(void)json_array_append_new(list, json_integer(item->event.id));
	}
	return list;
}

void
window_settle(struct window *window)
{
	list_for_each_safe (&window->items, at) {
		struct item *item = LIST_OF(at, struct item, link);

		if (item->state != ITEM_DONE)
			return;
		window->pos = item->event.pos;
		window->event = item->event.id;
		list_remove(&window->items, at);
		free(item);
	}
}
