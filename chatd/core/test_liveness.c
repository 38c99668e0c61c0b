/* liveness: live below the tenant's limit, stale from it on, and pings often enough for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chatd/core/liveness.h"

static void
the_tenants_limit_parts_live_from_stale_to_the_millisecond(void **unused)
{
	static const struct {
		int64_t streams, silent_ms, stale_ms;
		enum liveness wanted;
	} cases[] = {
		{ 1, 0, 10000, SEAT_LIVE },
		{ 1, 9999, 10000, SEAT_LIVE },
		{ 1, 10000, 10000, SEAT_STALE },
		{ 1, 2999, 3000, SEAT_LIVE },
		{ 1, 3000, 3000, SEAT_STALE },
		{ 8, 10000, 60000, SEAT_LIVE },
		{ 8, 60000, 60000, SEAT_STALE },
		{ 0, 0, 10000, SEAT_CLOSED },
		{ 0, 99999, 0, SEAT_CLOSED },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    liveness_judge(cases[i].streams, cases[i].silent_ms, cases[i].stale_ms),
		    cases[i].wanted);
}

static void
who_has_a_stream_is_live_until_the_limit_is_known(void **unused)
{
	(void)unused;
	assert_int_equal(liveness_judge(1, 99999, 0), SEAT_LIVE);
}

/* A page that answers each ping at once must never be stale, at ticks of a second. */
static void
pings_come_every_four_seconds_and_more_often_for_a_short_limit(void **unused)
{
	(void)unused;
	assert_int_equal(liveness_ping_ms(0), 4000);
	assert_int_equal(liveness_ping_ms(10000), 4000);
	assert_int_equal(liveness_ping_ms(600000), 4000);
	assert_int_equal(liveness_ping_ms(INT64_MAX), 4000);
	assert_int_equal(liveness_ping_ms(5000), 2000);
	assert_int_equal(liveness_ping_ms(2000), 800);
}

static void
each_tenant_has_its_own_limit_and_the_last_one_said_counts(void **unused)
{
	struct limits *limits = limits_new();

	(void)unused;
	assert_int_equal(limits_find(limits, 1), 0);
	limits_set(limits, 1, 10000);
	limits_set(limits, 2, 3000);
	assert_int_equal(limits_find(limits, 1), 10000);
	assert_int_equal(limits_find(limits, 2), 3000);
	limits_set(limits, 1, 20000);
	limits_set(limits, 2, 0);
	limits_set(limits, 2, -1);
	assert_int_equal(limits_find(limits, 1), 20000);
	assert_int_equal(limits_find(limits, 2), 3000);
	limits_free(limits);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tenants_limit_parts_live_from_stale_to_the_millisecond),
		cmocka_unit_test(who_has_a_stream_is_live_until_the_limit_is_known),
		cmocka_unit_test(pings_come_every_four_seconds_and_more_often_for_a_short_limit),
		cmocka_unit_test(each_tenant_has_its_own_limit_and_the_last_one_said_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
