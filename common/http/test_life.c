/* life: parked requests whose client goes, half-closes, deadlines with short limits, and the
 * clean stop, after which the loop must close. */
#include "common/http/test_kit.h"

static void
on_hello(struct http_req *req, void *app)
{
	(void)app;
	http_reply(req, 200, "text/plain", VIEW("hello"));
}

static int freed_users;

static void
free_user(void *user)
{
	(void)user;
	freed_users++;
}

static void
on_held(struct http_req *req, void *app)
{
	http_set_user(req, req, free_user);
	kit_hold(req, app);
}

static void
on_big(struct http_req *req, void *app)
{
	static char big[8 * 1024 * 1024];

	(void)app;
	memset(big, 'b', sizeof(big));
	http_reply(req, 200, "text/plain", (struct view){ big, sizeof(big) });
}

static const char zeros[2 * BUF_MAX_DEFAULT + 1];

static void
on_longest(struct http_req *req, void *app)
{
	(void)app;
	http_reply(req, 200, "text/plain", (struct view){ zeros, BUF_MAX_DEFAULT });
}

static void
on_beyond(struct http_req *req, void *app)
{
	(void)app;
	http_reply(req, 200, "text/plain", (struct view){ zeros, sizeof(zeros) });
}

static const struct http_route routes[] = {
	ROUTE(GET, "/", 0, body_none, on_hello, ""),
	ROUTE(POST, "/held", 0, body_raw, on_held, ""),
	ROUTE(GET, "/held", 0, body_none, on_held, ""),
	ROUTE(GET, "/big", 0, body_none, on_big, ""),
	ROUTE(GET, "/longest", 0, body_none, on_longest, ""),
	ROUTE(GET, "/beyond", 0, body_none, on_beyond, ""),
	ROUTES_END,
};

#define HELD "POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"

static struct kit *
start(uint32_t header_ms, uint32_t body_ms, uint32_t idle_ms, uint32_t reply_ms)
{
	struct kit *kit = calloc(1, sizeof(*kit));

	kit->routes = routes;
	kit->config.header_ms = header_ms;
	kit->config.body_ms = body_ms;
	kit->config.idle_ms = idle_ms;
	kit->config.reply_ms = reply_ms;
	freed_users = 0;
	kit_start(kit);
	return kit;
}

static void
reset(int fd)
{
	struct linger linger = { .l_onoff = 1, .l_linger = 0 };

	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	(void)close(fd);
}

static void
a_late_answer_to_a_client_that_reset_is_counted_and_dropped(void **unused)
{
	struct kit *kit = start(0, 0, 0, 0);

	(void)unused;
	for (int64_t i = 0; i < 200; i++) {
		int fd = dial(kit);

		say(fd, HELD HELD);
		kit_wait(kit, &kit->stats.parked, 2 * (i + 1));
		reset(fd);
	}
	kit_wait(kit, &kit->stats.conns, 0);
	assert_int_equal(kit->stats.gone_while_parked, 400);
	assert_int_equal(freed_users, 0);
	kit_call(kit, kit_do_release);
	assert_int_equal(freed_users, 400);
	kit_wait(kit, &kit->stats.parked, 0);
	kit_stop_and_free(kit);
}

static void
a_client_that_shut_its_sending_side_still_gets_its_answers(void **unused)
{
	struct kit *kit = start(0, 0, 0, 0);
	char heard[4096];
	int fd = dial(kit);

	(void)unused;
	say(fd, HELD HELD GET("/"));
	(void)shutdown(fd, SHUT_WR);
	kit_wait(kit, &kit->stats.parked, 2);
	kit_call(kit, kit_do_release);
	(void)hear_all(fd, heard, sizeof(heard));
	assert_non_null(strstr(heard, " 202 "));
	assert_string_equal(heard + strlen(heard) - 5, "hello");
	(void)close(fd);
	assert_int_equal(kit_stats(kit)->gone_while_parked, 0);
	kit_stop_and_free(kit);
}

static void
half_a_request_and_then_the_end_is_closed_without_an_answer(void **unused)
{
	struct kit *kit = start(0, 0, 0, 0);
	char heard[4096];
	int fd = dial(kit);

	(void)unused;
	say(fd, "GET / HT");
	(void)shutdown(fd, SHUT_WR);
	assert_int_equal(hear_all(fd, heard, sizeof(heard)), 0);
	(void)close(fd);
	kit_stop_and_free(kit);
}

/* Sends a byte each 20 ms until the server answers; returns the status, or 0 for a close. */
static int
drip(struct kit *kit, const char *begin, const char *more, int64_t *took)
{
	char heard[4096] = { 0 };
	int64_t from = clock_mono_ms();
	int fd = dial(kit);
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	const char *status;

	say(fd, begin);
	while (poll(&wait, 1, 20) == 0 && clock_mono_ms() - from < test_patience_ms())
		say(fd, more);
	(void)recv(fd, heard, sizeof(heard) - 1, MSG_DONTWAIT);
	(void)close(fd);
	*took = clock_mono_ms() - from;
	status = strstr(heard, "HTTP/1.1 ");
	return status != NULL ? status_after(status) : 0;
}

static void
a_slow_head_is_408_whatever_still_drips(void **unused)
{
	struct kit *kit = start(300, 0, 0, 0);
	struct kit *patient = start(0, 0, 0, 0);
	struct pollfd other = { .fd = dial(patient), .events = POLLIN };
	int64_t took;

	(void)unused;
	say(other.fd, "GET /");
	assert_int_equal(drip(kit, "GET / HTTP/1.1\r\nHost: a\r\n", "A: b\r\n", &took), 408);
	assert_true(took >= 300 && test_in_time("the end of a slow head", took, 1500));
	assert_int_equal(drip(kit, "GET /", "a", &took), 408);
	assert_true(took >= 300 && test_in_time("the end of a slow head", took, 1500));
	/* By this server's own limit: two of the default one are longer than one. */
	assert_int_equal(poll(&other, 1, 0), 0);
	(void)close(other.fd);
	kit_stop_and_free(kit);
	kit_stop_and_free(patient);
}

static void
a_slow_body_is_408_whatever_still_drips(void **unused)
{
	struct kit *kit = start(0, 300, 0, 0);
	int64_t took;

	(void)unused;
	assert_int_equal(
	    drip(kit, "POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n", "a", &took),
	    408);
	assert_true(took >= 300 && test_in_time("the end of a slow body", took, 1400));
	assert_int_equal(
	    drip(kit, "POST /held HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
		"1\r\na\r\n", &took),
	    408);
	kit_stop_and_free(kit);
}

static void
a_quiet_connection_is_closed_without_a_word(void **unused)
{
	struct kit *kit = start(0, 0, 300, 0);
	struct answer answer;
	char heard[4096];
	int64_t from = clock_mono_ms();
	int fd = dial(kit), untouched = dial(kit);

	(void)unused;
	say(fd, GET("/"));
	hear(fd, &answer);
	assert_int_equal(hear_all(fd, heard, sizeof(heard)), 0);
	assert_int_equal(hear_all(untouched, heard, sizeof(heard)), 0);
	/* TEST_LATE_TIMES this bound is still below the default limit, 60 s; likewise below. */
	assert_true(test_in_time("the end of a quiet connection", clock_mono_ms() - from, 2500));
	(void)close(fd);
	(void)close(untouched);
	kit_stop_and_free(kit);
}

static void
a_handler_that_takes_too_long_is_answered_for_with_503(void **unused)
{
	struct kit *kit = start(0, 0, 0, 300);
	struct answer answer;
	int64_t from = clock_mono_ms();
	int fd = dial(kit);

	(void)unused;
	say(fd, HELD GET("/held") GET("/"));
	hear(fd, &answer);
	assert_int_equal(answer.status, 503);
	assert_true(test_in_time("the answer for a slow handler", clock_mono_ms() - from, 1400));
	assert_non_null(strstr(answer.body, "\"type\":\"outcome_unknown\""));
	assert_non_null(strstr(answer.head, "Retry-After: 1"));
	hear(fd, &answer);
	assert_int_equal(answer.status, 503);
	assert_non_null(strstr(answer.body, "\"type\":\"timeout\""));
	hear(fd, &answer);
	assert_int_equal(answer.status, 200);
	kit_call(kit, kit_do_release); /* late: dropped */
	say(fd, GET("/"));
	hear(fd, &answer);
	assert_string_equal(answer.body, "hello");
	(void)close(fd);
	kit_stop_and_free(kit);
}

static void
a_client_that_does_not_read_is_closed(void **unused)
{
	struct kit *kit = start(0, 0, 0, 300);
	int64_t from = clock_mono_ms();
	int fd = dial(kit);

	(void)unused;
	for (int i = 0; i < 4; i++)
		say(fd, GET("/big"));
	kit_wait(kit, &kit->stats.conns, 1);
	kit_wait(kit, &kit->stats.conns, 0);
	assert_true(
	    test_in_time("the end of a client that does not read", clock_mono_ms() - from, 1400));
	(void)close(fd);
	kit_stop_and_free(kit);
}

static void
an_answer_of_the_longest_body_is_whole(void **unused)
{
	struct kit *kit = start(0, 0, 0, 0);
	static char heard[65536];
	size_t total = 0;
	int fd = dial(kit);
	ssize_t n;

	(void)unused;
	say(fd, "GET /longest HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
	while ((n = recv(fd, heard, sizeof(heard), 0)) > 0)
		total += (size_t)n;
	assert_true(total > BUF_MAX_DEFAULT);
	(void)close(fd);
	kit_stop_and_free(kit);
}

static void
an_answer_that_fits_nowhere_ends_its_connection(void **unused)
{
	struct kit *kit = start(0, 0, 0, 0);
	int fd = dial(kit);
	char heard[64];

	(void)unused;
	say(fd, GET("/beyond"));
	assert_int_equal(hear_all(fd, heard, sizeof(heard)), 0);
	(void)close(fd);
	kit_stop_and_free(kit);
}

static void
requests_wait_while_a_client_reads_slower_than_it_asks(void **unused)
{
	enum { COUNT = 20, SIZE = 8 * 1024 * 1024 };
	struct kit *kit = start(0, 0, 0, 0);
	size_t total = 0, wanted = (size_t)COUNT * SIZE;
	static char heard[65536];
	int fd = dial(kit);

	(void)unused;
	for (int i = 0; i < COUNT; i++)
		say(fd, GET("/big"));
	kit_wait(kit, &kit->stats.requests, 1);
	assert_true(kit_stats(kit)->requests < COUNT);
	while (total < wanted) {
		ssize_t n = recv(fd, heard, sizeof(heard), 0);

		assert_true(n > 0);
		total += (size_t)n;
	}
	kit_wait(kit, &kit->stats.requests, COUNT);
	(void)close(fd);
	kit_stop_and_free(kit);
}

static void
a_connection_without_a_request_ends_as_a_slow_head_does(void **unused)
{
	struct kit *kit = start(1500, 0, 60000, 0);
	int silent = dial(kit), served = dial(kit);
	struct answer answer;
	char heard[64];

	(void)unused;
	say(served, GET("/"));
	hear(served, &answer);
	assert_int_equal(hear_all(silent, heard, sizeof(heard)), 0);
	say(served, GET("/"));
	hear(served, &answer);
	assert_int_equal(answer.status, 200);
	(void)close(silent);
	(void)close(served);
	kit_stop_and_free(kit);
}

static void
connections_of_one_address_beyond_its_part_are_closed_at_once(void **unused)
{
	static const char *const proxies[] = { "127.0.0.1", NULL };
	struct answer answer;
	char heard[64];
	int first, second;

	(void)unused;
	for (int trusted = 0; trusted < 2; trusted++) {
		struct kit *kit = calloc(1, sizeof(*kit));

		kit->routes = routes;
		kit->config.max_conns_of_source = 1;
		kit->config.trusted_proxies = trusted ? proxies : NULL;
		kit_start(kit);
		first = dial(kit);
		say(first, GET("/"));
		hear(first, &answer);
		second = dial(kit);
		if (trusted) {
			say(second, GET("/"));
			hear(second, &answer);
		} else {
			assert_int_equal(hear_all(second, heard, sizeof(heard)), 0);
			kit_wait(kit, &kit->stats.rejected, 1);
		}
		(void)close(first);
		(void)close(second);
		kit_stop_and_free(kit);
	}
}

static void
connections_beyond_the_limit_are_closed_at_once(void **unused)
{
	struct kit *kit = calloc(1, sizeof(*kit));
	struct answer answer;
	char heard[64];
	int first, second;

	(void)unused;
	kit->routes = routes;
	kit->config.max_conns = 1;
	kit_start(kit);
	first = dial(kit);
	say(first, GET("/"));
	hear(first, &answer);
	second = dial(kit);
	assert_int_equal(hear_all(second, heard, sizeof(heard)), 0);
	(void)close(second);
	kit_wait(kit, &kit->stats.rejected, 1);
	(void)close(first);
	kit_stop_and_free(kit);
}

/* ---- stop ---- */

static void
kit_do_stop_then_release(struct kit *kit)
{
	kit_do_stop(kit);
	kit_do_release(kit);
}

static void
a_stop_waits_for_parked_requests_and_says_close(void **unused)
{
	struct kit *kit = start(0, 0, 0, 0);
	struct answer first, second;
	char heard[64];
	int fd = dial(kit), idle = dial(kit);

	(void)unused;
	kit->grace_ms = KIT_NEVER_MS;
	say(fd, HELD HELD);
	kit_wait(kit, &kit->stats.parked, 2);
	kit_wait(kit, &kit->stats.conns, 2);
	/* Released before the stop's turn ends, so that the async handle can go with it. */
	kit_call(kit, kit_do_stop_then_release);
	hear(fd, &first);
	assert_int_equal(first.status, 202);
	assert_null(strstr(first.head, "Connection: close"));
	hear(fd, &second);
	assert_int_equal(second.status, 202);
	assert_non_null(strstr(second.head, "Connection: close"));
	assert_int_equal(hear_all(idle, heard, sizeof(heard)), 0);
	(void)close(fd);
	(void)close(idle);
	kit_join(kit);
	free(kit);
}

/* Its request may be on its way when the stop begins, and a proxy could not send it again. */
static void
an_idle_connection_is_served_once_more_while_the_server_stops(void **unused)
{
	struct kit *kit = start(0, 0, 0, 0);
	struct answer answer;
	char heard[64];
	int idle = dial(kit);

	(void)unused;
	kit->grace_ms = KIT_NEVER_MS;
	kit_wait(kit, &kit->stats.conns, 1);
	kit_call(kit, kit_do_stop);
	say(idle, GET("/"));
	hear(idle, &answer);
	assert_int_equal(answer.status, 200);
	assert_non_null(strstr(answer.head, "Connection: close"));
	assert_int_equal(hear_all(idle, heard, sizeof(heard)), 0);
	(void)close(idle);
	kit_join(kit);
	free(kit);
}

static int early;

static void
dial_and_stop(struct kit *kit)
{
	early = dial(kit);
	say(early, GET("/"));
	kit_do_stop(kit);
}

/* The kernel has made it, so its client takes the request for sent. */
static void
a_connection_that_is_not_accepted_yet_when_the_server_stops_is_served(void **unused)
{
	struct kit *kit = start(0, 0, 0, 0);
	struct answer answer;

	(void)unused;
	kit->grace_ms = KIT_NEVER_MS;
	kit_call(kit, dial_and_stop);
	hear(early, &answer);
	assert_int_equal(answer.status, 200);
	assert_non_null(strstr(answer.head, "Connection: close"));
	(void)close(early);
	kit_join(kit);
	free(kit);
}

/* What a proxy needs to close it first. */
static void
an_unused_connection_is_kept_for_a_while_when_the_server_stops(void **unused)
{
	struct kit *kit = start(0, 0, 0, 0);
	char heard[64];
	int idle = dial(kit);
	int64_t from;

	(void)unused;
	kit->grace_ms = KIT_NEVER_MS;
	kit_wait(kit, &kit->stats.conns, 1);
	from = clock_mono_ms();
	kit_call(kit, kit_do_stop);
	assert_int_equal(hear_all(idle, heard, sizeof(heard)), 0);
	assert_true(clock_mono_ms() - from >= HTTP_STOP_IDLE_MS);
	assert_true(HTTP_STOP_IDLE_MS >= 3 * HTTP_PROXY_IDLE_MS);
	(void)close(idle);
	kit_join(kit);
	free(kit);
}

static struct http_req *kept;

static void
keep_one(struct kit *kit)
{
	kept = kit->held[0];
	kit_do_stop(kit);
}

static void
after_the_grace_time_what_is_parked_gets_503_and_its_handle_stays_good(void **unused)
{
	struct kit *kit = start(0, 0, 0, 0);
	struct answer answer;
	int fd = dial(kit);

	(void)unused;
	kit->grace_ms = 50;
	say(fd, HELD);
	kit_wait(kit, &kit->stats.parked, 1);
	kit_call(kit, keep_one);
	hear(fd, &answer);
	assert_int_equal(answer.status, 503);
	assert_non_null(strstr(answer.head, "Connection: close"));
	(void)close(fd);
	kit_join(kit);
	http_reply_json(kept, 200, json_object()); /* frees the request, and the server with it */
	assert_int_equal(freed_users, 1);
	free(kit);
}

static void
a_stop_with_nothing_open_ends_at_once(void **unused)
{
	struct kit *kit = start(0, 0, 0, 0);
	int64_t from = clock_mono_ms();

	(void)unused;
	kit->grace_ms = 60000;
	kit_stop_and_free(kit);
	/* TEST_LATE_TIMES this bound is still below the grace time. */
	assert_true(test_in_time("a stop with nothing open", clock_mono_ms() - from, 2500));
}

static void
a_server_that_never_listened_stops_too(void **unused)
{
	struct http_config config = { .bind = "no address" };
	struct http_server *server;
	struct err err;
	uv_loop_t loop;

	(void)unused;
	assert_int_equal(uv_loop_init(&loop), 0);
	assert_int_equal(http_server_new(&loop, &config, &server, &err), 0);
	assert_int_equal(http_server_listen(server, &err), -1);
	assert_int_equal(err.kind, ERR_CONFIG);
	http_server_stop(server, 0, NULL, NULL);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
}

static void
a_port_that_is_taken_is_told_in_one_sentence(void **unused)
{
	struct kit *kit = start(0, 0, 0, 0);
	struct http_config config = { .port = kit->port };
	struct http_server *server;
	struct err err = { .kind = ERR_NONE };
	uv_loop_t loop;

	(void)unused;
	assert_int_equal(uv_loop_init(&loop), 0);
	assert_int_equal(http_server_new(&loop, &config, &server, &err), 0);
	assert_int_equal(http_server_listen(server, &err), -1);
	assert_non_null(strstr(err.text, "address already in use"));
	http_server_stop(server, 0, NULL, NULL);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	kit_stop_and_free(kit);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_late_answer_to_a_client_that_reset_is_counted_and_dropped),
		cmocka_unit_test(a_client_that_shut_its_sending_side_still_gets_its_answers),
		cmocka_unit_test(half_a_request_and_then_the_end_is_closed_without_an_answer),
		cmocka_unit_test(a_slow_head_is_408_whatever_still_drips),
		cmocka_unit_test(a_slow_body_is_408_whatever_still_drips),
		cmocka_unit_test(a_quiet_connection_is_closed_without_a_word),
		cmocka_unit_test(a_handler_that_takes_too_long_is_answered_for_with_503),
		cmocka_unit_test(a_client_that_does_not_read_is_closed),
		cmocka_unit_test(an_answer_of_the_longest_body_is_whole),
		cmocka_unit_test(an_answer_that_fits_nowhere_ends_its_connection),
		cmocka_unit_test(requests_wait_while_a_client_reads_slower_than_it_asks),
		cmocka_unit_test(a_connection_without_a_request_ends_as_a_slow_head_does),
		cmocka_unit_test(connections_of_one_address_beyond_its_part_are_closed_at_once),
		cmocka_unit_test(connections_beyond_the_limit_are_closed_at_once),
		cmocka_unit_test(a_stop_waits_for_parked_requests_and_says_close),
		cmocka_unit_test(an_idle_connection_is_served_once_more_while_the_server_stops),
		cmocka_unit_test(
		    a_connection_that_is_not_accepted_yet_when_the_server_stops_is_served),
		cmocka_unit_test(an_unused_connection_is_kept_for_a_while_when_the_server_stops),
		cmocka_unit_test(
		    after_the_grace_time_what_is_parked_gets_503_and_its_handle_stays_good),
		cmocka_unit_test(a_stop_with_nothing_open_ends_at_once),
		cmocka_unit_test(a_server_that_never_listened_stops_too),
		cmocka_unit_test(a_port_that_is_taken_is_told_in_one_sentence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
