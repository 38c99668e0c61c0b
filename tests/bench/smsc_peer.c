/*
 * smsc_peer - a carrier by SMPP under load (PF-3): takes any bind, answers each submit_sm at once, counts.
 *
 * usage: smsc_peer --count N [--port N]
 *
 * Prints its port, then, when N submits have come, one JSON object: how many, and microseconds from the first to
 * the last. One thread, poll; the same for whoever is measured.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/str.h"

enum {
	PEERS_MAX = 16,
	READ_SIZE = 64 * 1024,
	HEADER = 16,
	FRAME_MAX = 65536,
	SUBMIT = 4,
	ENQUIRE = 0x15,
	UNBIND = 6
};

struct peer {
	int fd;
	struct buf in, out;
};

struct state {
	struct peer peers[PEERS_MAX];
	int count;
	int64_t wanted, submits, first_us, last_us;
};

static void
fail(const char *what)
{
	(void)fprintf(stderr, "smsc_peer: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint32_t
number_at(const char *p)
{
	uint32_t n;

	memcpy(&n, p, sizeof(n));
	return ntohl(n);
}

static void
add_number(struct buf *out, uint32_t n)
{
	n = htonl(n);
	buf_add(out, &n, sizeof(n));
}

static void
answer(struct buf *out, uint32_t command, uint32_t sequence, const char *body)
{
	size_t n = body != NULL ? strlen(body) + 1 : 0;

	add_number(out, (uint32_t)(HEADER + n));
	add_number(out, command | 0x80000000u);
	add_number(out, 0);
	add_number(out, sequence);
	if (n > 0)
		buf_add(out, body, n);
}

static void
take(struct state *state, struct peer *peer, const char *frame)
{
	uint32_t command = number_at(frame + 4), sequence = number_at(frame + 12);
	char id[24];

	if ((command & 0x80000000u) != 0)
		return;
	if (command != SUBMIT) {
		answer(&peer->out, command, sequence,
		    command == ENQUIRE || command == UNBIND ? NULL : "peer");
		return;
	}
	state->last_us = clock_mono_us();
	if (state->submits++ == 0)
		state->first_us = state->last_us;
	(void)snprintf(id, sizeof(id), "%" PRId64, state->submits);
	answer(&peer->out, command, sequence, id);
}

static void
drop(struct state *state, int i)
{
	(void)close(state->peers[i].fd);
	buf_fini(&state->peers[i].in);
	buf_fini(&state->peers[i].out);
	state->peers[i] = state->peers[--state->count];
}

/* False: it is gone. */
static bool
serve(struct state *state, struct peer *peer)
{
	char bytes[READ_SIZE];
	ssize_t n = read(peer->fd, bytes, sizeof(bytes));
	size_t at = 0;

	if (n <= 0)
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	buf_add(&peer->in, bytes, (size_t)n);
	while (peer->in.n - at >= HEADER) {
		uint32_t length = number_at(peer->in.p + at);

		if (length < HEADER || length > FRAME_MAX)
			return false;
		if (peer->in.n - at < length)
			break;
		take(state, peer, peer->in.p + at);
		at += length;
	}
	buf_drop(&peer->in, at);
	return true;
}

static bool
flush(struct peer *peer)
{
	ssize_t n;

	if (peer->out.n == 0)
		return true;
	n = write(peer->fd, peer->out.p, peer->out.n);
	if (n > 0)
		buf_drop(&peer->out, (size_t)n);
	return n >= 0 || errno == EAGAIN || errno == EINTR;
}

static void
accept_one(struct state *state, int listener)
{
	int fd = accept(listener, NULL, NULL), on = 1;

	if (fd < 0)
		return;
	if (state->count == PEERS_MAX || fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
		(void)close(fd);
		return;
	}
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	state->peers[state->count++] = (struct peer){ .fd = fd };
}

static void
turn(struct state *state, int listener)
{
	struct pollfd fds[PEERS_MAX + 1];
	int count = state->count;

	fds[count] = (struct pollfd){ .fd = listener, .events = POLLIN };
	for (int i = 0; i < count; i++)
		fds[i] = (struct pollfd){ .fd = state->peers[i].fd,
			.events = (short)(POLLIN | (state->peers[i].out.n > 0 ? POLLOUT : 0)) };
	if (poll(fds, (nfds_t)count + 1, -1) < 0 && errno != EINTR)
		fail("poll");
	for (int i = count - 1; i >= 0; i--)
		if (fds[i].revents != 0 &&
		    !(serve(state, &state->peers[i]) && flush(&state->peers[i])))
			drop(state, i);
	if (fds[count].revents != 0)
		accept_one(state, listener);
}

static int
listen_at(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
	    bind(fd, (struct sockaddr *)&address, n) != 0 || listen(fd, PEERS_MAX) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &n) != 0)
		fail("listen");
	(void)printf("%d\n", ntohs(address.sin_port));
	(void)fflush(stdout);
	return fd;
}

int
main(int argc, char **argv)
{
	static const struct option options[] = { { "count", required_argument, NULL, 'c' },
		{ "port", required_argument, NULL, 'p' }, { 0 } };
	static struct state state;
	int64_t port = 0;
	int option, listener;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0)
		if (option == '?' ||
		    !view_to_int(
			view_of(optarg), 0, INT32_MAX, option == 'c' ? &state.wanted : &port))
			return 2;
	listener = listen_at((int)port);
	while (state.submits < state.wanted)
		turn(&state, listener);
	(void)printf("{\"submits\": %" PRId64 ", \"us\": %" PRId64 "}\n", state.submits,
	    state.last_us - state.first_us);
	(void)fflush(stdout);
	for (;;) /* the answers still leave, and nobody is cut */
		turn(&state, listener);
}
