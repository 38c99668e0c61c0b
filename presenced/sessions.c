/*
 * sessions - login and logout.
 *
 * Owns: the throttles of logins by account and by source, logins under way (at most LOGINS_MAX).
 * Must not know: cookies' and tokens' checks, which are the dispatcher's (common/daemon).
 *
 * A login is a chain: throttle -> user row -> argon2id in a worker -> session row -> answer.
 * An unknown user, or one without a password, costs the same work as a wrong password.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/daemon/command_id.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "presenced/core/throttle.h"
#include "presenced/factors.h"
#include "presenced/presenced.h"

enum {
	LOGINS_MAX = 64,
	FIELD_USERNAME = 0,
	FIELD_PASSWORD,
	FIELD_APP,
	FIELD_CODE,
	FIELD_DEVICE,
	FIELD_RETURN = 0,
	FIELD_RETURN_CODE,
	FIELD_CONFIRM,
	FIELD_REVOKE_CONFIRM = 0
};
enum {
	COLUMN_TENANT,
	COLUMN_USER,
	COLUMN_NAME,
	COLUMN_HASH,
	COLUMN_ROLE,
	COLUMN_SEAT,
	COLUMN_WORK,
	COLUMN_DISABLED,
	COLUMN_FACTOR,
	COLUMN_STEP,
	COLUMN_NOW
};

static COUNTER(logins_ok, "logins_total{outcome=\"ok\"}", "Logins by outcome");
static COUNTER(logins_refused, "logins_total{outcome=\"refused\"}", "Logins by outcome");
static COUNTER(logins_throttled, "logins_total{outcome=\"throttled\"}", "Logins by outcome");

struct sessions {
	struct throttle *accounts, *sources;
	int under_way;
	bool stopping;
};

struct login {
	struct daemon *daemon;
	struct http_req *req;
	char *password, *hash; /* hash NULL: no such user */
	struct login_try try;
	int64_t tenant, user;
	enum role role;
	bool seat, work, disabled, matches;
	struct buf factor; /* the box of the second factor; empty: none */
	int64_t step, now_s; /* of the last code; by the database */
	char token[TOKEN_TEXT_SIZE];
};

static struct sessions *
sessions_of(struct daemon *daemon)
{
	return daemon_data(daemon, "sessions");
}

static struct view
login_field(const struct login *login, int field)
{
	return request_values(login->req)->at[field].text;
}

static void
stop_when_quiet(struct daemon *daemon)
{
	struct sessions *sessions = sessions_of(daemon);

	if (!sessions->stopping || sessions->under_way > 0)
		return;
	throttle_free(sessions->accounts);
	throttle_free(sessions->sources);
	free(sessions);
	daemon_part_stopped(daemon);
}

static void
login_free(struct login *login)
{
	struct daemon *daemon = login->daemon;

	mem_wipe(login->password, strlen(login->password));
	mem_wipe(login->token, sizeof(login->token));
	free(login->password);
	free(login->hash);
	buf_fini(&login->factor);
	free(login);
	login_try_end(daemon);
}

static void
login_refuse(struct login *login)
{
	struct err err = { 0 };

	metric_add(&logins_refused, 1);
	(void)err_set(&err, ERR_UNAUTHENTICATED, NULL, "The user name or the password is wrong.");
	http_reply_err(login->req, &err, NULL);
	login_free(login);
}

static void
login_fail(struct login *login, enum db_outcome outcome, const struct db_result *result)
{
	struct err err = { 0 };

	db_outcome_err(outcome, result, &err);
	http_reply_err(login->req, &err, NULL);
	login_free(login);
}

static bool
is_loopback(const char *public_url)
{
	static const char *const hosts[] = { "http://127.", "http://localhost", "http://[::1]" };

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (view_starts(view_of(public_url), hosts[i]))
			return true;
	return false;
}

static void
page_cookie(struct http_req *req, const char *app, const char *suffix, const char *value,
    const char *attributes)
{
	const char *public_url = config_text(daemon_config(request_daemon(req)), "public_url");
	/* Only http on a loopback address may do without Secure (api.md 11). */
	const char *secure = is_loopback(public_url) ? "" : "; Secure";
	char cookie[TOKEN_TEXT_SIZE + 96];

	(void)snprintf(cookie, sizeof(cookie), "tl_%s%s=%s; Path=/; SameSite=Strict%s%s", app,
	    suffix, value, attributes, secure);
	http_add_header(req, "Set-Cookie", cookie);
}

void
session_cookie(struct http_req *req, const char *app, const char *token)
{
	page_cookie(req, app, "", token, "; HttpOnly");
	page_cookie(req, app, "_open", "1", "");
}

static void
throttled(struct http_req *req, int64_t wait_ms, struct err *err)
{
	char seconds[24];

	(void)snprintf(
	    seconds, sizeof(seconds), "%d", wait_ms == 0 ? 1 : (int)((wait_ms + 999) / 1000));
	http_add_header(req, "Retry-After", seconds);
	metric_add(&logins_throttled, 1);
	(void)err_set(err, wait_ms == 0 ? ERR_OVERLOAD : ERR_THROTTLED, NULL,
	    "Too many logins, try again in %s s.", seconds);
}

static void
refuse_throttled(struct http_req *req, int64_t wait_ms)
{
	struct err err = { 0 };

	throttled(req, wait_ms, &err);
	http_reply_err(req, &err, NULL);
}

/* The password was right. Nobody is told that who did not know it. */
static void
login_unopened(struct login *login, const struct db_result *row)
{
	struct view outcome = db_text(row, 0, 0);
	struct sessions *sessions = sessions_of(login->daemon);
	json_t *body;

	if (view_is(outcome, "second_factor_required")) {
		/* Half a login: it counts for the account until the other half comes. */
		throttle_undo(sessions->sources, view_of(login->try.source));
		http_reply_problem(login->req, 401, "second_factor_required",
		    "The code of the second factor is missing.", NULL);
	} else if (view_is(outcome, "wrong_code")) {
		metric_add(&logins_refused, 1);
		http_reply_problem(login->req, 401, "wrong_code",
		    "This code is not right, or was used before.", NULL);
	} else if (view_is(outcome, "second_factor_blocked")) {
		body = json_loadb(db_text(row, 0, 1).p, db_text(row, 0, 1).n, 0, NULL);
		refuse_throttled(
		    login->req, (int64_t)json_integer_value(json_object_get(body, "wait_ms")) + 1);
		json_decref(body);
	} else {
		login_refuse(login); /* disabled or deleted since the password was read */
		return;
	}
	login_free(login);
}

static void
on_session_stored(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct login *login = ctx;
	char app[16];
	json_t *body;

	if (outcome != DB_DONE) {
		login_fail(login, outcome, row);
		return;
	}
	if (!view_is(db_text(row, 0, 0), "created")) {
		login_unopened(login, row);
		return;
	}
	body = json_loadb(db_text(row, 0, 1).p, db_text(row, 0, 1).n, 0, NULL);
	if (body == NULL)
		abort(); /* session_open always answers an object */
	(void)json_object_set_new(body, "token", json_string(login->token));
	(void)view_copy(login_field(login, FIELD_APP), app, sizeof(app));
	session_cookie(login->req, app, login->token);
	login_try_right(login->daemon, &login->try);
	metric_add(&logins_ok, 1);
	LOG(INFO, "session_opened", LOG_ID("user", login->user), LOG_TEXT("app", app),
	    LOG_TEXT("request_id", http_request_id(login->req)));
	http_reply_json(login->req, 201, body);
	login_free(login);
}

/* One login opens one account's session: the app says which licence it needs. */
static bool
may_use(const struct login *login)
{
	struct view app = login_field(login, FIELD_APP);

	if (view_is(app, "workspace"))
		return login->seat;
	if (view_is(app, "work"))
		return login->work;
	return (login->role & (ROLES_LEADING | ROLE_OPERATOR)) != 0;
}

static void
login_store(struct login *login)
{
	unsigned char hash[SHA256_SIZE];
	int64_t ttl_ms = config_int(daemon_config(login->daemon), "session_hours") * 3600 * 1000;

	token_make("tls_", login->token);
	if (!token_hash(view_of(login->token), hash))
		abort();
	const struct view hash_view = { (const char *)hash, sizeof(hash) };
	struct factor_code code;
	struct command_id id;

	/* A COMMIT whose answer was lost is tried again: the token opens one session. */
	command_id_of_bytes("session", login->user, hash_view, &id);
	factor_code_read(login->daemon, login->tenant, login->user, buf_view(&login->factor),
	    login->step, login->now_s, login_field(login, FIELD_CODE), &code);
	const struct db_param params[] = { P_BYTES(command_id_view(&id)), P_NULL(),
		P_INT(login->tenant), P_INT(login->user), P_VIEW(login_field(login, FIELD_APP)),
		P_BYTES(hash_view), P_INT(ttl_ms), P_VIEW(http_peer(login->req)),
		factor_step(&code), factor_recovery(&code), P_NULL(),
		P_VIEW(login_field(login, FIELD_DEVICE)) };
	const int64_t keys[] = { key_of_id("agent", login->tenant, login->user),
		command_id_lock(&id, login->tenant) };

	effect_run(login->daemon,
	    &(struct command){
		.query = &q_session_open, .params = params, .keys = keys, .key_count = 2 },
	    on_session_stored, login);
}

static void
check_work(void *ctx)
{
	struct login *login = ctx;

	login->matches = password_check(view_of(login->password), login->hash);
}

static void
check_done(void *ctx)
{
	struct login *login = ctx;

	if (!login->matches || login->user == 0 || login->disabled) {
		login_refuse(login);
	} else if (!may_use(login)) {
		http_reply_problem(login->req, 403, "no_licence",
		    "This user has no licence for this application.", NULL);
		login_free(login);
	} else {
		login_store(login);
	}
}

static void
on_user(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct login *login = ctx;

	if (outcome != DB_DONE) {
		login_fail(login, outcome, row);
		return;
	}
	if (row->rows == 1) {
		login->tenant = db_int(row, 0, COLUMN_TENANT);
		login->user = db_int(row, 0, COLUMN_USER);
		login->hash = view_dup(db_text(row, 0, COLUMN_HASH));
		login->role = role_find(db_text(row, 0, COLUMN_ROLE));
		login->seat = db_bool(row, 0, COLUMN_SEAT);
		login->work = db_bool(row, 0, COLUMN_WORK);
		login->disabled = db_bool(row, 0, COLUMN_DISABLED);
		login->step = db_int(row, 0, COLUMN_STEP);
		login->now_s = db_int(row, 0, COLUMN_NOW);
		if (!db_is_null(row, 0, COLUMN_FACTOR))
			db_bytes(row, 0, COLUMN_FACTOR, &login->factor);
	}
	job_run(daemon_loop(login->daemon), check_work, check_done, login);
}

/* Counts the try before it is checked: many at once are no way round. */
bool
login_try_begin(struct http_req *req, struct view account, struct login_try *try)
{
	struct sessions *sessions = sessions_of(request_daemon(req));
	int64_t now = clock_mono_ms(), wait, wait_source;

	login_account(account, try->account);
	address_source(http_peer(req), try->source);
	wait = throttle_wait_ms(sessions->accounts, view_of(try->account), now);
	wait_source = throttle_wait_ms(sessions->sources, view_of(try->source), now);
	if (wait_source > wait)
		wait = wait_source;
	if (wait > 0 || sessions->under_way >= LOGINS_MAX) {
		refuse_throttled(req, wait);
		return false;
	}
	throttle_try(sessions->accounts, view_of(try->account), now);
	throttle_try(sessions->sources, view_of(try->source), now);
	sessions->under_way++;
	return true;
}

bool
login_work_begin(struct http_req *req, struct err *err)
{
	struct sessions *sessions = sessions_of(request_daemon(req));

	if (sessions->under_way >= LOGINS_MAX) {
		throttled(req, 0, err);
		return false;
	}
	sessions->under_way++;
	return true;
}

void
login_try_right(struct daemon *daemon, const struct login_try *try)
{
	throttle_forget(sessions_of(daemon)->accounts, view_of(try->account));
	throttle_undo(sessions_of(daemon)->sources, view_of(try->source));
}

void
login_try_end(struct daemon *daemon)
{
	sessions_of(daemon)->under_way--;
	stop_when_quiet(daemon);
}

/* Names that begin with a line feed count the tries of who is logged in (passwords.c): strangers reach none. */
static struct view
counted_name(struct view username)
{
	while (username.n > 0 && username.p[0] == '\n')
		username = (struct view){ username.p + 1, username.n - 1 };
	return username;
}

void
on_session_open(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	struct login *login = mem_zero(1, sizeof(*login));

	login->daemon = app;
	login->req = req;
	if (!login_try_begin(req, counted_name(at[FIELD_USERNAME].text), &login->try)) {
		free(login);
		return;
	}
	login->password = view_dup(at[FIELD_PASSWORD].text);
	const struct db_param params[] = { P_VIEW(at[FIELD_USERNAME].text) };

	db_submit(daemon_db(app), &(struct db_call){ .query = &q_user_find, .params = params },
	    on_user, login);
}

void
on_session_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	char expires[CLOCK_TEXT_SIZE], id[24];

	(void)app;
	clock_text(actor->expires_wall_us, expires);
	(void)snprintf(id, sizeof(id), "%lld", (long long)actor->user);
	http_reply_json(req, 200,
	    json_pack("{s:s, s:{s:s, s:s}, s:[s], s:s}", "app", actor->app, "user", "id", id,
		"name", actor->name, "roles", role_name(actor->role), "expires_at", expires));
}

void
on_session_close(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *give_back = &request_values(req)->at[FIELD_RETURN];
	const struct body_value *confirm = &request_values(req)->at[FIELD_CONFIRM];
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->session),
		P_BOOL(give_back->present && give_back->number),
		field_number(&request_values(req)->at[FIELD_RETURN_CODE]),
		P_BOOL(confirm->present && confirm->number) };
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };

	(void)app;
	command_run(req,
	    &(struct command){ .query = &q_session_close,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.status_ok = 204 });
}

/* ---- which sessions there are ---- */

static void
list(struct http_req *req, int64_t user)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(user), P_INT(actor->session),
		P_NULL(), P_NULL() };

	list_run(req, &q_sessions_list, params);
}

/* session 0: all of them. */
static void
end_sessions(struct http_req *req, int64_t user, int64_t session)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *confirm = &request_values(req)->at[FIELD_REVOKE_CONFIRM];
	const struct db_param params[] = { P_INT(actor->tenant),
		actor->user != 0 ? P_INT(actor->user) : P_NULL(), P_TEXT(role_name(actor->role)),
		P_INT(user), session != 0 ? P_INT(session) : P_NULL(),
		P_BOOL(confirm->present && confirm->number) };
	const int64_t keys[] = { key_of_id("agent", actor->tenant, user) };

	command_run(req,
	    &(struct command){
		.query = &q_session_revoke, .params = params, .keys = keys, .key_count = 1 });
}

void
on_my_sessions_list(struct http_req *req, void *app)
{
	(void)app;
	list(req, request_actor(req)->user);
}

/* A user who is not there, or another tenant's, has no list, not an empty one. */
static void
on_user_there(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct http_req *req = ctx;
	struct err err = { 0 };
	int64_t user;

	if (outcome == DB_DONE && row->rows == 1) {
		if (request_id_param(req, "id", &user))
			list(req, user);
		return;
	}
	db_row_err(outcome, row, &err);
	http_reply_err(req, &err, NULL);
}

void
on_user_sessions_list(struct http_req *req, void *app)
{
	int64_t user;

	if (!request_id_param(req, "id", &user))
		return;
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), P_INT(user) };

	db_submit(daemon_db(app),
	    &(struct db_call){ .query = &q_password_case, .lane = DB_LANE_READ, .params = params },
	    on_user_there, req);
}

void
on_my_session_revoke(struct http_req *req, void *app)
{
	int64_t session;

	(void)app;
	if (request_id_param(req, "id", &session))
		end_sessions(req, request_actor(req)->user, session);
}

void
on_user_session_revoke(struct http_req *req, void *app)
{
	int64_t user, session;

	(void)app;
	if (request_id_param(req, "id", &user) && request_id_param(req, "session", &session))
		end_sessions(req, user, session);
}

void
on_user_sessions_revoke(struct http_req *req, void *app)
{
	int64_t user;

	(void)app;
	if (request_id_param(req, "id", &user))
		end_sessions(req, user, 0);
}

int
sessions_start(struct daemon *daemon, struct err *err)
{
	struct sessions *sessions = mem_zero(1, sizeof(*sessions));
	struct buf hash = { 0 };

	metric_register(&logins_ok);
	metric_register(&logins_refused);
	metric_register(&logins_throttled);
	sessions->accounts = throttle_new((int)config_int(daemon_config(daemon), "login_tries"));
	sessions->sources =
	    throttle_new((int)config_int(daemon_config(daemon), "login_tries_source"));
	daemon_set_data(daemon, "sessions", sessions);
	if (password_hash(VIEW("nobody has this password"), &hash) != 0)
		return err_set(err, ERR_INTERNAL, NULL, "argon2id does not work here");
	buf_fini(&hash);
	return 0;
}

/* A login may outlive its request, whose time is over when parts stop. */
void
sessions_stop(struct daemon *daemon)
{
	sessions_of(daemon)->stopping = true;
	stop_when_quiet(daemon);
}
