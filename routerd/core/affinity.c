/*
 * affinity - the agent who served the customer last: first if the queue prefers them, and for a while
 * the only one. See parts.h.
 */
#include "routerd/core/parts.h"

int64_t
affinity_until(const struct interaction *interaction)
{
	const struct router_queue *queue = &interaction->queue->now;

	if (!queue->prefer_last || queue->last_wait_ms == 0 || interaction->now.last_agent == 0)
		return INT64_MIN;
	return interaction->now.entered_at_ms + queue->last_wait_ms;
}

int64_t
affinity_awaited(const struct router *router, const struct interaction *interaction)
{
	const struct cooldown *cooldown;

	if (affinity_until(interaction) <= router->now_ms)
		return 0;
	cooldown = cooldown_of(interaction, interaction->now.last_agent);
	if (cooldown != NULL && cooldown_holds(cooldown, router->now_ms))
		return 0;
	return interaction->now.last_agent;
}

const struct candidate *
affinity_only(const struct router *router, const struct interaction *interaction)
{
	int64_t agent = affinity_awaited(router, interaction);
	const struct candidate *last =
	    agent == 0 ? NULL : demand_candidate_of(router, interaction->demand, agent);

	return last != NULL && last->present ? last : NULL;
}

const struct candidate *
affinity_preferred(const struct router *router, const struct interaction *interaction)
{
	const struct candidate *last = NULL;

	if (interaction->queue->now.prefer_last && interaction->now.last_agent != 0)
		last =
		    demand_candidate_of(router, interaction->demand, interaction->now.last_agent);
	return last != NULL && last->position != 0 ? last : NULL;
}
