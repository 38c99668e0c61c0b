/* channels: rows of route rules become rules of the core; a row that makes no sense never holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "routerd/channels.h"

static int
add(struct channel_rules *rules, const char *conditions, const char *skills, int64_t queue,
    const char *reply)
{
	struct err err = { 0 };

	return channel_rules_add(rules,
	    &(struct rule_row){ .tenant = 1,
		.channel = 1,
		.queue = queue,
		.conditions = view_of(conditions),
		.skills = view_of(skills),
		.auto_reply = view_of(reply) },
	    &err);
}

static int64_t
queue_of(const struct channel_rules *rules, const char *text, const char *number)
{
	struct rules view = channel_rules_view(rules);
	struct rule_result result = rules_apply(
	    &view, &(struct rule_facts){ .text = view_of(text), .number = view_of(number) });

	return result.rule == NULL ? -1 : result.rule->queue;
}

static void
each_keyword_and_each_prefix_of_a_row_holds(void **unused)
{
	struct channel_rules rules = { 0 };

	(void)unused;
	assert_int_equal(
	    add(&rules, "{\"keyword\":[\"bill\",\"refund\"],\"country_prefix\":[\"+46\",\"+49\"]}",
		"[]", 2, NULL),
	    0);
	assert_int_equal(add(&rules, "{}", "[{\"skill\":\"1\",\"level\":50}]", 1, NULL), 0);
	assert_int_equal(rules.count, 5);
	assert_int_equal(queue_of(&rules, "Refund please", "+461"), 2);
	assert_int_equal(queue_of(&rules, "bill", "+491"), 2);
	assert_int_equal(queue_of(&rules, "bill", "+1"), 1);
	assert_int_equal(queue_of(&rules, "hello", "+46"), 1);
	assert_int_equal(rules.rules[4].needs[0].skill, 1);
	channel_rules_fini(&rules);
}

static bool
mornings_open(const void *ctx, int64_t schedule)
{
	(void)ctx;
	return schedule == -9;
}

static void
a_time_of_day_is_a_schedule_of_the_rules_own(void **unused)
{
	struct rule_row row = { .id = 9,
		.queue = 1,
		.conditions = VIEW("{\"time\":{\"from\":\"08:00\",\"to\":\"12:00\"}}"),
		.skills = VIEW("[]") };
	struct channel_rules rules = { 0 };
	struct rule_facts facts = { .is_open = mornings_open };
	struct rules view;
	struct err err = { 0 };

	(void)unused;
	assert_int_equal(channel_rules_add(&rules, &row, &err), 0);
	row.id = 10;
	row.queue = 2;
	assert_int_equal(channel_rules_add(&rules, &row, &err), 0);
	view = channel_rules_view(&rules);
	assert_int_equal(rules_apply(&view, &facts).rule->queue, 1);
	view.rules++;
	view.count--;
	assert_null(rules_apply(&view, &facts).rule);
	channel_rules_fini(&rules);
}

static void
a_rule_that_replies_keeps_its_own_text(void **unused)
{
	struct channel_rules rules = { 0 };

	(void)unused;
	assert_int_equal(add(&rules, "{\"keyword\":\"a\"}", "[]", 0, "first"), 0);
	assert_int_equal(add(&rules, "{\"keyword\":[\"b\",\"c\"]}", "[]", 0, "second"), 0);
	assert_int_equal(rules.rules[2].outcome, RULE_REPLY);
	assert_true(view_is(channel_rules_reply(&rules, &rules.rules[0]), "first"));
	assert_true(view_is(channel_rules_reply(&rules, &rules.rules[2]), "second"));
	channel_rules_fini(&rules);
}

static void
a_schedule_holds_while_it_is_open_or_while_it_is_closed(void **unused)
{
	struct channel_rules rules = { 0 };

	(void)unused;
	assert_int_equal(
	    add(&rules, "{\"schedule\":{\"id\":\"4\",\"open\":false}}", "[]", 2, NULL), 0);
	assert_int_equal(rules.rules[0].when, RULE_WHEN_CLOSED);
	assert_int_equal(rules.rules[0].schedule, 4);
	assert_int_equal(queue_of(&rules, "x", "+1"), 2);
	channel_rules_fini(&rules);
}

static void
a_row_that_makes_no_sense_is_refused_whole(void **unused)
{
	static const char *const bad[] = { "", "[]", "{\"keywrd\":\"x\"}", "{\"keyword\":7}",
		"{\"keyword\":[]}", "{\"keyword\":[\"\"]}", "{\"country_prefix\":{}}",
		"{\"customer\":\"vip\"}", "{\"schedule\":{\"id\":\"4\"}}", "{\"schedule\":4}",
		"{\"language\":1}" };
	struct channel_rules rules = { 0 };

	(void)unused;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(add(&rules, bad[i], "[]", 1, NULL), -1);
	assert_int_equal(add(&rules, "{}", "[{\"skill\":\"x\",\"level\":50}]", 1, NULL), -1);
	assert_int_equal(rules.count, 0);
	channel_rules_fini(&rules);
}

static void
more_rules_than_a_channel_may_have_are_refused(void **unused)
{
	struct channel_rules rules = { 0 };

	(void)unused;
	for (int i = 0; i < RULES_MAX; i++)
		assert_int_equal(add(&rules, "{\"keyword\":\"x\"}", "[]", 1, NULL), 0);
	assert_int_equal(add(&rules, "{}", "[]", 1, NULL), -1);
	channel_rules_fini(&rules);
}

static void
language_is_asked_for_only_where_a_rule_needs_it(void **unused)
{
	struct channel_rules rules = { 0 };

	(void)unused;
	assert_int_equal(add(&rules, "{\"customer\":\"known\"}", "[]", 1, NULL), 0);
	assert_false(rules.by_language);
	assert_int_equal(add(&rules, "{\"language\":\"sv\"}", "[]", 1, NULL), 0);
	assert_true(rules.by_language);
	channel_rules_fini(&rules);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_keyword_and_each_prefix_of_a_row_holds),
		cmocka_unit_test(a_time_of_day_is_a_schedule_of_the_rules_own),
		cmocka_unit_test(a_rule_that_replies_keeps_its_own_text),
		cmocka_unit_test(a_schedule_holds_while_it_is_open_or_while_it_is_closed),
		cmocka_unit_test(a_row_that_makes_no_sense_is_refused_whole),
		cmocka_unit_test(more_rules_than_a_channel_may_have_are_refused),
		cmocka_unit_test(language_is_asked_for_only_where_a_rule_needs_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
