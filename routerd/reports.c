/* reports - see reports.h */
#include "routerd/reports.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/base/csv.h"
#include "common/daemon/audit_notes.h"
#include "common/daemon/cursor.h"
#include "routerd/routerd.h"

enum { LIMIT_DEFAULT = 50, LIMIT_JSON = 200 };
enum { FIELD_SINCE, FIELD_UNTIL, FIELD_FORMAT, FIELD_CURSOR, FIELD_LIMIT, FIELD_OF_ITS_OWN };
enum { FIELD_STEP = FIELD_OF_ITS_OWN, FIELD_THING, FIELD_BY };
enum { FIELD_QUEUE = FIELD_OF_ITS_OWN, FIELD_CHANNEL, FIELD_AGENT, FIELD_COUNTER };
enum { READ_OUTCOME, READ_FIELD, READ_WORDS, READ_BODY, READ_NEXT };

struct reading {
	struct http_req *req;
	bool csv;
};

/* ---- CSV ---- */

static void
csv_cell(struct csv_writer *writer, const json_t *value)
{
	char number[32];

	if (value == NULL || json_is_null(value)) {
		csv_add_empty(writer);
	} else if (json_is_string(value)) {
		csv_add_text(writer, view_of(json_string_value(value)));
	} else if (json_is_integer(value)) {
		csv_add_int(writer, json_integer_value(value));
	} else {
		(void)snprintf(number, sizeof(number), "%.10g", json_real_value(value));
		csv_add_word(writer, view_of(number));
	}
}

/* The names of a list of {name, …}, or the members of these names of an item. */
static void
csv_named(struct csv_writer *writer, const json_t *list, const json_t *item)
{
	json_t *entry;
	size_t i;

	json_array_foreach ((json_t *)list, i, entry) {
		const char *name = json_string_value(json_object_get(entry, "name"));

		if (item == NULL)
			csv_add_word(writer, view_of(name));
		else
			csv_cell(writer, json_object_get(item, name));
	}
}

static void
csv_thing(struct csv_writer *writer, const json_t *thing)
{
	csv_cell(writer, json_object_get(thing, "id"));
	csv_cell(writer, json_object_get(thing, "name"));
}

/* The members of an item that are text, of a report that has them: names, or one item's. */
static void
csv_columns(struct csv_writer *writer, const json_t *body, const json_t *item)
{
	json_t *name;
	size_t i;

	json_array_foreach (json_object_get(body, "columns"), i, name) {
		if (item == NULL)
			csv_cell(writer, name);
		else
			csv_cell(writer, json_object_get(item, json_string_value(name)));
	}
}

static void
csv_figures(struct csv_writer *writer, const json_t *body, const char *noun)
{
	const json_t *counters = json_object_get(body, "counters");
	const json_t *formulas = json_object_get(body, "formulas");
	json_t *item;
	size_t i;

	csv_add_word(writer, VIEW("since"));
	csv_add_word(writer, VIEW("until"));
	csv_add_word(writer, VIEW("id"));
	csv_add_word(writer, view_of(noun));
	csv_named(writer, counters, NULL);
	csv_named(writer, formulas, NULL);
	csv_columns(writer, body, NULL);
	csv_end_line(writer);
	json_array_foreach (json_object_get(body, "data"), i, item) {
		csv_cell(writer, json_object_get(item, "since"));
		csv_cell(writer, json_object_get(item, "until"));
		csv_thing(writer, json_object_get(item, noun));
		csv_named(writer, counters, json_object_get(item, "counters"));
		csv_named(writer, formulas, json_object_get(item, "figures"));
		csv_columns(writer, body, item);
		csv_end_line(writer);
	}
}

static void
csv_interactions(struct csv_writer *writer, const json_t *body)
{
	static const char *const names[] = { "interaction", "at", "ms", "queue_id", "queue" };
	json_t *item;
	size_t i;

	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++)
		csv_add_word(writer, view_of(names[n]));
	csv_end_line(writer);
	json_array_foreach (json_object_get(body, "data"), i, item) {
		for (size_t n = 0; n < 3; n++)
			csv_cell(writer, json_object_get(item, names[n]));
		csv_thing(writer, json_object_get(item, "queue"));
		csv_end_line(writer);
	}
}

void
report_csv(const json_t *body, struct buf *out)
{
	const char *noun = json_string_value(json_object_get(body, "report"));
	struct csv_writer writer = { .out = out };

	if (noun != NULL)
		csv_figures(&writer, body, noun);
	else
		csv_interactions(&writer, body);
}

/* ---- the answer ---- */

static const struct audit_act report_export = { "report_export", 8, "report" };

static void
reply_csv(struct http_req *req, struct view body, struct view next)
{
	json_t *root = json_loadb(body.p, body.n, JSON_DECODE_ANY, NULL);
	struct buf text = { 0 };

	if (next.n > 0)
		http_add_header(req, "X-Next-Cursor", next.p);
	http_add_header(req, "Content-Disposition", "attachment; filename=\"report.csv\"");
	report_csv(root, &text);
	audit_note_done(req, &report_export, 0);
	http_reply(req, 200, "text/csv; charset=utf-8", buf_view(&text));
	buf_fini(&text);
	json_decref(root);
}

static void
reply_page(const struct reading *reading, const struct db_result *row)
{
	struct view body = db_text(row, 0, READ_BODY);
	struct buf next = { 0 }, text = { 0 };

	if (!db_is_null(row, 0, READ_NEXT)) {
		cursor_encode(db_text(row, 0, READ_NEXT), &next);
		buf_add_char(&next, '\0'); /* a header's value is a string */
		next.n--;
	}
	if (reading->csv) {
		reply_csv(reading->req, body, buf_view(&next));
	} else {
		buf_add_view(&text, (struct view){ body.p, body.n - 1 }); /* its closing brace */
		buf_add_text(&text, ",\"next_cursor\":");
		buf_addf(&text, next.n > 0 ? "\"%s\"}" : "null}", next.p);
		http_reply(reading->req, 200, "application/json", buf_view(&text));
	}
	buf_fini(&text);
	buf_fini(&next);
}

static void
on_read(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct reading *reading = ctx;
	char field[32] = "", words[200] = "";
	struct err err;

	if (outcome == DB_DONE && row->rows == 1 && view_is(db_text(row, 0, READ_OUTCOME), "ok")) {
		reply_page(reading, row);
		free(reading);
		return;
	}
	if (outcome != DB_DONE || row->rows != 1) {
		db_outcome_err(outcome, row, &err);
	} else if (view_is(db_text(row, 0, READ_OUTCOME), "not_found")) {
		(void)err_set(&err, ERR_NOT_FOUND, NULL, "There is no such thing");
	} else {
		(void)view_copy(db_text(row, 0, READ_FIELD), field, sizeof(field));
		(void)view_copy(db_text(row, 0, READ_WORDS), words, sizeof(words));
		(void)err_set(&err, ERR_BAD_REQUEST, field, "%s", words);
	}
	http_reply_err(reading->req, &err, NULL);
	free(reading);
}

/* ---- the request ---- */

static bool
wants_csv(const struct http_req *req)
{
	const struct body_value *format = &request_values(req)->at[FIELD_FORMAT];
	struct view accept;

	if (format->present)
		return view_is(format->text, "csv");
	return http_header(req, "accept", &accept) && view_starts(accept, "text/csv");
}

/* `after` gets the cursor's text. False: answered. */
static bool
reading_new(struct http_req *req, struct buf *after, int64_t *limit, struct reading **out)
{
	const struct body_value *at = request_values(req)->at;
	struct err err;

	if (at[FIELD_CURSOR].present && !cursor_decode(at[FIELD_CURSOR].text, after)) {
		(void)err_set(&err, ERR_BAD_REQUEST, "cursor", "This is no cursor of this list");
		http_reply_err(req, &err, NULL);
		return false;
	}
	*out = mem_new(sizeof(**out));
	**out = (struct reading){ req, wants_csv(req) };
	*limit = at[FIELD_LIMIT].present ? at[FIELD_LIMIT].number
	    : (*out)->csv                ? REPORT_CSV_MAX
					 : LIMIT_DEFAULT;
	if (!(*out)->csv && *limit > LIMIT_JSON)
		*limit = LIMIT_JSON;
	return true;
}

static void
report_run(struct http_req *req, void *app, const struct db_query *query, struct view noun)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	struct buf after = { 0 };
	struct reading *reading;
	int64_t limit;

	if (reading_new(req, &after, &limit, &reading)) {
		const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
			P_TEXT(role_name(actor->role)), P_VIEW(noun), field_text(&at[FIELD_SINCE]),
			field_text(&at[FIELD_UNTIL]),
			at[FIELD_STEP].present ? P_VIEW(at[FIELD_STEP].text) : P_TEXT("day"),
			field_number(&at[FIELD_THING]), db_view_or_null(buf_view(&after)),
			P_INT(limit) };

		db_submit(daemon_db(app), &(struct db_call){ .query = query, .params = params },
		    on_read, reading);
	}
	buf_fini(&after);
}

void
on_report(struct http_req *req, void *app)
{
	report_run(req, app, &q_report, view_of(http_route_of(req)->subject));
}

void
on_report_texts(struct http_req *req, void *app)
{
	const struct body_value *by = &request_values(req)->at[FIELD_BY];

	report_run(req, app, &q_report_texts, by->present ? by->text : VIEW("country"));
}

void
on_report_interactions(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	struct buf after = { 0 };
	struct reading *reading;
	int64_t limit;

	if (reading_new(req, &after, &limit, &reading)) {
		const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
			P_TEXT(role_name(actor->role)), field_number(&at[FIELD_QUEUE]),
			field_number(&at[FIELD_CHANNEL]), field_number(&at[FIELD_AGENT]),
			field_text(&at[FIELD_SINCE]), field_text(&at[FIELD_UNTIL]),
			field_text(&at[FIELD_COUNTER]), db_view_or_null(buf_view(&after)),
			P_INT(limit) };

		db_submit(daemon_db(app),
		    &(struct db_call){ .query = &q_report_interactions, .params = params }, on_read,
		    reading);
	}
	buf_fini(&after);
}
