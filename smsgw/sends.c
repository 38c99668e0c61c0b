/* sends - see sends.h */
#include "smsgw/sends.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/base/key.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "smsgw_queries.h"

static COUNTER(together, "sms_sends_together_total",
    "Beginnings and ends of sends that were stored with others");
static COUNTER(
    left_out, "sms_sends_left_out_total", "Those that were left out of it, and asked alone");

/* One kind of question: what waits for it, how it is asked, where the answer says whose it is. */
struct kind {
	struct list waiting;
	int asked; /* calls under way */
	bool one_at_a_time; /* what comes meanwhile goes together */
	void (*ask)(struct daemon *daemon, const struct list *sends, db_done done, void *ctx);
	int id, version, news; /* columns */
};

struct sends {
	struct daemon *daemon;
	struct kind begins, ends;
	struct timer timer;
};

struct call {
	struct sends *sends;
	struct kind *kind;
	struct list of;
};

/* ---- asking ---- */

/* Each column of many sends as an array of PostgreSQL. */
enum column { ID, MESSAGE, ATTEMPT, PROBE, ACCOUNT, PROVIDER_ID, COLUMNS };

static void
add_quoted(struct buf *out, const char *text)
{
	buf_add_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, *text);
	}
	buf_add_char(out, '"');
}

static void
add_one(struct buf *out, enum column column, const struct send *send)
{
	const int64_t numbers[COLUMNS] = { [ID] = send->id,
		[MESSAGE] = send->message,
		[ATTEMPT] = send->attempt,
		[PROBE] = send->id,
		[ACCOUNT] = send->account };

	if (column == PROBE && !send->probe)
		return;
	if (out->n > 1)
		buf_add_char(out, ',');
	if (column == PROVIDER_ID)
		add_quoted(out, send->provider_id);
	else
		buf_addf(out, "%" PRId64, numbers[column]);
}

static struct db_param
array(struct buf *out, enum column column, const struct list *sends)
{
	buf_add_char(out, '{');
	list_for_each (sends, at)
		add_one(out, column, LIST_OF(at, struct send, link));
	buf_add_char(out, '}');
	return P_VIEW(buf_view(out));
}

static const struct send *
first_of(const struct list *sends)
{
	return LIST_OF(sends->head.next, struct send, link);
}

static void
fini_all(struct buf *arrays)
{
	for (int i = 0; i < COLUMNS; i++)
		buf_fini(&arrays[i]);
}

static void
ask_begin(struct daemon *daemon, const struct list *sends, db_done done, void *ctx)
{
	const struct send *first = first_of(sends);
	struct buf arrays[COLUMNS] = { 0 };
	const struct db_param params[] = { P_INT(first->tenant), P_INT(first->group),
		P_INT(first->epoch), array(&arrays[ID], ID, sends),
		array(&arrays[MESSAGE], MESSAGE, sends), array(&arrays[ATTEMPT], ATTEMPT, sends),
		array(&arrays[PROBE], PROBE, sends) };
	int64_t keys[SENDS_MAX];
	int count = 0;

	list_for_each (sends, at)
		keys[count++] =
		    key_of_id("message", first->tenant, LIST_OF(at, struct send, link)->message);
	db_submit(daemon_db(daemon),
	    &(struct db_call){ .query = &q_sends_begin,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = count },
	    done, ctx);
	fini_all(arrays);
}

static void
ask_sent(struct daemon *daemon, const struct list *sends, db_done done, void *ctx)
{
	const struct send *first = first_of(sends);
	struct buf arrays[COLUMNS] = { 0 };
	const struct db_param params[] = { P_INT(first->tenant), P_INT(first->group),
		P_INT(first->epoch), array(&arrays[ID], ID, sends),
		array(&arrays[MESSAGE], MESSAGE, sends), array(&arrays[ATTEMPT], ATTEMPT, sends),
		array(&arrays[ACCOUNT], ACCOUNT, sends),
		array(&arrays[PROVIDER_ID], PROVIDER_ID, sends) };
	int64_t keys[2 * SENDS_MAX];
	int count = 0;

	list_for_each (sends, at) {
		const struct send *send = LIST_OF(at, struct send, link);

		keys[count++] = key_of_id("message", first->tenant, send->message);
		keys[count++] = key_provider(send->account, view_of(send->provider_id));
	}
	db_submit(daemon_db(daemon),
	    &(struct db_call){ .query = &q_sends_sent,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = count },
	    done, ctx);
	fini_all(arrays);
}

/* ---- answers ---- */

/* What nobody's page shows is told by its version: who follows need not read it. */
static void
publish(const struct call *call, const struct send *send, const struct db_result *rows, int row)
{
	const struct kind *kind = call->kind;

	if (!db_is_null(rows, row, kind->news))
		daemon_publish_news(call->sends->daemon, db_text(rows, row, kind->news));
	else if (!db_is_null(rows, row, kind->version))
		daemon_publish(call->sends->daemon,
		    &(struct message){ .kind = MESSAGE_message,
			.tenant = send->tenant,
			.key = send->message,
			.version = db_int(rows, row, kind->version),
			.state = VIEW("null") });
}

static struct send *
take(struct list *sends, int64_t id)
{
	list_for_each_safe (sends, at) {
		struct send *send = LIST_OF(at, struct send, link);

		if (send->id != id)
			continue;
		list_remove(sends, at);
		return send;
	}
	return NULL;
}

static void flush(struct sends *sends, struct kind *kind);

static void
on_answer(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct call *call = ctx;
	struct link *link;

	call->kind->asked--;
	for (int i = 0; outcome == DB_DONE && i < rows->rows; i++) {
		struct send *send = take(&call->of, db_int(rows, i, call->kind->id));

		if (send == NULL)
			continue;
		metric_add(&together, 1);
		publish(call, send, rows, i);
		send->done(send->ctx, rows, i);
	}
	while ((link = list_take(&call->of)) != NULL) {
		struct send *send = LIST_OF(link, struct send, link);

		metric_add(&left_out, 1);
		send->done(send->ctx, NULL, 0);
	}
	flush(call->sends, call->kind);
	free(call);
}

/* ---- together ---- */

static bool
goes_with(const struct send *send, const struct send *first)
{
	return send->group == first->group && send->epoch == first->epoch &&
	    send->tenant == first->tenant;
}

/* The oldest, and those of the same group that wait, too. */
static void
ask_some(struct sends *sends, struct kind *kind)
{
	struct call *call = mem_zero(1, sizeof(*call));
	const struct send *first = first_of(&kind->waiting);

	call->sends = sends;
	call->kind = kind;
	list_init(&call->of);
	list_for_each_safe (&kind->waiting, at) {
		if (call->of.count == SENDS_MAX)
			break;
		if (!goes_with(LIST_OF(at, struct send, link), first))
			continue;
		list_remove(&kind->waiting, at);
		list_append(&call->of, at);
	}
	kind->asked++;
	kind->ask(sends->daemon, &call->of, on_answer, call);
}

static void
flush(struct sends *sends, struct kind *kind)
{
	if (kind->one_at_a_time && kind->asked > 0)
		return;
	while (!list_empty(&kind->waiting))
		ask_some(sends, kind);
}

static void
on_timer(void *ctx)
{
	struct sends *sends = ctx;

	flush(sends, &sends->begins);
	flush(sends, &sends->ends);
}

static void
add(struct sends *sends, struct kind *kind, struct send *send)
{
	list_append(&kind->waiting, &send->link);
	if (!timer_armed(&sends->timer))
		timer_in(&sends->timer, 0);
}

static struct sends *
sends_of(struct daemon *daemon)
{
	return daemon_data(daemon, "sends");
}

void
sends_begin(struct daemon *daemon, struct send *send)
{
	struct sends *sends = sends_of(daemon);

	add(sends, &sends->begins, send);
}

void
sends_sent(struct daemon *daemon, struct send *send)
{
	struct sends *sends = sends_of(daemon);

	add(sends, &sends->ends, send);
}

/* ---- start and stop ---- */

int
sends_start(struct daemon *daemon, struct err *err)
{
	struct sends *sends = mem_zero(1, sizeof(*sends));

	(void)err;
	sends->daemon = daemon;
	sends->begins = (struct kind){ .ask = ask_begin, .id = 11, .version = 12, .news = 13 };
	sends->ends = (struct kind){
		.ask = ask_sent, .one_at_a_time = true, .id = 0, .version = 2, .news = 3
	};
	list_init(&sends->begins.waiting);
	list_init(&sends->ends.waiting);
	timer_init(&sends->timer, daemon_loop(daemon), on_timer, sends);
	daemon_set_data(daemon, "sends", sends);
	return 0;
}

static void
on_closed(void *ctx)
{
	struct sends *sends = ctx;
	struct daemon *daemon = sends->daemon;

	free(sends);
	daemon_part_stopped(daemon);
}

void
sends_stop(struct daemon *daemon)
{
	timer_close(&sends_of(daemon)->timer, on_closed);
}
