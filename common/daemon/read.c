/*
 * read - see daemon.h: requests that change nothing.
 *
 * Owns: one thing or 404; lists with limit and cursor (api.md 3).
 * Must not know: what is read.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/daemon/audit_notes.h"
#include "common/daemon/cursor.h"
#include "common/daemon/skeleton.h"

struct list_read {
	struct http_req *req;
	int64_t limit;
	bool had_cursor;
};

static void
reply_err(struct http_req *req, enum err_kind kind, const char *field, const char *text)
{
	struct err err;

	(void)err_set(&err, kind, field, "%s", text);
	http_reply_err(req, &err, NULL);
}

static void
submit(struct http_req *req, const struct db_query *query, const struct db_param *params,
    db_done done, void *ctx)
{
	assert((query->flags & (DB_READ | DB_LONG)) != 0);
	db_submit(request_daemon(req)->db, &(struct db_call){ .query = query, .params = params },
	    done, ctx);
}

static void
on_one(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct http_req *req = ctx;

	if (outcome != DB_DONE)
		request_reply_retry(req, outcome, result);
	else if (result->rows == 0 || db_is_null(result, 0, 0))
		reply_err(req, ERR_NOT_FOUND, NULL, "There is no such thing");
	else {
		audit_note_route(req);
		http_reply(req, 200, "application/json", db_text(result, 0, 0));
	}
}

static void
on_thing(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	if (outcome == DB_DONE && result->rows > 0 && !db_is_null(result, 0, 0))
		request_add_etag(ctx, db_text(result, 0, 0));
	on_one(ctx, outcome, result);
}

void
read_run(struct http_req *req, const struct db_query *query, const struct db_param *params)
{
	submit(req, query, params, on_one, req);
}

void
read_thing_run(struct http_req *req, const struct db_query *query, const struct db_param *params)
{
	submit(req, query, params, on_thing, req);
}

void
read_by_id(struct http_req *req, const struct db_query *query)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(id), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), request_key(req) };

	assert(query->param_count <= (int)(sizeof(params) / sizeof(params[0])));
	read_thing_run(req, query, params);
}

/* ---- lists ---- */

/* One row more than was asked for tells that there is more; so does a last row without JSON, which is no item. */
static void
add_rows(const struct db_result *result, int64_t limit, struct buf *out)
{
	bool goes_on = result->rows > 0 && db_is_null(result, result->rows - 1, 0);
	int items = result->rows - (goes_on ? 1 : 0);
	int count = items > limit ? (int)limit : items;
	int last = items > limit ? count - 1 : result->rows - 1;

	buf_add_text(out, "{\"data\":[");
	for (int i = 0; i < count; i++) {
		if (i > 0)
			buf_add_char(out, ',');
		buf_add_view(out, db_text(result, i, 0));
	}
	if (items <= limit && !goes_on) {
		buf_add_text(out, "],\"next_cursor\":null}");
		return;
	}
	buf_add_text(out, "],\"next_cursor\":\"");
	cursor_encode(db_text(result, last, 1), out);
	buf_add_text(out, "\"}");
}

static void
on_list(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct list_read *list = ctx;
	struct buf text = { .p = NULL };

	if (list->had_cursor && outcome == DB_FAILED && strncmp(result->sqlstate, "22", 2) == 0) {
		/* Only the cursor's text is cast: whoever made it up is told so. */
		reply_err(list->req, ERR_BAD_REQUEST, "cursor", "This is no cursor of this list");
	} else if (outcome != DB_DONE) {
		request_reply_retry(list->req, outcome, result);
	} else if (result->rows == 1 && db_is_null(result, 0, 0) && db_is_null(result, 0, 1)) {
		reply_err(list->req, ERR_NOT_FOUND, NULL, "There is no such thing");
	} else {
		audit_note_route(list->req);
		add_rows(result, list->limit, &text);
		http_reply(list->req, 200, "application/json", buf_view(&text));
		buf_fini(&text);
	}
	free(list);
}

/* The route's own fields `cursor` and `limit`, where it has them. */
static const struct body_value *
value_of(const struct http_req *req, const char *name)
{
	const struct body_field *field = http_route_of(req)->body->fields;

	for (int i = 0; field != NULL && field[i].name != NULL; i++)
		if (strcmp(field[i].name, name) == 0 && request_values(req)->at[i].present)
			return &request_values(req)->at[i];
	return NULL;
}

static int64_t
limit_of(const struct http_req *req)
{
	const struct body_value *limit = value_of(req, "limit");

	if (limit == NULL)
		return LIST_DEFAULT;
	return limit->number < 1 ? 1 : limit->number > LIST_MAX ? LIST_MAX : limit->number;
}

void
list_run(struct http_req *req, const struct db_query *query, const struct db_param *params)
{
	const struct body_value *cursor = value_of(req, "cursor");
	struct db_param filled[DB_PARAMS_MAX];
	struct buf after = { .p = NULL };
	struct list_read *list;
	int count = query->param_count;

	assert(count >= 2 && count <= DB_PARAMS_MAX);
	if (cursor != NULL && !cursor_decode(cursor->text, &after)) {
		buf_fini(&after);
		reply_err(req, ERR_BAD_REQUEST, "cursor", "This is no cursor of this list");
		return;
	}
	list = mem_new(sizeof(*list));
	*list =
	    (struct list_read){ .req = req, .limit = limit_of(req), .had_cursor = cursor != NULL };
	memcpy(filled, params, (size_t)count * sizeof(filled[0]));
	filled[count - 2] = cursor != NULL ? P_VIEW(buf_view(&after)) : P_NULL();
	filled[count - 1] = P_INT(list->limit + 1);
	submit(req, query, filled, on_list, list);
	buf_fini(&after);
}
