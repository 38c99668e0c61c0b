/* router - the inputs; see router.h. The choice is in decide.c. */
#include "routerd/core/router.h"

#include <stdlib.h>
#include <string.h>

#include "routerd/core/check.h"
#include "routerd/core/parts.h"

/* The next time at which a cool-down or the step of widening changes, or a rest or the wait for one
 * agent ends. */
static void
arm_interaction(struct router *router, struct interaction *interaction)
{
	int64_t next = cooldown_next(interaction, router->now_ms);
	int64_t step = INT64_MAX, alone_until = affinity_until(interaction);

	if (interaction->demand != NULL)
		step = widen_next(interaction, router->now_ms);
	if (interaction->demand != NULL && alone_until > router->now_ms && alone_until < next)
		next = alone_until;
	if (interaction->hold_until_ms > router->now_ms && interaction->hold_until_ms < next)
		next = interaction->hold_until_ms;
	if (step < next)
		next = step;
	if (next != INT64_MAX)
		order_put(&router->interaction_timers, &interaction->timer,
		    (struct order_key){ .a = next, .b = interaction->now.id });
	else
		order_remove(&router->interaction_timers, &interaction->timer);
}

/* ---- queues ----------------------------------------------------------------- */

static bool
asks_the_same(const struct router_queue *x, const struct router_queue *y)
{
	return widen_same(x, y) && x->prefer_last == y->prefer_last &&
	    x->last_wait_ms == y->last_wait_ms;
}

/* Takes the queue's new state. Where that changes what time does to those who wait, they join anew. */
static void
queue_take(struct router *router, struct queue *queue, const struct router_queue *state)
{
	struct list waiting;
	struct link *link;

	list_init(&waiting);
	for (uint32_t column = 0; !asks_the_same(&queue->now, state) && column < queue->columns;
	     column++) {
		struct demand *demand = queue->demands[column];

		while (demand != NULL && !list_empty(&demand->looks)) {
			struct interaction *interaction =
			    LIST_OF(demand->looks.head.next, struct interaction, look);

			demand_leave(router, interaction);
			list_append(&waiting, &interaction->look);
			demand = queue->demands[column]; /* it may have gone with its last */
		}
	}
	queue->now = *state;
	while ((link = list_take(&waiting)) != NULL) {
		struct interaction *interaction = LIST_OF(link, struct interaction, look);

		demand_join(router, interaction);
		arm_interaction(router, interaction);
	}
}

int
router_queue_set(struct router *router, const struct router_queue *state, struct err *err)
{
	struct queue *queue;
	bool was_open;

	if (check_queue(state, err) != 0)
		return -1;
	queue = parts_queue(router, state->id, err);
	if (queue == NULL)
		return -1;
	if (state->version <= queue->now.version)
		return 0;
	if (overflow_to(router, queue, state->overflow_queue, err) != 0)
		return -1;
	was_open = queue->known && queue->now.open;
	queue_take(router, queue, state);
	queue->known = true;
	demand_dirty(router, queue);
	for (uint32_t i = 0; i < queue->member_count; i++)
		overflow_staff(router, queue->members[i]); /* it may be another tenant's now */
	overflow_queue(router, queue);
	if (queue->now.open != was_open)
		overflow_into(router, queue);
	return 0;
}

int
router_queue_remove(struct router *router, int64_t id, int64_t version, struct err *err)
{
	struct queue *queue;
	bool was_open;

	if (check_ids(id, 1, version, err) != 0)
		return -1;
	queue = parts_queue(router, id, err);
	if (queue == NULL)
		return -1;
	if (version <= queue->now.version)
		return 0;
	was_open = queue->known && queue->now.open;
	queue->now.version = version;
	queue->known = false;
	demand_dirty(router, queue);
	overflow_queue(router, queue);
	if (was_open)
		overflow_into(router, queue);
	return 0;
}

/* ---- agents ----------------------------------------------------------------- */

static void
arm_emergency(struct router *router, struct agent *agent)
{
	int64_t until = agent->now.emergency_until_ms;

	if (until > router->now_ms && until != INT64_MAX)
		order_put(&router->agent_timers, &agent->timer,
		    (struct order_key){ .a = until, .b = agent->now.id });
	else
		order_remove(&router->agent_timers, &agent->timer);
}

int
router_agent_set(struct router *router, const struct router_agent *state, struct err *err)
{
	struct agent *agent;

	if (check_agent(state, err) != 0)
		return -1;
	agent = parts_agent(router, state->id, err);
	if (agent == NULL)
		return -1;
	if (state->version <= agent->now.version)
		return 0;
	agent->now = *state;
	agent->known = true;
	for (uint32_t i = 0; i < agent->member_count; i++)
		overflow_staff(router, agent->members[i]);
	arm_emergency(router, agent);
	demand_agent(router, agent, false);
	return 0;
}

/* ---- memberships and skills ------------------------------------------------- */

/* Who is neither a member nor in reserve any more has left the queue. */
static void
member_changed(struct router *router, struct member *member)
{
	overflow_staff(router, member);
	if (!member->is_member && member->reserve == 0)
		parts_member_drop(router, member);
	else if (!member->queue->dirty)
		demand_agent(router, member->agent, true);
}

int
router_member_set(
    struct router *router, int64_t agent_id, int64_t queue_id, bool enabled, struct err *err)
{
	struct agent *agent;
	struct queue *queue;
	struct member *member;

	if (agent_id < 1 || queue_id < 1)
		return check_wrong(err, agent_id < 1 ? "agent" : "queue");
	agent = parts_agent(router, agent_id, err);
	queue = agent == NULL ? NULL : parts_queue(router, queue_id, err);
	if (queue == NULL)
		return -1;
	if (parts_member(agent, queue_id) == NULL &&
	    parts_member_add(router, agent, queue, err) != 0)
		return -1;
	member = parts_member(agent, queue_id);
	member->is_member = true;
	member->enabled = enabled;
	member_changed(router, member);
	return 0;
}

int
router_member_remove(struct router *router, int64_t agent_id, int64_t queue_id, struct err *err)
{
	struct agent *agent = idmap_find(&router->agents, agent_id);
	struct member *member;

	if (agent_id < 1 || queue_id < 1)
		return check_wrong(err, agent_id < 1 ? "agent" : "queue");
	member = agent == NULL ? NULL : parts_member(agent, queue_id);
	if (member != NULL) {
		member->is_member = member->enabled = false;
		member_changed(router, member);
	}
	return 0;
}

int
router_reserve_set(
    struct router *router, int64_t agent_id, int64_t queue_id, int32_t step, struct err *err)
{
	struct agent *agent;
	struct queue *queue;
	struct member *member;

	if (agent_id < 1 || queue_id < 1)
		return check_wrong(err, agent_id < 1 ? "agent" : "queue");
	if (!check_within(step, 0, ROUTER_STEPS_MAX))
		return check_wrong(err, "step");
	agent = parts_agent(router, agent_id, err);
	queue = agent == NULL ? NULL : parts_queue(router, queue_id, err);
	if (queue == NULL)
		return -1;
	if (parts_member(agent, queue_id) == NULL &&
	    (step == 0 || parts_member_add(router, agent, queue, err) != 0))
		return step == 0 ? 0 : -1;
	member = parts_member(agent, queue_id);
	member->reserve = (uint32_t)step;
	member_changed(router, member);
	return 0;
}

/* The first place whose skill is not below the id. */
static uint32_t
skill_place(const struct agent *agent, int64_t skill)
{
	uint32_t at = 0;

	while (at < agent->skill_count && agent->skills[at].skill < skill)
		at++;
	return at;
}

static int
skill_insert(struct agent *agent, uint32_t at, struct router_need held, struct err *err)
{
	if (agent->skill_count == ROUTER_AGENT_SKILLS_MAX)
		return err_set(err, ERR_OVERLOAD, "skill", "an agent holds at most %d skills",
		    ROUTER_AGENT_SKILLS_MAX);
	if (agent->skill_count == agent->skill_cap) {
		agent->skill_cap = agent->skill_cap == 0 ? 4 : agent->skill_cap * 2;
		agent->skills =
		    mem_grow(agent->skills, agent->skill_cap * sizeof(agent->skills[0]));
	}
	memmove(agent->skills + at + 1, agent->skills + at,
	    (agent->skill_count - at) * sizeof(agent->skills[0]));
	agent->skills[at] = held;
	agent->skill_count++;
	return 0;
}

static void
skill_erase(struct agent *agent, uint32_t at)
{
	agent->skill_count--;
	memmove(agent->skills + at, agent->skills + at + 1,
	    (agent->skill_count - at) * sizeof(agent->skills[0]));
}

int
router_skill_set(
    struct router *router, int64_t agent_id, int64_t skill, int32_t level, struct err *err)
{
	struct agent *agent;
	uint32_t at;
	bool held;

	if (agent_id < 1 || skill < 1)
		return check_wrong(err, agent_id < 1 ? "agent" : "skill");
	if (level != 0 && !check_within(level, ROUTER_LEVEL_MIN, ROUTER_LEVEL_MAX))
		return check_wrong(err, "level");
	agent = parts_agent(router, agent_id, err);
	if (agent == NULL)
		return -1;
	at = skill_place(agent, skill);
	held = at < agent->skill_count && agent->skills[at].skill == skill;
	if (held && level == 0)
		skill_erase(agent, at);
	else if (held)
		agent->skills[at].level = level;
	else if (level != 0 && skill_insert(agent, at, (struct router_need){ skill, level }, err))
		return -1;
	demand_agent(router, agent, true);
	return 0;
}

/* ---- interactions ----------------------------------------------------------- */

static int
by_skill(const void *x, const void *y)
{
	const struct router_need *a = x, *b = y;

	return (a->skill > b->skill) - (a->skill < b->skill);
}

/* The same skills in another order are the same demand; what lies behind them is
 * zeroed. */
static void
take_state(struct interaction *interaction, const struct router_interaction *state)
{
	interaction->now = *state;
	qsort(interaction->now.needs, state->need_count, sizeof(state->needs[0]), by_skill);
	memset(interaction->now.needs + state->need_count, 0,
	    (ROUTER_NEEDS_MAX - state->need_count) * sizeof(state->needs[0]));
}

/* What is gone is kept for its version, so that a late older state can't bring it
 * back; the longest gone gives way. */
static void
bury(struct router *router, struct interaction *interaction)
{
	interaction->cooldown_count = 0;
	order_remove(&router->interaction_timers, &interaction->timer);
	list_append(&router->graves, &interaction->grave);
	if (router->graves.count > ROUTER_TOMBSTONES_MAX)
		parts_interaction_drop(
		    router, LIST_OF(router->graves.head.next, struct interaction, grave));
}

static void
arrange(struct router *router, struct interaction *interaction)
{
	if (interaction->reserved != NULL)
		return;
	if (interaction->now.state == ROUTER_GONE)
		bury(router, interaction);
	else if (interaction->now.state == ROUTER_WAITING) {
		demand_join(router, interaction);
		overflow_join(router, interaction);
	}
	if (interaction->now.state != ROUTER_GONE)
		arm_interaction(router, interaction);
}

int
router_interaction_set(
    struct router *router, const struct router_interaction *state, struct err *err)
{
	struct interaction *interaction;
	struct queue *queue;

	if (check_interaction(state, err) != 0)
		return -1;
	queue = parts_queue(router, state->queue, err);
	interaction = queue == NULL ? NULL : parts_interaction(router, state->id, err);
	if (interaction == NULL)
		return -1;
	if (state->version <= interaction->now.version)
		return 0;
	if (interaction->demand != NULL) {
		overflow_leave(router, interaction);
		demand_leave(router, interaction);
	}
	list_remove(&router->graves, &interaction->grave);
	take_state(interaction, state);
	interaction->queue = queue;
	interaction->hold_until_ms = INT64_MIN;
	overflow_fresh(interaction);
	arrange(router, interaction);
	return 0;
}

int
router_cooldown_set(
    struct router *router, int64_t interaction_id, int64_t agent, int64_t since_ms, struct err *err)
{
	struct interaction *interaction = idmap_find(&router->interactions, interaction_id);

	if (agent < 1)
		return check_wrong(err, "agent");
	if (!check_within(since_ms, -CHECK_TIME_MAX_MS, CHECK_TIME_MAX_MS))
		return check_wrong(err, "since_ms");
	if (interaction == NULL || interaction->now.state == ROUTER_GONE)
		return err_set(err, ERR_NOT_FOUND, "interaction", "the interaction is not known");
	cooldown_add(interaction, agent, since_ms);
	arm_interaction(router, interaction);
	demand_wake(router, interaction);
	return 0;
}

/* ---- reservations (the other half stands in decide.c) ----------------------- */

static struct interaction *
reserved_interaction(const struct router *router, int64_t id, struct err *err)
{
	struct interaction *interaction = idmap_find(&router->interactions, id);

	if (interaction != NULL && interaction->reserved != NULL)
		return interaction;
	err_set(err, ERR_NOT_FOUND, "interaction", "no decision is under way for it");
	return NULL;
}

static void
release(struct router *router, struct interaction *interaction)
{
	struct agent *agent = interaction->reserved;

	agent->reserved_load[interaction->reserved_medium] -= interaction->reserved_weight;
	agent->reserved_count[interaction->reserved_medium]--;
	interaction->reserved = NULL;
	demand_agent(router, agent, false);
	arrange(router, interaction);
}

int
router_confirm(struct router *router, int64_t id, int64_t version, struct err *err)
{
	struct interaction *interaction = reserved_interaction(router, id, err);

	if (interaction == NULL)
		return -1;
	if (version > interaction->now.version) {
		interaction->now.version = version;
		interaction->now.state = ROUTER_OFFERED;
	}
	release(router, interaction);
	return 0;
}

int
router_stale(struct router *router, int64_t id, int64_t now_ms, struct err *err)
{
	struct interaction *interaction = reserved_interaction(router, id, err);

	if (interaction == NULL)
		return -1;
	if (!check_within(now_ms, -CHECK_TIME_MAX_MS, CHECK_TIME_MAX_MS))
		return check_wrong(err, "now_ms");
	if (interaction->now.version == interaction->reserved_version &&
	    interaction->reserved->now.version == interaction->reserved_agent_version) {
		interaction->hold_until_ms = now_ms + ROUTER_STALE_HOLD_MS;
		arm_interaction(router, interaction);
	}
	release(router, interaction);
	return 0;
}

void
router_overflow_hold(struct router *router, bool held)
{
	router->overflows_held = held;
}

bool
router_overflow_held(const struct router *router)
{
	return router->overflows_held;
}

/* ---- time ------------------------------------------------------------------- */

void
router_advance(struct router *router, int64_t now_ms)
{
	const struct order_item *first;

	if (now_ms > router->now_ms)
		router->now_ms = now_ms;
	while ((first = order_first(&router->agent_timers)) != NULL &&
	    first->key.a <= router->now_ms) {
		struct agent *agent = ORDER_OF(first->position, struct agent, timer);

		order_remove(&router->agent_timers, &agent->timer);
		demand_agent(router, agent, false);
	}
	while ((first = order_first(&router->interaction_timers)) != NULL &&
	    first->key.a <= router->now_ms) {
		struct interaction *interaction =
		    ORDER_OF(first->position, struct interaction, timer);

		cooldown_prune(interaction, router->now_ms);
		if (interaction->demand != NULL &&
		    interaction->step != widen_step(interaction, router->now_ms)) {
			demand_leave(router, interaction);
			demand_join(router, interaction);
		}
		arm_interaction(router, interaction);
		demand_wake(router, interaction);
	}
}

int64_t
router_wake_at(const struct router *router)
{
	const struct order *orders[] = { &router->agent_timers, &router->interaction_timers,
		&router->late, &router->overflows };
	int64_t wake = INT64_MAX;

	if (!list_empty(&router->dirty) || router->ready.count > 0)
		return router->now_ms;
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		if (orders[i]->count > 0 && orders[i]->items[0].key.a < wake &&
		    !(orders[i] == &router->overflows && router->overflows_held))
			wake = orders[i]->items[0].key.a;
	return wake < router->now_ms ? router->now_ms : wake;
}

/* ---- finding ---------------------------------------------------------------- */

const struct router_queue *
router_queue_find(const struct router *router, int64_t id)
{
	const struct queue *queue = idmap_find(&router->queues, id);

	return queue != NULL && queue->known ? &queue->now : NULL;
}

const struct router_agent *
router_agent_find(const struct router *router, int64_t id)
{
	const struct agent *agent = idmap_find(&router->agents, id);

	return agent != NULL && agent->known ? &agent->now : NULL;
}

const struct router_interaction *
router_interaction_find(const struct router *router, int64_t id)
{
	const struct interaction *interaction = idmap_find(&router->interactions, id);

	return interaction != NULL && interaction->now.state != ROUTER_GONE ? &interaction->now
									    : NULL;
}
