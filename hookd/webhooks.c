/*
 * webhooks - administration: endpoints made, changed, listed; attempts; dead letters.
 *
 * Owns: the way from a request to hooks' functions; making secrets.
 * Must not know: delivering.
 */
#include <stdlib.h>
#include <string.h>

#include "common/auth/purpose.h"
#include "common/base/bytes.h"
#include "common/daemon/box.h"
#include "common/daemon/once.h"
#include "common/daemon/resource.h"
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
	good = once_seal(req, PURPOSE_ENDPOINT, id, buf_view(&secret), sealed);
	mem_wipe(bytes, sizeof(bytes));
	box_wipe(&secret);
	return good;
}

static void
secret_show(struct http_req *req, json_t *body)
{
	once_show(req, body, PURPOSE_ENDPOINT, "webhook", "secret");
}

/* ---- writing ---- */

enum { OWN_MAX = 8, AROUND = 4 };

/* Runs a write: its function takes who writes, then `own`, then from where. */
static void
write_run(struct http_req *req, const struct db_query *query, const struct db_param *own, int count,
    int64_t key, void (*show)(struct http_req *req, json_t *body))
{
	const struct actor *actor = request_actor(req);
	struct db_param params[AROUND + OWN_MAX] = { P_INT(actor->tenant),
		db_int_or_null(actor->user), P_TEXT(role_name(actor->role)) };
	char *origin = request_origin(req);

	memcpy(params + AROUND - 1, own, (size_t)count * sizeof(own[0]));
	params[AROUND - 1 + count] = P_TEXT(origin);
	command_run(req,
	    &(struct command){ .query = query,
		.params = params,
		.keys = &key,
		.key_count = 1,
		.lane = DB_LANE_ALONE,
		.show = show });
	free(origin);
}

#define WRITE_RUN(req, query, own, key, show) \
	write_run(req, query, own, DAEMON_COUNT(own), key, show)

static int64_t
webhook_key(const struct http_req *req, int64_t id)
{
	return key_of_id("webhook", request_actor(req)->tenant, id);
}

/* ---- making ---- */

static void
create(struct http_req *req, int64_t id)
{
	const struct body_value *at = request_values(req)->at;
	struct buf types = { 0 }, sealed = { 0 };

	if (fields_check(req, at, &types) == 0 && secret_make(req, id, &sealed)) {
		const struct db_param own[] = { P_INT(id), P_VIEW(at[FIELD_URL].text),
			db_view_or_null(buf_view(&types)), field_bool(&at[FIELD_ENABLED]),
			field_text(&at[FIELD_DESCRIPTION]), P_BYTES(buf_view(&sealed)) };

		WRITE_RUN(req, &q_endpoint_create, own,
		    key_of("webhooks", request_actor(req)->tenant, VIEW("")), secret_show);
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
	struct buf sealed = { 0 };
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id) || !secret_make(req, id, &sealed))
		return;
	const struct db_param own[] = { P_INT(id), P_BYTES(buf_view(&sealed)) };

	WRITE_RUN(req, &q_endpoint_rotate, own, webhook_key(req, id), secret_show);
	buf_fini(&sealed);
}

/* ---- changing ---- */

void
on_webhook_update(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	struct buf types = { 0 };
	int64_t id, version;

	(void)app;
	if (!request_id_param(req, "id", &id) || !request_if_match(req, &version))
		return;
	if (fields_check(req, at, &types) == 0) {
		const struct db_param own[] = { P_INT(id), P_INT(version),
			field_text(&at[FIELD_URL]), db_view_or_null(buf_view(&types)),
			field_bool(&at[FIELD_ENABLED]), field_text(&at[FIELD_DESCRIPTION]) };

		WRITE_RUN(req, &q_endpoint_update, own, webhook_key(req, id), NULL);
	}
	buf_fini(&types);
}

void
on_webhook_delete(struct http_req *req, void *app)
{
	int64_t id, version;

	(void)app;
	if (!request_id_param(req, "id", &id) || !request_if_match(req, &version))
		return;
	const struct db_param own[] = { P_INT(id), P_INT(version) };

	WRITE_RUN(req, &q_endpoint_delete, own, webhook_key(req, id), NULL);
}

void
on_webhook_resend(struct http_req *req, void *app)
{
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param own[] = { P_INT(id), field_number(&request_values(req)->at[0]) };

	WRITE_RUN(req, &q_resend, own, webhook_key(req, id), NULL);
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
