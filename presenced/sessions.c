/*
 * sessions - login and logout.
 *
 * Owns: logins under way; who may try one is core/login_tries.h.
 * Must not know: cookies' and tokens' checks, which are the dispatcher's (common/daemon).
 *
 * A login is a chain: limits -> user row -> argon2id in a worker -> session row -> answer.
 * An unknown user, or one without a password, costs the same work as a wrong password. A browser in which the account
 * has logged in before (cookies.c) has limits of its own. Whether its cookie still holds is known with the user row:
 * from then on it is a stranger's like any other, if it does not.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/daemon/audit_notes.h"
#include "common/daemon/command_id.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "presenced/factors.h"
#include "presenced/presenced.h"
#include "presenced/security_keys.h"

enum {
	/* Passwords under way at once, of strangers and of who is known. At 50 ms in each of four workers (libuv), on as many
	 * processors, strangers make nobody who is known wait for more than a second. */
	PLACES = 64,
	FIELD_USERNAME = 0,
	FIELD_PASSWORD,
	FIELD_APP,
	FIELD_CODE,
	FIELD_DEVICE,
	FIELD_KEY,
	FIELD_RETURN = 0,
	FIELD_RETURN_CODE,
	FIELD_CONFIRM,
	FIELD_REVOKE_CONFIRM = 0
};
enum {
	COLUMN_TENANT,
	COLUMN_USER,
	COLUMN_HASH,
	COLUMN_DISABLED,
	COLUMN_FACTOR,
	COLUMN_STEP,
	COLUMN_NOW,
	COLUMN_GENERATION
};

_Static_assert((int)AUDIT_ACCOUNT_SIZE >= (int)LOGIN_NAME_SIZE, "no account is cut");
_Static_assert(THROTTLE_NAME_SIZE > LOGIN_NAME_SIZE + ADDRESS_SOURCE_SIZE, "neither is cut");

const struct audit_act login_refused = { "login_refused", 8, NULL };
static const struct audit_act login_throttled = { "login_throttled", 8, NULL };
static const struct audit_act proof_refused = { "proof_refused", 8, "user" };

static COUNTER(logins_ok, "logins_total{outcome=\"ok\"}", "Logins by outcome");
static COUNTER(logins_refused, "logins_total{outcome=\"refused\"}", "Logins by outcome");
static COUNTER(logins_throttled, "logins_total{outcome=\"throttled\"}", "Logins by outcome");

struct sessions {
	struct login_tries *tries;
	bool stopping;
};

struct login {
	struct daemon *daemon;
	struct http_req *req;
	char *password, *hash; /* hash NULL: no such user */
	struct login_try try;
	bool placed; /* has a place of try.who */
	char account[LOGIN_NAME_SIZE];
	struct known_devices devices; /* of this browser */
	const struct known_device *device; /* the account's among them; NULL: a stranger's */
	unsigned char state[KNOWN_DEVICE_STATE];
	int64_t tenant, user;
	bool disabled, matches;
	struct buf factor; /* the box of the second factor; empty: none */
	int64_t step, now_s; /* of the last code; by the database */
	struct key_claim key; /* what a security key answered */
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

	if (!sessions->stopping || !login_places_empty(sessions->tries))
		return;
	login_tries_free(sessions->tries);
	free(sessions);
	daemon_part_stopped(daemon);
}

static void
place_leave(struct daemon *daemon, enum login_who who)
{
	login_place_leave(sessions_of(daemon)->tries, who);
	stop_when_quiet(daemon);
}

static void
login_free(struct login *login)
{
	struct daemon *daemon = login->daemon;
	enum login_who who = login->try.who;
	bool placed = login->placed;

	mem_wipe(login->password, strlen(login->password));
	mem_wipe(login->token, sizeof(login->token));
	free(login->password);
	free(login->hash);
	buf_fini(&login->factor);
	free(login);
	if (placed)
		place_leave(daemon, who);
}

/* Of a name that nobody has, the source alone is noted. */
static void
note_refused(const struct login *login, const char *why)
{
	audit_note_refused(login->req, &login_refused, login->user != 0 ? why : "unknown_account",
	    login->tenant, login->user);
}

static void
login_refuse(struct login *login, const char *why)
{
	struct err err = { 0 };

	note_refused(login, why);
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

/* wait_ms not above 0: every place is taken. */
static void
throttled(struct http_req *req, int64_t wait_ms, struct err *err)
{
	char seconds[24];

	(void)snprintf(
	    seconds, sizeof(seconds), "%d", wait_ms <= 0 ? 1 : (int)((wait_ms + 999) / 1000));
	http_add_header(req, "Retry-After", seconds);
	metric_add(&logins_throttled, 1);
	(void)err_set(err, wait_ms <= 0 ? ERR_OVERLOAD : ERR_THROTTLED, NULL,
	    "Too many logins, try again in %s s.", seconds);
}

static void
refuse_throttled(struct http_req *req, int64_t wait_ms)
{
	struct err err = { 0 };

	throttled(req, wait_ms, &err);
	http_reply_err(req, &err, NULL);
}

/* ---- why ---- */

struct reason {
	const char *outcome, *why;
};

/* The last of them has no outcome, and says why for all others. */
static const char *
reason_of(const struct reason *reasons, struct view outcome)
{
	while (reasons->outcome != NULL && !view_is(outcome, reasons->outcome))
		reasons++;
	return reasons->why;
}

const char *
login_unopened_why(struct view outcome)
{
	static const struct reason reasons[] = { { "wrong_code", "wrong_code" },
		{ "wrong_security_key", "wrong_security_key" }, { "no_licence", "no_licence" },
		{ "forbidden", "disabled" }, { "not_found", "deleted" }, { NULL, "refused" } };

	return reason_of(reasons, outcome);
}

void
login_try_refused(struct http_req *req, struct view outcome)
{
	static const struct reason reasons[] = { { "wrong_password", "wrong_password" },
		{ "wrong_code", "wrong_code" }, { "wrong_security_key", "wrong_security_key" },
		{ NULL, NULL } };
	const char *why = reason_of(reasons, outcome);

	if (why != NULL)
		audit_note_tried(req, &proof_refused, why, request_actor(req)->user);
}

/* By what the login may go on: a code, a security key; the latter's challenge is of this account and of logins alone. */
static void
second_factor_ask(struct login *login, const struct db_result *row)
{
	const struct key_asked asked = { login->tenant, login->user, 0, KEY_LOGIN };
	json_t *body = effect_body(row), *listed = json_object_get(body, "listed");
	json_t *options = key_request_options(login->daemon, &asked,
	    (int64_t)json_integer_value(json_object_get(body, "now_s")), listed);
	json_t *extra = json_pack("{s:O*}", "code", json_object_get(body, "codes"));

	if (options != NULL)
		(void)json_object_set_new(extra, "security_key", options);
	json_decref(body);
	login_try_settle(sessions_of(login->daemon)->tries, &login->try, LOGIN_HALF);
	request_reply_problem(login->req, 0, "second_factor_required",
	    "The second factor is missing: a code, or the answer of a security key.", extra);
}

/* The password was right. Nobody is told that who did not know it. */
static void
login_unopened(struct login *login, const struct db_result *row)
{
	struct view outcome = db_text(row, 0, 0);
	json_t *body;

	if (view_is(outcome, "second_factor_required")) {
		second_factor_ask(login, row);
	} else if (view_is(outcome, "wrong_code")) {
		metric_add(&logins_refused, 1);
		note_refused(login, login_unopened_why(outcome));
		request_reply_problem(login->req, 401, "wrong_code",
		    "This code is not right, or was used before.", NULL);
	} else if (view_is(outcome, "wrong_security_key")) {
		metric_add(&logins_refused, 1);
		note_refused(login, login_unopened_why(outcome));
		request_reply_problem(login->req, 401, "wrong_security_key",
		    "This security key is not right, or its answer was used before.", NULL);
	} else if (view_is(outcome, "no_licence")) {
		body = effect_body(row);
		note_refused(login, login_unopened_why(outcome));
		request_reply_problem(login->req, 0, "no_licence",
		    "This user has no licence for this application.",
		    body); /* `apps`: where they may */
	} else if (view_is(outcome, "second_factor_blocked")) {
		body = effect_body(row);
		audit_note_refused(
		    login->req, &login_throttled, "second_factor", login->tenant, login->user);
		refuse_throttled(
		    login->req, (int64_t)json_integer_value(json_object_get(body, "wait_ms")) + 1);
		json_decref(body);
	} else {
		/* It was disabled or deleted since the password was read. */
		login_refuse(login, login_unopened_why(outcome));
		return;
	}
	login_free(login);
}

/* The account is known in this browser from now on, with no wrong password yet. */
static void
device_known(struct login *login)
{
	unsigned char id[KNOWN_DEVICE_ID];

	random_fill(id, sizeof(id));
	known_device_add(
	    &login->devices, login_field(login, FIELD_USERNAME), login->state, id, login->now_s);
	device_cookie_set(login->req, &login->devices);
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
	body = effect_body(row);
	if (body == NULL)
		abort(); /* session_open always answers an object */
	(void)json_object_set_new(body, "token", json_string(login->token));
	(void)view_copy(login_field(login, FIELD_APP), app, sizeof(app));
	session_cookie(login->req, app, login->token);
	device_known(login);
	login_try_right(login->daemon, &login->try);
	metric_add(&logins_ok, 1);
	LOG(INFO, "session_opened", LOG_ID("user", login->user), LOG_TEXT("app", app),
	    LOG_TEXT("request_id", http_request_id(login->req)));
	http_reply_json(login->req, 201, body);
	login_free(login);
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
		P_VIEW(login_field(login, FIELD_DEVICE)), key_param(&login->key),
		key_count_param(&login->key), key_challenge_param(&login->key) };
	const int64_t keys[] = { key_of_id("agent", login->tenant, login->user),
		command_id_lock(&id, login->tenant) };

	effect_run(login->daemon,
	    &(struct command){
		.query = &q_session_open, .params = params, .keys = keys, .key_count = 2 },
	    on_session_stored, login);
}

static void
on_login_key(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct login *login = ctx;
	const struct key_asked asked = { login->tenant, login->user, 0, KEY_LOGIN };

	if (outcome != DB_DONE) {
		login_fail(login, outcome, row);
		return;
	}
	if (row->rows != 1) {
		login_refuse(login, "deleted");
		return;
	}
	key_claim_read(login->daemon, &asked, request_values(login->req)->at[FIELD_KEY].json, row,
	    &login->key);
	login_store(login);
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

	if (!login->matches || login->user == 0)
		login_refuse(login, "wrong_password");
	else if (login->disabled)
		login_refuse(login, "disabled");
	else if (request_values(login->req)->at[FIELD_KEY].present)
		key_find(login->daemon, login->tenant, login->user,
		    request_values(login->req)->at[FIELD_KEY].json, on_login_key, login);
	else
		login_store(login);
}

/* Whose limit it is: an account's is in the log of its tenant, where there is such an account; a source may try any names. */
static void
note_throttled(const struct login *login)
{
	if (login_try_account_waits(
		sessions_of(login->daemon)->tries, &login->try, clock_mono_ms()))
		audit_note_refused_account(login->req, &login_throttled, "account",
		    view_of(login->account), login_field(login, FIELD_USERNAME));
	else
		audit_note_refused(login->req, &login_throttled, "source", 0, 0);
}

/* Begins the login's try. False: it is refused and answered, the login is gone. */
static bool
login_start(struct login *login)
{
	int64_t wait =
	    login_try_start(sessions_of(login->daemon)->tries, &login->try, clock_mono_ms());

	if (wait != 0) {
		if (wait > 0)
			note_throttled(login);
		refuse_throttled(login->req, wait);
		login_free(login);
		return false;
	}
	login->placed = true;
	return true;
}

static void
try_of_stranger(struct login *login)
{
	char source[ADDRESS_SOURCE_SIZE];

	address_source(http_peer(login->req), source);
	login_try_stranger(view_of(login->account), view_of(source), &login->try);
}

static void
try_of_device(struct login *login)
{
	struct buf who = { 0 };

	buf_add_text(&who, "device ");
	hex_encode(
	    (struct view){ (const char *)login->device->id, sizeof(login->device->id) }, &who);
	login_try_known(buf_view(&who), &login->try);
	buf_fini(&who);
}

/* The cookie was of another password, or was made void: this is a stranger's try. False as login_start. */
static bool
login_unknown(struct login *login)
{
	struct daemon *daemon = login->daemon;
	bool started;

	login->device = NULL;
	login->placed = false; /* the place of who is known is left below, when there is another */
	try_of_stranger(login);
	started = login_start(login);
	place_leave(daemon, LOGIN_KNOWN);
	return started;
}

static void
on_user(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct login *login = ctx;

	if (outcome != DB_DONE) {
		login_try_undo(login->daemon, &login->try);
		login_fail(login, outcome, row);
		return;
	}
	if (row->rows == 1) {
		login->tenant = db_int(row, 0, COLUMN_TENANT);
		login->user = db_int(row, 0, COLUMN_USER);
		login->hash = view_dup(db_text(row, 0, COLUMN_HASH));
		login->disabled = db_bool(row, 0, COLUMN_DISABLED);
		login->step = db_int(row, 0, COLUMN_STEP);
		login->now_s = db_int(row, 0, COLUMN_NOW);
		known_device_state(login->tenant, login->user, db_int(row, 0, COLUMN_GENERATION),
		    view_of(login->hash), login->state);
		if (!db_is_null(row, 0, COLUMN_FACTOR))
			db_bytes(row, 0, COLUMN_FACTOR, &login->factor);
	}
	if (login->device != NULL &&
	    !known_device_holds(login->device, login->state, login->now_s) && !login_unknown(login))
		return;
	job_run(daemon_loop(login->daemon), check_work, check_done, login);
}

bool
login_try_begin(struct http_req *req, struct login_try *try)
{
	const struct actor *actor = request_actor(req);
	char who[64];
	int64_t wait;

	(void)snprintf(who, sizeof(who), "user %" PRId64 " %" PRId64, actor->tenant, actor->user);
	login_try_known(view_of(who), try);
	wait = login_try_start(sessions_of(request_daemon(req))->tries, try, clock_mono_ms());
	if (wait > 0)
		audit_note_done(req, &login_throttled, actor->user);
	if (wait != 0)
		refuse_throttled(req, wait);
	return wait == 0;
}

bool
login_work_begin(struct http_req *req, struct err *err)
{
	if (login_place_take(sessions_of(request_daemon(req))->tries, LOGIN_KNOWN))
		return true;
	throttled(req, 0, err);
	return false;
}

void
login_try_right(struct daemon *daemon, const struct login_try *try)
{
	login_try_settle(sessions_of(daemon)->tries, try, LOGIN_RIGHT);
}

void
login_try_undo(struct daemon *daemon, const struct login_try *try)
{
	login_try_settle(sessions_of(daemon)->tries, try, LOGIN_UNTRIED);
}

void
login_try_end(struct daemon *daemon)
{
	place_leave(daemon, LOGIN_KNOWN);
}

void
on_session_open(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	struct login *login;

	if (key_field_refused(req, FIELD_KEY))
		return;
	login = mem_zero(1, sizeof(*login));
	login->daemon = app;
	login->req = req;
	login->password = view_dup(at[FIELD_PASSWORD].text);
	login_account(at[FIELD_USERNAME].text, login->account);
	device_cookie_read(req, &login->devices);
	login->device = known_device_find(&login->devices, at[FIELD_USERNAME].text);
	if (login->device != NULL)
		try_of_device(login);
	else
		try_of_stranger(login);
	if (!login_start(login))
		return;
	const struct db_param params[] = { P_VIEW(at[FIELD_USERNAME].text) };

	db_submit(daemon_db(app), &(struct db_call){ .query = &q_user_find, .params = params },
	    on_user, login);
}

/* Of an API key: none. */
static json_t *
permissions(const struct actor *actor)
{
	json_t *out = json_array();
	struct view rest = view_of(actor->role == ROLE_INTEGRATOR ? "" : actor->grants);

	while (rest.n > 0) {
		struct view name = view_cut(&rest, ' ');

		if (name.n > 0)
			(void)json_array_append_new(out, json_stringn(name.p, name.n));
	}
	return out;
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
	    json_pack("{s:s, s:{s:s, s:s}, s:[s], s:o, s:s, s:I}", "app", actor->app, "user", "id",
		id, "name", actor->name, "roles", role_name(actor->role), "permissions",
		permissions(actor), "expires_at", expires, "idle_min",
		(json_int_t)actor->idle_min));
}

void
on_session_close(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *give_back = &request_values(req)->at[FIELD_RETURN];
	const struct body_value *confirm = &request_values(req)->at[FIELD_CONFIRM];
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->session),
		field_flag(give_back), field_number(&request_values(req)->at[FIELD_RETURN_CODE]),
		field_flag(confirm) };
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
	const struct db_param params[] = { P_INT(actor->tenant), db_int_or_null(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(user), db_int_or_null(session),
		field_flag(confirm) };
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
	static const int places[LOGIN_WHO] = { PLACES, PLACES };
	const struct config *config = daemon_config(daemon);
	const int limits[LOGIN_LIMITS] = {
		[LIMIT_HERE] = (int)config_int(config, "login_tries"),
		[LIMIT_SOURCE] = (int)config_int(config, "login_tries_source"),
		[LIMIT_ACCOUNT] = (int)config_int(config, "login_tries_account"),
		[LIMIT_KNOWN] = (int)config_int(config, "login_tries"),
	};
	struct sessions *sessions = mem_zero(1, sizeof(*sessions));
	struct buf hash = { 0 };

	metric_register(&logins_ok);
	metric_register(&logins_refused);
	metric_register(&logins_throttled);
	sessions->tries = login_tries_new(limits, places);
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
