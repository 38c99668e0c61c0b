/* turns: one place an organisation, by turns, and nobody fills the queue for the others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "chatd/core/turns.h"

enum { MOST = 64 };

static const struct turns_limits limits = { 2, 20, 1000, 8, 500 };

struct kit {
	struct turns turns;
	struct turn pool[MOST];
	int used;
};

static bool
add(struct kit *kit, int64_t tenant, size_t bytes)
{
	struct turn *turn = &kit->pool[kit->used++];

	*turn = (struct turn){ .tenant = tenant, .bytes = bytes };
	return turns_add(&kit->turns, turn);
}

static void
init(struct kit *kit)
{
	memset(kit, 0, sizeof(*kit));
	turns_init(&kit->turns, &limits);
}

static void
an_organisation_has_one_place(void **unused)
{
	struct kit kit;
	struct turn *first, *second;

	(void)unused;
	init(&kit);
	for (int i = 0; i < 3; i++)
		assert_true(add(&kit, 1, 1));
	first = turns_next(&kit.turns);
	assert_ptr_equal(first, &kit.pool[0]);
	assert_null(turns_next(&kit.turns)); /* a place is free, not for it */
	assert_true(add(&kit, 2, 1));
	second = turns_next(&kit.turns);
	assert_int_equal(second->tenant, 2);
	assert_true(add(&kit, 3, 1));
	assert_null(turns_next(&kit.turns)); /* no place is */
	turns_remove(&kit.turns, first);
	assert_int_equal(turns_next(&kit.turns)->tenant, 3); /* 1 has had its turn */
	turns_remove(&kit.turns, second);
	assert_ptr_equal(
	    turns_next(&kit.turns), &kit.pool[1]); /* in the order in which they came */
}

/* Two that have filled the queue: whoever comes then waits for one turn of each. */
static void
nobody_waits_for_all_of_anothers(void **unused)
{
	struct turn *turn[2];
	struct kit kit;

	(void)unused;
	init(&kit);
	for (int i = 0; i < 16; i++)
		assert_true(add(&kit, 1 + i % 2, 1));
	turn[0] = turns_next(&kit.turns);
	turn[1] = turns_next(&kit.turns);
	assert_true(add(&kit, 3, 1));
	for (int ended = 0; ended < 2; ended++) {
		struct turn *next;

		turns_remove(&kit.turns, turn[ended]);
		next = turns_next(&kit.turns);
		assert_non_null(next);
		if (next->tenant == 3)
			return;
	}
	fail_msg("it waits for more");
}

static void
too_many_of_one_leave_room_for_others(void **unused)
{
	struct kit kit;

	(void)unused;
	init(&kit);
	for (int i = 0; i < 8; i++)
		assert_true(add(&kit, 1, 1));
	assert_false(add(&kit, 1, 1));
	assert_true(add(&kit, 2, 500));
	assert_false(add(&kit, 2, 1)); /* by its bytes */
	assert_true(add(&kit, 3, 490));
	assert_false(add(&kit, 4, 3)); /* by those of all: 8 + 500 + 490 */
	assert_true(add(&kit, 4, 2));
}

static void
all_together_are_bounded(void **unused)
{
	struct kit kit;

	(void)unused;
	init(&kit);
	for (int i = 0; i < 20; i++)
		assert_true(add(&kit, i, 1));
	assert_false(add(&kit, 20, 1));
	turns_remove(&kit.turns, &kit.pool[7]); /* one that does not wait any longer */
	assert_true(add(&kit, 21, 1));
}

struct crowd {
	struct kit kit;
	struct turn *running[2];
	int taken[MOST], served[MOST];
};

static void
serve(struct crowd *crowd)
{
	struct turn **running = crowd->running, *next;

	while ((next = turns_next(&crowd->kit.turns)) != NULL) {
		int place = running[0] == NULL ? 0 : 1;

		assert_null(running[place]);
		running[place] = next;
		crowd->served[next - crowd->kit.pool]++;
	}
	assert_true(
	    running[0] == NULL || running[1] == NULL || running[0]->tenant != running[1]->tenant);
}

static void
leave(struct crowd *crowd, int place)
{
	if (crowd->running[place] != NULL)
		turns_remove(&crowd->kit.turns, crowd->running[place]);
	crowd->running[place] = NULL;
	serve(crowd);
}

/* Whatever comes and ends, in whichever order. */
static void
everybody_is_served_once(void **unused)
{
	uint32_t x = 1;

	(void)unused;
	for (int round = 0; round < 200; round++) {
		struct crowd crowd = { .running = { NULL, NULL } };

		init(&crowd.kit);
		while (crowd.kit.used < MOST) {
			x = x * 1664525 + 1013904223;
			if (x >> 31) {
				int at = crowd.kit.used;

				crowd.taken[at] = add(&crowd.kit, x >> 20 & 3, 1);
			}
			leave(&crowd, (int)(x >> 30 & 1));
		}
		for (int i = 0; i < 2 * MOST; i++)
			leave(&crowd, i % 2);
		for (int i = 0; i < MOST; i++)
			assert_int_equal(crowd.served[i], crowd.taken[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_organisation_has_one_place),
		cmocka_unit_test(nobody_waits_for_all_of_anothers),
		cmocka_unit_test(too_many_of_one_leave_room_for_others),
		cmocka_unit_test(all_together_are_bounded),
		cmocka_unit_test(everybody_is_served_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
