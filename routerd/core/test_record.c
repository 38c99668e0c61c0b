/* record: each kind survives writing and reading, bad lines are named, a replay
 * tells where decisions differ. */
#include <stdio.h>
#include <string.h>

#include "routerd/core/record.h"
#include "routerd/core/test_build.h"

static struct router_event
an_event(enum event_kind kind)
{
	struct router_event event = { .kind = kind };

	switch (kind) {
	case EVENT_QUEUE:
		event.u.queue = a_queue(1);
		event.u.queue.step_count = 2;
		event.u.queue.overflow_after_ms = 60000;
		event.u.queue.overflow_length = 20;
		event.u.queue.overflow_unstaffed = true;
		event.u.queue.overflow_queue = 2;
		event.u.queue.steps[0] = (struct router_step){ 30000, 8, 0, 0 };
		event.u.queue.steps[1] = (struct router_step){ 60000, 0, 20, 1 };
		break;
	case EVENT_AGENT:
		event.u.agent = an_agent(1);
		event.u.agent.emergency_until_ms = INT64_MAX;
		event.u.agent.idle_since_ms = -5;
		break;
	case EVENT_INTERACTION:
		event.u.interaction = an_interaction(1, 1);
		event.u.interaction.need_count = 2;
		event.u.interaction.needs[0] = (struct router_need){ 3, 40 };
		event.u.interaction.needs[1] = (struct router_need){ 8, 10 };
		break;
	case EVENT_QUEUE_REMOVE:
		event.u.queue_remove.queue = event.u.queue_remove.version = 1;
		break;
	case EVENT_MEMBER:
	case EVENT_MEMBER_REMOVE:
		event.u.member.agent = event.u.member.queue = 1;
		event.u.member.enabled = kind == EVENT_MEMBER;
		break;
	case EVENT_RESERVE:
		event.u.reserve.agent = event.u.reserve.queue = 1;
		event.u.reserve.step = 2;
		break;
	case EVENT_SKILL:
		event.u.skill.agent = event.u.skill.skill = 1;
		event.u.skill.level = 10;
		break;
	case EVENT_COOLDOWN:
		event.u.cooldown.interaction = event.u.cooldown.agent = 1;
		event.u.cooldown.since_ms = 77;
		break;
	case EVENT_CONFIRM:
		event.u.confirm.interaction = event.u.confirm.version = 1;
		break;
	case EVENT_STALE:
		event.u.stale.interaction = event.u.stale.now_ms = 1;
		break;
	case EVENT_OVERFLOW_HOLD:
		event.u.overflow_hold.held = true;
		break;
	case EVENT_REVISION:
		event.u.revision.tenant = event.u.revision.revision = 1;
		break;
	case EVENT_KINDS:
		break;
	}
	return event;
}

static enum record_outcome
read_text(struct router *router, const char *text, struct buf *got, struct err *err)
{
	struct view line = view_trim(view_of(text));

	return record_read(router, line, got, err);
}

static void
every_kind_of_input_is_read_as_it_was_written(void **unused)
{
	struct buf line = { 0 }, got = { 0 };
	struct err err;

	(void)unused;
	for (int kind = 0; kind < EVENT_KINDS; kind++) {
		struct router *router = router_new();
		struct router_event event = an_event((enum event_kind)kind);
		enum record_outcome outcome;

		set_interaction(router, an_interaction(1, 2));
		buf_clear(&line);
		record_event(&line, &event);
		outcome = read_text(router, line.p, &got, &err);
		/* Without a decision under way the two answers are refused. */
		if (kind == EVENT_CONFIRM || kind == EVENT_STALE)
			assert_int_equal(outcome, RECORD_REFUSED);
		else
			assert_int_equal(outcome, RECORD_INPUT);
		if (kind == EVENT_AGENT)
			assert_memory_equal(
			    router_agent_find(router, 1), &event.u.agent, sizeof(event.u.agent));
		if (kind == EVENT_QUEUE)
			assert_memory_equal(
			    router_queue_find(router, 1), &event.u.queue, sizeof(event.u.queue));
		router_free(router);
	}
	buf_fini(&line);
	buf_fini(&got);
}

static void
the_lines_are_as_the_format_says(void **unused)
{
	struct router_event event = an_event(EVENT_INTERACTION);
	struct buf line = { 0 };

	(void)unused;
	record_event(&line, &event);
	assert_string_equal(line.p,
	    "interaction id=1 tenant=1 version=1 queue=1 medium=chat priority=0 "
	    "entered_at_ms=0 place_at_ms=0 state=waiting needs=3:40,8:10 last_agent=0\n");
	buf_clear(&line);
	event = an_event(EVENT_AGENT);
	record_event(&line, &event);
	assert_string_equal(line.p,
	    "agent id=1 tenant=1 version=1 status=available stop_new=0 lease=live blending=0 "
	    "emergency_until_ms=9223372036854775807 idle_since_ms=-5 offer_ms=0 chat_load=0 "
	    "chat_limit=300 chat_count=0 chat_count_limit=3 chat_wrap_load=0 chat_wrap_count=0 "
	    "voice_load=0 voice_limit=100 voice_count=0 voice_count_limit=1 voice_wrap_load=0 "
	    "voice_wrap_count=0\n");
	buf_fini(&line);
}

static void
a_bad_line_is_named_and_changes_nothing(void **unused)
{
	static const char *const lines[] = {
		"banana id=1",
		"skill agent=1 skill=1",
		"skill agent=1 skill=1 level=ten",
		"skill agent=1 skill=1 level=99999999999",
		"skill agent=1 level=10 skill=1",
		"skill agent=1 skill=1 level=10 more=1",
		"member agent=1 queue=1 enabled=yes",
		"interaction id=1 tenant=1 version=1 queue=1 medium=fax priority=0 "
		"entered_at_ms=0 place_at_ms=0 state=waiting needs=-",
		"interaction id=1 tenant=1 version=1 queue=1 medium=chat priority=0 "
		"entered_at_ms=0 place_at_ms=0 state=waiting "
		"needs=1:10,2:10,3:10,4:10,5:10,6:10,7:10,8:10,9:10",
		"interaction id=1 tenant=1 version=1 queue=1 medium=chat priority=0 "
		"entered_at_ms=0 place_at_ms=0 state=waiting needs=",
		"decide now=5 -> none",
		"decide now_ms=-5 -> none",
	};
	struct router *router = router_new();
	struct buf got = { 0 };

	(void)unused;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct err err = { 0 };

		if (read_text(router, lines[i], &got, &err) != RECORD_BAD)
			fail_msg("taken: %s", lines[i]);
		assert_true(strlen(err.text) > 0);
	}
	assert_null(router_interaction_find(router, 1));
	buf_fini(&got);
	router_free(router);
}

static int
replay_text(const char *text, struct replay_report *report)
{
	char *copy = mem_text(text);
	FILE *file = fmemopen(copy, strlen(copy), "r");
	int rc;

	assert_non_null(file);
	rc = replay_file(file, report);
	fclose(file);
	free(copy);
	return rc;
}

#define FILLED \
	"trunkline-router-log 1\n" \
	"# filled\n" \
	"queue id=1 tenant=1 version=1 medium=chat open=1 on_miss=on_break offer_ms=0 " \
	"wrap_ms=0 weight=100 priority=5\n" \
	"agent id=4 tenant=1 version=1 status=available stop_new=0 lease=live blending=0 " \
	"emergency_until_ms=0 idle_since_ms=0 offer_ms=0 chat_load=0 chat_limit=100 " \
	"chat_count=0 chat_count_limit=1 chat_wrap_load=0 chat_wrap_count=0 voice_load=0 " \
	"voice_limit=0 voice_count=0 voice_count_limit=0 voice_wrap_load=0 voice_wrap_count=0\n" \
	"\n" \
	"member agent=4 queue=1 enabled=1\n" \
	"interaction id=9 tenant=1 version=3 queue=1 medium=chat priority=0 entered_at_ms=0 " \
	"place_at_ms=0 " \
	"state=waiting needs=-\n"
#define OFFERED \
	"decide now_ms=1000 -> offer interaction=9 version=3 tenant=1 queue=1 open=1 agent=4 " \
	"agent_version=1 offer_ms=20000 weight=100 counts=eligible:1 first=4:0:0:1000\n"

static void
a_log_that_fits_replays_without_a_difference(void **unused)
{
	static struct replay_report report;

	(void)unused;
	assert_int_equal(replay_text(FILLED OFFERED "decide now_ms=1000 -> none\n", &report), 0);
	assert_int_equal(report.lines, 9);
	assert_int_equal(report.inputs, 4);
	assert_int_equal(report.decisions, 2);
	assert_int_equal(report.offers, 1);
	assert_int_equal(report.differences, 0);
}

static void
the_first_difference_is_shown_with_its_line(void **unused)
{
	static struct replay_report report;

	(void)unused;
	assert_int_equal(replay_text(FILLED "decide now_ms=1000 -> none\n"
					    "confirm interaction=8 version=4\n"
					    "decide now_ms=1000 -> none\n"
					    "decide now_ms=1001 -> nothing\n",
			     &report),
	    0);
	assert_int_equal(report.differences, 2);
	assert_int_equal(report.first_difference, 8);
	assert_int_equal(report.refused, 1);
	assert_string_equal(report.expected, "decide now_ms=1000 -> none");
	assert_string_equal(report.got,
	    "decide now_ms=1000 -> offer interaction=9 version=3 tenant=1 queue=1 open=1 "
	    "agent=4 agent_version=1 offer_ms=20000 weight=100 counts=eligible:1 "
	    "first=4:0:0:1000");
}

static void
reading_stops_at_what_it_does_not_understand(void **unused)
{
	static struct replay_report report;

	(void)unused;
	assert_int_equal(replay_text(FILLED "banana\n" OFFERED, &report), -1);
	assert_int_equal(report.bad_line, 8);
	assert_int_equal(report.decisions, 0);
	assert_int_equal(replay_text("trunkline-router-log 5\n", &report), -1);
	assert_int_equal(report.bad_line, 1);
	assert_int_equal(replay_text("# no header\n", &report), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_input_is_read_as_it_was_written),
		cmocka_unit_test(the_lines_are_as_the_format_says),
		cmocka_unit_test(a_bad_line_is_named_and_changes_nothing),
		cmocka_unit_test(a_log_that_fits_replays_without_a_difference),
		cmocka_unit_test(the_first_difference_is_shown_with_its_line),
		cmocka_unit_test(reading_stops_at_what_it_does_not_understand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
