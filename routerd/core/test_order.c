/* order and idmap: random changes against a plain array. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "routerd/core/idmap.h"
#include "routerd/core/order.h"

enum { THINGS = 200, CHANGES = 20000, IDS = 600 };

struct thing {
	uint32_t position;
	struct order_key key;
};

static struct thing things[THINGS];

static int
by_key(const void *x, const void *y)
{
	const struct thing *a = *(const struct thing *const *)x;
	const struct thing *b = *(const struct thing *const *)y;

	return order_before(b->key, a->key) - order_before(a->key, b->key);
}

static void
assert_walk(const struct order *order, struct order_scratch *scratch)
{
	struct thing *sorted[THINGS];
	const struct order_item *item;
	struct order_walk walk;
	size_t count = 0;

	for (size_t i = 0; i < THINGS; i++)
		if (things[i].position != 0)
			sorted[count++] = &things[i];
	qsort(sorted, count, sizeof(void *), by_key);
	assert_int_equal(order->count, count);
	order_walk_begin(&walk, order, scratch);
	for (size_t i = 0; i < count; i++) {
		item = order_walk_next(&walk);
		assert_ptr_equal(ORDER_OF(item->position, struct thing, position), sorted[i]);
	}
	assert_null(order_walk_next(&walk));
	if (count > 0)
		assert_ptr_equal(order_first(order)->position, &sorted[0]->position);
}

static void
an_order_stays_sorted_whatever_enters_moves_and_leaves(void **unused)
{
	struct order order = { 0 };
	struct order_scratch scratch = { 0 };

	(void)unused;
	srand(1);
	for (int i = 0; i < CHANGES; i++) {
		struct thing *thing = &things[rand() % THINGS];

		thing->key = (struct order_key){ rand() % 3, rand() % 3, thing - things };
		if (rand() % 3 == 0)
			order_remove(&order, &thing->position);
		else
			order_put(&order, &thing->position, thing->key);
		if (i % 50 == 0)
			assert_walk(&order, &scratch);
	}
	order_fini(&order);
	order_scratch_fini(&scratch);
}

static void
a_map_finds_what_is_in_it_and_nothing_else(void **unused)
{
	static bool in[IDS + 1];
	static char marks[IDS + 1];
	struct idmap map = { 0 };

	(void)unused;
	srand(2);
	assert_null(idmap_find(&map, 1));
	for (int i = 0; i < CHANGES; i++) {
		int id = 1 + rand() % IDS;
		int64_t spread = (int64_t)id * 4294967296 + id % 3; /* many share a home */

		assert_ptr_equal(idmap_find(&map, spread), in[id] ? &marks[id] : NULL);
		if (in[id])
			idmap_remove(&map, spread);
		else
			idmap_add(&map, spread, &marks[id]);
		in[id] = !in[id];
	}
	for (int id = 1; id <= IDS; id++)
		assert_ptr_equal(idmap_find(&map, (int64_t)id * 4294967296 + id % 3),
		    in[id] ? &marks[id] : NULL);
	idmap_fini(&map);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_stays_sorted_whatever_enters_moves_and_leaves),
		cmocka_unit_test(a_map_finds_what_is_in_it_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
