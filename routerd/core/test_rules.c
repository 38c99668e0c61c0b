/* rules: each condition by table, the order of rules, the default. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "routerd/core/rules.h"

#define LITERAL(text) \
	{ \
		"" text "", sizeof(text) - 1 \
	}

static bool
is_open_now(const void *ctx, int64_t schedule)
{
	(void)ctx;
	return schedule == 3 || schedule == 8 || schedule == 12;
}

static const struct condition_case {
	struct rule rule;
	struct rule_facts facts;
	bool holds;
} condition_cases[] = {
	/* no condition */
	{ { .queue = 1 }, { .text = LITERAL("anything") }, true },
	{ { .queue = 1 }, { .known_customer = true }, true },
	/* page */
	{ { .page = LITERAL("https://a.example/help") },
	    { .page = LITERAL("https://a.example/help/1") }, true },
	{ { .page = LITERAL("/help") }, { .page = LITERAL("https://b.example/help?x=/") }, true },
	{ { .page = LITERAL("/help") }, { .page = LITERAL("https://b.example/shop/help") }, false },
	{ { .page = LITERAL("/") }, { .page = LITERAL("https://b.example") }, true },
	{ { .page = LITERAL("/") }, { .text = LITERAL("no page") }, false },
	/* form */
	{ { .form = { { LITERAL("topic"), LITERAL("billing") } } },
	    { .form = LITERAL("name=Ann\ntopic=Billing") }, true },
	{ { .form = { { LITERAL("topic"), LITERAL("billing") } } },
	    { .form = LITERAL("topic=Billings") }, false },
	{ { .form = { { LITERAL("topic"), LITERAL("a") }, { LITERAL("size"), LITERAL("b") } } },
	    { .form = LITERAL("topic=a\nsize=c") }, false },
	{ { .form = { { LITERAL("topic"), LITERAL("a") } } }, { .text = LITERAL("a") }, false },
	/* schedule */
	{ { .when = RULE_WHEN_OPEN, .schedule = 8 }, { .is_open = is_open_now }, true },
	{ { .when = RULE_WHEN_OPEN, .schedule = 3 }, { .is_open = is_open_now }, true },
	{ { .when = RULE_WHEN_OPEN, .schedule = 12 }, { .is_open = is_open_now }, true },
	{ { .when = RULE_WHEN_OPEN, .schedule = 7 }, { .is_open = is_open_now }, false },
	{ { .when = RULE_WHEN_OPEN, .schedule = 13 }, { .is_open = is_open_now }, false },
	{ { .when = RULE_WHEN_CLOSED, .schedule = 8 }, { .is_open = is_open_now }, false },
	{ { .when = RULE_WHEN_CLOSED, .schedule = 7 }, { .is_open = is_open_now }, true },
	{ { .when = RULE_WHEN_CLOSED, .schedule = 7 }, { .text = { NULL, 0 } }, true },
	/* time of day, with or without a schedule */
	{ { .time = 8 }, { .is_open = is_open_now }, true },
	{ { .time = 7 }, { .is_open = is_open_now }, false },
	{ { .time = 8, .when = RULE_WHEN_CLOSED, .schedule = 8 }, { .is_open = is_open_now },
	    false },
	{ { .time = 7, .when = RULE_WHEN_OPEN, .schedule = 8 }, { .is_open = is_open_now }, false },
	/* keyword */
	{ { .keyword = LITERAL("stop") }, { .text = LITERAL("Stop it!") }, true },
	{ { .keyword = LITERAL("stop") }, { .text = LITERAL("  STOP") }, true },
	{ { .keyword = LITERAL("stop") }, { .text = LITERAL("stop.") }, true },
	{ { .keyword = LITERAL("stop") }, { .text = LITERAL("stopping") }, false },
	{ { .keyword = LITERAL("stop") }, { .text = LITERAL("stop\xc3\xa9") }, false },
	{ { .keyword = LITERAL("stop") }, { .text = LITERAL("please stop") }, false },
	{ { .keyword = LITERAL("stop") }, { .text = LITERAL("sto") }, false },
	{ { .keyword = LITERAL("stop") }, { .text = { NULL, 0 } }, false },
	{ { .keyword = LITERAL("open my") }, { .text = LITERAL("Open my account") }, true },
	{ { .keyword = LITERAL("#") }, { .text = LITERAL("#42") }, true },
	/* customer */
	{ { .customer = RULE_KNOWN }, { .known_customer = true }, true },
	{ { .customer = RULE_KNOWN }, { .known_customer = false }, false },
	{ { .customer = RULE_UNKNOWN }, { .known_customer = true }, false },
	{ { .customer = RULE_UNKNOWN }, { .known_customer = false }, true },
	/* language */
	{ { .language = LITERAL("de") }, { .language = LITERAL("de") }, true },
	{ { .language = LITERAL("de") }, { .language = LITERAL("DE-at") }, true },
	{ { .language = LITERAL("de") }, { .language = LITERAL("den") }, false },
	{ { .language = LITERAL("de-AT") }, { .language = LITERAL("de") }, false },
	{ { .language = LITERAL("de") }, { .language = { NULL, 0 } }, false },
	/* country */
	{ { .country = LITERAL("+49") }, { .number = LITERAL("+4930123456") }, true },
	{ { .country = LITERAL("+49") }, { .number = LITERAL("+4330123456") }, false },
	{ { .country = LITERAL("+49") }, { .number = { NULL, 0 } }, false },
	/* two conditions: both must hold */
	{ { .customer = RULE_KNOWN, .country = LITERAL("+49") },
	    { .known_customer = true, .number = LITERAL("+49301") }, true },
	{ { .customer = RULE_KNOWN, .country = LITERAL("+49") },
	    { .known_customer = false, .number = LITERAL("+49301") }, false },
};

static void
each_condition_holds_exactly_when_it_should(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(condition_cases) / sizeof(condition_cases[0]); i++) {
		struct rules rules = { &condition_cases[i].rule, 1 };
		struct rule_result result = rules_apply(&rules, &condition_cases[i].facts);

		if ((result.rule != NULL) != condition_cases[i].holds)
			fail_msg("case %zu", i);
		assert_int_equal(result.index, condition_cases[i].holds ? 0 : 1);
	}
}

static const struct rule channel[] = {
	{ .when = RULE_WHEN_CLOSED, .schedule = 8, .outcome = RULE_REPLY, .reply_text = 5 },
	{ .keyword = LITERAL("sales"),
	    .queue = 2,
	    .priority = 1,
	    .need_count = 1,
	    .needs = { { 7, 50 } } },
	{ .customer = RULE_KNOWN, .queue = 3 },
	{ .queue = 1 },
	{ .keyword = LITERAL("never"), .queue = 4 },
};
static const struct rules rules = { channel, 5 };

static void
the_first_rule_that_holds_wins(void **unused)
{
	struct rule_facts facts = { .is_open = is_open_now };
	struct rule_result result;

	(void)unused;
	facts.text = VIEW("Sales, please");
	facts.known_customer = true;
	result = rules_apply(&rules, &facts);
	assert_int_equal(result.index, 1);
	assert_int_equal(result.rule->outcome, RULE_ROUTE);
	assert_int_equal(result.rule->queue, 2);
	assert_int_equal(result.rule->needs[0].skill, 7);
	facts.text = VIEW("hello");
	assert_int_equal(rules_apply(&rules, &facts).rule->queue, 3);
	facts.is_open = NULL;
	result = rules_apply(&rules, &facts);
	assert_int_equal(result.rule->outcome, RULE_REPLY);
	assert_int_equal(result.rule->reply_text, 5);
}

static void
the_default_takes_what_no_rule_before_it_took(void **unused)
{
	struct rule_facts facts = { .is_open = is_open_now };

	(void)unused;
	facts.text = VIEW("never");
	assert_int_equal(rules_apply(&rules, &facts).index, 3);
	assert_true(rules_have_default(&rules));
	assert_false(rules_have_default(&(struct rules){ channel, 3 }));
	assert_false(rules_have_default(&(struct rules){ NULL, 0 }));
	assert_null(rules_apply(&(struct rules){ NULL, 0 }, &facts).rule);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_condition_holds_exactly_when_it_should),
		cmocka_unit_test(the_first_rule_that_holds_wins),
		cmocka_unit_test(the_default_takes_what_no_rule_before_it_took),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
