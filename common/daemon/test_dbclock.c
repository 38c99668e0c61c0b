/* dbclock: the median, steps, deadlines, and times as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "common/base/clock.h"
#include "common/daemon/dbclock.h"

static const int64_t base_us = 1800000000000000;

static void
the_time_is_the_databases_not_ones_own(void **unused)
{
	struct dbclock clock = { .count = 0 };

	(void)unused;
	assert_false(dbclock_known(&clock));
	assert_int_equal(dbclock_add(&clock, base_us, 1000, 3000), 0);
	assert_true(dbclock_known(&clock));
	assert_int_equal(dbclock_now_us(&clock, 2000), base_us);
	assert_int_equal(dbclock_now_us(&clock, 5000), base_us + 3000);
}

static void
one_slow_answer_moves_nothing(void **unused)
{
	struct dbclock clock = { .count = 0 };

	(void)unused;
	for (int i = 0; i < 5; i++)
		assert_int_equal(dbclock_add(&clock, base_us, 0, 0), 0);
	assert_int_equal(dbclock_add(&clock, base_us, 0, 1900000), 0);
	assert_int_equal(dbclock_now_us(&clock, 0), base_us);
}

static void
a_step_is_told_once_and_then_believed(void **unused)
{
	struct dbclock clock = { .count = 0 };
	int told = 0;

	(void)unused;
	for (int i = 0; i < DBCLOCK_SAMPLES; i++)
		assert_int_equal(dbclock_add(&clock, base_us, 0, 0), 0);
	for (int i = 0; i < DBCLOCK_SAMPLES; i++)
		told += dbclock_add(&clock, base_us - 2000000, 0, 0) == -2000000 ? 1 : 0;
	assert_int_equal(told, 1);
	assert_int_equal(dbclock_now_us(&clock, 0), base_us - 2000000);
}

static void
a_drift_below_half_a_second_is_followed_silently(void **unused)
{
	struct dbclock clock = { .count = 0 };

	(void)unused;
	(void)dbclock_add(&clock, base_us, 0, 0);
	for (int i = 1; i < 1000; i++)
		assert_int_equal(dbclock_add(&clock, base_us + (int64_t)i * 100000, 0, 0), 0);
	assert_true(dbclock_now_us(&clock, 0) > base_us + 99000000);
}

static void
a_deadline_never_fires_before_its_time(void **unused)
{
	struct dbclock clock = { .count = 0 };

	(void)unused;
	srand(2);
	(void)dbclock_add(&clock, base_us, 1234567, 1234567);
	for (int i = 0; i < 10000; i++) {
		int64_t due = base_us + rand();
		int64_t ms = dbclock_mono_ms(&clock, due);

		assert_true(dbclock_now_us(&clock, ms * 1000) >= due);
		assert_true(dbclock_now_us(&clock, (ms - 1) * 1000) < due);
	}
	assert_int_equal(dbclock_mono_ms(&clock, 0), 0);
}

static void
times_are_read_as_they_are_written(void **unused)
{
	char text[CLOCK_TEXT_SIZE];
	int64_t us;

	(void)unused;
	srand(3);
	for (int i = 0; i < 20000; i++) {
		int64_t at = (int64_t)rand() * 4 * 1000000 + (int64_t)(rand() % 1000) * 1000;

		clock_text(at, text);
		assert_true(dbclock_parse(text, strlen(text), &us));
		assert_int_equal(us, at);
	}
}

/* The same as in sql/test_clock.sql. */
static void
each_form_of_rfc_3339_is_read(void **unused)
{
	static const struct {
		const char *text;
		int64_t us;
	} times[] = {
		{ "2024-02-29T23:59:59Z", 1709251199000000 },
		{ "2024-02-29T23:59:59.000001Z", 1709251199000001 },
		{ "2024-02-29T23:59:59.5Z", 1709251199500000 },
		{ "2024-03-01T00:59:59+01:00", 1709251199000000 },
		{ "2024-02-29T18:29:59-05:30", 1709251199000000 },
		{ "2024-02-29 23:59:59Z", 1709251199000000 },
		{ "2024-02-29T23:59Z", 1709251140000000 },
		{ "2024-02-29T23:59:60Z", 1709251200000000 },
	};
	int64_t us;

	(void)unused;
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		assert_true(dbclock_parse(times[i].text, strlen(times[i].text), &us));
		assert_int_equal(us, times[i].us);
	}
}

static void
what_is_no_time_is_refused(void **unused)
{
	static const char *const wrong[] = { "", "2024-02-29", "2024-02-29T23:59:59",
		"2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z",
		"2024-01-32T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z",
		"2024-01-01T00:00:61Z", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00.1234567Z",
		"2024-01-01T00:00:00+0000", "2024-01-01T00:00:00+16:00",
		"2024-01-01T00:00:00+01:60", "2024-01-01T00:00:00+1:00", "2024-01-01T00:00:00Zx",
		"20x4-01-01T00:00:00Z", "2024-01-01T00:00:00.1x", "2024-01-01T00:00",
		"2024-01-01T00:00:0Z", "2024-01-01T00:00:", "2024-01-01T23:59:60.5Z",
		"2024-01-01T12:00:60.5Z", "1969-12-31T23:59:59Z", "0001-01-01T00:00:00Z",
		"tomorrow", "infinity", "2024-01-01T00:00:00 UTC" };
	int64_t us;

	(void)unused;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(dbclock_parse(wrong[i], strlen(wrong[i]), &us));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_time_is_the_databases_not_ones_own),
		cmocka_unit_test(one_slow_answer_moves_nothing),
		cmocka_unit_test(a_step_is_told_once_and_then_believed),
		cmocka_unit_test(a_drift_below_half_a_second_is_followed_silently),
		cmocka_unit_test(a_deadline_never_fires_before_its_time),
		cmocka_unit_test(times_are_read_as_they_are_written),
		cmocka_unit_test(each_form_of_rfc_3339_is_read),
		cmocka_unit_test(what_is_no_time_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
