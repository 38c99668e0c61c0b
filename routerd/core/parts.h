/*
 * parts - the inside of a router, shared by the files of this folder only.
 *
 * A queue holds its members in the order of their ids and one demand for each set
 * of required skills that somebody waits with. For each pair of member and demand
 * there is a candidate: the verdict, kept up to date by every input, so that a
 * decision reads counts instead of counting. Candidates of one member lie side by
 * side: a change of an agent touches one or two cache lines a queue.
 *
 * Changes of memberships and of a queue itself mark the queue dirty; it is built
 * again before the next decision. What a dirty queue holds about candidates is not
 * read.
 */
#ifndef ROUTERD_CORE_PARTS_H
#define ROUTERD_CORE_PARTS_H

#include "common/base/list.h"
#include "common/base/slab.h"
#include "routerd/core/idmap.h"
#include "routerd/core/order.h"
#include "routerd/core/router.h"

struct candidate {
	uint32_t position; /* in the demand's agents while eligible */
	uint8_t fit; /* enum verdict: eligible, skill or level */
	uint8_t level;
	uint8_t verdict;
	bool present; /* serves the demand and is logged in, whether free or not */
};

struct member {
	struct agent *agent;
	struct queue *queue;
	uint32_t index; /* in queue->members; valid while the queue is not dirty */
	bool is_member, enabled; /* neither: in reserve only */
	bool staffs; /* enabled, and logged in: counted in queue->staffed */
	uint32_t reserve; /* serves from this step of the widening on; 0: not in reserve */
};

/* An agent's standing in one medium, whatever the queue (judge.h). */
struct standing {
	int64_t tenant; /* 0 while the agent is not known */
	enum verdict gate; /* eligible, or what closes the gate */
	bool away; /* logged out */
	int32_t free; /* load that still fits */
	int32_t free_but_wrap_up; /* the same if no wrap-up were under way */
	int64_t share; /* of capacity in use, in 1 / JUDGE_SHARE_ONE; 0 unless free */
	int64_t idle_since_ms; /* 0 unless free */
};

struct agent {
	struct router_agent now;
	bool known; /* false: only named by a membership or a skill so far */
	uint32_t timer;
	int32_t reserved_load[ROUTER_MEDIA], reserved_count[ROUTER_MEDIA];
	struct standing judged[ROUTER_MEDIA]; /* as of the last judgement in all queues */
	struct member **members; /* ascending queue id */
	uint32_t member_count, member_cap;
	struct router_need *skills; /* ascending skill */
	uint32_t skill_count, skill_cap;
};

struct queue {
	struct router_queue now;
	bool known;
	bool dirty;
	struct member **members; /* ascending agent id */
	uint32_t member_count, member_cap;
	struct demand **demands; /* by column, with holes */
	uint32_t columns, column_cap;
	struct candidate *candidates; /* [member index << shift | column] */
	uint32_t shift;
	struct list idle; /* demands that nobody waits with, the longest idle first */
	uint32_t staffed; /* enabled members who are logged in */
	bool overflows; /* something may, as of the last building of the next two */
	struct order within,
	    beyond; /* the first that may wait, the last of them first; the others */
	struct list upstream; /* queues that overflow into this one, whether known or not */
	struct queue *downstream; /* the one it overflows into; NULL: none */
	struct link upstream_link, dirty_link;
};

/* What an interaction asks for at the step of its queue's widening that is in force (RT-3). */
struct asked {
	uint32_t step; /* 0 = none */
	uint32_t need_count;
	struct router_need needs[ROUTER_NEEDS_MAX]; /* ascending skill */
};

/* Those of a demand who wait for the same agent, or for nobody in particular. */
struct line {
	int64_t agent; /* 0: whoever is free */
	struct order waiting; /* interactions, RT-2 */
	uint32_t place; /* in demand->lines: somebody could take from it */
};

/* What is asked for: those who wait with it and those who can serve it. */
struct demand {
	struct queue *queue;
	int64_t tenant;
	enum router_medium medium;
	uint32_t step; /* of the widening: who is in reserve from it on can serve it, too */
	uint32_t column;
	uint32_t ready; /* in router->ready: perhaps an offer is possible */
	uint32_t late; /* in router->late: an explanation is due some time */
	struct order agents; /* eligible candidates, RT-1 */
	struct order lines; /* those that somebody could take from, by their first interactions */
	struct line common; /* of agent 0 */
	struct idmap lines_of; /* the others, by agent */
	int32_t counts[VERDICT_COUNT];
	uint64_t change; /* raised whenever counts change */
	struct list looks; /* interactions, by the time of the last look */
	struct link idle_link;
	uint32_t need_count;
	struct router_need needs[ROUTER_NEEDS_MAX]; /* ascending skill */
};

struct cooldown {
	int64_t agent, since_ms;
};

struct interaction {
	struct router_interaction now; /* needs in ascending skill */
	struct queue *queue;
	struct demand *demand; /* while it waits with one */
	struct line *line; /* of that demand */
	uint32_t step; /* of the queue's widening, as of the last time it joined a demand */
	uint32_t waiting, timer;
	struct link look, grave;
	bool told; /* some explanation of "nobody" was given */
	bool looked;
	int64_t looked_at_ms;
	uint64_t looked_change, told_hash;
	struct agent *reserved; /* of a decision under way */
	enum router_medium reserved_medium;
	int32_t reserved_weight;
	int64_t reserved_agent_version, reserved_version;
	int64_t hold_until_ms;
	struct cooldown *cooldowns;
	uint32_t cooldown_count, cooldown_cap;
	uint32_t overflow; /* in router->overflows */
	uint32_t rank; /* in queue->within or beyond */
	bool is_beyond;
	enum overflow_cause overflow_cause; /* it was decided for last, so often in a row */
	uint32_t overflow_tries;
	int64_t overflow_rest_ms; /* it is not decided again for that cause before */
};

struct router {
	int64_t now_ms;
	struct idmap queues, agents, interactions;
	struct slab queue_slab, agent_slab, member_slab, demand_slab, interaction_slab, line_slab;
	struct list dirty; /* queues */
	struct list graves; /* gone interactions, the longest gone first */
	struct order ready; /* demands, by a lower bound of the key of what can be offered */
	struct order late; /* demands, by the time of the next look */
	struct order agent_timers, interaction_timers;
	struct order overflows; /* interactions, by the time from which they overflow */
	bool overflows_held; /* none is decided */
	struct order_scratch line_scratch, waiting_scratch, agent_scratch;
	uint64_t
	    steps; /* lines, interactions and agents looked at to find offers: tests count them */
	uint64_t upstream_steps; /* queues looked at as one they overflow into opened */
};

/* demand.c */

void demand_join(struct router *router, struct interaction *interaction);
struct demand *demand_find(const struct interaction *interaction); /* NULL: none yet */
void demand_leave(struct router *router, struct interaction *interaction);

/* The agent's state or reservation changed: judges it in all its queues, unless
 * its standing is as before. `anew`: a skill or a membership changed, judge anyway. */
void demand_agent(struct router *router, struct agent *agent, bool anew);

/* Something that kept this interaction from being offered has ended. */
void demand_wake(struct router *router, struct interaction *interaction);

void demand_dirty(struct router *router, struct queue *queue);
void demand_build(struct router *router); /* all dirty queues */
bool demand_open(const struct demand *demand);
struct order_key demand_waiting_key(const struct interaction *interaction);
struct member *demand_member(const struct queue *queue, const struct candidate *candidate);
struct candidate *demand_candidate(const struct demand *demand, const struct member *member);
/* NULL: the agent does not serve the queue. Only of a queue that is built. */
const struct candidate *demand_candidate_of(
    const struct router *router, const struct demand *demand, int64_t agent);
void demand_look_next(struct router *router, struct demand *demand);
void demand_free(struct router *router, struct demand *demand);

/* line.c: who waits for whom. Each tells whether offers may have become possible. */

bool line_join(struct router *router, struct interaction *interaction);
void line_leave(struct router *router, struct interaction *interaction);
/* Whom it waits for may have changed, by time or by a cool-down. */
bool line_sort(struct router *router, struct interaction *interaction);
/* Whether the agent is there, or free, may have changed. */
bool line_agent(struct router *router, struct demand *demand, int64_t agent);
void line_build(struct router *router, struct demand *demand); /* all, after their candidates */
void line_fini(struct router *router, struct demand *demand);

/* parts.c: finding and adding things by id */

struct queue *parts_queue(struct router *router, int64_t id, struct err *err);
struct agent *parts_agent(struct router *router, int64_t id, struct err *err);
struct member *parts_member(const struct agent *agent, int64_t queue);
/* Neither a member nor in reserve yet: the caller makes it one. */
int parts_member_add(
    struct router *router, struct agent *agent, struct queue *queue, struct err *err);
void parts_member_drop(struct router *router, struct member *member);
struct interaction *parts_interaction(struct router *router, int64_t id, struct err *err);
void parts_interaction_drop(struct router *router, struct interaction *interaction);

/* router.c: runs what is due by time */

void router_advance(struct router *router, int64_t now_ms);

/* widen.c: RT-3 */

uint32_t widen_step(const struct interaction *interaction, int64_t now_ms); /* in force then */
int64_t widen_next(const struct interaction *interaction, int64_t now_ms); /* INT64_MAX: none */
int32_t widen_priority(const struct interaction *interaction); /* at interaction->step */
struct asked widen_asked(const struct interaction *interaction); /* at interaction->step */
bool widen_same(const struct router_queue *x, const struct router_queue *y);
bool widen_serves(const struct member *member, uint32_t step);

/* affinity.c: who served the customer last */

int64_t affinity_until(
    const struct interaction *interaction); /* waited for; INT64_MIN: not at all */
/* Whom it would wait for now, were they there; 0: nobody in particular. */
int64_t affinity_awaited(const struct router *router, const struct interaction *interaction);
/* Who alone may be offered it now; NULL: everybody. */
const struct candidate *affinity_only(
    const struct router *router, const struct interaction *interaction);
/* Who comes before all others if they may be offered it; NULL: nobody. */
const struct candidate *affinity_preferred(
    const struct router *router, const struct interaction *interaction);

/* overflow.c: RT-9 */

void overflow_join(struct router *router, struct interaction *interaction); /* it waits */
void overflow_leave(struct router *router, struct interaction *interaction);
void overflow_fresh(struct interaction *interaction); /* a new state: it has been tried never */
void overflow_staff(struct router *router, struct member *member); /* whether they are logged in */
void overflow_queue(struct router *router, struct queue *queue); /* all that wait in it, anew */
int overflow_to(
    struct router *router, struct queue *queue, int64_t to, struct err *err); /* 0: none */
void overflow_into(struct router *router, struct queue *queue); /* all that may go to it, anew */
bool overflow_decide(struct router *router, struct decision *out);

/* cooldown.c */

bool cooldown_blocks(const struct cooldown *cooldown, int64_t now_ms); /* whoever else is there */
bool cooldown_holds(const struct cooldown *cooldown, int64_t now_ms); /* if others are there */
const struct cooldown *cooldown_of(const struct interaction *interaction, int64_t agent);
void cooldown_add(struct interaction *interaction, int64_t agent, int64_t since_ms);
void cooldown_prune(struct interaction *interaction, int64_t now_ms);
int64_t cooldown_next(const struct interaction *interaction, int64_t now_ms); /* phase change */

#endif
