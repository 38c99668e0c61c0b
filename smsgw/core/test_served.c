/* served: who was served waits for all others; the memory of it is bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "smsgw/core/served.h"

static void
who_was_served_waits_for_the_next_round(void **unused)
{
	struct served served = { 0 };

	(void)unused;
	assert_false(served_in_round(&served, 7));
	served_add(&served, 7);
	served_add(&served, 7);
	assert_int_equal(served.count, 1);
	assert_true(served_in_round(&served, 7));
	assert_false(served_in_round(&served, 8));
	served_clear(&served);
	assert_false(served_in_round(&served, 7));
	assert_int_equal(served.count, 0);
}

static void
its_memory_is_bounded(void **unused)
{
	struct served served = { 0 };

	(void)unused;
	for (int64_t i = 1; i <= 10 * SERVED_MAX; i++) {
		served_add(&served, i);
		assert_true(served.count <= SERVED_MAX);
		assert_true(served_in_round(&served, i));
	}
	served_clear(&served);
}

/* However much the first has to say, another one is served once a round. */
static void
in_each_round_everybody_is_served_once(void **unused)
{
	enum { CUSTOMERS = 50, ROUNDS = 20 };
	int waits[CUSTOMERS], times[CUSTOMERS] = { 0 };
	struct served served = { 0 };

	(void)unused;
	for (int i = 0; i < CUSTOMERS; i++)
		waits[i] = i == 0 ? 1000 : ROUNDS;
	for (int n = 0; n < CUSTOMERS * ROUNDS; n++) {
		int one = 0;

		while (one < CUSTOMERS && (waits[one] == 0 || served_in_round(&served, one + 1)))
			one++;
		if (one == CUSTOMERS) {
			served_clear(&served);
			one = 0;
		}
		served_add(&served, one + 1);
		waits[one]--;
		times[one]++;
	}
	for (int i = 0; i < CUSTOMERS; i++)
		assert_int_equal(times[i], ROUNDS);
	served_clear(&served);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_was_served_waits_for_the_next_round),
		cmocka_unit_test(its_memory_is_bounded),
		cmocka_unit_test(in_each_round_everybody_is_served_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
