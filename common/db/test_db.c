/* db against a real server: batches, culprits, order, keys, fence, deadlines, closing. */
#include "common/db/test_kit.h"

static void
values_of_each_type_come_back_as_they_went(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[3] = { 0 };
	const char zero[] = { 'a', '\0', 'b' };
	struct db_param params[] = { P_TEXT("h\xc3\xa9 'q'"), P_INT(INT64_MIN), P_BOOL(true),
		P_BYTES(((struct view){ zero, 3 })), P_NULL() };
	struct db_call call = { .query = &kit_echo, .lane = DB_LANE_HOT, .params = params };

	(void)unused;
	kit_start(&kit);
	kit_submit(&kit, call, &seen[0]);
	params[0] = P_NULL();
	kit_submit(&kit, call, &seen[1]);
	params[0] = P_VIEW(((struct view){ zero, 3 }));
	kit_submit(&kit, call, &seen[2]);
	KIT_UNTIL(&kit, kit.done == 3);
	assert_string_equal(seen[0].text, "h\xc3\xa9 'q'");
	assert_int_equal(seen[0].cols, 5);
	assert_string_equal(seen[1].text, "");
	assert_int_equal(seen[1].outcome, DB_DONE);
	assert_int_equal(seen[2].outcome, DB_FAILED);
	assert_string_equal(seen[2].sqlstate, "22021");
	kit_stop(&kit);
}

static void
read_all_columns(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct kit *kit = ctx;

	assert_int_equal(outcome, DB_DONE);
	assert_int_equal(result->rows, 1);
	assert_int_equal(db_int(result, 0, db_col(result, "number")), INT64_MIN);
	assert_true(db_bool(result, 0, db_col(result, "flag")));
	assert_true(view_is(db_text(result, 0, db_col(result, "bytes")), "\\x6100"));
	assert_true(db_is_null(result, 0, db_col(result, "nothing")));
	assert_int_equal(db_int(result, 0, db_col(result, "nothing")), 0);
	assert_int_equal(db_col(result, "no_such"), -1);
	assert_true(db_is_null(result, 1, 0));
	assert_int_equal(db_text(result, 0, 99).n, 0);
	kit->done++;
}

static void
columns_are_found_by_name_and_what_is_not_there_is_empty(void **unused)
{
	struct kit kit = { 0 };
	struct db_param params[] = { P_TEXT(""), P_INT(INT64_MIN), P_BOOL(true),
		P_BYTES(((struct view){ "a\0", 2 })), P_NULL() };

	(void)unused;
	kit_start(&kit);
	db_submit(kit.db, &(struct db_call){ .query = &kit_echo, .params = params },
	    read_all_columns, &kit);
	KIT_UNTIL(&kit, kit.done == 1);
	assert_true(db_up(kit.db));
	assert_in_range(db_last_read_ms(kit.db), 1, clock_mono_ms());
	kit_stop(&kit);
}

static void
note_mark(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct input_peer *seen = ctx;

	(void)outcome;
	(void)result;
	*seen = input_current();
}

static void
a_call_is_answered_under_the_mark_under_which_it_was_submitted(void **unused)
{
	const struct db_param params[] = { P_TEXT(""), P_INT(1), P_BOOL(true), P_NULL(), P_NULL() };
	const struct db_call call = { .query = &kit_echo, .params = params };
	const struct input_peer user = input_peer_of(INPUT_USER, 1, 2);
	struct input_peer seen = { .kind = INPUT_KIND_COUNT }, none = user;
	struct kit kit = { 0 };

	(void)unused;
	kit_start(&kit);
	input_enter(&user);
	db_submit(kit.db, &call, note_mark, &seen);
	input_leave();
	db_submit(kit.db, &call, note_mark, &none);
	KIT_UNTIL(&kit, seen.kind != INPUT_KIND_COUNT && none.kind != INPUT_USER);
	assert_int_equal(seen.kind, INPUT_USER);
	assert_string_equal(seen.id, "1:2");
	assert_int_equal(none.kind, INPUT_NONE);
	assert_int_equal(input_current().kind, INPUT_NONE); /* left again */
	kit_stop(&kit);
}

static void
a_shared_call_is_answered_without_a_mark(void **unused)
{
	const struct db_param params[] = { P_TEXT(""), P_INT(1), P_BOOL(true), P_NULL(), P_NULL() };
	const struct db_call call = { .query = &kit_echo, .params = params, .shared = true };
	const struct input_peer user = input_peer_of(INPUT_USER, 1, 2);
	struct input_peer seen = { .kind = INPUT_KIND_COUNT };
	struct kit kit = { 0 };

	(void)unused;
	kit_start(&kit);
	input_enter(&user);
	db_submit(kit.db, &call, note_mark, &seen);
	assert_int_equal(input_current().kind, INPUT_USER); /* the caller goes on as before */
	input_leave();
	KIT_UNTIL(&kit, seen.kind != INPUT_KIND_COUNT);
	assert_int_equal(seen.kind, INPUT_NONE);
	kit_stop(&kit);
}

static void
calls_of_one_turn_are_one_transaction(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[64] = { 0 };

	(void)unused;
	kit_start(&kit);
	for (int i = 0; i < 64; i++)
		kit_call(&kit, &kit_accept, i, 1000 - i % 7, &seen[i]);
	KIT_UNTIL(&kit, kit.done == 64);
	assert_int_equal(kit_stats(&kit).batches, 1);
	assert_int_equal(kit_stats(&kit).commits, 1);
	assert_int_equal(kit_stats(&kit).members, 64);
	assert_int_equal(kit.committed, 1);
	for (int i = 0; i < 64; i++) {
		assert_int_equal(seen[i].outcome, DB_DONE);
		assert_int_equal(seen[i].number, i);
	}
	kit_stop(&kit);
}

static void
a_batch_holds_no_more_members_and_keys_than_its_bounds(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[300] = { 0 };
	int64_t keys[DB_KEYS_MAX];
	struct db_param param = P_INT(1);

	(void)unused;
	kit_start(&kit);
	for (int i = 0; i < 300; i++)
		kit_call(&kit, &kit_accept, i, 0, &seen[i]);
	KIT_UNTIL(&kit, kit.done == 300);
	assert_int_equal(kit_stats(&kit).batches, 3); /* 128, 128, 44 */
	for (int i = 0; i < 128; i++) {
		for (int k = 0; k < DB_KEYS_MAX; k++)
			keys[k] = 100 * i + k;
		kit_submit(&kit,
		    (struct db_call){ .query = &kit_accept,
			.lane = DB_LANE_HOT,
			.params = &param,
			.keys = keys,
			.key_count = DB_KEYS_MAX },
		    &seen[i]);
	}
	KIT_UNTIL(&kit, kit.done == 428);
	assert_int_equal(kit_stats(&kit).batches, 3 + 4); /* 512 keys are 32 members */
	kit_stop(&kit);
}

static void
a_batch_takes_the_keys_of_all_its_members_distinct_and_ascending(void **unused)
{
	static const int64_t keys[][3] = { { 9, INT64_MIN, 3 }, { 3, -5, 9 }, { INT64_MAX, 3, 1 } };
	struct kit kit = { 0 };
	struct seen seen[3] = { 0 };
	struct db_config config = kit_config(&kit);
	struct db_param param = P_INT(1);

	(void)unused;
	config.begin_sql = "INSERT INTO t.keys VALUES ($1)";
	kit_open(&kit, &config);
	KIT_UNTIL(&kit, kit_all_idle(&kit));
	for (int i = 0; i < 3; i++)
		kit_submit(&kit,
		    (struct db_call){ .query = &kit_accept,
			.lane = DB_LANE_HOT,
			.params = &param,
			.keys = keys[i],
			.key_count = 3 },
		    &seen[i]);
	KIT_UNTIL(&kit, kit.done == 3);
	assert_int_equal(fixture_number("SELECT count(*) FROM t.keys"), 1);
	assert_int_equal(fixture_number("SELECT count(*) FROM t.keys WHERE k ="
					" '{-9223372036854775808,-5,1,3,9,9223372036854775807}'"),
	    1);
	kit_stop(&kit);
}

static void
one_culprit_among_64_is_dropped_and_the_rest_commit_in_order(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[64] = { 0 };

	(void)unused;
	kit_start(&kit);
	for (int i = 0; i < 64; i++)
		kit_call(&kit, &kit_add, i == 40 ? -1 : i, 0, &seen[i]);
	KIT_UNTIL(&kit, kit.done == 64);
	for (int i = 0; i < 64; i++)
		assert_int_equal(seen[i].outcome, i == 40 ? DB_FAILED : DB_DONE);
	assert_string_equal(seen[40].sqlstate, "23514");
	assert_null(strstr(seen[40].message, "-1"));
	assert_int_equal(kit_stats(&kit).batches, 2);
	assert_int_equal(kit_stats(&kit).failed, 1);
	assert_int_equal(fixture_number("SELECT count(*) FROM t.log"), 63);
	assert_int_equal(fixture_number("SELECT count(*) FROM (SELECT n, lag(n) OVER (ORDER BY id)"
					" AS before FROM t.log) s WHERE n < before"),
	    0);
	kit_stop(&kit);
}

static void
order_is_kept_over_failures_slow_members_and_many_batches(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[600] = { 0 };
	int failed = 0, timed_out = 0;

	(void)unused;
	kit_start(&kit);
	for (int i = 0; i < 600; i++) {
		if (i == 100 || i == 350)
			kit_call(&kit, &kit_sleep, 1, 0, &seen[i]);
		else
			kit_call(&kit, &kit_add, i % 90 == 89 ? -1 : i, 0, &seen[i]);
	}
	KIT_UNTIL(&kit, kit.done == 600);
	for (int i = 0; i < 600; i++) {
		assert_int_equal(seen[i].times, 1);
		failed += seen[i].outcome == DB_FAILED ? 1 : 0;
		timed_out += seen[i].outcome == DB_TIMED_OUT ? 1 : 0;
	}
	assert_int_equal(failed, 6);
	assert_int_equal(timed_out, 2);
	assert_string_equal(seen[100].sqlstate, "57014");
	assert_int_equal(fixture_number("SELECT count(*) FROM t.log"), 592);
	assert_int_equal(fixture_number("SELECT count(*) FROM (SELECT n, lag(n) OVER (ORDER BY id)"
					" AS before FROM t.log) s WHERE n < before"),
	    0);
	kit_stop(&kit);
}

static void
an_error_at_commit_is_found_by_halving_and_hits_only_its_cause(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[16] = { 0 };

	(void)unused;
	fixture_sql("INSERT INTO t.late VALUES (5)");
	kit_start(&kit);
	for (int i = 0; i < 16; i++)
		kit_call(&kit, &kit_late, i, 0, &seen[i]);
	KIT_UNTIL(&kit, kit.done == 16);
	for (int i = 0; i < 16; i++)
		assert_int_equal(seen[i].outcome, i == 5 ? DB_FAILED : DB_DONE);
	assert_string_equal(seen[5].sqlstate, "23505");
	assert_in_range(kit_stats(&kit).batches, 5, 9);
	kit_stop(&kit);
}

static void
a_conflict_that_never_ends_hits_only_its_cause(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[16] = { 0 };

	(void)unused;
	kit_start(&kit);
	for (int i = 0; i < 16; i++)
		kit_call(&kit, i == 11 ? &kit_conflict : &kit_add, i, 0, &seen[i]);
	KIT_UNTIL(&kit, kit.done == 16);
	for (int i = 0; i < 16; i++)
		assert_int_equal(seen[i].outcome, i == 11 ? DB_OVERLOADED : DB_DONE);
	assert_string_equal(seen[11].sqlstate, "40001");
	/* Four whole, a good and a bad half, then each of the bad one alone, its cause four times. */
	assert_int_equal(kit_stats(&kit).batches, 4 + 2 + 7 + 4);
	assert_int_equal(fixture_number("SELECT count(*) FROM t.log"), 15);
	kit_stop(&kit);
}

static void
a_server_without_room_is_given_a_rest_and_nobody_fails(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[10] = { 0 };
	int64_t start;

	(void)unused;
	kit_start(&kit);
	start = clock_mono_ms();
	for (int i = 0; i < 10; i++)
		kit_call(&kit, i == 5 ? &kit_full_once : &kit_accept, i, 0, &seen[i]);
	KIT_UNTIL(&kit, kit.done == 10);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(seen[i].outcome, DB_DONE);
		assert_true(seen[i].at_ms - start >= RETRY_PRESSURE_MS - 5);
	}
	assert_int_equal(kit_stats(&kit).batches, 2);
	kit_stop(&kit);
}

static void
a_call_that_moved_is_tried_again_with_the_keys_it_was_told(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[3] = { 0 };

	(void)unused;
	kit_start(&kit);
	kit_call(&kit, &kit_moves, 4711, 3, &seen[0]);
	kit_call(&kit, &kit_accept, 1, 3, &seen[1]);
	kit_call(&kit, &kit_runs_away, 7, 7, &seen[2]);
	KIT_UNTIL(&kit, kit.done == 3);
	assert_int_equal(seen[0].outcome, DB_DONE);
	assert_string_equal(seen[0].text, "made");
	assert_int_equal(seen[1].outcome, DB_DONE);
	assert_int_equal(seen[2].outcome, DB_OVERLOADED);
	assert_int_equal(kit_stats(&kit).moved, 1 + 4); /* the first try and three more */
	kit_stop(&kit);
}

static void
a_batch_whose_fence_finds_no_row_writes_nothing_and_tells_every_member(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[20] = { 0 };
	struct db_param param = P_INT(1);
	struct db_call call = { .query = &kit_accept, .lane = DB_LANE_FENCED, .params = &param };

	(void)unused;
	kit_start(&kit);
	kit.fence = "{1,6}";
	for (int i = 0; i < 10; i++)
		kit_submit(&kit, call, &seen[i]);
	KIT_UNTIL(&kit, kit.done == 10);
	assert_int_equal(fixture_number("SELECT count(*) FROM t.dedupe"), 0);
	kit.fence = "{1,7}";
	for (int i = 10; i < 20; i++)
		kit_submit(&kit, call, &seen[i]);
	KIT_UNTIL(&kit, kit.done == 20);
	for (int i = 0; i < 20; i++)
		assert_int_equal(seen[i].outcome, i < 10 ? DB_FENCED : DB_DONE);
	assert_int_equal(fixture_number("SELECT count(*) FROM t.dedupe"), 1);
	assert_int_equal(kit_stats(&kit).batches, 2);
	kit_stop(&kit);
}

static void
a_key_that_a_call_is_told_twice_or_holds_counts_once(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen = { 0 };

	(void)unused;
	kit_start(&kit);
	kit_call(&kit, &kit_moves_twice, 5000, 5000, &seen);
	KIT_UNTIL(&kit, kit.done == 1);
	assert_int_equal(seen.outcome, DB_DONE);
	assert_string_equal(seen.text, "made");
	assert_int_equal(kit_stats(&kit).moved, 1);
	kit_stop(&kit);
}

/* Decided in one term, a call is not sent in another, however long it waited (rule 6). */
static void
what_waits_when_the_fence_is_lost_is_not_sent_under_the_next_one(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[20] = { 0 }, moved = { 0 };
	struct db_param param = P_INT(1), who = P_INT(4711);
	struct db_call call = { .query = &kit_accept, .lane = DB_LANE_FENCED, .params = &param };
	struct db_call moves = {
		.query = &kit_moves, .lane = DB_LANE_FENCED, .params = &who, .epoch = 8
	};

	(void)unused;
	kit_start(&kit);
	kit.fence = "{1,7}";
	for (int i = 0; i < 20; i++) { /* two things are held, by 7 and by 8 */
		call.epoch = i % 2 == 0 ? 7 : 8;
		kit_submit(&kit, call, &seen[i]);
	}
	db_fence_lost(kit.db, 7);
	KIT_UNTIL(&kit, kit.done == 20);
	for (int i = 0; i < 20; i++)
		assert_int_equal(seen[i].outcome, i % 2 == 0 ? DB_FENCED : DB_DONE);
	assert_int_equal(kit_stats(&kit).members, 10);
	/* What was sent and would be tried again: with other keys here. */
	kit_submit(&kit, moves, &moved);
	KIT_UNTIL(&kit, kit_stats(&kit).members == 11);
	db_fence_lost(kit.db, 8);
	KIT_UNTIL(&kit, kit.done == 21);
	assert_int_equal(moved.outcome, DB_FENCED);
	kit_stop(&kit);
}

static void
a_call_alone_shares_its_transaction_with_nobody(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[6] = { 0 };
	struct db_param param = P_INT(9);

	(void)unused;
	kit_start(&kit);
	for (int i = 0; i < 3; i++)
		kit_submit(&kit,
		    (struct db_call){
			.query = &kit_accept, .lane = DB_LANE_ALONE, .params = &param },
		    &seen[i]);
	for (int i = 3; i < 6; i++)
		kit_call(&kit, &kit_emergency, i, 0, &seen[i]);
	KIT_UNTIL(&kit, kit.done == 6);
	assert_int_equal(kit_stats(&kit).commits, 6);
	kit_stop(&kit);
}

/* What the end says; a beat has no end, and is never told. */
static void
a_batch_that_made_no_events_is_not_told(void **unused)
{
	static const char *const ends[] = { "SELECT false", "SELECT true" };

	(void)unused;
	for (int events = 0; events < 2; events++) {
		struct kit kit = { 0 };
		struct db_config config = kit_config(&kit);
		struct seen written = { 0 }, beat = { 0 };
		struct db_param param = P_INT(6);

		config.end_sql = ends[events];
		kit_open(&kit, &config);
		KIT_UNTIL(&kit, kit_all_idle(&kit));
		kit_submit(
		    &kit, (struct db_call){ .query = &kit_accept, .params = &param }, &written);
		kit_submit(&kit,
		    (struct db_call){
			.query = &kit_accept, .lane = DB_LANE_BEAT, .params = &param },
		    &beat);
		KIT_UNTIL(&kit, kit.done == 2);
		assert_int_equal(written.outcome, DB_DONE);
		assert_int_equal(beat.outcome, DB_DONE);
		assert_int_equal(kit.committed, events);
		kit_stop(&kit);
	}
}

static void
a_beat_waits_for_nothing_that_is_alone(void **unused)
{
	struct kit kit = { 0 };
	struct seen slow = { 0 }, beat = { 0 };
	struct db_param param = P_INT(2);

	(void)unused;
	kit_start(&kit);
	kit_submit(&kit,
	    (struct db_call){ .query = &kit_sleep, .lane = DB_LANE_ALONE, .params = &param },
	    &slow);
	KIT_UNTIL(&kit, !list_empty(&kit.db->alone->flight));
	kit_submit(&kit,
	    (struct db_call){ .query = &kit_accept, .lane = DB_LANE_BEAT, .params = &param },
	    &beat);
	KIT_UNTIL(&kit, kit.done == 1);
	assert_int_equal(beat.times, 1);
	assert_int_equal(beat.outcome, DB_DONE);
	KIT_UNTIL(&kit, kit.done == 2);
	assert_int_equal(slow.outcome, DB_DONE);
	kit_stop(&kit);
}

static void
a_call_that_names_no_lane_goes_where_its_query_belongs(void **unused)
{
	struct kit kit = { 0 };
	struct seen written = { 0 }, read = { 0 };
	struct db_param param = P_INT(4);

	(void)unused;
	kit_start(&kit);
	kit_submit(&kit, (struct db_call){ .query = &kit_accept, .params = &param }, &written);
	KIT_UNTIL(&kit, !list_empty(&kit.db->hot->flight));
	kit_submit(&kit, (struct db_call){ .query = &kit_divide, .params = &param }, &read);
	KIT_UNTIL(&kit, kit.done == 2);
	assert_int_equal(written.outcome, DB_DONE);
	assert_int_equal(read.number, 3);
	kit_stop(&kit);
}

static void
a_full_queue_answers_overloaded_on_the_next_turn(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[20] = { 0 };
	struct db_config config = kit_config(&kit);

	(void)unused;
	config.queue_max = 10;
	kit_open(&kit, &config);
	for (int i = 0; i < 20; i++)
		kit_call(&kit, &kit_accept, i, 0, &seen[i]);
	assert_int_equal(kit.done, 0);
	KIT_UNTIL(&kit, kit.done == 20);
	for (int i = 0; i < 20; i++)
		assert_int_equal(seen[i].outcome, i < 10 ? DB_DONE : DB_OVERLOADED);
	kit_stop(&kit);
}

static void
a_batch_whose_key_is_held_is_tried_until_each_members_deadline(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[3] = { 0 };
	struct db_param param = P_INT(1);
	int64_t key = 77, start = clock_mono_ms();
	struct db_call call = { .query = &kit_accept,
		.lane = DB_LANE_HOT,
		.params = &param,
		.keys = &key,
		.key_count = 1,
		.deadline_ms = 600 };
	PGconn *other = PQconnectdb(fixture.conninfo);

	(void)unused;
	kit_start(&kit);
	PQclear(PQexec(other, "SELECT pg_advisory_lock(77)"));
	kit_submit(&kit, call, &seen[0]);
	call.deadline_ms = (uint32_t)test_patience_ms();
	kit_submit(&kit, call, &seen[1]);
	KIT_UNTIL(&kit, kit.done == 1);
	assert_int_equal(seen[0].outcome, DB_TIMED_OUT);
	assert_true(seen[0].at_ms >= start + 600);
	PQclear(PQexec(other, "SELECT pg_advisory_unlock(77)"));
	KIT_UNTIL(&kit, kit.done == 2);
	assert_int_equal(seen[1].outcome, DB_DONE);
	assert_in_range(kit_stats(&kit).retries, 2, 1000);
	PQfinish(other);
	kit_stop(&kit);
}

static void
a_read_fails_alone(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[100] = { 0 };

	(void)unused;
	kit_start(&kit);
	for (int i = 0; i < 100; i++)
		kit_call(&kit, &kit_divide, i % 10 == 3 ? 0 : 4, 0, &seen[i]);
	KIT_UNTIL(&kit, kit.done == 100);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(seen[i].outcome, i % 10 == 3 ? DB_FAILED : DB_DONE);
		assert_int_equal(seen[i].number, i % 10 == 3 ? 0 : 3);
	}
	assert_string_equal(seen[3].sqlstate, "22012");
	assert_int_equal(kit_stats(&kit).retries, 0);
	kit_stop(&kit);
}

static void
a_slow_read_is_answered_at_its_deadline_and_the_next_gets_its_own_answer(void **unused)
{
	struct kit kit = { 0 };
	struct seen slow = { 0 }, next = { 0 };
	struct db_param param = P_INT(1);

	(void)unused;
	kit_start(&kit);
	kit_submit(&kit,
	    (struct db_call){ .query = &kit_read_sleep, .params = &param, .deadline_ms = 100 },
	    &slow);
	kit_call(&kit, &kit_divide, 6, 0, &next);
	KIT_UNTIL(&kit, kit.done == 1);
	assert_int_equal(slow.outcome, DB_TIMED_OUT);
	KIT_UNTIL(&kit, kit.done == 2);
	assert_int_equal(next.number, 2);
	assert_int_equal(slow.times, 1);
	kit_stop(&kit);
}

static void
a_statement_with_a_wrong_number_of_parameters_fails_alone(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[3] = { 0 };

	(void)unused;
	kit_start(&kit);
	kit_call(&kit, &kit_accept, 1, 0, &seen[0]);
	kit_call(&kit, &kit_wrong_count, 1, 0, &seen[1]);
	kit_call(&kit, &kit_accept, 2, 0, &seen[2]);
	KIT_UNTIL(&kit, kit.done == 3);
	assert_int_equal(seen[0].outcome, DB_DONE);
	assert_int_equal(seen[1].outcome, DB_FAILED);
	assert_int_equal(seen[2].outcome, DB_DONE);
	assert_int_equal(kit_stats(&kit).reconnects, 0);
	kit_stop(&kit);
}

static void
closing_finishes_what_is_queued_and_takes_no_more(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[501] = { 0 };

	(void)unused;
	kit_start(&kit);
	for (int i = 0; i < 500; i++)
		kit_call(&kit, &kit_accept, i, 0, &seen[i]);
	db_close(kit.db, 10000, kit_on_closed, &kit);
	kit_call(&kit, &kit_accept, 500, 0, &seen[500]);
	KIT_UNTIL(&kit, kit.closed);
	assert_int_equal(kit.done, 501);
	for (int i = 0; i < 500; i++)
		assert_int_equal(seen[i].outcome, DB_DONE);
	assert_int_equal(seen[500].outcome, DB_CLOSED);
	assert_int_equal(kit.downs, 1);
	kit_stop(&kit);
}

static void
closing_waits_no_longer_than_its_grace(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[2] = { 0 };

	(void)unused;
	kit_start(&kit);
	kit_call(&kit, &kit_read_sleep, 20, 0, &seen[0]);
	KIT_UNTIL(&kit, !list_empty(&kit.db->read->flight));
	db_close(kit.db, 50, kit_on_closed, &kit);
	KIT_UNTIL(&kit, kit.closed);
	assert_int_equal(seen[0].outcome, DB_CLOSED);
	kit_stop(&kit);
}

static void
a_wrong_configuration_is_refused_with_its_field(void **unused)
{
	struct kit kit = { 0 };
	struct db_config good = kit_config(&kit), bad[9];
	static const char *const fields[] = { "database", "database", "hot_lanes", "batch_max",
		"queue_max", "fenced_lane", "statement_ms", "database", "database" };

	(void)unused;
	for (int i = 0; i < 9; i++)
		bad[i] = good;
	bad[0].conninfo = "host=db.example.org";
	bad[1].conninfo = "no such = ' thing";
	bad[2].hot_lanes = 5;
	bad[3].batch_max = 129;
	bad[4].queue_max = -1;
	bad[5].fence_sql = NULL;
	bad[7].conninfo = "host=/tmp,db.example.org";
	bad[8].conninfo = "hostaddr=127.0.0.1,127.0.0.2 port=1,2,3";
	bad[6].statement_ms = DB_STATEMENT_LIMIT_MS + 1;
	assert_int_equal(uv_loop_init(&kit.loop), 0);
	for (int i = 0; i < 9; i++) {
		struct err err = { 0 };
		assert_int_equal(db_open(&kit.loop, &bad[i], &kit.db, &err), -1);
		assert_int_equal(err.kind, ERR_CONFIG);
		assert_string_equal(err.field, fields[i]);
	}
	assert_int_equal(uv_loop_close(&kit.loop), 0);
}

static void
each_outcome_is_told_with_its_own_kind_of_error(void **unused)
{
	static const enum err_kind kinds[] = { [DB_DONE] = ERR_NONE,
		[DB_FAILED] = ERR_INTERNAL,
		[DB_TIMED_OUT] = ERR_TIMEOUT,
		[DB_OVERLOADED] = ERR_OVERLOAD,
		[DB_FENCED] = ERR_UNAVAILABLE,
		[DB_CLOSED] = ERR_UNAVAILABLE };

	(void)unused;
	for (enum db_outcome outcome = DB_DONE; outcome <= DB_CLOSED; outcome++) {
		struct err err = { 0 };
		db_outcome_err(outcome, NULL, &err);
		assert_int_equal(err.kind, kinds[outcome]);
		assert_int_equal(err.text[0] != '\0', outcome != DB_DONE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_of_each_type_come_back_as_they_went),
		cmocka_unit_test(columns_are_found_by_name_and_what_is_not_there_is_empty),
		cmocka_unit_test(a_call_is_answered_under_the_mark_under_which_it_was_submitted),
		cmocka_unit_test(a_shared_call_is_answered_without_a_mark),
		cmocka_unit_test_setup(calls_of_one_turn_are_one_transaction, kit_clean),
		cmocka_unit_test_setup(
		    a_batch_takes_the_keys_of_all_its_members_distinct_and_ascending, kit_clean),
		cmocka_unit_test_setup(
		    a_batch_holds_no_more_members_and_keys_than_its_bounds, kit_clean),
		cmocka_unit_test_setup(
		    one_culprit_among_64_is_dropped_and_the_rest_commit_in_order, kit_clean),
		cmocka_unit_test_setup(
		    order_is_kept_over_failures_slow_members_and_many_batches, kit_clean),
		cmocka_unit_test_setup(
		    an_error_at_commit_is_found_by_halving_and_hits_only_its_cause, kit_clean),
		cmocka_unit_test_setup(a_conflict_that_never_ends_hits_only_its_cause, kit_clean),
		cmocka_unit_test_setup(
		    a_server_without_room_is_given_a_rest_and_nobody_fails, kit_clean),
		cmocka_unit_test_setup(
		    a_call_that_moved_is_tried_again_with_the_keys_it_was_told, kit_clean),
		cmocka_unit_test_setup(
		    a_key_that_a_call_is_told_twice_or_holds_counts_once, kit_clean),
		cmocka_unit_test_setup(
		    a_batch_whose_fence_finds_no_row_writes_nothing_and_tells_every_member,
		    kit_clean),
		cmocka_unit_test_setup(
		    what_waits_when_the_fence_is_lost_is_not_sent_under_the_next_one, kit_clean),
		cmocka_unit_test_setup(a_call_alone_shares_its_transaction_with_nobody, kit_clean),
		cmocka_unit_test_setup(a_batch_that_made_no_events_is_not_told, kit_clean),
		cmocka_unit_test_setup(a_beat_waits_for_nothing_that_is_alone, kit_clean),
		cmocka_unit_test_setup(
		    a_call_that_names_no_lane_goes_where_its_query_belongs, kit_clean),
		cmocka_unit_test_setup(a_full_queue_answers_overloaded_on_the_next_turn, kit_clean),
		cmocka_unit_test_setup(
		    a_batch_whose_key_is_held_is_tried_until_each_members_deadline, kit_clean),
		cmocka_unit_test(a_read_fails_alone),
		cmocka_unit_test(
		    a_slow_read_is_answered_at_its_deadline_and_the_next_gets_its_own_answer),
		cmocka_unit_test_setup(
		    a_statement_with_a_wrong_number_of_parameters_fails_alone, kit_clean),
		cmocka_unit_test_setup(
		    closing_finishes_what_is_queued_and_takes_no_more, kit_clean),
		cmocka_unit_test(closing_waits_no_longer_than_its_grace),
		cmocka_unit_test(a_wrong_configuration_is_refused_with_its_field),
		cmocka_unit_test(each_outcome_is_told_with_its_own_kind_of_error),
	};

	fixture_open();
	fixture_sql(kit_schema);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
