/* resource - see resource.h */
#include "common/daemon/resource.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/daemon/box.h"
#include "common/daemon/skeleton.h"

const char *const resource_sorts[] = { "id", "-id", "name", "-name", NULL };

const struct body query_resource_delete = { "delete", BODY_QUERY,
	(const struct body_field[]){ RESOURCE_DRY_RUN, { 0 } } };

enum { ID_TEXT_SIZE = 24 };

static const struct resource *
resource_of(const struct http_req *req)
{
	return http_route_of(req)->subject;
}

static char *
json_text_of(const json_t *json)
{
	char *text = json_dumps(json, JSON_COMPACT);

	if (text == NULL)
		abort(); /* what jansson has read it can write */
	return text;
}

/* ---- reading ---- */

/* A field of the query as the database takes it. */
static json_t *
value_json(const struct body_field *field, const struct body_value *value)
{
	if (field->type == BODY_INT)
		return json_integer(value->number);
	if (field->type == BODY_BOOL)
		return json_boolean(value->number);
	return json_stringn(value->text.p, value->text.n);
}

static bool
is_of_page(const char *name)
{
	static const char *const names[] = { "cursor", "limit", "sort", "fields" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static json_t *
who_json(const struct http_req *req)
{
	const struct actor *actor = request_actor(req);

	return json_pack(
	    "{s:I, s:s}", "actor", (json_int_t)actor->user, "role", role_name(actor->role));
}

/* The query as resource_list takes it: {"limit": 50, "sort": "name", "filter": {"queue_id": "3"}, "who": {…}}. */
static char *
ask_text(const struct http_req *req)
{
	const struct body_field *field = http_route_of(req)->body->fields;
	const struct body_value *at = request_values(req)->at;
	json_t *ask = json_object(), *filter = json_object();
	char *text;

	for (int i = 0; field != NULL && field[i].name != NULL; i++)
		if (at[i].present)
			(void)json_object_set_new(is_of_page(field[i].name) ? ask : filter,
			    field[i].name, value_json(&field[i], &at[i]));
	(void)json_object_set_new(ask, "filter", filter);
	(void)json_object_set_new(ask, "who", who_json(req));
	text = json_text_of(ask);
	json_decref(ask);
	return text;
}

/* A page, one thing, or a refusal with the thing as it is. */
static void
show_items(struct http_req *req, json_t *body)
{
	json_t *page = json_object_get(body, "data"), *item;
	size_t i;

	json_array_foreach (page, i, item)
		resource_of(req)->show(req, item);
	resource_of(req)->show(req, body);
	resource_of(req)->show(req, json_object_get(body, "state"));
}

static void
on_read(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct http_req *req = ctx;
	struct view body;

	if (outcome != DB_DONE) {
		request_reply_retry(req, outcome, result);
		return;
	}
	body = db_text(result, 0, 1);
	request_add_etag(req, body);
	if (resource_of(req)->show != NULL && body.n > 0)
		request_reply_shown(req, 200, db_text(result, 0, 0), body, show_items);
	else
		request_reply_outcome(req, 200, db_text(result, 0, 0), body);
}

static void
ask_database(struct http_req *req, struct db_param id, struct db_param ask)
{
	const struct db_param params[] = { P_TEXT(resource_of(req)->noun),
		P_INT(request_actor(req)->tenant), id, ask };

	db_submit(request_daemon(req)->db,
	    &(struct db_call){
		.query = resource_of(req)->read, .lane = DB_LANE_READ, .params = params },
	    on_read, req);
}

void
on_resource_list(struct http_req *req, void *app)
{
	char *ask = ask_text(req);

	(void)app;
	ask_database(req, P_NULL(), P_TEXT(ask));
	free(ask);
}

void
on_resource_show(struct http_req *req, void *app)
{
	int64_t id;
	char *ask;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	ask = ask_text(req);
	ask_database(req, P_INT(id), P_TEXT(ask));
	free(ask);
}

/* ---- writing ---- */

char *
request_origin(const struct http_req *req)
{
	const struct actor *actor = request_actor(req);
	struct view peer = http_peer(req);
	char key[ID_TEXT_SIZE] = "";
	json_t *origin;
	char *text;

	if (actor->role == ROLE_INTEGRATOR)
		(void)snprintf(key, sizeof(key), "%" PRId64, actor->session);
	origin = json_pack("{s:s%, s:s, s:s?}", "source", peer.p != NULL ? peer.p : "", peer.n,
	    "request_id", http_request_id(req), "api_key", key[0] != '\0' ? key : NULL);
	text = json_text_of(origin);
	json_decref(origin);
	return text;
}

static void
submit(const struct resource_write *write, const char *origin, const char *item, const char *once)
{
	const struct actor *actor = request_actor(write->req);
	const struct resource *resource = write->resource;
	const struct db_param params[] = { P_INT(actor->tenant), db_int_or_null(actor->user),
		P_TEXT(role_name(actor->role)), P_TEXT(origin), P_TEXT(resource->noun),
		P_TEXT(write->verb), db_int_or_null(write->id), db_int_or_null(write->version),
		item != NULL ? P_TEXT(item) : P_NULL(), once != NULL ? P_TEXT(once) : P_NULL(),
		P_BOOL(write->dry_run) };
	int64_t keys[] = { key_of("config", actor->tenant, VIEW("")), 0 };
	int count = 1;

	if (resource->lock != NULL && write->id != 0)
		keys[count++] = key_of_id(resource->lock, actor->tenant, write->id);
	command_run(write->req,
	    &(struct command){ .query = resource->write,
		.params = params,
		.keys = keys,
		.key_count = count,
		.lane = DB_LANE_ALONE,
		.show = resource->show != NULL ? show_items : NULL,
		.show_refused = true });
}

static void
write_free(struct resource_write *write)
{
	json_decref(write->item);
	json_decref(write->once);
	free(write);
}

void
resource_write_refuse(struct resource_write *write, const struct err *err)
{
	http_reply_err(write->req, err, NULL);
	write_free(write);
}

void
resource_write_run(struct resource_write *write)
{
	char *origin = request_origin(write->req);
	char *item = write->item != NULL ? json_text_of(write->item) : NULL;
	char *once = write->once != NULL ? json_text_of(write->once) : NULL;

	submit(write, origin, item, once);
	free(origin);
	free(item);
	free(once);
	write_free(write);
}

void
resource_replace(
    struct resource_write *write, const char *given, const char *column, struct view value)
{
	(void)json_object_del(write->item, given);
	(void)json_object_set_new(write->item, column, json_stringn(value.p, value.n));
}

void
resource_replace_bytes(
    struct resource_write *write, const char *given, const char *column, struct view bytes)
{
	struct buf hex = { 0 };

	buf_add_text(&hex, "\\x");
	hex_encode(bytes, &hex);
	resource_replace(write, given, column, buf_view(&hex));
	buf_fini(&hex);
}

int
resource_seal(struct resource_write *write, const char *given, const char *column,
    const char *table, struct view plain, struct err *err)
{
	int64_t place = (int64_t)(random_u64() >> 1);
	struct buf box = { 0 };
	char number[ID_TEXT_SIZE];
	int result = box_seal(request_daemon(write->req), table, request_actor(write->req)->tenant,
	    place, plain, &box, err);

	if (result == 0) {
		(void)snprintf(number, sizeof(number), "%" PRId64, place);
		resource_replace_bytes(write, given, column, buf_view(&box));
		resource_replace(write, "box", "box", view_of(number));
	}
	buf_fini(&box);
	return result;
}

/* The body's members were checked against the route's table: they are the fields. */
static void
begin(struct http_req *req, const char *verb, int64_t id, int64_t version, bool has_item)
{
	const struct body_values *values = request_values(req);
	struct resource_write *write = mem_zero(1, sizeof(*write));

	/* `dry_run` is the first field of each table. */
	*write = (struct resource_write){ .req = req,
		.resource = resource_of(req),
		.verb = verb,
		.id = id,
		.version = version,
		.item = has_item ? json_copy(values->root) : NULL,
		.dry_run = values->at[0].number != 0 };
	if (has_item && write->item == NULL)
		write->item = json_object();
	if (has_item && write->resource->prepare != NULL)
		write->resource->prepare(write);
	else
		resource_write_run(write);
}

void
on_resource_create(struct http_req *req, void *app)
{
	(void)app;
	begin(req, "create", 0, 0, true);
}

void
on_resource_update(struct http_req *req, void *app)
{
	int64_t id, version;

	(void)app;
	if (request_id_param(req, "id", &id) && request_if_match(req, &version))
		begin(req, "update", id, version, true);
}

void
on_resource_delete(struct http_req *req, void *app)
{
	int64_t id, version;

	(void)app;
	if (request_id_param(req, "id", &id) && request_if_match(req, &version))
		begin(req, "delete", id, version, false);
}

void
on_resource_rotate(struct http_req *req, void *app)
{
	int64_t id, version;

	(void)app;
	if (request_id_param(req, "id", &id) && request_if_match(req, &version))
		begin(req, "rotate", id, version, true);
}
