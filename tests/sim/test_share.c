/* share: the value, and an error that is neither too small nor much too large. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <math.h>

#include "tests/sim/share.h"

static void
days_count_by_their_size(void **unused)
{
	const struct share_day days[] = { { 1, 10 }, { 90, 90 } };

	(void)unused;
	assert_true(fabs(share_of(days, 2).value - 0.91) < 1e-12);
}

static void
equal_days_leave_no_doubt_one_day_leaves_every(void **unused)
{
	const struct share_day days[] = { { 1, 2 }, { 50, 100 }, { 3, 6 } };

	(void)unused;
	assert_true(share_of(days, 3).error < 1e-12);
	assert_true(isinf(share_of(days, 1).error));
}

/* Days of 100 with 60 and 40 in turn: each day 10 off, the next one the other way. */
static void
the_error_falls_with_the_root_of_the_days(void **unused)
{
	struct share_day days[400];

	(void)unused;
	for (int i = 0; i < 400; i++)
		days[i] = (struct share_day){ i % 2 == 0 ? 60 : 40, 100 };
	assert_true(fabs(share_of(days, 100).error - 0.01) < 1e-4);
	assert_true(fabs(share_of(days, 400).error - 0.005) < 1e-5);
}

/* Four alike, then four others: three of four neighbours are alike. */
static void
days_that_resemble_the_next_count_for_less(void **unused)
{
	struct share_day days[400];

	(void)unused;
	for (int i = 0; i < 400; i++)
		days[i] = (struct share_day){ i / 4 % 2 == 0 ? 60 : 40, 100 };
	assert_true(fabs(share_of(days, 400).error - 0.005 * sqrt(2)) < 1e-4);
}

/* Of 500 worlds of 40 days, one in twenty lies outside two errors. */
static void
two_errors_hold_the_truth_nineteen_times_of_twenty(void **unused)
{
	uint64_t random = 1;
	int outside = 0;

	(void)unused;
	for (int world = 0; world < 500; world++) {
		struct share_day days[40] = { { 0, 0 } };
		struct share got;

		for (int i = 0; i < 40 * 50; i++) {
			random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
			days[i / 50].whole++;
			days[i / 50].part += (random >> 33) % 10 < 7;
		}
		got = share_of(days, 40);
		outside += fabs(got.value - 0.7) > 2 * got.error;
	}
	assert_in_range(outside, 8, 45);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_count_by_their_size),
		cmocka_unit_test(equal_days_leave_no_doubt_one_day_leaves_every),
		cmocka_unit_test(the_error_falls_with_the_root_of_the_days),
		cmocka_unit_test(days_that_resemble_the_next_count_for_less),
		cmocka_unit_test(two_errors_hold_the_truth_nineteen_times_of_twenty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
