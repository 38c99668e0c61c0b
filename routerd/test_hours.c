/* hours: what is open when, what a reading leaves, whose schedules are to be compiled next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "routerd/hours.h"

static void
schedules_of(struct hours *hours, const int64_t *tenants, int count, int64_t compiled_to_ms)
{
	hours_begin(hours);
	for (int i = 0; i < count; i++)
		hours_schedule(hours, tenants[i], i + 1, compiled_to_ms);
	hours_end(hours, 0);
}

static void
each_tenant_has_its_turn_to_be_compiled_and_one_that_fails_holds_up_none(void **unused)
{
	static const int64_t tenants[] = { 7, 3, 7, 12, 5 };
	struct hours hours = { 0 };

	(void)unused;
	schedules_of(&hours, tenants, 5, 1000);
	assert_int_equal(hours_uncompiled(&hours, 1000, 0), 0);
	assert_int_equal(hours_uncompiled(&hours, 1001, 0), 3);
	assert_int_equal(hours_uncompiled(&hours, 1001, 3), 5);
	assert_int_equal(hours_uncompiled(&hours, 1001, 5), 7);
	assert_int_equal(hours_uncompiled(&hours, 1001, 6), 7);
	assert_int_equal(hours_uncompiled(&hours, 1001, 7), 12);
	assert_int_equal(hours_uncompiled(&hours, 1001, 12), 3);
	hours_fini(&hours);
}

static void
who_is_alone_has_the_next_turn_too(void **unused)
{
	static const int64_t tenants[] = { 4, 4 };
	struct hours hours = { 0 };

	(void)unused;
	assert_int_equal(hours_uncompiled(&hours, 1001, 4), 0);
	schedules_of(&hours, tenants, 2, 1000);
	assert_int_equal(hours_uncompiled(&hours, 1001, 4), 4);
	hours_fini(&hours);
}

static void
a_schedule_is_open_between_its_boundaries_and_an_unknown_one_is_closed(void **unused)
{
	struct hours hours = { 0 };
	int64_t next_ms;

	(void)unused;
	hours_begin(&hours);
	hours_schedule(&hours, 1, 8, 1000);
	hours_boundary(&hours, 8, (struct schedule_boundary){ 100, true });
	hours_boundary(&hours, 8, (struct schedule_boundary){ 200, false });
	hours_end(&hours, 0);
	assert_false(hours_open_at(&hours, 8, 99, &next_ms));
	assert_int_equal(next_ms, 100);
	assert_true(hours_open_at(&hours, 8, 100, &next_ms));
	assert_int_equal(next_ms, 200);
	assert_false(hours_open_at(&hours, 9, 100, &next_ms));
	hours_fini(&hours);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    each_tenant_has_its_turn_to_be_compiled_and_one_that_fails_holds_up_none),
		cmocka_unit_test(who_is_alone_has_the_next_turn_too),
		cmocka_unit_test(
		    a_schedule_is_open_between_its_boundaries_and_an_unknown_one_is_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
