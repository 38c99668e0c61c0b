/*
 * naive - the routing rules once more, written as plainly as they read, for
 * test_property.c: arrays, full scans, nothing kept up to date. It shares no code
 * with the router.
 */
#ifndef ROUTERD_CORE_TEST_NAIVE_H
#define ROUTERD_CORE_TEST_NAIVE_H

#include <string.h>

#include "routerd/core/event.h"

enum {
	NAIVE_AGENTS = 24,
	NAIVE_QUEUES = 10,
	NAIVE_SKILLS = 6,
	NAIVE_SLOTS = 40,
};

struct naive_item {
	struct router_interaction now; /* id 0: the slot is free */
	int64_t cool_since[NAIVE_AGENTS + 1]; /* by agent */
	bool cooling[NAIVE_AGENTS + 1];
	int64_t holder; /* who has been offered or assigned it */
	int64_t reserved_agent; /* 0: none */
	int32_t reserved_weight;
	enum router_medium reserved_medium;
	int64_t reserved_version, reserved_agent_version;
	int64_t hold_until_ms;
	int64_t told_at_ms;
	bool told;
	int32_t told_counts[VERDICT_COUNT];
	bool told_open;
	uint32_t told_step;
	enum overflow_cause overflow_cause;
	int overflow_tries;
	int64_t overflow_rest_ms; /* no overflow for that cause is decided before */
	bool ranked, beyond; /* as of the last time somebody came or went */
};

/* Index = id; 0 is unused. */
struct naive {
	int64_t now_ms;
	struct router_queue queues[NAIVE_QUEUES + 1];
	bool queue_known[NAIVE_QUEUES + 1];
	struct router_agent agents[NAIVE_AGENTS + 1];
	enum { NOT_MEMBER, DISABLED, ENABLED } members[NAIVE_AGENTS + 1][NAIVE_QUEUES + 1];
	int32_t reserve[NAIVE_AGENTS + 1][NAIVE_QUEUES + 1];
	int32_t levels[NAIVE_AGENTS + 1][NAIVE_SKILLS + 1];
	struct naive_item items[NAIVE_SLOTS];
	bool overflows_held;
};

struct naive_choice {
	struct naive_item *item; /* NULL: nobody for anything */
	int64_t agent;
	int32_t counts[VERDICT_COUNT];
};

static inline struct naive_item *
naive_find(struct naive *naive, int64_t id)
{
	for (int i = 0; i < NAIVE_SLOTS; i++)
		if (naive->items[i].now.id == id)
			return &naive->items[i];
	return NULL;
}

/* RT-3: how many of its queue's steps are in force. */
static inline uint32_t
naive_step(const struct naive *naive, const struct router_interaction *interaction)
{
	const struct router_queue *queue = &naive->queues[interaction->queue];
	uint32_t step = 0;

	for (uint32_t i = 0; i < queue->step_count; i++)
		if (naive->now_ms - interaction->entered_at_ms >= queue->steps[i].after_ms)
			step = i + 1;
	return step;
}

/* The level of a skill that the interaction asks for now; 0: the skill has been dropped. */
static inline int32_t
naive_needed(const struct naive *naive, const struct router_interaction *interaction, uint32_t need)
{
	const struct router_queue *queue = &naive->queues[interaction->queue];
	int32_t level = interaction->needs[need].level;

	for (uint32_t i = 0; i < naive_step(naive, interaction); i++) {
		if (queue->steps[i].drop == interaction->needs[need].skill)
			return 0;
		if (queue->steps[i].level != 0 && queue->steps[i].level < level)
			level = queue->steps[i].level;
	}
	return level;
}

static inline bool
naive_serves(const struct naive *naive, const struct router_interaction *interaction, int64_t id)
{
	int32_t reserve = naive->reserve[id][interaction->queue];

	if (naive->members[id][interaction->queue] != NOT_MEMBER)
		return naive->members[id][interaction->queue] == ENABLED;
	return reserve != 0 && (int32_t)naive_step(naive, interaction) >= reserve;
}

static inline void
naive_use(const struct naive *naive, int64_t agent, int medium, int32_t *load, int32_t *count)
{
	*load = naive->agents[agent].use[medium].load;
	*count = naive->agents[agent].use[medium].count;
	for (int i = 0; i < NAIVE_SLOTS; i++) {
		const struct naive_item *item = &naive->items[i];

		if (item->now.id == 0 || item->reserved_agent != agent ||
		    (int)item->reserved_medium != medium)
			continue;
		*load += item->reserved_weight;
		*count += 1;
	}
}

static inline int32_t
naive_weight(const struct naive *naive, const struct router_interaction *interaction)
{
	return interaction->medium == ROUTER_VOICE ? 100 : naive->queues[interaction->queue].weight;
}

static inline bool
naive_fits(const struct naive *naive, const struct router_interaction *interaction, int64_t agent,
    bool without_wrap_up)
{
	const struct router_use *use = &naive->agents[agent].use[interaction->medium];
	const struct router_use *beside =
	    &naive->agents[agent].use[interaction->medium == ROUTER_CHAT ? 1 : 0];
	int32_t load, count, load_beside, count_beside;

	naive_use(naive, agent, (int)interaction->medium, &load, &count);
	naive_use(
	    naive, agent, interaction->medium == ROUTER_CHAT ? 1 : 0, &load_beside, &count_beside);
	if (without_wrap_up) {
		load -= use->wrap_load;
		count -= use->wrap_count;
		count_beside -= beside->wrap_count;
	}
	if (!naive->agents[agent].blending && count_beside > 0)
		return false;
	return load + naive_weight(naive, interaction) <= use->limit && count < use->count_limit;
}

/* Every condition but the cool-down. */
static inline enum verdict
naive_verdict(const struct naive *naive, const struct router_interaction *interaction, int64_t id)
{
	const struct router_agent *agent = &naive->agents[id];
	const struct router_use *use = &agent->use[interaction->medium];
	bool too_low = false;

	if (!naive_serves(naive, interaction, id))
		return VERDICT_MEMBERSHIP;
	if (agent->tenant == 0)
		return VERDICT_STATUS; /* never logged in */
	if (agent->tenant != interaction->tenant)
		return VERDICT_MEMBERSHIP;
	if (use->limit == 0 || use->count_limit == 0)
		return VERDICT_MEDIUM;
	for (uint32_t i = 0; i < interaction->need_count; i++) {
		int32_t level = naive->levels[id][interaction->needs[i].skill];
		int32_t needed = naive_needed(naive, interaction, i);

		if (needed > 0 && level == 0)
			return VERDICT_SKILL;
		too_low = too_low || level < needed;
	}
	if (too_low)
		return VERDICT_LEVEL;
	if (naive->now_ms < agent->emergency_until_ms)
		return VERDICT_EMERGENCY;
	if (agent->status != ROUTER_AVAILABLE)
		return VERDICT_STATUS;
	if (agent->stop_new)
		return VERDICT_STOP_NEW;
	if (agent->lease != ROUTER_LEASE_LIVE)
		return VERDICT_LEASE;
	if (naive_fits(naive, interaction, id, false))
		return VERDICT_ELIGIBLE;
	return naive_fits(naive, interaction, id, true) ? VERDICT_WRAP_UP : VERDICT_CAPACITY;
}

static inline int32_t
naive_level(const struct naive *naive, const struct router_interaction *interaction, int64_t id)
{
	int32_t lowest = 101;

	for (uint32_t i = 0; i < interaction->need_count; i++)
		if (naive_needed(naive, interaction, i) > 0 &&
		    naive->levels[id][interaction->needs[i].skill] < lowest)
			lowest = naive->levels[id][interaction->needs[i].skill];
	return lowest == 101 ? 0 : lowest;
}

/* RT-1: whether x comes before y for the interaction. */
static inline bool
naive_better(
    const struct naive *naive, const struct router_interaction *interaction, int64_t x, int64_t y)
{
	int32_t level_x = naive_level(naive, interaction, x);
	int32_t level_y = naive_level(naive, interaction, y);
	int64_t limit_x = naive->agents[x].use[interaction->medium].limit;
	int64_t limit_y = naive->agents[y].use[interaction->medium].limit;
	int32_t load_x, load_y, count;

	if (level_x != level_y)
		return level_x > level_y;
	naive_use(naive, x, (int)interaction->medium, &load_x, &count);
	naive_use(naive, y, (int)interaction->medium, &load_y, &count);
	if (load_x * limit_y != load_y * limit_x)
		return load_x * limit_y < load_y * limit_x;
	if (naive->agents[x].idle_since_ms != naive->agents[y].idle_since_ms)
		return naive->agents[x].idle_since_ms < naive->agents[y].idle_since_ms;
	return x < y;
}

/* RT-6: for whom the pair cools down, `alone` when nobody else is eligible. */
static inline bool
naive_cools(const struct naive *naive, const struct naive_item *item, int64_t agent, bool alone)
{
	return item->cooling[agent] &&
	    naive->now_ms < item->cool_since[agent] + (alone ? 5000 : 30000);
}

/* The agent who alone may be offered the item, as they served the customer last; 0: anybody. */
static inline int64_t
naive_only(const struct naive *naive, const struct naive_item *item)
{
	const struct router_queue *queue = &naive->queues[item->now.queue];
	int64_t last = item->now.last_agent;

	if (!queue->prefer_last || last == 0 ||
	    naive->now_ms - item->now.entered_at_ms >= queue->last_wait_ms ||
	    naive->agents[last].status == ROUTER_LOGGED_OUT ||
	    naive_cools(naive, item, last, false))
		return 0;
	switch (naive_verdict(naive, &item->now, last)) {
	case VERDICT_MEMBERSHIP:
	case VERDICT_MEDIUM:
	case VERDICT_SKILL:
	case VERDICT_LEVEL:
		return 0;
	default:
		return last;
	}
}

/* Who comes before RT-1, if they may be offered it. */
static inline bool
naive_prefers(const struct naive *naive, const struct naive_item *item, int64_t agent)
{
	return naive->queues[item->now.queue].prefer_last && item->now.last_agent == agent;
}

/* The best agent by RT-1 of those who may be offered the item; 0 when nobody. */
static inline int64_t
naive_best(const struct naive *naive, const struct naive_item *item, bool alone)
{
	int64_t best = 0;

	for (int64_t id = 1; id <= NAIVE_AGENTS; id++)
		if (naive_verdict(naive, &item->now, id) == VERDICT_ELIGIBLE &&
		    !naive_cools(naive, item, id, alone) &&
		    (naive_only(naive, item) == 0 || naive_only(naive, item) == id) &&
		    (best == 0 || naive_prefers(naive, item, id) ||
			(!naive_prefers(naive, item, best) &&
			    naive_better(naive, &item->now, id, best))))
			best = id;
	return best;
}

static inline void
naive_count(const struct naive *naive, const struct naive_item *item, bool alone,
    int32_t counts[VERDICT_COUNT])
{
	memset(counts, 0, VERDICT_COUNT * sizeof(counts[0]));
	for (int64_t id = 1; id <= NAIVE_AGENTS; id++) {
		enum verdict verdict = naive_verdict(naive, &item->now, id);

		if (naive->members[id][item->now.queue] == NOT_MEMBER &&
		    naive->reserve[id][item->now.queue] == 0)
			continue;
		if (verdict == VERDICT_ELIGIBLE && naive_cools(naive, item, id, alone))
			verdict = VERDICT_COOL_DOWN;
		if (verdict == VERDICT_ELIGIBLE && naive_only(naive, item) != 0 &&
		    naive_only(naive, item) != id)
			verdict = VERDICT_LAST_AGENT;
		counts[verdict]++;
	}
}

static inline int32_t
naive_priority(const struct naive *naive, const struct router_interaction *interaction)
{
	const struct router_queue *queue = &naive->queues[interaction->queue];
	int32_t priority = interaction->priority != 0 ? interaction->priority : queue->priority;

	for (uint32_t i = 0; i < naive_step(naive, interaction); i++)
		if (queue->steps[i].priority != 0 && queue->steps[i].priority < priority)
			priority = queue->steps[i].priority;
	return priority;
}

/* RT-2: whether x comes before y. */
static inline bool
naive_earlier(const struct naive *naive, const struct router_interaction *x,
    const struct router_interaction *y)
{
	if (naive_priority(naive, x) != naive_priority(naive, y))
		return naive_priority(naive, x) < naive_priority(naive, y);
	if (x->entered_at_ms != y->entered_at_ms)
		return x->entered_at_ms < y->entered_at_ms;
	return x->id < y->id;
}

static inline bool
naive_open(const struct naive *naive, const struct router_interaction *interaction)
{
	const struct router_queue *queue = &naive->queues[interaction->queue];

	return naive->queue_known[interaction->queue] && queue->open &&
	    queue->tenant == interaction->tenant;
}

static inline bool
naive_can_wait_for_offer(const struct naive *naive, const struct naive_item *item)
{
	return item->now.id != 0 && item->now.state == ROUTER_WAITING &&
	    item->reserved_agent == 0 && item->hold_until_ms <= naive->now_ms &&
	    naive_open(naive, &item->now);
}

static inline struct naive_choice
naive_choose(struct naive *naive)
{
	struct naive_choice choice = { 0 };
	bool alone_chosen = false;

	for (int i = 0; i < NAIVE_SLOTS; i++) {
		struct naive_item *item = &naive->items[i];
		bool alone = false;
		int64_t agent;

		if (!naive_can_wait_for_offer(naive, item) ||
		    (choice.item && !naive_earlier(naive, &item->now, &choice.item->now)))
			continue;
		agent = naive_best(naive, item, false);
		if (agent == 0) {
			alone = true;
			agent = naive_best(naive, item, true);
		}
		if (agent == 0)
			continue;
		choice.item = item;
		choice.agent = agent;
		alone_chosen = alone;
	}
	if (choice.item != NULL)
		naive_count(naive, choice.item, alone_chosen, choice.counts);
	return choice;
}

/* ---- overflow (RT-9) ---- */

static inline bool
naive_ranks(const struct naive_item *item, int64_t queue)
{
	return item->now.id != 0 && item->now.state == ROUTER_WAITING &&
	    item->reserved_agent == 0 && item->now.queue == queue;
}

static inline bool
naive_staffed(const struct naive *naive, int64_t queue)
{
	for (int64_t id = 1; id <= NAIVE_AGENTS; id++)
		if (naive->members[id][queue] == ENABLED && naive->agents[id].version > 0 &&
		    naive->agents[id].tenant == naive->queues[queue].tenant &&
		    naive->agents[id].status != ROUTER_LOGGED_OUT)
			return true;
	return false;
}

/* The place in the line by what was stored, not by widening; the first is 1. */
static inline int
naive_rank(const struct naive *naive, const struct naive_item *item)
{
	const struct router_queue *queue = &naive->queues[item->now.queue];
	int32_t own = item->now.priority != 0 ? item->now.priority : queue->priority;
	int rank = 1;

	for (int i = 0; i < NAIVE_SLOTS; i++) {
		const struct naive_item *other = &naive->items[i];
		int32_t its = other->now.priority != 0 ? other->now.priority : queue->priority;

		if (!naive_ranks(other, item->now.queue) || other->now.tenant != queue->tenant)
			continue;
		if (its != own)
			rank += its < own;
		else if (other->now.entered_at_ms != item->now.entered_at_ms)
			rank += other->now.entered_at_ms < item->now.entered_at_ms;
		else
			rank += other->now.id < item->now.id;
	}
	return rank;
}

static inline bool
naive_is_open(const struct naive *naive, int64_t queue)
{
	return naive->queue_known[queue] && naive->queues[queue].open;
}

static inline enum overflow_cause
naive_overflow(const struct naive *naive, const struct naive_item *item)
{
	const struct router_queue *queue = &naive->queues[item->now.queue];

	if (!naive_ranks(item, item->now.queue) || !naive_open(naive, &item->now) ||
	    (queue->overflow_queue != 0 && !naive_is_open(naive, queue->overflow_queue)))
		return OVERFLOW_CAUSES;
	if (queue->overflow_unstaffed && !naive_staffed(naive, item->now.queue))
		return OVERFLOW_UNSTAFFED;
	if (queue->overflow_after_ms != 0 &&
	    naive->now_ms - item->now.entered_at_ms >= queue->overflow_after_ms)
		return OVERFLOW_WAITING_TIME;
	if (queue->overflow_length != 0 && naive_rank(naive, item) > queue->overflow_length)
		return OVERFLOW_LENGTH;
	return OVERFLOW_CAUSES;
}

static inline bool
naive_overflows(const struct naive *naive, const struct naive_item *item)
{
	enum overflow_cause cause = naive_overflow(naive, item);
	bool rests = item->overflow_rest_ms > naive->now_ms && item->overflow_cause == cause;

	return cause != OVERFLOW_CAUSES && !rests && !naive->overflows_held;
}

static inline void
naive_rest(const struct naive *naive, struct naive_item *item, enum overflow_cause cause)
{
	int64_t rest_ms = 1000;

	if (item->overflow_cause != cause)
		item->overflow_tries = 0;
	item->overflow_cause = cause;
	for (int i = 0; i < item->overflow_tries; i++)
		rest_ms *= 2;
	if (item->overflow_tries < 9)
		item->overflow_tries++;
	item->overflow_rest_ms = naive->now_ms + rest_ms;
}

static inline bool
naive_wants_overflow(const struct router_queue *queue)
{
	return queue->overflow_after_ms != 0 || queue->overflow_length != 0 ||
	    queue->overflow_unstaffed;
}

/* What concerns its overflow has changed: all that wait in it are tried anew. */
static inline void
naive_anew(struct naive *naive, int64_t queue)
{
	for (int i = 0; i < NAIVE_SLOTS; i++)
		if (naive_ranks(&naive->items[i], queue)) {
			naive->items[i].overflow_tries = 0;
			naive->items[i].overflow_rest_ms = INT64_MIN;
		}
}

/* Somebody came or went: who fell behind the first that may wait is tried anew. */
static inline void
naive_move_up(struct naive *naive)
{
	for (int i = 0; i < NAIVE_SLOTS; i++) {
		struct naive_item *item = &naive->items[i];
		const struct router_queue *queue = &naive->queues[item->now.queue];
		bool ranks = naive_ranks(item, item->now.queue);
		bool beyond = ranks && queue->overflow_length != 0 &&
		    queue->tenant == item->now.tenant &&
		    naive_rank(naive, item) > queue->overflow_length;

		if (item->ranked && !item->beyond && beyond) {
			item->overflow_tries = 0;
			item->overflow_rest_ms = INT64_MIN;
		}
		item->ranked = ranks;
		item->beyond = beyond;
	}
}

static inline void
naive_reserve(struct naive *naive, struct naive_item *item, int64_t agent)
{
	item->reserved_agent = agent;
	item->reserved_weight = naive_weight(naive, &item->now);
	item->reserved_medium = item->now.medium;
	item->reserved_version = item->now.version;
	item->reserved_agent_version = naive->agents[agent].version;
	naive_move_up(naive);
}

static inline void
naive_interaction(struct naive *naive, const struct router_interaction *state)
{
	struct naive_item *item = naive_find(naive, state->id);

	if (item == NULL) {
		item = naive_find(naive, 0);
		memset(item, 0, sizeof(*item));
	}
	if (state->version <= item->now.version)
		return;
	item->now.state = ROUTER_GONE; /* it goes and comes */
	naive_move_up(naive);
	item->now = *state;
	item->hold_until_ms = INT64_MIN;
	item->overflow_tries = 0;
	item->overflow_rest_ms = INT64_MIN;
	if (state->state == ROUTER_GONE && item->reserved_agent == 0)
		item->now.id = 0;
}

static inline void
naive_release(struct naive_item *item)
{
	item->reserved_agent = 0;
	if (item->now.state == ROUTER_GONE)
		item->now.id = 0;
}

static inline void
naive_stale(struct naive *naive, int64_t id, int64_t now_ms)
{
	struct naive_item *item = naive_find(naive, id);

	if (item->now.version == item->reserved_version &&
	    naive->agents[item->reserved_agent].version == item->reserved_agent_version)
		item->hold_until_ms = now_ms + 500;
	naive_release(item);
}

static inline void
naive_confirm(struct naive *naive, int64_t id, int64_t version)
{
	struct naive_item *item = naive_find(naive, id);

	if (version > item->now.version) {
		item->now.version = version;
		item->now.state = ROUTER_OFFERED;
	}
	naive_release(item);
}

static inline void
naive_cooldown(struct naive *naive, int64_t id, int64_t agent, int64_t since_ms)
{
	struct naive_item *item = naive_find(naive, id);

	if (!item->cooling[agent] || since_ms > item->cool_since[agent])
		item->cool_since[agent] = since_ms;
	item->cooling[agent] = true;
}

static inline void
naive_take(struct naive *naive, const struct router_event *event)
{
	const struct router_queue *queue = &event->u.queue;
	const struct router_agent *agent = &event->u.agent;

	switch (event->kind) {
	case EVENT_QUEUE:
		if (queue->version <= naive->queues[queue->id].version)
			return;
		naive->queues[queue->id] = *queue;
		naive->queue_known[queue->id] = true;
		return;
	case EVENT_QUEUE_REMOVE:
		if (event->u.queue_remove.version <=
		    naive->queues[event->u.queue_remove.queue].version)
			return;
		naive->queues[event->u.queue_remove.queue].version = event->u.queue_remove.version;
		naive->queue_known[event->u.queue_remove.queue] = false;
		return;
	case EVENT_AGENT:
		if (agent->version > naive->agents[agent->id].version)
			naive->agents[agent->id] = *agent;
		return;
	case EVENT_MEMBER:
		naive->members[event->u.member.agent][event->u.member.queue] =
		    event->u.member.enabled ? ENABLED : DISABLED;
		return;
	case EVENT_MEMBER_REMOVE:
		naive->members[event->u.member.agent][event->u.member.queue] = NOT_MEMBER;
		return;
	case EVENT_RESERVE:
		naive->reserve[event->u.reserve.agent][event->u.reserve.queue] =
		    event->u.reserve.step;
		return;
	case EVENT_SKILL:
		naive->levels[event->u.skill.agent][event->u.skill.skill] = event->u.skill.level;
		return;
	case EVENT_INTERACTION:
		naive_interaction(naive, &event->u.interaction);
		return;
	case EVENT_COOLDOWN:
		naive_cooldown(naive, event->u.cooldown.interaction, event->u.cooldown.agent,
		    event->u.cooldown.since_ms);
		return;
	case EVENT_CONFIRM:
		naive_confirm(naive, event->u.confirm.interaction, event->u.confirm.version);
		return;
	case EVENT_STALE:
		naive_stale(naive, event->u.stale.interaction, event->u.stale.now_ms);
		return;
	case EVENT_OVERFLOW_HOLD:
		naive->overflows_held = event->u.overflow_hold.held;
		return;
	case EVENT_REVISION: /* what it chooses does not depend on it */
	case EVENT_KINDS:
		return;
	}
}

static inline void
naive_apply(struct naive *naive, const struct router_event *event)
{
	bool staffed[NAIVE_QUEUES + 1], open[NAIVE_QUEUES + 1], wanted[NAIVE_QUEUES + 1];
	int64_t version[NAIVE_QUEUES + 1];

	for (int64_t id = 1; id <= NAIVE_QUEUES; id++) {
		staffed[id] = naive_staffed(naive, id);
		open[id] = naive_is_open(naive, id);
		wanted[id] = naive_wants_overflow(&naive->queues[id]);
		version[id] = naive->queues[id].version;
	}
	naive_take(naive, event);
	for (int64_t id = 1; id <= NAIVE_QUEUES; id++) {
		const struct router_queue *queue = &naive->queues[id];
		int64_t to = queue->overflow_queue;
		bool changed = version[id] != queue->version;

		if (!wanted[id] && !naive_wants_overflow(queue))
			continue;
		if (changed || (to != 0 && open[to] != naive_is_open(naive, to)) ||
		    (queue->overflow_unstaffed && staffed[id] != naive_staffed(naive, id)))
			naive_anew(naive, id);
	}
	naive_move_up(naive);
}

#endif
