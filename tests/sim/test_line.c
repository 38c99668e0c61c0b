/* line: who waits behind whom, to the millisecond. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/sim/line.h"

static void
who_finds_somebody_free_does_not_wait(void **unused)
{
	struct line line = { .agents = 2 };

	(void)unused;
	assert_int_equal(line_wait(&line, 1000, 500), 0);
	assert_int_equal(line_wait(&line, 1000, 900), 0);
	assert_int_equal(line_wait(&line, 1500, 10), 0); /* the very moment one ends */
}

static void
who_finds_nobody_waits_for_the_first_to_end(void **unused)
{
	struct line line = { .agents = 2 };

	(void)unused;
	line_wait(&line, 1000, 500);
	line_wait(&line, 1000, 900);
	assert_int_equal(line_wait(&line, 1100, 1000), 400); /* the first, until 2500 */
	assert_int_equal(line_wait(&line, 1200, 1), 700); /* the second, until 1901 */
	assert_int_equal(line_wait(&line, 1200, 1), 701);
	assert_int_equal(line_wait(&line, 9000, 1), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_finds_somebody_free_does_not_wait),
		cmocka_unit_test(who_finds_nobody_waits_for_the_first_to_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
