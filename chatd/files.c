/*
 * files - files that users send each other (MS-4; rule 29): given in parts, handed out by signed addresses that end.
 *
 * Owns: the form of an address. Its signature is a box of the daemon's key ring around tenant, file and end, so that any
 *       instance checks what another one signed, and nothing of it stands in the database.
 * Must not know: which message a file comes with, who may read it: SQL says that when an address is asked for.
 *
 * A file comes in parts of 256 KiB, each a request of its own: no file lies in a daemon's memory while it comes, a part
 * that got lost is sent again, and any instance takes it.
 */
#include "chatd/files.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chatd/core/file_show.h"
#include "chatd/handout.h"
#include "common/auth/purpose.h"
#include "common/base/json_text.h"
#include "common/base/key.h"
#include "common/base/media_type.h"
#include "common/daemon/box.h"

enum { FIELD_NAME, FIELD_BYTES };
enum { FIELD_EXPIRES, FIELD_SIGNATURE };
enum { PARTS_MAX = 256 };

static const char box_for[] = PURPOSE_FILE_ADDRESS;

static void
reply_not_found(struct http_req *req)
{
	struct err err;

	(void)err_set(&err, ERR_NOT_FOUND, NULL, "There is no such thing");
	http_reply_err(req, &err, NULL);
}

/* ---- giving ---- */

void
on_upload_begin(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	int64_t key = key_of_id("uploads", actor->tenant, actor->user);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(side_name(actor_side(actor))), P_VIEW(at[FIELD_NAME].text),
		P_INT(at[FIELD_BYTES].number) };

	(void)app;
	command_run(req,
	    &(struct command){ .query = &q_upload_begin,
		.params = params,
		.keys = &key,
		.key_count = 1,
		.status_ok = 201 });
}

/* By its first bytes; what is none of the known kinds is saved as it is. */
static const char *
type_of(struct view bytes)
{
	const char *type = media_type(bytes);

	return type != NULL ? type : "application/octet-stream";
}

void
on_upload_part(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	struct view part;
	int64_t id, n, key;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	if (!http_param(req, "n", &part) || !view_to_int(part, 0, PARTS_MAX - 1, &n)) {
		reply_not_found(req);
		return;
	}
	key = key_of_id("upload", actor->tenant, id);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(side_name(actor_side(actor))), P_INT(id), P_INT(n), P_BYTES(http_body(req)),
		P_TEXT(type_of(http_body(req))) };

	command_run(req,
	    &(struct command){ .query = &q_upload_part_store,
		.params = params,
		.keys = &key,
		.key_count = 1,
		.status_ok = 204 });
}

void
on_upload_end(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id, key;

	if (!request_id_param(req, "id", &id))
		return;
	key = key_of_id("upload", actor->tenant, id);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(side_name(actor_side(actor))), P_INT(id), P_BOOL(scans_wanted(app)) };

	command_run(req,
	    &(struct command){
		.query = &q_upload_end, .params = params, .keys = &key, .key_count = 1 });
}

/* ---- addresses ---- */

int
file_address_add(struct daemon *daemon, int64_t tenant, int64_t file, int64_t expires_s,
    const char *joint, struct buf *out, struct err *err)
{
	struct buf box = { .n = 0 };
	char plain[80];
	int status;

	(void)snprintf(
	    plain, sizeof(plain), "%" PRId64 ":%" PRId64 ":%" PRId64, tenant, file, expires_s);
	status = box_seal(daemon, box_for, 0, 0, view_of(plain), &box, err);
	if (status == 0) {
		buf_addf(out, "?expires=%" PRId64 "%ssignature=", expires_s, joint);
		base64url_encode(buf_view(&box), out);
	}
	buf_fini(&box);
	return status;
}

/* The tenant whose file it is; 0: the address is none of ours, or has ended. */
static int64_t
address_tenant(struct daemon *daemon, int64_t file, int64_t expires_s, struct view signature)
{
	struct buf box = { .n = 0 }, plain = { .n = 0 };
	int64_t tenant = 0, for_file = 0, until = 0;
	struct view rest;

	if (base64url_decode(signature, &box) &&
	    box_opens(daemon, box_for, buf_view(&box), &plain)) {
		rest = buf_view(&plain);
		if (!view_to_int(view_cut(&rest, ':'), 1, INT64_MAX, &tenant) ||
		    !view_to_int(view_cut(&rest, ':'), 1, INT64_MAX, &for_file) ||
		    !view_to_int(rest, 1, INT64_MAX, &until) || for_file != file ||
		    until != expires_s || until * 1000000 <= daemon_now_us(daemon))
			tenant = 0;
	}
	buf_fini(&box);
	buf_fini(&plain);
	return tenant;
}

static void
reply_address(struct http_req *req, int64_t id)
{
	const struct actor *actor = request_actor(req);
	struct daemon *daemon = request_daemon(req);
	int64_t expires_s = daemon_now_us(daemon) / 1000000 + FILE_ADDRESS_S;
	struct buf url = { .n = 0 };
	struct err err;

	buf_addf(&url, "/api/v1/files/%" PRId64, id);
	if (file_address_add(daemon, actor->tenant, id, expires_s, "&", &url, &err) != 0)
		http_reply_err(req, &err, NULL);
	else
		http_reply_json(req, 200,
		    json_pack("{s:s, s:I}", "url", url.p, "expires_s", (json_int_t)FILE_ADDRESS_S));
	buf_fini(&url);
}

static void
on_found(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct http_req *req = ctx;
	struct view text = outcome == DB_DONE && row->rows == 1 ? db_text(row, 0, 0) : VIEW("");
	json_t *file = json_loadb(text.p != NULL ? text.p : "", text.n, 0, NULL);
	const char *state = json_string_value(json_object_get(file, "state"));
	int64_t id;

	if (outcome != DB_DONE)
		request_reply_retry(req, outcome, row);
	else if (state == NULL || !json_id(json_object_get(file, "id"), 1, &id))
		reply_not_found(req);
	else if (strcmp(state, "stored") != 0)
		request_reply_outcome(req, 200, VIEW("file_not_ready"), VIEW(""));
	else
		reply_address(req, id);
	json_decref(file);
}

static bool
find(struct http_req *req, struct daemon *daemon, db_done done)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return false;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(id), P_INT(actor->user),
		P_TEXT(side_name(actor_side(actor))), P_TEXT(role_name(actor->role)) };

	if (done == NULL)
		read_run(req, &q_upload_find, params);
	else
		db_submit(daemon_db(daemon),
		    &(struct db_call){
			.query = &q_upload_find, .lane = DB_LANE_READ, .params = params },
		    done, req);
	return true;
}

void
on_upload_link(struct http_req *req, void *app)
{
	(void)find(req, app, on_found);
}

void
on_upload_state(struct http_req *req, void *app)
{
	(void)find(req, app, NULL);
}

/* ---- handing out ---- */

static void
reply_file(struct http_req *req, const struct handed *file)
{
	struct buf disposition = { .n = 0 };
	char content_type[64];

	(void)view_copy(file->type, content_type, sizeof(content_type));
	file_disposition(file->name, file_is_shown(file->type), &disposition);
	http_add_header(req, "Content-Disposition", disposition.p);
	http_add_header(req, "Content-Security-Policy", "default-src 'none'; sandbox");
	/* The page of a formatted text has no origin; who has the address may have the file anyway. */
	http_add_header(req, "Cross-Origin-Resource-Policy", "cross-origin");
	http_add_header(req, "Referrer-Policy", "no-referrer");
	http_reply(req, 200, content_type, file->bytes);
	buf_fini(&disposition);
}

void
on_upload_show(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	int64_t id, tenant;

	if (!request_id_param(req, "id", &id))
		return;
	tenant = address_tenant(app, id, at[FIELD_EXPIRES].number, at[FIELD_SIGNATURE].text);
	if (tenant == 0) {
		reply_not_found(req);
		return;
	}
	const struct db_param params[] = { P_INT(tenant), P_INT(id) };

	handout_begin(req, app, &q_upload_read, params, reply_file);
}
