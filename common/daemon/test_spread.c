/* holder: things are spread fairly over those who hold, at a start and after an end, and who gives one
 * away loses nothing else. */
#include "common/daemon/test_kit.h"

enum { THINGS = 6 };

static struct kit_daemon one, two, three;

static int
set_up(void **unused)
{
	(void)unused;
	kit_open();
	fixture_sql("SELECT ops.holder_add('group', n) FROM generate_series(1, 6) AS n");
	kit_holder_spread = true;
	return 0;
}

static int
tear_down(void **unused)
{
	struct kit_daemon *all[] = { &one, &two, &three };

	(void)unused;
	for (int i = 0; i < 3; i++)
		if (all[i]->pid > 0)
			(void)kill(all[i]->pid, SIGKILL);
	return 0;
}

static long long
holding(const struct kit_daemon *daemon)
{
	return kit_number(daemon, "/heard", "holding");
}

static void
who_starts_asks_for_a_fair_part_and_gets_it(void **unused)
{
	(void)unused;
	kit_start(&one, "smsgw-1");
	kit_until(holding(&one) == THINGS);
	kit_start(&two, "smsgw-2");
	kit_until(holding(&one) == THINGS / 2 && holding(&two) == THINGS / 2);
	kit_start(&three, "smsgw-3");
	kit_until(holding(&one) == THINGS / 3 && holding(&two) == THINGS / 3 &&
	    holding(&three) == THINGS / 3);
	assert_int_equal(kit_number(&one, "/heard", "losses"), 0);
	assert_int_equal(kit_number(&two, "/heard", "losses"), 0);
	assert_int_equal(
	    fixture_number("SELECT count(DISTINCT boot) FROM ops.holder WHERE kind = 'group'"), 3);
}

static void
what_a_dead_one_held_is_taken_over_and_spread_again(void **unused)
{
	(void)unused;
	assert_int_equal(kill(three.pid, SIGKILL), 0);
	assert_int_equal(kit_wait(&three), 1000 + SIGKILL);
	kit_until(holding(&one) == THINGS / 2 && holding(&two) == THINGS / 2);
	assert_int_equal(kit_number(&one, "/heard", "losses"), 0);
}

static void
who_ends_leaves_all_to_the_other_at_once(void **unused)
{
	long long since;

	(void)unused;
	assert_int_equal(kill(two.pid, SIGTERM), 0);
	assert_int_equal(kit_wait(&two), 0);
	since = (long long)clock_mono_ms();
	kit_until(holding(&one) == THINGS);
	/* No wait for a beat that stands still. */
	assert_true(test_in_time("the hand-over", clock_mono_ms() - since, 900));
	assert_int_equal(kit_number(&one, "/heard", "losses"), 0);
}

/* The asker is gone before it could be given what it asked for. */
static void
what_was_asked_for_by_a_dead_one_comes_back(void **unused)
{
	(void)unused;
	fixture_sql("UPDATE ops.holder_beat SET heir = 4711 WHERE kind = 'group' AND thing = 1");
	kit_until(
	    fixture_number("SELECT count(*) FROM ops.holder WHERE kind = 'group' AND thing = 1"
			   " AND boot IS NULL") == 1);
	kit_until(holding(&one) == THINGS);
	assert_int_equal(
	    fixture_number("SELECT count(*) FROM ops.holder_beat WHERE heir IS NOT NULL"), 0);
}

/* The server has answered its beat while it stood still: what it reads then is old. */
static void
what_an_old_answer_says_is_held_is_not_gained(void **unused)
{
	PGconn *other = PQconnectdb(fixture.conninfo);
	struct timespec pause = { 1, 300000000 };

	(void)unused;
	PQclear(PQexec(other, "BEGIN"));
	PQclear(PQexec(other, "SELECT FROM ops.holder_beat WHERE kind = 'group' FOR UPDATE"));
	kit_until(fixture_number("SELECT count(*) FROM pg_stat_activity WHERE application_name ="
				 " 'smsgw-1' AND wait_event_type = 'Lock'") > 0);
	assert_int_equal(kill(one.pid, SIGSTOP), 0);
	PQclear(PQexec(other, "COMMIT"));
	PQfinish(other);
	(void)nanosleep(&pause, NULL);
	assert_int_equal(kill(one.pid, SIGCONT), 0);
	kit_until(kit_number(&one, "/heard", "losses") > 0);
	/* Each that was gained by an old answer would count a hundred. */
	kit_until(holding(&one) == THINGS);
	assert_int_equal(kill(one.pid, SIGTERM), 0);
	assert_int_equal(kit_wait(&one), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_starts_asks_for_a_fair_part_and_gets_it),
		cmocka_unit_test(what_a_dead_one_held_is_taken_over_and_spread_again),
		cmocka_unit_test(who_ends_leaves_all_to_the_other_at_once),
		cmocka_unit_test(what_was_asked_for_by_a_dead_one_comes_back),
		cmocka_unit_test(what_an_old_answer_says_is_held_is_not_gained),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
