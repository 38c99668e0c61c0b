/*
 * line - those who wait with a demand, by whom they wait for: one line of those whom anybody may take,
 * and one for each agent who served some of them last (affinity.c). See parts.h.
 *
 * A line stands in the demand's `lines` while somebody could take from it, so that a decision never
 * walks past those who wait for an agent who is busy.
 */
#include "routerd/core/parts.h"

/* Whether somebody could take from it: the agent it waits for, or anybody while they are not there. */
static bool
is_open(const struct router *router, const struct demand *demand, const struct line *line)
{
	const struct candidate *candidate =
	    line->agent == 0 ? NULL : demand_candidate_of(router, demand, line->agent);

	return candidate == NULL || !candidate->present || candidate->position != 0;
}

/* Of a dirty queue no candidate can be read: line_build() follows. */
static bool
place(struct router *router, struct demand *demand, struct line *line)
{
	if (line->waiting.count > 0 && demand->queue->dirty)
		return false;
	if (line->waiting.count > 0 && is_open(router, demand, line))
		order_put(&demand->lines, &line->place, order_first(&line->waiting)->key);
	else
		order_remove(&demand->lines, &line->place);
	return line->place != 0;
}

static struct line *
line_get(struct router *router, struct demand *demand, int64_t agent)
{
	struct line *line = agent == 0 ? &demand->common : idmap_find(&demand->lines_of, agent);

	if (line != NULL)
		return line;
	line = slab_take(&router->line_slab);
	line->agent = agent;
	idmap_add(&demand->lines_of, agent, line);
	return line;
}

bool
line_join(struct router *router, struct interaction *interaction)
{
	struct demand *demand = interaction->demand;
	struct line *line = line_get(router, demand, affinity_awaited(router, interaction));

	interaction->line = line;
	order_put(&line->waiting, &interaction->waiting, demand_waiting_key(interaction));
	return place(router, demand, line);
}

void
line_leave(struct router *router, struct interaction *interaction)
{
	struct demand *demand = interaction->demand;
	struct line *line = interaction->line;

	interaction->line = NULL;
	order_remove(&line->waiting, &interaction->waiting);
	(void)place(router, demand, line);
	if (line->agent == 0 || line->waiting.count > 0)
		return;
	idmap_remove(&demand->lines_of, line->agent);
	order_fini(&line->waiting);
	slab_give(&router->line_slab, line);
}

bool
line_sort(struct router *router, struct interaction *interaction)
{
	if (interaction->line->agent == affinity_awaited(router, interaction))
		return false;
	line_leave(router, interaction);
	return line_join(router, interaction);
}

bool
line_agent(struct router *router, struct demand *demand, int64_t agent)
{
	struct line *line = idmap_find(&demand->lines_of, agent);

	return line != NULL && place(router, demand, line);
}

void
line_build(struct router *router, struct demand *demand)
{
	list_for_each (&demand->looks, link) {
		struct interaction *interaction = LIST_OF(link, struct interaction, look);

		order_put(&interaction->line->waiting, &interaction->waiting,
		    demand_waiting_key(interaction));
	}
	(void)place(router, demand, &demand->common);
	for (size_t i = 0; i < demand->lines_of.cap; i++)
		if (demand->lines_of.slots[i].thing != NULL)
			(void)place(router, demand, demand->lines_of.slots[i].thing);
}

void
line_fini(struct router *router, struct demand *demand)
{
	for (size_t i = 0; i < demand->lines_of.cap; i++) {
		struct line *line = demand->lines_of.slots[i].thing;

		if (line == NULL)
			continue;
		order_fini(&line->waiting);
		slab_give(&router->line_slab, line);
	}
	idmap_fini(&demand->lines_of);
	order_fini(&demand->common.waiting);
	order_fini(&demand->lines);
}
