/*
 * test_kit - a real server on a loop in its own thread, and a raw client on a socket.
 *
 * The client blocks, for test_patience_ms() a read, so that a test that would hang fails.
 */
#ifndef COMMON_HTTP_TEST_KIT_H
#define COMMON_HTTP_TEST_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/test_patience.h"
#include "common/http/http.h"

/* KIT_NEVER_MS: of a limit that does not end within a test. */
enum { KIT_HELD_MAX = 2048, KIT_NEVER_MS = 3600000 };

/* ---- the server's side ---- */

struct kit {
	uv_loop_t loop;
	pthread_t thread;
	struct http_server *server;
	struct http_config config;
	const struct http_route *routes;
	uint32_t grace_ms;
	int port, loop_close;
	uv_async_t call;
	void (*todo)(struct kit *kit);
	atomic_int called, done;
	struct http_req *held[KIT_HELD_MAX];
	int held_count;
	struct http_stats stats;
};

static inline void
kit_on_stopped(void *ctx)
{
	((struct kit *)ctx)->done = 1;
}

static inline void
kit_on_call(uv_async_t *async)
{
	struct kit *kit = async->data;

	if (kit->todo != NULL)
		kit->todo(kit);
	kit->todo = NULL;
	kit->called = 1;
}

static inline void *
kit_run(void *ctx)
{
	struct kit *kit = ctx;

	(void)uv_run(&kit->loop, UV_RUN_DEFAULT);
	kit->loop_close = uv_loop_close(&kit->loop);
	return NULL;
}

/* Runs `todo` on the server's thread and waits for it. */
static inline void
kit_call(struct kit *kit, void (*todo)(struct kit *kit))
{
	kit->called = 0;
	kit->todo = todo;
	assert_int_equal(uv_async_send(&kit->call), 0);
	while (!kit->called)
		(void)poll(NULL, 0, 1);
}

/* Raises the limits that the test does not set: else a connection that is not closed as it should be would be
 * closed by a default limit while the test still waits. */
static inline void
kit_extend_limits(struct http_config *config)
{
	uint32_t *const limits[] = { &config->header_ms, &config->body_ms, &config->idle_ms,
		&config->reply_ms };

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		if (*limits[i] == 0)
			*limits[i] = KIT_NEVER_MS;
}

static inline void
kit_start(struct kit *kit)
{
	struct err err;

	(void)signal(SIGPIPE, SIG_IGN);
	kit->config.app = kit;
	kit_extend_limits(&kit->config);
	assert_int_equal(uv_loop_init(&kit->loop), 0);
	assert_int_equal(uv_async_init(&kit->loop, &kit->call, kit_on_call), 0);
	kit->call.data = kit;
	assert_int_equal(http_server_new(&kit->loop, &kit->config, &kit->server, &err), 0);
	http_server_routes(kit->server, kit->routes);
	assert_int_equal(http_server_listen(kit->server, &err), 0);
	kit->port = http_server_port(kit->server);
	assert_int_equal(pthread_create(&kit->thread, NULL, kit_run, kit), 0);
}

static inline void
kit_do_stop(struct kit *kit)
{
	http_server_stop(kit->server, kit->grace_ms, kit_on_stopped, kit);
	uv_close((uv_handle_t *)&kit->call, NULL);
}

/* The stop must leave no handle behind: the loop closes. */
static inline void
kit_join(struct kit *kit)
{
	assert_int_equal(pthread_join(kit->thread, NULL), 0);
	assert_int_equal(kit->done, 1);
	assert_int_equal(kit->loop_close, 0);
}

static inline void
kit_stop(struct kit *kit)
{
	kit_call(kit, kit_do_stop);
	kit_join(kit);
}

static inline void
kit_stop_and_free(struct kit *kit)
{
	kit_stop(kit);
	free(kit);
}

static inline void
kit_do_stats(struct kit *kit)
{
	http_server_stats(kit->server, &kit->stats);
}

static inline const struct http_stats *
kit_stats(struct kit *kit)
{
	kit_call(kit, kit_do_stats);
	return &kit->stats;
}

/* Waits until `*value` of the statistics is `wanted`. */
static inline void
kit_wait(struct kit *kit, const int64_t *value, int64_t wanted)
{
	int64_t end = test_patience_ends_ms();

	while (kit_stats(kit), *value != wanted) {
		if (clock_mono_ms() > end)
			fail_msg("still %lld, not %lld", (long long)*value, (long long)wanted);
		(void)poll(NULL, 0, 1);
	}
}

/* Answers all that is held, in the order in which it came. */
static inline void
kit_do_release(struct kit *kit)
{
	for (int i = 0; i < kit->held_count; i++)
		http_reply(kit->held[i], 202, "text/plain", http_body(kit->held[i]));
	kit->held_count = 0;
}

static inline void
kit_hold(struct http_req *req, void *app)
{
	struct kit *kit = app;

	kit->held[kit->held_count++] = req;
}

/* ---- the client's side ---- */

/* A socket that waits for no more than the patience of tests. */
static inline int
patient_socket(int family)
{
	struct timeval limit = { .tv_sec = test_patience_ms() / 1000 };
	int fd = socket(family, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	return fd;
}

static inline int
dial(const struct kit *kit)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)kit->port) };
	int fd = patient_socket(AF_INET), on = 1;

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

/* Sends in pieces of `step` bytes. A server that has refused may have closed: no error. */
static inline void
send_stepped(int fd, const char *p, size_t n, size_t step)
{
	for (size_t at = 0; at < n; at += step) {
		size_t piece = n - at < step ? n - at : step;

		if (send(fd, p + at, piece, MSG_NOSIGNAL) != (ssize_t)piece)
			return;
	}
}

static inline void
say(int fd, const char *text)
{
	send_stepped(fd, text, strlen(text), strlen(text) + 1);
}

/* All until the server closes; NUL-terminated. */
static inline size_t
hear_all(int fd, char *out, size_t size)
{
	size_t n = 0;

	for (;;) {
		ssize_t got = recv(fd, out + n, size - 1 - n, 0);

		if (got <= 0) {
			out[n] = '\0';
			assert_true(got == 0); /* closed in order: no reset, no waiting */
			return n;
		}
		n += (size_t)got;
		assert_true(n < size - 1);
	}
}

static inline char *
body_of(char *head)
{
	char *end = strstr(head, "\r\n\r\n");

	return end != NULL ? end + 4 : NULL;
}

struct answer {
	int status;
	char head[4096];
	char body[8192];
	size_t body_n;
};

static inline void
hear_exactly(int fd, char *out, size_t n)
{
	size_t at = 0;

	while (at < n) {
		ssize_t got = recv(fd, out + at, n - at, 0);

		assert_true(got > 0);
		at += (size_t)got;
	}
}

/* The number behind the "HTTP/1.1 " at which `text` begins. */
static inline int
status_after(const char *text)
{
	assert_memory_equal(text, "HTTP/1.1 ", 9);
	return (int)strtol(text + 9, NULL, 10);
}

/* One answer with Content-Length (or none), and not a byte more. */
static inline void
hear(int fd, struct answer *answer)
{
	size_t n = 0;
	const char *length;

	while (n < 4 || memcmp(answer->head + n - 4, "\r\n\r\n", 4) != 0) {
		hear_exactly(fd, answer->head + n, 1);
		assert_true(++n < sizeof(answer->head) - 1);
	}
	answer->head[n] = '\0';
	answer->status = status_after(answer->head);
	length = strstr(answer->head, "Content-Length: ");
	answer->body_n = length != NULL ? strtoul(length + 16, NULL, 10) : 0;
	assert_true(answer->body_n < sizeof(answer->body));
	hear_exactly(fd, answer->body, answer->body_n);
	answer->body[answer->body_n] = '\0';
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"

#endif
