/*
 * trunklinectl_edge - writes the edge's nginx configuration: one origin before all daemons.
 *
 * Owns: the map from path to daemon, made from the daemons' own route tables (routes.json,
 *       one document a daemon, as its --routes prints), the upstreams, the headers of the pages,
 *       the problem documents of what nginx refuses itself.
 *
 * A path belongs to one daemon. Segments ":name" become "[^/]+".
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/http/http.h"
#include "ctl/ctl.h"

enum { PATHS_MAX = 512, UPSTREAMS_MAX = 64 };

/* More than almost any route takes (design/http.md, 16): a route's own limit is told by its daemon. What takes more
 * has a limit of its own here, somewhat higher than the daemon's. */
#define BODY_BYTES "1048576"
enum { BODY_MAX = 1048576, BODY_MORE = 65536 };

struct edge {
	const struct ctl_args *args;
	const char *seen[PATHS_MAX];
	int seen_count;
	json_t *daemons[UPSTREAMS_MAX];
	int daemon_count;
};

/* What nginx refuses itself, in the daemons' words. `error` is nginx's own number of it. */
static const struct {
	int error;
	enum err_kind kind;
	const char *detail, *more;
} problems[] = {
	{ 400, ERR_BAD_REQUEST, "The request is not valid HTTP.", "" },
	{ 403, ERR_FORBIDDEN, "This may not be done.", "" },
	{ 404, ERR_NOT_FOUND, "There is no such thing.", "" },
	{ 405, ERR_METHOD_NOT_ALLOWED, "This method is not offered here.", "" },
	{ 411, ERR_LENGTH_REQUIRED, "The body has no length.", "" },
	{ 413, ERR_TOO_LARGE, "The body is too large: at most " BODY_BYTES " bytes are taken here.",
	    ",\"max_bytes\":" BODY_BYTES },
	{ 414, ERR_URI_TOO_LONG, "The request line is too long.", "" },
	{ 494, ERR_HEADER_TOO_LARGE, "The header fields are too large or too many.", "" },
	{ 500, ERR_INTERNAL, "Something is wrong on our side.", "" },
	{ 501, ERR_NOT_IMPLEMENTED, "This encoding is not understood.", "" },
	{ 503, ERR_UNAVAILABLE, "Try again.", "" },
	{ 505, ERR_VERSION_NOT_SUPPORTED, "Only versions 1.0 and 1.1 of HTTP are spoken here.",
	    "" },
};

enum { PROBLEM_COUNT = sizeof(problems) / sizeof(problems[0]) };

/* The members that a kind of problem always has, as nginx writes them between apostrophes. */
static void
write_kind(enum err_kind kind)
{
	(void)printf("\"type\":\"%s\",\"help\":\"%s%s\",\"title\":\"", err_type(kind), PROBLEM_HELP,
	    err_type(kind));
	for (const char *at = err_title(kind); *at != '\0'; at++)
		(void)printf(*at == '\'' ? "\\%c" : "%c", *at);
	(void)printf("\"");
}

static void
write_problem_words(void)
{
	(void)printf("  map $status $problem {\n    default '");
	write_kind(ERR_REFUSED);
	(void)printf("';\n");
	for (int i = 0; i < PROBLEM_COUNT; i++) {
		(void)printf("    %d '", err_status(problems[i].kind));
		write_kind(problems[i].kind);
		(void)printf(",\"detail\":\"%s\"%s';\n", problems[i].detail, problems[i].more);
	}
	(void)printf("  }\n");
}

/* A path and no named location: a request whose line can't be read has no path to begin from.
 * Answers of the daemons pass as they are: proxy_intercept_errors is off. */
static void
write_problems(void)
{
	for (int i = 0; i < PROBLEM_COUNT; i++)
		(void)printf("    error_page %d =%d /.problem;\n", problems[i].error,
		    err_status(problems[i].kind));
	(void)printf("    location = /.problem {\n"
		     "      internal;\n"
		     "      default_type application/problem+json;\n"
		     "      add_header Cache-Control no-store always;\n"
		     "      add_header X-Content-Type-Options nosniff always;\n"
		     "      return 200 '{$problem,\"status\":$status,"
		     "\"request_id\":\"$request_id\"}';\n"
		     "    }\n");
}

static void
write_head(const char *dir)
{
	(void)printf("worker_processes 1;\n"
		     "pid %s/nginx.pid;\n"
		     "worker_rlimit_nofile 65536;\n"
		     "events { worker_connections 16384; }\n"
		     "http {\n"
		     "  access_log off;\n"
		     "  server_tokens off;\n"
		     "  client_max_body_size " BODY_BYTES ";\n"
		     "  client_body_temp_path %s/body;\n"
		     "  proxy_temp_path %s/proxy;\n"
		     "  fastcgi_temp_path %s/fastcgi;\n"
		     "  uwsgi_temp_path %s/uwsgi;\n"
		     "  scgi_temp_path %s/scgi;\n"
		     "  types {\n"
		     "    text/html html; text/css css; text/javascript js; image/svg+xml svg;\n"
		     "    application/json json; image/png png; audio/wav wav;\n"
		     "  }\n"
		     "  gzip_vary on;\n"
		     "  gzip_proxied any;\n"
		     "  gzip_http_version 1.0;\n"
		     "  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }\n",
	    dir, dir, dir, dir, dir, dir);
}

/* Of these one instance serves, the first: what it carries nobody else knows. Others come behind it, while it is away (docs/decisions/0081). */
static const char *const alone[] = { "voiced", NULL };

static bool
serves_alone(const char *spec, size_t n)
{
	for (const char *const *at = alone; *at != NULL; at++)
		if (strlen(*at) == n && strncmp(*at, spec, n) == 0)
			return true;
	return false;
}

/* How many instances of the daemon that `spec` ("voiced=HOST:PORT") names. */
static int
write_servers(const struct ctl_args *args, const char *spec)
{
	size_t n = strcspn(spec, "=");
	const char *at;
	int count = 0;

	for (int i = 0; (at = ctl_option_nth(args, "--upstream", i)) != NULL; i++)
		if (strncmp(spec, at, n + 1) == 0)
			(void)printf("    server %s max_fails=0%s;\n", at + n + 1,
			    count++ > 0 && serves_alone(spec, n) ? " backup" : "");
	return count;
}

/* A daemon with several instances is one upstream; a request that could not be handed
 * over goes to the next instance, one that was sent does not. No instance is ever taken for
 * dead (max_fails=0): when two restart one soon after the other, none would be left. */
static void
write_upstreams(const struct ctl_args *args)
{
	const char *done[UPSTREAMS_MAX];
	const char *spec;
	int count = 0;

	for (int i = 0; (spec = ctl_option_nth(args, "--upstream", i)) != NULL && i < UPSTREAMS_MAX;
	     i++) {
		size_t n = strcspn(spec, "=");
		bool seen = false;

		for (int j = 0; j < count; j++)
			seen = seen || strncmp(done[j], spec, n + 1) == 0;
		if (seen)
			continue;
		done[count++] = spec;
		(void)printf("  upstream %.*s {\n", (int)n, spec);
		if (write_servers(args, spec) > 1 && serves_alone(spec, n))
			(void)ctl_fail(
			    "edge: of more than one %.*s the first serves, the others while "
			    "it is away (docs/operating.md)",
			    (int)n, spec);
		(void)printf(
		    "    keepalive 64;\n    keepalive_timeout %dms;\n  }\n", HTTP_PROXY_IDLE_MS);
	}
}

static void
write_pattern(const char *path)
{
	if (strchr(path, ':') == NULL) {
		(void)printf("    location = %s", path);
		return;
	}
	(void)printf("    location ~ \"^");
	while (*path != '\0') {
		if (*path == ':') {
			(void)printf("[^/]+");
			path += strcspn(path, "/");
		} else {
			(void)putchar(*path++);
		}
	}
	(void)printf("$\"");
}

static bool
has_upstream(const struct ctl_args *args, const char *daemon)
{
	size_t n = strlen(daemon);
	const char *spec;

	for (int i = 0; (spec = ctl_option_nth(args, "--upstream", i)) != NULL; i++)
		if (strncmp(spec, daemon, n) == 0 && spec[n] == '=')
			return true;
	return false;
}

/* A daemon that was told no upstream is away: nginx would not start with a name it can't find. */
static void
write_location(const struct ctl_args *args, const char *path, const char *daemon, bool stream,
    json_int_t max_body)
{
	write_pattern(path);
	if (!has_upstream(args, daemon)) {
		(void)printf(" { return 502; }\n");
		return;
	}
	(void)printf(" {\n      proxy_pass http://%s;\n", daemon);
	/* The daemon tells of the limit in its own words. */
	if (max_body > BODY_MAX)
		(void)printf("      client_max_body_size %lld;\n", (long long)max_body + BODY_MORE);
	/* A webhook may be handed to two instances: the carrier's id of the message makes it one. */
	if (strncmp(path, "/hooks/", 7) == 0)
		(void)printf("      proxy_next_upstream error timeout http_503 non_idempotent;\n");
	/* An instance that stops takes no more streams. */
	if (stream)
		(void)printf("      proxy_next_upstream error timeout http_503;\n"
			     "      proxy_set_header Upgrade $http_upgrade;\n"
			     "      proxy_set_header Connection $connection_upgrade;\n"
			     "      proxy_set_header Host $http_host;\n"
			     "      proxy_set_header X-Forwarded-For $remote_addr;\n"
			     "      proxy_buffering off;\n"
			     "      proxy_read_timeout 75s;\n");
	(void)printf("    }\n");
}

static bool
is_new(struct edge *edge, const char *path)
{
	for (int i = 0; i < edge->seen_count; i++)
		if (strcmp(edge->seen[i], path) == 0)
			return false;
	if (edge->seen_count < PATHS_MAX)
		edge->seen[edge->seen_count++] = path;
	return true;
}

/* The largest body that a path takes, whatever the method. */
static json_int_t
most_of(const json_t *document, const char *path)
{
	const json_t *route;
	json_int_t most = 0;
	size_t i;

	json_array_foreach (json_object_get(document, "routes"), i, route) {
		json_int_t bytes = json_integer_value(json_object_get(route, "max_body"));

		if (strcmp(json_string_value(json_object_get(route, "path")), path) == 0 &&
		    bytes > most)
			most = bytes;
	}
	return most;
}

/* Only the API, the webhooks and the widget are public: health and metrics stay on the daemons' own ports. */
static void
write_routes_of(struct edge *edge, const json_t *document)
{
	const char *daemon = json_string_value(json_object_get(document, "daemon"));
	const json_t *route;
	size_t i;

	json_array_foreach (json_object_get(document, "routes"), i, route) {
		const char *path = json_string_value(json_object_get(route, "path"));

		if (daemon == NULL || path == NULL ||
		    (strncmp(path, "/api/", 5) != 0 && strncmp(path, "/hooks/", 7) != 0 &&
			strncmp(path, "/widget/", 8) != 0))
			continue;
		if (is_new(edge, path))
			write_location(edge->args, path, daemon,
			    json_is_true(json_object_get(route, "websocket")),
			    most_of(document, path));
	}
}

static void
write_routes(struct edge *edge)
{
	for (int i = 0; i < edge->daemon_count; i++)
		write_routes_of(edge, edge->daemons[i]);
}

/* Only files are sent compressed, in the form that the build left beside them (web/pack.mjs), also to a proxy before the edge. The daemons'
 * answers are not: a stranger's text and a secret in one compressed answer let its length tell the secret (BREACH). */
#define COMPRESSED "      gzip_static on;\n"

/* Of all that is served from files: the pages, the API document and its pages. */
#define PAGE_FILES \
	COMPRESSED \
	"      add_header Content-Security-Policy \"default-src 'self'; connect-src 'self'; " \
	"img-src 'self' data: blob:; style-src 'self'; script-src 'self'; object-src 'none'; " \
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " \
	"require-trusted-types-for 'script'\" always;\n" \
	"      add_header X-Content-Type-Options nosniff always;\n" \
	"      add_header Referrer-Policy no-referrer always;\n" \
	"      add_header Cross-Origin-Opener-Policy same-origin always;\n" \
	"      add_header Cross-Origin-Resource-Policy same-origin always;\n" \
	"      add_header Permissions-Policy \"microphone=(self), camera=(), display-capture=(), " \
	"geolocation=(), midi=(), payment=(), usb=(), serial=(), hid=(), bluetooth=()\" always;\n" \
	"      add_header Cache-Control \"no-cache\" always;\n"

/* Each is a file of its own beside the workspace's, at a path without its suffix. */
static const char *const pages[] = { "admin", "board", "supervise", "work", NULL };

static void
write_server(struct edge *edge)
{
	(void)printf("  server {\n"
		     "    listen %s backlog=4096;\n"
		     "    root %s;\n"
		     "    proxy_http_version 1.1;\n"
		     "    proxy_set_header Connection \"\";\n"
		     "    proxy_set_header Host $http_host;\n"
		     "    proxy_set_header X-Forwarded-For $remote_addr;\n"
		     "    proxy_set_header X-Forwarded-Proto $scheme;\n"
		     "    proxy_next_upstream error timeout;\n"
		     "    proxy_next_upstream_tries 3;\n"
		     "    proxy_connect_timeout 2s;\n"
		     "    error_page 502 504 = @away;\n"
		     "    location @away {\n"
		     "      default_type application/problem+json;\n"
		     "      add_header Retry-After 1 always;\n"
		     "      return 503 '{",
	    ctl_option(edge->args, "--listen", "127.0.0.1:8480"),
	    ctl_option(edge->args, "--web", "/usr/local/share/trunkline/web"));
	write_kind(ERR_UNAVAILABLE);
	(void)printf(",\"detail\":\"This part of the service is away, try again.\",\"status\":503,"
		     "\"request_id\":\"$request_id\"}';\n"
		     "    }\n");
	write_problems();
	write_routes(edge);
	/* A list of its own ends the one above: people get a plain page and no document. */
	for (const char *const *page = pages; *page != NULL; page++)
		(void)printf("    location = /%s {\n" PAGE_FILES
			     "      try_files /%s.html =404;\n    }\n",
		    *page, *page);
	(void)printf(
	    "    location /api/ { return 404; }\n"
	    "    location /hooks/ { return 404; }\n"
	    "    location = /api/v1/openapi.json {\n" PAGE_FILES "    }\n"
	    "    location = /api/docs {\n" PAGE_FILES "      try_files /api/docs/index.html =404;\n"
	    "    }\n"
	    "    location /api/docs/ {\n" PAGE_FILES "      index index.html;\n    }\n"
	    "    location /widget/ { return 404; }\n"
	    /* Any page may load it: what it may then ask is the widget's own matter. */
	    "    location = /widget/v1/widget.js {\n" COMPRESSED
	    "      add_header Access-Control-Allow-Origin * always;\n"
	    "      add_header Cross-Origin-Resource-Policy cross-origin always;\n"
	    "      add_header X-Content-Type-Options nosniff always;\n"
	    "      add_header Cache-Control \"public, max-age=300\" always;\n"
	    "    }\n"
	    "    location ~ ^/widget/v1/demo\\.(html|js|css)$ {\n" PAGE_FILES "    }\n"
	    "    location / {\n" PAGE_FILES "      index index.html;\n"
	    "      error_page 404 /404.html;\n"
	    "      try_files $uri $uri/ =404;\n"
	    "    }\n"
	    "  }\n"
	    "}\n");
}

static int
read_routes(struct edge *edge, const char *path)
{
	FILE *in = fopen(path, "r");
	json_error_t error;
	json_t *document;

	if (in == NULL)
		return ctl_fail("edge: %s can't be read", path);
	while (edge->daemon_count < UPSTREAMS_MAX &&
	    (document = json_loadf(in, JSON_DISABLE_EOF_CHECK, &error)) != NULL)
		edge->daemons[edge->daemon_count++] = document;
	(void)fclose(in);
	return edge->daemon_count > 0 ? 0 : ctl_fail("edge: %s holds no route", path);
}

int
ctl_edge(const struct ctl_args *args)
{
	static const char *const known[] = { "--routes", "--web", "--listen", "--dir", "--upstream",
		NULL };
	struct edge edge = { .args = args };
	const char *routes = ctl_option(args, "--routes", NULL);
	const char *dir = ctl_option(args, "--dir", "/run/trunkline-edge");

	if (!ctl_known(args, known))
		return 2;
	if (routes == NULL)
		return ctl_fail("edge: say --routes FILE");
	if (read_routes(&edge, routes) != 0)
		return 1;
	(void)printf("# made by: trunklinectl edge\n");
	write_head(dir);
	write_problem_words();
	write_upstreams(args);
	write_server(&edge);
	for (int i = 0; i < edge.daemon_count; i++)
		json_decref(edge.daemons[i]);
	return fflush(stdout) == 0 ? 0 : 1;
}
