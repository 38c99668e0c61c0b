/* failover: when the second carrier takes over, how often the first is tried, when it is back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "smsgw/core/failover.h"

enum { AFTER = 30000 };

static void
the_second_takes_over_when_the_first_took_nothing_for_so_long(void **unused)
{
	struct failover f = { 0 };

	(void)unused;
	assert_int_equal(failover_told(&f, false, AFTER, 1000), FAILOVER_STAY);
	assert_int_equal(failover_told(&f, false, AFTER, 30999), FAILOVER_STAY);
	assert_int_equal(failover_told(&f, false, AFTER, 31000), FAILOVER_TO_SECOND);
	assert_int_equal(failover_told(&f, false, AFTER, 31001), FAILOVER_TO_SECOND);
}

static void
one_text_that_it_took_in_between_begins_the_time_anew(void **unused)
{
	struct failover f = { 0 };

	(void)unused;
	assert_int_equal(failover_told(&f, false, AFTER, 0), FAILOVER_STAY);
	assert_int_equal(failover_told(&f, true, AFTER, 29000), FAILOVER_STAY);
	assert_int_equal(failover_told(&f, false, AFTER, 31000), FAILOVER_STAY);
	assert_int_equal(failover_told(&f, false, AFTER, 61000), FAILOVER_TO_SECOND);
}

static void
the_first_is_tried_one_text_at_a_time_at_intervals_that_double_to_their_most(void **unused)
{
	struct failover f = { 0 };
	int64_t now = 5000, wait = AFTER;

	(void)unused;
	failover_stands(&f, true, AFTER, now);
	for (int i = 0; i < 10; i++) {
		assert_false(failover_due(&f, now + wait - 1));
		now += wait;
		assert_true(failover_due(&f, now));
		failover_stands(&f, true, AFTER, now); /* the same again changes nothing */
		assert_true(failover_due(&f, now));
		failover_probe(&f);
		assert_false(failover_due(&f, now + FAILOVER_PROBE_MAX_MS));
		assert_int_equal(failover_told(&f, false, AFTER, now), FAILOVER_STAY);
		wait = wait * 2 > FAILOVER_PROBE_MAX_MS ? FAILOVER_PROBE_MAX_MS : wait * 2;
	}
	assert_int_equal(wait, FAILOVER_PROBE_MAX_MS);
}

static void
what_was_under_way_at_the_switch_puts_no_trial_off(void **unused)
{
	struct failover f = { 0 };

	(void)unused;
	failover_stands(&f, true, AFTER, 0);
	assert_int_equal(failover_told(&f, false, AFTER, 10), FAILOVER_STAY);
	assert_true(failover_due(&f, AFTER));
}

static void
the_first_is_back_with_the_first_text_that_it_takes(void **unused)
{
	struct failover f = { 0 };

	(void)unused;
	failover_stands(&f, true, AFTER, 0);
	failover_probe(&f);
	assert_int_equal(failover_told(&f, true, AFTER, AFTER), FAILOVER_TO_FIRST);
	failover_stands(&f, false, AFTER, AFTER);
	assert_false(failover_due(&f, AFTER * 100));
	assert_int_equal(failover_told(&f, false, AFTER, AFTER * 2), FAILOVER_STAY);
}

/* Whatever the carrier does: while the first works nothing moves, and a first that is down for good is left. */
static void
at_random_it_leaves_a_carrier_that_is_down_and_no_other(void **unused)
{
	(void)unused;
	srand(1);
	for (int run = 0; run < 200; run++) {
		struct failover f = { 0 };
		int64_t now = 0, down_at = rand() % 600000, left_at = -1;

		while (left_at < 0 && now < 2000000) {
			now += 1 + rand() % 5000;
			if (failover_told(&f, now < down_at, AFTER, now) == FAILOVER_TO_SECOND)
				left_at = now;
		}
		assert_in_range(left_at, down_at + AFTER, down_at + AFTER + 10001);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_second_takes_over_when_the_first_took_nothing_for_so_long),
		cmocka_unit_test(one_text_that_it_took_in_between_begins_the_time_anew),
		cmocka_unit_test(
		    the_first_is_tried_one_text_at_a_time_at_intervals_that_double_to_their_most),
		cmocka_unit_test(what_was_under_way_at_the_switch_puts_no_trial_off),
		cmocka_unit_test(the_first_is_back_with_the_first_text_that_it_takes),
		cmocka_unit_test(at_random_it_leaves_a_carrier_that_is_down_and_no_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
