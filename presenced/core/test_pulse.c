/* pulse: who is dead, to the millisecond, and who is not judged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "presenced/core/pulse.h"

static int
read_slowly(struct pulse *pulse, int64_t boot, int64_t beat, int64_t sent, int64_t now)
{
	int64_t dead[PULSE_MAX];

	pulse_begin(pulse, sent, now);
	pulse_seen(pulse, boot, beat, now);
	return pulse_dead(pulse, now, dead);
}

static int
read_one(struct pulse *pulse, int64_t boot, int64_t beat, int64_t now)
{
	return read_slowly(pulse, boot, beat, now, now);
}

static void
the_same_beat_for_five_seconds_means_dead(void **unused)
{
	struct pulse pulse = { 0 };

	(void)unused;
	assert_int_equal(read_one(&pulse, 7, 1, 0), 0);
	assert_int_equal(read_one(&pulse, 7, 1, PULSE_DEAD_MS - 1), 0);
	assert_int_equal(read_one(&pulse, 7, 1, PULSE_DEAD_MS), 1);
	assert_int_equal(read_one(&pulse, 7, 2, PULSE_DEAD_MS + 1), 0);
}

static void
an_instance_that_left_the_list_is_forgotten(void **unused)
{
	struct pulse pulse = { 0 };
	int64_t dead[PULSE_MAX];

	(void)unused;
	assert_int_equal(read_one(&pulse, 7, 1, 0), 0);
	pulse_begin(&pulse, PULSE_DEAD_MS, PULSE_DEAD_MS);
	assert_int_equal(pulse_dead(&pulse, PULSE_DEAD_MS, dead), 0);
	assert_int_equal(pulse.count, 0);
}

static void
after_a_failed_read_nobody_is_judged_for_ten_seconds(void **unused)
{
	struct pulse pulse = { 0 };

	(void)unused;
	assert_int_equal(read_one(&pulse, 7, 1, 0), 0);
	pulse_blind(&pulse, 4000);
	assert_int_equal(read_one(&pulse, 7, 1, 4000 + PULSE_GRACE_MS - 1), 0);
	assert_int_equal(read_one(&pulse, 7, 1, 4000 + PULSE_GRACE_MS), 1);
}

/* The database is away from 1000 to 21000: a read fails at 10000, the next one waits until it is back. */
static void
a_read_that_waited_for_the_database_judges_nobody_for_ten_seconds(void **unused)
{
	struct pulse pulse = { 0 };

	(void)unused;
	assert_int_equal(read_one(&pulse, 7, 1, 0), 0);
	pulse_blind(&pulse, 10000);
	assert_int_equal(read_slowly(&pulse, 7, 1, 11000, 21000), 0);
	assert_int_equal(read_one(&pulse, 7, 1, 21000 + PULSE_GRACE_MS - 1), 0);
	assert_int_equal(read_one(&pulse, 7, 1, 21000 + PULSE_GRACE_MS), 1);
}

static void
more_instances_than_the_bound_do_no_harm(void **unused)
{
	struct pulse pulse = { 0 };
	int64_t dead[PULSE_MAX];

	(void)unused;
	pulse_begin(&pulse, 0, 0);
	for (int i = 0; i < PULSE_MAX + 10; i++)
		pulse_seen(&pulse, i + 1, 1, 0);
	assert_int_equal(pulse.count, PULSE_MAX);
	assert_int_equal(pulse_dead(&pulse, PULSE_DEAD_MS, dead), PULSE_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_beat_for_five_seconds_means_dead),
		cmocka_unit_test(an_instance_that_left_the_list_is_forgotten),
		cmocka_unit_test(after_a_failed_read_nobody_is_judged_for_ten_seconds),
		cmocka_unit_test(a_read_that_waited_for_the_database_judges_nobody_for_ten_seconds),
		cmocka_unit_test(more_instances_than_the_bound_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
