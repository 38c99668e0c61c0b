/*
 * fuzz_client - what a web server that we ask answers: a carrier, a webhook's receiver, an identity provider.
 *
 * The input is all that a socket on loopback answers; then it closes. Each request is done once, and within its bounds.
 */
#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "common/http/client.h"
#include "common/http/url.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached; /* whole answers */

enum { ANSWER_MAX = 2000, TIMEOUT_MS = 5000, CONNECTIONS = 4, URL_SIZE = 64, WAIT_DAYS = 7 };

static struct {
	uv_loop_t loop;
	struct http_client *client;
	int fd; /* listens */
	char url[URL_SIZE];
	bool done;
} kit;

static void
begin(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t n = sizeof(at);
	struct err err;

	(void)signal(SIGPIPE, SIG_IGN);
	(void)uv_loop_init(&kit.loop);
	if (http_client_new(&kit.loop, CONNECTIONS, &kit.client, &err) != 0)
		abort();
	kit.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (bind(kit.fd, (struct sockaddr *)&at, n) != 0 || listen(kit.fd, CONNECTIONS) != 0 ||
	    getsockname(kit.fd, (struct sockaddr *)&at, &n) != 0)
		abort();
	(void)snprintf(
	    kit.url, sizeof(kit.url), "http://127.0.0.1:%d/hook?a=1", ntohs(at.sin_port));
}

static void
on_done(void *ctx, const struct http_answer *answer)
{
	struct buf next = { 0 };

	(void)ctx;
	assert(!kit.done && answer->reach != HTTP_NOT_SENT && !answer->barred);
	assert(answer->body.n <= ANSWER_MAX && answer->location.n <= URL_MAX);
	assert(answer->retry_after_ms >= -1 &&
	    answer->retry_after_ms <= (int64_t)WAIT_DAYS * 86400 * 1000);
	if (answer->reach == HTTP_ANSWERED) {
		fuzz_reached++;
		assert(answer->status >= 0 && answer->status <= 999);
		if (url_resolve(view_of(kit.url), answer->location, &next))
			assert(next.n <= URL_MAX);
	} else {
		assert(answer->body.n == 0 && answer->location.n == 0);
	}
	buf_fini(&next);
	kit.done = true;
}

/* The peer: reads what came of the request, answers, and closes at once. */
static void
answer_with(struct view text)
{
	char request[4096];
	int fd = accept(kit.fd, NULL, NULL);

	if (fd < 0)
		return;
	while (!kit.done && recv(fd, request, sizeof(request), MSG_DONTWAIT) <= 0)
		(void)uv_run(&kit.loop, UV_RUN_NOWAIT);
	(void)send(fd, text.p, text.n, MSG_DONTWAIT);
	(void)shutdown(fd, SHUT_WR);
	while (!kit.done) {
		(void)uv_run(&kit.loop, UV_RUN_ONCE);
		(void)recv(fd, request, sizeof(request), MSG_DONTWAIT);
	}
	(void)close(fd);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct http_request request = { .method = size % 3 == 0 ? "GET" : "POST",
		.url = kit.url,
		.body = size % 3 == 0 ? VIEW("") : VIEW("{}"),
		.timeout_ms = TIMEOUT_MS,
		.max_answer = ANSWER_MAX };

	if (kit.client == NULL)
		begin();
	kit.done = false;
	http_client_send(kit.client, &request, on_done, NULL);
	while (!kit.done) {
		(void)uv_run(&kit.loop, UV_RUN_NOWAIT);
		answer_with((struct view){ (const char *)data, size });
	}
	return 0;
}
