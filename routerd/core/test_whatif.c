/* whatif: what another configuration would have decided on a recorded day. */
#include <stdio.h>
#include <string.h>

#include "routerd/core/test_build.h"
#include "routerd/core/whatif.h"

#define QUEUE(open, weight) \
	"queue id=1 tenant=1 version=1 medium=chat open=" open \
	" on_miss=on_break offer_ms=0 wrap_ms=0 weight=" weight " priority=5\n"
#define MEMBER(agent) "member agent=" agent " queue=1 enabled=1\n"
#define AGENT(id, version, load, count, idle) \
	"agent id=" id " tenant=1 version=" version \
	" status=available stop_new=0 lease=live blending=0 " \
	"emergency_until_ms=0 idle_since_ms=" idle " offer_ms=0 chat_load=" load \
	" chat_limit=100 chat_count=" count " chat_count_limit=1 chat_wrap_load=0 " \
	"chat_wrap_count=0 voice_load=0 voice_limit=0 voice_count=0 voice_count_limit=0 " \
	"voice_wrap_load=0 voice_wrap_count=0\n"
#define WAITS(id, version) \
	"interaction id=" id " tenant=1 version=" version \
	" queue=1 medium=chat priority=0 entered_at_ms=0 state=waiting needs=-\n"
#define OFFER(now, id, agent) \
	"decide now_ms=" now " -> offer interaction=" id " version=1 tenant=1 queue=1 open=1 " \
	"agent=" agent " agent_version=1 offer_ms=20000 weight=100\n"
#define NONE(now) "decide now_ms=" now " -> none\n"
#define HEAD "trunkline-router-log 1\n"

/* Agent 4 has been idle longer than agent 5; both are free for the first text, 5 for the second. */
#define DAY \
	HEAD QUEUE("1", "100") MEMBER("4") MEMBER("5") AGENT("4", "1", "0", "0", "10") \
	    AGENT("5", "1", "0", "0", "20") WAITS("90", "1") OFFER("1000", "90", "4") NONE("1000") \
		AGENT("4", "2", "100", "1", "10") "confirm interaction=90 version=2\n" WAITS( \
		    "91", "1") OFFER("2000", "91", "5") NONE("2000")

static struct whatif_difference found[8];
static int found_count;

static void
on_differs(void *ctx, const struct whatif_difference *difference)
{
	(void)ctx;
	assert_in_range(found_count, 0, 7);
	found[found_count++] = *difference;
}

static int
run(const char *log, const char *configuration, struct whatif_report *report)
{
	char *texts[] = { mem_text(log), mem_text(configuration) };
	FILE *files[2];
	int rc;

	found_count = 0;
	for (int i = 0; i < 2; i++) {
		files[i] = fmemopen(texts[i], strlen(texts[i]), "r");
		assert_non_null(files[i]);
	}
	rc = whatif_run(files[0], files[1], on_differs, NULL, report);
	for (int i = 0; i < 2; i++) {
		(void)fclose(files[i]);
		free(texts[i]);
	}
	return rc;
}

static void
assert_found(int i, int64_t interaction, int64_t was, int64_t would)
{
	assert_in_range(i, 0, found_count - 1);
	assert_int_equal(found[i].interaction, interaction);
	assert_int_equal(found[i].was, was);
	assert_int_equal(found[i].would, would);
	assert_int_equal(found[i].tenant, 1);
}

static void
the_same_configuration_would_have_decided_the_same(void **unused)
{
	struct whatif_report report;

	(void)unused;
	assert_int_equal(run(DAY, DAY, &report), 0);
	assert_int_equal(report.offers, 2);
	assert_int_equal(report.would_offers, 2);
	assert_int_equal(report.differences, 0);
}

static void
another_agent_nobody_and_somebody_are_told(void **unused)
{
	struct whatif_report report;

	(void)unused;
	/* Without agent 4 the first text goes to 5; the day goes on as it went, and 5 gets the second. */
	assert_int_equal(run(DAY, HEAD QUEUE("1", "100") MEMBER("5") NONE("1"), &report), 0);
	assert_int_equal(report.differences, 1);
	assert_found(0, 90, 4, 5);
	assert_int_equal(found[0].at_ms, 1000);

	/* Without agent 5 the second text has nobody: 4 is busy, as it was. */
	assert_int_equal(run(DAY, HEAD QUEUE("1", "100") MEMBER("4") NONE("1"), &report), 0);
	assert_int_equal(report.differences, 1);
	assert_found(0, 91, 5, 0);

	/* With more members one that waited would not have. */
	assert_int_equal(run(HEAD QUEUE("1", "100") AGENT("4", "1", "0", "0", "10") WAITS("90", "1")
				 NONE("1000") NONE("1600") NONE("2200"),
			     DAY, &report),
	    0);
	assert_int_equal(report.differences, 1);
	assert_found(0, 90, 0, 4);
}

static void
a_queue_opens_and_closes_as_it_did(void **unused)
{
	struct whatif_report report;

	(void)unused;
	assert_int_equal(run(HEAD QUEUE("0", "100") MEMBER("4") AGENT("4", "1", "0", "0", "10")
				 WAITS("90", "1") NONE("1000"),
			     HEAD QUEUE("1", "100") MEMBER("4") NONE("1"), &report),
	    0);
	assert_int_equal(report.differences, 0);
}

static void
what_cant_be_read_is_named(void **unused)
{
	struct whatif_report report;

	(void)unused;
	assert_int_equal(run(DAY, HEAD "banana\n", &report), -1);
	assert_true(report.in_configuration);
	assert_int_equal(report.bad_line, 2);
	assert_int_equal(run(DAY "banana\n", DAY, &report), -1);
	assert_false(report.in_configuration);
	assert_int_equal(report.bad_line, 15);
	assert_int_equal(run("no log\n", DAY, &report), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_configuration_would_have_decided_the_same),
		cmocka_unit_test(another_agent_nobody_and_somebody_are_told),
		cmocka_unit_test(a_queue_opens_and_closes_as_it_did),
		cmocka_unit_test(what_cant_be_read_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
