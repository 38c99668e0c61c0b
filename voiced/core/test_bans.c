#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "voiced/core/bans.h"

static const struct bans fresh = { .limit = 3, .window_ms = 1000, .ban_ms = 5000 };

static void
so_many_within_the_window_are_banned_for_a_time(void **unused)
{
	struct bans bans = fresh;

	(void)unused;
	assert_false(bans_wrong(&bans, VIEW("a"), 0));
	assert_false(bans_wrong(&bans, VIEW("a"), 500));
	assert_false(bans_banned(&bans, VIEW("a"), 998));
	assert_true(bans_wrong(&bans, VIEW("a"), 999));
	assert_true(bans_banned(&bans, VIEW("a"), 5998));
	assert_false(
	    bans_wrong(&bans, VIEW("a"), 5998)); /* one that is banned makes it no longer */
	assert_false(bans_banned(&bans, VIEW("a"), 5999));
	assert_false(bans_banned(&bans, VIEW("b"), 1000));
	bans_fini(&bans);
}

static void
a_window_that_has_passed_begins_anew(void **unused)
{
	struct bans bans = fresh;

	(void)unused;
	assert_false(bans_wrong(&bans, VIEW("a"), 0));
	assert_false(bans_wrong(&bans, VIEW("a"), 1));
	assert_false(bans_wrong(&bans, VIEW("a"), 1000));
	assert_false(bans_wrong(&bans, VIEW("a"), 1001));
	assert_true(bans_wrong(&bans, VIEW("a"), 1002));
	bans_fini(&bans);
}

static void
a_right_one_forgets_the_wrong_ones_but_not_the_ban(void **unused)
{
	struct bans bans = fresh;

	(void)unused;
	(void)bans_wrong(&bans, VIEW("a"), 0);
	(void)bans_wrong(&bans, VIEW("a"), 0);
	bans_right(&bans, VIEW("a"), 1);
	assert_false(bans_wrong(&bans, VIEW("a"), 2));
	(void)bans_wrong(&bans, VIEW("a"), 2);
	assert_true(bans_wrong(&bans, VIEW("a"), 2));
	bans_right(&bans, VIEW("a"), 3);
	assert_true(bans_banned(&bans, VIEW("a"), 4));
	bans_fini(&bans);
}

static void
the_table_is_bounded_and_a_long_key_is_cut(void **unused)
{
	struct bans bans = fresh;
	char key[2 * BANS_KEY_MAX];

	(void)unused;
	bans.limit = 1;
	for (int i = 0; i <= BANS_MAX; i++) {
		(void)snprintf(key, sizeof(key), "key %d", i);
		assert_true(bans_wrong(&bans, view_of(key), 0));
	}
	assert_false(bans_banned(&bans, VIEW("key 0"), 1));
	assert_true(bans_banned(&bans, VIEW("key 1"), 1));
	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = 'x';
	assert_true(bans_wrong(&bans, (struct view){ key, sizeof(key) }, 0));
	assert_true(bans_banned(&bans, (struct view){ key, BANS_KEY_MAX - 1 }, 1));
	bans_fini(&bans);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(so_many_within_the_window_are_banned_for_a_time),
		cmocka_unit_test(a_window_that_has_passed_begins_anew),
		cmocka_unit_test(a_right_one_forgets_the_wrong_ones_but_not_the_ban),
		cmocka_unit_test(the_table_is_bounded_and_a_long_key_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
