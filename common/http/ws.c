/*
 * ws - WebSocket sessions: frames in by wslay, bounded queues out.
 *
 * Owns: a session, the bounds of its queue and its end.
 * Must not know: what messages mean.
 *
 * wslay reads and answers control frames; its few bytes become a frame of the queue like
 * all others, at a frame's border, because it is emptied in one go.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"
#include "common/http/internal.h"

enum {
	WS_MESSAGE_BYTES = 64 * 1024,
	WS_QUEUE_BYTES = 256 * 1024,
	WS_QUEUE_FRAMES = 1024,
	WS_QUEUE_RESERVE = 8, /* control frames beyond a full queue */
	WS_PING_MS = 30000,
	WS_MISSED_PONGS = 2,
	WS_OVERFLOW = 1013,
	WS_REASON_MAX = 122,
};

struct ws_session {
	struct conn *conn;
	const struct ws_config *config;
	wslay_event_context_ptr wslay;
	void *user;
	struct input_peer input; /* the peer that sends the frames */
	struct ws_queue queue;
	size_t in_flight; /* bytes that uv_write holds */
	const char *in;
	size_t in_n;
	struct buf control; /* what wslay wants to say */
	bool closing, told;
	int broken; /* the code of a violation for which wslay's own close frame is wrong */
	int close_code;
	int64_t closing_since, ping_at;
	int missed;
};

/* ---- bounds of the queue ---- */

static size_t
queue_bytes_max(const struct ws_session *session)
{
	return session->config->queue_bytes != 0 ? session->config->queue_bytes : WS_QUEUE_BYTES;
}

static size_t
queue_frames_max(const struct ws_session *session)
{
	return session->config->queue_frames != 0 ? (size_t)session->config->queue_frames
						  : WS_QUEUE_FRAMES;
}

static bool
has_room(const struct ws_session *session, size_t n, size_t reserve)
{
	return session->queue.count < queue_frames_max(session) + reserve &&
	    session->queue.bytes + n <= queue_bytes_max(session) + reserve * WS_REASON_MAX;
}

static void
push(struct ws_session *session, struct ws_frame *frame)
{
	ws_queue_push(&session->queue, frame);
	conn_dirty(session->conn);
}

/* ---- sending ---- */

static void
begin_close(struct ws_session *session, int code, const char *reason)
{
	size_t n = strlen(reason) < WS_REASON_MAX ? strlen(reason) : WS_REASON_MAX;

	if (session->closing)
		return;
	session->closing = true;
	session->close_code = code;
	session->closing_since = server_now(session->conn->server);
	(void)wslay_event_queue_close(session->wslay, (uint16_t)code, (const uint8_t *)reason, n);
	conn_dirty(session->conn);
}

void
ws_close(struct ws_session *session, int code, const char *reason)
{
	begin_close(session, code, reason != NULL ? reason : "");
}

/* Nothing follows a close frame, ours or the answer that wslay gives by itself (RFC 6455, 5.5.1). */
static bool
is_ending(const struct ws_session *session)
{
	return session->closing || wslay_event_get_close_sent(session->wslay);
}

int
ws_send_frame(struct ws_session *session, struct ws_frame *frame)
{
	if (session->told || is_ending(session))
		return -1;
	if (!has_room(session, frame->n, 0)) {
		session->conn->server->stats.ws_dropped++;
		begin_close(session, WS_OVERFLOW, "too slow");
		return -1;
	}
	push(session, frame);
	return 0;
}

int
ws_send(struct ws_session *session, struct view text)
{
	struct ws_frame *frame = ws_frame_new(text);
	int result = ws_send_frame(session, frame);

	ws_frame_unref(frame);
	return result;
}

void
ws_set_user(struct ws_session *session, void *user)
{
	session->user = user;
}

void *
ws_user(const struct ws_session *session)
{
	return session->user;
}

/* ---- wslay's callbacks ---- */

static ssize_t
on_recv(wslay_event_context_ptr wslay, uint8_t *buf, size_t n, int flags, void *ctx)
{
	struct ws_session *session = ctx;
	size_t part = n < session->in_n ? n : session->in_n;

	(void)flags;
	if (part == 0) {
		wslay_event_set_error(wslay, WSLAY_ERR_WOULDBLOCK);
		return -1;
	}
	memcpy(buf, session->in, part);
	session->in += part;
	session->in_n -= part;
	return (ssize_t)part;
}

static ssize_t
on_send(wslay_event_context_ptr wslay, const uint8_t *data, size_t n, int flags, void *ctx)
{
	struct ws_session *session = ctx;

	(void)wslay;
	(void)flags;
	buf_add(&session->control, data, n);
	return (ssize_t)n;
}

/* Half a code, or a reason that is not UTF-8: wslay misses both when bytes come singly. */
static void
check_close(struct ws_session *session, struct view payload)
{
	if (payload.n == 1)
		session->broken = WSLAY_CODE_PROTOCOL_ERROR;
	else if (payload.n > 2 && !utf8_valid((struct view){ payload.p + 2, payload.n - 2 }))
		session->broken = WSLAY_CODE_INVALID_FRAME_PAYLOAD_DATA;
}

static void
on_message(wslay_event_context_ptr wslay, const struct wslay_event_on_msg_recv_arg *arg, void *ctx)
{
	struct ws_session *session = ctx;
	struct view text = { (const char *)arg->msg, arg->msg_length };

	(void)wslay;
	if (arg->opcode == WSLAY_PONG)
		session->missed = 0;
	if (arg->opcode == WSLAY_CONNECTION_CLOSE)
		check_close(session, text);
	if (session->closing || wslay_is_ctrl_frame(arg->opcode))
		return;
	if (arg->opcode != WSLAY_TEXT_FRAME)
		begin_close(session, WSLAY_CODE_UNSUPPORTED_DATA, "text only");
	else if (session->config->message != NULL)
		session->config->message(session, text, session->conn->server->config.app);
}

static const struct wslay_event_callbacks callbacks = {
	.recv_callback = on_recv,
	.send_callback = on_send,
	.on_msg_recv_callback = on_message,
};

/* ---- the beginning ---- */

static uint32_t
ping_ms(const struct ws_session *session)
{
	return session->config->ping_ms != 0 ? session->config->ping_ms : WS_PING_MS;
}

static struct ws_session *
session_new(struct conn *conn, const struct ws_config *config)
{
	struct ws_session *session = mem_zero(1, sizeof(*session));

	session->conn = conn;
	session->config = config;
	session->ping_at = server_now(conn->server) + ping_ms(session);
	if (wslay_event_context_server_init(&session->wslay, &callbacks, session) != 0)
		abort(); /* out of memory */
	wslay_event_config_set_max_recv_msg_length(
	    session->wslay, config->max_message != 0 ? config->max_message : WS_MESSAGE_BYTES);
	return session;
}

void
ws_begin(struct conn *conn, struct http_req *req)
{
	const struct ws_config *config = req->route->ws;
	const struct input_peer input = req->input;
	void *user = req->user;

	ws_add_switch(conn, req);
	req->free_user = NULL; /* it is the session's now */
	req_free(req);
	conn->ws = session_new(conn, config);
	conn->ws->user = user;
	conn->ws->input = input;
	conn->server->stats.ws_open++;
	conn->server->stats.by_class[1]++;
	conn_set_state(conn, CONN_WS);
	conn_dirty(conn);
	if (config->open != NULL)
		config->open(conn->ws, user, conn->server->config.app);
}

/* ---- in and out ---- */

/* What wslay has to say (pong, close) becomes one frame of the queue. */
static void
queue_control(struct ws_session *session)
{
	struct ws_frame *frame;

	if (!wslay_event_want_write(session->wslay))
		return;
	(void)wslay_event_send(session->wslay);
	if (session->broken != 0) {
		char close[] = { (char)(0x80 | WSLAY_CONNECTION_CLOSE), 2,
			(char)(session->broken >> 8), (char)(session->broken & 0xff) };

		buf_clear(&session->control);
		buf_add(&session->control, close, sizeof(close));
	}
	if (session->control.n == 0)
		return;
	if (has_room(session, session->control.n, WS_QUEUE_RESERVE)) {
		frame = ws_frame_of(buf_view(&session->control));
		push(session, frame);
		ws_frame_unref(frame);
	} else {
		session->conn->server->stats.ws_dropped++;
		begin_close(session, WS_OVERFLOW, "too slow");
	}
	buf_fini(&session->control);
}

void
ws_input(struct conn *conn, const char *p, size_t n)
{
	struct ws_session *session = conn->ws;

	session->in = p;
	session->in_n = n;
	input_enter(&session->input);
	/* A few violations end wslay's reading with an empty close frame (pitfall 12). */
	if (wslay_event_recv(session->wslay) != 0)
		session->broken = WSLAY_CODE_PROTOCOL_ERROR;
	input_leave();
	session->in_n = 0;
	/* Pongs count against the queue at once: wslay's own queue has no bound. */
	queue_control(session);
	conn_dirty(conn);
}

/* Writes one batch. False when no more can be written now. */
static bool
write_batch(struct ws_session *session)
{
	uv_buf_t bufs[WS_BATCH];
	size_t bytes;
	unsigned count = ws_queue_batch(&session->queue, bufs, &bytes);
	int sent = conn_try_write(session->conn, bufs, count);

	if (sent < 0)
		return false;
	ws_queue_advance(&session->queue, (size_t)sent);
	if ((size_t)sent == bytes)
		return true;
	count = ws_queue_batch(&session->queue, bufs, &bytes);
	session->in_flight = bytes;
	session->conn->server->stats.bytes_out += (int64_t)bytes;
	conn_write(session->conn, bufs, count);
	return false;
}

void
ws_written(struct conn *conn)
{
	ws_queue_advance(&conn->ws->queue, conn->ws->in_flight);
	conn->ws->in_flight = 0;
}

bool
ws_flush(struct conn *conn)
{
	struct ws_session *session = conn->ws;

	queue_control(session);
	while (session->queue.count > 0)
		if (!write_batch(session))
			return false;
	return wslay_event_get_close_sent(session->wslay) && !wslay_event_want_read(session->wslay);
}

static void
ping(struct ws_session *session, int64_t now)
{
	static const char bytes[2] = { (char)(0x80 | WSLAY_PING), 0 };
	struct ws_frame *frame = ws_frame_of((struct view){ bytes, sizeof(bytes) });

	if (has_room(session, sizeof(bytes), WS_QUEUE_RESERVE))
		push(session, frame);
	ws_frame_unref(frame);
	session->missed++;
	session->ping_at = now + ping_ms(session);
}

void
ws_sweep(struct conn *conn, int64_t now)
{
	struct ws_session *session = conn->ws;

	if (is_ending(session)) {
		if (session->closing_since == 0)
			session->closing_since = now;
		if (now - session->closing_since >= WS_CLOSE_MS)
			conn_close(conn);
		return;
	}
	if (now < session->ping_at)
		return;
	if (session->missed >= WS_MISSED_PONGS)
		conn_close(conn);
	else
		ping(session, now);
}

/* ---- the end ---- */

static int
code_of(const struct ws_session *session)
{
	if (session->closing)
		return session->close_code;
	if (session->broken != 0)
		return session->broken;
	if (wslay_event_get_close_received(session->wslay))
		return wslay_event_get_status_code_received(session->wslay);
	return wslay_event_get_status_code_sent(session->wslay); /* 1006 when none was */
}

void
ws_gone(struct conn *conn)
{
	struct ws_session *session = conn->ws;

	if (session == NULL || session->told)
		return;
	session->told = true;
	conn->server->stats.ws_open--;
	if (session->config->closed != NULL)
		session->config->closed(session, code_of(session), conn->server->config.app);
}

void
ws_free(struct conn *conn)
{
	struct ws_session *session = conn->ws;

	if (session == NULL)
		return;
	ws_queue_fini(&session->queue);
	buf_fini(&session->control);
	wslay_event_context_free(session->wslay);
	free(session);
	conn->ws = NULL;
}
