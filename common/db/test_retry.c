/* retry: every line of the SQLSTATE table at every place of a batch, the counting of
 * tries, and the limits of the waiting times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/db/retry.h"

static void
each_sqlstate_has_its_action_at_each_place(void **unused)
{
	static const struct {
		const char *sqlstate;
		enum retry_action keys, fence, member, end;
	} cases[] = {
		{ "40001", RETRY_BATCH, RETRY_BATCH, RETRY_BATCH, RETRY_BATCH },
		{ "40P01", RETRY_BATCH, RETRY_BATCH, RETRY_BATCH, RETRY_BATCH },
		{ "55P03", RETRY_BATCH_ON, RETRY_BATCH_ON, RETRY_BATCH, RETRY_BATCH },
		{ "57014", RETRY_BATCH_ON, RETRY_BATCH_ON, RETRY_ALONE, RETRY_BATCH },
		{ "57P01", RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT },
		{ "57P03", RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT },
		{ "08006", RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT },
		{ "08P01", RETRY_HALVES, RETRY_HALVES, RETRY_DROP, RETRY_HALVES },
		{ "25006", RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT },
		{ "25P03", RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT },
		{ "26000", RETRY_PREPARE, RETRY_PREPARE, RETRY_PREPARE, RETRY_PREPARE },
		{ "0A000", RETRY_PREPARE, RETRY_PREPARE, RETRY_PREPARE, RETRY_PREPARE },
		{ "53100", RETRY_PRESSURE, RETRY_PRESSURE, RETRY_PRESSURE, RETRY_PRESSURE },
		{ "53300", RETRY_PRESSURE, RETRY_PRESSURE, RETRY_PRESSURE, RETRY_PRESSURE },
		{ "22012", RETRY_HALVES, RETRY_FENCED, RETRY_DROP, RETRY_HALVES },
		{ "22P02", RETRY_HALVES, RETRY_HALVES, RETRY_DROP, RETRY_HALVES },
		{ "23505", RETRY_HALVES, RETRY_HALVES, RETRY_DROP, RETRY_HALVES },
		{ "P0001", RETRY_HALVES, RETRY_HALVES, RETRY_DROP, RETRY_HALVES },
		{ "42883", RETRY_HALVES, RETRY_HALVES, RETRY_DROP, RETRY_HALVES },
		{ "XX000", RETRY_HALVES, RETRY_HALVES, RETRY_DROP, RETRY_HALVES },
		{ "", RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT },
		{ NULL, RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT, RETRY_RECONNECT },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(retry_judge(cases[i].sqlstate, RETRY_AT_KEYS), cases[i].keys);
		assert_int_equal(retry_judge(cases[i].sqlstate, RETRY_AT_FENCE), cases[i].fence);
		assert_int_equal(retry_judge(cases[i].sqlstate, RETRY_AT_MEMBER), cases[i].member);
		assert_int_equal(retry_judge(cases[i].sqlstate, RETRY_AT_END), cases[i].end);
	}
}

static void
a_batch_is_tried_three_times_whole_then_in_halves_then_alone(void **unused)
{
	static const struct {
		int tries, size, limit, tries_after;
		bool give_up;
	} cases[] = {
		{ 0, 64, 64, 1, false },
		{ 1, 64, 64, 2, false },
		{ 2, 64, 64, 3, false },
		{ 3, 64, 32, 4, false },
		{ 4, 32, 1, 0, false },
		{ 3, 5, 3, 4, false },
		{ 3, 2, 1, 0, false },
		{ 0, 1, 1, 1, false },
		{ 2, 1, 1, 3, false },
		{ 3, 1, 1, 4, true },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct retry_step step = retry_advance(cases[i].tries, cases[i].size);
		assert_int_equal(step.limit, cases[i].limit);
		assert_int_equal(step.tries, cases[i].tries_after);
		assert_int_equal(step.give_up, cases[i].give_up);
	}
}

static void
a_batch_of_any_size_that_never_gets_through_ends_in_at_most_nine_tries(void **unused)
{
	(void)unused;
	for (int first = 1; first <= 128; first++) {
		int tries = 0, size = first, rounds = 0;

		for (;;) {
			struct retry_step step = retry_advance(tries, size);
			assert_true(step.limit >= 1 && step.limit <= size);
			assert_true(++rounds <= 9);
			if (step.give_up)
				break;
			tries = step.tries;
			size = step.limit;
		}
		assert_int_equal(size, 1);
	}
}

static void
waiting_times_stay_within_their_limits(void **unused)
{
	uint32_t backoff = 0;

	(void)unused;
	srand(1);
	for (int i = 0; i < 10000; i++) {
		uint32_t jitter = retry_jitter_ms((uint64_t)rand());
		assert_in_range(jitter, RETRY_JITTER_MIN_MS, RETRY_JITTER_MAX_MS);
	}
	assert_int_equal(retry_jitter_ms(UINT64_MAX - 1) <= RETRY_JITTER_MAX_MS, 1);
	for (int i = 0; i < 12; i++) {
		uint32_t next = retry_backoff_ms(backoff);
		uint32_t spread = retry_spread_ms(next, (uint64_t)rand());
		assert_true(next == RETRY_CONNECT_MAX_MS || i == 0 || next == backoff * 2);
		assert_in_range(next, RETRY_CONNECT_MIN_MS, RETRY_CONNECT_MAX_MS);
		assert_in_range(spread, next / 2, next);
		backoff = next;
	}
	assert_int_equal(backoff, RETRY_CONNECT_MAX_MS);
}

static void
only_an_error_of_the_schema_ends_the_process(void **unused)
{
	(void)unused;
	assert_true(retry_is_schema_fault("42P01"));
	assert_true(retry_is_schema_fault("42883"));
	assert_true(retry_is_schema_fault("3F000"));
	assert_false(retry_is_schema_fault("57P03"));
	assert_false(retry_is_schema_fault("53300"));
	assert_false(retry_is_schema_fault("57014"));
	assert_false(retry_is_schema_fault(""));
	assert_false(retry_is_schema_fault(NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_sqlstate_has_its_action_at_each_place),
		cmocka_unit_test(a_batch_is_tried_three_times_whole_then_in_halves_then_alone),
		cmocka_unit_test(
		    a_batch_of_any_size_that_never_gets_through_ends_in_at_most_nine_tries),
		cmocka_unit_test(waiting_times_stay_within_their_limits),
		cmocka_unit_test(only_an_error_of_the_schema_ends_the_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
