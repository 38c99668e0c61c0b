/*
 * states - what the database and the bus tell, as the core's values.
 *
 * Owns: the names of the members and words, and what a missing one means.
 * Must not know: the router's memory, the database.
 *
 * Each function returns false for what can't be understood; the caller then counts and
 * ignores it: the next reload or state brings it right.
 */
#ifndef ROUTERD_STATES_H
#define ROUTERD_STATES_H

#include <jansson.h>

#include "routerd/core/router.h"

enum phase {
	PHASE_ARRIVED,
	PHASE_WAITING,
	PHASE_OFFERED,
	PHASE_ASSIGNED,
	PHASE_WRAP_UP,
	PHASE_ENDED
};

/* What is known of an interaction from a row or a state. Views are borrowed from it. */
struct interaction_facts {
	enum phase phase;
	enum router_medium medium;
	int64_t tenant, id, version;
	int64_t channel, queue, agent; /* 0: none */
	int32_t priority; /* 0: the queue's */
	int64_t entered_ms, place_ms, wrap_until_ms; /* place: 0: by entered */
	uint32_t need_count;
	struct router_need needs[ROUTER_NEEDS_MAX];
	struct view number, text, language, page,
	    form; /* of one that has just arrived: for the rules */
	bool known_customer, has_text, has_language;
	int64_t last_agent; /* who served the customer last; 0: nobody */
	bool has_last;
};

/* [{"skill":"3","level":50}]; null counts as none. */
bool state_needs(const json_t *list, struct router_need needs[ROUTER_NEEDS_MAX], uint32_t *count);

/* [{"after_ms":30000,"level":40,"drop_skill":"3","add_group":"7","priority":2}]: a queue's widening;
 * who a group adds comes by other rows. */
bool state_steps(const json_t *list, struct router_queue *out);

/* The state of the thing "agent". */
bool state_agent(int64_t tenant, int64_t version, const json_t *state, struct router_agent *out);

/* {"agent","chosen",…,"version"}: the gate in the answer of routing.offer_make. */
bool state_gate(int64_t tenant, const json_t *gate, struct router_agent *out);

/* The state of the thing "interaction", or the smaller doorbell of one that has just arrived. */
bool state_interaction(int64_t tenant, int64_t id, int64_t version, const json_t *state,
    struct interaction_facts *out);

enum offer_phase { OFFER_MADE, OFFER_COOLS, OFFER_OVER };

struct offer_facts {
	enum offer_phase phase; /* cools: this agent is not offered it again for a while (RT-6) */
	int64_t interaction, agent, deadline_ms, cooldown_ms;
};

bool state_offer(const json_t *state, struct offer_facts *out);

/* Words of a column; false: unknown. */
bool word_status(struct view word, enum router_status *out);
bool word_lease(struct view word, enum router_lease *out);
bool word_phase(struct view word, enum phase *out);
enum router_medium word_medium(struct view word); /* whatever is written counts as chat */
struct router_use calls_use(
    int32_t calls); /* of who holds so many calls; one is all that anybody may */
int64_t offer_ms_within(int64_t offer_ms); /* RT-4: 15 to 60 s; 0 stays 0 */

/* As the core keeps it. */
struct router_interaction facts_interaction(const struct interaction_facts *facts);

#endif
