/* erlang: what others have printed, the formula as it stands in books, its edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <math.h>

#include "tests/sim/erlang.h"

static void
the_figures_are_those_that_others_printed(void **unused)
{
	const struct {
		const char *source;
		double got, printed, within;
	} cases[] = {
		/* 100 calls of 3 minutes in 30 minutes, 14 agents, 20 s. */
		{ "pyworkforce, README: waiting_probability", erlang_waits(14, 10),
		    0.1741319335950498, 1e-12 },
		{ "pyworkforce, README: service_level", erlang_service_level(14, 10, 180, 20),
		    0.8883500191794669, 1e-12 },
		{ "pyworkforce, README: occupancy", erlang_occupancy(14, 10), 0.7142857142857143,
		    1e-12 },
		/* The table gives the load at which so many wait, to 0.01 erlang. */
		{ "Dunlop, Girma, Irvine 1999, table A.4: 8 channels, 5 %", erlang_waits(8, 3.87),
		    0.05, 5e-4 },
		{ "Dunlop, Girma, Irvine 1999, table A.4: 10 channels, 1 %", erlang_waits(10, 4.08),
		    0.01, 1e-4 },
		/* One every 10, 20 of work each: 28.88 until the end, so 8.88 waiting. */
		{ "AlgoGraph/Queuing-theory, MMC.test: M/M/3", erlang_asa(3, 2, 20), 28.88 - 20,
		    0.01 },
		/* 15 lines carry 8.108 erlangs at 1 %. */
		{ "erlang.com, manual of the Erlang B calculator", erlang_lost(15, 8.108), 0.01,
		    5e-6 },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (fabs(cases[i].got - cases[i].printed) > cases[i].within)
			fail_msg(
			    "%s: %.9f, not %.9f", cases[i].source, cases[i].got, cases[i].printed);
}

/* (a^n / n!) (n / (n - a)) over itself and the sum of a^k / k!, k < n. */
static double
waits_by_the_book(int agents, double offered)
{
	double term = 1, sum = 0;

	for (int k = 0; k < agents; k++) {
		sum += term;
		term *= offered / (k + 1);
	}
	term *= agents / (agents - offered);
	return term / (sum + term);
}

static void
the_recursion_is_the_formula_of_the_books(void **unused)
{
	(void)unused;
	for (int agents = 1; agents <= 60; agents++)
		for (int percent = 5; percent < 100; percent += 5) {
			double offered = agents * percent / 100.0;

			assert_true(fabs(erlang_waits(agents, offered) -
					waits_by_the_book(agents, offered)) < 1e-12);
		}
}

static void
one_agent_and_two_have_short_formulas(void **unused)
{
	(void)unused;
	for (int percent = 10; percent < 100; percent += 10) {
		double load = percent / 100.0;

		assert_true(fabs(erlang_waits(1, load) - load) < 1e-12);
		assert_true(fabs(erlang_waits(2, 2 * load) - 2 * load * load / (1 + load)) < 1e-12);
	}
}

static void
nothing_overflows_with_ten_thousand_agents(void **unused)
{
	double waits = erlang_waits(10000, 9900);

	(void)unused;
	assert_true(waits > 0 && waits < 1);
	assert_true(waits > erlang_waits(10001, 9900));
}

static void
at_its_ends_it_says_what_one_expects(void **unused)
{
	(void)unused;
	assert_true(erlang_waits(5, 0) == 0);
	assert_true(erlang_service_level(5, 0, 180, 20) == 1);
	assert_true(erlang_asa(5, 0, 180) == 0);
	assert_true(erlang_lost(0, 3) == 1);
	/* Within no time: those who do not wait. */
	assert_true(fabs(erlang_service_level(5, 4, 180, 0) - (1 - erlang_waits(5, 4))) < 1e-12);
}

static void
with_too_much_work_everybody_waits_for_ever(void **unused)
{
	(void)unused;
	for (int offered = 5; offered < 7; offered++) {
		assert_true(erlang_waits(5, offered) == 1);
		assert_true(erlang_service_level(5, offered, 180, 20) == 0);
		assert_true(isinf(erlang_asa(5, offered, 180)));
		assert_true(erlang_occupancy(5, offered) == 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_figures_are_those_that_others_printed),
		cmocka_unit_test(the_recursion_is_the_formula_of_the_books),
		cmocka_unit_test(one_agent_and_two_have_short_formulas),
		cmocka_unit_test(nothing_overflows_with_ten_thousand_agents),
		cmocka_unit_test(at_its_ends_it_says_what_one_expects),
		cmocka_unit_test(with_too_much_work_everybody_waits_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
