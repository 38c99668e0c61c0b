/*
 * read - see daemon.h: requests that change nothing.
 *
 * Owns: one thing or 404; lists with limit, cursor, sort and fields (api.md 3).
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

/* A field of the route's own query (`cursor`, `limit`, `sort`, `fields`); NULL: it has none, or was not given it. */
static const struct body_field *
field_given(const struct http_req *req, const char *name, const struct body_value **value)
{
	const struct body_field *field = http_route_of(req)->body->fields;

	for (int i = 0; field != NULL && field[i].name != NULL; i++) {
		if (strcmp(field[i].name, name) != 0)
			continue;
		*value = &request_values(req)->at[i];
		return &field[i];
	}
	*value = NULL;
	return NULL;
}

static const struct body_value *
value_of(const struct http_req *req, const char *name)
{
	const struct body_value *value;

	(void)field_given(req, name, &value);
	return value != NULL && value->present ? value : NULL;
}

struct db_param
list_sort(const struct http_req *req)
{
	const struct body_value *value;
	const struct body_field *field = field_given(req, "sort", &value);

	assert(field != NULL);
	return P_TEXT(field->values[value->present ? value->number : 0]);
}

/* The order that a list's cursors name; empty: its default, whose cursors name none. */
static struct view
sort_named(const struct http_req *req)
{
	const struct body_value *sort = value_of(req, "sort");

	return sort != NULL && sort->number > 0 ? sort->text : VIEW("");
}

static bool
is_listed(struct view names, const char *name)
{
	while (names.n > 0)
		if (view_is(view_cut(&names, ','), name))
			return true;
	return false;
}

/* Leaves `kept` and the members that `names` lists. */
static void
members_pick(json_t *object, struct view names, const char *kept)
{
	const char *name;
	json_t *value;
	void *next;

	json_object_foreach_safe(object, next, name, value) if (strcmp(name, kept) != 0 &&
	    !is_listed(names, name))(void) json_object_del(object, name);
}

/* fields: NULL: all. */
static void
add_item(struct view item, const struct body_value *fields, struct buf *out)
{
	json_t *json, *state;
	char *text;

	if (fields == NULL) {
		buf_add_view(out, item);
		return;
	}
	json = json_loadb(item.p, item.n, 0, NULL);
	state = json_object_get(json, "state");
	if (json_is_object(state))
		members_pick(state, fields->text, "");
	else
		members_pick(json, fields->text, "id");
	text = json_dumps(json, JSON_COMPACT);
	if (text == NULL)
		abort(); /* the database's JSON can be read and written */
	buf_add_text(out, text);
	free(text);
	json_decref(json);
}

static void
add_cursor(const struct http_req *req, struct view place, struct buf *out)
{
	struct view sort = sort_named(req);
	struct buf text = { .p = NULL };

	if (sort.n > 0) {
		buf_add_view(&text, sort);
		buf_add_char(&text, ' ');
	}
	buf_add_view(&text, place);
	cursor_encode(buf_view(&text), out);
	buf_fini(&text);
}

/* One row more than was asked for tells that there is more; so does a last row without JSON, which is no item. */
static void
add_rows(const struct http_req *req, const struct db_result *result, int64_t limit, struct buf *out)
{
	const struct body_value *fields = value_of(req, "fields");
	bool goes_on = result->rows > 0 && db_is_null(result, result->rows - 1, 0);
	int items = result->rows - (goes_on ? 1 : 0);
	int count = items > limit ? (int)limit : items;
	int last = items > limit ? count - 1 : result->rows - 1;

	buf_add_text(out, "{\"data\":[");
	for (int i = 0; i < count; i++) {
		if (i > 0)
			buf_add_char(out, ',');
		add_item(db_text(result, i, 0), fields, out);
	}
	if (items <= limit && !goes_on) {
		buf_add_text(out, "],\"next_cursor\":null}");
		return;
	}
	buf_add_text(out, "],\"next_cursor\":\"");
	add_cursor(req, db_text(result, last, 1), out);
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
		add_rows(list->req, result, list->limit, &text);
		http_reply(list->req, 200, "application/json", buf_view(&text));
		buf_fini(&text);
	}
	free(list);
}

static int64_t
limit_of(const struct http_req *req)
{
	const struct body_value *limit = value_of(req, "limit");

	if (limit == NULL)
		return LIST_DEFAULT;
	return limit->number < 1 ? 1 : limit->number > LIST_MAX ? LIST_MAX : limit->number;
}

/* Cuts the order off a cursor's text: what stands before the first space; empty: the default. */
static struct view
sort_cut(struct view *place)
{
	if (place->n == 0 || memchr(place->p, ' ', place->n) == NULL)
		return VIEW("");
	return view_cut(place, ' ');
}

/* NULL: `after` has the place, else what is wrong with the cursor. */
static const char *
cursor_problem(const struct http_req *req, struct view cursor, struct buf *after)
{
	const struct body_value *value;
	struct view sort = sort_named(req), place, given = sort;
	struct buf text = { .p = NULL };
	const char *problem = NULL;

	if (!cursor_decode(cursor, &text))
		problem = "This is no cursor of this list";
	place = buf_view(&text);
	if (problem == NULL && field_given(req, "sort", &value) != NULL)
		given = sort_cut(&place);
	if (problem == NULL && view_compare(given, sort) != 0)
		problem = "This is a cursor of another sort: go on with the sort of its page";
	if (problem == NULL)
		buf_add_view(after, place);
	buf_fini(&text);
	return problem;
}

void
list_run(struct http_req *req, const struct db_query *query, const struct db_param *params)
{
	const struct body_value *cursor = value_of(req, "cursor");
	struct db_param filled[DB_PARAMS_MAX];
	struct buf after = { .p = NULL };
	const char *problem;
	struct list_read *list;
	int count = query->param_count;

	assert(count >= 2 && count <= DB_PARAMS_MAX);
	if (cursor != NULL && (problem = cursor_problem(req, cursor->text, &after)) != NULL) {
		buf_fini(&after);
		reply_err(req, ERR_BAD_REQUEST, "cursor", problem);
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
