/* rules - see rules.h */
#include "routerd/core/rules.h"

#include <string.h>
#include <strings.h>

static bool
schedule_is_open(const struct rule_facts *facts, int64_t schedule)
{
	return facts->is_open != NULL && facts->is_open(facts->ctx, schedule);
}

static bool
when_holds(const struct rule *rule, const struct rule_facts *facts)
{
	if (rule->time != 0 && !schedule_is_open(facts, rule->time))
		return false;
	if (rule->when == RULE_ANY_TIME)
		return true;
	return schedule_is_open(facts, rule->schedule) == (rule->when == RULE_WHEN_OPEN);
}

static bool
starts_nocase(struct view text, struct view start)
{
	return text.n >= start.n && strncasecmp(text.p, start.p, start.n) == 0;
}

/* A letter, a digit or a byte of a longer character. */
static bool
in_word(char c)
{
	unsigned char byte = (unsigned char)c;

	return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
	    (byte >= 'a' && byte <= 'z');
}

/* "stop" stands at the start of "Stop it!" but not of "stopping". */
static bool
keyword_holds(struct view keyword, struct view text)
{
	struct view trimmed = view_trim(text);

	if (keyword.n == 0)
		return true;
	if (!starts_nocase(trimmed, keyword))
		return false;
	return trimmed.n == keyword.n || !in_word(trimmed.p[keyword.n]) ||
	    !in_word(keyword.p[keyword.n - 1]);
}

static bool
customer_holds(enum rule_customer customer, bool known)
{
	return customer == RULE_ANYONE || (customer == RULE_KNOWN) == known;
}

static bool
language_holds(struct view asked, struct view language)
{
	if (asked.n == 0)
		return true;
	return starts_nocase(language, asked) &&
	    (language.n == asked.n || language.p[asked.n] == '-');
}

static bool
country_holds(struct view prefix, struct view number)
{
	return prefix.n == 0 || starts_nocase(number, prefix);
}

/* The path of "https://host/path?query", from its slash on. */
static struct view
path_of(struct view page)
{
	struct view rest = page;

	for (int slashes = 0; slashes < 3; slashes++) {
		(void)view_cut(&rest, '/');
		if (rest.p == NULL)
			return VIEW("/");
	}
	return (struct view){ rest.p - 1, rest.n + 1 };
}

static bool
page_holds(struct view start, struct view page)
{
	struct view of = start.n > 0 && start.p[0] == '/' ? path_of(page) : page;

	return start.n == 0 ||
	    (page.n > 0 && of.n >= start.n && memcmp(of.p, start.p, start.n) == 0);
}

static bool
answer_holds(const struct rule_answer *answer, struct view form)
{
	while (form.n > 0) {
		struct view value = view_cut(&form, '\n'), name = view_cut(&value, '=');

		if (view_eq(name, answer->name))
			return value.n == answer->value.n && starts_nocase(value, answer->value);
	}
	return false;
}

static bool
form_holds(const struct rule_answer *answers, struct view form)
{
	for (int i = 0; i < RULE_FORM_MAX && answers[i].name.n > 0; i++)
		if (!answer_holds(&answers[i], form))
			return false;
	return true;
}

static bool
rule_holds(const struct rule *rule, const struct rule_facts *facts)
{
	return when_holds(rule, facts) && keyword_holds(rule->keyword, facts->text) &&
	    customer_holds(rule->customer, facts->known_customer) &&
	    language_holds(rule->language, facts->language) &&
	    country_holds(rule->country, facts->number) && page_holds(rule->page, facts->page) &&
	    form_holds(rule->form, facts->form);
}

struct rule_result
rules_apply(const struct rules *rules, const struct rule_facts *facts)
{
	for (size_t i = 0; i < rules->count; i++)
		if (rule_holds(&rules->rules[i], facts))
			return (struct rule_result){ &rules->rules[i], i };
	return (struct rule_result){ NULL, rules->count };
}

bool
rules_have_default(const struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->rules[i];

		if (rule->when == RULE_ANY_TIME && rule->time == 0 && rule->keyword.n == 0 &&
		    rule->customer == RULE_ANYONE && rule->language.n == 0 &&
		    rule->country.n == 0 && rule->page.n == 0 && rule->form[0].name.n == 0)
			return true;
	}
	return false;
}
