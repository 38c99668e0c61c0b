/* client: how far a request came, against a raw server that answers what the test says. */
#include "common/http/test_kit.h"

#include "common/http/client.h"

/* ---- a raw server: one thread, one connection after the other ---- */

struct raw {
	int fd, port;
	pthread_t thread;
	const char *answers[4]; /* for each connection; NULL ends */
	size_t fill; /* bytes behind an answer */
	bool hang, again; /* keep silent after the answer; answer twice on a connection */
	char heard[65536];
	size_t heard_n;
	atomic_int connections, requests;
};

/* Reads one request: a head and as many bytes as its Content-Length says. */
static bool
hear_request(struct raw *raw, int fd)
{
	size_t from = raw->heard_n, need = SIZE_MAX;

	while (raw->heard_n < need) {
		char *end, *length;
		ssize_t n =
		    recv(fd, raw->heard + raw->heard_n, sizeof(raw->heard) - 1 - raw->heard_n, 0);

		if (n <= 0)
			return false;
		raw->heard_n += (size_t)n;
		raw->heard[raw->heard_n] = '\0';
		end = strstr(raw->heard + from, "\r\n\r\n");
		if (end == NULL)
			continue;
		length = strstr(raw->heard + from, "Content-Length: ");
		need = (size_t)(end + 4 - raw->heard) +
		    (length != NULL && length < end ? strtoul(length + 16, NULL, 10) : 0);
	}
	raw->requests++;
	return true;
}

static void
answer_once(struct raw *raw, int fd, const char *text)
{
	char junk[4096];

	memset(junk, 'j', sizeof(junk));
	if (!hear_request(raw, fd))
		return;
	say(fd, text);
	for (size_t sent = 0; sent < raw->fill; sent += sizeof(junk))
		if (send(fd, junk, sizeof(junk), MSG_NOSIGNAL) <= 0)
			return;
}

static void *
raw_run(void *ctx)
{
	struct raw *raw = ctx;

	for (int i = 0; i < 4 && raw->answers[i] != NULL; i++) {
		int fd = accept(raw->fd, NULL, NULL);
		char rest[64];

		if (fd < 0)
			break;
		raw->connections++;
		answer_once(raw, fd, raw->answers[i]);
		if (raw->again)
			(void)hear_request(raw, fd); /* and close without a word */
		while (raw->hang && recv(fd, rest, sizeof(rest), 0) > 0)
			continue;
		(void)close(fd);
	}
	return NULL;
}

static void
raw_start(struct raw *raw)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);

	(void)signal(SIGPIPE, SIG_IGN);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	raw->fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(raw->fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(raw->fd, 4), 0);
	assert_int_equal(getsockname(raw->fd, (struct sockaddr *)&at, &size), 0);
	raw->port = ntohs(at.sin_port);
	assert_int_equal(pthread_create(&raw->thread, NULL, raw_run, raw), 0);
}

static void
raw_stop(struct raw *raw)
{
	(void)shutdown(raw->fd, SHUT_RDWR);
	(void)close(raw->fd);
	assert_int_equal(pthread_join(raw->thread, NULL), 0);
}

/* ---- one request and its end ---- */

struct result {
	int calls, status;
	enum http_reach reach;
	bool cut, held_back, barred;
	int64_t retry_after_ms;
	char location[64];
	char *body, error[256];
	size_t body_n;
	struct input_peer marked;
};

static void
on_done(void *ctx, const struct http_answer *answer)
{
	struct result *result = ctx;

	result->calls++;
	result->marked = input_current();
	result->reach = answer->reach;
	result->status = answer->status;
	result->cut = answer->cut;
	result->held_back = answer->held_back;
	result->barred = answer->barred;
	result->retry_after_ms = answer->retry_after_ms;
	(void)view_copy(answer->location, result->location, sizeof(result->location));
	result->body = view_dup(answer->body);
	result->body_n = answer->body.n;
	(void)snprintf(result->error, sizeof(result->error), "%s", answer->error);
}

struct rig {
	uv_loop_t loop;
	struct http_client *client;
	char url[128];
	int closed;
};

static void
rig_start(struct rig *rig, int port)
{
	struct err err;

	assert_int_equal(uv_loop_init(&rig->loop), 0);
	assert_int_equal(http_client_new(&rig->loop, 8, &rig->client, &err), 0);
	rig->closed = 0;
	(void)snprintf(rig->url, sizeof(rig->url), "http://127.0.0.1:%d/messages?a=b", port);
}

static void
on_rig_closed(void *ctx)
{
	((struct rig *)ctx)->closed++;
}

static void
rig_stop(struct rig *rig)
{
	http_client_close(rig->client, on_rig_closed, rig);
	(void)uv_run(&rig->loop, UV_RUN_DEFAULT);
	assert_int_equal(rig->closed, 1);
	assert_int_equal(uv_loop_close(&rig->loop), 0);
}

/* A request without a limit has the patience of the test instead of the default limit. */
static void
run(struct rig *rig, const struct http_request *request, struct result *result)
{
	struct http_request limited = *request;

	if (limited.timeout_ms == 0)
		limited.timeout_ms = (uint32_t)test_patience_ms();
	*result = (struct result){ .calls = 0 };
	http_client_send(rig->client, &limited, on_done, result);
	assert_int_equal(result->calls, 0); /* never from inside the call */
	while (result->calls == 0)
		(void)uv_run(&rig->loop, UV_RUN_ONCE);
}

/* POSTs "hello" to a server that gives `answer`. */
static void
post(struct raw *raw, uint32_t timeout_ms, struct result *result)
{
	static const char *const headers[] = { "Content-Type: text/plain", NULL };
	struct rig rig;

	raw_start(raw);
	rig_start(&rig, raw->port);
	run(&rig,
	    &(struct http_request){ .method = "POST",
		.url = rig.url,
		.headers = headers,
		.basic_auth = "user:secret",
		.body = VIEW("hello"),
		.timeout_ms = timeout_ms },
	    result);
	rig_stop(&rig);
	raw_stop(raw);
}

static struct raw *
raw_new(const char *answer)
{
	struct raw *raw = calloc(1, sizeof(*raw));

	raw->answers[0] = answer;
	return raw;
}

static void
an_answer_comes_with_status_and_body(void **unused)
{
	struct raw *raw = raw_new("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok");
	struct result result;

	(void)unused;
	post(raw, 0, &result);
	assert_int_equal(result.reach, HTTP_ANSWERED);
	assert_int_equal(result.status, 201);
	assert_string_equal(result.body, "ok");
	assert_false(result.cut);
	assert_int_equal(result.retry_after_ms, -1);
	assert_memory_equal(raw->heard, "POST /messages?a=b HTTP/1.1\r\n", 29);
	assert_non_null(strstr(raw->heard, "Content-Type: text/plain\r\n"));
	assert_non_null(strstr(raw->heard, "Authorization: Basic dXNlcjpzZWNyZXQ=\r\n"));
	assert_non_null(strstr(raw->heard, "Content-Length: 5\r\n"));
	assert_null(strstr(raw->heard, "Expect"));
	assert_string_equal(strstr(raw->heard, "\r\n\r\n") + 4, "hello");
	free(result.body);
	free(raw);
}

static void
an_answer_is_input_of_whom_the_request_names_or_of_whoever_is_served(void **unused)
{
	const struct input_peer account = input_peer_of(INPUT_CARRIER_ACCOUNT, 1, 2),
				user = input_peer_of(INPUT_USER, 1, 3);
	struct raw *raw = raw_new("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	struct http_request request = { .method = "GET", .input = &account };
	struct result result;
	struct rig rig;

	(void)unused;
	raw->answers[1] = raw->answers[0];
	raw_start(raw);
	rig_start(&rig, raw->port);
	request.url = rig.url;
	run(&rig, &request, &result);
	assert_int_equal(result.marked.kind, INPUT_CARRIER_ACCOUNT);
	assert_string_equal(result.marked.id, "1:2");
	assert_int_equal(input_current().kind, INPUT_NONE);
	free(result.body);
	request.input = NULL;
	input_enter(&user);
	run(&rig, &request, &result);
	assert_int_equal(result.marked.kind, INPUT_USER);
	assert_string_equal(result.marked.id, "1:3");
	assert_int_equal(input_current().kind, INPUT_NONE);
	free(result.body);
	rig_stop(&rig);
	raw_stop(raw);
	free(raw);
}

static void
half_an_answer_is_sent_with_outcome_unknown(void **unused)
{
	struct raw *raw = raw_new("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
	struct result result;

	(void)unused;
	post(raw, 0, &result);
	assert_int_equal(result.reach, HTTP_SENT);
	assert_int_equal(result.body_n, 0);
	assert_true(result.error[0] != '\0');
	free(result.body);
	free(raw);
}

static void
no_answer_in_time_is_sent(void **unused)
{
	struct raw *raw = raw_new("");
	struct http_request patient = { .method = "POST",
		.timeout_ms = (uint32_t)test_patience_ms() };
	struct result result, other = { .calls = 0 };
	struct rig rig;
	int64_t from, took;

	(void)unused;
	raw->hang = true;
	raw_start(raw);
	rig_start(&rig, raw->port);
	patient.url = rig.url;
	http_client_send(rig.client, &patient, on_done, &other);
	from = clock_mono_ms();
	run(&rig, &(struct http_request){ .method = "POST", .url = rig.url, .timeout_ms = 200 },
	    &result);
	took = clock_mono_ms() - from;
	assert_int_equal(result.reach, HTTP_SENT);
	assert_int_equal(other.calls, 0); /* by its own limit, for the other has begun before it */
	assert_true(took >= 200 && test_in_time("the end of a request", took, 1500));
	rig_stop(&rig);
	raw_stop(raw);
	free(other.body);
	free(result.body);
	free(raw);
}

static void
a_connection_closed_without_answer_is_sent(void **unused)
{
	struct raw *raw = raw_new("");
	struct result result;

	(void)unused;
	post(raw, 0, &result);
	assert_int_equal(result.reach, HTTP_SENT);
	assert_int_equal(raw->connections, 1);
	free(result.body);
	free(raw);
}

static void
what_could_not_leave_is_not_sent(void **unused)
{
	static const char *const urls[] = { "http://127.0.0.1:1/", "http://nowhere.invalid/",
		"ftp://127.0.0.1/", "not a url", "" };
	struct result result;
	struct rig rig;

	(void)unused;
	rig_start(&rig, 0);
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		run(&rig,
		    &(struct http_request){ .method = "POST",
			.url = urls[i],
			.body = VIEW("hello"),
			.timeout_ms = 3000 },
		    &result);
		assert_int_equal(result.reach, HTTP_NOT_SENT);
		assert_true(result.error[0] != '\0');
		free(result.body);
	}
	rig_stop(&rig);
}

static bool
never(void *ctx)
{
	(void)ctx;
	return false;
}

static void
a_body_that_may_not_leave_any_more_stays(void **unused)
{
	struct raw *raw = raw_new("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
	struct result result;
	struct rig rig;

	(void)unused;
	raw_start(raw);
	rig_start(&rig, raw->port);
	run(&rig,
	    &(struct http_request){
		.method = "POST", .url = rig.url, .body = VIEW("hello"), .may_leave = never },
	    &result);
	rig_stop(&rig);
	raw_stop(raw);
	assert_int_equal(result.reach, HTTP_NOT_SENT);
	assert_true(result.held_back);
	assert_int_equal(raw->requests, 0);
	assert_null(strstr(raw->heard, "hello"));
	free(result.body);
	free(raw);
}

static int asked;

static bool
only_elsewhere(const struct sockaddr *address)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)address;

	asked++;
	return in->sin_addr.s_addr != htonl(INADDR_LOOPBACK);
}

static bool
anywhere(const struct sockaddr *address)
{
	asked += address->sa_family == AF_INET;
	return true;
}

static void
an_address_that_may_not_be_connected_to_is_never_touched(void **unused)
{
	struct raw *raw = raw_new("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n");
	struct result result;
	struct rig rig;

	(void)unused;
	raw_start(raw);
	rig_start(&rig, raw->port);
	asked = 0;
	/* By its name: what counts is the address that it resolves to. */
	(void)snprintf(rig.url, sizeof(rig.url), "http://localhost:%d/", raw->port);
	run(&rig,
	    &(struct http_request){ .method = "POST",
		.url = rig.url,
		.body = VIEW("hello"),
		.may_connect = only_elsewhere },
	    &result);
	free(result.body);
	assert_true(asked > 0);
	assert_int_equal(result.reach, HTTP_NOT_SENT);
	assert_true(result.barred);
	assert_false(result.held_back);
	assert_int_equal(raw->requests, 0);
	(void)snprintf(rig.url, sizeof(rig.url), "http://127.0.0.1:%d/", raw->port);
	run(&rig,
	    &(struct http_request){
		.method = "POST", .url = rig.url, .body = VIEW("hello"), .may_connect = anywhere },
	    &result);
	rig_stop(&rig);
	raw_stop(raw);
	assert_int_equal(result.reach, HTTP_ANSWERED);
	assert_false(result.barred);
	assert_int_equal(raw->requests, 1);
	free(result.body);
	free(raw);
}

static void
tls_with_a_server_that_speaks_none_is_not_sent(void **unused)
{
	struct raw *raw = raw_new("HTTP/1.1 400 Bad Request\r\n\r\n");
	struct result result;
	struct rig rig;

	(void)unused;
	raw_start(raw);
	rig_start(&rig, raw->port);
	(void)snprintf(rig.url, sizeof(rig.url), "https://127.0.0.1:%d/", raw->port);
	run(&rig,
	    &(struct http_request){
		.method = "POST", .url = rig.url, .body = VIEW("hello"), .timeout_ms = 500 },
	    &result);
	assert_int_equal(result.reach, HTTP_NOT_SENT);
	free(result.body);
	rig_stop(&rig);
	raw_stop(raw);
	free(raw);
}

static void
a_kept_connection_that_dies_does_not_get_the_request_twice(void **unused)
{
	static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
	struct raw *raw = raw_new(answer);
	struct result result;
	struct rig rig;
	struct http_request request = { .method = "POST", .body = VIEW("hello") };

	(void)unused;
	raw->again = true;
	raw->answers[1] = answer;
	raw_start(raw);
	rig_start(&rig, raw->port);
	request.url = rig.url;
	run(&rig, &request, &result);
	assert_int_equal(result.reach, HTTP_ANSWERED);
	free(result.body);
	run(&rig, &request, &result); /* read whole by the server, which closes then */
	assert_int_equal(result.reach, HTTP_SENT);
	free(result.body);
	assert_int_equal(raw->requests, 2);
	rig_stop(&rig);
	raw_stop(raw);
	assert_int_equal(raw->requests, 2);
	free(raw);
}

static void
retry_after_is_told_in_milliseconds(void **unused)
{
	struct raw *raw =
	    raw_new("HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
	char text[256], date[64];
	struct result result;
	time_t then = time(NULL) + 100;
	struct tm utc;

	(void)unused;
	post(raw, 0, &result);
	assert_int_equal(result.status, 429);
	assert_int_equal(result.retry_after_ms, 7000);
	free(result.body);
	free(raw);

	(void)gmtime_r(&then, &utc);
	(void)strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &utc);
	(void)snprintf(text, sizeof(text),
	    "HTTP/1.1 503 Wait\r\nretry-after: %s\r\nContent-Length: 0\r\n\r\n", date);
	raw = raw_new(text);
	post(raw, 0, &result);
	assert_int_equal(result.status, 503);
	assert_in_range(result.retry_after_ms, 95000, 100000);
	free(result.body);
	free(raw);

	raw = raw_new("HTTP/1.1 503 Wait\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n");
	post(raw, 0, &result);
	assert_int_equal(result.retry_after_ms, -1);
	free(result.body);
	free(raw);
}

static void
a_redirect_is_an_answer_and_not_followed(void **unused)
{
	struct raw *raw =
	    raw_new("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n");
	struct result result;

	(void)unused;
	post(raw, 0, &result);
	assert_int_equal(result.reach, HTTP_ANSWERED);
	assert_int_equal(result.status, 302);
	assert_string_equal(result.location, "/other");
	assert_int_equal(raw->requests, 1);
	free(result.body);
	free(raw);
}

static void
an_answer_of_10_mb_is_cut_at_its_bound(void **unused)
{
	struct raw *raw = raw_new("HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n");
	struct result result;

	(void)unused;
	raw->fill = 10485760;
	post(raw, 0, &result);
	assert_int_equal(result.reach, HTTP_ANSWERED);
	assert_int_equal(result.status, 200);
	assert_true(result.cut);
	assert_int_equal(result.body_n, 64 * 1024);
	free(result.body);
	free(raw);
}

static void
methods_go_out_as_they_are_named(void **unused)
{
	static const char *const methods[] = { "GET", "DELETE", "PUT", "PATCH" };
	static const char answer[] = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
	struct raw *raw = raw_new(answer);
	struct result result;
	struct rig rig;

	(void)unused;
	raw->answers[1] = raw->answers[2] = raw->answers[3] = answer;
	raw_start(raw);
	rig_start(&rig, raw->port);
	for (int i = 0; i < 4; i++) {
		size_t from = raw->heard_n;

		run(&rig,
		    &(struct http_request){ .method = methods[i],
			.url = rig.url,
			.body = i < 2 ? VIEW("") : VIEW("hello") },
		    &result);
		assert_int_equal(result.status, 204);
		assert_memory_equal(raw->heard + from, methods[i], strlen(methods[i]));
		free(result.body);
	}
	rig_stop(&rig);
	raw_stop(raw);
	free(raw);
}

static void
closing_ends_what_is_under_way(void **unused)
{
	struct raw *raw = raw_new("");
	struct result first = { .calls = 0 }, second = { .calls = 0 };
	struct rig rig;
	struct http_request request = { .method = "POST", .body = VIEW("hello") };

	(void)unused;
	raw->hang = true;
	raw_start(raw);
	rig_start(&rig, raw->port);
	request.url = rig.url;
	http_client_send(rig.client, &request, on_done, &first);
	while (raw->requests == 0)
		(void)uv_run(&rig.loop, UV_RUN_ONCE);
	http_client_send(rig.client, &request, on_done, &second);
	rig_stop(&rig);
	assert_int_equal(first.calls, 1);
	assert_int_equal(first.reach, HTTP_SENT);
	assert_int_equal(second.calls, 1);
	assert_int_equal(second.reach, HTTP_SENT);
	free(first.body);
	free(second.body);
	raw_stop(raw);
	free(raw);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_comes_with_status_and_body),
		cmocka_unit_test(
		    an_answer_is_input_of_whom_the_request_names_or_of_whoever_is_served),
		cmocka_unit_test(half_an_answer_is_sent_with_outcome_unknown),
		cmocka_unit_test(no_answer_in_time_is_sent),
		cmocka_unit_test(a_connection_closed_without_answer_is_sent),
		cmocka_unit_test(what_could_not_leave_is_not_sent),
		cmocka_unit_test(a_body_that_may_not_leave_any_more_stays),
		cmocka_unit_test(an_address_that_may_not_be_connected_to_is_never_touched),
		cmocka_unit_test(tls_with_a_server_that_speaks_none_is_not_sent),
		cmocka_unit_test(a_kept_connection_that_dies_does_not_get_the_request_twice),
		cmocka_unit_test(retry_after_is_told_in_milliseconds),
		cmocka_unit_test(a_redirect_is_an_answer_and_not_followed),
		cmocka_unit_test(an_answer_of_10_mb_is_cut_at_its_bound),
		cmocka_unit_test(methods_go_out_as_they_are_named),
		cmocka_unit_test(closing_ends_what_is_under_way),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
