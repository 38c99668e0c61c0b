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

/* Only while it stands in a demand that is built. */
static const struct candidate *
last_of(const struct router *router, const struct interaction *interaction)
{
	const struct agent *agent = NULL;
	const struct member *member = NULL;

	if (interaction->queue->now.prefer_last && interaction->now.last_agent != 0)
		agent = idmap_find(&router->agents, interaction->now.last_agent);
	if (agent != NULL)
		member = parts_member(agent, interaction->queue->now.id);
	return member == NULL ? NULL : demand_candidate(interaction->demand, member);
}

const struct candidate *
affinity_only(const struct router *router, const struct interaction *interaction)
{
	const struct cooldown *cooldown;
	const struct candidate *last;

	if (affinity_until(interaction) <= router->now_ms)
		return NULL;
	last = last_of(router, interaction);
	cooldown = cooldown_of(interaction, interaction->now.last_agent);
	if (last == NULL || !last->present ||
	    (cooldown != NULL && cooldown_holds(cooldown, router->now_ms)))
		return NULL;
	return last;
}

const struct candidate *
affinity_preferred(const struct router *router, const struct interaction *interaction)
{
	const struct candidate *last = last_of(router, interaction);

	return last != NULL && last->position != 0 ? last : NULL;
}
