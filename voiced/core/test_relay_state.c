/* relay_state: silence alone is down, one answer is up, and when the next ping is due. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "voiced/core/relay_state.h"

enum { STEPS = 100000 };

static void
two_silent_pings_are_down_and_one_answer_is_up(void **unused)
{
	struct relay_state state = { 0 };

	(void)unused;
	assert_true(relay_state_on_ping(&state, RELAY_PING_ANSWERED, 0));
	assert_int_equal(state.health, RELAY_UP);
	assert_false(relay_state_on_ping(&state, RELAY_PING_SILENT, 5000));
	assert_int_equal(state.health, RELAY_UP);
	assert_true(relay_state_on_ping(&state, RELAY_PING_SILENT, 8000));
	assert_int_equal(state.health, RELAY_DOWN);
	assert_int_equal(state.silent_since_ms, 5000);
	assert_false(relay_state_on_ping(&state, RELAY_PING_SILENT, 11000));
	assert_int_equal(state.silent_since_ms, 5000);
	assert_true(relay_state_on_ping(&state, RELAY_PING_ANSWERED, 14000));
	assert_int_equal(state.health, RELAY_UP);
}

static void
an_answer_between_two_silent_ones_begins_anew(void **unused)
{
	struct relay_state state = { 0 };

	(void)unused;
	(void)relay_state_on_ping(&state, RELAY_PING_ANSWERED, 0);
	(void)relay_state_on_ping(&state, RELAY_PING_SILENT, 5000);
	assert_false(relay_state_on_ping(&state, RELAY_PING_ANSWERED, 8000));
	assert_false(relay_state_on_ping(&state, RELAY_PING_SILENT, 13000));
	assert_int_equal(state.health, RELAY_UP);
	assert_int_equal(state.silent_since_ms, 13000);
}

static void
a_ping_that_was_not_sent_says_nothing(void **unused)
{
	struct relay_state state = { 0 };

	(void)unused;
	(void)relay_state_on_ping(&state, RELAY_PING_ANSWERED, 0);
	(void)relay_state_on_ping(&state, RELAY_PING_SILENT, 5000);
	for (int64_t ms = 8000; ms < 20000; ms += 1000)
		assert_false(relay_state_on_ping(&state, RELAY_PING_UNSENT, ms));
	assert_int_equal(state.health, RELAY_UP);
	assert_true(relay_state_on_ping(&state, RELAY_PING_SILENT, 20000));
	assert_false(relay_state_on_ping(&state, RELAY_PING_UNSENT, 23000));
	assert_int_equal(state.health, RELAY_DOWN);
}

static void
one_that_never_answered_is_unknown_and_then_down(void **unused)
{
	struct relay_state state = { 0 };

	(void)unused;
	assert_int_equal(state.health, RELAY_UNKNOWN);
	assert_false(relay_state_on_ping(&state, RELAY_PING_SILENT, 0));
	assert_int_equal(state.health, RELAY_UNKNOWN);
	assert_true(relay_state_on_ping(&state, RELAY_PING_SILENT, 3000));
	assert_int_equal(state.health, RELAY_DOWN);
}

static void
it_is_asked_every_five_seconds_and_every_second_after_silence(void **unused)
{
	static const struct {
		enum relay_ping ping;
		int64_t next_ms;
	} rows[RELAY_PING_COUNT] = {
		{ RELAY_PING_ANSWERED, 15000 },
		{ RELAY_PING_SILENT, 11000 },
		{ RELAY_PING_UNSENT, 11000 },
	};

	(void)unused;
	for (size_t i = 0; i < RELAY_PING_COUNT; i++) {
		struct relay_state state = { .health = RELAY_UP };

		(void)relay_state_on_ping(&state, rows[i].ping, 10000);
		assert_int_equal(state.next_ms, rows[i].next_ms);
	}
}

/* Any pings whatever: it changes as the table says, it is down after two silent ones and up after an answer. */
static void
whatever_comes_the_health_follows_from_the_last_pings(void **unused)
{
	struct relay_state state = { 0 };
	uint32_t random = 1;
	int silent = 0;

	(void)unused;
	for (int64_t step = 0; step < STEPS; step++) {
		enum relay_health before = state.health;
		enum relay_ping ping;
		bool changed;

		random = random * 1664525 + 1013904223;
		ping = (enum relay_ping)((random >> 16) % RELAY_PING_COUNT);
		changed = relay_state_on_ping(&state, ping, step);
		silent = ping == RELAY_PING_SILENT ? silent + 1
		    : ping == RELAY_PING_ANSWERED  ? 0
						   : silent;
		assert_int_equal(changed, state.health != before);
		assert_true(!changed || relay_state_may_go(before, state.health));
		assert_true(state.health != RELAY_UNKNOWN || before == RELAY_UNKNOWN);
		assert_true((state.health == RELAY_DOWN) == (silent >= RELAY_STATE_SILENT));
		assert_true(state.next_ms > step);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_silent_pings_are_down_and_one_answer_is_up),
		cmocka_unit_test(an_answer_between_two_silent_ones_begins_anew),
		cmocka_unit_test(a_ping_that_was_not_sent_says_nothing),
		cmocka_unit_test(one_that_never_answered_is_unknown_and_then_down),
		cmocka_unit_test(it_is_asked_every_five_seconds_and_every_second_after_silence),
		cmocka_unit_test(whatever_comes_the_health_follows_from_the_last_pings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
