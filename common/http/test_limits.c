/* limits: how much of a body is kept, and how much of all bodies together; what is refused for its
 * head alone. */
#include "common/http/test_kit.h"

#define CHUNKED(what) what " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

enum { SMALL = 10, LARGE = 60000, BODIES = 100000 };

static void
on_echo(struct http_req *req, void *app)
{
	(void)app;
	http_reply(req, 200, "text/plain", http_body(req));
}

static const struct http_route routes[] = {
	ROUTE(GET, "/", 0, body_none, on_echo, ""),
	ROUTE(DEL, "/", 0, body_none, on_echo, ""),
	ROUTE(POST, "/usual", 0, body_raw, on_echo, ""),
	ROUTE(POST, "/held", 0, body_raw, kit_hold, ""),
	ROUTE_MAX(POST, "/small", 0, SMALL, body_raw, on_echo, ""),
	ROUTES_END,
};

static int
setup(void **state)
{
	struct kit *kit = calloc(1, sizeof(*kit));

	kit->routes = routes;
	kit->config.max_bodies = BODIES;
	kit_start(kit);
	*state = kit;
	return 0;
}

static int
teardown(void **state)
{
	kit_stop(*state);
	free(*state);
	return 0;
}

/* A head that announces `n` bytes. */
static void
announce(int fd, const char *what, size_t n)
{
	char head[200];

	(void)snprintf(
	    head, sizeof(head), "%s HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n", what, n);
	say(fd, head);
}

static void
send_body(int fd, size_t n)
{
	static char bytes[LARGE];

	memset(bytes, 'b', sizeof(bytes));
	send_stepped(fd, bytes, n, n);
}

static void
assert_too_large(const struct answer *answer, const char *max)
{
	char member[60];

	(void)snprintf(member, sizeof(member), "\"max_bytes\":%s,", max);
	assert_int_equal(answer->status, 413);
	assert_non_null(strstr(answer->head, "application/problem+json"));
	assert_non_null(strstr(answer->body, "\"type\":\"too_large\""));
	assert_non_null(strstr(answer->body, max));
	assert_non_null(strstr(answer->body, member));
}

/* The body never comes, so that the answer can only be to the head. */
static void
what_the_head_forbids_is_answered_before_the_body_comes(void **state)
{
	static const struct {
		const char *what;
		size_t n;
		int status;
		const char *max; /* with 413 */
	} cases[] = {
		{ "POST /small", SMALL + 1, 413, "10" },
		{ "POST /usual", ROUTE_BODY_MAX + 1, 413, "65536" },
		{ "GET /", 1, 413, "0" },
		{ "HEAD /", 1, 413, NULL },
		{ "DELETE /", 1, 413, "0" },
		{ "POST /nothing", 1, 404, NULL },
		{ "PUT /small", 1, 405, NULL },
	};
	struct answer answer;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int fd = dial(*state);

		announce(fd, cases[i].what, cases[i].n);
		if (cases[i].what[0] == 'H') {
			hear_exactly(fd, answer.head, 12);
			answer.status = status_after(answer.head);
		} else {
			hear(fd, &answer);
		}
		assert_int_equal(answer.status, cases[i].status);
		if (cases[i].max != NULL)
			assert_too_large(&answer, cases[i].max);
		if (answer.status == 405)
			assert_non_null(strstr(answer.head, "Allow: POST\r\n"));
		(void)close(fd);
	}
	kit_wait(*state, &((struct kit *)*state)->stats.conns, 0);
}

static void
a_body_of_just_its_routes_limit_passes_by_length_and_by_chunks(void **state)
{
	struct answer answer;
	int fd = dial(*state);

	announce(fd, "POST /small", SMALL);
	send_body(fd, SMALL);
	hear(fd, &answer);
	assert_string_equal(answer.body, "bbbbbbbbbb");
	say(fd, CHUNKED("POST /small") "4\r\nbbbb\r\n6\r\nbbbbbb\r\n0\r\n\r\n");
	hear(fd, &answer);
	assert_string_equal(answer.body, "bbbbbbbbbb");
	/* No body at all, said in the long way. */
	say(fd, CHUNKED("GET /") "0\r\n\r\n");
	hear(fd, &answer);
	assert_int_equal(answer.status, 200);
	(void)close(fd);
}

/* Nor do its chunks. */
static void
a_path_that_is_not_there_is_told_before_a_chunk_comes(void **state)
{
	struct answer answer;
	int fd = dial(*state);

	say(fd, CHUNKED("POST /nothing"));
	hear(fd, &answer);
	assert_int_equal(answer.status, 404);
	(void)close(fd);
}

/* The chunk that is too much never comes. */
static void
chunks_that_become_too_much_are_413_at_the_chunks_size(void **state)
{
	static const char *const requests[] = {
		CHUNKED("POST /small") "b\r\n",
		(CHUNKED("POST /small") "4\r\nbbbb\r\n7\r\n"),
		CHUNKED("GET /") "1\r\n",
	};
	struct answer answer;

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		int fd = dial(*state);

		say(fd, requests[i]);
		hear(fd, &answer);
		assert_too_large(&answer, i < 2 ? "10" : "0");
		(void)close(fd);
	}
}

/* How far a body's memory is ahead of its bytes depends on how they come. */
static void
wait_held(struct kit *kit, int64_t at_least)
{
	int64_t end = test_patience_ends_ms();

	while (kit_stats(kit)->body_bytes < at_least) {
		assert_true(clock_mono_ms() < end);
		(void)poll(NULL, 0, 1);
	}
}

static void
bodies_together_take_no_more_than_their_bound_and_short_ones_still_pass(void **state)
{
	struct kit *kit = *state;
	struct answer answer;
	int first = dial(kit), second = dial(kit), third = dial(kit);

	announce(first, "POST /usual", LARGE);
	send_body(first, LARGE - 1);
	wait_held(kit, LARGE - 1);
	announce(second, "POST /usual", LARGE);
	send_body(second, LARGE);
	hear(second, &answer);
	assert_int_equal(answer.status, 503);
	assert_non_null(strstr(answer.head, "Retry-After: 1\r\n"));
	assert_non_null(strstr(answer.body, "\"type\":\"overload\""));
	assert_true(kit_stats(kit)->body_bytes <= BODIES);
	announce(third, "POST /usual", 1000);
	send_body(third, 1000);
	hear(third, &answer);
	assert_int_equal(answer.status, 200);
	/* What ends gives its memory back, whether it was answered or left. */
	(void)close(first);
	kit_wait(kit, &kit->stats.body_bytes, 0);
	announce(third, "POST /held", LARGE);
	send_body(third, LARGE);
	kit_wait(kit, &kit->stats.parked, 1);
	assert_true(kit_stats(kit)->body_bytes >= LARGE);
	kit_call(kit, kit_do_release);
	kit_wait(kit, &kit->stats.body_bytes, 0);
	(void)close(second);
	(void)close(third);
}

static void
a_body_that_is_announced_and_does_not_come_takes_nothing(void **state)
{
	enum { COUNT = 50 };
	struct kit *kit = *state;
	struct answer answer;
	int waiting[COUNT], fd = dial(kit);

	kit_wait(kit, &kit->stats.conns, 1);
	for (int i = 0; i < COUNT; i++) {
		waiting[i] = dial(kit);
		announce(waiting[i], "POST /usual", LARGE);
		send_body(waiting[i], 1);
	}
	kit_wait(kit, &kit->stats.conns, COUNT + 1);
	assert_int_equal(kit_stats(kit)->body_bytes, 0);
	announce(fd, "POST /held", LARGE);
	send_body(fd, LARGE);
	kit_wait(kit, &kit->stats.parked, 1);
	kit_call(kit, kit_do_release);
	hear_exactly(fd, answer.head, 12);
	assert_memory_equal(answer.head, "HTTP/1.1 202", 12);
	for (int i = 0; i < COUNT; i++)
		(void)close(waiting[i]);
	(void)close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    what_the_head_forbids_is_answered_before_the_body_comes, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_body_of_just_its_routes_limit_passes_by_length_and_by_chunks, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(
		    a_path_that_is_not_there_is_told_before_a_chunk_comes, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    chunks_that_become_too_much_are_413_at_the_chunks_size, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    bodies_together_take_no_more_than_their_bound_and_short_ones_still_pass, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(
		    a_body_that_is_announced_and_does_not_come_takes_nothing, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
