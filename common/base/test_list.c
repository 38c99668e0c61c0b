/* list: order, removal of what is and is not listed, and random use beside an array. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/list.h"

enum { THINGS = 16, ROUNDS = 20000 };

struct thing {
	int number;
	struct link link;
};

static struct list list;
static struct thing things[THINGS];

static int
start_empty(void **unused)
{
	(void)unused;
	memset(things, 0, sizeof(things));
	for (int i = 0; i < THINGS; i++)
		things[i].number = i;
	list_init(&list);
	return 0;
}

static void
assert_order(const int *numbers, size_t count)
{
	size_t i = 0;

	list_for_each (&list, at) {
		assert_true(i < count);
		assert_int_equal(LIST_OF(at, struct thing, link)->number, numbers[i]);
		assert_ptr_equal(at->next->prev, at);
		i++;
	}
	assert_int_equal(i, count);
	assert_int_equal(list.count, count);
	assert_int_equal(list_empty(&list), count == 0);
}

static void
links_keep_the_order_in_which_they_were_put(void **unused)
{
	(void)unused;
	list_append(&list, &things[1].link);
	list_append(&list, &things[2].link);
	list_prepend(&list, &things[0].link);
	list_insert(&list, &things[2].link, &things[3].link);
	assert_order((const int[]){ 0, 1, 3, 2 }, 4);
}

static void
a_link_that_is_removed_is_no_longer_listed_and_may_come_again(void **unused)
{
	(void)unused;
	list_append(&list, &things[0].link);
	list_append(&list, &things[1].link);
	list_append(&list, &things[2].link);
	assert_true(link_listed(&things[1].link));
	list_remove(&list, &things[1].link);
	assert_false(link_listed(&things[1].link));
	list_remove(&list, &things[1].link);
	list_remove(&list, &things[9].link);
	assert_order((const int[]){ 0, 2 }, 2);
	list_append(&list, &things[1].link);
	assert_order((const int[]){ 0, 2, 1 }, 3);
}

static void
taking_gives_the_first_until_none_is_left(void **unused)
{
	(void)unused;
	list_append(&list, &things[0].link);
	list_append(&list, &things[1].link);
	assert_ptr_equal(list_take(&list), &things[0].link);
	assert_false(link_listed(&things[0].link));
	assert_ptr_equal(list_take(&list), &things[1].link);
	assert_null(list_take(&list));
	assert_order(NULL, 0);
}

static void
a_loop_may_remove_the_link_it_stands_at(void **unused)
{
	(void)unused;
	for (int i = 0; i < 6; i++)
		list_append(&list, &things[i].link);
	list_for_each_safe (&list, at)
		if (LIST_OF(at, struct thing, link)->number % 2 == 0)
			list_remove(&list, at);
	assert_order((const int[]){ 1, 3, 5 }, 3);
	list_for_each_safe (&list, at)
		list_remove(&list, at);
	assert_order(NULL, 0);
}

/* What the list should hold. */
static int model[THINGS];
static size_t model_count;

static void
model_remove(int number)
{
	for (size_t i = 0; i < model_count; i++) {
		if (model[i] != number)
			continue;
		model_count--;
		memmove(&model[i], &model[i + 1], (model_count - i) * sizeof(model[0]));
		return;
	}
}

static void
random_use_leaves_what_an_array_would_hold(void **unused)
{
	(void)unused;
	srand(1);
	model_count = 0;
	for (int round = 0; round < ROUNDS; round++) {
		struct thing *thing = &things[rand() % THINGS];

		if (link_listed(&thing->link)) {
			list_remove(&list, &thing->link);
			model_remove(thing->number);
		} else if (rand() % 2 == 0) {
			list_append(&list, &thing->link);
			model[model_count++] = thing->number;
		} else {
			list_prepend(&list, &thing->link);
			memmove(&model[1], &model[0], model_count * sizeof(model[0]));
			model[0] = thing->number;
			model_count++;
		}
		assert_order(model, model_count);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(links_keep_the_order_in_which_they_were_put, start_empty),
		cmocka_unit_test_setup(
		    a_link_that_is_removed_is_no_longer_listed_and_may_come_again, start_empty),
		cmocka_unit_test_setup(taking_gives_the_first_until_none_is_left, start_empty),
		cmocka_unit_test_setup(a_loop_may_remove_the_link_it_stands_at, start_empty),
		cmocka_unit_test_setup(random_use_leaves_what_an_array_would_hold, start_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
