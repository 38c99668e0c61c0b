/*
 * conn - one connection: reads, the order of answers, writes, deadlines, the way to its end.
 *
 * Owns: the connection's state (every change goes through conn_set_state) and its buffers.
 * Must not know: what requests mean, frames of a session.
 *
 * Nothing a handler calls closes a connection or writes to it: an answer lands in a buffer,
 * the connection on the server's dirty list, and the end of the turn writes each once
 * (design/http.md, pitfalls 4 and 5).
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/http/internal.h"
#include "common/log/log.h"

/* EDGE_SHARE: this fraction of all connections is for the Unix socket alone. */
enum { LIMIT_LOG_MS = 60000, EDGE_SHARE = 4 };

static void feed(struct conn *conn, const char *p, size_t n);

/* ---- state ---- */

void
conn_set_state(struct conn *conn, enum conn_state to)
{
	static const unsigned allowed[CONN_STATES] = {
		[CONN_IDLE] = 1U << CONN_HEAD | 1U << CONN_LAST | 1U << CONN_CLOSING,
		[CONN_HEAD] = 1U << CONN_IDLE | 1U << CONN_BODY | 1U << CONN_LAST |
		    1U << CONN_UPGRADING | 1U << CONN_CLOSING,
		[CONN_BODY] = 1U << CONN_IDLE | 1U << CONN_LAST | 1U << CONN_CLOSING,
		[CONN_LAST] = 1U << CONN_DRAINING | 1U << CONN_CLOSING,
		[CONN_UPGRADING] = 1U << CONN_WS | 1U << CONN_LAST | 1U << CONN_CLOSING,
		[CONN_WS] = 1U << CONN_DRAINING | 1U << CONN_CLOSING,
		[CONN_DRAINING] = 1U << CONN_CLOSING,
	};

	assert((allowed[conn->state] & 1U << to) != 0);
	conn->used = conn->used || to == CONN_HEAD;
	conn->state = to;
	conn->since = server_now(conn->server);
}

/* True while further requests may be read. */
static bool
takes_requests(const struct conn *conn)
{
	return conn->state == CONN_IDLE || conn->state == CONN_HEAD || conn->state == CONN_BODY;
}

/* Between two requests only: enough is open already, the rest must wait. */
static bool
full(const struct conn *conn)
{
	const struct http_config *config = &conn->server->config;

	return conn->state == CONN_IDLE &&
	    (conn->pipeline.count >= (size_t)config->max_pipeline ||
		conn->out.n + conn->in_flight.n > config->max_out);
}

static void
on_closed(uv_handle_t *handle)
{
	struct conn *conn = handle->data;
	struct http_server *server = conn->server;

	list_remove(&server->conns, &conn->link);
	if (conn->counted)
		sources_remove(&server->sources, conn->peer);
	ws_free(conn);
	buf_fini(&conn->out);
	buf_fini(&conn->in_flight);
	buf_fini(&conn->stash);
	free(conn);
	server_conn_closed(server);
}

/* What a handler still holds lives on without its connection. */
static void
drop_requests(struct conn *conn)
{
	struct link *link;

	if (conn->parse.req != NULL)
		req_free(conn->parse.req);
	conn->parse.req = NULL;
	while ((link = list_take(&conn->pipeline)) != NULL) {
		struct http_req *req = LIST_OF(link, struct http_req, link);

		req->conn = NULL;
		if (req->answered || req->accepted) {
			req_free(req);
			continue;
		}
		conn->server->stats.gone_while_parked++;
	}
}

void
conn_close(struct conn *conn)
{
	if (conn->state == CONN_CLOSING)
		return;
	conn_set_state(conn, CONN_CLOSING);
	list_remove(&conn->server->dirty, &conn->dirty);
	drop_requests(conn);
	ws_gone(conn);
	uv_close(&conn->io.handle, on_closed);
}

/* ---- answers in their order ---- */

void
conn_dirty(struct conn *conn)
{
	if (!link_listed(&conn->dirty) && conn->state != CONN_CLOSING)
		list_append(&conn->server->dirty, &conn->dirty);
}

/* 100-continue for the request that is being read, once it is the next to be answered. */
static void
encourage(struct conn *conn)
{
	struct http_req *req = conn->parse.req;

	if (conn->state != CONN_BODY || req == NULL || !req->expects || req->body_n > 0 ||
	    !list_empty(&conn->pipeline))
		return;
	req->expects = false;
	buf_add_text(conn_out(conn), "HTTP/1.1 100 Continue\r\n\r\n");
	conn_dirty(conn);
}

struct http_req *
conn_first(struct conn *conn)
{
	return list_empty(&conn->pipeline)
	    ? NULL
	    : LIST_OF(conn->pipeline.head.next, struct http_req, link);
}

/* Takes finished requests off the head of the pipeline. */
static void
advance(struct conn *conn)
{
	struct http_req *req;

	while ((req = conn_first(conn)) != NULL && (req->answered || req->accepted)) {
		list_remove(&conn->pipeline, &req->link);
		if (req->accepted) {
			ws_begin(conn, req);
			continue;
		}
		if (req->out.n > 0)
			buf_add_view(conn_out(conn), buf_view(&req->out));
		conn->out.full = conn->out.full || req->out.full;
		req_free(req);
	}
	if (conn->state == CONN_IDLE)
		conn->since = server_now(conn->server);
	encourage(conn);
}

/* A refused upgrade, and a server that stops, end with this answer if it is the newest. */
void
conn_before_answer(struct conn *conn, struct http_req *req)
{
	bool newest = req->link.next == &conn->pipeline.head;

	if (!newest ||
	    (conn->state != CONN_UPGRADING &&
		!(conn->state == CONN_IDLE && conn->server->stopping)))
		return;
	req->keep_alive = false;
	conn_set_state(conn, CONN_LAST);
}

void
conn_answered(struct conn *conn, struct http_req *req)
{
	if (conn_first(conn) == req)
		advance(conn);
	conn_dirty(conn);
}

/* ---- requests as they come ---- */

static void
add_allow(struct http_req *req)
{
	struct buf allow = { .p = NULL };

	route_allow_text(req->match.allow, &allow);
	http_add_header(req, "Allow", buf_view(&allow).p);
	buf_fini(&allow);
}

static void
reply_refusal(struct http_req *req, int status)
{
	if (req->match.status == 405)
		add_allow(req);
	if (status == 503)
		problem_overload(req);
	else
		problem_reply(req, status);
}

void
conn_refuse(struct conn *conn, int status)
{
	struct http_req *req = conn->parse.req;

	if (req == NULL)
		req = req_new(conn->server, conn);
	conn->parse.req = NULL;
	conn_set_state(conn, CONN_LAST);
	conn->server->stats.rejected++;
	req->keep_alive = false;
	list_append(&conn->pipeline, &req->link);
	reply_refusal(req, status);
}

/* To the handler, or to the hook that stands before all handlers. */
static void
hand_over(struct http_req *req)
{
	const struct http_config *config = &req->server->config;

	req->handed = true;
	req->server->stats.parked++;
	if (req->route->ws != NULL)
		ws_authorize(req);
	else if (config->dispatch != NULL)
		config->dispatch(req, req->route, config->app);
	else
		req->route->handler(req, config->app);
}

static bool
asks_options(const struct http_req *req)
{
	return req->llhttp_method == HTTP_OPTIONS && req->match.status == 405 &&
	    req->server->config.options != NULL;
}

static enum conn_state
state_after(const struct http_req *req, int ws_status)
{
	if (req->route != NULL && req->route->ws != NULL && ws_status == 0)
		return CONN_UPGRADING;
	return req->keep_alive ? CONN_IDLE : CONN_LAST;
}

static void
take_request(struct conn *conn)
{
	struct http_req *req = conn->parse.req;
	int ws_status = 0;

	conn->parse.req = NULL;
	conn->server->stats.requests++;
	if (conn->state == CONN_HEAD)
		req_route(req); /* with a body: when the head was read */
	peer_of_request(req);
	req->deadline = server_now(conn->server) + conn->server->config.reply_ms;
	if (req->route != NULL && req->route->ws != NULL)
		ws_status = ws_check(req);
	if (req->llhttp_method == HTTP_CONNECT)
		req->keep_alive = false;
	conn_set_state(conn, state_after(req, ws_status));
	list_append(&conn->pipeline, &req->link);
	if (req->route == NULL && asks_options(req))
		conn->server->config.options(req, conn->server->config.app);
	else if (req->route == NULL)
		reply_refusal(req, req->match.status);
	else if (ws_status != 0)
		problem_reply(req, ws_status);
	else
		hand_over(req);
}

/* What the head alone forbids is refused before a byte of the body is kept. */
static bool
begin_body(struct conn *conn, bool body_waits)
{
	struct http_req *req = conn->parse.req;

	req_route(req);
	if (req->route == NULL || req->content_length > (int64_t)req->max_body) {
		conn_refuse(conn, req->route == NULL ? req->match.status : 413);
		return false;
	}
	conn_set_state(conn, CONN_BODY);
	if (body_waits)
		encourage(conn);
	return true;
}

/* One event of the parser. False when nothing more is to be read for now. */
static bool
feed_once(struct conn *conn, const char *p, size_t n, size_t *taken)
{
	enum parse_event event;

	if (conn->state == CONN_IDLE) {
		conn->parse.req = req_new(conn->server, conn);
		conn_set_state(conn, CONN_HEAD);
	}
	event = parse_feed(&conn->parse, p, n, taken);
	switch (event) {
	case PARSE_MORE:
		return true;
	case PARSE_HEAD:
		return begin_body(conn, *taken == n);
	case PARSE_REQUEST:
		take_request(conn);
		return takes_requests(conn) && !full(conn);
	case PARSE_BAD:
		break;
	}
	conn_refuse(conn, conn->parse.status);
	return false;
}

/* Sets aside what can't be read yet, and stops reading. At most one read's bytes. */
static void
set_aside(struct conn *conn, const char *p, size_t n)
{
	buf_add(&conn->stash, p, n);
	(void)uv_read_stop(&conn->io.stream);
	conn->reading = false;
}

static void
feed(struct conn *conn, const char *p, size_t n)
{
	bool more = takes_requests(conn) && !full(conn);
	size_t taken;

	while (n > 0 && more) {
		more = feed_once(conn, p, n, &taken);
		p += taken;
		n -= taken;
	}
	if (conn->state == CONN_WS)
		ws_input(conn, p, n);
	else if ((conn->state == CONN_UPGRADING && n > 0) || full(conn))
		set_aside(conn, p, n);
}

static void
on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
	struct conn *conn = handle->data;

	(void)suggested;
	*buf = uv_buf_init(conn->server->read_buf, HTTP_READ_BYTES);
}

/* The client sends no more. It may still wait for answers (a half-close). */
static void
on_end(struct conn *conn)
{
	conn->eof = true;
	conn->reading = false;
	if (conn->state == CONN_WS || conn->state == CONN_DRAINING)
		conn_close(conn);
	else
		conn_dirty(conn);
}

static void
on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct conn *conn = stream->data;

	if (conn->state == CONN_CLOSING || n == 0)
		return;
	if (n == UV_EOF) {
		on_end(conn);
		return;
	}
	if (n < 0) {
		conn_close(conn);
		return;
	}
	conn->server->stats.bytes_in += n;
	feed(conn, buf->base, (size_t)n);
}

void
conn_resume(struct conn *conn)
{
	struct buf stash = conn->stash;

	if (conn->reading || conn->eof || conn->state == CONN_UPGRADING || full(conn))
		return;
	conn->stash = (struct buf){ .p = NULL };
	conn->reading = uv_read_start(&conn->io.stream, on_alloc, on_read) == 0;
	if (stash.n > 0)
		feed(conn, stash.p, stash.n);
	buf_fini(&stash);
}

/* ---- beginning ---- */

/* Behind a proxy that is not named as a trusted one are many clients: its operator has to see why they are kept out. */
static void
tell_limit(const struct conn *conn)
{
	int64_t suppressed;

	if (log_allow("http_address_limit", view_of(conn->peer), LIMIT_LOG_MS, &suppressed))
		LOG(WARN, "http_address_limit", LOG_TEXT("address", conn->peer),
		    LOG_INT("connections", conn->server->config.max_conns_of_source),
		    LOG_INT("suppressed", suppressed));
}

/* Behind a trusted proxy are many clients, whose number is the proxy's to limit. */
static bool
source_admit(struct conn *conn)
{
	struct http_server *server = conn->server;

	if (conn->trusted)
		return true;
	if (sources_count(&server->sources, conn->peer) >= server->config.max_conns_of_source) {
		tell_limit(conn);
		return false;
	}
	sources_add(&server->sources, conn->peer);
	conn->counted = true;
	return true;
}

static void
begin(struct conn *conn)
{
	if (!conn->from_edge)
		(void)uv_tcp_nodelay(&conn->io.tcp, 1);
	conn->reading = true;
	if (!peer_of_conn(conn)) {
		conn_close(conn);
		return;
	}
	if (!source_admit(conn)) {
		conn->server->stats.rejected++;
		conn_close(conn);
	} else if (uv_read_start(&conn->io.stream, on_alloc, on_read) != 0) {
		conn_close(conn);
	}
}

/* Without flags neither makes a socket, so neither can fail. */
static void
conn_init_io(struct conn *conn, uv_loop_t *loop)
{
	int error = conn->from_edge ? uv_pipe_init(loop, &conn->io.pipe, 0)
				    : uv_tcp_init(loop, &conn->io.tcp);

	if (error != 0)
		abort();
	conn->io.handle.data = conn;
}

/* Strangers who fill the TCP port must not keep out the edge. */
static int64_t
conn_count_max(const struct http_server *server, bool from_edge)
{
	const int all = server->config.max_conns;

	return from_edge || server->config.socket == NULL ? all : all - all / EDGE_SHARE;
}

void
conn_accept(struct http_server *server, bool from_edge)
{
	union stream *listener = from_edge ? &server->edge : &server->tcp;
	struct conn *conn = mem_zero(1, sizeof(*conn));

	conn->server = server;
	conn->from_edge = from_edge;
	conn->since = server_now(server);
	list_init(&conn->pipeline);
	parse_init(&conn->parse, server->config.max_header);
	conn_init_io(conn, server->loop);
	list_append(&server->conns, &conn->link);
	server->stats.conns++;
	if (uv_accept(&listener->stream, &conn->io.stream) != 0 ||
	    server->stats.conns > conn_count_max(server, from_edge)) {
		server->stats.rejected++;
		conn_close(conn);
		return;
	}
	begin(conn);
}
