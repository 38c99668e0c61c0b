/*
 * decide - the choice: router_decide() of router.h.
 *
 * An offer is found from the top of `ready`: the demand's first interaction that
 * can be offered either stands under the key the demand has there, and is then the
 * first of all, or the demand goes back under its true key.
 */
#include "routerd/core/judge.h"
#include "routerd/core/parts.h"

/* Looks for changed counts in one call; what is left is due at once again. */
enum { LOOKS_MAX = 256 };

/* Which candidates a decision about one interaction may take. */
enum tier {
	TIER_NONE,
	TIER_REST, /* somebody is not cooling down at all */
	TIER_ALONE /* only those are there who cool down, for 5 s or more (RT-6) */
};

static bool
admitted(const struct interaction *interaction, int64_t agent, enum tier tier, int64_t now_ms)
{
	const struct cooldown *cooldown = cooldown_of(interaction, agent);

	if (cooldown == NULL || !cooldown_holds(cooldown, now_ms))
		return true;
	return tier == TIER_ALONE && !cooldown_blocks(cooldown, now_ms);
}

/* Walks past those who cool down: at most one more than there are of them. */
static enum tier
tier_of(struct router *router, const struct interaction *interaction)
{
	const struct order *agents = &interaction->demand->agents;
	const struct order_item *item;
	struct order_walk walk;
	enum tier tier = TIER_NONE;
	const struct candidate *only;

	if (interaction->hold_until_ms > router->now_ms)
		return TIER_NONE;
	only = affinity_only(router, interaction);
	if (only != NULL)
		return only->position != 0 ? TIER_REST : TIER_NONE;
	if (interaction->cooldown_count == 0)
		return agents->count > 0 ? TIER_REST : TIER_NONE;
	order_walk_begin(&walk, agents, &router->agent_scratch);
	while ((item = order_walk_next(&walk)) != NULL) {
		router->steps++;
		if (admitted(interaction, item->key.c, TIER_REST, router->now_ms))
			return TIER_REST;
		if (admitted(interaction, item->key.c, TIER_ALONE, router->now_ms))
			tier = TIER_ALONE;
	}
	return tier;
}

/* The first interaction of the line that can be offered, or NULL. */
static struct interaction *
first_of(struct router *router, const struct line *line, enum tier *tier)
{
	const struct order_item *item;
	struct order_walk walk;

	order_walk_begin(&walk, &line->waiting, &router->waiting_scratch);
	while ((item = order_walk_next(&walk)) != NULL) {
		struct interaction *interaction =
		    ORDER_OF(item->position, struct interaction, waiting);

		router->steps++;
		*tier = tier_of(router, interaction);
		if (*tier != TIER_NONE)
			return interaction;
	}
	return NULL;
}

/* The first interaction of the demand that can be offered, or NULL. Lines come by their first: one
 * that begins behind what was found has nothing before it. */
static struct interaction *
first_possible(struct router *router, const struct demand *demand, enum tier *tier)
{
	struct interaction *first = NULL;
	const struct order_item *item;
	struct order_walk walk;

	*tier = TIER_NONE;
	order_walk_begin(&walk, &demand->lines, &router->line_scratch);
	while ((item = order_walk_next(&walk)) != NULL) {
		struct interaction *found;
		enum tier its_tier;

		router->steps++;
		if (first != NULL && order_before(demand_waiting_key(first), item->key))
			break;
		found = first_of(router, ORDER_OF(item->position, struct line, place), &its_tier);
		if (found == NULL ||
		    (first != NULL &&
			order_before(demand_waiting_key(first), demand_waiting_key(found))))
			continue;
		first = found;
		*tier = its_tier;
	}
	return first;
}

/* ---- what a decision says --------------------------------------------------- */

static void
count_cool_downs(const struct router *router, const struct interaction *interaction, enum tier tier,
    int32_t counts[VERDICT_COUNT])
{
	for (uint32_t i = 0; i < interaction->cooldown_count; i++) {
		int64_t id = interaction->cooldowns[i].agent;
		const struct candidate *candidate =
		    demand_candidate_of(router, interaction->demand, id);

		if (candidate == NULL || admitted(interaction, id, tier, router->now_ms) ||
		    candidate->verdict != VERDICT_ELIGIBLE)
			continue;
		counts[VERDICT_ELIGIBLE]--;
		counts[VERDICT_COOL_DOWN]++;
	}
}

/* The others are left out while it waits for one. */
static void
count_the_only(const struct router *router, const struct interaction *interaction,
    int32_t counts[VERDICT_COUNT])
{
	const struct candidate *only = affinity_only(router, interaction);
	int32_t eligible = only != NULL && only->position != 0 ? 1 : 0;

	if (only == NULL)
		return;
	counts[VERDICT_LAST_AGENT] = counts[VERDICT_ELIGIBLE] - eligible;
	counts[VERDICT_ELIGIBLE] = eligible;
}

static void
describe(const struct router *router, const struct interaction *interaction, enum tier tier,
    struct decision *out)
{
	const struct demand *demand = interaction->demand;

	*out = (struct decision){
		.at_ms = router->now_ms,
		.tenant = interaction->now.tenant,
		.queue = interaction->now.queue,
		.interaction = interaction->now.id,
		.interaction_version = interaction->now.version,
		.open = demand_open(demand),
		.step = interaction->step,
	};
	if (out->step > 0)
		out->step_after_ms = demand->queue->now.steps[out->step - 1].after_ms;
	for (int i = 0; i < VERDICT_COUNT; i++)
		out->counts[i] = demand->counts[i];
	count_cool_downs(router, interaction, tier, out->counts);
	count_the_only(router, interaction, out->counts);
}

/* Who served the customer last, if the queue prefers them and they may be offered it. */
static const struct candidate *
preferred(const struct router *router, const struct interaction *interaction, enum tier tier)
{
	const struct candidate *last = affinity_preferred(router, interaction);

	if (last == NULL ||
	    !admitted(interaction, interaction->now.last_agent, tier, router->now_ms))
		return NULL;
	return last;
}

/* Fills the first candidates and returns the very first. */
static struct member *
name_first(struct router *router, const struct interaction *interaction, enum tier tier,
    struct decision *out)
{
	const struct demand *demand = interaction->demand;
	const struct candidate *chosen = preferred(router, interaction, tier);
	bool alone = affinity_only(router, interaction) != NULL;
	const struct order_item *item;
	struct order_walk walk;

	out->preferred = chosen != NULL;
	if (chosen != NULL)
		out->first[out->first_count++] =
		    judge_values(order_key_at(&demand->agents, &chosen->position), router->now_ms);
	order_walk_begin(&walk, &demand->agents, &router->agent_scratch);
	while (!alone && out->first_count < ROUTER_FIRST_MAX &&
	    (item = order_walk_next(&walk)) != NULL) {
		if (!admitted(interaction, item->key.c, tier, router->now_ms) ||
		    (out->preferred && item->key.c == interaction->now.last_agent))
			continue;
		out->first[out->first_count++] = judge_values(item->key, router->now_ms);
		if (chosen == NULL)
			chosen = ORDER_OF(item->position, struct candidate, position);
	}
	return demand_member(demand->queue, chosen);
}

/* ---- offers ----------------------------------------------------------------- */

static int64_t
offer_time(const struct agent *agent, const struct queue *queue)
{
	if (agent->now.offer_ms != 0)
		return agent->now.offer_ms;
	return queue->now.offer_ms != 0 ? queue->now.offer_ms : ROUTER_OFFER_DEFAULT_MS;
}

static void
reserve(struct router *router, struct interaction *interaction, struct agent *agent)
{
	enum router_medium medium = interaction->now.medium;

	interaction->reserved = agent;
	interaction->reserved_medium = medium;
	interaction->reserved_weight = judge_weight(interaction->queue, medium);
	interaction->reserved_version = interaction->now.version;
	interaction->reserved_agent_version = agent->now.version;
	agent->reserved_load[medium] += interaction->reserved_weight;
	agent->reserved_count[medium]++;
	overflow_leave(router, interaction);
	demand_leave(router, interaction);
	demand_agent(router, agent, false);
}

static void
offer(struct router *router, struct interaction *interaction, enum tier tier, struct decision *out)
{
	struct agent *agent;

	describe(router, interaction, tier, out);
	agent = name_first(router, interaction, tier, out)->agent;
	out->kind = DECISION_OFFER;
	out->agent = agent->now.id;
	out->agent_version = agent->now.version;
	out->offer_ms = offer_time(agent, interaction->queue);
	out->weight = judge_weight(interaction->queue, interaction->now.medium);
	out->alone = tier == TIER_ALONE;
	reserve(router, interaction, agent);
}

/* Each round takes a demand out of `ready`, raises its key, or is the last. */
static bool
decide_offer(struct router *router, struct decision *out)
{
	const struct order_item *top;

	while ((top = order_first(&router->ready)) != NULL) {
		struct demand *demand = ORDER_OF(top->position, struct demand, ready);
		enum tier tier;
		struct interaction *interaction = first_possible(router, demand, &tier);
		struct order_key key;

		if (interaction == NULL) {
			order_remove(&router->ready, &demand->ready);
			continue;
		}
		key = demand_waiting_key(interaction);
		if (order_before(top->key, key)) {
			order_put(&router->ready, &demand->ready, key);
			if (order_first(&router->ready)->position != &demand->ready)
				continue;
		}
		offer(router, interaction, tier, out);
		return true;
	}
	return false;
}

/* ---- nobody ----------------------------------------------------------------- */

/* FNV-1a over counts and step; 0 is never wrong, only told once more. */
static uint64_t
counts_hash(const struct decision *decision)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (int i = 0; i < VERDICT_COUNT; i++)
		hash = (hash ^ (uint64_t)decision->counts[i]) * UINT64_C(1099511628211);
	hash = (hash ^ decision->step) * UINT64_C(1099511628211);
	return (hash ^ decision->open) * UINT64_C(1099511628211);
}

/* Looks at the interaction of the demand that was not looked at the longest. True
 * when its counts differ from those told last. */
static bool
look(struct router *router, struct demand *demand, struct decision *out)
{
	struct interaction *interaction =
	    LIST_OF(list_take(&demand->looks), struct interaction, look);
	uint64_t hash;

	list_append(&demand->looks, &interaction->look);
	interaction->looked = true;
	interaction->looked_at_ms = router->now_ms;
	interaction->looked_change = demand->change;
	demand_look_next(router, demand);
	if (interaction->hold_until_ms > router->now_ms)
		return false;
	describe(router, interaction, TIER_REST, out);
	out->kind = DECISION_NOBODY;
	hash = counts_hash(out);
	if (interaction->told && interaction->told_hash == hash)
		return false;
	interaction->told = true;
	interaction->told_hash = hash;
	return true;
}

static bool
decide_nobody(struct router *router, struct decision *out)
{
	const struct order_item *top;

	for (int looks = 0; looks < LOOKS_MAX; looks++) {
		top = order_first(&router->late);
		if (top == NULL || top->key.a > router->now_ms)
			return false;
		if (look(router, ORDER_OF(top->position, struct demand, late), out))
			return true;
	}
	return false;
}

bool
router_decide(struct router *router, int64_t now_ms, struct decision *out)
{
	router_advance(router, now_ms);
	demand_build(router);
	return decide_offer(router, out) || overflow_decide(router, out) ||
	    decide_nobody(router, out);
}
