/*
 * demand - keeps, for each demand, who waits and who is eligible; see parts.h.
 *
 * Two orders over all demands say where to look: `ready` holds a demand while it
 * has both, under a key that is never above that of the first interaction that can
 * be offered (a decision raises it, demand_wake() and a new candidate lower it);
 * `late` holds it while the interaction looked at the longest ago has not seen the
 * present counts.
 */
#include <stdlib.h>
#include <string.h>

#include "routerd/core/judge.h"
#include "routerd/core/parts.h"

enum {
	IDLE_DEMANDS_MAX = 8, /* of a queue, kept because the same skills come again */
	COLUMNS_FIRST_SHIFT = 2,
};

bool
demand_open(const struct demand *demand)
{
	const struct queue *queue = demand->queue;

	return queue->known && queue->now.open && queue->now.tenant == demand->tenant;
}

struct order_key
demand_waiting_key(const struct interaction *interaction)
{
	const struct router_interaction *now = &interaction->now;

	return (struct order_key){
		.a = widen_priority(interaction),
		.b = now->place_at_ms != 0 ? now->place_at_ms : now->entered_at_ms,
		.c = now->id,
	};
}

struct candidate *
demand_candidate(const struct demand *demand, const struct member *member)
{
	const struct queue *queue = demand->queue;

	return &queue->candidates[(size_t)member->index << queue->shift | demand->column];
}

const struct candidate *
demand_candidate_of(const struct router *router, const struct demand *demand, int64_t id)
{
	const struct agent *agent = idmap_find(&router->agents, id);
	const struct member *member =
	    agent == NULL ? NULL : parts_member(agent, demand->queue->now.id);

	return member == NULL ? NULL : demand_candidate(demand, member);
}

struct member *
demand_member(const struct queue *queue, const struct candidate *candidate)
{
	return queue->members[(candidate - queue->candidates) >> queue->shift];
}

/* ---- where to look ---------------------------------------------------------- */

/* An offer of something at or behind `key` may have become possible. */
static void
ready_at(struct router *router, struct demand *demand, struct order_key key)
{
	if (demand->agents.count == 0 || demand->lines.count == 0 || !demand_open(demand))
		return;
	if (demand->ready == 0 || order_before(key, order_key_at(&router->ready, &demand->ready)))
		order_put(&router->ready, &demand->ready, key);
}

static void
ready_at_first(struct router *router, struct demand *demand)
{
	if (demand->lines.count > 0)
		ready_at(router, demand, order_first(&demand->lines)->key);
}

void
demand_look_next(struct router *router, struct demand *demand)
{
	struct interaction *first;

	if (list_empty(&demand->looks) || !demand->queue->known) {
		order_remove(&router->late, &demand->late);
		return;
	}
	first = LIST_OF(demand->looks.head.next, struct interaction, look);
	if (first->looked && first->looked_change == demand->change) {
		order_remove(&router->late, &demand->late);
		return;
	}
	order_put(&router->late, &demand->late,
	    (struct order_key){
		.a = first->looked ? first->looked_at_ms + ROUTER_NOBODY_MS : INT64_MIN,
		.b = first->now.id,
	    });
}

static void
counts_changed(struct router *router, struct demand *demand)
{
	demand->change++;
	if (demand->late == 0 && !list_empty(&demand->looks))
		demand_look_next(router, demand);
}

/* ---- candidates ------------------------------------------------------------- */

static void
candidate_enter(struct router *router, struct demand *demand, const struct agent *agent,
    struct candidate *candidate, const struct standing *standing)
{
	bool entered = candidate->position == 0;

	order_put(
	    &demand->agents, &candidate->position, judge_key(agent, standing, candidate->level));
	if (entered)
		ready_at_first(router, demand);
}

static void
candidate_leave(struct router *router, struct demand *demand, struct candidate *candidate)
{
	order_remove(&demand->agents, &candidate->position);
	if (demand->agents.count == 0)
		order_remove(&router->ready, &demand->ready);
}

static void
candidate_judge(struct router *router, struct demand *demand, const struct member *member,
    struct candidate *candidate, const struct standing *standing)
{
	enum verdict verdict = judge_member(member, demand->step, demand->tenant, standing,
	    (enum verdict)candidate->fit, judge_weight(demand->queue, demand->medium));
	bool present = !standing->away && verdict != VERDICT_MEMBERSHIP &&
	    verdict != VERDICT_MEDIUM && verdict != VERDICT_SKILL && verdict != VERDICT_LEVEL;

	if (verdict != candidate->verdict) {
		demand->counts[candidate->verdict]--;
		demand->counts[verdict]++;
		candidate->verdict = (uint8_t)verdict;
		counts_changed(router, demand);
	}
	candidate->present = present;
	if (verdict == VERDICT_ELIGIBLE)
		candidate_enter(router, demand, member->agent, candidate, standing);
	else if (candidate->position != 0)
		candidate_leave(router, demand, candidate);
	if (demand->lines_of.count > 0 && line_agent(router, demand, member->agent->now.id))
		ready_at_first(router, demand);
}

static void
candidate_fit(struct candidate *candidate, const struct demand *demand, const struct agent *agent)
{
	int32_t level;

	candidate->fit = (uint8_t)judge_fit(agent, demand->needs, demand->need_count, &level);
	candidate->level = (uint8_t)level;
}

/* A candidate that was never judged: counted under "eligible" so that judging
 * moves it from there. */
static void
candidate_new(struct router *router, struct demand *demand, const struct member *member,
    const struct standing *standing)
{
	struct candidate *candidate = demand_candidate(demand, member);

	*candidate = (struct candidate){ .verdict = VERDICT_ELIGIBLE };
	demand->counts[VERDICT_ELIGIBLE]++;
	candidate_fit(candidate, demand, member->agent);
	candidate_judge(router, demand, member, candidate, standing);
}

/* Takes the agent's present standings. False when they are as they were. */
static bool
take_standings(const struct router *router, struct agent *agent)
{
	bool changed = false;

	for (int medium = 0; medium < ROUTER_MEDIA; medium++) {
		struct standing now =
		    judge_standing(agent, (enum router_medium)medium, router->now_ms);

		changed = changed || !judge_same(&now, &agent->judged[medium]);
		agent->judged[medium] = now;
	}
	return changed;
}

static void
judge_in_queue(struct router *router, const struct member *member, bool anew)
{
	const struct queue *queue = member->queue;

	for (uint32_t column = 0; column < queue->columns; column++) {
		struct demand *demand = queue->demands[column];
		struct candidate *candidate;

		if (demand == NULL)
			continue;
		candidate = demand_candidate(demand, member);
		if (anew)
			candidate_fit(candidate, demand, member->agent);
		candidate_judge(
		    router, demand, member, candidate, &member->agent->judged[demand->medium]);
	}
}

void
demand_agent(struct router *router, struct agent *agent, bool anew)
{
	if (!take_standings(router, agent) && !anew)
		return;
	for (uint32_t i = 0; i < agent->member_count; i++)
		if (!agent->members[i]->queue->dirty)
			judge_in_queue(router, agent->members[i], anew);
}

/* ---- demands ---------------------------------------------------------------- */

static bool
same_demand(
    const struct demand *demand, const struct router_interaction *now, const struct asked *asked)
{
	if (demand->tenant != now->tenant || demand->medium != now->medium ||
	    demand->step != asked->step || demand->need_count != asked->need_count)
		return false;
	for (uint32_t i = 0; i < asked->need_count; i++)
		if (demand->needs[i].skill != asked->needs[i].skill ||
		    demand->needs[i].level != asked->needs[i].level)
			return false;
	return true;
}

static uint32_t
free_column(struct queue *queue)
{
	uint32_t column = 0;

	while (column < queue->columns && queue->demands[column] != NULL)
		column++;
	if (column < queue->columns)
		return column;
	if (queue->columns == queue->column_cap) {
		queue->column_cap = queue->column_cap == 0 ? 4 : queue->column_cap * 2;
		queue->demands = mem_grow(queue->demands, queue->column_cap * sizeof(void *));
	}
	return queue->columns++;
}

static void
fill(struct router *router, struct demand *demand)
{
	struct queue *queue = demand->queue;

	for (uint32_t i = 0; i < queue->member_count; i++) {
		struct member *member = queue->members[i];
		struct standing standing =
		    judge_standing(member->agent, demand->medium, router->now_ms);

		candidate_new(router, demand, member, &standing);
	}
}

static struct demand *
demand_new(struct router *router, const struct interaction *interaction, const struct asked *asked)
{
	struct queue *queue = interaction->queue;
	struct demand *demand = slab_take(&router->demand_slab);

	demand->queue = queue;
	demand->tenant = interaction->now.tenant;
	demand->medium = interaction->now.medium;
	demand->step = asked->step;
	demand->need_count = asked->need_count;
	memcpy(demand->needs, asked->needs, sizeof(demand->needs));
	demand->change = 1;
	list_init(&demand->looks);
	demand->column = free_column(queue);
	queue->demands[demand->column] = demand;
	if (queue->candidates == NULL || demand->column >> queue->shift != 0)
		demand_dirty(router, queue);
	if (!queue->dirty)
		fill(router, demand);
	return demand;
}

void
demand_free(struct router *router, struct demand *demand)
{
	struct queue *queue = demand->queue;

	queue->demands[demand->column] = NULL;
	list_remove(&queue->idle, &demand->idle_link);
	order_remove(&router->ready, &demand->ready);
	order_remove(&router->late, &demand->late);
	order_fini(&demand->agents);
	line_fini(router, demand);
	slab_give(&router->demand_slab, demand);
}

struct demand *
demand_find(const struct interaction *interaction)
{
	struct queue *queue = interaction->queue;
	struct asked asked = widen_asked(interaction);

	for (uint32_t column = 0; column < queue->columns; column++) {
		struct demand *demand = queue->demands[column];

		if (demand != NULL && same_demand(demand, &interaction->now, &asked))
			return demand;
	}
	return NULL;
}

/* An interaction that was looked at less than 10 s ago keeps its place in time:
 * it goes to the end and all before it are looked at once more. */
static void
join_looks(struct router *router, struct demand *demand, struct interaction *interaction)
{
	if (interaction->looked && interaction->looked_at_ms + ROUTER_NOBODY_MS > router->now_ms) {
		interaction->looked_at_ms = router->now_ms;
		interaction->looked_change = demand->change;
		list_append(&demand->looks, &interaction->look);
		demand->change++;
	} else {
		interaction->looked = false;
		list_prepend(&demand->looks, &interaction->look);
	}
	demand_look_next(router, demand);
}

void
demand_join(struct router *router, struct interaction *interaction)
{
	struct demand *demand;

	interaction->step = widen_step(interaction, router->now_ms);
	demand = demand_find(interaction);
	if (demand == NULL) {
		struct asked asked = widen_asked(interaction);

		demand = demand_new(router, interaction, &asked);
	}
	list_remove(&demand->queue->idle, &demand->idle_link);
	interaction->demand = demand;
	join_looks(router, demand, interaction);
	if (line_join(router, interaction))
		ready_at(router, demand, demand_waiting_key(interaction));
}

void
demand_leave(struct router *router, struct interaction *interaction)
{
	struct demand *demand = interaction->demand;
	struct queue *queue = demand->queue;

	line_leave(router, interaction);
	interaction->demand = NULL;
	list_remove(&demand->looks, &interaction->look);
	demand_look_next(router, demand);
	if (!list_empty(&demand->looks))
		return;
	order_remove(&router->ready, &demand->ready);
	list_append(&queue->idle, &demand->idle_link);
	if (queue->idle.count > IDLE_DEMANDS_MAX)
		demand_free(router, LIST_OF(queue->idle.head.next, struct demand, idle_link));
}

void
demand_wake(struct router *router, struct interaction *interaction)
{
	if (interaction->demand == NULL)
		return;
	(void)line_sort(router, interaction);
	if (!interaction->queue->dirty && interaction->line->place != 0)
		ready_at(router, interaction->demand, demand_waiting_key(interaction));
}

/* ---- building a queue again ------------------------------------------------- */

void
demand_dirty(struct router *router, struct queue *queue)
{
	if (queue->dirty)
		return;
	queue->dirty = true;
	list_append(&router->dirty, &queue->dirty_link);
}

/* Leaves only demands that somebody waits with, in columns without holes. */
static void
compact(struct router *router, struct queue *queue)
{
	uint32_t used = 0;

	while (!list_empty(&queue->idle))
		demand_free(router, LIST_OF(queue->idle.head.next, struct demand, idle_link));
	for (uint32_t column = 0; column < queue->columns; column++) {
		struct demand *demand = queue->demands[column];

		if (demand == NULL)
			continue;
		demand->column = used;
		queue->demands[used++] = demand;
	}
	queue->columns = used;
}

static void
lay_out(struct queue *queue)
{
	uint32_t shift = COLUMNS_FIRST_SHIFT;

	while (queue->columns > UINT32_C(1) << shift)
		shift++;
	queue->shift = shift;
	free(queue->candidates);
	queue->candidates =
	    mem_zero(((size_t)queue->member_count << shift) + 1, sizeof(queue->candidates[0]));
	for (uint32_t i = 0; i < queue->member_count; i++)
		queue->members[i]->index = i;
}

static void
rebuild(struct router *router, struct demand *demand)
{
	order_clear(&demand->agents);
	order_remove(&router->ready, &demand->ready);
	memset(demand->counts, 0, sizeof(demand->counts));
	fill(router, demand);
	line_build(router, demand);
	ready_at_first(router, demand);
	demand->change++;
	demand_look_next(router, demand);
}

void
demand_build(struct router *router)
{
	struct link *link;

	while ((link = list_take(&router->dirty)) != NULL) {
		struct queue *queue = LIST_OF(link, struct queue, dirty_link);

		queue->dirty = false;
		compact(router, queue);
		lay_out(queue);
		for (uint32_t column = 0; column < queue->columns; column++)
			rebuild(router, queue->demands[column]);
	}
}
