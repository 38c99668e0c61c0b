/*
 * explain - why this agent, why not that one, why nobody (spec/20-routing,
 * "Explanation").
 *
 * Owns: the facts behind a verdict, their words, and the compact form in which a
 *       decision is stored (consistency.md, 27).
 * Must not know: names of skills, agents and queues; who asks brings them.
 */
#ifndef ROUTERD_CORE_EXPLAIN_H
#define ROUTERD_CORE_EXPLAIN_H

#include "routerd/core/router.h"

/* A verdict and the values it stands on; which are set depends on the verdict. */
struct explain_fact {
	enum verdict verdict;
	enum router_medium medium;
	int64_t skill; /* skill, level: the first that fails */
	int32_t level_held, level_needed;
	enum router_status status; /* status */
	enum router_lease lease; /* lease */
	int32_t load, limit; /* capacity, wrap_up; with what is reserved */
	int32_t count, count_limit;
	bool other_medium; /* capacity, wrap_up: busy with the other medium */
	int64_t left_ms; /* emergency, cool_down, last_agent: until it ends; INT64_MAX = open end */
};

/* Judges one agent for one interaction as of `now_ms`, whatever the state of the
 * interaction. -1 and ERR_NOT_FOUND when the interaction is not known; an unknown
 * agent is one who is not a member. */
int explain_agent(const struct router *router, int64_t interaction, int64_t agent, int64_t now_ms,
    struct explain_fact *out, struct err *err);

/* Adds a sentence about "the agent". `skill_name` may be NULL; it is used for the
 * verdicts skill and level. */
void explain_words(const struct explain_fact *fact, const char *skill_name, struct buf *out);

/* The stored form of a decision, as JSON:
 *
 *     {"revision":7,"feed":1234,"chosen":12,
 *      "first":[{"agent":12,"level":80,"share":0.3333,"idle_ms":5000}],
 *      "counts":{"eligible":1,"status":2},"members":"050"}
 *
 * `members` has one hexadecimal digit (the verdict's number) for each member of the
 * queue, and for each agent in its reserve, in ascending agent id. "nobody" has no `chosen`; a
 * closed queue has "open":false; "step":2,"step_after_ms":60000 is the step of the queue's
 * widening in force (RT-3); "preferred":true: the chosen one served the customer last. `revision` (of the configuration) and `feed` are left out below 0.
 * Call it after router_decide() and before the next call of the router. */
void explain_store(const struct router *router, const struct decision *decision, int64_t revision,
    int64_t feed, struct buf *out);

#endif
