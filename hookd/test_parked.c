/* What is counted as parked, and when the threads must be read anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hookd/parked.h"

enum { ENDPOINT = 7 };

struct rig {
	struct threads threads;
	struct told told;
	struct parked parked;
	struct item items[3];
};

static int
setup(void **state)
{
	static struct rig rig;

	memset(&rig, 0, sizeof(rig));
	told_init(&rig.told);
	parked_init(&rig.parked, NULL, ENDPOINT, &rig.threads, &rig.told);
	parked_begin(&rig.parked, 0, false);
	for (int i = 0; i < 3; i++)
		rig.items[i].event = (struct event){ .pos = i + 1,
			.id = i + 1,
			.at = "x",
			.type = "y",
			.thread = "conversation/1" };
	*state = &rig;
	return 0;
}

static int
teardown(void **state)
{
	struct rig *rig = *state;

	threads_clear(&rig->threads);
	told_fini(&rig->told);
	return 0;
}

static void
what_is_parked_while_a_store_is_under_way_counts_beside_it(void **state)
{
	struct rig *rig = *state;

	parked_add(&rig->parked, &rig->items[0], 1, 100);
	parked_store_begun(&rig->parked);
	parked_add(&rig->parked, &rig->items[1], 0, -1);
	assert_true(parked_stored(&rig->parked, 1, 100, VIEW("[]")));
	assert_int_equal(rig->parked.count, 2);
	assert_int_equal(threads_parked(&rig->threads, "conversation/1"), 2);
}

static void
the_dead_leave_their_threads(void **state)
{
	struct rig *rig = *state;

	parked_add(&rig->parked, &rig->items[0], 1, 100);
	parked_add(&rig->parked, &rig->items[1], 0, -1);
	parked_store_begun(&rig->parked);
	assert_true(parked_stored(&rig->parked, 1, -1, VIEW("[\"conversation/1\"]")));
	assert_int_equal(threads_parked(&rig->threads, "conversation/1"), 1);
}

static void
dead_letters_that_come_back_are_noticed(void **state)
{
	struct rig *rig = *state;

	parked_add(&rig->parked, &rig->items[0], 1, 100);
	parked_store_begun(&rig->parked);
	assert_false(parked_stored(&rig->parked, 2, -1, VIEW("[]")));
	assert_int_equal(rig->parked.count, 2);
}

static void
it_pauses_at_the_limit_and_goes_on_below_nine_tenths(void **state)
{
	struct rig *rig = *state;
	static const struct {
		int64_t count;
		bool paused;
	} steps[] = { { 99, false }, { 100, true }, { 90, true }, { 89, false }, { 99, false } };

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		rig->parked.count = steps[i].count;
		parked_judge_pause(&rig->parked, 100);
		assert_int_equal(rig->parked.paused, steps[i].paused);
	}
}

#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_RIG(what_is_parked_while_a_store_is_under_way_counts_beside_it),
		WITH_RIG(the_dead_leave_their_threads),
		WITH_RIG(dead_letters_that_come_back_are_noticed),
		WITH_RIG(it_pauses_at_the_limit_and_goes_on_below_nine_tenths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
