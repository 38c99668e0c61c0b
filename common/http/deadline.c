/*
 * deadline - what ends when nothing happens: slow heads and bodies, quiet connections,
 * handlers that never answer, clients that never read; and the server's stop.
 *
 * Owns: the limits in time of each state. None is reset by a byte (pitfall 11).
 * Must not know: bytes.
 */
#include <string.h>

#include "common/http/internal.h"

/* The server answers 503 itself. The handler keeps its handle; its late answer is dropped. */
static void
expire_one(struct conn *conn, struct http_req *late)
{
	struct http_req *req = req_new(conn->server, conn);

	memcpy(req->id, late->id, sizeof(req->id));
	req->keep_alive = late->keep_alive;
	req->old_version = late->old_version;
	req->head_only = late->head_only;
	list_insert(&conn->pipeline, &late->link, &req->link);
	list_remove(&conn->pipeline, &late->link);
	late->conn = NULL;
	problem_late(req, late->route->method != HTTP_GET_);
}

/* Deadlines rise along the pipeline, so the first tells when to look further. */
static void
expire(struct conn *conn, int64_t now)
{
	struct http_req *req;

	while ((req = conn_first(conn)) != NULL && req->deadline <= now)
		expire_one(conn, req);
}

static int64_t
limit_of(const struct conn *conn)
{
	const struct http_config *config = &conn->server->config;

	switch (conn->state) {
	case CONN_IDLE:
		if (!list_empty(&conn->pipeline))
			return INT64_MAX;
		return conn->used || config->idle_ms < config->header_ms ? config->idle_ms
									 : config->header_ms;
	case CONN_HEAD:
		return config->header_ms;
	case CONN_BODY:
		return config->body_ms;
	case CONN_DRAINING:
		return HTTP_DRAIN_MS;
	default:
		return INT64_MAX;
	}
}

void
conn_sweep(struct conn *conn, int64_t now)
{
	if (conn->state == CONN_CLOSING)
		return;
	expire(conn, now);
	/* The client does not read. */
	if (conn->writing && now - conn->write_since >= conn->server->config.reply_ms) {
		conn_close(conn);
		return;
	}
	if (conn->state == CONN_WS)
		ws_sweep(conn, now);
	else if (now - conn->since < limit_of(conn))
		return;
	else if (conn->state == CONN_HEAD || conn->state == CONN_BODY)
		conn_refuse(conn, 408);
	else
		conn_close(conn);
}

void
conn_stop(struct conn *conn, bool now)
{
	if (conn->state == CONN_CLOSING)
		return;
	if (conn->state == CONN_WS)
		ws_close(conn->ws, 1001, "the server stops");
	conn_dirty(conn);
	if (!now)
		return;
	expire(conn, INT64_MAX);
	conn_flush(conn);
	conn_close(conn);
}
