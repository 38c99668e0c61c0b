/* What becomes of what is dialled: help before anything, colleagues, codes, the rule that judges a number, what it costs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/phone/phone.h"
#include "voiced/core/dial.h"

enum { BERLIN = 1, UMEA = 2 };

static const struct dial_rule rules[] = {
	{ 1, 0, "+49", true, PRICES, { 10, 11 }, 2 }, { 2, 0, "+49900", false, PRICES, { 0 }, 0 },
	{ 3, UMEA, "+49", false, PRICES, { 0 }, 0 },
	{ 4, 0, "+1", true, PRICE_NATIONAL, { 12 }, 1 }, { 5, UMEA, "+", true, PRICES, { 13 }, 1 },
	{ 6, 0, "+4930", true, PRICE_INTERNATIONAL, { 14 }, 1 },
	{ 7, 0, "+33", true, PRICE_FREE, { 15 }, 1 },
	{ 8, 0, "+44", true, PRICES, { 1, 2, 3, 4, 5, 6, 7, 8 }, 8 },
	{ 9, 0, "", true, PRICES, { 99 }, 1 }, /* is none */
};

static bool
inside(const void *ctx, struct view text, struct dial_inside *out)
{
	static const struct {
		const char *text;
		struct dial_inside reaches;
	} own[] = {
		{ "5000", { DIAL_WORK, 7 } },
		{ "8000", { DIAL_AGENT, 7 } },
		{ "600", { DIAL_SERVICE, 8 } },
		{ "112", { DIAL_WORK, 9 } }, /* never reached */
		{ "110334", { DIAL_WORK, 9 } },
		{ "+4930555001", { DIAL_WORK, 7 } },
		{ "+4930555900", { DIAL_CHANNEL, 3 } },
	};

	(void)ctx;
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (view_is(text, own[i].text)) {
			*out = own[i].reaches;
			return true;
		}
	return false;
}

static struct dial
decide_from(struct view typed, const char *country, int64_t site)
{
	static const char *const emergency[] = { "0999", "*112#", NULL };
	const struct dial_from from = { country, site, emergency, rules,
		sizeof(rules) / sizeof(rules[0]), inside, NULL };
	struct dial dial;

	dial_decide(typed, &from, &dial);
	return dial;
}

static void
each_text_is_one_thing(void **state)
{
	static const struct {
		const char *typed, *country;
		int64_t site;
		enum dial_kind kind;
		const char *number;
		enum price price; /* of what goes out */
		int64_t first; /* trunk; of inside whom it reaches */
		enum dial_refusal refusal;
	} cases[] = {
		/* help, whatever else it might be */
		{ "112", "DE", BERLIN, DIAL_EMERGENCY, "112", PRICES, 0, 0 },
		{ "1 1-2", "DE", BERLIN, DIAL_EMERGENCY, "112", PRICES, 0, 0 },
		{ "11+2", "DE", BERLIN, DIAL_EMERGENCY, "112", PRICES, 0, 0 },
		{ "110", "DE", BERLIN, DIAL_EMERGENCY, "110", PRICES, 0, 0 },
		{ "110334", "DE", BERLIN, DIAL_EMERGENCY, "110", PRICES, 0, 0 },
		/* and nothing behind it: a carrier could read that as a number of its own */
		{ "112 030 1234567", "DE", BERLIN, DIAL_EMERGENCY, "112", PRICES, 0, 0 },
		{ "14415550123", "CH", BERLIN, DIAL_EMERGENCY, "144", PRICES, 0, 0 },
		{ "14415550123", "AT", BERLIN, DIAL_EMERGENCY, "144", PRICES, 0, 0 },
		{ "911140555123", "US", 0, DIAL_EMERGENCY, "911", PRICES, 0, 0 },
		{ "*112", "DE", BERLIN, DIAL_EMERGENCY, "112", PRICES, 0, 0 },
		{ "911", "US", 0, DIAL_EMERGENCY, "911", PRICES, 0, 0 },
		{ "999", "GB", 0, DIAL_EMERGENCY, "999", PRICES, 0, 0 },
		{ "0999", "DE", BERLIN, DIAL_EMERGENCY, "0999", PRICES, 0, 0 },
		{ "*112#", "DE", BERLIN, DIAL_EMERGENCY, "*112#", PRICES, 0, 0 },
		{ "112", NULL, 0, DIAL_EMERGENCY, "112", PRICES, 0, 0 },
		{ "911", NULL, 0, DIAL_EMERGENCY, "911", PRICES, 0, 0 },
		{ "112", "", 0, DIAL_INSIDE, "112", PRICES, 9, 0 },
		{ "911", "DE", BERLIN, DIAL_REFUSED, "911", PRICES, 0, DIAL_UNKNOWN_EXTENSION },
		{ "+49112", "DE", BERLIN, DIAL_REFUSED, "+49112", PRICES, 0, DIAL_NOT_A_NUMBER },
		/* inside */
		{ "5000", "DE", BERLIN, DIAL_INSIDE, "5000", PRICES, 7, 0 },
		{ "50 00", NULL, 0, DIAL_INSIDE, "5000", PRICES, 7, 0 },
		{ "600", "DE", BERLIN, DIAL_INSIDE, "600", PRICES, 8, 0 },
		{ "5001", "DE", BERLIN, DIAL_REFUSED, "5001", PRICE_NATIONAL, 0, 0 },
		{ "030 555 001", "DE", BERLIN, DIAL_INSIDE, "+4930555001", PRICES, 7, 0 },
		{ "+4930555900", "US", 0, DIAL_INSIDE, "+4930555900", PRICES, 3, 0 },
		/* codes */
		{ "*97", "DE", BERLIN, DIAL_CODE, "*97", PRICES, 0, 0 },
		{ "#31#030123456", "DE", BERLIN, DIAL_CODE, "#31#030123456", PRICES, 0, 0 },
		{ "*", "DE", BERLIN, DIAL_CODE, "*", PRICES, 0, 0 },
		/* outside: national, international, by 00 and by + */
		{ "089 123456", "DE", BERLIN, DIAL_OUTSIDE, "+4989123456", PRICE_NATIONAL, 10, 0 },
		{ "(089) 12-34/56", "DE", BERLIN, DIAL_OUTSIDE, "+4989123456", PRICE_NATIONAL, 10,
		    0 },
		{ "0151 23456789", "DE", BERLIN, DIAL_OUTSIDE, "+4915123456789", PRICE_MOBILE, 10,
		    0 },
		{ "0800 1234567", "DE", BERLIN, DIAL_OUTSIDE, "+498001234567", PRICE_FREE, 10, 0 },
		{ "0049 89 123456", "DE", BERLIN, DIAL_OUTSIDE, "+4989123456", PRICE_NATIONAL, 10,
		    0 },
		{ "00 44 20 7946 0958", "DE", BERLIN, DIAL_OUTSIDE, "+442079460958",
		    PRICE_INTERNATIONAL, 1, 0 },
		{ "011 44 20 7946 0958", "US", 0, DIAL_OUTSIDE, "+442079460958",
		    PRICE_INTERNATIONAL, 1, 0 },
		{ "+442079460958", "GB", 0, DIAL_OUTSIDE, "+442079460958", PRICE_NATIONAL, 1, 0 },
		{ "+442079460958", NULL, 0, DIAL_OUTSIDE, "+442079460958", PRICE_INTERNATIONAL, 1,
		    0 },
		{ "415 555 2671", "US", 0, DIAL_OUTSIDE, "+14155552671", PRICE_NATIONAL, 12, 0 },
		/* the rule raises */
		{ "030 1234567", "DE", BERLIN, DIAL_OUTSIDE, "+49301234567", PRICE_INTERNATIONAL,
		    14, 0 },
		/* the number raises: toll fraud's own destinations behind a rule that says cheap */
		{ "+1 876 555 0123", "US", 0, DIAL_OUTSIDE, "+18765550123", PRICE_INTERNATIONAL, 12,
		    0 },
		{ "+1 416 555 0123", "US", 0, DIAL_OUTSIDE, "+14165550123", PRICE_INTERNATIONAL, 12,
		    0 },
		{ "+1 900 555 0123", "US", 0, DIAL_OUTSIDE, "+19005550123", PRICE_PREMIUM, 12, 0 },
		{ "+33 899 123456", "DE", BERLIN, DIAL_OUTSIDE, "+33899123456", PRICE_PREMIUM, 15,
		    0 },
		{ "+33 1 23 45 67 89", "DE", BERLIN, DIAL_OUTSIDE, "+33123456789",
		    PRICE_INTERNATIONAL, 15, 0 },
		{ "+881 6 1234 5678", "SE", UMEA, DIAL_OUTSIDE, "+881612345678", PRICE_PREMIUM, 13,
		    0 },
		{ "0180 5123456", "DE", BERLIN, DIAL_OUTSIDE, "+491805123456", PRICE_PREMIUM, 10,
		    0 },
		/* refused */
		{ "0900 1234567", "DE", BERLIN, DIAL_REFUSED, "+499001234567", PRICE_PREMIUM, 0,
		    DIAL_FORBIDDEN },
		{ "+46 70 123 45 67", "DE", BERLIN, DIAL_REFUSED, "+46701234567",
		    PRICE_INTERNATIONAL, 0, DIAL_NO_RULE },
		{ "+46 70 123 45 67", "SE", UMEA, DIAL_OUTSIDE, "+46701234567", PRICE_MOBILE, 13,
		    0 },
		{ "+49 89 123456", "SE", UMEA, DIAL_REFUSED, "+4989123456", PRICE_INTERNATIONAL, 0,
		    DIAL_FORBIDDEN },
		{ "089 123456", NULL, 0, DIAL_REFUSED, "089123456", PRICES, 0, DIAL_NOT_A_NUMBER },
		{ "+999 123 4567", "DE", BERLIN, DIAL_REFUSED, "+9991234567", PRICES, 0,
		    DIAL_NOT_A_NUMBER },
		{ "", "DE", BERLIN, DIAL_REFUSED, "", PRICES, 0, DIAL_NOT_A_NUMBER },
		{ " ", "DE", BERLIN, DIAL_REFUSED, "", PRICES, 0, DIAL_NOT_A_NUMBER },
		{ "+", "DE", BERLIN, DIAL_REFUSED, "+", PRICES, 0, DIAL_NOT_A_NUMBER },
		{ "++4989123456", "DE", BERLIN, DIAL_REFUSED, "", PRICES, 0, DIAL_NOT_A_NUMBER },
		{ "089+123456", "DE", BERLIN, DIAL_REFUSED, "", PRICES, 0, DIAL_NOT_A_NUMBER },
		{ "bob", "DE", BERLIN, DIAL_REFUSED, "", PRICES, 0, DIAL_NOT_A_NUMBER },
		{ "089123456;phone-context=+1", "DE", BERLIN, DIAL_REFUSED, "", PRICES, 0,
		    DIAL_NOT_A_NUMBER },
		{ "089123456@evil.example", "DE", BERLIN, DIAL_REFUSED, "", PRICES, 0,
		    DIAL_NOT_A_NUMBER },
		{ "089123456\r\nX", "DE", BERLIN, DIAL_REFUSED, "", PRICES, 0, DIAL_NOT_A_NUMBER },
		{ "\xd9\xa1\xd9\xa1\xd9\xa2", "DE", BERLIN, DIAL_REFUSED, "", PRICES, 0,
		    DIAL_NOT_A_NUMBER },
		{ "+491234567890123456789012345678901234567", "DE", BERLIN, DIAL_REFUSED, NULL,
		    PRICES, 0, DIAL_NOT_A_NUMBER },
		{ "+4912345678901234567890123456789012345678901", "DE", BERLIN, DIAL_REFUSED, "",
		    PRICES, 0, DIAL_NOT_A_NUMBER },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dial dial =
		    decide_from(view_of(cases[i].typed), cases[i].country, cases[i].site);
		int64_t first = dial.kind == DIAL_INSIDE ? dial.inside.id : dial.trunks[0];

		if (dial.kind != cases[i].kind || first != cases[i].first)
			print_message("\"%s\": %s %s, first %d\n", cases[i].typed,
			    dial_kind_name(dial.kind), dial.number, (int)first);
		assert_int_equal(dial.kind, cases[i].kind);
		assert_int_equal(first, cases[i].first);
		if (cases[i].typed[0] == '5' && dial.kind == DIAL_REFUSED)
			continue; /* what a short text that nobody has is depends on the country */
		if (dial.price != cases[i].price || dial.refusal != cases[i].refusal)
			print_message("\"%s\": price %d, refusal %s\n", cases[i].typed,
			    (int)dial.price, dial_refusal_name(dial.refusal));
		assert_int_equal(dial.price, cases[i].price);
		assert_int_equal(dial.refusal, cases[i].refusal);
		if (cases[i].number != NULL)
			assert_string_equal(dial.number, cases[i].number);
	}
}

static void
all_trunks_are_told_in_their_order(void **state)
{
	struct dial dial = decide_from(VIEW("+442079460958"), "GB", 0);

	(void)state;
	assert_int_equal(dial.trunk_count, DIAL_TRUNKS_MAX);
	for (unsigned int i = 0; i < dial.trunk_count; i++)
		assert_int_equal(dial.trunks[i], i + 1);
	assert_int_equal(dial.rule, 8);
	dial = decide_from(VIEW("089 123456"), "DE", BERLIN);
	assert_int_equal(dial.trunk_count, 2);
	assert_int_equal(dial.trunks[1], 11);
}

/* Of id 1 to 8: even ones failed, those in `out` are disabled. */
static enum dial_trunk
trunk_state(const void *ctx, int64_t id)
{
	const unsigned int *out = ctx;

	if ((*out >> id & 1) != 0)
		return DIAL_TRUNK_OUT;
	return id % 2 == 0 ? DIAL_TRUNK_FAILED : DIAL_TRUNK_GOOD;
}

static void
trunks_that_failed_are_tried_last_and_those_that_are_out_never(void **state)
{
	static const int64_t all[] = { 1, 3, 5, 7, 2, 4, 6, 8 }, some[] = { 3, 7, 2, 6, 8 };
	struct dial dial = decide_from(VIEW("+442079460958"), "GB", 0),
		    help = decide_from(VIEW("112"), "DE", BERLIN);
	unsigned int out = 0;

	(void)state;
	dial_order(&dial, trunk_state, &out);
	assert_int_equal(dial.trunk_count, 8);
	assert_memory_equal(dial.trunks, all, sizeof(all));
	out = 1U << 1 | 1U << 4 | 1U << 5;
	dial_order(&dial, trunk_state, &out);
	assert_int_equal(dial.kind, DIAL_OUTSIDE);
	assert_int_equal(dial.trunk_count, 5);
	assert_memory_equal(dial.trunks, some, sizeof(some));
	out = ~0U;
	dial_order(&dial, trunk_state, &out);
	assert_int_equal(dial.trunk_count, 0);
	assert_int_equal(dial.kind, DIAL_REFUSED);
	assert_string_equal(dial_refusal_name(dial.refusal), "no_trunk");
	dial_order(&help, trunk_state, &out);
	assert_int_equal(help.kind, DIAL_EMERGENCY);
}

static void
without_rules_nobody_is_called_but_for_help_and_colleagues(void **state)
{
	static const struct dial_from from = { "DE", BERLIN, NULL, NULL, 0, inside, NULL };
	static const struct {
		const char *typed;
		enum dial_kind kind;
	} cases[] = { { "112", DIAL_EMERGENCY }, { "5000", DIAL_INSIDE },
		{ "089 123456", DIAL_REFUSED }, { "0800 1234567", DIAL_REFUSED },
		{ "+1 900 555 0123", DIAL_REFUSED } };
	struct dial dial;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		dial_decide(view_of(cases[i].typed), &from, &dial);
		assert_int_equal(dial.kind, cases[i].kind);
		assert_int_equal(dial.trunk_count, 0);
		if (dial.kind == DIAL_REFUSED)
			assert_string_equal(dial_refusal_name(dial.refusal), "no_rule");
	}
	dial_decide(VIEW("112"), &(struct dial_from){ 0 }, &dial);
	assert_int_equal(dial.kind, DIAL_EMERGENCY);
}

static void
a_nul_ends_nothing(void **state)
{
	(void)state;
	assert_int_equal(
	    decide_from((struct view){ "5000\0", 5 }, "DE", BERLIN).kind, DIAL_REFUSED);
	assert_int_equal(decide_from((struct view){ "112\0", 4 }, "DE", BERLIN).kind, DIAL_REFUSED);
	assert_int_equal(decide_from((struct view){ NULL, 0 }, "DE", BERLIN).kind, DIAL_REFUSED);
}

static void
the_longest_prefix_wins_and_then_the_sites_own(void **state)
{
	static const struct {
		const char *number;
		int64_t site, rule;
	} cases[] = { { "+4989123456", BERLIN, 1 }, { "+49900123456", BERLIN, 2 },
		{ "+49900123456", UMEA, 2 }, { "+4989123456", UMEA, 3 }, { "+4930123456", UMEA, 6 },
		{ "+46701234567", UMEA, 5 }, { "+46701234567", BERLIN, 0 }, { "", UMEA, 0 },
		{ "4989123456", UMEA, 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct dial_rule *rule = dial_rule_find(rules,
		    sizeof(rules) / sizeof(rules[0]), cases[i].site, view_of(cases[i].number));

		assert_int_equal(rule != NULL ? rule->id : 0, cases[i].rule);
	}
	assert_null(dial_rule_find(NULL, 0, 0, VIEW("+4989123456")));
}

static void
classes_and_refusals_have_their_names(void **state)
{
	(void)state;
	for (enum price i = PRICE_FREE; i < PRICES; i++)
		assert_int_equal(price_find(view_of(price_name(i))), i);
	assert_int_equal(price_find(VIEW("")), PRICES);
	assert_int_equal(price_find(VIEW("Premium")), PRICES);
	assert_null(price_name(PRICES));
	for (enum dial_refusal i = 0; i < DIAL_REFUSALS; i++)
		assert_non_null(dial_words(&(struct dial){ .refusal = i }));
	struct dial dial = decide_from(VIEW("+1 415 555 26711"), "DE", BERLIN);

	assert_string_equal(dial_words(&dial), "Is too long for a number of its country.");
	dial = decide_from(VIEW("4711"), "DE", BERLIN);
	assert_string_equal(dial_words(&dial), "There is no extension 4711.");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_text_is_one_thing),
		cmocka_unit_test(all_trunks_are_told_in_their_order),
		cmocka_unit_test(trunks_that_failed_are_tried_last_and_those_that_are_out_never),
		cmocka_unit_test(without_rules_nobody_is_called_but_for_help_and_colleagues),
		cmocka_unit_test(a_nul_ends_nothing),
		cmocka_unit_test(the_longest_prefix_wins_and_then_the_sites_own),
		cmocka_unit_test(classes_and_refusals_have_their_names),
	};

	phone_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
