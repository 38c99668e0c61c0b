/*
 * tenants - an operator of the installation makes an organisation, with its first administrator, and says how many licences it
 * has; its administrators see these, and which permissions there are.
 *
 * Owns: the administrator's password while it is judged and hashed, off the loop; wiped after.
 * Must not know: what an organisation needs to begin (directory.tenant_make).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auth/password_rule.h"
#include "common/loop/loop.h"
#include "presenced/presenced.h"

enum { FIELD_NAME, FIELD_MODE, FIELD_ZONE, FIELD_USERNAME, FIELD_PERSON, FIELD_PASSWORD };

struct making {
	struct daemon *daemon;
	struct http_req *req;
	char *password;
	struct buf hash;
};

static void
making_free(struct making *making)
{
	struct daemon *daemon = making->daemon;

	mem_wipe(making->password, strlen(making->password));
	free(making->password);
	buf_fini(&making->hash);
	free(making);
	login_try_end(daemon);
}

static void
hash_work(void *ctx)
{
	struct making *making = ctx;

	if (password_hash(view_of(making->password), &making->hash) != 0)
		abort(); /* argon2id without memory */
}

static void
hash_done(void *ctx)
{
	struct making *making = ctx;
	const struct actor *actor = request_actor(making->req);
	const struct body_value *at = request_values(making->req)->at;
	char *origin = request_origin(making->req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_TEXT(origin), P_VIEW(at[FIELD_NAME].text),
		field_number(&at[FIELD_MODE]), field_text(&at[FIELD_ZONE]),
		P_VIEW(at[FIELD_USERNAME].text), P_VIEW(at[FIELD_PERSON].text),
		P_VIEW(buf_view(&making->hash)) };
	const int64_t keys[] = { key_of("config", actor->tenant, VIEW("")) };

	command_run(making->req,
	    &(struct command){ .query = &q_tenant_make,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.lane = DB_LANE_ALONE,
		.status_ok = 201 });
	free(origin);
	making_free(making);
}

void
on_tenant_make(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	struct making *making;
	struct err err = { 0 };

	if (password_judge(at[FIELD_PASSWORD].text, at[FIELD_USERNAME].text, at[FIELD_PERSON].text,
		PASSWORD_MIN_USUAL, &err) != 0) {
		(void)snprintf(err.field, sizeof(err.field), "/administrator_password");
		http_reply_err(req, &err, NULL);
		return;
	}
	if (!login_work_begin(req, &err)) {
		http_reply_err(req, &err, NULL);
		return;
	}
	making = mem_zero(1, sizeof(*making));
	*making = (struct making){
		.daemon = app, .req = req, .password = view_dup(at[FIELD_PASSWORD].text)
	};
	job_run(daemon_loop(app), hash_work, hash_done, making);
}

/* ---- licences ---- */

enum { LICENCES_SEATS, LICENCES_WORK };

void
on_licences_set(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	char *origin;
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	origin = request_origin(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_TEXT(origin), P_INT(id),
		field_number(&at[LICENCES_SEATS]), field_number(&at[LICENCES_WORK]) };
	const int64_t keys[] = { key_of("config", id, VIEW("")) };

	command_run(req,
	    &(struct command){ .query = &q_licences_set,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.lane = DB_LANE_ALONE });
	free(origin);
}

void
on_licences(struct http_req *req, void *app)
{
	const struct db_param params[] = { P_INT(request_actor(req)->tenant) };

	(void)app;
	read_run(req, &q_licences_list, params);
}

void
on_permissions(struct http_req *req, void *app)
{
	(void)app;
	read_run(req, &q_permissions_list, NULL);
}
