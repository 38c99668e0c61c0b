/*
 * flush - a connection at the end of a turn: one write, and the way to its end.
 *
 * Owns: the output buffers and what is in flight; shutdown and drain.
 * Must not know: requests beyond "are there any".
 *
 * All answers of a turn lie in one buffer and leave in one write. Memory in flight is never
 * moved: while a write is under way new answers go to another buffer.
 */
#include <stdlib.h>

#include "common/http/internal.h"

struct buf *
conn_out(struct conn *conn)
{
	struct http_server *server = conn->server;

	if (conn->out.p == NULL && server->spare_buf_count > 0)
		conn->out = server->spare_bufs[--server->spare_buf_count];
	conn->out.max = HTTP_OUT_BYTES;
	return &conn->out;
}

static void
release_out(struct conn *conn, struct buf *buf)
{
	struct http_server *server = conn->server;

	if (buf->p == NULL)
		return;
	buf_clear(buf);
	if (buf->cap > HTTP_SPARE_BUF_BYTES || server->spare_buf_count == HTTP_SPARE_BUFS)
		buf_fini(buf);
	else
		server->spare_bufs[server->spare_buf_count++] = *buf;
	*buf = (struct buf){ .p = NULL };
}

static void
on_written(uv_write_t *write, int status)
{
	struct conn *conn = write->data;

	conn->writing = false;
	if (conn->state == CONN_CLOSING)
		return;
	if (status < 0) {
		conn_close(conn);
		return;
	}
	if (conn->ws != NULL)
		ws_written(conn);
	release_out(conn, &conn->in_flight);
	conn_dirty(conn);
}

void
conn_write(struct conn *conn, const uv_buf_t *bufs, unsigned count)
{
	conn->write.data = conn;
	conn->writing = true;
	conn->write_since = server_now(conn->server);
	if (uv_write(&conn->write, &conn->io.stream, bufs, count, on_written) != 0) {
		conn->writing = false;
		conn_close(conn);
	}
}

int
conn_try_write(struct conn *conn, const uv_buf_t *bufs, unsigned count)
{
	int sent = uv_try_write(&conn->io.stream, bufs, count);

	if (sent == UV_EAGAIN)
		return 0;
	if (sent < 0)
		conn_close(conn);
	else
		conn->server->stats.bytes_out += sent;
	return sent;
}

static void
write_out(struct conn *conn)
{
	uv_buf_t all = uv_buf_init(conn->out.p, (unsigned)conn->out.n), rest;
	int sent;

	if (conn->writing || conn->out.n == 0)
		return;
	sent = conn_try_write(conn, &all, 1);
	if (sent < 0)
		return;
	if ((size_t)sent == conn->out.n) {
		release_out(conn, &conn->out);
		return;
	}
	conn->in_flight = conn->out;
	conn->out = (struct buf){ .p = NULL };
	rest = uv_buf_init(conn->in_flight.p + sent, (unsigned)(conn->in_flight.n - (size_t)sent));
	conn->server->stats.bytes_out += (int64_t)rest.len;
	conn_write(conn, &rest, 1);
}

static void
on_shut(uv_shutdown_t *shutdown, int status)
{
	(void)shutdown;
	(void)status; /* an error shows in the reading, too */
}

/* Our last byte is written: says so, and reads away what the client still sends, or a
 * reset would take the answer from it (pitfall 10). */
static void
drain(struct conn *conn)
{
	if (conn->eof || uv_shutdown(&conn->shutdown, &conn->io.stream, on_shut) != 0) {
		conn_close(conn);
		return;
	}
	conn_set_state(conn, CONN_DRAINING);
}

static void
settle(struct conn *conn, bool ended)
{
	bool done = !conn->writing && conn->out.n == 0 && list_empty(&conn->pipeline);

	if (done && (conn->state == CONN_LAST || ended))
		drain(conn);
	else if (done && conn->state != CONN_WS && conn->state != CONN_DRAINING &&
	    (conn->eof || (conn->state == CONN_IDLE && conn->server->idle_over)))
		conn_close(conn);
	if (conn->state != CONN_CLOSING)
		conn_resume(conn);
}

void
conn_flush(struct conn *conn)
{
	bool ended = false;

	if (conn->state == CONN_CLOSING)
		return;
	if (conn->out.full) { /* half an answer would be waited for without end */
		conn_close(conn);
		return;
	}
	write_out(conn);
	if (conn->state == CONN_WS && !conn->writing)
		ended = ws_flush(conn);
	if (conn->state != CONN_CLOSING)
		settle(conn, ended);
}
