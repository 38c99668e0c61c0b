/*
 * offer_probe - from a carrier's webhook to the offer on the agent's page (PF-4).
 *
 * usage: LOAD_TOKEN=… AGENT_TOKEN=… offer_probe --port N --url URL --account SID --to NUMBER
 *        --stream-port N
 *
 * Holds one connection to smsgw and one WebSocket to chatd, both on 127.0.0.1, and says so:
 * {"open":true}. For each line on standard input, a customer's number, it posts a signed text
 * from that number and waits for the offer's frame; then it prints one line:
 * {"ack_us":…,"offer_us":…,"frame":{…}}, both times from the moment before the post. The
 * runner accepts and ends between two lines.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "tests/bench/signed_form.h"

enum {
	WAIT_MS = 10000,
	READ_SIZE = 65536,
	FRAME_MAX = 1024 * 1024,
	WS_TEXT = 1,
	WS_PING = 9,
	WS_PONG = 10,
	WS_HEAD_SHORT = 2,
	WS_HEAD_MEDIUM = 4, /* two bytes of length more */
	WS_MASK = 4,
	WS_SHORT_MAX = 125,
	WS_MEDIUM = 126,
};

struct probe {
	struct hook_target target;
	int64_t port, stream_port;
	int hook, stream;
	struct buf answer, frames, line;
	char number[NUMBER_TEXT];
	int64_t posted_us, ack_us, offer_us;
	struct buf offer;
};

static void
fail(const char *what, const char *why)
{
	fprintf(stderr, "offer_probe: %s: %s\n", what, why);
	exit(1);
}

/* ---- sockets ---- */

static int
dial(int64_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		fail("can't connect", strerror(errno));
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

static void
put(int fd, struct view bytes)
{
	if (send(fd, bytes.p, bytes.n, MSG_NOSIGNAL) != (ssize_t)bytes.n)
		fail("send", strerror(errno));
}

static void
take(int fd, struct buf *into)
{
	char bytes[READ_SIZE];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	if (n <= 0)
		fail("a connection was closed", n < 0 ? strerror(errno) : "by the daemon");
	if (into->n + (size_t)n > FRAME_MAX)
		fail("read", "more than a frame may hold");
	buf_add(into, bytes, (size_t)n);
}

/* ---- the stream ---- */

static void
ws_open(struct probe *probe)
{
	struct buf request = { 0 };
	char *end;

	buf_addf(&request,
	    "GET /api/v1/stream?app=workspace HTTP/1.1\r\nHost: 127.0.0.1\r\n"
	    "Authorization: Bearer %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
	    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
	    getenv("AGENT_TOKEN"));
	put(probe->stream, buf_view(&request));
	buf_fini(&request);
	do
		take(probe->stream, &probe->frames);
	while ((end = memmem(probe->frames.p, probe->frames.n, "\r\n\r\n", 4)) == NULL);
	if (!view_starts(buf_view(&probe->frames), "HTTP/1.1 101"))
		fail("the stream was refused", probe->frames.p);
	buf_drop(&probe->frames, (size_t)(end + 4 - probe->frames.p));
}

/* A client's frames are masked; with a mask of zeros the bytes stay as they are. */
static void
ws_send(struct probe *probe, int opcode, struct view text)
{
	struct buf frame = { 0 };

	if (text.n > WS_SHORT_MAX)
		fail("stream", "a ping is longer than its answer may be");
	buf_add_char(&frame, (char)(0x80 | opcode));
	buf_add_char(&frame, (char)(0x80 | text.n));
	buf_add(&frame, "\0\0\0\0", WS_MASK);
	buf_add_view(&frame, text);
	put(probe->stream, buf_view(&frame));
	buf_fini(&frame);
}

/* {"type":"ping","at":…} is answered {"type":"pong","at":the same}. */
static bool
answer_ping(struct probe *probe, struct view text)
{
	static const char ping[] = "\"type\":\"ping\"";
	char *at = memmem(text.p, text.n, ping, sizeof(ping) - 1);

	if (at == NULL)
		return false;
	at[sizeof("\"type\":\"p") - 1] = 'o';
	ws_send(probe, WS_TEXT, text);
	return true;
}

static void
on_text(struct probe *probe, struct view text)
{
	static const char offer[] = "\"kind\":\"offer\"";

	if (answer_ping(probe, text) || probe->number[0] == '\0' || probe->offer.n > 0 ||
	    memmem(text.p, text.n, offer, sizeof(offer) - 1) == NULL ||
	    memmem(text.p, text.n, probe->number, strlen(probe->number)) == NULL)
		return;
	probe->offer_us = clock_mono_us() - probe->posted_us;
	buf_add_view(&probe->offer, text);
}

/* Takes one whole frame from what was read; false when there is none. */
static bool
ws_frame(struct probe *probe)
{
	const unsigned char *p = (const unsigned char *)probe->frames.p;
	size_t have = probe->frames.n, head = WS_HEAD_SHORT, n;
	struct view text;

	if (have < WS_HEAD_MEDIUM)
		return false;
	n = p[1];
	if (n == WS_MEDIUM) {
		n = (size_t)p[2] << 8 | p[3];
		head = WS_HEAD_MEDIUM;
	} else if (n > WS_MEDIUM) {
		fail("stream", "a frame is longer than 65535 bytes");
	}
	if (have < head + n)
		return false;
	text = (struct view){ probe->frames.p + head, n };
	if (p[0] == (0x80 | WS_TEXT))
		on_text(probe, text);
	else if (p[0] == (0x80 | WS_PING))
		ws_send(probe, WS_PONG, text);
	else
		fail("stream", "an unexpected frame");
	buf_drop(&probe->frames, head + n);
	return true;
}

/* ---- one probe ---- */

static void
on_answer(struct probe *probe)
{
	if (probe->answer.n == 0 || memmem(probe->answer.p, probe->answer.n, "\r\n\r\n", 4) == NULL)
		return;
	if (!view_starts(buf_view(&probe->answer), "HTTP/1.1 200"))
		fail("the text was refused", probe->answer.p);
	if (probe->ack_us == 0)
		probe->ack_us = clock_mono_us() - probe->posted_us;
}

static void
post(struct probe *probe, struct view number)
{
	struct buf request = { 0 };
	char sid[SID_SIZE];

	if (!view_copy(number, probe->number, sizeof(probe->number)))
		fail("standard input", "a number is too long");
	sid_make(sid);
	form_request(&probe->target, sid, probe->number, "Hi, where is my order?", &request);
	buf_clear(&probe->answer);
	buf_clear(&probe->offer);
	probe->ack_us = 0;
	probe->posted_us = clock_mono_us();
	put(probe->hook, buf_view(&request));
	buf_fini(&request);
}

static void
report(struct probe *probe)
{
	printf("{\"ack_us\":%" PRId64 ",\"offer_us\":%" PRId64 ",\"frame\":%s}\n", probe->ack_us,
	    probe->offer_us, probe->offer.p);
	(void)fflush(stdout);
	probe->number[0] = '\0';
}

/* False at the end of standard input. */
static bool
take_number(struct probe *probe)
{
	char bytes[256];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));
	struct view line;
	char *end;

	if (n <= 0)
		return false;
	buf_add(&probe->line, bytes, (size_t)n);
	line = buf_view(&probe->line);
	end = memchr(line.p, '\n', line.n);
	if (end == NULL)
		return true;
	line.n = (size_t)(end - line.p);
	post(probe, line);
	buf_drop(&probe->line, line.n + 1);
	return true;
}

/* Standard input is read only between two probes. */
static bool
turn(struct probe *probe)
{
	bool under_way = probe->number[0] != '\0';
	struct pollfd fds[] = { { probe->stream, POLLIN, 0 }, { probe->hook, POLLIN, 0 },
		{ under_way ? -1 : STDIN_FILENO, POLLIN, 0 } };

	(void)poll(fds, 3, under_way ? WAIT_MS : -1);
	if (under_way && clock_mono_us() - probe->posted_us > INT64_C(1000) * WAIT_MS)
		fail("the offer", "did not come within 10 s");
	if (fds[0].revents != 0)
		take(probe->stream, &probe->frames);
	while (ws_frame(probe))
		continue;
	if (fds[1].revents != 0) {
		take(probe->hook, &probe->answer);
		on_answer(probe);
	}
	if (fds[2].revents != 0 && !take_number(probe))
		return false;
	if (under_way && probe->ack_us > 0 && probe->offer.n > 0)
		report(probe);
	return true;
}

/* ---- the command line ---- */

static void
usage(void)
{
	fprintf(stderr,
	    "usage: LOAD_TOKEN=… AGENT_TOKEN=… offer_probe --port N --url URL\n"
	    "       --account SID --to NUMBER --stream-port N\n");
	exit(2);
}

static void
read_options(struct probe *probe, int argc, char **argv)
{
	static const struct option options[] = { { "port", 1, NULL, 'p' }, { "url", 1, NULL, 'u' },
		{ "account", 1, NULL, 'a' }, { "to", 1, NULL, 't' },
		{ "stream-port", 1, NULL, 's' }, { NULL, 0, NULL, 0 } };
	const char *host = NULL;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'u')
			probe->target.url = optarg;
		else if (option == 'a')
			probe->target.account_sid = optarg;
		else if (option == 't')
			probe->target.to = optarg;
		else if (option == '?' ||
		    !view_to_int(view_of(optarg), 1, 65535,
			option == 'p' ? &probe->port : &probe->stream_port))
			usage();
	}
	probe->target.token = getenv("LOAD_TOKEN");
	if (probe->target.url != NULL)
		host = strstr(probe->target.url, "://");
	probe->target.path = host != NULL ? strchr(host + 3, '/') : NULL;
	if (probe->port == 0 || probe->stream_port == 0 || probe->target.path == NULL ||
	    probe->target.token == NULL || getenv("AGENT_TOKEN") == NULL ||
	    probe->target.account_sid == NULL || probe->target.to == NULL)
		usage();
}

int
main(int argc, char **argv)
{
	static struct probe probe;

	read_options(&probe, argc, argv);
	probe.hook = dial(probe.port);
	probe.stream = dial(probe.stream_port);
	ws_open(&probe);
	printf("{\"open\":true}\n");
	(void)fflush(stdout);
	while (turn(&probe))
		continue;
	buf_fini(&probe.answer);
	buf_fini(&probe.frames);
	buf_fini(&probe.line);
	buf_fini(&probe.offer);
	return 0;
}
