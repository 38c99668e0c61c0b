/* rounds: who was served waits for all others; the memory of it is bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "smsgw/core/rounds.h"

static void
who_was_served_waits_for_the_next_round(void **unused)
{
	struct rounds rounds = { 0 };

	(void)unused;
	assert_false(rounds_served(&rounds, 7));
	rounds_serve(&rounds, 7);
	rounds_serve(&rounds, 7);
	assert_int_equal(rounds.count, 1);
	assert_true(rounds_served(&rounds, 7));
	assert_false(rounds_served(&rounds, 8));
	rounds_begin(&rounds);
	assert_false(rounds_served(&rounds, 7));
	assert_int_equal(rounds.count, 0);
}

static void
its_memory_is_bounded(void **unused)
{
	struct rounds rounds = { 0 };

	(void)unused;
	for (int64_t i = 1; i <= 10 * ROUNDS_MAX; i++) {
		rounds_serve(&rounds, i);
		assert_true(rounds.count <= ROUNDS_MAX);
		assert_true(rounds_served(&rounds, i));
	}
	rounds_begin(&rounds);
}

/* However much the first has to say, another one is served once a round. */
static void
in_each_round_everybody_is_served_once(void **unused)
{
	enum { CUSTOMERS = 50, ROUNDS = 20 };
	int waits[CUSTOMERS], served[CUSTOMERS] = { 0 };
	struct rounds rounds = { 0 };

	(void)unused;
	for (int i = 0; i < CUSTOMERS; i++)
		waits[i] = i == 0 ? 1000 : ROUNDS;
	for (int n = 0; n < CUSTOMERS * ROUNDS; n++) {
		int one = 0;

		while (one < CUSTOMERS && (waits[one] == 0 || rounds_served(&rounds, one + 1)))
			one++;
		if (one == CUSTOMERS) {
			rounds_begin(&rounds);
			one = 0;
		}
		rounds_serve(&rounds, one + 1);
		waits[one]--;
		served[one]++;
	}
	for (int i = 0; i < CUSTOMERS; i++)
		assert_int_equal(served[i], ROUNDS);
	rounds_begin(&rounds);
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
