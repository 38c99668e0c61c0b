/* db when things break: killed sessions, restarts, stuck servers, deadlocks, read-only
 * servers, stale statements, a missing schema. What was acknowledged is there, once. */
#include <sys/socket.h>
#include <sys/un.h>

#include "common/base/test_patience.h"
#include "common/db/test_kit.h"

enum { LOAD = 4000, LOAD_WINDOW = 256 };

/* A stream of calls, each made when an earlier one has come back. */
struct load {
	struct kit *kit;
	int sent, acknowledged, others;
	unsigned char times[LOAD];
};

struct load_call {
	struct load *load;
	int n;
};

static void load_more(struct load *load);

static void
on_load_done(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct load_call *call = ctx;
	struct load *load = call->load;

	(void)result;
	load->times[call->n]++;
	load->acknowledged += outcome == DB_DONE ? 1 : 0;
	load->others += outcome == DB_DONE ? 0 : 1;
	free(call);
	load_more(load);
}

static void
load_more(struct load *load)
{
	while (load->sent < LOAD && load->sent - load->acknowledged - load->others < LOAD_WINDOW) {
		struct load_call *call = mem_new(sizeof(*call));
		struct db_param param = P_INT(load->sent);
		int64_t key = load->sent % 50 + 1;

		*call = (struct load_call){ load, load->sent++ };
		db_submit(load->kit->db,
		    &(struct db_call){ .query = &kit_accept,
			.lane = DB_LANE_HOT,
			.params = &param,
			.keys = &key,
			.key_count = 1,
			.deadline_ms = (uint32_t)test_patience_ms() },
		    on_load_done, call);
	}
}

static void
nothing_was_lost_or_doubled(const struct load *load)
{
	assert_int_equal(load->acknowledged, LOAD);
	for (int i = 0; i < LOAD; i++)
		assert_int_equal(load->times[i], 1);
	assert_int_equal(fixture_number("SELECT count(*) FROM t.log"), LOAD);
	assert_int_equal(fixture_number("SELECT count(DISTINCT n) FROM t.log"), LOAD);
}

static void
start_with_two_hot_lanes(struct kit *kit)
{
	struct db_config config = kit_config(kit);

	config.hot_lanes = 2;
	kit_open(kit, &config);
	KIT_UNTIL(kit, kit_all_idle(kit));
}

static pid_t
session_of(const struct lane *lane)
{
	return PQbackendPID(lane->conn);
}

static void
sessions_terminated_in_mid_load_lose_and_double_nothing(void **unused)
{
	struct kit kit = { 0 };
	struct load load = { .kit = &kit };

	(void)unused;
	start_with_two_hot_lanes(&kit);
	load_more(&load);
	for (int round = 1; round <= 5; round++) {
		KIT_UNTIL(&kit, load.acknowledged >= round * LOAD / 8);
		fixture_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
			    " WHERE application_name = 'trunkline-test'");
	}
	KIT_UNTIL(&kit, load.acknowledged + load.others == LOAD);
	nothing_was_lost_or_doubled(&load);
	assert_in_range(kit_stats(&kit).reconnects, 5, 100);
	kit_stop(&kit);
}

/* The postmaster ends all sessions and recovers when one is killed. */
static void
a_server_process_killed_in_mid_load_loses_and_doubles_nothing(void **unused)
{
	struct kit kit = { 0 };
	struct load load = { .kit = &kit };

	(void)unused;
	start_with_two_hot_lanes(&kit);
	load_more(&load);
	for (int round = 1; round <= 2; round++) {
		KIT_UNTIL(&kit, load.acknowledged >= round * LOAD / 3 && kit.db->hot[0].up);
		assert_int_equal(kill(session_of(kit.db->hot), SIGKILL), 0);
		KIT_UNTIL(&kit, !kit.db->hot[0].up);
	}
	KIT_UNTIL(&kit, load.acknowledged + load.others == LOAD);
	nothing_was_lost_or_doubled(&load);
	kit_stop(&kit);
}

static void
a_server_restarted_in_mid_load_loses_and_doubles_nothing(void **unused)
{
	static const int signals[] = { SIGINT, SIGQUIT };
	struct kit kit = { 0 };
	struct load load = { .kit = &kit };

	(void)unused;
	start_with_two_hot_lanes(&kit);
	load_more(&load);
	for (int round = 0; round < 2; round++) {
		KIT_UNTIL(&kit, load.acknowledged >= (round + 1) * LOAD / 3);
		fixture_stop(signals[round]);
		fixture_start();
	}
	KIT_UNTIL(&kit, load.acknowledged + load.others == LOAD);
	nothing_was_lost_or_doubled(&load);
	KIT_UNTIL(&kit, kit.ups == 3);
	assert_int_equal(kit.downs, 2);
	kit_stop(&kit);
}

static void
a_stuck_session_is_dropped_by_the_watchdog_and_its_late_commit_doubles_nothing(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen = { 0 };
	struct db_config config = kit_config(&kit);
	pid_t stuck;

	(void)unused;
	config.statement_ms = 50;
	kit_open(&kit, &config);
	KIT_UNTIL(&kit, kit_all_idle(&kit));
	stuck = session_of(kit.db->hot);
	assert_int_equal(kill(stuck, SIGSTOP), 0);
	kit_call(&kit, &kit_accept, 1, 1, &seen);
	KIT_UNTIL(&kit, kit.done == 1);
	assert_int_equal(seen.outcome, DB_DONE);
	assert_int_equal(kit_stats(&kit).unknown, 1);
	assert_int_equal(kill(stuck, SIGCONT), 0);
	KIT_UNTIL(&kit, kill(stuck, 0) != 0); /* it has read what it was sent, and gone */
	assert_int_equal(fixture_number("SELECT count(*) FROM t.log"), 1);
	kit_stop(&kit);
}

static void
an_unknown_commit_waits_for_the_truth_until_twice_its_deadline(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[2] = { 0 };
	struct db_param param = P_INT(1);
	struct db_call call = {
		.query = &kit_accept, .lane = DB_LANE_HOT, .params = &param, .deadline_ms = 500
	};
	int64_t start;

	(void)unused;
	kit_start(&kit);
	assert_int_equal(kill(session_of(kit.db->hot), SIGSTOP), 0);
	start = clock_mono_ms();
	kit_submit(&kit, call, &seen[0]);
	KIT_UNTIL(&kit, !list_empty(&kit.db->hot->flight));
	kit_submit(&kit, call, &seen[1]);
	(void)kill(session_of(kit.db->hot), SIGKILL);
	fixture_stop(SIGQUIT);
	KIT_UNTIL(&kit, kit.done == 2);
	fixture_start();
	assert_int_equal(seen[0].outcome, DB_TIMED_OUT);
	assert_int_equal(seen[1].outcome, DB_TIMED_OUT);
	assert_true(seen[1].at_ms - start >= 500 && seen[0].at_ms - start >= 1000);
	assert_true(test_in_time("the end of what was not begun", seen[1].at_ms - start, 999));
	assert_true(test_in_time("the end of what was begun", seen[0].at_ms - start, 3000));
	kit_stop(&kit);
}

static void
a_server_that_is_away_at_the_start_is_awaited(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[2] = { 0 };
	struct db_config config = kit_config(&kit);
	struct db_param param = P_INT(1);

	(void)unused;
	fixture_stop(SIGINT);
	kit_open(&kit, &config);
	kit_call(&kit, &kit_accept, 1, 0, &seen[0]);
	kit_submit(&kit,
	    (struct db_call){ .query = &kit_divide, .params = &param, .deadline_ms = 50 },
	    &seen[1]);
	KIT_UNTIL(&kit, kit.done == 1);
	assert_int_equal(seen[1].outcome, DB_TIMED_OUT);
	assert_false(db_up(kit.db));
	fixture_start();
	KIT_UNTIL(&kit, kit.done == 2);
	assert_int_equal(seen[0].outcome, DB_DONE);
	KIT_UNTIL(&kit, db_up(kit.db) && kit.ups == 1);
	assert_int_equal(kit_stats(&kit).reconnects, 0);
	kit_stop(&kit);
}

/* Takes connections and never answers, like a host that hangs. */
static int
listen_silently(char *folder, size_t size)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(folder, size, "%s/silent", fixture.folder);
	assert_int_equal(mkdir(folder, 0700), 0);
	(void)snprintf(
	    address.sun_path, sizeof(address.sun_path), "%s/silent/.s.PGSQL.5432", fixture.folder);
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 16), 0);
	return fd;
}

static void
a_host_that_hangs_or_is_not_there_gives_way_to_the_next(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen = { 0 };
	struct db_config config = kit_config(&kit);
	char folder[96], conninfo[320];
	int silent = listen_silently(folder, sizeof(folder));

	(void)unused;
	(void)snprintf(conninfo, sizeof(conninfo), "host=%s,%s/none,%s user=postgres", folder,
	    fixture.folder, fixture.folder);
	config.conninfo = conninfo;
	kit_open(&kit, &config);
	kit_call(&kit, &kit_accept, 1, 0, &seen);
	KIT_UNTIL(&kit, kit.done == 1);
	assert_int_equal(seen.outcome, DB_DONE);
	assert_int_equal(kit.db->hot->host, 2);
	(void)close(silent);
	kit_stop(&kit);
}

static void
a_call_that_kills_its_session_hits_only_itself(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[32] = { 0 };

	(void)unused;
	kit_start(&kit);
	for (int i = 0; i < 16; i++)
		kit_call(&kit, i == 6 ? &kit_kill : &kit_accept, i, 0, &seen[i]);
	for (int i = 16; i < 32; i++)
		kit_call(&kit, i == 20 ? &kit_read_kill : &kit_divide, 4, 0, &seen[i]);
	KIT_UNTIL(&kit, kit.done == 32);
	for (int i = 0; i < 32; i++)
		assert_int_equal(seen[i].outcome, i == 6 || i == 20 ? DB_TIMED_OUT : DB_DONE);
	assert_int_equal(fixture_number("SELECT count(*) FROM t.log"), 15);
	kit_stop(&kit);
}

static void
a_read_answered_at_its_deadline_is_not_sent_again_when_its_session_is_lost(void **unused)
{
	struct kit kit = { 0 };
	struct seen slow = { 0 }, next = { 0 };
	struct db_param param = P_INT(60);

	(void)unused;
	kit_start(&kit);
	kit_submit(&kit,
	    (struct db_call){ .query = &kit_sleep_and_note, .params = &param, .deadline_ms = 100 },
	    &slow);
	KIT_UNTIL(&kit, kit.done == 1);
	assert_int_equal(slow.outcome, DB_TIMED_OUT);
	fixture_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
		    " WHERE query LIKE '%t.noted%' AND pid <> pg_backend_pid()");
	KIT_UNTIL(&kit, !kit.db->read->up);
	kit_call(&kit, &kit_divide, 6, 0, &next);
	KIT_UNTIL(&kit, kit.done == 2);
	assert_int_equal(next.number, 2);
	assert_int_equal(fixture_number("SELECT is_called::int FROM t.noted"), 0);
	kit_stop(&kit);
}

/* Two daemons on one loop, whose batches touch the same rows in opposite order. */
static int64_t
deadlocks_of_two(const char *begin_sql)
{
	struct kit first = { 0 }, second = { 0 };
	struct seen seen[600] = { 0 };
	struct db_config config;
	int64_t deadlocks;

	config = kit_config(&first);
	config.begin_sql = begin_sql;
	kit_open(&first, &config);
	config.ctx = &second;
	assert_int_equal(db_open(&first.loop, &config, &second.db, NULL), 0);
	KIT_UNTIL(&first, kit_all_idle(&first) && kit_all_idle(&second));
	for (int i = 0; i < 300; i++) {
		int up = i % 100 + 1;
		kit_call(&first, &kit_bump, up, up, &seen[i]);
		kit_call(&second, &kit_bump, 101 - up, 101 - up, &seen[300 + i]);
	}
	KIT_UNTIL(&first, first.done + second.done == 600);
	for (int i = 0; i < 600; i++)
		assert_int_equal(seen[i].outcome, DB_DONE);
	assert_int_equal(fixture_number("SELECT sum(v) FROM t.counter"), 600);
	deadlocks = kit_stats(&first).deadlocks + kit_stats(&second).deadlocks;
	db_close(second.db, 1000, kit_on_closed, &second);
	KIT_UNTIL(&first, second.closed);
	kit_stop(&first);
	return deadlocks;
}

static void
batches_without_keys_deadlock_and_are_tried_again(void **unused)
{
	int64_t deadlocks = 0;

	(void)unused;
	for (int round = 0; round < 20 && deadlocks == 0; round++) {
		assert_int_equal(kit_clean(NULL), 0);
		deadlocks = deadlocks_of_two(NULL);
	}
	assert_true(deadlocks > 0);
}

static void
batches_with_keys_never_deadlock(void **unused)
{
	(void)unused;
	for (int round = 0; round < 5; round++) {
		assert_int_equal(kit_clean(NULL), 0);
		assert_int_equal(deadlocks_of_two(KIT_KEYS_SQL), 0);
	}
}

static void
a_server_that_became_read_only_is_left_until_it_can_be_written(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen = { 0 };

	(void)unused;
	kit_start(&kit);
	fixture_sql("ALTER SYSTEM SET default_transaction_read_only = on");
	fixture_sql("SELECT pg_reload_conf()");
	while (
	    fixture_number("SELECT count(*) FROM pg_settings"
			   " WHERE name = 'default_transaction_read_only' AND setting = 'on'") == 0)
		fixture_pause();
	kit_call(&kit, &kit_accept, 1, 0, &seen);
	KIT_UNTIL(&kit, kit.db->hot->backoff_ms > RETRY_CONNECT_MIN_MS);
	assert_int_equal(kit.done, 0);
	fixture_sql("ALTER SYSTEM RESET default_transaction_read_only");
	fixture_sql("SELECT pg_reload_conf()");
	KIT_UNTIL(&kit, kit.done == 1);
	assert_int_equal(seen.outcome, DB_DONE);
	assert_int_equal(fixture_number("SELECT count(*) FROM t.log"), 1);
	kit_stop(&kit);
}

static void
statements_that_the_session_has_forgotten_are_prepared_anew(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[20] = { 0 };

	(void)unused;
	kit_start(&kit);
	for (int i = 0; i < 10; i++)
		kit_call(&kit, i == 5 ? &kit_forget_once : &kit_accept, i, 0, &seen[i]);
	kit_submit(&kit, (struct db_call){ .query = &kit_deallocate }, &seen[10]);
	for (int i = 11; i < 20; i++)
		kit_call(&kit, &kit_divide, 4, 0, &seen[i]);
	KIT_UNTIL(&kit, kit.done == 20);
	for (int i = 0; i < 20; i++)
		assert_int_equal(seen[i].outcome, DB_DONE);
	assert_int_equal(fixture_number("SELECT count(*) FROM t.log"), 9);
	assert_int_equal(kit_stats(&kit).reconnects, 0);
	kit_stop(&kit);
}

static void
a_table_changed_under_a_prepared_statement_is_read_with_its_new_columns(void **unused)
{
	struct kit kit = { 0 };
	struct seen seen[2] = { 0 };

	(void)unused;
	kit_start(&kit);
	kit_submit(&kit, (struct db_call){ .query = &kit_wide }, &seen[0]);
	KIT_UNTIL(&kit, kit.done == 1);
	fixture_sql("ALTER TABLE t.wide ADD COLUMN b bigint");
	kit_submit(&kit, (struct db_call){ .query = &kit_wide }, &seen[1]);
	KIT_UNTIL(&kit, kit.done == 2);
	assert_int_equal(seen[1].outcome, DB_DONE);
	assert_int_equal(seen[0].cols, 1);
	assert_int_equal(seen[1].cols, 2);
	kit_stop(&kit);
}

static void
child_opens_without_schema(void)
{
	static const struct db_query missing = { "kit_missing", "SELECT * FROM t.missing", 0, 0 };
	static const struct db_query *const set[] = { &missing, NULL };
	static const struct db_query *const *const sets[] = { set, NULL };
	struct kit kit = { 0 };
	struct db_config config = kit_config(&kit);
	int64_t end = test_patience_ends_ms();

	config.query_sets = sets;
	kit_open(&kit, &config);
	while (clock_mono_ms() < end)
		(void)uv_run(&kit.loop, UV_RUN_ONCE);
	_exit(77);
}

static void
a_statement_that_the_schema_does_not_know_ends_the_process_with_one_line(void **unused)
{
	int pipe_ends[2], status = 0;
	char text[1024] = "";
	pid_t pid;

	(void)unused;
	assert_int_equal(pipe(pipe_ends), 0);
	pid = fork();
	if (pid == 0) {
		(void)dup2(pipe_ends[1], 2);
		child_opens_without_schema();
	}
	(void)close(pipe_ends[1]);
	for (size_t n = 0; n < sizeof(text) - 1;) {
		ssize_t got = read(pipe_ends[0], text + n, sizeof(text) - 1 - n);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	(void)close(pipe_ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 1);
	assert_non_null(strstr(text, "kit_missing"));
	assert_non_null(strstr(text, "42P01"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
		    sessions_terminated_in_mid_load_lose_and_double_nothing, kit_clean),
		cmocka_unit_test_setup(
		    a_server_process_killed_in_mid_load_loses_and_doubles_nothing, kit_clean),
		cmocka_unit_test_setup(
		    a_server_restarted_in_mid_load_loses_and_doubles_nothing, kit_clean),
		cmocka_unit_test_setup(
		    a_stuck_session_is_dropped_by_the_watchdog_and_its_late_commit_doubles_nothing,
		    kit_clean),
		cmocka_unit_test_setup(
		    an_unknown_commit_waits_for_the_truth_until_twice_its_deadline, kit_clean),
		cmocka_unit_test_setup(a_server_that_is_away_at_the_start_is_awaited, kit_clean),
		cmocka_unit_test_setup(
		    a_host_that_hangs_or_is_not_there_gives_way_to_the_next, kit_clean),
		cmocka_unit_test_setup(a_call_that_kills_its_session_hits_only_itself, kit_clean),
		cmocka_unit_test(
		    a_read_answered_at_its_deadline_is_not_sent_again_when_its_session_is_lost),
		cmocka_unit_test_setup(
		    batches_without_keys_deadlock_and_are_tried_again, kit_clean),
		cmocka_unit_test_setup(batches_with_keys_never_deadlock, kit_clean),
		cmocka_unit_test_setup(
		    a_server_that_became_read_only_is_left_until_it_can_be_written, kit_clean),
		cmocka_unit_test_setup(
		    statements_that_the_session_has_forgotten_are_prepared_anew, kit_clean),
		cmocka_unit_test_setup(
		    a_table_changed_under_a_prepared_statement_is_read_with_its_new_columns,
		    kit_clean),
		cmocka_unit_test(
		    a_statement_that_the_schema_does_not_know_ends_the_process_with_one_line),
	};

	fixture_open();
	fixture_sql(kit_schema);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
