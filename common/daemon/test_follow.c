/* follow, its pure part: versions, audiences, kinds without state; and the standby's judgement. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/daemon/beatwatch.h"
#include "common/daemon/follow.h"

static void
a_version_counts_once_and_an_older_one_never(void **unused)
{
	struct versions versions;

	(void)unused;
	versions_init(&versions, 16);
	assert_true(versions_raise(&versions, 2, 1, 7, 3));
	assert_false(versions_raise(&versions, 2, 1, 7, 3));
	assert_false(versions_raise(&versions, 2, 1, 7, 2));
	assert_true(versions_known(&versions, 2, 1, 7, 3));
	assert_false(versions_known(&versions, 2, 1, 7, 4));
	assert_true(versions_raise(&versions, 2, 1, 7, 9));
	versions_fini(&versions);
}

static void
things_of_other_kinds_tenants_and_ids_do_not_mix(void **unused)
{
	struct versions versions;

	(void)unused;
	versions_init(&versions, 16);
	assert_true(versions_raise(&versions, 2, 1, 7, 3));
	assert_false(versions_known(&versions, 3, 1, 7, 1));
	assert_false(versions_known(&versions, 2, 2, 7, 1));
	assert_false(versions_known(&versions, 2, 1, 8, 1));
	versions_fini(&versions);
}

static void
the_table_is_bounded_and_forgets_what_was_not_touched_for_the_longest_time(void **unused)
{
	struct versions versions;

	(void)unused;
	versions_init(&versions, 100);
	for (int64_t key = 1; key <= 100; key++)
		assert_true(versions_raise(&versions, 1, 1, key, 1));
	assert_true(versions_raise(&versions, 1, 1, 1, 2)); /* touched: now the youngest */
	for (int64_t key = 101; key <= 150; key++)
		assert_true(versions_raise(&versions, 1, 1, key, 1));
	assert_int_equal(versions.by_age.count, 100);
	assert_int_equal(versions.evicted, 50);
	assert_true(versions_known(&versions, 1, 1, 1, 2));
	assert_false(versions_known(&versions, 1, 1, 51, 1));
	assert_true(versions_known(&versions, 1, 1, 52, 1));
	versions_fini(&versions);
}

static void
random_news_are_applied_in_rising_order_for_each_thing(void **unused)
{
	struct versions versions;
	int64_t applied[50] = { 0 };

	(void)unused;
	srand(4);
	versions_init(&versions, 64);
	for (int i = 0; i < 100000; i++) {
		int64_t key = rand() % 50, version = 1 + rand() % 1000;
		bool is_new = versions_raise(&versions, 5, 1, key, version);

		assert_int_equal(is_new, version > applied[key]);
		if (is_new)
			applied[key] = version;
	}
	versions_fini(&versions);
}

static void
an_audience_is_read_and_what_is_none_is_refused(void **unused)
{
	int64_t out[3];

	(void)unused;
	assert_int_equal(follow_audience_parse(VIEW("[]"), out, 3), 0);
	assert_int_equal(follow_audience_parse(VIEW("[5,-7]"), out, 3), 2);
	assert_int_equal(out[0], 5);
	assert_int_equal(out[1], -7);
	assert_int_equal(follow_audience_parse(VIEW("[1,2,3,4]"), out, 3), 3);
	assert_int_equal(follow_audience_parse(VIEW(""), out, 3), -1);
	assert_int_equal(follow_audience_parse(VIEW("[1"), out, 3), -1);
	assert_int_equal(follow_audience_parse(VIEW("[1,x]"), out, 3), -1);
	assert_int_equal(follow_audience_parse(VIEW("[null]"), out, 3), -1);
}

static void
a_version_without_order_counts_whenever_it_is_another(void **unused)
{
	struct versions versions;

	(void)unused;
	versions_init(&versions, 10);
	assert_true(versions_differ(&versions, 6, 1, 1, 5));
	assert_false(versions_differ(&versions, 6, 1, 1, 5));
	assert_true(versions_differ(&versions, 6, 1, 1, 4));
	assert_true(versions_differ(&versions, 6, 1, 1, 6));
	versions_fini(&versions);
}

static void
only_doorbells_without_a_thing_behind_have_no_state(void **unused)
{
	(void)unused;
	assert_true(follow_stateless(MESSAGE_outbound) && follow_stateless(MESSAGE_session));
	assert_true(follow_stateless(MESSAGE_config) && follow_stateless(MESSAGE_feed));
	assert_false(follow_stateless(MESSAGE_agent) || follow_stateless(MESSAGE_offer));
	assert_false(
	    follow_stateless(MESSAGE_interaction) || follow_stateless(MESSAGE_conversation));
	assert_false(follow_stateless(MESSAGE_message) || follow_stateless(MESSAGE_customer));
}

static void
a_beat_that_stands_still_for_its_time_is_a_dead_holder(void **unused)
{
	struct beatwatch watch = { .known = false };

	(void)unused;
	assert_false(beatwatch_see(&watch, 4, 100, 0, 10));
	for (int64_t at = 300; at <= 1200; at += 300)
		assert_false(beatwatch_see(&watch, 4, 100, at, at + 5));
	assert_false(beatwatch_see(&watch, 4, 100, 1209, 1210));
	assert_true(beatwatch_see(&watch, 4, 100, 1210, 1215));
}

static void
a_beat_that_moves_or_another_epoch_is_life(void **unused)
{
	struct beatwatch watch = { .known = false };

	(void)unused;
	for (int64_t i = 0; i < 100; i++)
		assert_false(beatwatch_see(&watch, 4, 100 + i / 3, i * 300, i * 300 + 5));
	for (int64_t i = 100; i < 200; i++)
		assert_false(beatwatch_see(&watch, i, 200, i * 300, i * 300 + 5));
}

static void
nobody_is_judged_by_a_time_without_reads(void **unused)
{
	struct beatwatch watch = { .known = false };

	(void)unused;
	assert_false(beatwatch_see(&watch, 4, 100, 0, 5));
	assert_false(beatwatch_see(&watch, 4, 100, 60000, 60005));
	assert_false(beatwatch_see(&watch, 4, 100, 60900, 60905));
	assert_true(beatwatch_see(&watch, 4, 100, 61300, 61305));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_version_counts_once_and_an_older_one_never),
		cmocka_unit_test(things_of_other_kinds_tenants_and_ids_do_not_mix),
		cmocka_unit_test(
		    the_table_is_bounded_and_forgets_what_was_not_touched_for_the_longest_time),
		cmocka_unit_test(random_news_are_applied_in_rising_order_for_each_thing),
		cmocka_unit_test(an_audience_is_read_and_what_is_none_is_refused),
		cmocka_unit_test(a_version_without_order_counts_whenever_it_is_another),
		cmocka_unit_test(only_doorbells_without_a_thing_behind_have_no_state),
		cmocka_unit_test(a_beat_that_stands_still_for_its_time_is_a_dead_holder),
		cmocka_unit_test(a_beat_that_moves_or_another_epoch_is_life),
		cmocka_unit_test(nobody_is_judged_by_a_time_without_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
