/*
 * rules - the route rules of a channel: what becomes of something that comes in.
 *
 * Owns: the conditions and the order (the first rule whose conditions all hold
 *       wins; a rule without conditions is the default and always holds).
 * Must not know: channels, schedules, customers; the facts come in as parameters.
 */
#ifndef ROUTERD_CORE_RULES_H
#define ROUTERD_CORE_RULES_H

#include "routerd/core/router.h"

enum { RULES_MAX = 1000 /* of a channel */, RULE_FORM_MAX = 4 };

struct rule_answer {
	struct view name, value; /* ASCII case of the value ignored */
};

enum rule_schedule { RULE_ANY_TIME, RULE_WHEN_OPEN, RULE_WHEN_CLOSED };
enum rule_customer { RULE_ANYONE, RULE_KNOWN, RULE_UNKNOWN };
enum rule_outcome { RULE_ROUTE, RULE_REPLY };

struct rule {
	/* Conditions; the zero value of each holds always. */
	enum rule_schedule when;
	enum rule_customer customer;
	int64_t schedule; /* needed unless `when` is RULE_ANY_TIME */
	int64_t time; /* time of day: this schedule is open */
	struct view keyword; /* first words of the text; ASCII case and leading space ignored */
	struct view language; /* "de" holds for "de" and "de-AT", "de-AT" only for itself */
	struct view page; /* what the page's address begins with; with a slash first: its path */
	struct rule_answer form
	    [RULE_FORM_MAX]; /* answers to a form, all of them; a name that is empty ends them */
	struct view country; /* prefix of the number in E.164: "+49" */

	/* What follows. */
	enum rule_outcome outcome;
	int32_t priority; /* of a route; 0 = the queue's */
	int64_t queue; /* of a route */
	struct router_need needs[ROUTER_NEEDS_MAX];
	int64_t reply_text; /* of a reply: id of the text */
	uint32_t need_count;
};

struct rules {
	const struct rule *rules; /* in order */
	size_t count; /* at most RULES_MAX */
};

struct rule_facts {
	/* Whether a schedule is open at this moment; asked for those that the rules name. NULL: none is. */
	bool (*is_open)(const void *ctx, int64_t schedule);
	const void *ctx;
	struct view text; /* of the message; empty for a call */
	bool known_customer;
	struct view language; /* empty when unknown */
	struct view
	    number; /* of the customer, E.164; empty when withheld; of a web chat what the visitor is called */
	struct view page; /* address of the page that a web chat began on */
	struct view form; /* answers to a web chat's form: "name=value", one a line */
};

struct rule_result {
	const struct rule *rule; /* NULL when none holds */
	size_t index; /* of the rule; rules->count when none holds */
};

struct rule_result rules_apply(const struct rules *rules, const struct rule_facts *facts);

/* Whether some rule holds whatever the facts are: each channel needs one. */
bool rules_have_default(const struct rules *rules);

#endif
