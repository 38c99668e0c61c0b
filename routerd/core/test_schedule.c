/* schedule: the state at each boundary to the millisecond, the next change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "routerd/core/schedule.h"

static const struct schedule_boundary boundaries[] = {
	{ 1000, true },
	{ 2000, false },
	{ 3000, false }, /* a holiday that begins while it is closed */
	{ 4000, true },
};
static const struct schedule schedule = { boundaries, 4 };

static void
the_state_changes_at_its_boundary_to_the_millisecond(void **unused)
{
	static const struct {
		int64_t time, next;
		bool open;
	} cases[] = {
		{ INT64_MIN, 1000, false },
		{ 999, 1000, false },
		{ 1000, 2000, true },
		{ 1999, 2000, true },
		{ 2000, 4000, false },
		{ 3000, 4000, false },
		{ 3999, 4000, false },
		{ 4000, INT64_MAX, true },
		{ INT64_MAX, INT64_MAX, true },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(schedule_open_at(&schedule, cases[i].time), cases[i].open);
		assert_true(schedule_next(&schedule, cases[i].time) == cases[i].next);
	}
}

static void
a_schedule_without_boundaries_is_always_closed(void **unused)
{
	static const struct schedule empty = { NULL, 0 };

	(void)unused;
	assert_true(schedule_valid(&empty));
	assert_false(schedule_open_at(&empty, 0));
	assert_true(schedule_next(&empty, 0) == INT64_MAX);
}

static void
boundaries_that_do_not_ascend_are_not_valid(void **unused)
{
	static const struct schedule_boundary equal[] = { { 5, true }, { 5, false } };
	static const struct schedule_boundary falling[] = { { 5, true }, { 4, false } };

	(void)unused;
	assert_true(schedule_valid(&schedule));
	assert_false(schedule_valid(&(struct schedule){ equal, 2 }));
	assert_false(schedule_valid(&(struct schedule){ falling, 2 }));
}

static void
walking_from_change_to_change_meets_each_state_in_turn(void **unused)
{
	static struct schedule_boundary many[1000];
	struct schedule year = { many, 1000 };
	int64_t time = -1;
	size_t changes = 0;

	(void)unused;
	for (size_t i = 0; i < 1000; i++)
		many[i] = (struct schedule_boundary){ (int64_t)i * 7, i % 3 != 2 };
	while ((time = schedule_next(&year, time)) != INT64_MAX) {
		assert_true(schedule_open_at(&year, time) != schedule_open_at(&year, time - 1));
		changes++;
	}
	assert_int_equal(changes, 667);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_state_changes_at_its_boundary_to_the_millisecond),
		cmocka_unit_test(a_schedule_without_boundaries_is_always_closed),
		cmocka_unit_test(boundaries_that_do_not_ascend_are_not_valid),
		cmocka_unit_test(walking_from_change_to_change_meets_each_state_in_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
