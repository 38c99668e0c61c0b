/* window: a carrier that hangs holds up no other, however many hang; all places come back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "smsgw/core/window.h"

enum { PLACES = 200, CARRIERS = 40, STEPS = 200000 };

static int
fill(struct window *window, const char *address, struct window_carrier *out[PLACES])
{
	int n = 0;

	while (n < PLACES && (out[n] = window_enter(window, address)) != NULL)
		n++;
	return n;
}

static void
carriers_that_hang_leave_room_for_every_other(void **unused)
{
	static struct window_carrier *held[8][PLACES];
	struct window window;
	int n[8];

	(void)unused;
	window_init(&window, PLACES);
	for (int i = 0; i < 8; i++) {
		char address[32];

		(void)snprintf(address, sizeof(address), "https://%d.example", i);
		n[i] = fill(&window, address, held[i]);
		assert_true(n[i] > 0);
		assert_null(window_enter(&window, address));
	}
	assert_int_equal(n[0], PLACES / 2);
	assert_int_equal(n[1], PLACES / 4);
	for (int i = 0; i < 8; i++)
		while (n[i] > 0)
			window_leave(&window, held[i][--n[i]]);
	window_fini(&window);
}

static void
the_smallest_window_still_lets_one_through(void **unused)
{
	struct window_carrier *one;
	struct window window;

	(void)unused;
	window_init(&window, 1);
	one = window_enter(&window, "a");
	assert_non_null(one);
	assert_null(window_enter(&window, "b"));
	assert_null(window_enter(&window, "a"));
	window_leave(&window, one);
	one = window_enter(&window, "b");
	assert_non_null(one);
	window_leave(&window, one);
	window_fini(&window);
}

/* Random carriers come and go: never more than all places, and who has none gets one as long as one
 * is free. */
static void
in_any_order_who_has_no_place_gets_a_free_one(void **unused)
{
	static struct window_carrier *held[CARRIERS][PLACES];
	int n[CARRIERS] = { 0 }, all = 0;
	struct window window;

	(void)unused;
	srand(7);
	window_init(&window, PLACES);
	for (int step = 0; step < STEPS; step++) {
		int i = rand() % CARRIERS;
		char address[32];

		(void)snprintf(address, sizeof(address), "https://%d.example", i);
		if (rand() % 3 > 0) {
			struct window_carrier *one = window_enter(&window, address);

			assert_int_equal(one != NULL, all < PLACES && n[i] < PLACES - all);
			if (one != NULL) {
				held[i][n[i]++] = one;
				all++;
			}
		} else if (n[i] > 0) {
			window_leave(&window, held[i][--n[i]]);
			all--;
		}
	}
	for (int i = 0; i < CARRIERS; i++)
		while (n[i] > 0)
			window_leave(&window, held[i][--n[i]]);
	window_fini(&window);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(carriers_that_hang_leave_room_for_every_other),
		cmocka_unit_test(the_smallest_window_still_lets_one_through),
		cmocka_unit_test(in_any_order_who_has_no_place_gets_a_free_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
