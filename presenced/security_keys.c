/* security_keys - see security_keys.h */
#include "presenced/security_keys.h"

#include <stdlib.h>
#include <string.h>

#include "common/auth/purpose.h"
#include "common/daemon/box.h"
#include "presenced/core/webauthn.h"

enum {
	CHALLENGE_RANDOM = 32,
	CHALLENGE_S = 300, /* how long one holds */
	HANDLE = 32,
	TRANSPORTS_MAX = 8,
	TRANSPORT_LONGEST = 32,
	FIELD_LABEL = 0,
	FIELD_CREDENTIAL,
};
enum { COLUMN_SHOWN, COLUMN_LISTED, COLUMN_KEY, COLUMN_PUBLIC_KEY, COLUMN_NOW };

/* ---- challenges: a box of ours, which whoever answers signs as it is; so nothing is kept of those that nobody answers ---- */

struct challenge {
	int64_t step, session, ends_s;
	unsigned char random[CHALLENGE_RANDOM];
};

static bool
challenge_make(
    struct daemon *daemon, const struct key_asked *asked, int64_t now_s, struct buf *text)
{
	struct challenge plain = {
		.step = asked->step, .session = asked->session, .ends_s = now_s + CHALLENGE_S
	};
	struct buf box = { 0 };
	struct err err;
	bool made;

	random_fill(plain.random, sizeof(plain.random));
	made = box_seal(daemon, PURPOSE_SECURITY_KEY, asked->tenant, asked->user,
		   (struct view){ (const char *)&plain, sizeof(plain) }, &box, &err) == 0;
	if (made)
		base64url_encode(buf_view(&box), text);
	buf_fini(&box);
	return made;
}

static bool
challenge_holds(
    struct daemon *daemon, const struct key_asked *asked, int64_t now_s, struct view box)
{
	struct challenge plain;
	struct buf text = { 0 };
	struct err err;
	bool holds = box_try(daemon, PURPOSE_SECURITY_KEY, asked->tenant, asked->user, box, &text,
			 &err) == 0 &&
	    text.n == sizeof(plain);

	if (holds) {
		memcpy(&plain, text.p, sizeof(plain));
		holds = plain.step == (int64_t)asked->step && plain.session == asked->session &&
		    now_s < plain.ends_s;
	}
	box_wipe(&text);
	return holds;
}

/* ---- JSON of a browser ---- */

/* A member in base64url of at most `most` bytes is added to `out`. */
static bool
bytes_of(const json_t *object, const char *name, size_t most, struct buf *out)
{
	const json_t *text = json_object_get(object, name);

	return json_is_string(text) && json_string_length(text) <= (most * 4 + 2) / 3 &&
	    base64url_decode(
		(struct view){ json_string_value(text), json_string_length(text) }, out) &&
	    out->n > 0;
}

static bool
party_of(struct daemon *daemon, struct webauthn_party *out)
{
	return webauthn_party_of(view_of(config_text(daemon_config(daemon), "public_url")), out);
}

static json_t *
hex_as_base64url(const char *hex)
{
	struct buf bytes = { 0 }, text = { 0 };
	json_t *out;

	hex_decode(view_of(hex != NULL ? hex : ""), &bytes);
	base64url_encode(buf_view(&bytes), &text);
	out = json_stringn(text.p, text.n);
	buf_fini(&bytes);
	buf_fini(&text);
	return out;
}

/* [{id: hexadecimal, transports}] as browsers take it. */
static json_t *
descriptors(const json_t *listed)
{
	json_t *out = json_array(), *one;
	size_t i;

	json_array_foreach ((json_t *)listed, i, one)
		(void)json_array_append_new(out,
		    json_pack("{s:s, s:o, s:O}", "type", "public-key", "id",
			hex_as_base64url(json_string_value(json_object_get(one, "id"))),
			"transports", json_object_get(one, "transports")));
	return out;
}

json_t *
key_request_options(
    struct daemon *daemon, const struct key_asked *asked, int64_t now_s, const json_t *listed)
{
	struct webauthn_party party;
	struct buf challenge = { 0 };
	json_t *out = NULL;

	if (json_array_size(listed) > 0 && party_of(daemon, &party) &&
	    challenge_make(daemon, asked, now_s, &challenge))
		out = json_pack("{s:o, s:s%, s:i, s:s, s:o}", "challenge",
		    json_stringn(challenge.p, challenge.n), "rpId", party.id.p, party.id.n,
		    "timeout", CHALLENGE_S * 1000, "userVerification", "discouraged",
		    "allowCredentials", descriptors(listed));
	buf_fini(&challenge);
	return out;
}

/* ---- an answer, judged ---- */

void
key_find(struct daemon *daemon, int64_t tenant, int64_t user, const json_t *credential,
    db_done done, void *ctx)
{
	struct buf id = { 0 };
	bool named = bytes_of(credential, "id", WEBAUTHN_ID_MAX, &id);
	const struct db_param params[] = { P_INT(tenant), P_INT(user),
		named ? P_BYTES(buf_view(&id)) : P_NULL() };

	db_submit(daemon_db(daemon),
	    &(struct db_call){
		.query = &q_security_keys_case, .lane = DB_LANE_READ, .params = params },
	    done, ctx);
	buf_fini(&id);
}

/* The challenge in client data is one of ours; its digest. */
static enum webauthn_verdict
client_judge(struct daemon *daemon, const struct key_asked *asked, int64_t now_s,
    struct view client, const struct webauthn_party *party, struct key_claim *claim)
{
	struct buf challenge = { 0 };
	enum webauthn_verdict verdict = webauthn_client_read(client,
	    asked->step == KEY_REGISTER ? WEBAUTHN_CREATE : WEBAUTHN_GET, party, &challenge);

	claim->challenged = verdict == WEBAUTHN_RIGHT &&
	    challenge_holds(daemon, asked, now_s, buf_view(&challenge));
	if (claim->challenged)
		sha256(buf_view(&challenge), claim->challenge);
	buf_fini(&challenge);
	return verdict;
}

static bool
answer_fits(struct daemon *daemon, const struct key_asked *asked, const json_t *response,
    const struct db_result *row, struct key_claim *claim)
{
	struct buf client = { 0 }, data = { 0 }, signature = { 0 }, key = { 0 };
	struct webauthn_party party;
	uint32_t count = 0;
	bool fits = party_of(daemon, &party) &&
	    bytes_of(response, "clientDataJSON", WEBAUTHN_CLIENT_MAX, &client) &&
	    bytes_of(response, "authenticatorData", WEBAUTHN_DATA_MAX, &data) &&
	    bytes_of(response, "signature", WEBAUTHN_SIGNATURE_MAX, &signature) &&
	    client_judge(daemon, asked, db_int(row, 0, COLUMN_NOW), buf_view(&client), &party,
		claim) == WEBAUTHN_RIGHT &&
	    claim->challenged && !db_is_null(row, 0, COLUMN_KEY);

	if (fits) {
		const struct webauthn_assertion assertion = { buf_view(&client), buf_view(&data),
			buf_view(&signature) };

		db_bytes(row, 0, COLUMN_PUBLIC_KEY, &key);
		fits = webauthn_assertion_check(&assertion, &party, buf_view(&key), &count) ==
		    WEBAUTHN_RIGHT;
	}
	claim->count = count;
	buf_fini(&client);
	buf_fini(&data);
	buf_fini(&signature);
	buf_fini(&key);
	return fits;
}

void
key_claim_read(struct daemon *daemon, const struct key_asked *asked, const json_t *credential,
    const struct db_result *row, struct key_claim *out)
{
	*out = (struct key_claim){ .given = true, .key = -1 };
	if (answer_fits(daemon, asked, json_object_get(credential, "response"), row, out))
		out->key = db_int(row, 0, COLUMN_KEY);
}

bool
key_field_refused(struct http_req *req, int field)
{
	const struct body_value *at = &request_values(req)->at[field];
	struct err err = { 0 };

	if (!at->present || json_is_object(at->json))
		return false;
	(void)err_set(&err, ERR_INVALID, "/security_key", "Must be an object");
	http_reply_err(req, &err, NULL);
	return true;
}

struct db_param
key_param(const struct key_claim *claim)
{
	return claim->given ? P_INT(claim->key) : P_NULL();
}

struct db_param
key_count_param(const struct key_claim *claim)
{
	return claim->given ? P_INT(claim->count) : P_NULL();
}

struct db_param
key_challenge_param(const struct key_claim *claim)
{
	return claim->challenged
	    ? P_BYTES(((struct view){ (const char *)claim->challenge, sizeof(claim->challenge) }))
	    : P_NULL();
}

/* ---- registering one ---- */

/* False: none can be used here, which is answered. */
static bool
is_possible(struct http_req *req)
{
	struct webauthn_party party;
	struct err err = { 0 };

	if (!party_of(request_daemon(req), &party)) {
		request_reply_problem(req, 0, "security_keys_off",
		    "Browsers take security keys only where public_url is https with the name of a "
		    "host.",
		    NULL);
		return false;
	}
	if (daemon_key_ring(request_daemon(req)) != NULL)
		return true;
	(void)err_set(&err, ERR_CONFIG, "key_ring", "no key_ring is configured");
	http_reply_err(req, &err, NULL);
	return false;
}

static struct key_asked
asked_of(struct http_req *req, enum key_step step)
{
	const struct actor *actor = request_actor(req);

	return (struct key_asked){ actor->tenant, actor->user, actor->session, step };
}

static json_t *
algorithms(void)
{
	json_t *out = json_array();

	for (const int *one = webauthn_algorithms; *one != 0; one++)
		(void)json_array_append_new(
		    out, json_pack("{s:s, s:i}", "type", "public-key", "alg", *one));
	return out;
}

/* What the database kept becomes what navigator.credentials.create() takes. */
static void
show_options(struct http_req *req, json_t *body)
{
	const struct key_asked asked = asked_of(req, KEY_REGISTER);
	int64_t now_s = (int64_t)json_integer_value(json_object_get(body, "now_s"));
	json_t *listed = descriptors(json_object_get(body, "listed")), *options = NULL;
	struct buf challenge = { 0 };
	struct webauthn_party party;

	if (party_of(request_daemon(req), &party) &&
	    challenge_make(request_daemon(req), &asked, now_s, &challenge))
		options = json_pack(
		    "{s:{s:s%, s:O}, s:{s:o, s:O, s:O}, s:o, s:o, s:i, s:s, s:{s:s, s:s}}", "rp",
		    "id", party.id.p, party.id.n, "name", json_object_get(body, "tenant"), "user",
		    "id", hex_as_base64url(json_string_value(json_object_get(body, "handle"))),
		    "name", json_object_get(body, "username"), "displayName",
		    json_object_get(body, "name"), "challenge",
		    json_stringn(challenge.p, challenge.n), "pubKeyCredParams", algorithms(),
		    "timeout", CHALLENGE_S * 1000, "attestation", "none", "authenticatorSelection",
		    "residentKey", "discouraged", "userVerification", "discouraged");
	(void)json_object_clear(body);
	if (options != NULL) {
		(void)json_object_update(body, options);
		(void)json_object_set(body, "excludeCredentials", listed);
	}
	json_decref(options);
	json_decref(listed);
	buf_fini(&challenge);
}

void
on_key_begin(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };
	unsigned char handle[HANDLE];

	(void)app;
	if (!is_possible(req))
		return;
	random_fill(handle, sizeof(handle));
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_BYTES(((struct view){ (const char *)handle, sizeof(handle) })) };

	command_run(req,
	    &(struct command){ .query = &q_security_key_begin,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.show = show_options });
}

/* As PostgreSQL's array; what is no word of a transport's form is left out: it is a hint. */
static void
transports_read(const json_t *transports, struct buf *out)
{
	size_t taken = 0;

	buf_add_char(out, '{');
	for (size_t i = 0; i < json_array_size(transports) && taken < TRANSPORTS_MAX; i++) {
		const char *word = json_string_value(json_array_get(transports, i));
		size_t n = word != NULL ? strspn(word, "abcdefghijklmnopqrstuvwxyz-") : 0;

		if (n == 0 || n > TRANSPORT_LONGEST || word[n] != '\0')
			continue;
		buf_addf(out, "%s\"%s\"", taken++ > 0 ? "," : "", word);
	}
	buf_add_char(out, '}');
}

/* A registration under way. */
struct made {
	struct http_req *req;
	struct buf client, attestation;
	struct webauthn_made key; /* in attestation */
	struct key_claim claim;
};

static void
made_store(struct made *made)
{
	const struct actor *actor = request_actor(made->req);
	const struct body_value *at = request_values(made->req)->at;
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };
	struct buf transports = { 0 };

	transports_read(
	    json_object_get(json_object_get(at[FIELD_CREDENTIAL].json, "response"), "transports"),
	    &transports);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		key_challenge_param(&made->claim), P_BYTES(made->key.id), P_BYTES(made->key.key),
		P_INT(made->key.count), P_VIEW(buf_view(&transports)), P_VIEW(at[FIELD_LABEL].text),
		P_INT(actor->session) };

	command_run(made->req,
	    &(struct command){ .query = &q_security_key_add,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.status_ok = 201 });
	buf_fini(&transports);
}

/* NULL: it is right, else why not. */
static const char *
made_judge(struct made *made, const struct db_result *row)
{
	struct daemon *daemon = request_daemon(made->req);
	const struct key_asked asked = asked_of(made->req, KEY_REGISTER);
	enum webauthn_verdict verdict;
	struct webauthn_party party;

	if (!party_of(daemon, &party))
		return webauthn_verdict_words(WEBAUTHN_ORIGIN);
	verdict = client_judge(daemon, &asked, db_int(row, 0, COLUMN_NOW), buf_view(&made->client),
	    &party, &made->claim);
	if (verdict == WEBAUTHN_RIGHT && !made->claim.challenged)
		return "The challenge is none of this session, or too old";
	if (verdict == WEBAUTHN_RIGHT)
		verdict = webauthn_made_read(buf_view(&made->attestation), &party, &made->key);
	return verdict != WEBAUTHN_RIGHT ? webauthn_verdict_words(verdict) : NULL;
}

static void
made_free(struct made *made)
{
	buf_fini(&made->client);
	buf_fini(&made->attestation);
	free(made);
}

static void
made_refuse(struct http_req *req, const char *why)
{
	struct err err = { 0 };

	(void)err_set(&err, ERR_INVALID, "/credential", "%s", why);
	http_reply_err(req, &err, NULL);
}

static void
on_made_case(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct made *made = ctx;
	struct err err = { 0 };
	const char *why;

	if (outcome != DB_DONE || row->rows != 1) {
		db_row_err(outcome, row, &err);
		http_reply_err(made->req, &err, NULL);
	} else if ((why = made_judge(made, row)) != NULL) {
		made_refuse(made->req, why);
	} else {
		made_store(made);
	}
	made_free(made);
}

void
on_key_confirm(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const json_t *credential = request_values(req)->at[FIELD_CREDENTIAL].json;
	const json_t *response = json_object_get(credential, "response");
	struct made *made = mem_zero(1, sizeof(*made));

	made->req = req;
	if (bytes_of(response, "clientDataJSON", WEBAUTHN_CLIENT_MAX, &made->client) &&
	    bytes_of(response, "attestationObject", WEBAUTHN_ATTESTATION_MAX, &made->attestation)) {
		key_find(app, actor->tenant, actor->user, NULL, on_made_case, made);
		return;
	}
	made_refuse(req, webauthn_verdict_words(WEBAUTHN_MALFORMED));
	made_free(made);
}

/* ---- listed, asked for a proof, removed ---- */

static json_t *
column_json(const struct db_result *row, int column)
{
	struct view text = db_text(row, 0, column);

	return json_loadb(text.p, text.n, 0, NULL);
}

static void
on_case_read(
    struct http_req *req, enum db_outcome outcome, const struct db_result *row, json_t *body)
{
	struct err err = { 0 };

	if (body != NULL) {
		http_reply_json(req, 200, body);
		return;
	}
	db_row_err(outcome, row, &err);
	http_reply_err(req, &err, NULL);
}

static void
on_list_case(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	bool found = outcome == DB_DONE && row->rows == 1;

	on_case_read(ctx, outcome, row,
	    found ? json_pack("{s:o, s:n}", "data", column_json(row, COLUMN_SHOWN), "next_cursor")
		  : NULL);
}

static void
on_challenge_case(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	bool found = outcome == DB_DONE && row->rows == 1;
	const struct key_asked asked = asked_of(ctx, KEY_PROVE);
	json_t *listed = found ? column_json(row, COLUMN_LISTED) : NULL, *options = NULL;

	if (found)
		options = key_request_options(
		    request_daemon(ctx), &asked, db_int(row, 0, COLUMN_NOW), listed);
	if (found && options == NULL)
		request_reply_problem(ctx, 0, "not_found",
		    "This account has no security key that can be used here.", NULL);
	else
		on_case_read(ctx, outcome, row, options);
	json_decref(listed);
}

void
on_keys_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);

	key_find(app, actor->tenant, actor->user, NULL, on_list_case, req);
}

void
on_key_challenge(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);

	key_find(app, actor->tenant, actor->user, NULL, on_challenge_case, req);
}

void
on_key_remove(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user), P_INT(id) };

	command_run(req,
	    &(struct command){ .query = &q_security_key_remove,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.status_ok = 204 });
}
