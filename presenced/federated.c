/*
 * federated - login at an identity provider: authorization code with PKCE (OpenID Connect Core 1.0, 3.1; RFC 9700).
 *
 * Owns: logins under way (at most as many as providers.c lets fly, in all and to one provider). Between a browser's leaving and its
 *       coming back nothing is kept here: state, nonce and verifier travel in a sealed cookie, so any
 *       instance may take the callback.
 * Must not know: how documents and tokens are judged (core/), who is whom (presence.identity_resolve).
 *
 * A callback is a chain: cookie -> provider -> its endpoints -> code for token -> its keys -> claims -> user ->
 * session -> back to the page. Whatever goes wrong ends with a word in the page's address, and a line in the log.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auth/purpose.h"
#include "common/base/clock.h"
#include "common/daemon/audit_notes.h"
#include "common/daemon/box.h"
#include "common/daemon/command_id.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "presenced/providers.h"
#include "presenced/travel.h"

enum {
	KEYS_AGAIN_MS = 10000, /* an unknown key is asked for at most so often */
};
enum { FIELD_APP = 0 };

#define LOGIN_PATH "/api/v1/sessions/oidc"
#define SLOW_RETRY_S "5" /* as long as a provider may take for an answer */
static const struct travel travel = { "tl_oidc", PURPOSE_OIDC };

static COUNTER(federated_ok, "federated_logins_total{outcome=\"ok\"}",
    "Logins by identity providers, by outcome");
static COUNTER(federated_refused, "federated_logins_total{outcome=\"refused\"}",
    "Logins by identity providers, by outcome");

struct flight {
	struct daemon *daemon;
	struct http_req *req;
	struct provider provider;
	bool (*found)(
	    struct flight *flight); /* the provider is there; false: ended here. May be NULL */
	void (*next)(struct flight *flight); /* when the endpoints are there */
	char app[16], state[TRAVEL_SECRET_SIZE], nonce[TRAVEL_SECRET_SIZE],
	    verifier[TRAVEL_SECRET_SIZE];
	struct travel_answer said;
	char *id_token;
	int place; /* among those that wait for its provider; 0: it does not */
	bool back; /* from the provider; else on the way there */
	bool asked_keys;
	char subject[OIDC_SUBJECT_MAX + 1], username[OIDC_NAME_MAX + 1], name[OIDC_NAME_MAX + 1];
	int64_t user;
	char token[TOKEN_TEXT_SIZE];
};

static const char *
public_url(const struct flight *flight)
{
	return config_text(daemon_config(flight->daemon), "public_url");
}

static void
flight_free(struct flight *flight)
{
	struct daemon *daemon = flight->daemon;
	int place = flight->place;

	provider_fini(&flight->provider);
	travel_answer_fini(&flight->said);
	free(flight->id_token);
	mem_wipe(flight, sizeof(*flight));
	free(flight);
	provider_flight_end(daemon, place);
}

static void
redirect(struct flight *flight, const char *url)
{
	http_add_header(flight->req, "Location", url);
	http_reply(flight->req, 302, NULL, (struct view){ NULL, 0 });
	flight_free(flight);
}

/* Below public_url; the workspace's is the first. */
static const char *
page_of(const char *app)
{
	return strcmp(app, "workspace") == 0 ? "" : app;
}

/* `page`: as page_of says it; whose login nobody knows goes to the workspace. */
static void
reply_page(struct http_req *req, struct daemon *daemon, const char *page, const char *word)
{
	struct buf url = { 0 };

	buf_addf(
	    &url, "%s/%s?login=%s", config_text(daemon_config(daemon), "public_url"), page, word);
	http_add_header(req, "Location", url.p);
	http_reply(req, 302, NULL, (struct view){ NULL, 0 });
	buf_fini(&url);
}

/* What is not the user's account, as a provider that does not answer, is not noted. why: a constant. */
static void
note_refused(const struct flight *flight, const char *why)
{
	audit_note_refused(flight->req, &login_refused, why, flight->provider.tenant, flight->user);
}

/* `word` is for the page, `why` for the log. */
static void
fail(struct flight *flight, const char *word, const char *why)
{
	metric_add(&federated_refused, 1);
	LOG(INFO, "federated_login_refused", LOG_ID("provider", flight->provider.id),
	    LOG_TEXT("word", word), LOG_TEXT("why", why),
	    LOG_TEXT("request_id", http_request_id(flight->req)));
	travel_end(flight->req, &travel);
	reply_page(flight->req, flight->daemon, page_of(flight->app), word);
	flight_free(flight);
}

static void
reply_overload(struct http_req *req, const char *retry_after_s, const char *why)
{
	struct err err = { 0 };

	metric_add(&federated_refused, 1);
	(void)err_set(&err, ERR_OVERLOAD, NULL, "%s", why);
	http_add_header(req, "Retry-After", retry_after_s);
	http_reply_err(req, &err, NULL);
}

/* NULL: there are too many, which was answered. Who comes `back` is a person before a page. */
static struct flight *
flight_new(struct http_req *req, struct daemon *daemon, bool back)
{
	struct flight *flight;

	if (!provider_flight_begin(daemon)) {
		if (back)
			reply_page(req, daemon, page_of(""), "busy");
		else
			reply_overload(req, "1", "Too many logins, try again.");
		return NULL;
	}
	flight = mem_zero(1, sizeof(*flight));
	flight->daemon = daemon;
	flight->req = req;
	flight->back = back;
	return flight;
}

static void
redirect_uri(const struct flight *flight, struct buf *out)
{
	/* One for each provider: an answer can't be taken for another's (RFC 9700, 4.4). */
	buf_addf(out, "%s" LOGIN_PATH "/%s/callback", public_url(flight), flight->provider.slug);
}

/* ---- provider and endpoints, for both ways ---- */

static void
on_endpoints(void *ctx, const char *problem)
{
	struct flight *flight = ctx;

	if (problem != NULL)
		fail(flight, "provider", problem);
	else
		flight->next(flight);
}

static void
leave(struct flight *flight)
{
	bool known = issuer_endpoints(flight->daemon, flight->provider.issuer) != NULL;
	char source[ADDRESS_SOURCE_SIZE];

	/* Who is only sent there does not wait for it. */
	if (known && !flight->back) {
		flight->next(flight);
		return;
	}
	address_source(http_peer(flight->req), source);
	flight->place = provider_flight_at(flight->daemon, flight->provider.id, source);
	if (flight->place == 0 && flight->back) {
		fail(flight, "busy", "too many wait for this provider, or from this address");
	} else if (flight->place == 0) {
		reply_overload(flight->req, SLOW_RETRY_S,
		    "Too many logins wait for this identity provider, try again.");
		flight_free(flight);
	} else if (known) {
		flight->next(flight);
	} else {
		issuer_discover(flight->daemon, flight->provider.issuer, on_endpoints, flight);
	}
}

static void
on_provider(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct flight *flight = ctx;
	struct err err = { 0 };

	if (outcome != DB_DONE || row->rows != 1) {
		if (outcome != DB_DONE)
			db_outcome_err(outcome, row, &err);
		else
			(void)err_set(&err, ERR_NOT_FOUND, NULL, "There is no such provider");
		http_reply_err(flight->req, &err, NULL);
		flight_free(flight);
		return;
	}
	provider_read(row, &flight->provider);
	if (flight->found != NULL && !flight->found(flight))
		return;
	leave(flight);
}

static void
find_provider(struct flight *flight, struct view slug, void (*next)(struct flight *flight))
{
	const struct db_param params[] = { P_VIEW(slug), P_NULL(), P_NULL() };

	flight->next = next;
	db_submit(daemon_db(flight->daemon),
	    &(struct db_call){ .query = &q_provider_find, .lane = DB_LANE_READ, .params = params },
	    on_provider, flight);
}

/* ---- out: to the provider ---- */

/* The cookie says "slug app state nonce verifier". */
static int
set_out(struct flight *flight, struct err *err)
{
	struct buf words = { 0 };
	int result;

	travel_secret(flight->state);
	travel_secret(flight->nonce);
	travel_secret(flight->verifier);
	buf_addf(&words, "%s %s %s %s %s", flight->provider.slug, flight->app, flight->state,
	    flight->nonce, flight->verifier);
	result = travel_begin(flight->req, &travel, buf_view(&words), err);
	box_wipe(&words);
	return result;
}

static void
authorize(struct flight *flight)
{
	const struct oidc_endpoints *endpoints =
	    issuer_endpoints(flight->daemon, flight->provider.issuer);
	struct buf url = { 0 }, back = { 0 }, challenge = { 0 };
	struct err err = { 0 };

	if (set_out(flight, &err) != 0) {
		http_reply_err(flight->req, &err, NULL);
		flight_free(flight);
		return;
	}
	redirect_uri(flight, &back);
	oidc_challenge(view_of(flight->verifier), &challenge);
	buf_add_text(&url, endpoints->authorization);
	oidc_query_add(&url, "response_type", VIEW("code"));
	oidc_query_add(&url, "client_id", view_of(flight->provider.client_id));
	oidc_query_add(&url, "redirect_uri", buf_view(&back));
	oidc_query_add(&url, "scope", view_of(flight->provider.scopes));
	oidc_query_add(&url, "state", view_of(flight->state));
	oidc_query_add(&url, "nonce", view_of(flight->nonce));
	oidc_query_add(&url, "code_challenge", buf_view(&challenge));
	oidc_query_add(&url, "code_challenge_method", VIEW("S256"));
	redirect(flight, url.p);
	buf_fini(&url);
	buf_fini(&back);
	buf_fini(&challenge);
}

void
on_federated_begin(struct http_req *req, void *app)
{
	struct flight *flight = flight_new(req, app, false);
	struct view slug = { NULL, 0 };

	if (flight == NULL)
		return;
	(void)http_param(req, "provider", &slug);
	(void)view_copy(request_values(req)->at[FIELD_APP].text, flight->app, sizeof(flight->app));
	find_provider(flight, slug, authorize);
}

/* ---- back: the session ---- */

/* A user without a licence for this app logs in to the first of the answer's apps instead: the provider knows them by now.
 * False: there is none. */
static bool
go_elsewhere(struct flight *flight, const struct db_result *row)
{
	json_t *body = effect_body(row);
	const char *app = json_string_value(json_array_get(json_object_get(body, "apps"), 0));
	struct buf url = { 0 };

	if (app != NULL) {
		travel_end(flight->req, &travel);
		buf_addf(&url, "%s" LOGIN_PATH "/%s?app=%s", public_url(flight),
		    flight->provider.slug, app);
		redirect(flight, url.p);
		buf_fini(&url);
	}
	json_decref(body);
	return app != NULL;
}

static void
on_session(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct flight *flight = ctx;
	struct buf url = { 0 };
	struct view said;

	if (outcome != DB_DONE) {
		fail(flight, "again", "the database did not answer");
		return;
	}
	said = db_text(row, 0, 0);
	if (!view_is(said, "created")) {
		/* The command's id is the state, its fingerprint this token: the same state a second
		 * time is another's. */
		bool again = view_is(said, "idempotency_key_reused");

		if (view_is(said, "no_licence") && go_elsewhere(flight, row))
			return;
		if (!again)
			note_refused(flight, login_unopened_why(said));
		fail(flight, again ? "expired" : "no_licence",
		    again ? "this state was used before" : "the user may not use this application");
		return;
	}
	metric_add(&federated_ok, 1);
	LOG(INFO, "session_opened", LOG_ID("user", flight->user), LOG_TEXT("app", flight->app),
	    LOG_ID("provider", flight->provider.id),
	    LOG_TEXT("request_id", http_request_id(flight->req)));
	travel_end(flight->req, &travel);
	session_cookie(flight->req, flight->app, flight->token);
	buf_addf(&url, "%s/%s", public_url(flight), page_of(flight->app));
	redirect(flight, url.p);
	buf_fini(&url);
}

static void
open_session(struct flight *flight)
{
	int64_t tenant = flight->provider.tenant;
	int64_t ttl_ms = config_int(daemon_config(flight->daemon), "session_hours") * 3600 * 1000;
	unsigned char hash[SHA256_SIZE];
	struct command_id id;

	token_make("tls_", flight->token);
	if (!token_hash(view_of(flight->token), hash))
		abort();
	const struct view hash_view = { (const char *)hash, sizeof(hash) };

	command_id_of_bytes("oidc", tenant, view_of(flight->state), &id);
	const struct db_param params[] = { P_BYTES(command_id_view(&id)), P_BYTES(hash_view),
		P_INT(tenant), P_INT(flight->user), P_TEXT(flight->app), P_BYTES(hash_view),
		P_INT(ttl_ms), P_VIEW(http_peer(flight->req)), P_NULL(), P_NULL(),
		P_INT(flight->provider.id), P_NULL(), P_NULL(), P_NULL(), P_NULL() };
	const int64_t keys[] = { key_of_id("agent", tenant, flight->user),
		command_id_lock(&id, tenant) };

	effect_run(flight->daemon,
	    &(struct command){
		.query = &q_session_open, .params = params, .keys = keys, .key_count = 2 },
	    on_session, flight);
}

/* There is nobody to log in. */
static void
fail_unresolved(struct flight *flight, struct view outcome)
{
	static const struct {
		const char *outcome, *word, *why;
	} known[] = {
		{ "claim_untrusted", "untrusted",
		    "the claim that names users is not marked as trusted" },
		{ "identity_taken", "unknown_user", "the user of that name is another account's" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!view_is(outcome, known[i].outcome))
			continue;
		note_refused(flight, known[i].word);
		fail(flight, known[i].word, known[i].why);
		return;
	}
	note_refused(flight, "unknown_user");
	fail(flight, "unknown_user", "nobody here is linked to this account");
}

static void
on_resolved(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct flight *flight = ctx;
	json_t *body;

	if (outcome != DB_DONE) {
		fail(flight, "again", "the database did not answer");
		return;
	}
	if (!view_is(db_text(row, 0, 0), "ok")) {
		fail_unresolved(flight, db_text(row, 0, 0));
		return;
	}
	body = effect_body(row);
	(void)view_to_int(
	    view_of(json_string_value(json_object_get(body, "user"))), 1, INT64_MAX, &flight->user);
	json_decref(body);
	open_session(flight);
}

static void
resolve(struct flight *flight)
{
	const struct db_param params[] = { P_INT(flight->provider.tenant),
		P_INT(flight->provider.id), P_TEXT(flight->subject), P_TEXT(flight->username),
		P_TEXT(flight->name) };
	const int64_t keys[] = { key_of("config", flight->provider.tenant, VIEW("")) };

	effect_run(flight->daemon,
	    &(struct command){ .query = &q_identity_resolve,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.lane = DB_LANE_ALONE },
	    on_resolved, flight);
}

/* ---- back: the token ---- */

static const char *
take_claims(struct flight *flight, const json_t *claims)
{
	const struct oidc_expected expected = { flight->provider.issuer, flight->provider.client_id,
		flight->nonce, daemon_now_us(flight->daemon) / 1000000 };
	const char *name = json_string_value(json_object_get(claims, "name"));
	const char *problem = oidc_claims_judge(claims, &expected);

	if (problem != NULL)
		return problem;
	(void)view_copy(view_of(json_string_value(json_object_get(claims, "sub"))), flight->subject,
	    sizeof(flight->subject));
	if (name != NULL)
		(void)view_copy(view_of(name), flight->name, sizeof(flight->name));
	return oidc_username(
	    claims, flight->provider.claim, view_of(flight->provider.domains), flight->username);
}

static void verify(struct flight *flight);

static void
on_new_keys(void *ctx, const char *problem)
{
	struct flight *flight = ctx;

	if (problem != NULL)
		fail(flight, "provider", problem);
	else
		verify(flight);
}

static void
ask_keys(struct flight *flight)
{
	const struct oidc_endpoints *endpoints =
	    issuer_endpoints(flight->daemon, flight->provider.issuer);

	if (endpoints == NULL) {
		fail(flight, "again", "its document ran out just now");
		return;
	}
	flight->asked_keys = true;
	issuer_ask_keys(
	    flight->daemon, flight->provider.issuer, endpoints->keys, on_new_keys, flight);
}

/* A key that is not known may be a new one: the keys are asked for once more, but not by everybody at once. */
static void
verify(struct flight *flight)
{
	static const char *const verdicts[] = {
		[JWT_MALFORMED] = "the token can't be read",
		[JWT_ALGORITHM] = "the token's algorithm is not taken",
		[JWT_UNKNOWN_KEY] = "the token is signed by an unknown key",
		[JWT_SIGNATURE] = "the token's signature is wrong",
	};
	int64_t age_ms = 0;
	const struct jwt_keys *keys = issuer_keys(flight->daemon, flight->provider.issuer, &age_ms);
	json_t *claims = NULL;
	enum jwt_verdict verdict;
	const char *problem;

	if (keys == NULL && !flight->asked_keys) {
		ask_keys(flight);
		return;
	}
	verdict =
	    keys != NULL ? jwt_read(view_of(flight->id_token), keys, &claims) : JWT_UNKNOWN_KEY;
	if (verdict == JWT_UNKNOWN_KEY && !flight->asked_keys && age_ms >= KEYS_AGAIN_MS) {
		ask_keys(flight);
		return;
	}
	problem = verdict == JWT_RIGHT ? take_claims(flight, claims) : verdicts[verdict];
	json_decref(claims);
	if (problem != NULL)
		fail(flight, "refused", problem);
	else
		resolve(flight);
}

static void
on_token(void *ctx, const struct http_answer *answer)
{
	struct flight *flight = ctx;
	json_t *body;
	const char *token;

	if (answer->reach != HTTP_ANSWERED || answer->status >= 500) {
		fail(flight, "provider", "its token endpoint does not answer");
		return;
	}
	body = json_loadb(answer->body.p != NULL ? answer->body.p : "", answer->body.n, 0, NULL);
	token = json_string_value(json_object_get(body, "id_token"));
	if (answer->status == 200 && token != NULL)
		flight->id_token = mem_text(token);
	json_decref(body);
	if (flight->id_token != NULL)
		verify(flight);
	else
		fail(flight, "refused", "the provider gives no token for this code");
}

/* RFC 6749, 2.3.1: user and password of the header are form-encoded themselves. */
static void
basic_make(const struct flight *flight, struct view secret, struct buf *out)
{
	struct buf pair = { 0 };

	oidc_form_add(&pair, "", view_of(flight->provider.client_id));
	buf_add(out, pair.p + 1, pair.n - 1);
	buf_add_char(out, ':');
	buf_clear(&pair);
	oidc_form_add(&pair, "", secret);
	buf_add(out, pair.p + 1, pair.n - 1);
	box_wipe(&pair);
}

static void
exchange(struct flight *flight)
{
	const struct oidc_endpoints *endpoints =
	    issuer_endpoints(flight->daemon, flight->provider.issuer);
	struct buf form = { 0 }, back = { 0 }, secret = { 0 }, basic = { 0 };

	if (flight->said.issuer != NULL &&
	    strcmp(flight->said.issuer, flight->provider.issuer) != 0) {
		fail(flight, "refused", "another issuer answers (RFC 9207)");
		return;
	}
	redirect_uri(flight, &back);
	oidc_form_add(&form, "grant_type", VIEW("authorization_code"));
	oidc_form_add(&form, "code", view_of(flight->said.code));
	oidc_form_add(&form, "redirect_uri", buf_view(&back));
	oidc_form_add(&form, "code_verifier", view_of(flight->verifier));
	if (provider_secret(flight->daemon, &flight->provider, &secret) != 0 &&
	    flight->provider.secret.n > 0) {
		buf_fini(&form);
		buf_fini(&back);
		fail(flight, "provider", "its secret does not open");
		return;
	}
	if (secret.n == 0 || endpoints->secret_in_body)
		oidc_form_add(&form, "client_id", view_of(flight->provider.client_id));
	if (secret.n > 0 && endpoints->secret_in_body)
		oidc_form_add(&form, "client_secret", buf_view(&secret));
	else if (secret.n > 0)
		basic_make(flight, buf_view(&secret), &basic);
	provider_post(flight->daemon, endpoints->token, basic.n > 0 ? basic.p : NULL,
	    buf_view(&form), on_token, flight);
	box_wipe(&form);
	box_wipe(&secret);
	box_wipe(&basic);
	buf_fini(&back);
}

/* ---- back: the callback ---- */

/* False: this browser has begun no login there, or too long ago. */
static bool
cookie_read(struct flight *flight)
{
	struct buf words = { 0 };
	bool good = travel_back(flight->req, &travel, &words);
	struct view rest = buf_view(&words);

	good = good && view_is(view_cut(&rest, ' '), flight->provider.slug) &&
	    travel_word(&rest, flight->app, sizeof(flight->app)) &&
	    travel_word(&rest, flight->state, sizeof(flight->state)) &&
	    travel_word(&rest, flight->nonce, sizeof(flight->nonce)) &&
	    travel_word(&rest, flight->verifier, sizeof(flight->verifier));
	box_wipe(&words);
	return good;
}

/* Before anybody else is asked anything. */
static bool
came_back(struct flight *flight)
{
	if (!cookie_read(flight) ||
	    !bytes_equal_secret(view_of(flight->said.state), view_of(flight->state))) {
		fail(flight, "expired", "the state is not this browser's, or too old");
		return false;
	}
	if (flight->said.denied || flight->said.code == NULL) {
		fail(flight, "denied", "the provider refuses");
		return false;
	}
	return true;
}

void
on_federated_end(struct http_req *req, void *app)
{
	struct flight *flight = flight_new(req, app, true);
	struct view slug = { NULL, 0 };
	struct err err = { 0 };

	if (flight == NULL)
		return;
	(void)http_param(req, "provider", &slug);
	flight->found = came_back;
	if (travel_answer_read(req, &flight->said) == 0) {
		find_provider(flight, slug, exchange);
		return;
	}
	(void)err_set(&err, ERR_BAD_REQUEST, NULL, "The query can't be read");
	http_reply_err(req, &err, NULL);
	flight_free(flight);
}

int
federated_start(struct daemon *daemon, struct err *err)
{
	(void)daemon;
	(void)err;
	metric_register(&federated_ok);
	metric_register(&federated_refused);
	return 0;
}
