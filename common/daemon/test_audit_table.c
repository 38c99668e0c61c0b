/* audit_table: a line at once, then one a minute; a flood hides nothing that is known, and takes no memory beyond its bound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/daemon/audit_table.h"

static const struct audit_act refused = { "login_refused", 8, NULL };
static const struct audit_act read_act = { "customer_find", 9, NULL };

struct taken {
	bool more;
	int lines;
	int64_t times, others, since_us, of_key[64];
	char username[AUDIT_ACCOUNT_SIZE];
};

static void
count(void *ctx, const struct audit_count *one)
{
	struct taken *taken = ctx;

	taken->lines++;
	taken->times += one->times;
	taken->since_us = one->since_us;
	if (one->note.key < 64)
		taken->of_key[one->note.key] += one->times;
	if (one->note.why != NULL && strcmp(one->note.why, AUDIT_OTHERS) == 0)
		taken->others += one->times;
	memcpy(taken->username, one->username, sizeof(taken->username));
}

static struct taken
take(struct audit_table *table, int64_t now_ms, bool all)
{
	struct taken taken = { 0 };

	taken.more = audit_table_take(table, now_ms, all, count, &taken);
	return taken;
}

static bool
add(struct audit_table *table, const struct audit_act *act, int64_t key, int64_t user,
    int64_t now_ms)
{
	const struct audit_note note = { .act = act,
		.tenant = 1,
		.user = user,
		.key = key,
		.role = user != 0 ? "agent" : NULL,
		.source = "192.0.2.1" };

	return audit_table_add(table, &note, VIEW("Robin"), now_ms, now_ms * 1000);
}

static void
a_repeated_note_is_a_line_at_once_and_then_one_a_minute(void **unused)
{
	struct audit_table *table = audit_table_new();
	struct taken taken;

	(void)unused;
	assert_true(add(table, &refused, 7, 0, 100));
	assert_true(add(table, &refused, 7, 0, 200));
	assert_int_equal(take(table, 1099, false).lines, 0);
	taken = take(table, 1100, false);
	assert_int_equal(taken.lines, 1);
	assert_int_equal(taken.times, 2);
	assert_int_equal(taken.since_us, 100000);
	assert_string_equal(taken.username, "Robin");
	for (int i = 0; i < 1000; i++)
		assert_true(add(table, &refused, 7, 0, 2000 + i));
	assert_int_equal(take(table, 61099, false).lines, 0);
	taken = take(table, 61100, false);
	assert_int_equal(taken.lines, 1);
	assert_int_equal(taken.times, 1000);
	assert_int_equal(taken.since_us, 2000000);
	assert_int_equal(
	    take(table, 121100, false).lines, 0); /* forgotten: the next one is due soon again */
	assert_true(add(table, &refused, 7, 0, 121200));
	assert_int_equal(take(table, 122200, false).lines, 1);
	audit_table_free(table);
}

static void
notes_differ_by_act_actor_and_key(void **unused)
{
	struct audit_table *table = audit_table_new();

	(void)unused;
	(void)add(table, &refused, 7, 0, 0);
	(void)add(table, &refused, 8, 0, 0);
	(void)add(table, &read_act, 7, 0, 0);
	(void)add(table, &read_act, 7, 5, 0);
	assert_int_equal(take(table, 0, false).lines, 0);
	assert_int_equal(take(table, 0, true).lines, 4);
	assert_int_equal(take(table, 0, true).lines, 0);
	audit_table_free(table);
}

static bool
try_from(struct audit_table *table, const char *why, int64_t key, int source, int64_t now_ms)
{
	struct audit_note note = { .act = &refused, .why = why, .tenant = key, .key = key };

	(void)snprintf(note.source, sizeof(note.source), "2001:db8::%x/64", (unsigned)source);
	return audit_table_add(table, &note, VIEW(""), now_ms, now_ms * 1000);
}

static void
what_actors_do_keeps_its_key_at_any_rate_that_is_written(void **unused)
{
	struct audit_table *table = audit_table_new();
	struct taken taken, sum = { 0 };
	int64_t key = 0;

	(void)unused;
	for (int second = 0; second < 300; second++) {
		for (int i = 0; i < 900; i++)
			assert_true(add(table, &read_act, ++key, 5, second * 1000));
		assert_false(audit_table_full(table));
		taken = take(table, second * 1000 + 1000, false);
		sum.lines += taken.lines;
		sum.others += taken.others;
	}
	assert_int_equal(sum.lines, 300 * 900);
	assert_int_equal(sum.others, 0);
	audit_table_free(table);
}

static void
more_than_waits_to_be_written_is_counted_by_actor(void **unused)
{
	struct audit_table *table = audit_table_new();
	struct taken taken = { 0 }, sum = { 0 };
	int takes = 0;

	(void)unused;
	for (int64_t key = 1; key <= AUDIT_ACTORS_MAX + 1000; key++)
		assert_true(add(table, &read_act, key, 5, 0));
	assert_true(audit_table_full(table));
	for (int64_t user = 10; user < 10 + AUDIT_OTHERS_MAX - 1; user++)
		assert_true(add(table, &read_act, 1, user, 0));
	assert_false(add(table, &read_act, 1, 9999, 0));
	assert_int_equal(
	    take(table, 0, false).lines, AUDIT_TAKE_MAX); /* at once: there is no place */
	assert_true(add(table, &read_act, 9999999, 5, 0));
	do {
		taken = take(table, 0, true);
		sum.lines += taken.lines;
		sum.times += taken.times;
		sum.others += taken.others;
	} while (taken.more && takes++ < 1000);
	assert_int_equal(
	    sum.times, AUDIT_ACTORS_MAX + 1 + 1000 + AUDIT_OTHERS_MAX - 1 - AUDIT_TAKE_MAX);
	assert_int_equal(sum.others, 1000 + AUDIT_OTHERS_MAX - 1);
	audit_table_free(table);
}

static void
a_guess_at_an_account_survives_a_flood_of_strangers(void **unused)
{
	struct audit_table *table = audit_table_new();
	struct taken taken;

	(void)unused;
	for (int i = 0; i < 100000; i++)
		assert_true(try_from(table, "unknown_account", 0, i, 0));
	for (int i = 0; i < 100000; i++)
		assert_true(try_from(table, "wrong_password", 41, i, 0));
	assert_true(try_from(table, "wrong_password", 42, 7, 0));
	assert_true(add(table, &read_act, 43, 5, 0)); /* and what actors do has places of its own */
	taken = take(table, 1000, false);
	assert_int_equal(taken.lines, 2 * (AUDIT_SOURCES_MAX + 1) + 2);
	assert_int_equal(taken.times, 200002);
	assert_int_equal(taken.others, 100000 - AUDIT_SOURCES_MAX);
	assert_int_equal(taken.of_key[41], 100000);
	assert_int_equal(taken.of_key[42], 1);
	assert_int_equal(taken.of_key[43], 1);
	audit_table_free(table);
}

static void
many_accounts_are_named_without_their_sources(void **unused)
{
	struct audit_table *table = audit_table_new();
	struct taken taken, sum = { 0 };

	(void)unused;
	for (int i = 0; i < 3000; i++)
		assert_true(try_from(table, "wrong_password", 100 + i, i, 0));
	assert_true(try_from(table, "wrong_password", 42, 7, 0));
	do {
		taken = take(table, 1000, false);
		sum.lines += taken.lines;
		sum.others += taken.others;
		sum.of_key[42] += taken.of_key[42];
	} while (taken.more);
	assert_int_equal(sum.lines, 3001);
	assert_int_equal(sum.others, 0);
	assert_int_equal(sum.of_key[42], 1);
	for (int i = 0; i < 100000; i++)
		(void)try_from(table, "wrong_password", 100 + i, i, 1000);
	assert_false(try_from(table, "wrong_password", 100000000, 7, 1000));
	audit_table_free(table);
}

static void
strangers_write_few_lines_a_minute(void **unused)
{
	struct audit_table *table = audit_table_new();
	int lines = 0, source = 0;

	(void)unused;
	for (int second = 0; second < 600; second++) {
		for (int i = 0; i < 200; i++) {
			assert_true(try_from(table, "unknown_account", 0, source, second * 1000));
			assert_true(try_from(table, "wrong_password", 42, source++, second * 1000));
		}
		lines += take(table, second * 1000 + 1000, false).lines;
	}
	assert_in_range(lines, 10 * 2, 10 * 2 * (AUDIT_SOURCES_MAX + 1));
	assert_int_equal(take(table, 1000000, true).lines, 2);
	assert_int_equal(take(table, 2000000, false).lines, 0);
	audit_table_free(table);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_repeated_note_is_a_line_at_once_and_then_one_a_minute),
		cmocka_unit_test(notes_differ_by_act_actor_and_key),
		cmocka_unit_test(what_actors_do_keeps_its_key_at_any_rate_that_is_written),
		cmocka_unit_test(more_than_waits_to_be_written_is_counted_by_actor),
		cmocka_unit_test(a_guess_at_an_account_survives_a_flood_of_strangers),
		cmocka_unit_test(many_accounts_are_named_without_their_sources),
		cmocka_unit_test(strangers_write_few_lines_a_minute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
