/*
 * router - who gets what: the decision core.
 *
 * Owns: a copy, in memory, of everything that decides (queues, agents,
 *       memberships, skills, waiting interactions), the reservations of decisions
 *       under way, and the choice (RT-1, RT-2, RT-6).
 * Must not know: the database, the bus, the clock. Time comes in as a parameter,
 *       in milliseconds of database time; a time before the last one counts as
 *       the last one.
 *
 * Inputs are states with versions; an older or equal version is ignored, and so
 * is the order in which things become known: a membership may come before its
 * agent, an interaction before its queue. All ids are positive and unique within
 * their kind over all tenants; things of different tenants never meet.
 *
 * The choice is a function of the state and of the time: of all waiting
 * interactions that somebody can be offered, the first by RT-2 (priority, longest
 * waiting, lower id); of all agents who can be offered it, the first by RT-1
 * (level, share of capacity, longest idle, lower id). Where its queue prefers the agent who served the
 * customer last, they come before that order, and for a while are waited for: as long as they serve the
 * queue, are logged in and have not just missed it.
 *
 * A function that returns int returns 0, also for what it ignored, or -1 with
 * `err` when a value is out of range or a limit below is reached.
 */
#ifndef ROUTERD_CORE_ROUTER_H
#define ROUTERD_CORE_ROUTER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "routerd/core/verdict.h"

enum {
	ROUTER_NEEDS_MAX = 8, /* required skills of an interaction */
	ROUTER_FIRST_MAX = 5, /* candidates named in a decision */
	ROUTER_PRIORITY_MAX = 10, /* 1 is the highest */
	ROUTER_LEVEL_MIN = 10,
	ROUTER_LEVEL_MAX = 100,
	ROUTER_UNIT = 100, /* load of one conversation, in hundredths */
	ROUTER_LOAD_MAX = 1 << 20,
	ROUTER_COUNT_MAX = 1000,
	ROUTER_WAIT_MAX_MS = 24 * 60 * 60 * 1000,

	ROUTER_OFFER_MIN_MS = 15000, /* RT-4 */
	ROUTER_OFFER_MAX_MS = 60000,
	ROUTER_OFFER_DEFAULT_MS = 20000,
	ROUTER_COOLDOWN_MS = 30000, /* RT-6 */
	ROUTER_COOLDOWN_ALONE_MS = 5000, /* RT-6, when nobody else is eligible */
	ROUTER_NOBODY_MS = 10000, /* consistency.md, 27 */
	ROUTER_STALE_HOLD_MS = 500, /* see router_stale() */

	ROUTER_QUEUES_MAX = 1 << 14,
	ROUTER_AGENTS_MAX = 1 << 17,
	ROUTER_INTERACTIONS_MAX = 1 << 20,
	ROUTER_TOMBSTONES_MAX = 1 << 14, /* gone interactions whose version is kept */
	ROUTER_AGENT_QUEUES_MAX = 1024,
	ROUTER_AGENT_SKILLS_MAX = 1024,
	ROUTER_COOLDOWNS_MAX = 256, /* of one interaction; the oldest gives way */
	ROUTER_STEPS_MAX = 10, /* of a queue's widening */
	ROUTER_LAST_WAIT_MAX_MS = 10 * 60 * 1000,
};

enum router_medium { ROUTER_CHAT, ROUTER_VOICE, ROUTER_MEDIA };

enum router_status {
	ROUTER_LOGGED_OUT,
	ROUTER_AVAILABLE,
	ROUTER_WORK_OFFLINE,
	ROUTER_ON_BREAK,
	ROUTER_BUSY,
	ROUTER_STATUSES
};

enum router_lease {
	ROUTER_LEASE_NONE,
	ROUTER_LEASE_LIVE,
	ROUTER_LEASE_STALE,
	ROUTER_LEASE_LOST,
	ROUTER_LEASE_GONE,
	ROUTER_LEASES
};

/* What a missed or rejected offer does to the agent: carried for those who make
 * the offer; the core does not act on it. */
enum router_on_miss {
	ROUTER_MISS_BREAK,
	ROUTER_MISS_WORK_OFFLINE,
	ROUTER_MISS_NOTHING,
	ROUTER_MISSES
};

enum router_state { ROUTER_WAITING, ROUTER_OFFERED, ROUTER_ASSIGNED, ROUTER_GONE, ROUTER_STATES };

/* RT-3: a step of widening is in force once an interaction has waited for `after_ms` since its
 * first enqueue, also after a return; those before it stay in force. What is 0 stays as it was.
 * Who serves the queue from a step on comes by router_reserve_set(). */
struct router_step {
	int64_t after_ms;
	int64_t drop; /* a skill that is not needed any more */
	int32_t level; /* no skill is needed above this level */
	int32_t priority; /* of at least this priority */
};

/* The medium that counts for capacity is the interaction's; the queue's is carried. */
struct router_queue {
	int64_t id, tenant, version;
	enum router_medium medium;
	bool open; /* by its schedule; a closed queue keeps what waits */
	enum router_on_miss on_miss;
	int64_t offer_ms; /* 0 = the default */
	int64_t wrap_ms;
	int32_t weight; /* of one conversation, hundredths; a call always weighs 100 */
	int32_t priority; /* for interactions that bring none */
	bool prefer_last; /* who served the customer last comes before RT-1 */
	int64_t last_wait_ms; /* and is waited for so long; 0 = not at all */
	/* RT-9: what waits overflows; all 0: nothing does */
	int64_t overflow_after_ms; /* since the first enqueue, at most one above
				    * ROUTER_WAIT_MAX_MS; 0 = never by time */
	int32_t overflow_length; /* so many may wait, by RT-2 without widening; 0 = any number */
	bool overflow_unstaffed; /* while no enabled member is logged in */
	int64_t overflow_queue; /* only while this one is open; 0 = it goes to none */
	uint32_t step_count;
	struct router_step steps[ROUTER_STEPS_MAX]; /* ascending in after_ms */
};

/* Occupancy of one medium. Loads are in hundredths of a conversation. `limit` 0
 * means that the agent does not handle the medium. */
struct router_use {
	int32_t load, limit;
	int32_t count, count_limit;
	int32_t wrap_load, wrap_count; /* the part of load and count that is in wrap-up */
};

struct router_agent {
	int64_t id, tenant, version;
	enum router_status status;
	bool stop_new;
	enum router_lease lease;
	bool blending; /* may handle chats and a call at the same time */
	int64_t emergency_until_ms; /* no offers before; INT64_MAX = until further notice */
	int64_t idle_since_ms; /* RT-1 */
	int64_t offer_ms; /* 0 = the queue's */
	struct router_use use[ROUTER_MEDIA];
};

struct router_need {
	int64_t skill;
	int32_t level;
};

struct router_interaction {
	int64_t id, tenant, version, queue;
	enum router_medium medium;
	int32_t priority; /* 0 = the queue's */
	int64_t entered_at_ms; /* first enqueue, also after a return */
	int64_t place_at_ms; /* where a person put it in the line (SV-3); 0: entered_at_ms */
	enum router_state state;
	uint32_t need_count;
	struct router_need needs[ROUTER_NEEDS_MAX]; /* each skill once, any order */
	int64_t last_agent; /* who served the customer last; 0 = nobody */
};

struct router;

struct router *router_new(void);
void router_free(struct router *router);

int router_queue_set(struct router *router, const struct router_queue *state, struct err *err);

/* The queue is gone: nothing of it is offered any more. Its version is kept. */
int router_queue_remove(struct router *router, int64_t queue, int64_t version, struct err *err);

int router_agent_set(struct router *router, const struct router_agent *state, struct err *err);

/* A member who is not enabled stays in the explanations; one removed does not. */
int router_member_set(
    struct router *router, int64_t agent, int64_t queue, bool enabled, struct err *err);
int router_member_remove(struct router *router, int64_t agent, int64_t queue, struct err *err);

/* RT-3, "add a group": an agent who is no member serves the queue from this step of its widening
 * on (1 is the first; 0: not at all). A membership, enabled or not, counts before it. */
int router_reserve_set(
    struct router *router, int64_t agent, int64_t queue, int32_t step, struct err *err);

/* `level` 0 takes the skill away. */
int router_skill_set(
    struct router *router, int64_t agent, int64_t skill, int32_t level, struct err *err);

/* While the core holds a reservation for the interaction, a new state is kept and
 * takes effect at router_confirm() or router_stale(). */
int router_interaction_set(
    struct router *router, const struct router_interaction *state, struct err *err);

/* RT-6: the agent missed or rejected the interaction at `since_ms`. The
 * interaction must be known; ERR_NOT_FOUND otherwise. */
int router_cooldown_set(
    struct router *router, int64_t interaction, int64_t agent, int64_t since_ms, struct err *err);

enum decision_kind { DECISION_OFFER, DECISION_NOBODY, DECISION_OVERFLOW, DECISION_KINDS };

enum overflow_cause { OVERFLOW_UNSTAFFED, OVERFLOW_WAITING_TIME, OVERFLOW_LENGTH, OVERFLOW_CAUSES };

struct decision_candidate {
	int64_t agent;
	int32_t level; /* lowest of the required skills'; 0 when none is required */
	int32_t share; /* of capacity in use, in 1/10000, rounded down */
	int64_t idle_ms;
};

struct decision {
	enum decision_kind kind;
	int64_t at_ms, tenant, queue, interaction, interaction_version;
	bool open; /* the queue's schedule */
	uint32_t step; /* of the queue's widening, in force; 0 = none */
	int64_t step_after_ms; /* its waiting time */

	int32_t
	    counts[VERDICT_COUNT]; /* of the queue's members and reserve, before the reservation */
	uint32_t first_count;
	/* RT-1 order, after who is preferred; the first is chosen */
	struct decision_candidate first[ROUTER_FIRST_MAX];

	enum overflow_cause cause; /* of an overflow only: the first that holds */

	/* Of an offer only: */
	int64_t agent, agent_version;
	int64_t offer_ms; /* RT-4: the agent's, else the queue's, else 20 s; 15 to 60 s */
	int32_t weight; /* what was reserved */
	bool preferred; /* the agent served the customer last, and is first for that */
	bool alone; /* RT-6: the agent cools down and nobody else was eligible */
};

/* The next decision to carry out at `now_ms`. True: `out` is filled; call again.
 * An offer reserves the agent's capacity and takes the interaction out of waiting
 * until router_confirm() or router_stale() (consistency.md, 21); each offer must
 * be answered by exactly one of them. Offers come first, then overflows, then explanations of
 * "nobody". An overflow reserves nothing and is not answered: it is decided again after 1 s, 2 s, 4 s …,
 * at most 512 s, until the interaction's next state, another cause, or a change of its queue's. After false no waiting interaction of an open queue has an agent who
 * could be offered it. */
bool router_decide(struct router *router, int64_t now_ms, struct decision *out);

/* While held, no overflow is decided and none is waited for: too many are under way. */
void router_overflow_hold(struct router *router, bool held);
bool router_overflow_held(const struct router *router);

/* The offer was made: `version` is the interaction's in the row that came back.
 * Give the agent's row to router_agent_set() first. ERR_NOT_FOUND without a
 * reservation. */
int router_confirm(struct router *router, int64_t interaction, int64_t version, struct err *err);

/* The offer was not made. Give the agent's present row to router_agent_set()
 * first. When neither the agent nor the interaction is newer than at the decision,
 * the interaction rests for 500 ms, so that a cause not yet known here can't make
 * the two go round. ERR_NOT_FOUND without a reservation. */
int router_stale(struct router *router, int64_t interaction, int64_t now_ms, struct err *err);

/* After router_decide() was false: the time at which the passing of time alone
 * may bring a decision, or INT64_MAX. */
int64_t router_wake_at(const struct router *router);

/* The last known states; NULL when unknown. Valid until the next input. */
const struct router_queue *router_queue_find(const struct router *router, int64_t id);
const struct router_agent *router_agent_find(const struct router *router, int64_t id);
const struct router_interaction *router_interaction_find(const struct router *router, int64_t id);

#endif
