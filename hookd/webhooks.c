/*
 * webhooks - administration: endpoints made, changed, listed; attempts; dead letters.
 *
 * Owns: the way from a request to hooks' functions; making secrets.
 * Must not know: delivering.
 */
#include <stdlib.h>

#include "common/base/bytes.h"
#include "common/daemon/box.h"
#include "common/daemon/once.h"
#include "hookd/core/signature.h"
#include "hookd/core/type.h"
#include "hookd/endpoints.h"
#include "hookd/hookd.h"
#include "hookd/sender.h"

enum { FIELD_URL, FIELD_TYPES, FIELD_ENABLED, FIELD_DESCRIPTION };

static void
reply_err(struct http_req *req, const struct err *err)
{
	http_reply_err(req, err, NULL);
}

/* ---- fields ---- */

/* The JSON list of types as PostgreSQL's array; empty stays empty. */
static int
types_read(const struct body_value *field, struct buf *out, struct err *err)
{
	struct buf joined = { 0 };
	json_t *type;
	size_t i;
	bool good = json_is_array(field->json) && json_array_size(field->json) > 0;

	json_array_foreach (field->json, i, type) {
		const char *text = json_string_value(type);

		good = good && text != NULL && type_is_wanted_form(view_of(text));
		buf_addf(&joined, "%s%s", i > 0 ? "," : "", text != NULL ? text : "");
	}
	good = good && type_list(buf_view(&joined), out);
	buf_fini(&joined);
	return good ? 0
		    : err_set(err, ERR_INVALID, "/types",
			  "A list of 1 to %d types of events: trunkline.interaction.assigned, "
			  "trunkline.receipt.*, or *",
			  TYPES_MAX);
}

/* Both may be absent. -1: answered. */
static int
fields_check(struct http_req *req, const struct body_value *at, struct buf *types)
{
	struct err err;

	if ((at[FIELD_URL].present &&
		sender_url_check(request_daemon(req), at[FIELD_URL].text, &err) != 0) ||
	    (at[FIELD_TYPES].present && types_read(&at[FIELD_TYPES], types, &err) != 0)) {
		reply_err(req, &err);
		return -1;
	}
	return 0;
}

/* ---- secrets ---- */

/* A new one, sealed for its endpoint; nobody keeps it in clear. */
static bool
secret_make(struct http_req *req, int64_t id, struct buf *sealed)
{
	unsigned char bytes[SECRET_BYTES];
	struct buf secret = { 0 };
	bool good;

	random_fill(bytes, sizeof(bytes));
	secret_write((struct view){ (const char *)bytes, sizeof(bytes) }, &secret);
	good = once_seal(req, ENDPOINT_TABLE, id, buf_view(&secret), sealed);
	mem_wipe(bytes, sizeof(bytes));
	box_wipe(&secret);
	return good;
}

static void
secret_show(struct http_req *req, json_t *body)
{
	once_show(req, body, ENDPOINT_TABLE, "webhook", "secret");
}

/* ---- making ---- */

static void
create(struct http_req *req, int64_t id)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	const int64_t keys[] = { key_of("webhooks", actor->tenant, VIEW("")) };
	struct buf types = { 0 }, sealed = { 0 };

	if (fields_check(req, at, &types) == 0 && secret_make(req, id, &sealed)) {
		const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
			P_TEXT(role_name(actor->role)), P_INT(id), P_VIEW(at[FIELD_URL].text),
			db_view_or_null(buf_view(&types)), field_bool(&at[FIELD_ENABLED]),
			field_text(&at[FIELD_DESCRIPTION]), P_BYTES(buf_view(&sealed)) };

		command_run(req,
		    &(struct command){ .query = &q_endpoint_create,
			.params = params,
			.keys = keys,
			.key_count = 1,
			.lane = DB_LANE_ALONE,
			.show = secret_show });
	}
	buf_fini(&types);
	buf_fini(&sealed);
}

void
on_webhook_create(struct http_req *req, void *app)
{
	(void)app;
	once_id(req, &q_endpoint_next, create);
}

void
on_webhook_rotate(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	struct buf sealed = { 0 };
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id) || !secret_make(req, id, &sealed))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(id), P_BYTES(buf_view(&sealed)) };
	const int64_t keys[] = { key_of_id("webhook", actor->tenant, id) };

	command_run(req,
	    &(struct command){ .query = &q_endpoint_rotate,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.lane = DB_LANE_ALONE,
		.show = secret_show });
	buf_fini(&sealed);
}

/* ---- changing ---- */

void
on_webhook_update(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	struct buf types = { 0 };
	int64_t id, version;

	(void)app;
	if (!request_id_param(req, "id", &id) || !request_if_match(req, &version))
		return;
	if (fields_check(req, at, &types) == 0) {
		const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
			P_TEXT(role_name(actor->role)), P_INT(id), P_INT(version),
			field_text(&at[FIELD_URL]), db_view_or_null(buf_view(&types)),
			field_bool(&at[FIELD_ENABLED]), field_text(&at[FIELD_DESCRIPTION]) };
		const int64_t keys[] = { key_of_id("webhook", actor->tenant, id) };

		command_run(req,
		    &(struct command){ .query = &q_endpoint_update,
			.params = params,
			.keys = keys,
			.key_count = 1,
			.lane = DB_LANE_ALONE });
	}
	buf_fini(&types);
}

void
on_webhook_delete(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id, version;

	(void)app;
	if (!request_id_param(req, "id", &id) || !request_if_match(req, &version))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(id), P_INT(version) };
	const int64_t keys[] = { key_of_id("webhook", actor->tenant, id) };

	command_run(req,
	    &(struct command){ .query = &q_endpoint_delete,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.lane = DB_LANE_ALONE });
}

void
on_webhook_resend(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(id),
		field_number(&request_values(req)->at[0]) };
	const int64_t keys[] = { key_of_id("webhook", actor->tenant, id) };

	command_run(req,
	    &(struct command){ .query = &q_resend,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.lane = DB_LANE_ALONE });
}

/* ---- reading ---- */

void
on_webhooks_list(struct http_req *req, void *app)
{
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), P_NULL(), P_NULL() };

	(void)app;
	list_run(req, &q_endpoints_list, params);
}

void
on_webhook_get(struct http_req *req, void *app)
{
	(void)app;
	read_by_id(req, &q_endpoint_get);
}

void
on_attempts_list(struct http_req *req, void *app)
{
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), P_INT(id),
		field_number(&request_values(req)->at[0]), P_NULL(), P_NULL() };

	list_run(req, &q_attempts_list, params);
}

void
on_dead_list(struct http_req *req, void *app)
{
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), P_INT(id), P_NULL(),
		P_NULL() };

	list_run(req, &q_dead_list, params);
}
