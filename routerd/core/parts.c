/* parts - finds and adds the things of a router by id; see parts.h */
#include "routerd/core/parts.h"

#include <stdlib.h>
#include <string.h>

enum { ARRAY_FIRST_CAP = 8 };

/* Grows an array of pointers or needs so that one more fits. */
static void *
room_for_one(void *array, uint32_t count, uint32_t *cap, size_t size)
{
	if (count < *cap)
		return array;
	*cap = *cap == 0 ? ARRAY_FIRST_CAP : *cap * 2;
	return mem_grow(array, *cap * size);
}

static int
limit_reached(struct err *err, const char *what, uint32_t limit)
{
	return err_set(err, ERR_OVERLOAD, NULL, "the router holds at most %u %s", limit, what);
}

struct queue *
parts_queue(struct router *router, int64_t id, struct err *err)
{
	struct queue *queue = idmap_find(&router->queues, id);

	if (queue != NULL)
		return queue;
	if (router->queues.count == ROUTER_QUEUES_MAX) {
		limit_reached(err, "queues", ROUTER_QUEUES_MAX);
		return NULL;
	}
	queue = slab_take(&router->queue_slab);
	queue->now.id = id;
	list_init(&queue->idle);
	list_init(&queue->upstream);
	idmap_add(&router->queues, id, queue);
	return queue;
}

struct agent *
parts_agent(struct router *router, int64_t id, struct err *err)
{
	struct agent *agent = idmap_find(&router->agents, id);

	if (agent != NULL)
		return agent;
	if (router->agents.count == ROUTER_AGENTS_MAX) {
		limit_reached(err, "agents", ROUTER_AGENTS_MAX);
		return NULL;
	}
	agent = slab_take(&router->agent_slab);
	agent->now.id = id;
	idmap_add(&router->agents, id, agent);
	return agent;
}

/* The first place in an agent's members whose queue is not below the id. */
static uint32_t
place_by_queue(const struct agent *agent, int64_t queue)
{
	uint32_t low = 0, high = agent->member_count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (agent->members[middle]->queue->now.id < queue)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static uint32_t
place_by_agent(const struct queue *queue, int64_t agent)
{
	uint32_t low = 0, high = queue->member_count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (queue->members[middle]->agent->now.id < agent)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct member *
parts_member(const struct agent *agent, int64_t queue)
{
	uint32_t at = place_by_queue(agent, queue);

	if (at == agent->member_count || agent->members[at]->queue->now.id != queue)
		return NULL;
	return agent->members[at];
}

static void
insert(struct member **members, uint32_t *count, uint32_t at, struct member *member)
{
	memmove(members + at + 1, members + at, (*count - at) * sizeof(void *));
	members[at] = member;
	(*count)++;
}

static void
erase(struct member **members, uint32_t *count, uint32_t at)
{
	(*count)--;
	memmove(members + at, members + at + 1, (*count - at) * sizeof(void *));
}

int
parts_member_add(struct router *router, struct agent *agent, struct queue *queue, struct err *err)
{
	struct member *member;

	if (agent->member_count == ROUTER_AGENT_QUEUES_MAX)
		return limit_reached(err, "queues of one agent", ROUTER_AGENT_QUEUES_MAX);
	member = slab_take(&router->member_slab);
	member->agent = agent;
	member->queue = queue;
	agent->members =
	    room_for_one(agent->members, agent->member_count, &agent->member_cap, sizeof(void *));
	insert(agent->members, &agent->member_count, place_by_queue(agent, queue->now.id), member);
	queue->members =
	    room_for_one(queue->members, queue->member_count, &queue->member_cap, sizeof(void *));
	insert(queue->members, &queue->member_count, place_by_agent(queue, agent->now.id), member);
	demand_dirty(router, queue);
	return 0;
}

void
parts_member_drop(struct router *router, struct member *member)
{
	struct agent *agent = member->agent;
	struct queue *queue = member->queue;

	erase(agent->members, &agent->member_count, place_by_queue(agent, queue->now.id));
	erase(queue->members, &queue->member_count, place_by_agent(queue, agent->now.id));
	slab_give(&router->member_slab, member);
	demand_dirty(router, queue);
}

struct interaction *
parts_interaction(struct router *router, int64_t id, struct err *err)
{
	struct interaction *interaction = idmap_find(&router->interactions, id);

	if (interaction != NULL)
		return interaction;
	if (router->interactions.count == ROUTER_INTERACTIONS_MAX) {
		limit_reached(err, "interactions", ROUTER_INTERACTIONS_MAX);
		return NULL;
	}
	interaction = slab_take(&router->interaction_slab);
	interaction->now.id = id;
	idmap_add(&router->interactions, id, interaction);
	return interaction;
}

void
parts_interaction_drop(struct router *router, struct interaction *interaction)
{
	idmap_remove(&router->interactions, interaction->now.id);
	order_remove(&router->interaction_timers, &interaction->timer);
	list_remove(&router->graves, &interaction->grave);
	free(interaction->cooldowns);
	slab_give(&router->interaction_slab, interaction);
}

struct router *
router_new(void)
{
	struct router *router = mem_zero(1, sizeof(*router));

	slab_init(&router->queue_slab, sizeof(struct queue));
	slab_init(&router->agent_slab, sizeof(struct agent));
	slab_init(&router->member_slab, sizeof(struct member));
	slab_init(&router->demand_slab, sizeof(struct demand));
	slab_init(&router->interaction_slab, sizeof(struct interaction));
	slab_init(&router->line_slab, sizeof(struct line));
	list_init(&router->dirty);
	list_init(&router->graves);
	return router;
}

static void
queue_fini(struct router *router, struct queue *queue)
{
	for (uint32_t column = 0; column < queue->columns; column++)
		if (queue->demands[column] != NULL)
			demand_free(router, queue->demands[column]);
	free(queue->members);
	free(queue->demands);
	free(queue->candidates);
	order_fini(&queue->within);
	order_fini(&queue->beyond);
}

/* The arrays that queues, agents and interactions own. */
static void
arrays_fini(struct router *router)
{
	for (size_t i = 0; i < router->queues.cap; i++)
		if (router->queues.slots[i].thing != NULL)
			queue_fini(router, router->queues.slots[i].thing);
	for (size_t i = 0; i < router->agents.cap; i++) {
		struct agent *agent = router->agents.slots[i].thing;

		if (agent != NULL) {
			free(agent->members);
			free(agent->skills);
		}
	}
	for (size_t i = 0; i < router->interactions.cap; i++) {
		struct interaction *interaction = router->interactions.slots[i].thing;

		if (interaction != NULL)
			free(interaction->cooldowns);
	}
}

void
router_free(struct router *router)
{
	if (router == NULL)
		return;
	arrays_fini(router);
	idmap_fini(&router->queues);
	idmap_fini(&router->agents);
	idmap_fini(&router->interactions);
	order_fini(&router->ready);
	order_fini(&router->late);
	order_fini(&router->agent_timers);
	order_fini(&router->interaction_timers);
	order_fini(&router->overflows);
	order_scratch_fini(&router->line_scratch);
	order_scratch_fini(&router->waiting_scratch);
	order_scratch_fini(&router->agent_scratch);
	slab_fini(&router->queue_slab);
	slab_fini(&router->agent_slab);
	slab_fini(&router->member_slab);
	slab_fini(&router->demand_slab);
	slab_fini(&router->interaction_slab);
	slab_fini(&router->line_slab);
	free(router);
}
