/* once - see once.h */
#include "common/daemon/once.h"

#include <stdlib.h>

#include "common/base/bytes.h"
#include "common/daemon/box.h"

/* ---- the id ---- */

struct once {
	struct http_req *req;
	void (*then)(struct http_req *, int64_t id);
};

static void
on_id(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct once *once = ctx;
	struct err err;

	if (outcome == DB_DONE && row->rows == 1) {
		once->then(once->req, db_int(row, 0, 0));
	} else {
		db_outcome_err(outcome, row, &err);
		http_reply_err(once->req, &err, NULL);
	}
	free(once);
}

void
once_id(
    struct http_req *req, const struct db_query *query, void (*then)(struct http_req *, int64_t id))
{
	struct once *once = mem_new(sizeof(*once));

	*once = (struct once){ .req = req, .then = then };
	db_submit(daemon_db(request_daemon(req)),
	    &(struct db_call){ .query = query, .lane = DB_LANE_ALONE }, on_id, once);
}

/* ---- the secret ---- */

bool
once_seal(
    struct http_req *req, const char *table, int64_t id, struct view secret, struct buf *sealed)
{
	struct err err;

	if (box_seal(request_daemon(req), table, request_actor(req)->tenant, id, secret, sealed,
		&err) == 0)
		return true;
	http_reply_err(req, &err, NULL);
	return false;
}

void
once_open(struct daemon *daemon, const char *table, int64_t tenant, int64_t row, json_t *body,
    const char *name)
{
	const char *box = json_string_value(json_object_get(json_object_get(body, name), "box"));
	struct buf sealed = { 0 }, secret = { 0 };

	if (box == NULL)
		return;
	hex_decode(view_of(box), &sealed);
	if (box_open(daemon, table, tenant, row, buf_view(&sealed), &secret) == 0)
		(void)json_object_set_new(body, name, json_stringn(secret.p, secret.n));
	else
		(void)json_object_set_new(body, name, json_null());
	box_wipe(&secret);
	buf_fini(&sealed);
}

void
once_show(struct http_req *req, json_t *body, const char *table, const char *id_name,
    const char *secret_name)
{
	const char *id = json_string_value(json_object_get(body, id_name));
	int64_t row = 0;

	if (id != NULL && view_to_int(view_of(id), 1, INT64_MAX, &row))
		once_open(
		    request_daemon(req), table, request_actor(req)->tenant, row, body, secret_name);
}
