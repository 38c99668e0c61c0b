/* factors - see factors.h */
#include "presenced/factors.h"

#include <stdlib.h>
#include <string.h>

#include "common/auth/purpose.h"
#include "common/daemon/box.h"
#include "common/loop/loop.h"
#include "presenced/security_keys.h"

enum { RECOVERY_CODES = 10 };
enum {
	FIELD_PASSWORD = 0,
	FIELD_CODE = 0,
	PROVE_PASSWORD = 0,
	PROVE_CODE,
	PROVE_KEY,
	PROVE_FIELDS
};
enum {
	COLUMN_USERNAME,
	COLUMN_TENANT_NAME,
	COLUMN_HASH,
	COLUMN_SECRET,
	COLUMN_CONFIRMED,
	COLUMN_LAST_STEP,
	COLUMN_WAIT,
	COLUMN_REQUIRED,
	COLUMN_RECOVERY,
	COLUMN_NOW,
	COLUMN_KEYS
};

static const char factor_table[] = PURPOSE_FACTOR;
static const char recovery_table[] = PURPOSE_RECOVERY;

/* ---- codes ---- */

void
factor_code_read(struct daemon *daemon, int64_t tenant, int64_t user, struct view box, int64_t last,
    int64_t now_s, struct view code, struct factor_code *out)
{
	struct buf secret = { 0 };

	*out = (struct factor_code){ .given = code.n > 0, .step = -1 };
	if (!out->given || box.n == 0)
		return;
	out->recovery = recovery_hash(code, out->hash);
	if (!out->recovery && box_open(daemon, factor_table, tenant, user, box, &secret) == 0)
		out->step = one_time_step(buf_view(&secret), code, now_s, last);
	box_wipe(&secret);
}

struct db_param
factor_step(const struct factor_code *code)
{
	return code->given && !code->recovery ? P_INT(code->step) : P_NULL();
}

struct db_param
factor_recovery(const struct factor_code *code)
{
	return code->recovery
	    ? P_BYTES(((struct view){ (const char *)code->hash, sizeof(code->hash) }))
	    : P_NULL();
}

/* ---- what is shown once: the answer is kept with a box, only its reader sees what is in it ---- */

/* The box leaves the body; false: it does not open. */
static bool
body_open(struct http_req *req, json_t *body, const char *table, struct buf *out)
{
	const struct actor *actor = request_actor(req);
	const char *hex = json_string_value(json_object_get(body, "box"));
	struct buf box = { 0 };
	bool opened = false;

	if (hex != NULL) {
		hex_decode(view_of(hex), &box);
		opened = box_open(request_daemon(req), table, actor->tenant, actor->user,
			     buf_view(&box), out) == 0;
	}
	(void)json_object_del(body, "box");
	buf_fini(&box);
	return opened;
}

static void
show_secret(struct http_req *req, json_t *body)
{
	const char *issuer = json_string_value(json_object_get(body, "issuer"));
	const char *username = json_string_value(json_object_get(body, "username"));
	struct buf secret = { 0 }, text = { 0 }, uri = { 0 };

	if (issuer != NULL && username != NULL && body_open(req, body, factor_table, &secret)) {
		base32_encode(buf_view(&secret), &text);
		one_time_uri(view_of(issuer), view_of(username), buf_view(&secret), &uri);
		(void)json_object_set_new(body, "secret", json_stringn(text.p, text.n));
		(void)json_object_set_new(body, "uri", json_stringn(uri.p, uri.n));
	}
	box_wipe(&secret);
	box_wipe(&text);
	box_wipe(&uri);
}

static void
show_codes(struct http_req *req, json_t *body)
{
	json_t *codes = json_array();
	struct buf text = { 0 };

	if (body_open(req, body, recovery_table, &text)) {
		struct view rest = buf_view(&text);

		while (rest.n > 0) {
			struct view code = view_cut(&rest, ' ');

			(void)json_array_append_new(codes, json_stringn(code.p, code.n));
		}
	}
	(void)json_object_set_new(body, "recovery_codes", codes);
	box_wipe(&text);
}

/* ---- new recovery codes: their hashes as PostgreSQL's array, themselves in a box ---- */

static int
codes_make(struct http_req *req, struct buf *hashes, struct buf *box, struct err *err)
{
	const struct actor *actor = request_actor(req);
	struct buf text = { 0 };
	int result;

	for (int i = 0; i < RECOVERY_CODES; i++) {
		unsigned char random[RECOVERY_BYTES], hash[SHA256_SIZE];
		char code[RECOVERY_SIZE];

		random_fill(random, sizeof(random));
		recovery_write(random, code);
		if (!recovery_hash(view_of(code), hash))
			abort(); /* we have just written it */
		buf_addf(&text, "%s%s", i > 0 ? " " : "", code);
		buf_add_text(hashes, i > 0 ? ",\"\\\\x" : "{\"\\\\x");
		hex_encode((struct view){ (const char *)hash, sizeof(hash) }, hashes);
		buf_add_char(hashes, '"');
		mem_wipe(random, sizeof(random));
		mem_wipe(code, sizeof(code));
	}
	buf_add_char(hashes, '}');
	result = box_seal(request_daemon(req), recovery_table, actor->tenant, actor->user,
	    buf_view(&text), box, err);
	box_wipe(&text);
	return result;
}

/* ---- a request about one's own factor: tried like a login, then read, then decided ---- */

struct ask {
	struct daemon *daemon;
	struct http_req *req; /* gone once it is answered */
	struct login_try try;
	void (*decide)(struct ask *ask, const struct db_result *row);
	char *password, *hash; /* of making one, and of a proof */
	bool right;
};

static void
ask_free(struct ask *ask)
{
	struct daemon *daemon = ask->daemon;

	if (ask->password != NULL)
		mem_wipe(ask->password, strlen(ask->password));
	free(ask->password);
	free(ask->hash);
	free(ask);
	login_try_end(daemon);
}

static void
on_case(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct ask *ask = ctx;
	struct err err = { 0 };

	if (outcome == DB_DONE && row->rows == 1) {
		ask->decide(ask, row);
		return;
	}
	db_row_err(outcome, row, &err);
	http_reply_err(ask->req, &err, NULL);
	ask_free(ask);
}

static void
case_read(struct http_req *req, db_done done, void *ctx)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user) };

	db_submit(daemon_db(request_daemon(req)),
	    &(struct db_call){
		.query = &q_second_factor_case, .lane = DB_LANE_READ, .params = params },
	    done, ctx);
}

static struct ask *
ask_begin(struct http_req *req, void (*decide)(struct ask *ask, const struct db_result *row))
{
	struct ask *ask = mem_zero(1, sizeof(*ask));

	ask->daemon = request_daemon(req);
	ask->req = req;
	ask->decide = decide;
	if (!login_try_begin(req, &ask->try)) {
		free(ask);
		return NULL;
	}
	return ask;
}

static void
ask_run(struct ask *ask, const struct db_query *query, const struct db_param *params, int status,
    void (*show)(struct http_req *req, json_t *body))
{
	const struct actor *actor = request_actor(ask->req);
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };

	command_run(ask->req,
	    &(struct command){ .query = query,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.status_ok = status,
		.show = show,
		/* session_prove writes its own line of a refusal. */
		.refused = query != &q_session_prove ? login_try_refused : NULL });
}

/* ---- making one ---- */

static void
make_work(void *ctx)
{
	struct ask *ask = ctx;

	ask->right = password_check(view_of(ask->password), ask->hash);
}

static void
make_store(struct ask *ask)
{
	const struct actor *actor = request_actor(ask->req);
	unsigned char secret[ONE_TIME_SECRET];
	struct buf box = { 0 };
	struct err err = { 0 };

	random_fill(secret, sizeof(secret));
	if (box_seal(request_daemon(ask->req), factor_table, actor->tenant, actor->user,
		(struct view){ (const char *)secret, sizeof(secret) }, &box, &err) != 0) {
		http_reply_err(ask->req, &err, NULL);
	} else {
		const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
			P_BYTES(buf_view(&box)) };

		ask_run(ask, &q_second_factor_make, params, 201, show_secret);
	}
	mem_wipe(secret, sizeof(secret));
	buf_fini(&box);
}

static void
make_done(void *ctx)
{
	struct ask *ask = ctx;

	if (ask->right) {
		login_try_right(request_daemon(ask->req), &ask->try);
		make_store(ask);
	} else {
		login_try_refused(ask->req, VIEW("wrong_password"));
		request_reply_problem(
		    ask->req, 0, "wrong_password", "The present password is another one.", NULL);
	}
	ask_free(ask);
}

static void
make_decide(struct ask *ask, const struct db_result *row)
{
	ask->hash = view_dup(db_text(row, 0, COLUMN_HASH));
	job_run(daemon_loop(request_daemon(ask->req)), make_work, make_done, ask);
}

void
on_factor_make(struct http_req *req, void *app)
{
	struct ask *ask = ask_begin(req, make_decide);

	(void)app;
	if (ask == NULL)
		return;
	ask->password = view_dup(request_values(req)->at[FIELD_PASSWORD].text);
	case_read(req, on_case, ask);
}

/* ---- with a code: confirmed, ended, new recovery codes ---- */

static void
code_of(const struct ask *ask, const struct db_result *row, int field, struct factor_code *out)
{
	const struct actor *actor = request_actor(ask->req);
	struct buf box = { 0 };

	db_bytes(row, 0, COLUMN_SECRET, &box);
	factor_code_read(request_daemon(ask->req), actor->tenant, actor->user, buf_view(&box),
	    db_int(row, 0, COLUMN_LAST_STEP), db_int(row, 0, COLUMN_NOW),
	    request_values(ask->req)->at[field].text, out);
	buf_fini(&box);
	if (out->step >= 0)
		login_try_right(request_daemon(ask->req), &ask->try);
}

/* With new recovery codes. A recovery code can't confirm. */
static void
decide_with_codes(struct ask *ask, const struct db_result *row, bool confirms)
{
	const struct actor *actor = request_actor(ask->req);
	struct buf hashes = { 0 }, box = { 0 };
	struct factor_code code;
	struct err err = { 0 };

	code_of(ask, row, FIELD_CODE, &code);
	if (codes_make(ask->req, &hashes, &box, &err) != 0) {
		http_reply_err(ask->req, &err, NULL);
	} else {
		const struct db_param tenant = P_INT(actor->tenant), user = P_INT(actor->user),
				      new_hashes = P_VIEW(buf_view(&hashes)),
				      new_box = P_BYTES(buf_view(&box));
		const struct db_param confirm[] = { tenant, user, P_INT(code.step), new_hashes,
			new_box, P_INT(actor->session) };
		const struct db_param change[] = { tenant, user, factor_step(&code),
			factor_recovery(&code), new_hashes, new_box };

		ask_run(ask, confirms ? &q_second_factor_confirm : &q_second_factor_change,
		    confirms ? confirm : change, 200, show_codes);
	}
	buf_fini(&hashes);
	buf_fini(&box);
	ask_free(ask);
}

static void
confirm_decide(struct ask *ask, const struct db_result *row)
{
	decide_with_codes(ask, row, true);
}

static void
codes_decide(struct ask *ask, const struct db_result *row)
{
	decide_with_codes(ask, row, false);
}

static void
end_decide(struct ask *ask, const struct db_result *row)
{
	const struct actor *actor = request_actor(ask->req);
	struct factor_code code;

	code_of(ask, row, FIELD_CODE, &code);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		factor_step(&code), factor_recovery(&code), P_NULL(), P_NULL() };

	ask_run(ask, &q_second_factor_change, params, 204, NULL);
	ask_free(ask);
}

static void
with_code(struct http_req *req, void (*decide)(struct ask *ask, const struct db_result *row))
{
	struct ask *ask = ask_begin(req, decide);

	if (ask != NULL)
		case_read(req, on_case, ask);
}

void
on_factor_confirm(struct http_req *req, void *app)
{
	(void)app;
	with_code(req, confirm_decide);
}

void
on_recovery_codes_make(struct http_req *req, void *app)
{
	(void)app;
	with_code(req, codes_decide);
}

void
on_factor_end(struct http_req *req, void *app)
{
	(void)app;
	with_code(req, end_decide);
}

/* ---- re-authentication: by a code or a security key for users who have them, else by the password ---- */

/* What an account proves by, one of `takes` (a bit for each field), and what to say of anything else. */
struct proof_way {
	unsigned takes;
	const char *field, *missing, *other;
};

enum proof_ways { WAY_PASSWORD, WAY_CODE, WAY_KEY };
static const struct proof_way proof_ways[] = {
	[WAY_PASSWORD] = { 1U << PROVE_PASSWORD, "/password", "Give the password",
	    "This account has no second factor" },
	[WAY_CODE] = { 1U << PROVE_CODE | 1U << PROVE_KEY, "/code",
	    "This account has a second factor: give its code", "Give the code alone" },
	[WAY_KEY] = { 1U << PROVE_KEY, "/security_key",
	    "This account has security keys: give the answer of one", "Give the answer alone" },
};

static void
prove_store(struct ask *ask, const struct factor_code *code, const struct key_claim *key)
{
	const struct actor *actor = request_actor(ask->req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_INT(actor->session), ask->right ? P_TEXT(ask->hash) : P_NULL(), factor_step(code),
		factor_recovery(code), P_VIEW(http_peer(ask->req)), key_param(key),
		key_count_param(key), key_challenge_param(key) };

	ask_run(ask, &q_session_prove, params, 204, NULL);
	ask_free(ask);
}

static const struct factor_code no_code = { .step = -1 };
static const struct key_claim no_key = { .given = false };

static void
prove_done(void *ctx)
{
	struct ask *ask = ctx;

	if (ask->right)
		login_try_right(ask->daemon, &ask->try);
	prove_store(ask, &no_code, &no_key);
}

static void
on_prove_key(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct ask *ask = ctx;
	const struct actor *actor = request_actor(ask->req);
	const struct key_asked asked = { actor->tenant, actor->user, actor->session, KEY_PROVE };
	struct key_claim key;
	struct err err = { 0 };

	if (outcome != DB_DONE || row->rows != 1) {
		db_row_err(outcome, row, &err);
		http_reply_err(ask->req, &err, NULL);
		ask_free(ask);
		return;
	}
	key_claim_read(
	    ask->daemon, &asked, request_values(ask->req)->at[PROVE_KEY].json, row, &key);
	if (key.key >= 0)
		login_try_right(ask->daemon, &ask->try);
	prove_store(ask, &no_code, &key);
}

/* False: the account proves by another field, which is named. */
static bool
prove_fields(struct ask *ask, const struct proof_way *way)
{
	static const char *const names[PROVE_FIELDS] = { "/password", "/code", "/security_key" };
	const struct body_value *at = request_values(ask->req)->at;
	unsigned given = 0, extra = PROVE_CODE;
	struct err err = { 0 };

	for (unsigned i = 0; i < PROVE_FIELDS; i++)
		given |= at[i].present ? 1U << i : 0;
	if ((given & way->takes) != 0 && (given & (given - 1)) == 0)
		return true;
	for (unsigned i = 0; i < PROVE_FIELDS; i++)
		if ((given & ~way->takes & 1U << i) != 0)
			extra = i;
	if ((given & way->takes) == 0)
		(void)err_set(&err, ERR_INVALID, way->field, "%s", way->missing);
	else
		(void)err_set(&err, ERR_INVALID, names[extra], "%s", way->other);
	login_try_undo(ask->daemon, &ask->try);
	http_reply_err(ask->req, &err, NULL);
	return false;
}

static void
prove_decide(struct ask *ask, const struct db_result *row)
{
	const struct actor *actor = request_actor(ask->req);
	const struct body_value *at = request_values(ask->req)->at;
	enum proof_ways way = db_bool(row, 0, COLUMN_CONFIRMED) ? WAY_CODE
	    : db_int(row, 0, COLUMN_KEYS) > 0                   ? WAY_KEY
								: WAY_PASSWORD;
	struct factor_code code;

	if (!prove_fields(ask, &proof_ways[way])) {
		ask_free(ask);
	} else if (at[PROVE_KEY].present) {
		key_find(
		    ask->daemon, actor->tenant, actor->user, at[PROVE_KEY].json, on_prove_key, ask);
	} else if (at[PROVE_CODE].present) {
		code_of(ask, row, PROVE_CODE, &code);
		prove_store(ask, &code, &no_key);
	} else {
		ask->password = view_dup(at[PROVE_PASSWORD].text);
		ask->hash = view_dup(db_text(row, 0, COLUMN_HASH));
		job_run(daemon_loop(ask->daemon), make_work, prove_done, ask);
	}
}

void
on_session_prove(struct http_req *req, void *app)
{
	(void)app;
	if (!key_field_refused(req, PROVE_KEY))
		with_code(req, prove_decide);
}

/* ---- shown, and taken away by an administrator ---- */

static void
on_show(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct http_req *req = ctx;
	struct err err = { 0 };

	if (outcome == DB_DONE && row->rows == 1) {
		http_reply_json(req, 200,
		    json_pack("{s:b, s:b, s:I}", "enabled", db_bool(row, 0, COLUMN_CONFIRMED),
			"required", db_bool(row, 0, COLUMN_REQUIRED), "recovery_codes_left",
			(json_int_t)db_int(row, 0, COLUMN_RECOVERY)));
		return;
	}
	db_row_err(outcome, row, &err);
	http_reply_err(req, &err, NULL);
}

void
on_factor_show(struct http_req *req, void *app)
{
	(void)app;
	case_read(req, on_show, req);
}

void
on_user_factor_remove(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t user;

	(void)app;
	if (!request_id_param(req, "id", &user))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), db_int_or_null(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(user) };
	const int64_t keys[] = { key_of_id("agent", actor->tenant, user) };

	command_run(req,
	    &(struct command){ .query = &q_second_factor_remove,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.status_ok = 204 });
}
