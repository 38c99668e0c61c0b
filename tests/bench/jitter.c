/*
 * jitter - what a path adds to the spacing of voice packets (PF-13): two ends of one call, and beside each packet of theirs one
 * that goes straight from socket to socket.
 *
 * usage: jitter
 *
 * Prints the two ends' ports, reads the two ports that they are to send to, then for SECONDS sends a packet of G.711 from
 * each end every 20 ms, and one straight. Arrivals are timed by the kernel, so what waits for this process counts for
 * nobody. Prints one JSON object: for both paths how many
 * packets were sent and heard, the jitter of RFC 3550, section 6.4.1 (the mean of the running figure, the larger of the
 * two ends'), and percentiles of the time under way.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	SECONDS = 15,
	STEP_US = 20000,
	PACKETS = SECONDS * 1000000 / STEP_US,
	HEADER = 12,
	PAYLOAD = 160,
	TAIL_MS = 500, /* for the last ones */
	NS = 1000000000,
};

/* One way: from one socket to another. */
struct way {
	int from, to;
	uint16_t port;
	uint32_t ssrc;
	int sent, heard;
	int64_t sent_ns[PACKETS], took_us[PACKETS]; /* by sequence; by order of arrival */
	double jitter, sum;
};

enum { THERE, BACK, STRAIGHT, WAYS };

static int64_t
now_ns(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now); /* the clock of SO_TIMESTAMPNS */
	return (int64_t)now.tv_sec * NS + now.tv_nsec;
}

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static int
open_socket(uint16_t *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) != 0)
		die("socket");
	*port = ntohs(at.sin_port);
	return fd;
}

static void
say(struct way *way)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons(way->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	unsigned char packet[HEADER + PAYLOAD] = { 0x80 };

	const uint16_t sequence = htons((uint16_t)way->sent);
	const uint32_t timestamp = htonl((uint32_t)way->sent * PAYLOAD), ssrc = htonl(way->ssrc);

	memcpy(packet + 2, &sequence, sizeof(sequence));
	memcpy(packet + 4, &timestamp, sizeof(timestamp));
	memcpy(packet + 8, &ssrc, sizeof(ssrc));
	memset(packet + HEADER, 0x55, PAYLOAD);
	way->sent_ns[way->sent] = now_ns();
	if (sendto(way->from, packet, sizeof(packet), 0, (struct sockaddr *)&to, sizeof(to)) ==
	    (ssize_t)sizeof(packet))
		way->sent++;
	else if (errno != EAGAIN)
		die("sendto");
}

static int64_t
arrived_ns(struct msghdr *message)
{
	for (struct cmsghdr *at = CMSG_FIRSTHDR(message); at != NULL;
	     at = CMSG_NXTHDR(message, at)) {
		struct timespec when;

		if (at->cmsg_level != SOL_SOCKET || at->cmsg_type != SCM_TIMESTAMPNS)
			continue;
		memcpy(&when, CMSG_DATA(at), sizeof(when));
		return (int64_t)when.tv_sec * NS + when.tv_nsec;
	}
	return 0;
}

/* Packets of others, as of the music before the answer, are left. */
static void
note(struct way *way, const unsigned char *packet, int64_t at_ns)
{
	uint16_t sequence;
	uint32_t ssrc;
	int64_t took_us;
	double apart;

	memcpy(&sequence, packet + 2, sizeof(sequence));
	memcpy(&ssrc, packet + 8, sizeof(ssrc));
	sequence = ntohs(sequence);
	if (ntohl(ssrc) != way->ssrc || sequence >= way->sent || way->heard >= PACKETS)
		return;
	took_us = (at_ns - way->sent_ns[sequence]) / 1000;
	if (way->heard > 0) {
		apart = (double)(took_us - way->took_us[way->heard - 1]);
		way->jitter += ((apart < 0 ? -apart : apart) - way->jitter) / 16;
		way->sum += way->jitter;
	}
	way->took_us[way->heard++] = took_us;
}

static void
hear(struct way *way)
{
	unsigned char packet[2048], control[256];

	for (;;) {
		struct iovec into = { packet, sizeof(packet) };
		struct msghdr message = { .msg_iov = &into,
			.msg_iovlen = 1,
			.msg_control = control,
			.msg_controllen = sizeof(control) };
		ssize_t got = recvmsg(way->to, &message, 0);

		if (got < 0)
			return;
		if (got == HEADER + PAYLOAD && packet[0] >> 6 == 2 && (packet[1] & 0x7f) == 0)
			note(way, packet, arrived_ns(&message));
	}
}

static void
hear_until(struct way ways[WAYS], int64_t until_ns)
{
	struct pollfd fds[WAYS];
	int64_t left_ns;

	for (int i = 0; i < WAYS; i++)
		fds[i] = (struct pollfd){ ways[i].to, POLLIN, 0 };
	while ((left_ns = until_ns - now_ns()) > 0) {
		const struct timespec wait = { left_ns / NS, left_ns % NS };

		if (ppoll(fds, WAYS, &wait, NULL) > 0)
			for (int i = 0; i < WAYS; i++)
				hear(&ways[i]);
	}
}

static int
by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static double
jitter_ms(const struct way *way)
{
	return way->heard < 2 ? 0 : way->sum / (way->heard - 1) / 1000;
}

/* Of one way, or of two as of one. */
static void
print(const char *name, struct way *way, const struct way *other)
{
	static int64_t all[2 * PACKETS];
	int n = way->heard, sent = way->sent;
	double jitter = jitter_ms(way);

	memcpy(all, way->took_us, (size_t)n * sizeof(*all));
	if (other != NULL) {
		memcpy(all + n, other->took_us, (size_t)other->heard * sizeof(*all));
		n += other->heard;
		sent += other->sent;
		jitter = jitter_ms(other) > jitter ? jitter_ms(other) : jitter;
	}
	qsort(all, (size_t)n, sizeof(*all), by_size);
	(void)printf(
	    "\"%s\":{\"sent\":%d,\"heard\":%d,\"jitter_ms\":%.4f,\"p50_ms\":%.3f,\"p99_ms\":%.3f}",
	    name, sent, n, jitter, n > 0 ? (double)all[n / 2] / 1000 : 0,
	    n > 0 ? (double)all[n * 99 / 100] / 1000 : 0);
}

int
main(void)
{
	static struct way ways[WAYS];
	uint16_t ports[4];
	int fds[4];
	int64_t next_ns;

	for (int i = 0; i < 4; i++)
		fds[i] = open_socket(&ports[i]);
	(void)printf("%u %u\n", ports[0], ports[1]);
	(void)fflush(stdout);
	ways[THERE] = (struct way){ .from = fds[0], .to = fds[1], .ssrc = 1 };
	ways[BACK] = (struct way){ .from = fds[1], .to = fds[0], .ssrc = 2 };
	ways[STRAIGHT] = (struct way){ .from = fds[2], .to = fds[3], .port = ports[3], .ssrc = 3 };
	if (scanf("%" SCNu16 " %" SCNu16, &ways[THERE].port, &ways[BACK].port) != 2)
		return 2;
	next_ns = now_ns();
	for (int i = 0; i < PACKETS; i++, next_ns += (int64_t)STEP_US * 1000) {
		hear_until(ways, next_ns);
		for (int k = 0; k < WAYS; k++)
			say(&ways[k]);
	}
	hear_until(ways, next_ns + (int64_t)TAIL_MS * 1000000);
	(void)printf("{");
	print("path", &ways[THERE], &ways[BACK]);
	(void)printf(",");
	print("straight", &ways[STRAIGHT], NULL);
	(void)printf("}\n");
	return 0;
}
