/*
 * fuzz_ws - what a page sends over its WebSocket, to a real server on loopback.
 *
 * The input follows the handshake. It is sent at once and in small pieces: both must give the same messages, and be closed by the
 * server or not. What comes back are whole frames of a server, and nothing after a close. A message "bye" is answered by our own
 * close, any other by itself.
 */
#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>
#include <wslay/wslay.h>

#include "common/base/utf8.h"
#include "common/http/http.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached; /* messages */

enum {
	MESSAGE_MAX = 4096,
	PIECES_MAX = 400,
	QUEUE_FRAMES =
	    16384, /* all that an input can ask for: how much is read at once changes nothing then */
	TURNS_MAX = 1000000,
	CONTROL_MAX = 125,
	FRAME_FIN = 0x80,
	FRAME_MASK = 0x80,
	FRAME_HEAD = 2,
	CLOSE_NONE =
	    1005, /* 1005 and 1006 stand for a close without a code, and for none: no frame has them */
	CLOSE_MISSING = 1006,
};

static struct {
	uv_loop_t loop;
	struct http_server *server;
	struct sockaddr_in at;
	int fd;
	bool closed;
	struct buf heard; /* the messages, each after its length */
	struct buf back; /* all that came back */
} kit;

/* ---- the server's side ---- */

static void
on_message(struct ws_session *session, struct view text, void *app)
{
	(void)app;
	assert(text.n <= MESSAGE_MAX && utf8_valid(text));
	fuzz_reached++;
	buf_addf(&kit.heard, "%zu:", text.n);
	buf_add_view(&kit.heard, text);
	if (view_is(text, "bye"))
		ws_close(session, 4001, "asked");
	else
		(void)ws_send(session, text);
}

static void
on_closed(struct ws_session *session, int code, void *app)
{
	(void)session;
	(void)app;
	assert(!kit.closed && code >= 0 && code <= UINT16_MAX);
	kit.closed = true;
}

static const struct ws_config config = {
	.message = on_message,
	.closed = on_closed,
	.max_message = MESSAGE_MAX,
	.queue_frames = QUEUE_FRAMES,
};

static const struct http_route routes[] = { ROUTE_WS("/ws", 0, config, ""), ROUTES_END };

static void
begin(void)
{
	const struct http_config server = { .bind = "127.0.0.1" };
	struct err err;

	(void)signal(SIGPIPE, SIG_IGN);
	(void)uv_loop_init(&kit.loop);
	if (http_server_new(&kit.loop, &server, &kit.server, &err) != 0)
		abort();
	http_server_routes(kit.server, routes);
	if (http_server_listen(kit.server, &err) != 0)
		abort();
	kit.at = (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((uint16_t)http_server_port(kit.server)),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
}

/* ---- the page's side ---- */

static void
turn(void)
{
	char piece[4096];
	ssize_t n;

	(void)uv_run(&kit.loop, UV_RUN_NOWAIT);
	while ((n = recv(kit.fd, piece, sizeof(piece), MSG_DONTWAIT)) > 0)
		buf_add(&kit.back, piece, (size_t)n);
}

/* What the kernel has not taken is lost: the server has ended reading. */
static void
say(struct view bytes)
{
	while (bytes.n > 0) {
		ssize_t n = send(kit.fd, bytes.p, bytes.n, MSG_DONTWAIT);

		if (n <= 0)
			return;
		bytes.p += n;
		bytes.n -= (size_t)n;
		turn();
	}
}

static void
shake(void)
{
	static const char request[] = "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
				      "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
				      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
	const struct linger at_once = { .l_onoff = 1 }; /* else ports run out */
	const char *end = NULL;

	kit.fd = socket(AF_INET, SOCK_STREAM, 0);
	assert(kit.fd >= 0);
	(void)setsockopt(kit.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	if (connect(kit.fd, (struct sockaddr *)&kit.at, sizeof(kit.at)) != 0)
		abort();
	say(view_of(request));
	for (int i = 0; end == NULL && i < TURNS_MAX; i++) {
		turn();
		end = kit.back.n > 0 ? memmem(kit.back.p, kit.back.n, "\r\n\r\n", 4) : NULL;
	}
	assert(end != NULL && view_starts(buf_view(&kit.back), "HTTP/1.1 101 "));
	assert((size_t)(end + 4 - kit.back.p) == kit.back.n);
	buf_clear(&kit.back);
}

static void
leave(void)
{
	struct http_stats stats;

	(void)shutdown(kit.fd, SHUT_WR);
	for (int i = 0; !kit.closed && i < TURNS_MAX; i++)
		turn();
	assert(kit.closed);
	(void)close(kit.fd);
	for (int i = 0; i < TURNS_MAX; i++) {
		(void)uv_run(&kit.loop, UV_RUN_NOWAIT);
		http_server_stats(kit.server, &stats);
		if (stats.conns == 0)
			break;
	}
	assert(stats.conns == 0 && stats.ws_open == 0);
}

/* ---- what came back ---- */

/* Its code; 0: it has none. */
static int
check_close(struct view payload)
{
	int code;

	if (payload.n == 0)
		return 0;
	assert(payload.n >= 2);
	code = (unsigned char)payload.p[0] << 8 | (unsigned char)payload.p[1];
	assert(code >= 1000 && code < 5000 && code != CLOSE_NONE && code != CLOSE_MISSING);
	assert(utf8_valid((struct view){ payload.p + 2, payload.n - 2 }));
	return code;
}

/* Takes one frame off. False: it is cut, as the page left. */
static bool
take_frame(struct view *rest, int *closing)
{
	const unsigned char *p = (const unsigned char *)rest->p;
	size_t n, head = FRAME_HEAD;
	uint8_t code;

	if (rest->n < head)
		return false;
	code = p[0] & 0x0f;
	assert((p[0] & 0xf0) == FRAME_FIN && (p[1] & FRAME_MASK) == 0 && *closing < 0);
	n = p[1];
	if (n == 126) {
		head += 2;
		if (rest->n < head)
			return false;
		n = (size_t)p[2] << 8 | p[3];
	}
	assert(n <= MESSAGE_MAX);
	if (rest->n - head < n)
		return false;
	assert(code == WSLAY_TEXT_FRAME || (wslay_is_ctrl_frame(code) && n <= CONTROL_MAX));
	if (code == WSLAY_CONNECTION_CLOSE)
		*closing = check_close((struct view){ rest->p + head, n });
	rest->p += head + n;
	rest->n -= head + n;
	return true;
}

/* The code of the close that came back; -1: none came. */
static int
check_back(void)
{
	struct view rest = buf_view(&kit.back);
	int closing = -1;

	while (take_frame(&rest, &closing))
		continue;
	return closing;
}

static int
session(struct view bytes, size_t step, struct buf *heard)
{
	kit.closed = false;
	buf_clear(&kit.back);
	kit.heard = (struct buf){ 0 };
	shake();
	for (size_t at = 0; at < bytes.n; at += step)
		say((struct view){ bytes.p + at, bytes.n - at < step ? bytes.n - at : step });
	leave();
	*heard = kit.heard;
	return check_back();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view bytes = { (const char *)data, size };
	struct buf whole, stepped;
	bool closed;

	if (kit.server == NULL)
		begin();
	/* Why may differ: of two violations the first has been answered, or the second is read with it. */
	closed = session(bytes, size > 0 ? size : 1, &whole) >= 0;
	assert((session(bytes, size / PIECES_MAX + 1, &stepped) >= 0) == closed);
	assert(view_eq(buf_view(&whole), buf_view(&stepped)));
	buf_fini(&whole);
	buf_fini(&stepped);
	return 0;
}
