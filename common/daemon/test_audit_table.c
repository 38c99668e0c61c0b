/* audit_table: a line at once, then one a minute, and no memory beyond its bound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "common/daemon/audit_table.h"

static const struct audit_act refused = { "login_refused", 8, NULL };
static const struct audit_act read_act = { "customer_find", 9, NULL };

struct taken {
	int lines;
	int64_t times, others, since_us;
	char username[AUDIT_ACCOUNT_SIZE];
};

static void
count(void *ctx, const struct audit_count *one)
{
	struct taken *taken = ctx;

	taken->lines++;
	taken->times += one->times;
	taken->since_us = one->since_us;
	if (one->note.why != NULL && strcmp(one->note.why, AUDIT_OTHERS) == 0)
		taken->others += one->times;
	memcpy(taken->username, one->username, sizeof(taken->username));
}

static struct taken
take(struct audit_table *table, int64_t now_ms, bool all)
{
	struct taken taken = { 0 };

	audit_table_take(table, now_ms, all, count, &taken);
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

static void
a_flood_is_counted_and_takes_no_memory(void **unused)
{
	struct audit_table *table = audit_table_new();
	struct taken taken;

	(void)unused;
	for (int64_t key = 1; key <= 100000; key++)
		assert_true(add(table, &refused, key, 0, 0));
	for (int64_t key = 1; key <= 1000; key++)
		assert_true(add(table, &read_act, key, 5, 0));
	assert_true(add(table, &read_act, 1, 6, 0));
	taken = take(table, 1000, false);
	assert_int_equal(taken.lines, AUDIT_NOTES_MAX + 3);
	assert_int_equal(taken.times, 101001);
	assert_int_equal(taken.others, 101001 - AUDIT_NOTES_MAX);
	for (int64_t user = 1; user <= AUDIT_NOTES_MAX - 1; user++)
		(void)add(table, &read_act, 1, user, 1000);
	assert_false(add(table, &read_act, 1, 100000, 1000));
	audit_table_free(table);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_repeated_note_is_a_line_at_once_and_then_one_a_minute),
		cmocka_unit_test(notes_differ_by_act_actor_and_key),
		cmocka_unit_test(a_flood_is_counted_and_takes_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
