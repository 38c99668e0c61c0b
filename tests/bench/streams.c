/*
 * streams - many pages at once (PF-7, PF-8): streams at chatd that answer pings and watch people; and the loop that
 * writes the same frames to the same sockets.
 *
 * usage: streams --stream-port N --api-port N --sessions N --watch N --first ID
 *        streams --peer N --watch N --frame BYTES --seconds N
 *
 *   --sessions  so many: session i (from 0) has the token tls_ and i as 43 digits, and belongs to the user FIRST + i
 *   --watch     each watches so many others; each person is watched by as many
 *   --peer      a writer and a reader, joined by so many TCP connections of this machine
 *
 * One thread, epoll; 127.0.0.1. Commands on standard input, an answer each, one JSON object a line: `watch`, `storm RATE
 * SECONDS` (each change is a PUT of a Work status whose message is its time and number), anything else or the end: ends.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/str.h"

enum {
	SESSIONS_MAX = 16384,
	OPENING = 64, /* handshakes under way */
	WRITERS = 64, /* connections for changes */
	READ_BYTES = 16384,
	EVENTS = 256,
	STRIDE = 199, /* session i watches i + STRIDE, i + 2 STRIDE, … */
	TAIL_US = 5000000, /* for the last frames of a storm */
	LATENCIES_MAX = 8000000,
};

enum stream_state { STREAM_NONE, STREAM_SHAKING, STREAM_OPEN };

struct stream {
	int fd;
	enum stream_state state;
	size_t n;
	char in[READ_BYTES];
};

struct writer {
	int fd;
	int64_t user, number; /* of the change under way; user -1: none */
	size_t n;
	char in[READ_BYTES];
};

struct bench {
	int64_t stream_port, api_port, sessions, watch, first, peer, frame, seconds;
	int epoll;
	struct stream *streams;
	struct writer writers[WRITERS];
	int64_t *seen; /* session * watch + n: the number of the newest change that was seen */
	int64_t *stored; /* by user: the number of the newest change that was answered 200 */
	int64_t opened, shaking, watching, next, lost;
	int64_t frames, frame_bytes, changes, refused, due;
	float *latency_us;
	int64_t latency_count;
	uint64_t random;
};

static void
fail(const char *what)
{
	fprintf(stderr, "streams: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t
roll(struct bench *bench)
{
	bench->random = bench->random * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (int64_t)(bench->random >> 33);
}

static int
dial(int64_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		fail("can't connect");
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

static void
follow(int epoll, int fd, void *what)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = what };

	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
		fail("epoll");
}

static void
put(int fd, struct view bytes)
{
	while (bytes.n > 0) {
		ssize_t sent = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);

		if (sent <= 0)
			fail("can't write");
		bytes = (struct view){ bytes.p + sent, bytes.n - (size_t)sent };
	}
}

/* ---- streams ---- */

static void
stream_open(struct bench *bench)
{
	struct stream *stream = &bench->streams[bench->next];
	struct buf request = { 0 };

	stream->fd = dial(bench->stream_port);
	stream->state = STREAM_SHAKING;
	bench->shaking++;
	buf_addf(&request,
	    "GET /api/v1/stream HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\nUpgrade: "
	    "websocket\r\n"
	    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
	    "Authorization: Bearer tls_%043" PRId64 "\r\n\r\n",
	    bench->next++);
	put(stream->fd, buf_view(&request));
	buf_fini(&request);
	follow(bench->epoll, stream->fd, stream);
}

/* The mask is zero: the bytes stand as they are. */
static void
say(const struct stream *stream, struct view text)
{
	struct buf frame = { 0 };
	const char head[] = { (char)0x81, (char)(text.n < 126 ? 0x80 | text.n : 0xfe) };
	const char length[] = { (char)(text.n >> 8), (char)(text.n & 0xff) };

	buf_add(&frame, head, sizeof(head));
	if (text.n >= 126)
		buf_add(&frame, length, sizeof(length));
	buf_add(&frame, "\0\0\0\0", 4);
	buf_add_view(&frame, text);
	put(stream->fd, buf_view(&frame));
	buf_fini(&frame);
}

static int64_t
watched(const struct bench *bench, int64_t session, int64_t n)
{
	return (session + (n + 1) * STRIDE) % bench->sessions;
}

static void
say_watch(const struct bench *bench, int64_t session)
{
	struct buf text = { 0 };

	buf_add_text(&text, "{\"type\":\"watch\",\"people\":[");
	for (int64_t n = 0; n < bench->watch; n++)
		buf_addf(&text, "%s\"%" PRId64 "\"", n == 0 ? "" : ",",
		    bench->first + watched(bench, session, n));
	buf_add_text(&text, "]}");
	say(&bench->streams[session], buf_view(&text));
	buf_fini(&text);
}

static const char *
after(struct view text, const char *words)
{
	const char *at = memmem(text.p, text.n, words, strlen(words));

	return at != NULL ? at + strlen(words) : NULL;
}

static void
note_seen(struct bench *bench, int64_t session, int64_t user, int64_t at_us, int64_t number)
{
	for (int64_t n = 0; n < bench->watch; n++)
		if (bench->first + watched(bench, session, n) == user) {
			int64_t *seen = &bench->seen[session * bench->watch + n];

			if (number > *seen)
				*seen = number;
		}
	if (bench->latency_count < LATENCIES_MAX)
		bench->latency_us[bench->latency_count++] = (float)(clock_mono_us() - at_us);
}

/* The message is "TIME NUMBER". */
static void
on_frame(struct bench *bench, struct stream *stream, struct view text)
{
	const char *person = after(text, "\"kind\":\"person\",\"id\":\"");
	const char *message = person != NULL ? after(text, "\"message\":\"") : NULL;
	char *end;

	if (after(text, "\"type\":\"ping\"") != NULL)
		say(stream, VIEW("{\"type\":\"pong\"}"));
	else if (after(text, "\"type\":\"watching\"") != NULL)
		bench->watching++;
	else if (message != NULL) {
		int64_t at_us = strtoll(message, &end, 10);

		bench->frames++;
		bench->frame_bytes += (int64_t)text.n;
		note_seen(bench, stream - bench->streams, strtoll(person, NULL, 10), at_us,
		    strtoll(end, NULL, 10));
	}
}

/* Answers how many bytes of a whole frame stand there; 0: none. */
static size_t
frame_at(struct view in, struct view *text)
{
	size_t head = 2, n;

	if (in.n < 4)
		return 0;
	n = (size_t)(in.p[1] & 0x7f);
	if (n == 126) {
		head = 4;
		n = (size_t)((unsigned char)in.p[2] << 8 | (unsigned char)in.p[3]);
	}
	*text = (struct view){ in.p + head, n };
	return in.n >= head + n ? head + n : 0;
}

static void
stream_take(struct bench *bench, struct stream *stream)
{
	struct view rest = { stream->in, stream->n }, text;
	size_t n;

	if (stream->state == STREAM_SHAKING) {
		const char *end = after(rest, "\r\n\r\n");

		if (end == NULL)
			return;
		if (after(rest, "HTTP/1.1 101") == NULL)
			fail("a stream was not opened");
		rest = (struct view){ end, rest.n - (size_t)(end - rest.p) };
		stream->state = STREAM_OPEN;
		bench->shaking--;
		bench->opened++;
	}
	while ((n = frame_at(rest, &text)) > 0) {
		if ((rest.p[0] & 0x0f) == 1)
			on_frame(bench, stream, text);
		else if ((rest.p[0] & 0x0f) == 9) /* a protocol ping */
			put(stream->fd, (struct view){ "\x8a\x80\0\0\0\0", 6 });
		rest = (struct view){ rest.p + n, rest.n - n };
	}
	memmove(stream->in, rest.p, rest.n);
	stream->n = rest.n;
}

static void
stream_read(struct bench *bench, struct stream *stream)
{
	ssize_t n =
	    recv(stream->fd, stream->in + stream->n, sizeof(stream->in) - stream->n, MSG_DONTWAIT);

	if (n <= 0) {
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		bench->lost++;
		(void)epoll_ctl(bench->epoll, EPOLL_CTL_DEL, stream->fd, NULL);
		return;
	}
	stream->n += (size_t)n;
	stream_take(bench, stream);
}

/* ---- changes ---- */

static void
change(struct bench *bench, struct writer *writer)
{
	static const char *const statuses[] = { "busy", "dnd", "away" };
	int64_t user = roll(bench) % bench->sessions;
	struct buf body = { 0 }, request = { 0 };

	writer->user = user;
	writer->number = ++bench->changes;
	buf_addf(&body, "{\"status\":\"%s\",\"message\":\"%" PRId64 " %" PRId64 "\"}",
	    statuses[writer->number % 3], clock_mono_us(), writer->number);
	buf_addf(&request,
	    "PUT /api/v1/work/status HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
	    "Authorization: Bearer tls_%043" PRId64 "\r\nContent-Length: %zu\r\n\r\n%s",
	    user, body.n, body.p);
	put(writer->fd, buf_view(&request));
	buf_fini(&body);
	buf_fini(&request);
}

static void
writer_read(struct bench *bench, struct writer *writer)
{
	ssize_t n = recv(
	    writer->fd, writer->in + writer->n, sizeof(writer->in) - writer->n - 1, MSG_DONTWAIT);
	const char *end, *length;

	if (n <= 0)
		fail("a connection for changes was lost");
	writer->n += (size_t)n;
	writer->in[writer->n] = '\0';
	end = strstr(writer->in, "\r\n\r\n");
	length = strcasestr(writer->in, "\r\ncontent-length: ");
	if (end == NULL || length == NULL ||
	    writer->n < (size_t)(end + 4 - writer->in) + strtoul(length + 18, NULL, 10))
		return;
	if (strncmp(writer->in, "HTTP/1.1 200", 12) != 0)
		bench->refused++;
	else if (writer->number > bench->stored[writer->user])
		bench->stored[writer->user] = writer->number;
	writer->n = 0;
	writer->user = -1;
}

/* ---- the loop ---- */

static void
turn(struct bench *bench, int wait_ms)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(bench->epoll, events, EVENTS, wait_ms);

	for (int i = 0; i < count; i++) {
		char *what = events[i].data.ptr;

		if (what >= (char *)bench->writers && what < (char *)(bench->writers + WRITERS))
			writer_read(bench, events[i].data.ptr);
		else
			stream_read(bench, events[i].data.ptr);
	}
}

static void
open_all(struct bench *bench)
{
	while (bench->opened < bench->sessions) {
		while (bench->next < bench->sessions && bench->shaking < OPENING)
			stream_open(bench);
		turn(bench, 100);
	}
	printf("{\"open\":%" PRId64 "}\n", bench->opened);
}

static void
watch_all(struct bench *bench)
{
	int64_t began = clock_mono_us(), said = 0;

	while (bench->watching < bench->sessions) {
		while (said < bench->sessions && said - bench->watching < OPENING)
			say_watch(bench, said++);
		turn(bench, 100);
	}
	bench->frames = bench->frame_bytes = 0;
	printf("{\"watching\":%" PRId64 ",\"seconds\":%.2f}\n", bench->watching,
	    (double)(clock_mono_us() - began) / 1e6);
}

static int
by_size(const void *a, const void *b)
{
	const float *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static double
share_ms(const struct bench *bench, double share)
{
	return bench->latency_count == 0
	    ? 0
	    : (double)bench->latency_us[(int64_t)((double)(bench->latency_count - 1) * share)] /
		1000;
}

/* How many watchers were not told the newest stored change of somebody. */
static int64_t
wrong(const struct bench *bench)
{
	int64_t count = 0;

	for (int64_t session = 0; session < bench->sessions; session++)
		for (int64_t n = 0; n < bench->watch; n++)
			if (bench->seen[session * bench->watch + n] <
			    bench->stored[watched(bench, session, n)])
				count++;
	return count;
}

static bool
answered(const struct bench *bench)
{
	for (int i = 0; i < WRITERS; i++)
		if (bench->writers[i].user >= 0)
			return false;
	return true;
}

static void
storm(struct bench *bench, int64_t rate, int64_t seconds)
{
	int64_t began = clock_mono_us(), sent = 0, last;

	while (clock_mono_us() - began < seconds * 1000000) {
		int64_t due = (clock_mono_us() - began) * rate / 1000000;

		for (int i = 0; i < WRITERS && sent < due; i++)
			if (bench->writers[i].user < 0) {
				change(bench, &bench->writers[i]);
				sent++;
			}
		turn(bench, 1);
	}
	last = clock_mono_us();
	while (!answered(bench) || (wrong(bench) > 0 && clock_mono_us() - last < TAIL_US))
		turn(bench, 50);
	qsort(bench->latency_us, (size_t)bench->latency_count, sizeof(float), by_size);
	printf("{\"changes\":%" PRId64 ",\"refused\":%" PRId64
	       ",\"seconds\":%.3f,\"frames\":%" PRId64 ",\"bytes\":%" PRId64 ",\"wrong\":%" PRId64
	       ",\"lost\":%" PRId64 ",\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"max_ms\":%.2f}\n",
	    sent, bench->refused, (double)(last - began) / 1e6, bench->frames, bench->frame_bytes,
	    wrong(bench), bench->lost, share_ms(bench, 0.5), share_ms(bench, 0.99),
	    share_ms(bench, 1));
	bench->frames = bench->frame_bytes = bench->latency_count = 0;
}

/* Whether a command stands there. */
static bool
command_waits(void)
{
	struct pollfd input = { STDIN_FILENO, POLLIN, 0 };

	return poll(&input, 1, 0) > 0;
}

static bool
obey(struct bench *bench)
{
	char line[64] = "";
	int64_t rate, seconds;
	size_t n = 0;

	while (n + 1 < sizeof(line) && read(STDIN_FILENO, line + n, 1) == 1 && line[n] != '\n')
		n++;
	line[n] = '\0';
	if (strcmp(line, "watch") == 0)
		watch_all(bench);
	else if (sscanf(line, "storm %" SCNd64 " %" SCNd64, &rate, &seconds) == 2)
		storm(bench, rate, seconds);
	else
		return false;
	(void)fflush(stdout);
	return true;
}

static void
pages(struct bench *bench)
{
	bench->streams = mem_zero((size_t)bench->sessions, sizeof(struct stream));
	bench->seen = mem_zero((size_t)(bench->sessions * bench->watch) + 1, sizeof(int64_t));
	bench->stored = mem_zero((size_t)bench->sessions, sizeof(int64_t));
	bench->latency_us = mem_zero(LATENCIES_MAX, sizeof(float));
	bench->epoll = epoll_create1(EPOLL_CLOEXEC);
	for (int i = 0; i < WRITERS; i++) {
		bench->writers[i].user = -1;
		bench->writers[i].fd = dial(bench->api_port);
		follow(bench->epoll, bench->writers[i].fd, &bench->writers[i]);
	}
	open_all(bench);
	(void)fflush(stdout);
	for (;;) {
		turn(bench, 20);
		if (command_waits() && !obey(bench))
			return;
	}
}

/* ---- the peer: the same bytes to as many sockets, by nothing but write ---- */

static void
peer_reader(const struct bench *bench, int64_t port)
{
	static char in[65536];
	struct epoll_event events[EVENTS];
	int epoll = epoll_create1(EPOLL_CLOEXEC);

	for (int64_t i = 0; i < bench->peer; i++) {
		int *fd = mem_new(sizeof(*fd));

		*fd = dial(port);
		follow(epoll, *fd, fd);
	}
	for (;;) {
		int count = epoll_wait(epoll, events, EVENTS, -1);

		for (int i = 0; i < count; i++)
			if (recv(*(int *)events[i].data.ptr, in, sizeof(in), MSG_DONTWAIT) == 0)
				_exit(0);
	}
}

static int
peer_listen(int64_t *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, n) != 0 || listen(fd, 1024) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &n) != 0)
		fail("can't listen");
	*port = ntohs(address.sin_port);
	return fd;
}

static double
cpu_s(void)
{
	struct rusage used;

	(void)getrusage(RUSAGE_SELF, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	    (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

/* A change goes to `watch` sockets, as the storm's; a reader that is behind is waited for. */
static void
peer_write(struct bench *bench, const int *fds)
{
	char *frame = mem_zero((size_t)bench->frame, 1);
	int64_t began = clock_mono_us(), written = 0;
	double cpu = cpu_s();

	while (clock_mono_us() - began < bench->seconds * 1000000) {
		int64_t user = roll(bench) % bench->peer;

		for (int64_t n = 0; n < bench->watch; n++) {
			int fd = fds[(user + (n + 1) * STRIDE) % bench->peer];

			if (send(fd, frame, (size_t)bench->frame, MSG_DONTWAIT | MSG_NOSIGNAL) ==
			    bench->frame)
				written++;
			else
				(void)poll(NULL, 0, 1);
		}
	}
	printf("{\"written\":%" PRId64 ",\"seconds\":%.3f,\"cpu_s\":%.3f}\n", written,
	    (double)(clock_mono_us() - began) / 1e6, cpu_s() - cpu);
	free(frame);
}

static void
peer(struct bench *bench)
{
	int64_t port;
	int listener = peer_listen(&port), one = 1;
	int *fds = mem_zero((size_t)bench->peer, sizeof(int));
	pid_t reader = fork();

	if (reader == 0)
		peer_reader(bench, port);
	for (int64_t i = 0; i < bench->peer; i++) {
		fds[i] = accept(listener, NULL, NULL);
		if (fds[i] < 0)
			fail("can't accept");
		(void)setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	}
	peer_write(bench, fds);
	for (int64_t i = 0; i < bench->peer; i++)
		(void)close(fds[i]);
	(void)waitpid(reader, NULL, 0);
	free(fds);
}

/* ---- the command line ---- */

static void
usage(void)
{
	fprintf(stderr,
	    "usage: streams --stream-port N --api-port N --sessions N --watch N --first ID\n"
	    "       streams --peer N --watch N --frame BYTES --seconds N\n");
	exit(2);
}

static void
read_options(struct bench *bench, int argc, char **argv)
{
	static const struct option options[] = { { "stream-port", 1, NULL, 0 },
		{ "api-port", 1, NULL, 1 }, { "sessions", 1, NULL, 2 }, { "watch", 1, NULL, 3 },
		{ "first", 1, NULL, 4 }, { "peer", 1, NULL, 5 }, { "frame", 1, NULL, 6 },
		{ "seconds", 1, NULL, 7 }, { NULL, 0, NULL, 0 } };
	int64_t *const values[] = { &bench->stream_port, &bench->api_port, &bench->sessions,
		&bench->watch, &bench->first, &bench->peer, &bench->frame, &bench->seconds };
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (option == '?' || !view_to_int(view_of(optarg), 1, INT64_MAX, values[option]))
			usage();
	if (bench->watch < 1 || bench->sessions > SESSIONS_MAX || bench->peer > SESSIONS_MAX ||
	    (bench->peer == 0 &&
		(bench->stream_port == 0 || bench->api_port == 0 || bench->sessions == 0 ||
		    bench->first == 0)) ||
	    (bench->peer > 0 && (bench->frame == 0 || bench->seconds == 0)))
		usage();
}

int
main(int argc, char **argv)
{
	static struct bench bench = { .random = 1 };

	read_options(&bench, argc, argv);
	if (bench.peer > 0)
		peer(&bench);
	else
		pages(&bench);
	return 0;
}
