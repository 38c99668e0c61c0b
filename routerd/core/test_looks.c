/* looks: who is looked at has a turn, one at a time; who costs much or fails takes nobody else's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "routerd/core/looks.h"

static struct looks looks;

static int
anew(void **unused)
{
	(void)unused;
	looks.count = 0;
	return 0;
}

static void
nobody_who_does_not_look_is_counted(void **unused)
{
	int64_t next_ms;

	(void)unused;
	assert_int_equal(looks_next(&looks, 0, &next_ms), 0);
	assert_int_equal(next_ms, INT64_MAX);
	looks_add(&looks, 7, 1000);
	assert_int_equal(looks_next(&looks, 1000, &next_ms), 7);
	looks_counted(&looks, 7, 1010, 10);
	assert_int_equal(looks_next(&looks, 1010, &next_ms), 0);
	assert_int_equal(next_ms, 1010 + LOOK_GAP_MS);
	assert_int_equal(looks_next(&looks, next_ms, &next_ms), 7);
	assert_int_equal(looks_next(&looks, 1000 + LOOK_MS, &next_ms), 0);
	assert_int_equal(next_ms, INT64_MAX);
}

static void
each_who_looks_has_a_turn_before_anybody_has_a_second(void **unused)
{
	bool had[101] = { false };
	int64_t next_ms, now_ms = 0;

	(void)unused;
	for (int64_t tenant = 1; tenant <= 100; tenant++)
		looks_add(&looks, tenant, 0);
	for (int n = 1; n <= 100; n++) {
		int64_t tenant = looks_next(&looks, now_ms, &next_ms);

		assert_in_range(tenant, 1, 100);
		assert_false(had[tenant]);
		had[tenant] = true;
		now_ms += 300; /* all together far more than the gap */
		looks_counted(&looks, tenant, now_ms, 300);
	}
}

static void
one_that_takes_long_comes_again_as_much_later(void **unused)
{
	int64_t next_ms, now_ms = 10000;

	(void)unused;
	looks_add(&looks, 1, 0);
	looks_add(&looks, 2, 0);
	assert_int_equal(looks_next(&looks, 0, &next_ms), 1);
	looks_counted(&looks, 1, now_ms, 10000); /* as if it had failed at its statement timeout */
	assert_int_equal(looks_next(&looks, now_ms, &next_ms), 2);
	for (; now_ms < 10000 + LOOK_SHARE * 10000; now_ms += LOOK_GAP_MS) {
		looks_add(&looks, 2, now_ms);
		assert_int_equal(looks_next(&looks, now_ms, &next_ms), 2);
		looks_counted(&looks, 2, now_ms, 0);
	}
	looks_add(&looks, 1, now_ms - 1); /* looks on: no sooner for that */
	assert_int_equal(looks_next(&looks, now_ms - 1, &next_ms), 0);
	assert_int_equal(looks_next(&looks, now_ms, &next_ms), 1);
}

static void
another_instance_s_count_is_asked_for_again_soon(void **unused)
{
	int64_t next_ms;

	(void)unused;
	looks_add(&looks, 1, 0);
	looks_early(&looks, 1, 0);
	assert_int_equal(looks_next(&looks, 0, &next_ms), 0);
	assert_int_equal(next_ms, LOOK_EARLY_MS);
	looks_counted(&looks, 9, 0, 1); /* made room meanwhile */
	looks_early(&looks, 9, 0);
}

static void
when_it_is_full_who_looked_longest_ago_makes_room(void **unused)
{
	int64_t next_ms;

	(void)unused;
	for (int64_t tenant = 1; tenant <= LOOKS_MAX + 1; tenant++)
		looks_add(&looks, tenant, tenant);
	assert_int_equal(looks.count, LOOKS_MAX);
	assert_int_equal(looks_next(&looks, LOOKS_MAX + 1, &next_ms), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nobody_who_does_not_look_is_counted, anew),
		cmocka_unit_test_setup(each_who_looks_has_a_turn_before_anybody_has_a_second, anew),
		cmocka_unit_test_setup(one_that_takes_long_comes_again_as_much_later, anew),
		cmocka_unit_test_setup(another_instance_s_count_is_asked_for_again_soon, anew),
		cmocka_unit_test_setup(when_it_is_full_who_looked_longest_ago_makes_room, anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
