/* holder: many things at a time, and no more than it may; what nobody holds is told; one that is
 * another's costs the others nothing. Claims, takeovers and fences: sql/test_holders.sql. */
#include "common/daemon/test_kit.h"

enum { THINGS = 1500, MOST = 1400 };

static struct kit_daemon one, two;

static int
set_up(void **unused)
{
	char sql[300];

	(void)unused;
	kit_open();
	(void)snprintf(sql, sizeof(sql),
	    "SELECT ops.holder_add('group', n) FROM generate_series(1, %d) AS n", THINGS);
	fixture_sql(sql);
	return 0;
}

static int
tear_down(void **unused)
{
	(void)unused;
	if (one.pid > 0)
		(void)kill(one.pid, SIGKILL);
	if (two.pid > 0)
		(void)kill(two.pid, SIGKILL);
	return 0;
}

static long long
gauge(const struct kit_daemon *daemon, const char *name)
{
	struct kit_answer answer;
	char line[100];
	const char *at;

	if (kit_ask(daemon, "/metrics", NULL, NULL, &answer) != 200)
		return -1;
	(void)snprintf(line, sizeof(line), "\n%s ", name);
	at = strstr(answer.body, line);
	return at != NULL ? strtoll(at + strlen(line), NULL, 10) : -1;
}

static void
stop(struct kit_daemon *daemon)
{
	assert_int_equal(kill(daemon->pid, SIGTERM), 0);
	assert_int_equal(kit_wait(daemon), 0);
}

static void
as_many_as_it_may_are_held_and_what_is_left_over_is_told(void **unused)
{
	(void)unused;
	kit_holder_max = MOST;
	kit_start(&one, "smsgw-1");
	kit_until(kit_number(&one, "/heard", "holding") == MOST);
	kit_until(gauge(&one, "trunkline_holder_over") == THINGS - MOST);
	assert_int_equal(gauge(&one, "trunkline_holder_held"), MOST);
}

static void
another_instance_takes_what_is_left_over(void **unused)
{
	(void)unused;
	kit_start(&two, "smsgw-2");
	kit_until(kit_number(&two, "/heard", "holding") == THINGS - MOST);
	kit_until(gauge(&one, "trunkline_holder_over") == 0);
	assert_int_equal(gauge(&two, "trunkline_holder_over"), 0);
	assert_int_equal(kit_number(&one, "/heard", "losses"), 0);
}

static void
one_that_is_anothers_is_lost_alone(void **unused)
{
	long long thing =
	    fixture_number("SELECT max(h.thing) FROM ops.holder AS h JOIN ops.instance "
			   "AS i ON i.boot = h.boot WHERE i.name = 'smsgw-2'");
	char path[64];

	(void)unused;
	(void)snprintf(path, sizeof(path), "/fenced/%lld", thing);
	assert_int_equal(kit_number(&two, path, "losses"), 1);
	/* The database says that it is still its own: the next look takes it again. */
	kit_until(kit_number(&two, "/heard", "holding") == THINGS - MOST);
	assert_int_equal(kit_number(&two, "/heard", "losses"), 1);
}

static void
what_is_not_configured_any_more_makes_room(void **unused)
{
	(void)unused;
	fixture_sql("DELETE FROM ops.holder_beat WHERE thing % 2 = 0");
	fixture_sql("DELETE FROM ops.holder WHERE thing % 2 = 0");
	kit_until(kit_number(&one, "/heard", "holding") + kit_number(&two, "/heard", "holding") ==
	    THINGS / 2);
	stop(&two);
	kit_until(kit_number(&one, "/heard", "holding") == THINGS / 2);
	stop(&one);
	assert_int_equal(
	    fixture_number("SELECT count(*) FROM ops.holder WHERE boot IS NOT NULL"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_many_as_it_may_are_held_and_what_is_left_over_is_told),
		cmocka_unit_test(another_instance_takes_what_is_left_over),
		cmocka_unit_test(one_that_is_anothers_is_lost_alone),
		cmocka_unit_test(what_is_not_configured_any_more_makes_room),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
