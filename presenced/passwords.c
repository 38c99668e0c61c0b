/*
 * passwords - what a password must be, wherever one is set; a user's own change of it.
 *
 * Owns: passwords in memory while they are judged and hashed, off the loop; wiped after.
 * Must not know: the rule (common/auth/password_rule.h), how users are kept.
 *
 * A new password is a chain: what it is judged by -> the rule -> argon2id in a worker -> stored.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auth/password_rule.h"
#include "common/loop/loop.h"
#include "presenced/contacts.h"
#include "presenced/presenced.h"

enum { FIELD_CURRENT, FIELD_PASSWORD };
enum { COLUMN_USERNAME, COLUMN_NAME, COLUMN_HASH, COLUMN_MIN };

static void
secret_free(char *secret)
{
	mem_wipe(secret, strlen(secret));
	free(secret);
}

static void
hash(const char *password, struct buf *out)
{
	if (password_hash(view_of(password), out) != 0)
		abort(); /* argon2id without memory */
}

/* ---- by an administrator ---- */

struct user_write {
	struct daemon *daemon;
	struct resource_write *write;
	char *password;
	struct buf hash;
};

static void
user_write_free(struct user_write *user)
{
	struct daemon *daemon = user->daemon;

	secret_free(user->password);
	buf_fini(&user->hash);
	free(user);
	login_try_end(daemon);
}

static void
user_write_refuse(struct user_write *user, const struct err *err)
{
	resource_write_refuse(user->write, err);
	user_write_free(user);
}

static void
hash_work(void *ctx)
{
	struct user_write *user = ctx;

	hash(user->password, &user->hash);
}

static void
hash_done(void *ctx)
{
	struct user_write *user = ctx;

	resource_replace(user->write, "password", "password_hash", buf_view(&user->hash));
	resource_write_run(user->write);
	user_write_free(user);
}

/* The name that the write gives, else the one that stands. */
static struct view
name_of(const struct user_write *user, const char *field, struct view stored)
{
	const char *given = json_string_value(json_object_get(user->write->item, field));

	return given != NULL ? view_of(given) : stored;
}

static void
on_user_case(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct user_write *user = ctx;
	struct err err = { 0 };

	if (outcome != DB_DONE || row->rows != 1) {
		db_row_err(outcome, row, &err);
		user_write_refuse(user, &err);
	} else if (password_judge(view_of(user->password),
		       name_of(user, "username", db_text(row, 0, COLUMN_USERNAME)),
		       name_of(user, "name", db_text(row, 0, COLUMN_NAME)),
		       db_int(row, 0, COLUMN_MIN), &err) != 0) {
		user_write_refuse(user, &err);
	} else {
		job_run(daemon_loop(request_daemon(user->write->req)), hash_work, hash_done, user);
	}
}

static void
password_prepare(struct resource_write *write)
{
	const char *password = json_string_value(json_object_get(write->item, "password"));
	struct user_write *user;
	struct err err = { 0 };

	if (password == NULL) {
		resource_write_run(write);
		return;
	}
	if (!login_work_begin(write->req, &err)) {
		resource_write_refuse(write, &err);
		return;
	}
	user = mem_zero(1, sizeof(*user));
	*user = (struct user_write){
		.daemon = request_daemon(write->req), .write = write, .password = mem_text(password)
	};
	const struct db_param params[] = { P_INT(request_actor(write->req)->tenant),
		db_int_or_null(write->id) };

	db_submit(daemon_db(request_daemon(write->req)),
	    &(struct db_call){ .query = &q_password_case, .lane = DB_LANE_READ, .params = params },
	    on_user_case, user);
}

/* Who is given no name of their own has that of its parts; where these lack, the database says so. */
static void
name_of_parts(json_t *item)
{
	const char *first = json_string_value(json_object_get(item, "first_name"));
	const char *last = json_string_value(json_object_get(item, "last_name"));

	if (json_object_get(item, "name") != NULL)
		return;
	if (first == NULL || last == NULL || first[0] == '\0' || last[0] == '\0')
		(void)json_object_set(item, "name", json_object_get(item, "username"));
	else
		(void)json_object_set_new(item, "name", json_sprintf("%s %s", first, last));
}

void
user_prepare(struct resource_write *write)
{
	if (write->id == 0)
		name_of_parts(write->item);
	contact_prepare_then(write, password_prepare);
}

/* ---- by the user ---- */

struct change {
	struct http_req *req;
	struct login_try try;
	char *current, *password;
	char *former_hash;
	struct buf hash;
	bool right; /* the present password is what was said */
	struct err problem; /* of the new one; kind 0: none */
};

static void
change_free(struct change *change, struct daemon *daemon)
{
	secret_free(change->current);
	secret_free(change->password);
	free(change->former_hash);
	buf_fini(&change->hash);
	free(change);
	login_try_end(daemon);
}

/* Also when the present password is another one: this may be the repetition of the command that has
 * changed it, and is answered as that was. */
static void
change_store(struct change *change)
{
	const struct actor *actor = request_actor(change->req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_INT(actor->session), change->right ? P_TEXT(change->former_hash) : P_NULL(),
		P_VIEW(buf_view(&change->hash)) };
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };

	command_run(change->req,
	    &(struct command){ .query = &q_password_change,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.status_ok = 204,
		.refused = login_try_refused });
}

static void
change_work(void *ctx)
{
	struct change *change = ctx;

	change->right = password_check(view_of(change->current), change->former_hash);
	if (change->right && change->problem.kind == ERR_NONE)
		hash(change->password, &change->hash);
}

static void
change_done(void *ctx)
{
	struct change *change = ctx;
	struct daemon *daemon = request_daemon(change->req);

	if (change->right)
		login_try_right(daemon, &change->try);
	if (change->right && change->problem.kind != ERR_NONE)
		http_reply_err(change->req, &change->problem, NULL);
	else
		change_store(change);
	change_free(change, daemon);
}

static void
on_change_case(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct change *change = ctx;
	struct daemon *daemon = request_daemon(change->req);
	struct err err = { 0 };

	if (outcome != DB_DONE || row->rows != 1) {
		db_row_err(outcome, row, &err);
		http_reply_err(change->req, &err, NULL);
		change_free(change, daemon);
		return;
	}
	change->former_hash = view_dup(db_text(row, 0, COLUMN_HASH));
	(void)password_judge(view_of(change->password), db_text(row, 0, COLUMN_USERNAME),
	    db_text(row, 0, COLUMN_NAME), db_int(row, 0, COLUMN_MIN), &change->problem);
	job_run(daemon_loop(daemon), change_work, change_done, change);
}

void
on_my_password_set(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	struct change *change = mem_zero(1, sizeof(*change));

	change->req = req;
	if (!login_try_begin(req, &change->try)) {
		free(change);
		return;
	}
	change->current = view_dup(at[FIELD_CURRENT].text);
	change->password = view_dup(at[FIELD_PASSWORD].text);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user) };

	db_submit(daemon_db(app),
	    &(struct db_call){ .query = &q_password_case, .lane = DB_LANE_READ, .params = params },
	    on_change_case, change);
}

/* ---- its rule, before one is typed ---- */

static void
on_rule_case(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct err err = { 0 };

	if (outcome == DB_DONE && row->rows == 1) {
		http_reply_json(ctx, 200,
		    json_pack("{s:I}", "password_min", (json_int_t)db_int(row, 0, COLUMN_MIN)));
		return;
	}
	db_row_err(outcome, row, &err);
	http_reply_err(ctx, &err, NULL);
}

void
on_my_password_rule(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user) };

	db_submit(daemon_db(app),
	    &(struct db_call){ .query = &q_password_case, .lane = DB_LANE_READ, .params = params },
	    on_rule_case, req);
}
