/*
 * internal - what the files of common/http share; nobody else includes it.
 *
 * Owns: the shapes of a server, a connection, a request and a session, and which file
 *       offers what to the others.
 *
 * Lifetimes: a connection is freed in its close callback only. A request lives until it is
 * answered, also when its connection has gone (conn is NULL then). A server's memory lives
 * until its last request is freed.
 */
#ifndef COMMON_HTTP_INTERNAL_H
#define COMMON_HTTP_INTERNAL_H

#include <llhttp.h>
#include <netinet/in.h>
#include <uv.h>
#include <wslay/wslay.h>

#include "common/base/list.h"
#include "common/base/sources.h"
#include "common/base/str.h"
#include "common/http/guard.h"
#include "common/http/http.h"

enum {
	HTTP_HEADERS_MAX = 100,
	HTTP_PARAMS_MAX = 4,
	HTTP_SEGMENTS_MAX = 16,
	HTTP_READ_BYTES = 64 * 1024,
	HTTP_BACKLOG = 4096,
	HTTP_STORE_BYTES = 2048, /* head and body of most requests, inside the request */
	HTTP_SPARE_REQS = 1024, /* kept for the next requests */
	HTTP_SPARE_BUFS = 64,
	HTTP_SPARE_BUF_BYTES = 64 * 1024,
	HTTP_OUT_BYTES =
	    2 * BUF_MAX_DEFAULT, /* answers that wait: the longest body, and its head */
	HTTP_SWEEP_MS = 500,
	HTTP_STOP_SWEEP_MS = 20,
	HTTP_DRAIN_MS = 2000, /* after our last byte the client may still be sending */
	HTTP_PROXIES_MAX = 16,
	HTTP_ID_SIZE = 17,
	WS_CLOSE_MS = 5000, /* for the client to answer a close frame */
	WS_BATCH = 64, /* frames in one write */
};

struct conn;

/* A stream handle of either kind. */
union stream {
	uv_handle_t handle;
	uv_stream_t stream;
	uv_tcp_t tcp;
	uv_pipe_t pipe;
};

/* ---- parse.c: bytes into requests ---- */

struct http_field {
	struct view name, value;
};

enum parse_event {
	PARSE_MORE,
	PARSE_HEAD, /* the head is read, a body follows: the caller sets req->max_body */
	PARSE_REQUEST, /* the request is whole */
	PARSE_BAD, /* refuse with parse->status and close */
};

struct parse {
	llhttp_t llhttp;
	struct guard guard;
	struct http_req *req; /* being read; set by the caller before the first byte */
	bool head_done, complete;
	int status;
};

void parse_init(struct parse *parse, size_t max_header);
/* Takes bytes up to the next event. After PARSE_REQUEST the caller takes parse->req away. */
enum parse_event parse_feed(struct parse *parse, const char *p, size_t n, size_t *taken);

/* ---- route.c ---- */

struct route_row {
	const struct http_route *route;
	struct view at[HTTP_SEGMENTS_MAX];
	int count;
	unsigned literal; /* the first segment is the highest bit */
};

struct routes {
	struct route_row *rows;
	size_t count;
};

struct route_match {
	const struct route_row *row;
	struct view params[HTTP_PARAMS_MAX]; /* as they came */
	int param_count;
	unsigned allow; /* bits of http_method, with status 405 */
	int status; /* 0: found; 404, 405 */
};

void routes_add(struct routes *routes, const struct http_route *table);
void routes_fini(struct routes *routes);
/* `method` is an enum http_method, or -1 for one that no route has. */
void routes_match(
    const struct routes *routes, int method, struct view path, struct route_match *out);
int route_param_index(const struct route_row *row, const char *name); /* -1: none */
/* "GET, HEAD, POST" from allow bits. */
void route_allow_text(unsigned allow, struct buf *out);

/* ---- req.c ---- */

struct http_req {
	struct link link; /* in conn->pipeline, from whole until answered */
	struct http_server *server;
	struct conn *conn; /* NULL: the client has gone, or was answered by the server itself */
	const struct http_route *route;
	struct route_match match;
	struct view target, path, query, peer;
	bool head_only, keep_alive, old_version; /* HEAD; HTTP/1.0 */
	bool with_host, chunked, expects, wants_upgrade;
	bool handed, answered, accepted;
	int llhttp_method, method;
	int64_t content_length; /* -1: none given */
	int64_t deadline;
	char *head, *body, *decoded;
	size_t head_n, head_cap, body_n, body_cap;
	size_t max_body; /* the route's; 0 until it is found */
	int field_count;
	void *user;
	void (*free_user)(void *user);
	struct input_peer input;
	struct buf extra; /* header lines of the answer */
	struct buf out; /* the answer, while earlier ones are not there yet */
	char id[HTTP_ID_SIZE];
	char from[INET6_ADDRSTRLEN]; /* the connection's other end */
	struct http_field fields[HTTP_HEADERS_MAX]; /* from here on nothing is cleared for reuse */
	char store[HTTP_STORE_BYTES];
};

struct http_req *req_new(struct http_server *server, struct conn *conn);
void req_free(struct http_req *req);
struct http_req *req_of_spare(struct link *link); /* which has left the list of spare ones */
void req_add_head(struct http_req *req, const char *p, size_t n);
/* False: the bodies under way take too much memory. */
bool req_add_body(struct http_req *req, const char *p, size_t n);
bool req_has_token(const struct http_req *req, const char *lower_name, const char *token);
/* Finds the route and its limit, decodes the captures. */
void req_route(struct http_req *req);

/* ---- answer.c ---- */

const char *http_reason(int status);
void req_taken_back(struct http_req *req); /* the handler has decided: it is parked no more */
/* Status line, id, date, connection and extra headers; the caller adds the last CR LF. */
void req_start_answer(struct http_req *req, int status, struct buf *out);
void req_reply_json(struct http_req *req, int status, const char *content_type, json_t *take);

/* ---- problem.c ---- */

/* For errors found by the server itself: type and detail follow from the status. */
void problem_reply(struct http_req *req, int status);
void problem_late(struct http_req *req, bool changes); /* 503: no answer in time */
void problem_overload(struct http_req *req); /* 503: the bodies under way take too much memory */

/* ---- conn.c ---- */

enum conn_state {
	CONN_IDLE, /* between requests: idle_ms */
	CONN_HEAD, /* a head is being read: header_ms */
	CONN_BODY, /* a body is being read: body_ms */
	CONN_LAST, /* nothing more is read; what is open is answered, then drained */
	CONN_UPGRADING, /* a WebSocket handshake waits for its answer */
	CONN_WS,
	CONN_DRAINING, /* our side is shut down: HTTP_DRAIN_MS */
	CONN_CLOSING, /* until libuv's close callback */
	CONN_STATES
};

struct conn {
	union stream io;
	uv_write_t write;
	uv_shutdown_t shutdown;
	struct http_server *server;
	struct link link, dirty;
	enum conn_state state;
	int64_t since, write_since; /* of the state (idle: of the last answer); of the write */
	bool reading, writing, eof;
	bool used; /* a request has begun */
	bool from_edge; /* on the Unix socket, which only the edge can open */
	bool trusted; /* its X-Forwarded-For counts */
	bool counted; /* for its source */
	struct list pipeline;
	struct parse parse;
	struct buf out, in_flight, stash;
	struct ws_session *ws;
	char peer[INET6_ADDRSTRLEN];
};

void conn_accept(struct http_server *server, bool from_edge);
void conn_dirty(struct conn *conn); /* to be flushed at the end of this turn */
void conn_close(struct conn *conn);
void conn_resume(struct conn *conn); /* reads on if there is room, first what was set aside */
/* Refuses what is being read; what came before is answered first. */
void conn_refuse(struct conn *conn, int status);
struct http_req *conn_first(struct conn *conn); /* of the pipeline, or NULL */
void conn_before_answer(struct conn *conn, struct http_req *req);
/* The request's answer (or its acceptance as a session) is there. */
void conn_answered(struct conn *conn, struct http_req *req);
void conn_set_state(struct conn *conn, enum conn_state to);

/* ---- flush.c ---- */

struct buf *conn_out(struct conn *conn); /* where answers go */
void conn_flush(struct conn *conn); /* from the end of a turn only */
int conn_try_write(struct conn *conn, const uv_buf_t *bufs, unsigned count); /* <0: closed now */
void conn_write(struct conn *conn, const uv_buf_t *bufs, unsigned count); /* one at a time */

/* ---- deadline.c ---- */

void conn_sweep(struct conn *conn, int64_t now);
void conn_stop(struct conn *conn, bool now); /* now: what is parked gets 503 */

/* ---- peer.c ---- */

/* Sets `peer` and `trusted` from `from_edge`. Returns false if the client has gone already. */
bool peer_of_conn(struct conn *conn);
void peer_of_request(struct http_req *req);

/* ---- shake.c ---- */

/* 0: a whole handshake; else the status to refuse with. */
int ws_check(struct http_req *req);
void ws_authorize(struct http_req *req);
void ws_add_switch(struct conn *conn, struct http_req *req); /* the 101 */

/* ---- ws_queue.c ---- */

/* What many sessions may share: whole frames, ready to be written. */
struct ws_frame {
	int references;
	size_t n;
	char bytes[];
};

struct ws_queue {
	struct ws_frame **ring;
	size_t head, count, cap;
	size_t bytes;
	size_t offset; /* of the first frame, already written */
};

/* A frame of these bytes as they are; its header is among them. */
struct ws_frame *ws_frame_of(struct view bytes);
void ws_queue_push(struct ws_queue *queue, struct ws_frame *frame); /* takes its own reference */
/* What can be written in one go, and how many bytes that is. */
unsigned ws_queue_batch(const struct ws_queue *queue, uv_buf_t bufs[WS_BATCH], size_t *bytes);
void ws_queue_advance(struct ws_queue *queue, size_t sent); /* takes `sent` bytes off */
void ws_queue_fini(struct ws_queue *queue);

/* ---- ws.c ---- */

void ws_begin(struct conn *conn, struct http_req *req);
void ws_input(struct conn *conn, const char *p, size_t n);
/* Writes what is queued. True when the session has ended and all is written. */
bool ws_flush(struct conn *conn);
void ws_written(struct conn *conn);
void ws_sweep(struct conn *conn, int64_t now);
void ws_gone(struct conn *conn); /* tells the owner, once */
void ws_free(struct conn *conn);

/* ---- listen.c ---- */

void listen_init(struct http_server *server);
void listen_shut(
    const struct http_server *server); /* refuses new connections; completed ones can be accepted */
void listen_close(struct http_server *server, uv_close_cb on_closed); /* called twice */

/* ---- server.c ---- */

struct http_server {
	uv_loop_t *loop;
	struct http_config config;
	char proxies[HTTP_PROXIES_MAX][INET6_ADDRSTRLEN];
	int proxy_count;
	struct routes routes;
	union stream tcp, edge; /* listeners; `edge`: config.socket */
	int lock; /* descriptor of the file that locks config.socket; -1: none */
	uv_prepare_t prepare;
	uv_check_t check;
	uv_timer_t sweep;
	int handles; /* not yet closed */
	bool stopping, door_shut, stop_begun, idle_over, closing, closed;
	int64_t stop_at, idle_at; /* idle connections are kept until then */
	void (*on_stopped)(void *ctx);
	void *stopped_ctx;
	struct list conns, dirty, spare_reqs;
	struct sources sources; /* of connections, without trusted proxies */
	struct buf spare_bufs[HTTP_SPARE_BUFS];
	int spare_buf_count;
	int64_t live_reqs;
	uint64_t id_seed, id_next;
	char date[40];
	struct buf scratch;
	struct http_stats stats;
	char read_buf[HTTP_READ_BYTES];
};

void server_conn_closed(struct http_server *server);
void server_req_freed(struct http_server *server);
bool server_trusts(const struct http_server *server, struct view address);
int64_t server_now(const struct http_server *server);

#endif
