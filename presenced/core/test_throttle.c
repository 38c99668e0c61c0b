/* throttle: the limit, the window to the millisecond, the bound on names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "presenced/core/throttle.h"

static void
tries_are_refused_from_the_limit_until_the_window_ends(void **unused)
{
	struct throttle *throttle = throttle_new(3);

	(void)unused;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(throttle_wait_ms(throttle, VIEW("maya"), 1000), 0);
		throttle_try(throttle, VIEW("maya"), 1000);
	}
	assert_int_equal(throttle_wait_ms(throttle, VIEW("maya"), 1000), THROTTLE_WINDOW_MS);
	assert_int_equal(
	    throttle_wait_ms(throttle, VIEW("maya"), 1000 + THROTTLE_WINDOW_MS - 1), 1);
	assert_int_equal(throttle_wait_ms(throttle, VIEW("maya"), 1000 + THROTTLE_WINDOW_MS), 0);
	assert_int_equal(throttle_wait_ms(throttle, VIEW("tomas"), 1000), 0);
	throttle_free(throttle);
}

static void
a_success_forgets_the_failures_and_an_old_window_begins_anew(void **unused)
{
	struct throttle *throttle = throttle_new(2);

	(void)unused;
	throttle_try(throttle, VIEW("maya"), 0);
	throttle_forget(throttle, VIEW("maya"));
	throttle_try(throttle, VIEW("maya"), 1);
	assert_int_equal(throttle_wait_ms(throttle, VIEW("maya"), 2), 0);
	throttle_try(throttle, VIEW("maya"), 1 + THROTTLE_WINDOW_MS);
	assert_int_equal(throttle_wait_ms(throttle, VIEW("maya"), 2 + THROTTLE_WINDOW_MS), 0);
	throttle_free(throttle);
}

static void
a_good_login_takes_back_its_own_try_and_no_other(void **unused)
{
	struct throttle *throttle = throttle_new(2);

	(void)unused;
	throttle_try(throttle, VIEW("10.0.0.1"), 0);
	throttle_try(throttle, VIEW("10.0.0.1"), 0);
	assert_true(throttle_wait_ms(throttle, VIEW("10.0.0.1"), 1) > 0);
	throttle_undo(throttle, VIEW("10.0.0.1"));
	assert_int_equal(throttle_wait_ms(throttle, VIEW("10.0.0.1"), 1), 0);
	throttle_try(throttle, VIEW("10.0.0.1"), 1);
	assert_true(throttle_wait_ms(throttle, VIEW("10.0.0.1"), 2) > 0);
	throttle_undo(throttle, VIEW("unknown"));
	throttle_free(throttle);
}

static void
a_flood_of_names_makes_room_by_forgetting_those_with_the_fewest_tries(void **unused)
{
	struct throttle *throttle = throttle_new(3);
	char name[32];

	(void)unused;
	for (int i = 0; i < 2; i++)
		throttle_try(throttle, VIEW("guessed"), 0);
	throttle_try(throttle, VIEW("once"), 0);
	for (int i = 0; i < 2 * THROTTLE_NAMES; i++) {
		(void)snprintf(name, sizeof(name), "name %d", i);
		throttle_try(throttle, view_of(name), 1);
	}
	throttle_try(throttle, VIEW("guessed"), 1);
	assert_true(throttle_wait_ms(throttle, VIEW("guessed"), 1) > 0);
	for (int i = 0; i < 2; i++)
		throttle_try(throttle, VIEW("once"), 1);
	assert_int_equal(throttle_wait_ms(throttle, VIEW("once"), 1), 0);
	throttle_free(throttle);
}

static void
a_full_table_makes_room_by_forgetting_a_window_that_is_over(void **unused)
{
	struct throttle *throttle = throttle_new(2);
	char name[32];

	(void)unused;
	throttle_try(throttle, VIEW("over"), 0);
	throttle_try(throttle, VIEW("over"), 0);
	for (int i = 1; i < THROTTLE_NAMES; i++) {
		(void)snprintf(name, sizeof(name), "name %d", i);
		throttle_try(throttle, view_of(name), THROTTLE_WINDOW_MS - 1);
	}
	throttle_try(throttle, VIEW("one more"), THROTTLE_WINDOW_MS);
	throttle_try(throttle, VIEW("name 1"), THROTTLE_WINDOW_MS);
	assert_true(throttle_wait_ms(throttle, VIEW("name 1"), THROTTLE_WINDOW_MS) > 0);
	throttle_free(throttle);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tries_are_refused_from_the_limit_until_the_window_ends),
		cmocka_unit_test(a_success_forgets_the_failures_and_an_old_window_begins_anew),
		cmocka_unit_test(a_good_login_takes_back_its_own_try_and_no_other),
		cmocka_unit_test(
		    a_flood_of_names_makes_room_by_forgetting_those_with_the_fewest_tries),
		cmocka_unit_test(a_full_table_makes_room_by_forgetting_a_window_that_is_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
