/* test_quota - what strangers may do in a minute */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "chatd/core/quota.h"

static int
take(struct quota *quota, unsigned kind, struct view who, int64_t amount, int64_t limit,
    int64_t now_ms)
{
	return quota_take(quota, kind, &who, 1, amount, limit, now_ms);
}

static void
a_limit_holds_for_a_minute_and_says_when_it_ends(void **state)
{
	struct quota quota = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(take(&quota, 1, VIEW("a"), 1, 3, 1000), 0);
	assert_int_equal(take(&quota, 1, VIEW("a"), 1, 3, 1000), 60);
	assert_int_equal(take(&quota, 1, VIEW("a"), 1, 3, 60999), 1);
	assert_int_equal(take(&quota, 1, VIEW("a"), 1, 3, 61000), 0);
	quota_fini(&quota);
}

static void
kinds_and_people_are_counted_apart(void **state)
{
	struct quota quota = { 0 };

	(void)state;
	assert_int_equal(take(&quota, 1, VIEW("a"), 1, 1, 0), 0);
	assert_int_equal(take(&quota, 1, VIEW("b"), 1, 1, 0), 0);
	assert_int_equal(take(&quota, 2, VIEW("a"), 1, 1, 0), 0);
	assert_int_not_equal(take(&quota, 1, VIEW("a"), 1, 1, 0), 0);
	quota_fini(&quota);
}

static void
what_does_not_fit_takes_nothing(void **state)
{
	struct quota quota = { 0 };

	(void)state;
	assert_int_equal(take(&quota, 1, VIEW("a"), 70, 100, 0), 0);
	assert_int_not_equal(take(&quota, 1, VIEW("a"), INT64_MAX, 100, 0), 0);
	assert_int_equal(take(&quota, 1, VIEW("a"), 30, 100, 0), 0);
	quota_fini(&quota);
}

static void
however_many_come_the_memory_has_a_bound(void **state)
{
	struct quota quota = { 0 };
	char who[16];

	(void)state;
	assert_int_equal(take(&quota, 1, VIEW("first"), 1, 1, 0), 0);
	for (int i = 0; i < QUOTA_MAX; i++) {
		int n = snprintf(who, sizeof(who), "%d", i);

		(void)take(&quota, 1, (struct view){ who, (size_t)n }, 1, 1, 0);
	}
	/* The first one has made room: that is the price. */
	assert_int_equal(take(&quota, 1, VIEW("first"), 1, 1, 0), 0);
	quota_fini(&quota);
}

static void
who_has_many_networks_has_four_times_as_much_in_each_wider_one(void **state)
{
	struct quota quota = { 0 };
	int taken = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		char near[16], wide[16];
		const struct view who[] = { { near,
						(size_t)snprintf(near, sizeof(near), "n%d", i) },
			{ wide, (size_t)snprintf(wide, sizeof(wide), "w%d", i / 100) },
			VIEW("widest") };

		for (int n = 0; n < 10; n++)
			taken += quota_take(&quota, 1, who, 3, 1, 2, 0) == 0;
	}
	assert_int_equal(taken, 2 * QUOTA_WIDER * QUOTA_WIDER);
	/* The longest wait counts. */
	assert_int_equal(
	    quota_take(&quota, 2, (const struct view[]){ VIEW("x"), VIEW("y") }, 2, 1, 1, 0), 0);
	assert_int_equal(
	    quota_take(&quota, 2, (const struct view[]){ VIEW("z"), VIEW("y") }, 2, 3, 3, 50000),
	    0);
	assert_int_equal(
	    quota_take(&quota, 2, (const struct view[]){ VIEW("x"), VIEW("w") }, 2, 1, 1, 50000),
	    10);
	/* What the widest has no room for was not taken from the others either. */
	assert_int_equal(take(&quota, 1, VIEW("n999"), 1, 2, 0), 0);
	quota_fini(&quota);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_limit_holds_for_a_minute_and_says_when_it_ends),
		cmocka_unit_test(kinds_and_people_are_counted_apart),
		cmocka_unit_test(what_does_not_fit_takes_nothing),
		cmocka_unit_test(however_many_come_the_memory_has_a_bound),
		cmocka_unit_test(who_has_many_networks_has_four_times_as_much_in_each_wider_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
