/* clock: times as text, and a monotonic clock that does not go back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/base/clock.h"

static void
a_time_is_written_in_utc_with_milliseconds(void **unused)
{
	static const struct {
		int64_t us;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00.000Z" },
		{ INT64_C(951782399999999), "2000-02-28T23:59:59.999Z" },
		{ INT64_C(951782400000000), "2000-02-29T00:00:00.000Z" },
		{ INT64_C(1795160309123456), "2026-11-20T07:38:29.123Z" },
		{ INT64_C(253402300799000000), "9999-12-31T23:59:59.000Z" },
	};
	char text[CLOCK_TEXT_SIZE];

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		clock_text(cases[i].us, text);
		assert_string_equal(text, cases[i].text);
	}
}

static void
the_monotonic_clock_moves_and_never_back(void **unused)
{
	int64_t start = clock_mono_us(), last = start;

	(void)unused;
	while (last == start) {
		int64_t now = clock_mono_us();

		assert_true(now >= last);
		last = now;
	}
	assert_true(clock_mono_ms() >= last / 1000);
}

static void
the_wall_clock_stands_after_this_was_written(void **unused)
{
	(void)unused;
	assert_true(clock_wall_us() > INT64_C(1704067200000000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_time_is_written_in_utc_with_milliseconds),
		cmocka_unit_test(the_monotonic_clock_moves_and_never_back),
		cmocka_unit_test(the_wall_clock_stands_after_this_was_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
