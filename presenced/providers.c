/* providers - see providers.h */
#include "presenced/providers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auth/purpose.h"
#include "common/base/clock.h"
#include "common/daemon/box.h"
#include "common/http/address.h"
#include "common/http/url.h"

enum {
	FLIGHTS_MAX = 256,
	FLIGHTS_EACH = 16, /* that wait for one provider: a slow one leaves room for the others */
	FLIGHTS_SOURCE = 4, /* and of them from one address: one client leaves room for others */
	ANSWER_MS = 5000,
	DOCUMENT_MAX = 256 * 1024,
	DOCUMENT_MS = 3600 * 1000, /* how long a document is believed */
	FAILED_MS = 10 * 1000, /* how long an issuer without one is not asked again */
};
enum {
	COLUMN_TENANT,
	COLUMN_ID,
	COLUMN_SLUG,
	COLUMN_ISSUER,
	COLUMN_CLIENT,
	COLUMN_SECRET,
	COLUMN_SCOPES,
	COLUMN_CLAIM,
	COLUMN_DOMAINS
};

struct issuer {
	char *url;
	struct oidc_endpoints endpoints;
	int64_t discovered_ms, keys_ms, failed_ms;
	const char *problem; /* of the last discovery; NULL: none */
	struct jwt_keys *keys; /* NULL: not asked yet */
};

/* A flight that waits for a provider; 0: a free place. */
struct place {
	int64_t provider;
	char source[ADDRESS_SOURCE_SIZE];
};

struct providers {
	struct daemon *daemon;
	struct http_client *client;
	struct issuer issuers[ISSUERS_MAX];
	struct place places[FLIGHTS_MAX];
	int issuer_count, flights;
	bool stopping;
};

static struct providers *
providers_of(struct daemon *daemon)
{
	return daemon_data(daemon, "providers");
}

static bool
allows_private(struct daemon *daemon)
{
	return config_int(daemon_config(daemon), "oidc_allow_private") != 0;
}

static int
check_url(struct daemon *daemon, const char *url, struct err *err)
{
	const struct url_rule rule = { allows_private(daemon), NULL, "/issuer" };

	return url_check(view_of(url), &rule, err);
}

/* ---- what is set up ---- */

void
provider_read(const struct db_result *row, struct provider *out)
{
	*out = (struct provider){
		.tenant = db_int(row, 0, COLUMN_TENANT),
		.id = db_int(row, 0, COLUMN_ID),
		.slug = view_dup(db_text(row, 0, COLUMN_SLUG)),
		.issuer = view_dup(db_text(row, 0, COLUMN_ISSUER)),
		.client_id = view_dup(db_text(row, 0, COLUMN_CLIENT)),
		.scopes = view_dup(db_text(row, 0, COLUMN_SCOPES)),
		.claim = view_dup(db_text(row, 0, COLUMN_CLAIM)),
		.domains = view_dup(db_text(row, 0, COLUMN_DOMAINS)),
	};
	if (!db_is_null(row, 0, COLUMN_SECRET))
		db_bytes(row, 0, COLUMN_SECRET, &out->secret);
}

void
provider_fini(struct provider *provider)
{
	free(provider->slug);
	free(provider->issuer);
	free(provider->client_id);
	free(provider->scopes);
	free(provider->claim);
	free(provider->domains);
	buf_fini(&provider->secret);
}

/* The box is sealed before the row has its id: its place is the slug, which is one in the
 * installation and never changes. common/auth/sealed_columns.def says the same. */
static int64_t
place_of(int64_t tenant, struct view slug)
{
	return key_of("identity_provider", tenant, slug);
}

static const char table[] = PURPOSE_PROVIDER;

int
provider_secret(struct daemon *daemon, const struct provider *provider, struct buf *out)
{
	if (provider->secret.n == 0)
		return -1;
	return box_open(daemon, table, provider->tenant,
	    place_of(provider->tenant, view_of(provider->slug)), buf_view(&provider->secret), out);
}

static void
seal_and_run(struct resource_write *write, struct view slug)
{
	const char *secret = json_string_value(json_object_get(write->item, "client_secret"));
	int64_t tenant = request_actor(write->req)->tenant;
	struct buf box = { 0 }, hex = { 0 };
	struct err err = { 0 };

	if (box_seal(request_daemon(write->req), table, tenant, place_of(tenant, slug),
		view_of(secret), &box, &err) != 0) {
		resource_write_refuse(write, &err);
	} else {
		buf_add_text(&hex, "\\x");
		hex_encode(buf_view(&box), &hex);
		resource_replace(write, "client_secret", "client_secret", buf_view(&hex));
		resource_write_run(write);
	}
	buf_fini(&box);
	buf_fini(&hex);
}

static void
on_slug(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct resource_write *write = ctx;
	struct err err = { 0 };

	if (outcome == DB_DONE && row->rows == 1) {
		seal_and_run(write, db_text(row, 0, COLUMN_SLUG));
		return;
	}
	db_row_err(outcome, row, &err);
	resource_write_refuse(write, &err);
}

void
identity_provider_prepare(struct resource_write *write)
{
	struct daemon *daemon = request_daemon(write->req);
	const char *issuer = json_string_value(json_object_get(write->item, "issuer"));
	const char *slug = json_string_value(json_object_get(write->item, "slug"));
	struct err err = { 0 };

	if (issuer != NULL && check_url(daemon, issuer, &err) != 0) {
		resource_write_refuse(write, &err);
	} else if (!json_is_string(json_object_get(write->item, "client_secret"))) {
		resource_write_run(write);
	} else if (slug != NULL) {
		seal_and_run(write, view_of(slug));
	} else {
		const struct db_param params[] = { P_NULL(),
			P_INT(request_actor(write->req)->tenant), P_INT(write->id) };

		db_submit(daemon_db(daemon),
		    &(struct db_call){
			.query = &q_provider_find, .lane = DB_LANE_READ, .params = params },
		    on_slug, write);
	}
}

void
on_providers_listed(struct http_req *req, void *app)
{
	(void)app;
	read_run(req, &q_providers_listed, NULL);
}

/* ---- what issuers say of themselves ---- */

static struct issuer *
issuer_find(struct daemon *daemon, const char *url)
{
	struct providers *providers = providers_of(daemon);

	for (int i = 0; i < providers->issuer_count; i++)
		if (strcmp(providers->issuers[i].url, url) == 0)
			return &providers->issuers[i];
	return NULL;
}

static void
issuer_fini(struct issuer *issuer)
{
	free(issuer->url);
	jwt_keys_free(issuer->keys);
}

/* The one that was asked longest ago makes room. */
static struct issuer *
issuer_place(struct daemon *daemon, const char *url)
{
	struct providers *providers = providers_of(daemon);
	struct issuer *issuer = issuer_find(daemon, url);

	if (issuer != NULL)
		return issuer;
	issuer = &providers->issuers[0];
	if (providers->issuer_count < ISSUERS_MAX) {
		issuer = &providers->issuers[providers->issuer_count++];
	} else {
		for (int i = 1; i < ISSUERS_MAX; i++)
			if (providers->issuers[i].discovered_ms < issuer->discovered_ms)
				issuer = &providers->issuers[i];
		issuer_fini(issuer);
	}
	*issuer = (struct issuer){ .url = mem_text(url), .discovered_ms = -DOCUMENT_MS };
	return issuer;
}

const struct oidc_endpoints *
issuer_endpoints(struct daemon *daemon, const char *url)
{
	const struct issuer *issuer = issuer_find(daemon, url);

	if (issuer == NULL || clock_mono_ms() - issuer->discovered_ms >= DOCUMENT_MS)
		return NULL;
	return &issuer->endpoints;
}

const struct jwt_keys *
issuer_keys(struct daemon *daemon, const char *url, int64_t *age_ms)
{
	const struct issuer *issuer = issuer_find(daemon, url);

	if (issuer == NULL || issuer->keys == NULL)
		return NULL;
	*age_ms = clock_mono_ms() - issuer->keys_ms;
	return *age_ms < DOCUMENT_MS ? issuer->keys : NULL;
}

/* A document under way. */
struct asking {
	struct daemon *daemon;
	char *issuer;
	issuer_done done;
	void *ctx;
};

static void
asking_end(struct asking *asking, const char *problem)
{
	asking->done(asking->ctx, problem);
	free(asking->issuer);
	free(asking);
}

static const char *
answer_problem(const struct http_answer *answer)
{
	if (answer->reach != HTTP_ANSWERED)
		return answer->barred ? "its address is not public" : "it can't be reached";
	if (answer->status != 200)
		return "it refuses";
	return answer->cut ? "the document is too long" : NULL;
}

/* What a document names is asked or shown to browsers: by the same rule as the issuer itself. */
static const char *
endpoints_check(struct daemon *daemon, const struct oidc_endpoints *endpoints)
{
	struct err err;

	return check_url(daemon, endpoints->authorization, &err) == 0 &&
		check_url(daemon, endpoints->token, &err) == 0 &&
		check_url(daemon, endpoints->keys, &err) == 0
	    ? NULL
	    : "an endpoint's URL is not allowed";
}

static void
on_discovered(void *ctx, const struct http_answer *answer)
{
	struct asking *asking = ctx;
	struct oidc_endpoints endpoints;
	const char *problem = answer_problem(answer);
	struct issuer *issuer;

	if (problem == NULL)
		problem = oidc_endpoints_read(answer->body, asking->issuer, &endpoints);
	if (problem == NULL)
		problem = endpoints_check(asking->daemon, &endpoints);
	issuer = issuer_place(asking->daemon, asking->issuer);
	issuer->problem = problem;
	if (problem == NULL) {
		issuer->endpoints = endpoints;
		issuer->discovered_ms = clock_mono_ms();
	} else {
		issuer->failed_ms = clock_mono_ms();
	}
	asking_end(asking, problem);
}

static void
on_keys(void *ctx, const struct http_answer *answer)
{
	struct asking *asking = ctx;
	const char *problem = answer_problem(answer);
	struct jwt_keys *keys = problem == NULL ? jwt_keys_read(answer->body) : NULL;
	struct issuer *issuer;

	if (keys != NULL) {
		issuer = issuer_place(asking->daemon, asking->issuer);
		jwt_keys_free(issuer->keys);
		issuer->keys = keys;
		issuer->keys_ms = clock_mono_ms();
	} else if (problem == NULL) {
		problem = "its keys can't be read";
	}
	asking_end(asking, problem);
}

static void
ask(struct daemon *daemon, const char *issuer, const char *url, issuer_done done, void *ctx,
    void (*answered)(void *ctx, const struct http_answer *answer))
{
	static const char *const headers[] = { "Accept: application/json", NULL };
	struct asking *asking = mem_zero(1, sizeof(*asking));

	*asking = (struct asking){
		.daemon = daemon, .issuer = mem_text(issuer), .done = done, .ctx = ctx
	};
	http_client_send(providers_of(daemon)->client,
	    &(struct http_request){
		.method = "GET",
		.url = url,
		.headers = headers,
		.timeout_ms = ANSWER_MS,
		.max_answer = DOCUMENT_MAX,
		.may_connect = allows_private(daemon) ? NULL : address_is_public,
	    },
	    answered, asking);
}

void
issuer_discover(struct daemon *daemon, const char *issuer, issuer_done done, void *ctx)
{
	const struct issuer *known = issuer_find(daemon, issuer);
	size_t n = strlen(issuer);
	struct buf url = { 0 };
	struct err err = { 0 };

	if (known != NULL && known->problem != NULL &&
	    clock_mono_ms() - known->failed_ms < FAILED_MS) {
		done(ctx, known->problem);
		return;
	}
	if (check_url(daemon, issuer, &err) !=
	    0) { /* an imported one was not judged when it was stored */
		done(ctx, "its URL is not allowed");
		return;
	}
	/* Discovery 1.0, 4: a slash at the end is not doubled. */
	buf_add(&url, issuer, n > 0 && issuer[n - 1] == '/' ? n - 1 : n);
	buf_add_text(&url, "/.well-known/openid-configuration");
	ask(daemon, issuer, url.p, done, ctx, on_discovered);
	buf_fini(&url);
}

void
issuer_ask_keys(
    struct daemon *daemon, const char *issuer, const char *url, issuer_done done, void *ctx)
{
	ask(daemon, issuer, url, done, ctx, on_keys);
}

void
provider_post(struct daemon *daemon, const char *url, const char *basic_auth, struct view form,
    void (*done)(void *ctx, const struct http_answer *answer), void *ctx)
{
	static const char *const headers[] = { "Accept: application/json",
		"Content-Type: application/x-www-form-urlencoded", NULL };

	http_client_send(providers_of(daemon)->client,
	    &(struct http_request){
		.method = "POST",
		.url = url,
		.headers = headers,
		.basic_auth = basic_auth,
		.body = form,
		.timeout_ms = ANSWER_MS,
		.may_connect = allows_private(daemon) ? NULL : address_is_public,
	    },
	    done, ctx);
}

/* ---- start and stop ---- */

int
providers_start(struct daemon *daemon, struct err *err)
{
	struct providers *providers = mem_zero(1, sizeof(*providers));

	providers->daemon = daemon;
	daemon_set_data(daemon, "providers", providers);
	return http_client_new(daemon_loop(daemon), FLIGHTS_MAX, &providers->client, err);
}

static void
on_closed(void *ctx)
{
	struct providers *providers = ctx;
	struct daemon *daemon = providers->daemon;

	for (int i = 0; i < providers->issuer_count; i++)
		issuer_fini(&providers->issuers[i]);
	daemon_set_data(daemon, "providers", NULL);
	free(providers);
	daemon_part_stopped(daemon);
}

static void
stop_when_quiet(struct providers *providers)
{
	if (providers->stopping && providers->flights == 0)
		http_client_close(providers->client, on_closed, providers);
}

void
providers_stop(struct daemon *daemon)
{
	providers_of(daemon)->stopping = true;
	stop_when_quiet(providers_of(daemon));
}

bool
provider_flight_begin(struct daemon *daemon)
{
	struct providers *providers = providers_of(daemon);

	if (providers->stopping || providers->flights >= FLIGHTS_MAX)
		return false;
	providers->flights++;
	return true;
}

int
provider_flight_at(struct daemon *daemon, int64_t provider, const char *source)
{
	struct providers *providers = providers_of(daemon);
	int waiting = 0, from_there = 0, at = 0;

	for (int i = 0; i < FLIGHTS_MAX; i++) {
		const struct place *place = &providers->places[i];

		if (place->provider == 0)
			at = i; /* this flight has none yet: a place is free */
		if (place->provider != provider)
			continue;
		waiting++;
		from_there += strcmp(place->source, source) == 0;
	}
	if (waiting >= FLIGHTS_EACH || from_there >= FLIGHTS_SOURCE)
		return 0;
	providers->places[at].provider = provider;
	(void)view_copy(view_of(source), providers->places[at].source, ADDRESS_SOURCE_SIZE);
	return at + 1;
}

void
provider_flight_end(struct daemon *daemon, int place)
{
	struct providers *providers = providers_of(daemon);

	if (place != 0)
		providers->places[place - 1].provider = 0;
	providers->flights--;
	stop_when_quiet(providers);
}
