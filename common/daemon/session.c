/*
 * session - who makes a request and whether they may: what stands before every handler.
 *
 * Owns: finding the token (api.md 11), asking the cache or the database, noting that an API key
 *       is in use, how many requests a key makes (api.md 6), the role check (api.md 12), decoding of the body,
 *       re-authentication where the route or a field needs it (docs/decisions/0087-proof.md).
 * Must not know: what a handler does.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/daemon/audit_notes.h"
#include "common/daemon/cookie.h"
#include "common/daemon/quarantine.h"
#include "common/daemon/skeleton.h"
#include "common/metrics/metrics.h"
#include "common_queries.h"

static COUNTER(refused_total, "trunkline_requests_refused_total",
    "Requests without login, or of a role that may not");

enum { APP_QUERY_PAIRS_MAX = 32 };

static const struct audit_act api_key_refused = { "api_key_refused", 8, "api_key" };

static const char *const apps[] = { "workspace", "work", "admin" };

static void
refuse(struct http_req *req, enum err_kind kind, const char *why)
{
	struct err err;

	metric_add(&refused_total, 1);
	(void)err_set(&err, kind, NULL, "%s", why);
	if (kind == ERR_UNAUTHENTICATED)
		http_add_header(req, "WWW-Authenticate", "Bearer");
	http_reply_err(req, &err, NULL);
}

/* ---- the token ---- */

static bool
bearer(const struct http_req *req, struct view *token)
{
	static const char scheme[] = "Bearer ";
	struct view value;

	if (!http_header(req, "authorization", &value) || value.n < sizeof(scheme) - 1 ||
	    !view_is_nocase((struct view){ value.p, sizeof(scheme) - 1 }, scheme))
		return false;
	*token = view_trim(
	    (struct view){ value.p + sizeof(scheme) - 1, value.n - (sizeof(scheme) - 1) });
	return true;
}

static const char *
app_find(struct view name)
{
	for (size_t i = 0; i < sizeof(apps) / sizeof(apps[0]); i++)
		if (view_is(name, apps[i]))
			return apps[i];
	return NULL;
}

static bool
take_app(void *ctx, struct view name, struct view value)
{
	const char **app = ctx;

	if (view_is(name, "app"))
		*app = app_find(value);
	return true;
}

/* Pages say which of their cookies counts: by a header that no cross-site form can send; in
 * an upgrade, which carries no such header, by the query, and then the Origin must be ours. Where
 * the browser opens a page itself, by the query: the cookie is SameSite=Strict, and it only reads. */
static const char *
page_app(const struct http_req *req)
{
	const struct daemon *daemon = http_app(req);
	const char *app = NULL;
	struct view value;

	if (http_route_of(req)->ws == NULL && http_header(req, "x-trunkline-app", &value))
		return app_find(value);
	if (http_route_of(req)->ws == NULL && !http_route_of(req)->opens)
		return NULL;
	if (http_route_of(req)->ws != NULL &&
	    (!http_header(req, "origin", &value) ||
		!view_is(value, config_text(daemon->config, "public_url"))))
		return NULL;
	(void)form_each(http_query_raw(req), APP_QUERY_PAIRS_MAX, take_app, &app);
	return app;
}

/* NULL, or why there is no token. */
static const char *
find_token(const struct http_req *req, struct view *token, const char **app)
{
	char cookie[COOKIE_NAME_MAX + 1];

	*app = NULL;
	if (bearer(req, token))
		return NULL;
	*app = page_app(req);
	if (*app == NULL)
		return http_route_of(req)->ws != NULL
		    ? "Log in: a bearer token, or app and the right Origin, are missing"
		    : "Log in: a bearer token or X-Trunkline-App is missing";
	(void)snprintf(cookie, sizeof(cookie), "tl_%s", *app);
	return cookie_get(req, cookie, token) ? NULL : "Log in first";
}

/* A page whose session has ended is no attack, a bearer token that nobody has may be. */
static void
note_unknown(const struct http_req *req, const char *why)
{
	struct view token;

	if (bearer(req, &token) && !view_starts(token, "tls_"))
		audit_note_refused(req, &api_key_refused, why, 0, 0);
}

/* ---- in ---- */

static void
upgrade(struct http_req *req, const struct actor *actor)
{
	struct actor *kept = mem_new(sizeof(*kept));

	*kept = *actor;
	http_set_user(req, kept, free);
	ws_accept(req);
}

/* ---- re-authentication: the database is asked each time, the cache may be too old ---- */

/* An API key has no user, and gives none: it does what its scopes name. */
static bool
proof_is_wanted(const struct http_route *route, const struct request *request)
{
	const struct body_field *field = route->body->fields;
	const struct body_value *at = request->values.at;

	if (request->actor.user == 0)
		return false;
	if (route->proof != PROOF_NONE)
		return true;
	for (int i = 0; field != NULL && field[i].name != NULL; i++)
		if ((field[i].flags & BODY_PROOF) != 0 && (at[i].present || at[i].null))
			return true;
	return false;
}

/* What the answer says of the proof that is missing, {"proof": "password"}, as presence.session_proof has it; NULL: none is. */
static json_t *
proof_missing(enum http_proof wanted, const struct db_result *result)
{
	struct view text = db_text(result, 0, 0);
	json_t *missing = db_is_null(result, 0, 0) ? NULL : json_loadb(text.p, text.n, 0, NULL);
	const char *proof = json_string_value(json_object_get(missing, "proof"));

	if (proof == NULL || wanted != PROOF_CODE || strcmp(proof, "code") == 0 ||
	    strcmp(proof, "security_key") == 0)
		return missing; /* {}: the session has ended */
	json_decref(missing);
	return NULL;
}

static void
on_proof(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct http_req *req = ctx;
	const struct http_route *route = http_route_of(req);
	struct daemon *daemon = http_app(req);
	json_t *missing;

	if (outcome != DB_DONE) {
		request_reply_retry(req, outcome, result);
		return;
	}
	if (daemon->stage >= STAGE_PARTS) { /* as in admit */
		request_reply_retry(req, DB_CLOSED, NULL);
		return;
	}
	missing = proof_missing(route->proof, result);
	if (missing == NULL) {
		route->handler(req, daemon);
		return;
	}
	if (json_object_size(missing) == 0) { /* it ended, and the cache has not heard of it */
		json_decref(missing);
		refuse(req, ERR_UNAUTHENTICATED, "This session has ended");
		return;
	}
	metric_add(&refused_total, 1);
	request_reply_problem(req, 0, "proof_needed",
	    "This needs your password, a code or a security key, given within the last five "
	    "minutes.",
	    missing);
}

static void
proof_ask(struct http_req *req, const struct actor *actor)
{
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->session) };
	struct daemon *daemon = http_app(req);

	db_submit(daemon->db,
	    &(struct db_call){ .query = &q_session_proof, .lane = DB_LANE_READ, .params = params },
	    on_proof, req);
}

static void
enter(struct http_req *req, struct request *request)
{
	const struct http_route *route = http_route_of(req);
	struct view content_type;
	struct body_errs errs;

	if (route->ws != NULL && route->handler == NULL) {
		upgrade(req, &request->actor);
		return;
	}
	(void)http_header(req, "content-type", &content_type);
	if (body_decode(route->body, content_type, http_query_raw(req), http_body(req),
		&request->values, &errs) != 0) {
		http_reply_errs(req, errs.at, errs.count, NULL);
		return;
	}
	request->decoded = true;
	if (proof_is_wanted(route, request))
		proof_ask(req, &request->actor);
	else
		route->handler(req, http_app(req));
}

static void
add_number_header(struct http_req *req, const char *name, int64_t number)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRId64, number);
	http_add_header(req, name, text);
}

/* Every answer to an API key says how many requests it has left: as the draft of the IETF has it now
 * (RateLimit, RateLimit-Policy), and in the three headers of its former versions. False: refused. */
static bool
within_rate(struct http_req *req, const struct actor *actor)
{
	struct daemon *daemon = http_app(req);
	struct key_rate_told told;
	char text[80];
	bool good;

	if (actor->role != ROLE_INTEGRATOR)
		return true;
	good = key_rate_take(&daemon->key_rate, actor->session, clock_mono_ms(), &told);
	add_number_header(req, "RateLimit-Limit", told.limit);
	add_number_header(req, "RateLimit-Remaining", told.remaining);
	add_number_header(req, "RateLimit-Reset", told.reset_s);
	(void)snprintf(text, sizeof(text), "\"minute\";q=%" PRId64 ";w=%d", told.limit,
	    KEY_RATE_WINDOW_MS / 1000);
	http_add_header(req, "RateLimit-Policy", text);
	(void)snprintf(text, sizeof(text), "\"minute\";r=%" PRId64 ";t=%" PRId64, told.remaining,
	    told.reset_s);
	http_add_header(req, "RateLimit", text);
	if (good)
		return true;
	add_number_header(req, "Retry-After", told.reset_s);
	refuse(req, ERR_THROTTLED, "This key has made as many requests as it may in a minute");
	return false;
}

/* A key may do what its scopes name and nothing else; everybody else what their role may, and for some of it with a permission. */
static bool
may(const struct actor *actor, const struct http_route *route)
{
	if (actor->role == ROLE_INTEGRATOR)
		return route->scope != NULL && actor_granted(actor, route->scope);
	return (actor->role & route->role) != 0 &&
	    (route->permission == NULL || actor_granted(actor, route->permission));
}

/* As directory.lacks says it. */
static void
refuse_lacking(struct http_req *req, const char *permission)
{
	char why[160];

	(void)snprintf(
	    why, sizeof(why), "You don't have the permission %s: ask an administrator", permission);
	refuse(req, ERR_FORBIDDEN, why);
}

static void
refuse_role(struct http_req *req, const struct actor *actor)
{
	const struct http_route *route = http_route_of(req);
	const char *scope = route->scope;
	char why[80] = "Your role may not do this";

	if (actor->role != ROLE_INTEGRATOR && (actor->role & route->role) != 0) {
		refuse_lacking(req, route->permission);
		return;
	}
	if (actor->role == ROLE_INTEGRATOR && scope != NULL)
		(void)snprintf(why, sizeof(why), "This API key lacks the scope %s", scope);
	else if (actor->role == ROLE_INTEGRATOR)
		(void)snprintf(why, sizeof(why), "No API key may do this");
	if (actor->role == ROLE_INTEGRATOR)
		audit_note_refused(req, &api_key_refused, "scope", actor->tenant, actor->session);
	refuse(req, ERR_FORBIDDEN, why);
}

/* Where the row can't say it, as only some of what a route does needs the permission. */
bool
request_may(struct http_req *req, const char *permission)
{
	const struct actor *actor = request_actor(req);

	if (actor->role == ROLE_INTEGRATOR || actor_granted(actor, permission))
		return true;
	refuse_lacking(req, permission);
	return false;
}

/* From here on a request is its user's or key's input, whatever address it came from. */
static struct input_peer
input_of(const struct actor *actor)
{
	return actor->role == ROLE_INTEGRATOR
	    ? input_peer_of(INPUT_API_KEY, actor->tenant, actor->session)
	    : input_peer_of(INPUT_USER, actor->tenant, actor->user);
}

/* A lookup may take longer than the drain of requests: the handler's parts may be gone by then. */
static void
admit(struct http_req *req, struct request *request)
{
	struct daemon *daemon = http_app(req);
	const struct input_peer input = input_of(&request->actor);
	const char *app;
	struct view token;

	(void)find_token(req, &token, &app);
	if (daemon->stage >= STAGE_PARTS)
		request_reply_retry(req, DB_CLOSED, NULL);
	else if (request->actor.expires_wall_us <= daemon_now_us(daemon) ||
	    (app != NULL && strcmp(app, request->actor.app) != 0)) {
		if (request->actor.role == ROLE_INTEGRATOR)
			audit_note_refused(req, &api_key_refused, "expired", request->actor.tenant,
			    request->actor.session);
		refuse(req, ERR_UNAUTHENTICATED, "This login has ended");
	} else if (!quarantine_admits(req, &input) || !within_rate(req, &request->actor))
		return;
	else if (!may(&request->actor, http_route_of(req)))
		refuse_role(req, &request->actor);
	else
		enter(req, request);
}

/* ---- the database ---- */

static void
copy(const struct db_result *result, const char *column, char *out, size_t size)
{
	int col = db_col(result, column);

	out[0] = '\0';
	if (col >= 0)
		(void)view_copy(db_text(result, 0, col), out, size);
}

/* A JSON array of words becomes words with spaces; those that find no room are not granted. */
static void
copy_grants(struct view json, char *out, size_t size)
{
	json_t *grants = json_loadb(json.p != NULL ? json.p : "", json.n, 0, NULL);
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < json_array_size(grants); i++) {
		const char *grant = json_string_value(json_array_get(grants, i));
		int n = grant != NULL ? snprintf(out + used, size - used, "%s ", grant) : 0;

		if (n < 0 || (size_t)n >= size - used) {
			out[used] = '\0';
			break;
		}
		used += (size_t)n;
	}
	json_decref(grants);
}

static void
read_actor(const struct db_result *result, struct actor *out)
{
	*out = (struct actor){
		.tenant = db_int(result, 0, db_col(result, "tenant")),
		.user = db_int(result, 0, db_col(result, "user_id")),
		.session = db_int(result, 0, db_col(result, "session")),
		.role = role_find(db_text(result, 0, db_col(result, "role"))),
		.expires_wall_us = db_int(result, 0, db_col(result, "expires_ms")) * 1000,
		.idle_min = db_int(result, 0, db_col(result, "idle_min")),
	};
	if (db_is_null(result, 0, db_col(result, "expires_ms")))
		out->expires_wall_us = INT64_MAX; /* an API key without an end */
	copy(result, "app", out->app, sizeof(out->app));
	copy(result, "name", out->name, sizeof(out->name));
	copy_grants(db_text(result, 0, db_col(result, "scopes")), out->grants, sizeof(out->grants));
}

/* An API key's use is noted once a minute, on the lane of administration: no request waits for it.
 * Of many first requests at once one notes it: the others find the key in the cache. */
static void
note_use(struct daemon *daemon, const struct request *request, const struct db_result *result)
{
	const struct actor *key = &request->actor;
	const struct db_param params[] = { P_INT(key->tenant), P_INT(key->session) };
	const int64_t keys[] = { key_of_id("api_key", key->tenant, key->session) };

	if (!db_bool(result, 0, db_col(result, "use_due")) ||
	    session_cache_find(&daemon->sessions, request->hash, clock_mono_ms()) != NULL)
		return;
	effect_run(daemon,
	    &(struct command){ .query = &q_api_key_used,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.lane = DB_LANE_ALONE },
	    NULL, NULL);
}

/* It ended by idle timeout: whoever comes back is told so. */
static void
refuse_idle(struct http_req *req, int64_t minutes)
{
	char why[80];

	(void)snprintf(why, sizeof(why),
	    "You were logged out after %" PRId64 " minutes without activity.", minutes);
	metric_add(&refused_total, 1);
	http_add_header(req, "WWW-Authenticate", "Bearer");
	request_reply_problem(req, 0, "session_idle", why, NULL);
}

static void
on_found(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct http_req *req = ctx;
	struct request *request = http_user(req);
	struct daemon *daemon = http_app(req);

	if (outcome != DB_DONE) {
		request_reply_retry(req, outcome, result);
		return;
	}
	if (result->rows != 1) {
		note_unknown(req, "unknown");
		refuse(req, ERR_UNAUTHENTICATED, "This login has ended");
		return;
	}
	if (!db_is_null(result, 0, db_col(result, "idled_min"))) {
		refuse_idle(req, db_int(result, 0, db_col(result, "idled_min")));
		return;
	}
	read_actor(result, &request->actor);
	note_use(daemon, request, result);
	session_cache_add(&daemon->sessions, request->hash, &request->actor, request->asked_ms);
	admit(req, request);
}

static void
ask(struct http_req *req, struct request *request)
{
	struct daemon *daemon = http_app(req);
	const struct db_param params[] = { P_BYTES(
	    ((struct view){ (const char *)request->hash, sizeof(request->hash) })) };

	request->asked_ms = clock_mono_ms();
	db_submit(daemon->db,
	    &(struct db_call){ .query = &q_session_find_2, .lane = DB_LANE_READ, .params = params },
	    on_found, req);
}

static void
log_in(struct http_req *req, struct request *request)
{
	struct daemon *daemon = http_app(req);
	const struct actor *known;
	const char *app, *missing;
	struct view token;

	missing = find_token(req, &token, &app);
	if (missing != NULL || !token_hash(token, request->hash)) {
		note_unknown(req, "malformed");
		refuse(req, ERR_UNAUTHENTICATED, missing != NULL ? missing : "This is no token");
		return;
	}
	known = session_cache_find(&daemon->sessions, request->hash, clock_mono_ms());
	if (known == NULL) {
		ask(req, request);
		return;
	}
	request->actor = *known;
	admit(req, request);
}

/* An address is refused only where nothing more is known of the client: others behind it have logged in. */
static void
begin(struct http_req *req, struct request *request)
{
	struct daemon *daemon = http_app(req);
	const struct http_route *route = http_route_of(req);
	const struct input_peer input = quarantine_address(daemon, INPUT_ADDRESS, http_peer(req));

	if ((route->role & ROLE_STRANGER) != 0 && quarantine_refuses(req, &input))
		return;
	quarantine_enter(req, &input);
	if (daemon->spec->before != NULL && !daemon->spec->before(req, http_app(req)))
		return;
	if ((route->role & ROLE_STRANGER) != 0 || daemon_health_open(req))
		enter(req, request);
	else
		log_in(req, request);
}

void
daemon_dispatch(struct http_req *req, const struct http_route *route, void *app)
{
	struct request *request = request_new(req);

	(void)route;
	(void)app;
	http_add_header(req, "Cache-Control", "no-store");
	http_add_header(req, "X-Content-Type-Options", "nosniff");
	http_add_header(req, "Cross-Origin-Resource-Policy", "same-origin");
	request->actor.role = ROLE_STRANGER;
	begin(req, request);
	input_leave();
}

int
request_ws_authorize(struct http_req *req, void *app)
{
	daemon_dispatch(req, http_route_of(req), app);
	return -1; /* accepted or answered there, now or later */
}
