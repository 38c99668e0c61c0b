/* The relay's client against a stand-in for rtpengine that loses, repeats, delays, refuses and lies: each command
 * is answered exactly once, whatever happens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/test_patience.h"
#include "common/loop/loop.h"
#include "voiced/relay/relay.h"

enum { KEPT_MAX = 64, KEPT_SIZE = 1024, WAIT_MS = 20 };

struct rig;

/* What the stand-in does with the n-th datagram that it hears (from 1). */
typedef void (*behaviour)(struct rig *rig, int n, const char *datagram);

struct rig {
	uv_loop_t loop;
	struct relay *relay;
	struct timer limit;
	uv_poll_t poll;
	int fd, port, heard, closed, told;
	bool overdue, inside;
	behaviour act;
	struct sockaddr_in from; /* of the datagram at hand */
	char kept[KEPT_MAX][KEPT_SIZE];
	uint64_t random;
};

/* What one command came to. */
struct result {
	struct rig *rig;
	int told;
	enum err_kind kind;
	char text[ERR_TEXT_SIZE], sdp[64];
	size_t calls;
};

/* ---- the stand-in ---- */

static void
answer(struct rig *rig, const char *datagram, const char *json)
{
	char text[KEPT_SIZE];
	int n =
	    snprintf(text, sizeof(text), "%.*s %s", (int)strcspn(datagram, " "), datagram, json);

	assert_int_equal(
	    sendto(rig->fd, text, (size_t)n, 0, (struct sockaddr *)&rig->from, sizeof(rig->from)),
	    n);
}

static void
answer_well(struct rig *rig, int n, const char *datagram)
{
	(void)n;
	answer(rig, datagram,
	    "{\"result\":\"ok\",\"sdp\":\"v=0\",\"calls\":[\"a\",\"b\"],\"tags\":{}}");
}

static void
on_heard(uv_poll_t *poll, int status, int events)
{
	struct rig *rig = poll->data;
	socklen_t size = sizeof(rig->from);
	char text[KEPT_SIZE];
	ssize_t n;

	(void)status;
	(void)events;
	n = recvfrom(
	    rig->fd, text, sizeof(text) - 1, MSG_DONTWAIT, (struct sockaddr *)&rig->from, &size);
	if (n < 0)
		return;
	text[n] = '\0';
	(void)snprintf(rig->kept[rig->heard % KEPT_MAX], KEPT_SIZE, "%s", text);
	rig->heard++;
	rig->act(rig, rig->heard, text);
}

static void
stand_in_open(struct rig *rig)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)rig->port) };
	socklen_t size = sizeof(at);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	rig->fd = socket(AF_INET, SOCK_DGRAM, 0);
	assert_int_equal(bind(rig->fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(getsockname(rig->fd, (struct sockaddr *)&at, &size), 0);
	rig->port = ntohs(at.sin_port);
	assert_int_equal(uv_poll_init(&rig->loop, &rig->poll, rig->fd), 0);
	rig->poll.data = rig;
	assert_int_equal(uv_poll_start(&rig->poll, UV_READABLE, on_heard), 0);
}

static void
stand_in_close(struct rig *rig)
{
	(void)uv_poll_stop(&rig->poll);
	uv_close((uv_handle_t *)&rig->poll, NULL);
	(void)uv_run(&rig->loop, UV_RUN_NOWAIT);
	(void)close(rig->fd);
	rig->fd = -1;
}

/* ---- a rig ---- */

static void
on_limit(void *ctx)
{
	((struct rig *)ctx)->overdue = true;
}

static void
on_closed(void *ctx)
{
	((struct rig *)ctx)->closed++;
}

static struct rig *
rig_new(behaviour act, int under_way)
{
	struct rig *rig = mem_zero(1, sizeof(*rig));
	struct relay_config config = {
		.address = "127.0.0.1", .tries = 3, .wait_ms = WAIT_MS, .under_way = under_way
	};
	struct err err;

	rig->act = act;
	rig->random = 1;
	assert_int_equal(uv_loop_init(&rig->loop), 0);
	timer_init(&rig->limit, &rig->loop, on_limit, rig);
	timer_in(&rig->limit, test_patience_ms());
	stand_in_open(rig);
	config.port = rig->port;
	if (relay_new(&rig->loop, &config, &rig->relay, &err) != 0)
		fail_msg("%s", err.text);
	return rig;
}

#define run_until(rig, condition) \
	do { \
		while (!(condition) && !(rig)->overdue) \
			(void)uv_run(&(rig)->loop, UV_RUN_ONCE); \
		assert_true(condition); \
	} while (0)

/* Nothing may be left: the loop closes only without handles. */
static void
rig_free(struct rig *rig)
{
	if (rig->closed == 0) {
		relay_close(rig->relay, on_closed, rig);
		run_until(rig, rig->closed == 1);
	}
	if (rig->fd >= 0)
		stand_in_close(rig);
	timer_close(&rig->limit, NULL);
	(void)uv_run(&rig->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&rig->loop), 0);
	free(rig);
}

static void
on_done(void *ctx, const struct relay_result *result)
{
	struct result *out = ctx;

	assert_false(out->rig->inside); /* never from inside the call that asked */
	assert_true((result->err == NULL) == (result->reply != NULL));
	out->told++;
	out->kind = result->err != NULL ? result->err->kind : ERR_NONE;
	if (result->err != NULL)
		(void)snprintf(out->text, sizeof(out->text), "%s", result->err->text);
	if (result->reply == NULL)
		return;
	(void)view_copy(result->reply->sdp, out->sdp, sizeof(out->sdp));
	out->calls = ng_list_count(result->reply);
}

static const struct relay_media first_media = {
	.call = VIEW("c1"), .from = VIEW("f"), .to = VIEW("t"), .sdp = VIEW("v=0")
};
static const struct relay_media again_media = {
	.call = VIEW("c1"), .from = VIEW("f"), .to = VIEW("t"), .sdp = VIEW("v=0"), .again = true
};

static void
ask_offer(struct rig *rig, const struct relay_media *media, struct result *result)
{
	result->rig = rig;
	rig->inside = true;
	relay_offer(rig->relay, media, on_done, result);
	rig->inside = false;
}

static void
ask_query(struct rig *rig, struct result *result)
{
	result->rig = rig;
	rig->inside = true;
	relay_query(rig->relay, VIEW("c1"), on_done, result);
	rig->inside = false;
}

/* ---- tests ---- */

static void
a_command_is_answered_with_what_it_gives(void **state)
{
	struct rig *rig = rig_new(answer_well, 0);
	struct result offer = { 0 }, list = { .rig = rig };

	(void)state;
	ask_offer(rig, &first_media, &offer);
	relay_list(rig->relay, 10, on_done, &list);
	assert_int_equal(relay_under_way(rig->relay), 2);
	run_until(rig, offer.told == 1 && list.told == 1);
	assert_int_equal(offer.kind, ERR_NONE);
	assert_string_equal(offer.sdp, "v=0");
	assert_int_equal(list.calls, 2);
	assert_int_equal(relay_under_way(rig->relay), 0);
	rig_free(rig);
}

static void
lose_two(struct rig *rig, int n, const char *datagram)
{
	if (n > 2)
		answer_well(rig, n, datagram);
}

static void
a_lost_datagram_is_sent_again_under_the_same_cookie(void **state)
{
	struct rig *rig = rig_new(lose_two, 0);
	struct result result = { 0 };

	(void)state;
	ask_query(rig, &result);
	run_until(rig, result.told == 1);
	assert_int_equal(result.kind, ERR_NONE);
	assert_int_equal(rig->heard, 3);
	assert_string_equal(rig->kept[0], rig->kept[1]);
	assert_string_equal(rig->kept[0], rig->kept[2]);
	rig_free(rig);
}

static void
keep_silent(struct rig *rig, int n, const char *datagram)
{
	(void)rig;
	(void)n;
	(void)datagram;
}

static void
after_the_last_try_it_is_given_up_and_a_late_answer_is_nobody_s(void **state)
{
	struct rig *rig = rig_new(keep_silent, 0);
	struct result lost = { 0 }, other = { 0 };
	int64_t began = clock_mono_ms();

	(void)state;
	ask_query(rig, &lost);
	run_until(rig, lost.told == 1);
	assert_int_equal(lost.kind, ERR_TIMEOUT);
	assert_true(clock_mono_ms() - began >= (int64_t)WAIT_MS * 7); /* 1 + 2 + 4 waits */
	assert_int_equal(rig->heard, 3);
	/* The same slot serves another command when the late answer comes: it must not take it for its own. */
	ask_query(rig, &other);
	answer_well(rig, 0, rig->kept[0]);
	run_until(rig, rig->heard == 4);
	assert_int_equal(other.told, 0);
	answer_well(rig, 0, rig->kept[3]);
	run_until(rig, other.told == 1);
	assert_int_equal(other.kind, ERR_NONE);
	assert_int_equal(lost.told, 1);
	rig_free(rig);
}

static void
answer_thrice(struct rig *rig, int n, const char *datagram)
{
	for (int i = 0; i < 3; i++)
		answer_well(rig, n, datagram);
}

static void
an_answer_that_comes_three_times_is_told_once(void **state)
{
	struct rig *rig = rig_new(answer_thrice, 0);
	struct result results[3] = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++) {
		ask_query(rig, &results[i]);
		run_until(rig, results[i].told > 0);
	}
	for (int i = 0; i < 3; i++)
		assert_int_equal(results[i].told, 1);
	rig_free(rig);
}

static void
nobody_listens_is_no_answer_and_who_comes_back_in_time_is_heard(void **state)
{
	struct rig *rig = rig_new(answer_well, 0);
	struct result dead = { 0 }, back = { 0 };

	(void)state;
	stand_in_close(rig);
	ask_query(rig, &dead);
	assert_false(relay_is_gone(rig->relay));
	run_until(rig, dead.told == 1);
	assert_int_equal(dead.kind, ERR_TIMEOUT);
	assert_true(relay_is_gone(rig->relay));
	ask_query(rig, &back);
	stand_in_open(rig); /* after the first datagram went to nobody */
	run_until(rig, back.told == 1);
	assert_int_equal(back.kind, ERR_NONE);
	assert_false(relay_is_gone(rig->relay));
	rig_free(rig);
}

static void
who_says_nothing_but_listens_is_not_gone(void **state)
{
	struct rig *rig = rig_new(keep_silent, 0);
	struct result silent = { 0 };

	(void)state;
	ask_query(rig, &silent);
	run_until(rig, silent.told == 1);
	assert_int_equal(silent.kind, ERR_TIMEOUT);
	assert_false(relay_is_gone(rig->relay));
	rig_free(rig);
}

static void
answer_queries_alone(struct rig *rig, int n, const char *datagram)
{
	if (strstr(datagram, "query") != NULL)
		answer_well(rig, n, datagram);
}

static int
heard_of(const struct rig *rig, const char *words)
{
	int count = 0;

	for (int i = 0; i < KEPT_MAX && i < rig->heard; i++)
		count += strstr(rig->kept[i], words) != NULL;
	return count;
}

static void
a_delete_that_was_given_up_is_asked_for_again_once_there_are_answers(void **state)
{
	enum { TRIES = 3 };
	struct rig *rig = rig_new(answer_queries_alone, 0);
	struct result lost = { .rig = rig }, query = { 0 };

	(void)state;
	relay_delete(rig->relay, VIEW("left"), on_done, &lost);
	run_until(rig, lost.told == 1);
	assert_int_equal(lost.kind, ERR_TIMEOUT);
	assert_int_equal(heard_of(rig, "left"), TRIES);
	rig->act = answer_well;
	ask_query(rig, &query);
	run_until(rig, query.told == 1);
	run_until(rig, heard_of(rig, "left") == TRIES + 1 && relay_under_way(rig->relay) == 0);
	ask_query(rig, &query);
	run_until(rig, query.told == 2);
	assert_int_equal(
	    relay_under_way(rig->relay), 0); /* once it was answered it is not asked for again */
	rig_free(rig);
}

static const char *told_next;

static void
answer_as_told(struct rig *rig, int n, const char *datagram)
{
	(void)n;
	answer(
	    rig, datagram, strstr(datagram, "delete") != NULL ? "{\"result\":\"ok\"}" : told_next);
}

static void
each_way_to_refuse_is_told_by_its_kind(void **state)
{
	static const struct {
		const char *json;
		enum err_kind kind;
	} rows[] = {
		{ "{\"result\":\"error\",\"error-reason\":\"Ran out of ports\"}", ERR_OVERLOAD },
		{ "{\"result\":\"error\",\"error-reason\":\"Unknown call-id\"}", ERR_NOT_FOUND },
		{ "{\"result\":\"error\",\"error-reason\":\"Failed to parse SDP\"}", ERR_UPSTREAM },
		{ "{\"result\":\"ok\"}", ERR_UPSTREAM }, /* no SDP */
		{ "{\"result\":", ERR_UPSTREAM },
		{ "\x01\x02\xff", ERR_UPSTREAM },
	};
	struct rig *rig = rig_new(answer_as_told, 0);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct result result = { 0 };

		told_next = rows[i].json;
		ask_offer(rig, &first_media, &result);
		run_until(rig, result.told == 1);
		assert_int_equal(result.kind, rows[i].kind);
		run_until(rig, relay_under_way(rig->relay) == 0);
	}
	rig_free(rig);
}

static int
count_of(const struct rig *rig, const char *word)
{
	int count = 0;

	for (int i = 0; i < rig->heard; i++)
		count += strstr(rig->kept[i], word) != NULL;
	return count;
}

static void
silent_but_for_deletes(struct rig *rig, int n, const char *datagram)
{
	if (strstr(datagram, "\"delete\"") != NULL)
		answer_well(rig, n, datagram);
}

static void
silent_but_for_others(struct rig *rig, int n, const char *datagram)
{
	if (strstr(datagram, "\"call-id\":\"c1\"") == NULL)
		answer_well(rig, n, datagram);
}

/* Who asked does not know of a call that rtpengine may have made of it. */
static void
what_a_failed_offer_leaves_is_deleted_but_no_call_that_is_carried(void **state)
{
	static const struct {
		behaviour act;
		const struct relay_media *media;
		int deletes;
	} rows[] = {
		{ answer_as_told, &first_media, 1 },
		{ silent_but_for_deletes, &first_media, 1 },
		{ answer_as_told, &again_media, 0 },
		{ silent_but_for_deletes, &again_media, 0 },
	};

	(void)state;
	told_next = "{\"result\":\"error\",\"error-reason\":\"Ran out of ports\"}";
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rig *rig = rig_new(rows[i].act, 0);
		struct result result = { 0 };

		ask_offer(rig, rows[i].media, &result);
		run_until(rig, result.told == 1 && relay_under_way(rig->relay) == 0);
		assert_int_not_equal(result.kind, ERR_NONE);
		assert_int_equal(count_of(rig, "\"delete\",\"call-id\":\"c1\",\"delete-delay\":0"),
		    rows[i].deletes);
		rig_free(rig);
	}
}

static void
ask_of_call(struct rig *rig, const char *call, struct result *result)
{
	result->rig = rig;
	relay_block(rig->relay, view_of(call), VIEW("f"), on_done, result);
}

/* Returns the index of the first datagram that contains `words` and differs from `other`, or -1. */
static int
place_of(const struct rig *rig, const char *words, const char *other)
{
	for (int i = 0; i < rig->heard; i++)
		if (strstr(rig->kept[i], words) != NULL && strcmp(rig->kept[i], other) != 0)
			return i;
	return -1;
}

static void
commands_to_a_call_take_effect_in_the_order_in_which_they_were_asked(void **state)
{
	static const char block[] = "\"block media\",\"call-id\":\"c1\"";
	struct rig *rig = rig_new(silent_but_for_others, 0);
	struct result first = { 0 }, second = { 0 }, third = { 0 }, other = { 0 };

	(void)state;
	ask_query(rig, &first);
	ask_of_call(rig, "c1", &second);
	ask_query(rig, &third);
	ask_of_call(rig, "c2", &other);
	assert_int_equal(relay_under_way(rig->relay), 4);
	run_until(rig, other.told == 1); /* no other call waits for that */
	assert_int_equal(place_of(rig, block, ""), -1);
	rig->act = answer_well;
	answer_well(rig, 0, rig->kept[0]);
	run_until(rig, third.told == 1);
	assert_int_equal(first.told + second.told, 2);
	assert_true(place_of(rig, block, "") > 0);
	assert_true(place_of(rig, block, "") < place_of(rig, "\"query\"", rig->kept[0]));
	rig_free(rig);
}

static void
a_queued_command_is_sent_after_a_timeout_and_fails_when_the_relay_is_closed(void **state)
{
	struct rig *rig = rig_new(keep_silent, 0);
	struct result results[4] = { 0 };

	(void)state;
	for (int i = 0; i < 4; i++)
		ask_query(rig, &results[i]);
	run_until(rig, results[0].told == 1);
	assert_int_equal(results[0].kind, ERR_TIMEOUT);
	assert_int_equal(rig->heard, 3);
	run_until(rig, rig->heard == 4);
	assert_string_not_equal(rig->kept[3], rig->kept[0]);
	relay_close(rig->relay, on_closed, rig);
	run_until(rig, rig->closed == 1);
	for (int i = 1; i < 4; i++) {
		assert_int_equal(results[i].told, 1);
		assert_int_equal(results[i].kind, ERR_UNAVAILABLE);
	}
	(void)uv_run(&rig->loop, UV_RUN_NOWAIT); /* what was sent is there to be read: loopback */
	assert_int_equal(rig->heard, 4);
	rig_free(rig);
}

/* One has 40 ports, of which 12 are free: two calls' and 4 that are reserved. */
static void
tell_ports(struct rig *rig, int n, const char *datagram)
{
	if (strstr(datagram, "statistics") == NULL)
		answer_well(rig, n, datagram);
	else
		answer(rig, datagram,
		    "{\"result\":\"ok\",\"statistics\":{\"interfaces\":"
		    "[{\"ports\":{\"totals\":40,\"free\":12}}]}}");
}

static void
tell_no_ports(struct rig *rig, int n, const char *datagram)
{
	(void)n;
	answer(rig, datagram, "{\"result\":\"error\",\"error-reason\":\"Unrecognized command\"}");
}

static void
ask_statistics(struct rig *rig)
{
	struct result result = { .rig = rig };

	relay_statistics(rig->relay, on_done, &result);
	run_until(rig, result.told == 1);
}

static void
ports_that_are_reserved_are_for_priority_alone_as_long_as_they_are_known(void **state)
{
	struct rig *rig = rig_new(tell_ports, 0);
	struct relay_media media = first_media, urgent = first_media;
	struct result results[5] = { 0 };

	(void)state;
	media.call = VIEW("c2");
	urgent.call = VIEW("c3");
	urgent.priority = true;
	ask_statistics(rig);
	ask_offer(rig, &first_media, &results[0]);
	ask_offer(rig, &media, &results[1]); /* before the first is answered */
	ask_offer(rig, &media, &results[2]);
	ask_offer(rig, &again_media, &results[3]);
	ask_offer(rig, &urgent, &results[4]);
	run_until(rig, results[4].told == 1 && results[3].told == 1 && results[2].told == 1);
	assert_int_equal(results[0].kind, ERR_NONE);
	assert_int_equal(results[1].kind, ERR_NONE);
	assert_int_equal(results[2].kind, ERR_OVERLOAD);
	assert_string_equal(
	    results[2].text, "the free ports of rtpengine are reserved for emergency calls");
	assert_int_equal(results[3].kind, ERR_NONE);
	assert_int_equal(results[4].kind, ERR_NONE);
	assert_int_equal(rig->heard, 5); /* with the statistics */
	assert_false(relay_can_admit(rig->relay));
	rig->act = tell_no_ports;
	ask_statistics(rig);
	assert_true(relay_can_admit(rig->relay));
	rig_free(rig);
}

static void
lie_then_answer(struct rig *rig, int n, const char *datagram)
{
	static const char *const lies[] = { "", "x", "0-0-1 {\"result\":\"ok\"}",
		"0123456789abcdef-0-1 {\"result\":\"ok\"}", "--- {}", "a-99999999999999999999-1 {}",
		"a--1-1 {}" };
	char cut[KEPT_SIZE];

	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++)
		(void)sendto(rig->fd, lies[i], strlen(lies[i]), 0, (struct sockaddr *)&rig->from,
		    sizeof(rig->from));
	/* the right cookie, a character short or long */
	(void)snprintf(cut, sizeof(cut), "%.*s {\"result\":\"ok\"}",
	    (int)strcspn(datagram, " ") - 1, datagram);
	(void)sendto(
	    rig->fd, cut, strlen(cut), 0, (struct sockaddr *)&rig->from, sizeof(rig->from));
	(void)snprintf(
	    cut, sizeof(cut), "%.*s0 {\"result\":\"ok\"}", (int)strcspn(datagram, " "), datagram);
	(void)sendto(
	    rig->fd, cut, strlen(cut), 0, (struct sockaddr *)&rig->from, sizeof(rig->from));
	answer_well(rig, n, datagram);
}

static void
what_has_not_our_cookie_is_passed_over(void **state)
{
	struct rig *rig = rig_new(lie_then_answer, 0);
	struct result result = { 0 };

	(void)state;
	ask_query(rig, &result);
	run_until(rig, result.told == 1);
	assert_int_equal(result.kind, ERR_NONE);
	assert_int_equal(rig->heard, 1);
	rig_free(rig);
}

/* The right cookie from another port of this machine. */
static void
answer_from_elsewhere(struct rig *rig, int n, const char *datagram)
{
	int real = rig->fd;

	rig->fd = socket(AF_INET, SOCK_DGRAM, 0);
	answer_well(rig, n, datagram);
	(void)close(rig->fd);
	rig->fd = real;
}

static void
nobody_else_can_answer_for_rtpengine(void **state)
{
	struct rig *rig = rig_new(answer_from_elsewhere, 0);
	struct result result = { 0 };

	(void)state;
	ask_query(rig, &result);
	run_until(rig, result.told == 1);
	assert_int_equal(result.kind, ERR_TIMEOUT);
	rig_free(rig);
}

static void
more_than_may_be_under_way_is_refused_and_room_comes_back(void **state)
{
	struct rig *rig = rig_new(answer_well, 2);
	struct result results[4] = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++)
		ask_query(rig, &results[i]);
	assert_int_equal(results[2].told, 0);
	run_until(rig, results[0].told == 1 && results[1].told == 1 && results[2].told == 1);
	assert_int_equal(results[0].kind, ERR_NONE);
	assert_int_equal(results[1].kind, ERR_NONE);
	assert_int_equal(results[2].kind, ERR_OVERLOAD);
	ask_query(rig, &results[3]);
	run_until(rig, results[3].told == 1);
	assert_int_equal(results[3].kind, ERR_NONE);
	assert_int_equal(rig->heard, 3);
	rig_free(rig);
}

static void
a_wrong_field_is_told_and_never_sent(void **state)
{
	struct rig *rig = rig_new(answer_well, 1);
	struct relay_media media = first_media;
	struct result wrong = { 0 }, right = { 0 };

	(void)state;
	media.call = (struct view){ NULL, 0 };
	ask_offer(rig, &media, &wrong);
	assert_int_equal(wrong.told, 0);
	ask_query(rig, &right); /* the one slot is free */
	run_until(rig, wrong.told == 1 && right.told == 1);
	assert_int_equal(wrong.kind, ERR_INVALID);
	assert_int_equal(right.kind, ERR_NONE);
	assert_int_equal(rig->heard, 1);
	rig_free(rig);
}

static void
closing_tells_all_that_wait(void **state)
{
	struct rig *rig = rig_new(keep_silent, 3);
	struct result results[5] = { 0 };

	(void)state;
	for (int i = 0; i < 5; i++)
		ask_query(rig, &results[i]);
	relay_close(rig->relay, on_closed, rig);
	run_until(rig, rig->closed == 1);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(results[i].told, 1);
		assert_int_equal(results[i].kind, i < 3 ? ERR_UNAVAILABLE : ERR_OVERLOAD);
	}
	rig_free(rig);
}

static void
close_when_done(void *ctx, const struct relay_result *result)
{
	struct rig *rig = ctx;

	(void)result;
	rig->told++;
	if (rig->overdue || rig->inside)
		return;
	rig->inside = true;
	relay_close(rig->relay, on_closed, rig);
}

static void
who_is_told_may_close(void **state)
{
	static const behaviour acts[] = { answer_thrice, keep_silent };

	(void)state;
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		struct rig *rig = rig_new(acts[i], 4);

		for (int k = 0; k < 6; k++)
			relay_query(rig->relay, VIEW("c1"), close_when_done, rig);
		run_until(rig, rig->closed == 1);
		assert_int_equal(rig->told, 6); /* each once, though the first one closed it */
		rig_free(rig);
	}
}

/* ---- a storm ---- */

enum { STORM = 3000 };

static struct {
	struct result results[STORM];
	int asked, told;
} storm;

static uint64_t
next(struct rig *rig)
{
	rig->random ^= rig->random << 13;
	rig->random ^= rig->random >> 7;
	rig->random ^= rig->random << 17;
	return rig->random;
}

/* A fifth is lost; the rest is answered once or twice, refused, or an older one is answered (again). */
static void
storm_act(struct rig *rig, int n, const char *datagram)
{
	switch (next(rig) % 10) {
	case 0:
	case 1:
		return;
	case 2:
		answer(rig, datagram, "{\"result\":\"error\",\"error-reason\":\"No\"}");
		return;
	case 3:
		answer_well(rig, n, datagram);
		break;
	case 4:
		answer_well(rig, n, rig->kept[next(rig) % (uint64_t)(n < KEPT_MAX ? n : KEPT_MAX)]);
		return;
	default:
		break;
	}
	answer_well(rig, n, datagram);
}

/* Who is told asks the next one at once. */
static void storm_ask(struct rig *rig);

static void
storm_told(void *ctx, const struct relay_result *result)
{
	struct result *out = ctx;

	on_done(out, result);
	storm.told++;
	storm_ask(out->rig);
}

static void
storm_ask(struct rig *rig)
{
	struct result *result;
	bool was = rig->inside;

	if (storm.asked == STORM)
		return;
	result = &storm.results[storm.asked++];
	result->rig = rig;
	rig->inside = true;
	if (next(rig) % 2 == 0)
		relay_offer(rig->relay, &first_media, storm_told, result);
	else
		relay_query(rig->relay, VIEW("c1"), storm_told, result);
	rig->inside = was;
}

static void
in_any_disorder_each_command_is_told_exactly_once(void **state)
{
	struct rig *rig = rig_new(storm_act, 100);
	int kinds[ERR_KIND_COUNT] = { 0 };

	(void)state;
	for (int i = 0; i < 90; i++)
		storm_ask(rig);
	run_until(rig, storm.told >= STORM && relay_under_way(rig->relay) == 0);
	for (int i = 0; i < STORM; i++) {
		assert_int_equal(storm.results[i].told, 1);
		kinds[storm.results[i].kind]++;
	}
	/* The disorder was one: all three ways to end were gone. */
	assert_true(kinds[ERR_NONE] > 0 && kinds[ERR_UPSTREAM] > 0 && kinds[ERR_TIMEOUT] > 0);
	rig_free(rig);
}

/* ---- configuration ---- */

static void
rtpengine_is_asked_on_this_machine_alone(void **state)
{
	static const struct {
		struct relay_config config;
		const char *field; /* NULL: taken */
	} rows[] = {
		{ { .address = "127.0.0.1", .port = 2223 }, NULL },
		{ { .address = "127.8.0.1", .port = 2223 }, NULL },
		{ { .address = "192.0.2.1", .port = 2223 }, "address" },
		{ { .address = "2001:db8::1", .port = 2223 }, "address" },
		{ { .address = "localhost", .port = 2223 }, "address" },
		{ { .address = "", .port = 2223 }, "address" },
		{ { .address = "127.0.0.1", .port = 0 }, "port" },
		{ { .address = "127.0.0.1", .port = 65536 }, "port" },
		{ { .address = "127.0.0.1", .port = 1, .tries = 9 }, "tries" },
		{ { .address = "127.0.0.1", .port = 1, .under_way = 4097 }, "under_way" },
		{ { .address = "127.0.0.1", .port = 1, .wait_ms = 60001 }, "wait_ms" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct relay *relay = NULL;
		struct err err = { 0 };
		uv_loop_t loop;

		assert_int_equal(uv_loop_init(&loop), 0);
		assert_int_equal(relay_new(&loop, &rows[i].config, &relay, &err),
		    rows[i].field == NULL ? 0 : -1);
		assert_string_equal(err.field, rows[i].field == NULL ? "" : rows[i].field);
		if (relay != NULL)
			relay_close(relay, NULL, NULL);
		(void)uv_run(&loop, UV_RUN_DEFAULT);
		assert_int_equal(uv_loop_close(&loop), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_is_answered_with_what_it_gives),
		cmocka_unit_test(a_lost_datagram_is_sent_again_under_the_same_cookie),
		cmocka_unit_test(
		    commands_to_a_call_take_effect_in_the_order_in_which_they_were_asked),
		cmocka_unit_test(
		    a_queued_command_is_sent_after_a_timeout_and_fails_when_the_relay_is_closed),
		cmocka_unit_test(after_the_last_try_it_is_given_up_and_a_late_answer_is_nobody_s),
		cmocka_unit_test(an_answer_that_comes_three_times_is_told_once),
		cmocka_unit_test(nobody_listens_is_no_answer_and_who_comes_back_in_time_is_heard),
		cmocka_unit_test(who_says_nothing_but_listens_is_not_gone),
		cmocka_unit_test(
		    a_delete_that_was_given_up_is_asked_for_again_once_there_are_answers),
		cmocka_unit_test(each_way_to_refuse_is_told_by_its_kind),
		cmocka_unit_test(what_a_failed_offer_leaves_is_deleted_but_no_call_that_is_carried),
		cmocka_unit_test(what_has_not_our_cookie_is_passed_over),
		cmocka_unit_test(nobody_else_can_answer_for_rtpengine),
		cmocka_unit_test(more_than_may_be_under_way_is_refused_and_room_comes_back),
		cmocka_unit_test(a_wrong_field_is_told_and_never_sent),
		cmocka_unit_test(
		    ports_that_are_reserved_are_for_priority_alone_as_long_as_they_are_known),
		cmocka_unit_test(closing_tells_all_that_wait),
		cmocka_unit_test(who_is_told_may_close),
		cmocka_unit_test(in_any_disorder_each_command_is_told_exactly_once),
		cmocka_unit_test(rtpengine_is_asked_on_this_machine_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
