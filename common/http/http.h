/*
 * http - HTTP/1.1 and WebSocket on the loop: routes, parked requests, sessions with
 * bounded queues.
 *
 * Owns: connections, parsing (guard + llhttp), pipelining, limits, timers, replies,
 *       WebSocket framing (wslay).
 * Must not know: who may do what (the dispatch hook decides), what a body means.
 *
 * Facts, limits and pitfalls: design/http.md, which each test of hostile input names.
 */
#ifndef COMMON_HTTP_HTTP_H
#define COMMON_HTTP_HTTP_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "common/base/err.h"
#include "common/base/input_mark.h"
#include "common/base/str.h"
#include "common/http/body.h"

struct http_server;
struct http_req;
struct ws_session;
struct ws_frame; /* refcounted encoded frame, for fan-out */

enum http_method { HTTP_GET_, HTTP_POST_, HTTP_PUT_, HTTP_PATCH_, HTTP_DEL_ };

typedef void (*http_handler)(struct http_req *req, void *app);

/* Whether the user must have logged in or re-authenticated (POST /api/v1/me/proof) within the last five minutes. */
enum http_proof {
	PROOF_NONE, /* only if a field is given that says BODY_PROOF */
	PROOF_CODE, /* those who have a second factor, by it: of others the password stands in the body */
	PROOF_FRESH
};

/* Bytes of a body for a row of POST, PUT or PATCH that names no other limit. The longest field,
 * 4,000 characters, takes 48,000 when each is escaped as two \uXXXX. */
enum { ROUTE_BODY_MAX = 64 * 1024 };

struct audit_act;

/* One row of a daemon's routes.c. Patterns: exact segments, ":name" captures. */
struct http_route {
	enum http_method method;
	const char *pattern;
	unsigned role; /* bits of auth.h; the server does not read them */
	const struct body *body; /* what is decoded; &body_none for none */
	http_handler handler;
	const char *summary;
	/* Not NULL: this GET is a WebSocket upgrade. With a handler, that judges it when the login is good, and calls ws_accept
	 * or replies, now or later. */
	const struct ws_config *ws;
	const char
	    *scope; /* what an API key needs; NULL: no key may. The server does not read it */
	/* What a user needs besides their role (directory.permissions); NULL: nothing. The server does not read it. */
	const char *permission;
	/* A browser opens it by itself, as a page: it can't send X-Trunkline-App, so that `app` may stand in the query. For
	 * answers that change nothing and that no script may read. The server does not read it. */
	bool opens;
	enum http_proof proof; /* the server does not read it */
	/* What the audit log notes of each use that was answered (common/daemon/audit_notes.h); the server does not read it. */
	const struct audit_act *audited;
	/* Bytes. A body that says it is longer, or becomes longer, is 413; nothing beyond is kept. */
	size_t max_body;
	const void
	    *subject; /* what a handler that serves several routes serves here; may be NULL */
	/* For the API document (README.md, "How a route is described"); the server reads neither. */
	const char *answer; /* status and shape of what is answered: "200 page<Offer>" */
	const char *errors; /* problem types besides those that follow from the row; may be NULL */
	const char *takes; /* BODY_RAW: media types of the body; NULL: a form */
};

/* What an answer holds, by name, for the API document. */
struct shape {
	const char *name, *text;
};

/* clang-format off */
/* Every row of a daemon ends with its description, ANSWERS(…): without one it does not pass `make`. */
#define ROUTE(verb, path, roles, fields, function, words, ...) \
	{ .method = HTTP_##verb##_, .pattern = path, .role = roles, .body = &(fields), .handler = function, .summary = words, \
	  .max_body = ROUTE_BODY_##verb, __VA_ARGS__ }
/* The same with a limit of its own for the body. */
#define ROUTE_MAX(verb, path, roles, bytes, fields, function, words, ...) \
	{ .method = HTTP_##verb##_, .pattern = path, .role = roles, .body = &(fields), .handler = function, .summary = words, \
	  .max_body = bytes, __VA_ARGS__ }
/* ROUTE, open to an API key too that has this scope. */
#define ROUTE_KEY(verb, path, roles, needed, fields, function, words, ...) \
	{ .method = HTTP_##verb##_, .pattern = path, .role = roles, .body = &(fields), .handler = function, .summary = words, \
	  .scope = needed, .max_body = ROUTE_BODY_##verb, __VA_ARGS__ }
/* ROUTE for what a browser opens by itself. */
#define ROUTE_OPENS(path, roles, fields, function, words, ...) \
	{ .method = HTTP_GET_, .pattern = path, .role = roles, .body = &(fields), .handler = function, .summary = words, .opens = true, \
	  .max_body = ROUTE_BODY_GET, __VA_ARGS__ }
#define ROUTE_WS(path, roles, config, words) \
	{ .method = HTTP_GET_, .pattern = path, .role = roles, .body = &body_none, .summary = words, .ws = &(config), .answer = "101" }
#define ANSWERS(what, problems) .answer = what, .errors = problems
#define ROUTES_END { .pattern = NULL }
#define ROUTE_BODY_GET 0
#define ROUTE_BODY_POST ROUTE_BODY_MAX
#define ROUTE_BODY_PUT ROUTE_BODY_MAX
#define ROUTE_BODY_PATCH ROUTE_BODY_MAX
#define ROUTE_BODY_DEL 0
/* clang-format on */

/* A proxy that sends a request on a kept connection in the moment in which the server closes it can't know whether it
 * may send it again. So it is the proxy who closes idle connections: after HTTP_PROXY_IDLE_MS, which `trunklinectl
 * edge` writes into its configuration. A server that stops keeps them for HTTP_STOP_IDLE_MS and ends each that is used
 * with its answer; the rest is time for a proxy on a busy machine. */
enum { HTTP_PROXY_IDLE_MS = 250, HTTP_STOP_IDLE_MS = 4 * HTTP_PROXY_IDLE_MS };

enum { HTTP_SOCKET_PATH_MAX = 107 }; /* the kernel's limit */

struct http_config {
	const char *bind; /* an IP address; NULL: 127.0.0.1, "": no TCP */
	int port; /* 0: any free port, see http_server_port */
	/* Path of a Unix socket, at most HTTP_SOCKET_PATH_MAX bytes; NULL: none. X-Forwarded-For of its clients always counts: its folder must let in
	 * nobody but the edge. The socket of a process that was killed is taken over. */
	const char *socket;
	bool socket_group; /* everybody whom the folder lets in may connect, not this user alone */
	/* Addresses of the TCP clients and proxies before them whose X-Forwarded-For counts; ends with NULL. */
	const char *const *trusted_proxies;
	/* 0: 16 KiB, 1 MiB */
	size_t max_header, max_out;
	/* Memory of all bodies together that have begun to come and are not answered yet; 0: 32 MiB.
	 * Beyond it 503. A request of 2 KiB in all needs none of it and always finds room. */
	size_t max_bodies;
	/* 0: 64; 20000, or a third of the process's descriptors if that is less. With a Unix socket, a quarter is for that alone. */
	int max_pipeline, max_conns;
	/* From one address (an IPv6 network of 64 bits is one) that is no trusted proxy; 0: a quarter of max_conns. */
	int max_conns_of_source;
	/* 0: 10 s (also from the beginning of a connection to its first request), 30 s, 60 s, 30 s */
	uint32_t header_ms, body_ms, idle_ms, reply_ms;
	/* Called once per matched request with its whole body read; decides whether and when
	 * route->handler runs. NULL: the handler is called at once. Not called for WebSocket
	 * routes: their ws_config.authorize stands in its place. */
	void (*dispatch)(struct http_req *req, const struct http_route *route, void *app);
	/* Answers OPTIONS of a path that other methods have (a browser's question before a request from another
	 * origin). NULL: 405, as of any method that a path does not have. */
	void (*options)(struct http_req *req, void *app);
	void *app;
};

int http_server_new(
    uv_loop_t *loop, const struct http_config *config, struct http_server **out, struct err *err);
/* Before listen; may be called more than once. */
void http_server_routes(struct http_server *server, const struct http_route *routes);
int http_server_listen(struct http_server *server, struct err *err);
int http_server_port(const struct http_server *server); /* 0: no TCP */
/* Stops listening, answers what is parked (at most grace_ms), closes WebSockets with 1001,
 * then frees. A request that is still parked then gets 503; its handle stays good. */
void http_server_stop(
    struct http_server *server, uint32_t grace_ms, void (*done)(void *ctx), void *ctx);

struct http_stats {
	int64_t requests, by_class[6], parked, gone_while_parked, rejected, conns, ws_open,
	    ws_dropped, bytes_in, bytes_out, body_bytes;
};
void http_server_stats(const struct http_server *server, struct http_stats *out);

/* ---- the request: views stay valid until the reply ---- */
const struct http_route *http_route_of(const struct http_req *req);
struct view http_path(const struct http_req *req);
struct view http_target(const struct http_req *req); /* path and query as they came */
struct view http_query_raw(const struct http_req *req);
struct view http_body(const struct http_req *req);
size_t http_body_held(const struct http_req *req); /* bytes allocated, as counted in max_bodies */
bool http_header(const struct http_req *req, const char *lower_name, struct view *out);
/* A capture of the path, percent-decoded, UTF-8. */
bool http_param(const struct http_req *req, const char *name, struct view *out);
bool http_cookie(const struct http_req *req, const char *name, struct view *out);
/* The address of the client as text, after the proxy rule; "127.0.0.1" of each process of this machine that uses a loopback address. */
struct view http_peer(const struct http_req *req);
/* 16 hexadecimal digits; also the answer's X-Request-Id. */
const char *http_request_id(const struct http_req *req);
void *http_app(const struct http_req *req); /* config.app */
/* Freed with the request; a former user is freed now, unless it is the same. */
void http_set_user(struct http_req *req, void *user, void (*free_user)(void *user));
void *http_user(const struct http_req *req);
/* The peer that the request is input of. Frames of a WebSocket that it opens are taken under this mark. */
void http_set_input(struct http_req *req, const struct input_peer *peer);
/* Returns true if the client has gone or the server has answered 503 after its deadline. The handler must reply nevertheless. */
bool http_gone(const struct http_req *req);

/* ---- the reply: exactly once, from the handler or any time later on the loop. The handle is
 * valid until then even when the client has gone (the late reply is counted and dropped). ---- */
/* CR and LF in either are a bug. */
void http_add_header(struct http_req *req, const char *name, const char *value);
/* In the place of one that was added with the same name. */
void http_set_header(struct http_req *req, const char *name, const char *value);
/* Copies the body. */
void http_reply(struct http_req *req, int status, const char *content_type, struct view body);
void http_reply_json(struct http_req *req, int status, json_t *take);
/* The section of the API's page about a type of problem, before the type: each problem document's `help` (web/openapi/page.mjs). */
#define PROBLEM_HELP "/api/docs#problem-"
/* RFC 9457 problem document from the error table; fields "errors":[{"pointer":"/text","detail":…}].
 * `extra` (may be NULL, stolen) is merged into the document. */
void http_reply_err(struct http_req *req, const struct err *err, json_t *extra);
/* As http_reply_err for the first of `count` (at least 1); `errors` has them all. */
void http_reply_errs(struct http_req *req, const struct err *at, int count, json_t *extra);
/* The same with a status, stable type and title of the caller's own ("offer_already_accepted"). */
void http_reply_problem(struct http_req *req, int status, const char *type, const char *title,
    const char *detail, json_t *extra);

/* ---- WebSocket ---- */
struct ws_config {
	/* 0: accept now; >0: that HTTP status; -1: parked, the caller calls ws_accept or
	 * replies later. */
	int (*authorize)(struct http_req *req, void *app);
	/* user: what http_set_user gave; now the session's. */
	void (*open)(struct ws_session *session, void *user, void *app);
	void (*message)(struct ws_session *session, struct view text, void *app);
	/* The last call: forget the pointer. */
	void (*closed)(struct ws_session *session, int code, void *app);
	size_t max_message; /* 0: 64 KiB */
	/* 0: 256 KiB; beyond it ws_send answers -1 and the session is closed with 1013. */
	size_t queue_bytes;
	int queue_frames; /* 0: 1024 */
	uint32_t ping_ms; /* protocol pings; 0: 30 s, closed after two missed pongs */
};
void ws_accept(struct http_req *req);
/* 0, or -1: the queue is full (the session is being closed with 1013), or it is closing. */
int ws_send(struct ws_session *session, struct view text);
struct ws_frame *ws_frame_new(struct view text);
/* Like ws_send; takes a reference of its own. */
int ws_send_frame(struct ws_session *session, struct ws_frame *frame);
void ws_frame_unref(struct ws_frame *frame);
void ws_close(struct ws_session *session, int code, const char *reason);
void ws_set_user(struct ws_session *session, void *user);
void *ws_user(const struct ws_session *session);

#endif
