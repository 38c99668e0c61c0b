/* outcomes: the table is sound; command ids, cursors, stages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <ctype.h>
#include <string.h>

#include "common/daemon/command_id.h"
#include "common/daemon/cursor.h"
#include "common/daemon/outcome.h"
#include "common/daemon/schema.h"
#include "common/daemon/skeleton.h"

static void
every_outcome_has_a_stable_name_a_status_and_a_problem_has_a_title(void **unused)
{
	const struct outcome *outcome;
	size_t count = 0;

	(void)unused;
	for (; (outcome = outcome_at(count)) != NULL; count++) {
		for (const char *at = outcome->name; *at != '\0'; at++)
			assert_true(islower((unsigned char)*at) || *at == '_');
		assert_true(
		    outcome->status == 0 || (outcome->status >= 200 && outcome->status <= 599));
		assert_int_equal(outcome->status >= 400, outcome->title[0] != '\0');
		assert_ptr_equal(outcome_find(view_of(outcome->name)), outcome);
	}
	assert_true(count > 20);
}

static void
an_outcome_that_no_table_knows_is_not_found(void **unused)
{
	(void)unused;
	assert_null(outcome_find(VIEW("moved"))); /* db's own */
	assert_null(outcome_find(VIEW("")));
	assert_null(outcome_find(VIEW("OK")));
	assert_int_equal(outcome_find(VIEW("ok"))->status, 0);
	assert_int_equal(outcome_find(VIEW("idempotency_key_reused"))->status, 409);
}

static struct command_id
id_of(int64_t tenant, int64_t user, const char *key)
{
	struct command_id id;

	command_id_of(&(struct command_name){ tenant, user, view_of(key), SIDE_AGENT },
	    &(struct command_request){ .method = "POST", .target = VIEW("/a/1") }, &id);
	return id;
}

static void
a_commands_id_is_of_who_and_which_key(void **unused)
{
	struct command_id one = id_of(1, 2, "k"), same = id_of(1, 2, "k");
	struct command_id others[] = { id_of(2, 2, "k"), id_of(1, 3, "k"), id_of(1, 2, "l"),
		id_of(12, 2, "k"), id_of(1, 2, "kk") };
	struct command_id random;

	(void)unused;
	assert_memory_equal(one.id, same.id, COMMAND_ID_SIZE);
	assert_true(one.keyed);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_memory_not_equal(one.id, others[i].id, COMMAND_ID_SIZE);
	command_id_new(&random);
	assert_false(random.keyed);
	assert_int_equal(command_id_lock(&one, 1), command_id_lock(&same, 1));
	assert_int_not_equal(command_id_lock(&one, 1), command_id_lock(&one, 2));
}

static void
what_a_daemon_does_by_itself_has_an_id_of_its_bytes(void **unused)
{
	struct command_id one, same, others[4];

	(void)unused;
	command_id_of_bytes("raw", 1, VIEW("abc"), &one);
	command_id_of_bytes("raw", 1, VIEW("abc"), &same);
	command_id_of_bytes("raw", 1, VIEW("abd"), &others[0]);
	command_id_of_bytes("raw", 2, VIEW("abc"), &others[1]);
	command_id_of_bytes("session", 1, VIEW("abc"), &others[2]);
	command_id_of_bytes("raw", 1, VIEW(""), &others[3]);
	assert_memory_equal(one.id, same.id, COMMAND_ID_SIZE);
	assert_false(one.keyed);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_memory_not_equal(one.id, others[i].id, COMMAND_ID_SIZE);
	assert_int_equal(command_id_view(&one).n, COMMAND_ID_SIZE);
}

/* By member of the request what another value of it changes: the fingerprint, never the id. */
static void
a_commands_fingerprint_is_of_method_path_query_version_and_body(void **unused)
{
	const struct command_request requests[] = {
		{ "POST", VIEW("/a/1?b=1"), VIEW("\"7\""), VIEW("{}") },
		{ "PUT", VIEW("/a/1?b=1"), VIEW("\"7\""), VIEW("{}") },
		{ "POST", VIEW("/a/2?b=1"), VIEW("\"7\""), VIEW("{}") },
		{ "POST", VIEW("/a/1?b=2"), VIEW("\"7\""), VIEW("{}") },
		{ "POST", VIEW("/a/1"), VIEW("\"7\""), VIEW("{}") },
		{ "POST", VIEW("/a/1?b=1"), VIEW("\"8\""), VIEW("{}") },
		{ "POST", VIEW("/a/1?b=1"), VIEW(""), VIEW("{}") },
		{ "POST", VIEW("/a/1?b=1"), VIEW("\"7\""), VIEW("{ }") },
		{ "POST", VIEW("/a/1?b=1"), VIEW("\"7\""), VIEW("") },
		{ "POST", VIEW("/a/1?b=1\"7\""), VIEW(""), VIEW("{}") },
	};
	enum { COUNT = sizeof(requests) / sizeof(requests[0]) };
	const struct command_name name = { 1, 2, VIEW("k"), SIDE_AGENT };
	struct command_id ids[COUNT], again;

	(void)unused;
	for (size_t i = 0; i < COUNT; i++) {
		command_id_of(&name, &requests[i], &ids[i]);
		command_id_of(&name, &requests[i], &again);
		assert_memory_equal(ids[i].fingerprint, again.fingerprint, SHA256_SIZE);
		assert_memory_equal(ids[i].id, ids[0].id, COMMAND_ID_SIZE);
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(
			    ids[i].fingerprint, ids[j].fingerprint, SHA256_SIZE);
	}
}

static void
an_idempotency_key_is_short_and_visible(void **unused)
{
	char long_key[COMMAND_KEY_MAX + 1];

	(void)unused;
	memset(long_key, 'k', sizeof(long_key));
	assert_true(command_key_valid(VIEW("0b7e-4a")));
	assert_true(command_key_valid((struct view){ long_key, COMMAND_KEY_MAX }));
	assert_false(command_key_valid((struct view){ long_key, COMMAND_KEY_MAX + 1 }));
	assert_false(command_key_valid(VIEW("")));
	assert_false(command_key_valid(VIEW("a b")));
	assert_false(command_key_valid(VIEW("\xc3\xa4")));
}

static void
a_cursor_comes_back_as_it_was_and_another_is_refused(void **unused)
{
	static const char *const places[] = { "1", "12", "123", "2026-01-31T08:15:00.123Z,77",
		"Müller?>~" };
	struct buf cursor = { .p = NULL }, place = { .p = NULL };

	(void)unused;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		buf_clear(&cursor);
		buf_clear(&place);
		cursor_encode(view_of(places[i]), &cursor);
		assert_true(cursor_decode(buf_view(&cursor), &place));
		assert_true(view_is(buf_view(&place), places[i]));
	}
	assert_false(cursor_decode(VIEW(""), &place));
	assert_false(cursor_decode(VIEW("a"), &place));
	assert_false(cursor_decode(VIEW("MTI="), &place));
	assert_false(cursor_decode(VIEW("M+I"), &place));
	assert_false(cursor_decode(VIEW("MT\nI"), &place));
	assert_false(cursor_decode(VIEW("_w"), &place)); /* byte ff: no UTF-8 */
	assert_false(cursor_decode(VIEW("AA"), &place)); /* a zero byte */
	buf_fini(&cursor);
	buf_fini(&place);
}

/* The whole table: life goes one way, and an end may come at any moment before it has. */
static void
a_daemons_stages_go_one_way_only(void **unused)
{
	(void)unused;
	for (int from = 0; from < STAGE_COUNT; from++) {
		for (int to = 0; to < STAGE_COUNT; to++) {
			bool expected =
			    to == from + 1 || (from < STAGE_REQUESTS && to == STAGE_REQUESTS);

			assert_int_equal(
			    daemon_may_go((enum daemon_stage)from, (enum daemon_stage)to),
			    expected);
		}
	}
}

static void
an_older_schema_or_a_later_contract_is_refused_with_what_to_do(void **unused)
{
	struct err err;

	(void)unused;
	assert_int_equal(schema_judge(SCHEMA_NEEDED, SCHEMA_CONTRACT, &err), 0);
	assert_int_equal(schema_judge(SCHEMA_NEEDED + 7, SCHEMA_CONTRACT, &err), 0);
	assert_int_equal(schema_judge(SCHEMA_NEEDED - 1, SCHEMA_CONTRACT, &err), -1);
	assert_non_null(strstr(err.text, "trunklinectl migrate"));
	assert_int_equal(schema_judge(SCHEMA_NEEDED + 7, SCHEMA_CONTRACT + 1, &err), -1);
	assert_non_null(strstr(err.text, "newer"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_older_schema_or_a_later_contract_is_refused_with_what_to_do),
		cmocka_unit_test(
		    every_outcome_has_a_stable_name_a_status_and_a_problem_has_a_title),
		cmocka_unit_test(an_outcome_that_no_table_knows_is_not_found),
		cmocka_unit_test(a_commands_id_is_of_who_and_which_key),
		cmocka_unit_test(what_a_daemon_does_by_itself_has_an_id_of_its_bytes),
		cmocka_unit_test(a_commands_fingerprint_is_of_method_path_query_version_and_body),
		cmocka_unit_test(an_idempotency_key_is_short_and_visible),
		cmocka_unit_test(a_cursor_comes_back_as_it_was_and_another_is_refused),
		cmocka_unit_test(a_daemons_stages_go_one_way_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
