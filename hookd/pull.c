/* pull - see pull.h */
#include "hookd/pull.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/base/clock.h"
#include "common/base/list.h"
#include "common/daemon/cursor.h"
#include "common/loop/loop.h"
#include "hookd/core/type.h"
#include "hookd/hookd.h"

enum {
	LIMIT_DEFAULT = 50,
	WAITING_MAX = 1000,
	SWEEP_MS = 250,
	FROM_NOW = -1, /* of hooks.events_pull */
};
enum { QUERY_AFTER, QUERY_LIMIT, QUERY_TYPES, QUERY_WAIT };

struct pull {
	struct daemon *daemon;
	struct list waiting;
	struct timer sweep; /* looks whose wait is over */
	bool stopping;
};

struct puller {
	struct link link;
	struct pull *pull;
	struct http_req *req;
	int64_t tenant, pos, event, limit, until_ms;
	bool from_start;
	struct buf types;
};

static struct pull *
pull_of(struct daemon *daemon)
{
	return daemon_data(daemon, "pull");
}

/* ---- cursors: "<pos>" when all of the position was given, else "<pos>-<event>" ---- */

static bool
cursor_read(struct view cursor, int64_t *pos, int64_t *event)
{
	struct buf text = { 0 };
	struct view rest, first;
	bool good = cursor_decode(cursor, &text);

	rest = buf_view(&text);
	first = good ? view_cut(&rest, '-') : rest;
	*event = EVENT_WHOLE;
	good = good && view_to_int(first, 0, INT64_MAX, pos) &&
	    (rest.p == NULL || view_to_int(rest, 0, INT64_MAX, event));
	buf_fini(&text);
	return good;
}

static void
cursor_write(int64_t pos, int64_t event, struct buf *out)
{
	struct buf text = { 0 };

	buf_addf(&text, "%" PRId64, pos);
	if (event != EVENT_WHOLE)
		buf_addf(&text, "-%" PRId64, event);
	cursor_encode(buf_view(&text), out);
	buf_fini(&text);
}

/* ---- the answer ---- */

static void
puller_free(struct puller *puller)
{
	buf_fini(&puller->types);
	free(puller);
}

static void
reply_retry(struct http_req *req)
{
	struct err err;

	http_add_header(req, "Retry-After", "1");
	(void)err_set(&err, ERR_UNAVAILABLE, NULL, "The events can't be read now");
	http_reply_err(req, &err, NULL);
}

enum { PULLED_OUTCOME, PULLED_DATA, PULLED_POS, PULLED_EVENT, PULLED_COUNT, PULLED_MORE };

static void
reply_events(struct http_req *req, const struct db_result *row)
{
	struct buf text = { 0 };

	buf_add_text(&text, "{\"data\":");
	buf_add_view(&text, db_text(row, 0, PULLED_DATA));
	buf_add_text(&text, ",\"next_cursor\":\"");
	cursor_write(db_int(row, 0, PULLED_POS), db_int(row, 0, PULLED_EVENT), &text);
	buf_add_text(
	    &text, db_bool(row, 0, PULLED_MORE) ? "\",\"more\":true}" : "\",\"more\":false}");
	http_reply(req, 200, "application/json", buf_view(&text));
	buf_fini(&text);
}

static bool
may_wait(const struct puller *puller, const struct db_result *row)
{
	return db_int(row, 0, PULLED_COUNT) == 0 && !puller->pull->stopping &&
	    !daemon_draining(puller->pull->daemon) && clock_mono_ms() < puller->until_ms &&
	    puller->pull->waiting.count < WAITING_MAX;
}

static void read_on(struct puller *puller);

static void
on_pulled(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct puller *puller = ctx;

	if (outcome != DB_DONE || row->rows != 1) {
		reply_retry(puller->req);
	} else if (view_is(db_text(row, 0, PULLED_OUTCOME), "forbidden")) {
		request_reply_problem(puller->req, 0, "forbidden",
		    "This API key lacks a scope that one of these types needs: customers for "
		    "trunkline.customer and trunkline.case, admin for trunkline.number and "
		    "trunkline.login.",
		    NULL);
	} else if (!view_is(db_text(row, 0, PULLED_OUTCOME), "ok")) {
		request_reply_problem(puller->req, 0, "cursor_expired",
		    "What follows this cursor is kept no more. Begin without `after`, with "
		    "after=latest, or read the things themselves again.",
		    NULL);
	} else if (may_wait(puller, row)) {
		puller->pos = db_int(row, 0, PULLED_POS);
		puller->event = db_int(row, 0, PULLED_EVENT);
		puller->from_start = false;
		/* Nothing of these types so far, or the feed moved while it was read. */
		if (db_bool(row, 0, PULLED_MORE) || pulse_head(puller->pull->daemon) > puller->pos)
			read_on(puller);
		else
			list_append(&puller->pull->waiting, &puller->link);
		return;
	} else {
		reply_events(puller->req, row);
	}
	puller_free(puller);
}

static void
read_on(struct puller *puller)
{
	const struct db_param params[] = {
		P_TEXT(config_text(daemon_config(puller->pull->daemon), "public_url")),
		P_INT(puller->tenant),
		puller->from_start ? P_NULL() : P_INT(puller->pos),
		P_INT(puller->event),
		P_VIEW(buf_view(&puller->types)),
		P_INT(puller->limit),
		request_key(puller->req),
	};

	db_submit(daemon_db(puller->pull->daemon),
	    &(struct db_call){ .query = &q_events_pull, .params = params }, on_pulled, puller);
}

/* ---- waiting ---- */

/* All of them, or those whose wait is over: each reads once more, and answers what is there. */
static void
wake(struct pull *pull, bool all)
{
	int64_t now_ms = clock_mono_ms();

	list_for_each_safe (&pull->waiting, at) {
		struct puller *puller = LIST_OF(at, struct puller, link);

		if (!all && now_ms < puller->until_ms)
			continue;
		list_remove(&pull->waiting, at);
		read_on(puller);
	}
}

void
pull_feed_moved(struct daemon *daemon)
{
	wake(pull_of(daemon), true);
}

static void
on_sweep(void *ctx)
{
	struct pull *pull = ctx;

	timer_in(&pull->sweep, SWEEP_MS);
	wake(pull, daemon_draining(pull->daemon));
}

/* ---- the request ---- */

static bool
read_after(struct puller *puller, const struct body_value *after)
{
	puller->event = EVENT_WHOLE;
	puller->from_start = !after->present || after->text.n == 0;
	if (puller->from_start)
		return true;
	if (view_is(after->text, "latest")) {
		puller->pos = FROM_NOW;
		return true;
	}
	return cursor_read(after->text, &puller->pos, &puller->event);
}

static void
refuse(struct puller *puller, const char *field, const char *why)
{
	struct err err;

	(void)err_set(&err, ERR_BAD_REQUEST, field, "%s", why);
	http_reply_err(puller->req, &err, NULL);
	puller_free(puller);
}

void
on_events(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	struct puller *puller = mem_zero(1, sizeof(*puller));

	puller->pull = pull_of(app);
	puller->req = req;
	puller->tenant = request_actor(req)->tenant;
	puller->limit = at[QUERY_LIMIT].present ? at[QUERY_LIMIT].number : LIMIT_DEFAULT;
	puller->until_ms =
	    clock_mono_ms() + (at[QUERY_WAIT].present ? at[QUERY_WAIT].number * 1000 : 0);
	if (!read_after(puller, &at[QUERY_AFTER]))
		refuse(puller, "after", "This is no cursor of the events");
	else if (!type_list(
		     at[QUERY_TYPES].present ? at[QUERY_TYPES].text : VIEW("*"), &puller->types))
		refuse(puller, "types", "There is no such type of event");
	else
		read_on(puller);
}

/* ---- start and stop ---- */

int
pull_start(struct daemon *daemon, struct err *err)
{
	struct pull *pull = mem_zero(1, sizeof(*pull));

	(void)err;
	pull->daemon = daemon;
	list_init(&pull->waiting);
	daemon_set_data(daemon, "pull", pull);
	timer_init(&pull->sweep, daemon_loop(daemon), on_sweep, pull);
	timer_in(&pull->sweep, SWEEP_MS);
	return 0;
}

static void
pull_free(void *ctx)
{
	struct pull *pull = ctx;
	struct daemon *daemon = pull->daemon;

	free(pull);
	daemon_part_stopped(daemon);
}

void
pull_stop(struct daemon *daemon)
{
	struct pull *pull = pull_of(daemon);

	pull->stopping = true; /* the requests were answered before: they drain first */
	timer_close(&pull->sweep, pull_free);
}
