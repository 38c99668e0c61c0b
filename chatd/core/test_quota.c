/* test_quota - what strangers may do in a minute */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "chatd/core/quota.h"

static void
a_limit_holds_for_a_minute_and_says_when_it_ends(void **state)
{
	struct quota quota = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(quota_take(&quota, 1, VIEW("a"), 1, 3, 1000), 0);
	assert_int_equal(quota_take(&quota, 1, VIEW("a"), 1, 3, 1000), 60);
	assert_int_equal(quota_take(&quota, 1, VIEW("a"), 1, 3, 60999), 1);
	assert_int_equal(quota_take(&quota, 1, VIEW("a"), 1, 3, 61000), 0);
	quota_fini(&quota);
}

static void
kinds_and_people_are_counted_apart(void **state)
{
	struct quota quota = { 0 };

	(void)state;
	assert_int_equal(quota_take(&quota, 1, VIEW("a"), 1, 1, 0), 0);
	assert_int_equal(quota_take(&quota, 1, VIEW("b"), 1, 1, 0), 0);
	assert_int_equal(quota_take(&quota, 2, VIEW("a"), 1, 1, 0), 0);
	assert_int_not_equal(quota_take(&quota, 1, VIEW("a"), 1, 1, 0), 0);
	quota_fini(&quota);
}

static void
what_does_not_fit_takes_nothing(void **state)
{
	struct quota quota = { 0 };

	(void)state;
	assert_int_equal(quota_take(&quota, 1, VIEW("a"), 70, 100, 0), 0);
	assert_int_not_equal(quota_take(&quota, 1, VIEW("a"), INT64_MAX, 100, 0), 0);
	assert_int_equal(quota_take(&quota, 1, VIEW("a"), 30, 100, 0), 0);
	quota_fini(&quota);
}

static void
however_many_come_the_memory_has_a_bound(void **state)
{
	struct quota quota = { 0 };
	char who[16];

	(void)state;
	assert_int_equal(quota_take(&quota, 1, VIEW("first"), 1, 1, 0), 0);
	for (int i = 0; i < QUOTA_MAX; i++) {
		int n = snprintf(who, sizeof(who), "%d", i);

		(void)quota_take(&quota, 1, (struct view){ who, (size_t)n }, 1, 1, 0);
	}
	/* The first one has made room: that is the price. */
	assert_int_equal(quota_take(&quota, 1, VIEW("first"), 1, 1, 0), 0);
	quota_fini(&quota);
}

static void
a_network_of_ipv6_counts_as_one(void **state)
{
	char one[48], two[48];

	(void)state;
	assert_true(view_eq(quota_source(VIEW("2001:db8:1:2::1"), one),
	    quota_source(VIEW("2001:db8:1:2:ffff::9"), two)));
	assert_false(view_eq(quota_source(VIEW("2001:db8:1:2::1"), one),
	    quota_source(VIEW("2001:db8:1:3::1"), two)));
	assert_true(view_is(quota_source(VIEW("192.0.2.7"), one), "192.0.2.7"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_limit_holds_for_a_minute_and_says_when_it_ends),
		cmocka_unit_test(kinds_and_people_are_counted_apart),
		cmocka_unit_test(what_does_not_fit_takes_nothing),
		cmocka_unit_test(however_many_come_the_memory_has_a_bound),
		cmocka_unit_test(a_network_of_ipv6_counts_as_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
