/*
 * health - /healthz, /readyz, /metrics of every daemon.
 *
 * Owns: what "ready" means: parts started, not draining, the database read within 20 s, all needs met.
 * Must not know: what the daemon does.
 *
 * From a loopback address they are open; from elsewhere they need an operator's login.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/daemon/skeleton.h"
#include "common/metrics/metrics.h"

void
daemon_missing(struct daemon *daemon, char out[DAEMON_MISSING_SIZE])
{
	const struct daemon_need *need = daemon->spec->needs;
	size_t n = 0;

	out[0] = '\0';
	if (need == NULL || daemon->stage != STAGE_RUNNING ||
	    daemon->parts_started < daemon->spec->part_count) /* the first beat is before them */
		return;
	for (int i = 0; need[i].word != NULL; i++) {
		assert(i < DAEMON_NEEDS_MAX &&
		    strlen(need[i].word) <= DAEMON_NEED_MAX); /* met or not */
		if (!need[i].met(daemon))
			n += (size_t)snprintf(out + n, DAEMON_MISSING_SIZE - n, "%s%s",
			    n > 0 ? " " : "", need[i].word);
	}
}

static json_t *
words_json(const char *words)
{
	struct view rest = view_of(words);
	json_t *all = json_array();

	while (rest.n > 0) {
		struct view word = view_cut(&rest, ' ');

		(void)json_array_append_new(all, json_stringn(word.p, word.n));
	}
	return all;
}

static void
on_healthz(struct http_req *req, void *app)
{
	const struct daemon *daemon = app;

	http_reply_json(req, 200,
	    json_pack("{s:s, s:s, s:s, s:b}", "daemon", daemon->spec->name, "name",
		daemon->options.name, "release", TRUNKLINE_VERSION, "draining",
		daemon_draining(app)));
}

static void
on_readyz(struct http_req *req, void *app)
{
	struct daemon *daemon = app;
	int64_t now_ms = clock_mono_ms(), read_ms = db_last_read_ms(daemon->db);
	bool database = read_ms > 0 && now_ms - read_ms <= DAEMON_READ_MAX_MS, ready;
	char missing[DAEMON_MISSING_SIZE];

	daemon_missing(daemon, missing);
	ready = daemon->stage == STAGE_RUNNING && database && missing[0] == '\0';
	if (!ready)
		http_add_header(req, "Retry-After", "1");
	http_reply_json(req, ready ? 200 : 503,
	    json_pack("{s:b, s:b, s:b, s:b, s:b, s:o}", "ready", ready, "database", database,
		"connected", db_up(daemon->db), "live", follow_live(&daemon->follow, now_ms),
		"draining", daemon_draining(app), "missing", words_json(missing)));
}

static void
on_metrics(struct http_req *req, void *app)
{
	struct buf text = { .p = NULL };

	metrics_text(&text);
	daemon_stats_text(app, &text);
	http_reply(req, 200, "text/plain; version=0.0.4; charset=utf-8", buf_view(&text));
	buf_fini(&text);
}

enum { HEALTH_ROLES = ROLE_ADMINISTRATOR | ROLE_OPERATOR };

const struct http_route daemon_health_routes[] = {
	ROUTE_KEY(GET, "/healthz", HEALTH_ROLES, "metrics", body_none, on_healthz,
	    "Whether the process lives"),
	ROUTE_KEY(
	    GET, "/readyz", HEALTH_ROLES, "metrics", body_none, on_readyz, "Whether it can serve"),
	ROUTE_KEY(GET, "/metrics", HEALTH_ROLES, "metrics", body_none, on_metrics,
	    "Figures for Prometheus"),
	ROUTES_END,
};

/* A request that a proxy on this machine forwards is not local, even if the proxy is not trusted. */
static bool
is_local(const struct http_req *req)
{
	struct view peer = http_peer(req), forwarded;

	return view_is(peer, "127.0.0.1") && !http_header(req, "x-forwarded-for", &forwarded);
}

bool
daemon_health_open(const struct http_req *req)
{
	const struct http_route *route = http_route_of(req);

	for (const struct http_route *at = daemon_health_routes; at->pattern != NULL; at++)
		if (at == route)
			return is_local(req);
	return false;
}
