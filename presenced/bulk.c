/*
 * bulk - the whole configuration in one file, and rows of one resource: out and in (AD-5).
 *
 * Owns: the way from a request to directory.config_*, on the lane for what takes long; turning tables into JSON and
 *       back, off the loop.
 * Must not know: any resource: which there are, their views say (docs/decisions/0015-bulk.md).
 */
#include "presenced/bulk.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"
#include "common/daemon/audit_notes.h"
#include "common/loop/loop.h"
#include "presenced/core/rows.h"

static const char *
noun_of(const struct http_req *req)
{
	const struct bulk *bulk = http_route_of(req)->subject;

	return bulk != NULL ? bulk->noun : NULL;
}

/* ---- out ---- */

static const char *const format_types[] = { [BULK_CSV] = "text/csv; charset=utf-8; header=present",
	[BULK_JSON] = "application/json",
	[BULK_JSONL] = "application/jsonl" };
static const char *const format_ends[] = {
	[BULK_CSV] = "csv", [BULK_JSON] = "json", [BULK_JSONL] = "jsonl"
};

static enum bulk_format
format_of(const struct http_req *req)
{
	if (noun_of(req) == NULL)
		return BULK_JSON;
	return request_values(req)->at[0].present
	    ? (enum bulk_format)request_values(req)->at[0].number
	    : BULK_CSV;
}

static void
reply_file(struct http_req *req, struct view body)
{
	enum bulk_format format = format_of(req);
	const char *noun = noun_of(req);
	char name[100];

	(void)snprintf(name, sizeof(name), "attachment; filename=\"%s.%s\"",
	    noun != NULL ? noun : "trunkline", format_ends[format]);
	http_add_header(req, "Content-Disposition", name);
	http_reply(req, 200, format_types[format], body);
}

struct turning {
	struct http_req *req;
	char *lines;
	struct buf out;
};

static void
turn_work(void *ctx)
{
	struct turning *turning = ctx;

	if (format_of(turning->req) == BULK_CSV)
		rows_to_csv(view_of(turning->lines), &turning->out);
	else if (format_of(turning->req) == BULK_JSON)
		rows_to_json(view_of(turning->lines), &turning->out);
	else
		buf_addf(&turning->out, "%s\n", turning->lines);
}

static void
turn_done(void *ctx)
{
	struct turning *turning = ctx;

	reply_file(turning->req, buf_view(&turning->out));
	free(turning->lines);
	buf_fini(&turning->out);
	free(turning);
}

static void
reply_rows(struct http_req *req, struct view lines)
{
	struct turning *turning = mem_zero(1, sizeof(*turning));

	*turning = (struct turning){ .req = req, .lines = view_dup(lines) };
	job_run(daemon_loop(request_daemon(req)), turn_work, turn_done, turning);
}

static void
reply_export(struct http_req *req, struct view text)
{
	audit_note_route(req);
	if (noun_of(req) == NULL)
		reply_file(req, text);
	else
		reply_rows(req, text);
}

static void
on_exported(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct http_req *req = ctx;

	if (outcome != DB_DONE)
		request_reply_retry(req, outcome, result);
	else if (!view_is(db_text(result, 0, 0), "ok"))
		request_reply_outcome(req, 200, db_text(result, 0, 0), VIEW(""));
	else
		reply_export(req, db_text(result, 0, 1));
}

static void export(
    struct http_req *req, const struct db_query *query, const struct db_param *params)
{
	db_submit(daemon_db(request_daemon(req)),
	    &(struct db_call){ .query = query, .params = params, .deadline_ms = BULK_DEADLINE_MS },
	    on_exported, req);
}

void
on_config_export(struct http_req *req, void *app)
{
	const struct db_param params[] = { P_INT(request_actor(req)->tenant) };

	(void)app;
	export(req, &q_config_export, params);
}

void
on_rows_export(struct http_req *req, void *app)
{
	const struct db_param params[] = { P_TEXT(noun_of(req)), P_INT(request_actor(req)->tenant),
		P_BOOL(format_of(req) == BULK_CSV) };

	(void)app;
	export(req, &q_config_rows, params);
}

/* ---- in ---- */

struct reading {
	struct http_req *req;
	enum bulk_format format;
	struct buf items, lines; /* empty: the body is the list itself */
	struct err err;
	int result;
};

static const struct {
	const char *type;
	enum bulk_format format;
} taken[] = {
	{ "application/json", BULK_JSON },
	{ "text/csv", BULK_CSV },
	{ "application/jsonl", BULK_JSONL },
	{ "application/x-ndjson", BULK_JSONL },
};

/* -1: answered. */
static int
take_format(struct http_req *req, enum bulk_format *format)
{
	struct view header, type;
	struct err err;

	(void)http_header(req, "content-type", &header);
	type = view_trim(view_cut(&header, ';'));
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
		*format = taken[i].format;
		if (view_is_nocase(type, taken[i].type) &&
		    (*format == BULK_JSON || noun_of(req) != NULL))
			return 0;
	}
	(void)err_set(&err, ERR_UNSUPPORTED_MEDIA_TYPE, NULL,
	    "The Content-Type of the body must be one of: %s.", http_route_of(req)->takes);
	http_reply_err(req, &err, NULL);
	return -1;
}

static void
read_work(void *ctx)
{
	struct reading *reading = ctx;
	struct view body = http_body(reading->req);

	if (!utf8_valid(body) || (body.n > 0 && memchr(body.p, '\0', body.n) != NULL))
		reading->result =
		    err_set(&reading->err, ERR_BAD_REQUEST, NULL, "The body is not UTF-8.");
	else if (reading->format == BULK_CSV)
		reading->result =
		    rows_from_csv(body, &reading->items, &reading->lines, &reading->err);
	else if (reading->format == BULK_JSONL)
		reading->result =
		    rows_from_json_lines(body, &reading->items, &reading->lines, &reading->err);
}

/* `partial` is the first field behind `dry_run` for rows, `mode` for a file. */
enum { FIELD_DRY_RUN, FIELD_MODE, FIELD_PARTIAL = FIELD_MODE };

static void
submit(const struct reading *reading)
{
	struct http_req *req = reading->req;
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	const char *noun = noun_of(req);
	struct view mode = noun != NULL ? VIEW("merge")
	    : at[FIELD_MODE].present    ? at[FIELD_MODE].text
					: VIEW("empty");
	bool turned = reading->items.n > 0;
	char *origin = request_origin(req);
	const struct db_param params[] = { P_INT(actor->tenant), db_int_or_null(actor->user),
		P_TEXT(role_name(actor->role)), P_TEXT(origin), db_text_or_null(noun),
		P_VIEW(turned ? buf_view(&reading->items) : http_body(req)),
		turned ? P_VIEW(buf_view(&reading->lines)) : P_NULL(),
		P_BOOL(reading->format == BULK_CSV), P_VIEW(mode),
		P_BOOL(noun != NULL && at[FIELD_PARTIAL].number != 0),
		P_BOOL(at[FIELD_DRY_RUN].number != 0) };

	/* The function takes the other locks itself: which they are, the file says. */
	command_run(req,
	    &(struct command){
		.query = &q_config_import, .params = params, .deadline_ms = BULK_DEADLINE_MS });
	free(origin);
}

static void
read_done(void *ctx)
{
	struct reading *reading = ctx;

	if (reading->result != 0)
		http_reply_err(reading->req, &reading->err, NULL);
	else
		submit(reading);
	buf_fini(&reading->items);
	buf_fini(&reading->lines);
	free(reading);
}

void
on_bulk_import(struct http_req *req, void *app)
{
	struct reading *reading;
	enum bulk_format format;

	(void)app;
	if (take_format(req, &format) != 0)
		return;
	reading = mem_zero(1, sizeof(*reading));
	reading->req = req;
	reading->format = format;
	job_run(daemon_loop(request_daemon(req)), read_work, read_done, reading);
}
