/* window: a carrier that hangs holds up no other, however many hang; nobody is overtaken; all places come back. */
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

	while (n < PLACES && (out[n] = window_enter(window, address, NULL)) != NULL)
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
		assert_null(window_enter(&window, address, NULL));
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
	one = window_enter(&window, "a", NULL);
	assert_non_null(one);
	assert_null(window_enter(&window, "b", NULL));
	assert_null(window_enter(&window, "a", NULL));
	window_leave(&window, one);
	one = window_enter(&window, "b", NULL);
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
			struct window_carrier *one = window_enter(&window, address, NULL);

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

/* Two at one carrier, of which one has much more to do: they take turns. */
static void
who_waits_is_not_overtaken_at_their_carrier(void **unused)
{
	struct window_waiter much = { 0 }, little = { 0 };
	struct window_carrier *place[2];
	struct window window;

	(void)unused;
	window_init(&window, 4);
	for (int i = 0; i < 2; i++)
		assert_non_null(place[i] = window_enter(&window, "a", &much));
	assert_null(window_enter(&window, "a", &much));
	assert_null(window_enter(&window, "a", &little));
	assert_null(window_next(&window));

	window_leave(&window, place[0]);
	assert_ptr_equal(window_next(&window), &much);
	assert_null(window_next(&window)); /* it was called */
	assert_null(window_enter(&window, "a", &little)); /* the place is kept */
	assert_non_null(place[0] = window_enter(&window, "a", &much));
	assert_null(window_enter(&window, "a", &much));

	window_leave(&window, place[0]);
	assert_ptr_equal(window_next(&window), &little);
	assert_null(window_enter(&window, "a", &much));
	assert_non_null(place[0] = window_enter(&window, "a", &little));

	assert_null(window_enter(&window, "a", &little));
	window_leave(&window, place[1]);
	assert_ptr_equal(window_next(&window), &much);
	window_forgo(&window, &much); /* it has nothing more to do */
	assert_ptr_equal(window_next(&window), &little);
	window_forgo(&window, &little);
	window_forgo(&window, &little);
	window_leave(&window, place[0]);
	window_fini(&window);
}

static void
room_for_several_calls_as_many(void **unused)
{
	struct window_waiter waiters[3] = { 0 };
	struct window_carrier *held[5];
	struct window window;

	(void)unused;
	window_init(&window, 10);
	for (int i = 0; i < 5; i++)
		assert_non_null(held[i] = window_enter(&window, "a", NULL));
	for (int i = 0; i < 3; i++)
		assert_null(window_enter(&window, "a", &waiters[i]));
	for (int i = 0; i < 5; i++)
		window_leave(&window, held[i]);
	for (int i = 0; i < 3; i++)
		assert_ptr_equal(window_next(&window), &waiters[i]);
	assert_null(window_next(&window));
	for (int i = 0; i < 3; i++) /* of five places two are kept for those before it */
		assert_non_null(held[i] = window_enter(&window, "a", &waiters[2]));
	assert_null(window_enter(&window, "a", &waiters[2]));
	for (int i = 0; i < 3; i++)
		window_forgo(&window, &waiters[i]);
	for (int i = 0; i < 3; i++)
		window_leave(&window, held[i]);
	window_fini(&window);
}

static void
who_goes_elsewhere_keeps_no_place_here(void **unused)
{
	struct window_carrier *here[2], *there[2];
	struct window_waiter waiter = { 0 };
	struct window window;

	(void)unused;
	window_init(&window, 5);
	for (int i = 0; i < 2; i++)
		assert_non_null(here[i] = window_enter(&window, "a", NULL));
	assert_non_null(there[0] = window_enter(&window, "b", NULL));
	assert_null(window_enter(&window, "a", &waiter));
	assert_non_null(there[1] = window_enter(&window, "b", &waiter));
	window_leave(&window, here[0]);
	assert_null(window_next(&window)); /* it waits no more */
	window_leave(&window, here[1]);
	for (int i = 0; i < 2; i++)
		window_leave(&window, there[i]);
	window_fini(&window);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(carriers_that_hang_leave_room_for_every_other),
		cmocka_unit_test(the_smallest_window_still_lets_one_through),
		cmocka_unit_test(in_any_order_who_has_no_place_gets_a_free_one),
		cmocka_unit_test(who_waits_is_not_overtaken_at_their_carrier),
		cmocka_unit_test(room_for_several_calls_as_many),
		cmocka_unit_test(who_goes_elsewhere_keeps_no_place_here),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
