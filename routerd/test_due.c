/* due: ends come in the order of their times, one at a time, and are tried again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "routerd/due.h"

static void
put(struct due *due, int64_t kind, int64_t id, int64_t at_ms)
{
	due_put(due, &(struct due_fact){ { kind, id }, 1, 7, at_ms });
}

static void
the_earliest_comes_first_and_none_before_its_time(void **unused)
{
	struct due due = { 0 };
	struct due_fact fact;

	(void)unused;
	assert_int_equal(due_next(&due), INT64_MAX);
	put(&due, DUE_OFFER, 1, 300);
	put(&due, DUE_WRAP_UP, 1, 200);
	assert_int_equal(due_next(&due), 200);
	assert_false(due_take(&due, 199, &fact));
	assert_true(due_take(&due, 300, &fact));
	assert_int_equal(fact.key.kind, DUE_WRAP_UP);
	assert_true(due_take(&due, 300, &fact));
	assert_int_equal(fact.key.kind, DUE_OFFER);
	assert_false(due_take(&due, 300, &fact));
	due_fini(&due);
}

static void
what_is_under_way_is_not_taken_twice(void **unused)
{
	struct due due = { 0 };
	struct due_fact fact;

	(void)unused;
	put(&due, DUE_OFFER, 1, 100);
	assert_true(due_take(&due, 100, &fact));
	put(&due, DUE_OFFER, 1, 100); /* told again meanwhile */
	assert_true(due_has(&due, fact.key));
	assert_false(due_take(&due, 1000, &fact));
	due_fini(&due);
}

static void
a_later_time_moves_the_end(void **unused)
{
	struct due due = { 0 };
	struct due_fact fact;

	(void)unused;
	put(&due, DUE_WRAP_UP, 1, 100);
	put(&due, DUE_WRAP_UP, 1, 500);
	assert_false(due_take(&due, 499, &fact));
	assert_true(due_take(&due, 500, &fact));
	put(&due, DUE_WRAP_UP, 1, 900); /* extended while its end was under way */
	due_again(&due, fact.key, 500);
	assert_int_equal(due_next(&due), 900);
	due_fini(&due);
}

static void
it_is_tried_again_ever_later_and_at_last_forgotten(void **unused)
{
	struct due due = { 0 };
	struct due_fact fact;
	int64_t now_ms = 100, last_ms = 0;
	int tries = 0;

	(void)unused;
	put(&due, DUE_OFFER, 1, 100);
	while (due_take(&due, now_ms, &fact)) {
		due_again(&due, fact.key, now_ms);
		tries++;
		if (due_next(&due) == INT64_MAX)
			break;
		assert_true(due_next(&due) - now_ms > last_ms);
		last_ms = due_next(&due) - now_ms;
		now_ms = due_next(&due);
	}
	assert_int_equal(tries, DUE_TRIES_MAX + 1);
	assert_false(due_has(&due, fact.key));
	due_fini(&due);
}

static void
what_was_removed_never_comes(void **unused)
{
	struct due due = { 0 };
	struct due_fact fact;

	(void)unused;
	put(&due, DUE_OFFER, 1, 100);
	put(&due, DUE_OFFER, 2, 50);
	due_remove(&due, (struct due_key){ DUE_OFFER, 2 });
	due_remove(&due, (struct due_key){ DUE_OFFER, 3 });
	assert_true(due_take(&due, 100, &fact));
	assert_int_equal(fact.key.id, 1);
	due_remove(&due, fact.key); /* settled */
	assert_false(due_has(&due, fact.key));
	due_fini(&due);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_earliest_comes_first_and_none_before_its_time),
		cmocka_unit_test(what_is_under_way_is_not_taken_twice),
		cmocka_unit_test(a_later_time_moves_the_end),
		cmocka_unit_test(it_is_tried_again_ever_later_and_at_last_forgotten),
		cmocka_unit_test(what_was_removed_never_comes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
