/*
 * channels - each channel's route rules, made from the rows of routing.route_rule.
 *
 * Owns: the form of a rule's conditions, and the texts that rules borrow.
 * Must not know: who applies them.
 *
 * Conditions are an object; all of its members must hold:
 *
 *     {"keyword": "bill" | ["bill","invoice"], "country_prefix": "+46" | [...],
 *      "language": "sv", "customer": "known" | "unknown",
 *      "schedule": {"id": "2", "open": true}, "time": {"from": "08:00", "to": "12:00", ...}}
 *
 * A time of day is compiled by the database into boundaries under the rule's id turned negative: a
 * schedule that must be open.
 *
 * A row whose lists hold n keywords and m prefixes becomes n*m rules of the core.
 */
#ifndef ROUTERD_CHANNELS_H
#define ROUTERD_CHANNELS_H

#include <jansson.h>

#include "routerd/core/rules.h"

struct rule_row {
	int64_t id, tenant, channel, queue; /* queue 0: an automatic reply */
	int32_t priority;
	struct view conditions, skills; /* JSON */
	struct view auto_reply;
};

struct rule_source {
	json_t *conditions; /* the rules' views point into it */
	char *auto_reply;
};

struct channel_rules {
	struct rule *rules;
	struct rule_source *sources;
	size_t count, source_count;
	bool by_language; /* some rule asks for the language */
};

/* -1 and `err`: the row can't be understood, nothing was added. */
int channel_rules_add(struct channel_rules *rules, const struct rule_row *row, struct err *err);
void channel_rules_fini(struct channel_rules *rules);

struct rules channel_rules_view(const struct channel_rules *rules);
/* The text of a rule that replies. */
struct view channel_rules_reply(const struct channel_rules *rules, const struct rule *rule);

#endif
