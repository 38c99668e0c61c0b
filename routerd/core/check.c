/* check - see check.h */
#include "routerd/core/check.h"

int
check_wrong(struct err *err, const char *field)
{
	return err_set(err, ERR_INVALID, field, "%s is out of range", field);
}

bool
check_within(int64_t value, int64_t low, int64_t high)
{
	return low <= value && value <= high;
}

static bool
offer_valid(int64_t offer_ms)
{
	return offer_ms == 0 || check_within(offer_ms, ROUTER_OFFER_MIN_MS, ROUTER_OFFER_MAX_MS);
}

int
check_ids(int64_t id, int64_t tenant, int64_t version, struct err *err)
{
	if (id < 1)
		return check_wrong(err, "id");
	if (tenant < 1)
		return check_wrong(err, "tenant");
	return version < 1 ? check_wrong(err, "version") : 0;
}

static bool
step_valid(const struct router_step *step, int64_t before_ms)
{
	return step->after_ms > before_ms && step->after_ms <= ROUTER_WAIT_MAX_MS &&
	    step->drop >= 0 && check_within(step->priority, 0, ROUTER_PRIORITY_MAX) &&
	    (step->level == 0 || check_within(step->level, ROUTER_LEVEL_MIN, ROUTER_LEVEL_MAX));
}

static int
check_steps(const struct router_queue *state, struct err *err)
{
	if (state->step_count > ROUTER_STEPS_MAX)
		return check_wrong(err, "steps");
	for (uint32_t i = 0; i < state->step_count; i++)
		if (!step_valid(&state->steps[i], i == 0 ? 0 : state->steps[i - 1].after_ms))
			return check_wrong(err, "steps");
	return 0;
}

int
check_queue(const struct router_queue *state, struct err *err)
{
	if (check_ids(state->id, state->tenant, state->version, err) != 0)
		return -1;
	if (!check_within(state->medium, 0, ROUTER_MEDIA - 1))
		return check_wrong(err, "medium");
	if (!check_within(state->on_miss, 0, ROUTER_MISSES - 1))
		return check_wrong(err, "on_miss");
	if (!offer_valid(state->offer_ms))
		return check_wrong(err, "offer_ms");
	if (!check_within(state->wrap_ms, 0, ROUTER_WAIT_MAX_MS))
		return check_wrong(err, "wrap_ms");
	if (!check_within(state->weight, 1, ROUTER_LOAD_MAX))
		return check_wrong(err, "weight");
	if (!check_within(state->priority, 1, ROUTER_PRIORITY_MAX))
		return check_wrong(err, "priority");
	if (!check_within(state->last_wait_ms, 0, ROUTER_LAST_WAIT_MAX_MS))
		return check_wrong(err, "last_wait_ms");
	if (!check_within(state->overflow_after_ms, 0, ROUTER_WAIT_MAX_MS + 1))
		return check_wrong(err, "overflow_after_ms");
	if (!check_within(state->overflow_length, 0, ROUTER_INTERACTIONS_MAX))
		return check_wrong(err, "overflow_length");
	if (state->overflow_queue < 0)
		return check_wrong(err, "overflow_queue");
	return check_steps(state, err);
}

static int
check_use(const struct router_use *use, struct err *err)
{
	if (!check_within(use->load, 0, ROUTER_LOAD_MAX))
		return check_wrong(err, "load");
	if (!check_within(use->limit, 0, ROUTER_LOAD_MAX))
		return check_wrong(err, "limit");
	if (!check_within(use->count, 0, ROUTER_COUNT_MAX))
		return check_wrong(err, "count");
	if (!check_within(use->count_limit, 0, ROUTER_COUNT_MAX))
		return check_wrong(err, "count_limit");
	if (!check_within(use->wrap_load, 0, use->load))
		return check_wrong(err, "wrap_load");
	return check_within(use->wrap_count, 0, use->count) ? 0 : check_wrong(err, "wrap_count");
}

int
check_agent(const struct router_agent *state, struct err *err)
{
	if (check_ids(state->id, state->tenant, state->version, err) != 0)
		return -1;
	if (!check_within(state->status, 0, ROUTER_STATUSES - 1))
		return check_wrong(err, "status");
	if (!check_within(state->lease, 0, ROUTER_LEASES - 1))
		return check_wrong(err, "lease");
	if (!check_within(state->idle_since_ms, -CHECK_TIME_MAX_MS, CHECK_TIME_MAX_MS))
		return check_wrong(err, "idle_since_ms");
	if (!offer_valid(state->offer_ms))
		return check_wrong(err, "offer_ms");
	if (check_use(&state->use[ROUTER_CHAT], err) != 0)
		return -1;
	return check_use(&state->use[ROUTER_VOICE], err);
}

static int
check_needs(const struct router_interaction *state, struct err *err)
{
	if (state->need_count > ROUTER_NEEDS_MAX)
		return check_wrong(err, "needs");
	for (uint32_t i = 0; i < state->need_count; i++) {
		if (state->needs[i].skill < 1 ||
		    !check_within(state->needs[i].level, ROUTER_LEVEL_MIN, ROUTER_LEVEL_MAX))
			return check_wrong(err, "needs");
		for (uint32_t j = 0; j < i; j++)
			if (state->needs[j].skill == state->needs[i].skill)
				return err_set(
				    err, ERR_INVALID, "needs", "a skill stands twice in needs");
	}
	return 0;
}

int
check_interaction(const struct router_interaction *state, struct err *err)
{
	if (check_ids(state->id, state->tenant, state->version, err) != 0)
		return -1;
	if (state->queue < 1)
		return check_wrong(err, "queue");
	if (!check_within(state->medium, 0, ROUTER_MEDIA - 1))
		return check_wrong(err, "medium");
	if (!check_within(state->priority, 0, ROUTER_PRIORITY_MAX))
		return check_wrong(err, "priority");
	if (!check_within(state->entered_at_ms, -CHECK_TIME_MAX_MS, CHECK_TIME_MAX_MS))
		return check_wrong(err, "entered_at_ms");
	if (!check_within(state->place_at_ms, -CHECK_TIME_MAX_MS, CHECK_TIME_MAX_MS))
		return check_wrong(err, "place_at_ms");
	if (!check_within(state->state, 0, ROUTER_STATES - 1))
		return check_wrong(err, "state");
	if (state->last_agent < 0)
		return check_wrong(err, "last_agent");
	return check_needs(state, err);
}
