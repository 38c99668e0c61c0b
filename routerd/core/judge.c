/* judge - see judge.h */
#include "routerd/core/judge.h"

static enum verdict
gate_of(const struct router_agent *agent, enum router_medium medium, int64_t now_ms)
{
	const struct router_use *use = &agent->use[medium];

	if (use->limit == 0 || use->count_limit == 0)
		return VERDICT_MEDIUM;
	if (agent->emergency_until_ms > now_ms)
		return VERDICT_EMERGENCY;
	if (agent->status != ROUTER_AVAILABLE)
		return VERDICT_STATUS;
	if (agent->stop_new)
		return VERDICT_STOP_NEW;
	if (agent->lease != ROUTER_LEASE_LIVE)
		return VERDICT_LEASE;
	return VERDICT_ELIGIBLE;
}

/* With or without what is in wrap-up. */
static int32_t
free_load(const struct agent *agent, enum router_medium medium, bool with_wrap_up)
{
	const struct router_use *use = &agent->now.use[medium];
	enum router_medium other = medium == ROUTER_CHAT ? ROUTER_VOICE : ROUTER_CHAT;
	const struct router_use *beside = &agent->now.use[other];
	int32_t load, wrap_load = with_wrap_up ? 0 : use->wrap_load;
	int32_t count = use->count + agent->reserved_count[medium];
	int32_t count_beside = beside->count + agent->reserved_count[other];

	if (!with_wrap_up) {
		count -= use->wrap_count;
		count_beside -= beside->wrap_count;
	}
	if (count >= use->count_limit || (count_beside > 0 && !agent->now.blending))
		return 0;
	load = use->load - wrap_load + agent->reserved_load[medium];
	return load < use->limit ? use->limit - load : 0;
}

struct standing
judge_standing(const struct agent *agent, enum router_medium medium, int64_t now_ms)
{
	const struct router_use *use = &agent->now.use[medium];
	struct standing standing = { .gate = gate_of(&agent->now, medium, now_ms) };

	standing.tenant = agent->known ? agent->now.tenant : 0;
	standing.away = agent->now.status == ROUTER_LOGGED_OUT;
	if (standing.gate != VERDICT_ELIGIBLE)
		return standing;
	standing.free = free_load(agent, medium, true);
	standing.free_but_wrap_up = free_load(agent, medium, false);
	if (standing.free == 0)
		return standing;
	standing.share = (use->load + agent->reserved_load[medium]) * JUDGE_SHARE_ONE / use->limit;
	standing.idle_since_ms = agent->now.idle_since_ms;
	return standing;
}

bool
judge_same(const struct standing *x, const struct standing *y)
{
	return x->tenant == y->tenant && x->gate == y->gate && x->away == y->away &&
	    x->free == y->free && x->free_but_wrap_up == y->free_but_wrap_up &&
	    x->share == y->share && x->idle_since_ms == y->idle_since_ms;
}

static const struct router_need *
skill_find(const struct agent *agent, int64_t skill)
{
	uint32_t low = 0, high = agent->skill_count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (agent->skills[middle].skill < skill)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == agent->skill_count || agent->skills[low].skill != skill)
		return NULL;
	return &agent->skills[low];
}

enum verdict
judge_fit(
    const struct agent *agent, const struct router_need *needs, uint32_t need_count, int32_t *level)
{
	enum verdict fit = VERDICT_ELIGIBLE;

	*level = need_count == 0 ? 0 : ROUTER_LEVEL_MAX;
	for (uint32_t i = 0; i < need_count; i++) {
		const struct router_need *held = skill_find(agent, needs[i].skill);

		if (held == NULL) {
			*level = 0;
			return VERDICT_SKILL;
		}
		if (held->level < needs[i].level)
			fit = VERDICT_LEVEL;
		if (held->level < *level)
			*level = held->level;
	}
	return fit;
}

enum verdict
judge_member(const struct member *member, uint32_t step, int64_t tenant,
    const struct standing *standing, enum verdict fit, int32_t weight)
{
	if (!widen_serves(member, step))
		return VERDICT_MEMBERSHIP;
	if (standing->tenant == 0)
		return VERDICT_STATUS; /* never logged in */
	if (standing->tenant != tenant)
		return VERDICT_MEMBERSHIP;
	if (standing->gate == VERDICT_MEDIUM)
		return VERDICT_MEDIUM;
	if (fit != VERDICT_ELIGIBLE)
		return fit;
	if (standing->gate != VERDICT_ELIGIBLE)
		return standing->gate;
	if (weight <= standing->free)
		return VERDICT_ELIGIBLE;
	return weight <= standing->free_but_wrap_up ? VERDICT_WRAP_UP : VERDICT_CAPACITY;
}

int32_t
judge_weight(const struct queue *queue, enum router_medium medium)
{
	return medium == ROUTER_CHAT ? queue->now.weight : ROUTER_UNIT;
}

struct order_key
judge_key(const struct agent *agent, const struct standing *standing, int32_t level)
{
	return (struct order_key){
		.a = (int64_t)(ROUTER_LEVEL_MAX - level) * 2 * JUDGE_SHARE_ONE + standing->share,
		.b = standing->idle_since_ms,
		.c = agent->now.id,
	};
}

struct decision_candidate
judge_values(struct order_key key, int64_t now_ms)
{
	int64_t share = key.a % (2 * JUDGE_SHARE_ONE);

	return (struct decision_candidate){
		.agent = key.c,
		.level = (int32_t)(ROUTER_LEVEL_MAX - key.a / (2 * JUDGE_SHARE_ONE)),
		.share = (int32_t)(share * 10000 / JUDGE_SHARE_ONE),
		.idle_ms = now_ms > key.b ? now_ms - key.b : 0,
	};
}
