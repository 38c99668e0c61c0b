/*
 * overflow - what waits in a queue that does something else with it after a time, from a place in the line
 * on, or while nobody who serves it is logged in (RT-9). See parts.h.
 *
 * Whoever has waited for long enough, stands behind the first N or waits in a queue without staff is due. The
 * first N are a heap with the last of them on top, the others one with the first on top: who comes or goes
 * moves at most one over the border.
 */
#include "routerd/core/parts.h"

enum { AGAIN_MS = 1000, DOUBLINGS_MAX = 9 };

static bool
wants(const struct router_queue *queue)
{
	return queue->overflow_after_ms != 0 || queue->overflow_length != 0 ||
	    queue->overflow_unstaffed;
}

static bool
is_open(const struct queue *queue)
{
	return queue != NULL && queue->known && queue->now.open;
}

static bool
may(const struct router *router, const struct interaction *interaction)
{
	const struct queue *queue = interaction->queue;
	int64_t to = queue->now.overflow_queue;

	return wants(&queue->now) && is_open(queue) &&
	    queue->now.tenant == interaction->now.tenant &&
	    (to == 0 || is_open(idmap_find(&router->queues, to)));
}

static bool
lacks_staff(const struct queue *queue)
{
	return queue->now.overflow_unstaffed && queue->staffed == 0;
}

/* INT64_MAX: no waiting time is too long. */
static int64_t
waited_at(const struct interaction *interaction)
{
	int64_t after_ms = interaction->queue->now.overflow_after_ms;

	return after_ms == 0 ? INT64_MAX : interaction->now.entered_at_ms + after_ms;
}

/* INT64_MAX: never, as things are. */
static int64_t
due_at(const struct router *router, const struct interaction *interaction)
{
	const struct queue *queue = interaction->queue;

	if (!may(router, interaction))
		return INT64_MAX;
	if (lacks_staff(queue) || interaction->is_beyond)
		return INT64_MIN;
	return waited_at(interaction);
}

/* A rest is of one cause. Only waiting time comes up beside another. */
static int64_t
rests_until(const struct interaction *interaction)
{
	int64_t until_ms = interaction->overflow_rest_ms, waited_ms = waited_at(interaction);

	if (interaction->overflow_cause == OVERFLOW_LENGTH && waited_ms < until_ms)
		return waited_ms;
	return until_ms;
}

static void
arm(struct router *router, struct interaction *interaction)
{
	int64_t at_ms = due_at(router, interaction);

	if (at_ms == INT64_MAX) {
		order_remove(&router->overflows, &interaction->overflow);
		return;
	}
	if (at_ms < rests_until(interaction))
		at_ms = rests_until(interaction);
	order_put(&router->overflows, &interaction->overflow,
	    (struct order_key){ .a = at_ms, .b = interaction->now.id });
}

void
overflow_fresh(struct interaction *interaction)
{
	interaction->overflow_tries = 0;
	interaction->overflow_rest_ms = INT64_MIN;
}

/* ---- the first N ------------------------------------------------------------ */

static struct order_key
rank_key(const struct interaction *interaction)
{
	const struct router_interaction *now = &interaction->now;

	return (struct order_key){
		.a = now->priority != 0 ? now->priority : interaction->queue->now.priority,
		.b = now->place_at_ms != 0 ? now->place_at_ms : now->entered_at_ms,
		.c = now->id,
	};
}

static void
put_within(struct interaction *interaction)
{
	struct order_key key = rank_key(interaction);

	interaction->is_beyond = false;
	order_put(&interaction->queue->within, &interaction->rank,
	    (struct order_key){ -key.a, -key.b, -key.c });
}

static void
put_beyond(struct interaction *interaction)
{
	interaction->is_beyond = true;
	order_put(&interaction->queue->beyond, &interaction->rank, rank_key(interaction));
}

static struct interaction *
take_first(struct order *order)
{
	struct interaction *first =
	    ORDER_OF(order_first(order)->position, struct interaction, rank);

	order_remove(order, &first->rank);
	return first;
}

static void
rank(struct router *router, struct interaction *interaction)
{
	struct queue *queue = interaction->queue;
	struct interaction *last;

	if (queue->now.overflow_length == 0 || queue->now.tenant != interaction->now.tenant)
		return;
	put_within(interaction);
	if (queue->within.count <= (uint32_t)queue->now.overflow_length)
		return;
	last = take_first(&queue->within);
	put_beyond(last);
	if (last == interaction)
		return;
	overflow_fresh(last); /* what it was tried for before is over */
	arm(router, last);
}

static void
unrank(struct router *router, struct interaction *interaction)
{
	struct queue *queue = interaction->queue;
	struct interaction *next;

	if (interaction->rank == 0)
		return;
	if (interaction->is_beyond) {
		order_remove(&queue->beyond, &interaction->rank);
		interaction->is_beyond = false;
		return;
	}
	order_remove(&queue->within, &interaction->rank);
	if (queue->beyond.count == 0)
		return;
	next = take_first(&queue->beyond);
	put_within(next);
	arm(router, next);
}

/* ---- who comes and goes ----------------------------------------------------- */

void
overflow_join(struct router *router, struct interaction *interaction)
{
	if (!wants(&interaction->queue->now))
		return;
	rank(router, interaction);
	arm(router, interaction);
}

void
overflow_leave(struct router *router, struct interaction *interaction)
{
	order_remove(&router->overflows, &interaction->overflow);
	unrank(router, interaction);
}

/* ---- the queue -------------------------------------------------------------- */

static void
each_waiting(struct router *router, struct queue *queue,
    void (*act)(struct router *router, struct interaction *interaction))
{
	for (uint32_t column = 0; column < queue->columns; column++) {
		if (queue->demands[column] == NULL)
			continue;
		list_for_each (&queue->demands[column]->looks, link)
			act(router, LIST_OF(link, struct interaction, look));
	}
}

static void
forget(struct router *router, struct interaction *interaction)
{
	order_remove(&router->overflows, &interaction->overflow);
	interaction->rank = 0;
	interaction->is_beyond = false;
	overflow_fresh(interaction);
}

void
overflow_queue(struct router *router, struct queue *queue)
{
	if (!queue->overflows && !wants(&queue->now))
		return;
	queue->overflows = wants(&queue->now);
	each_waiting(router, queue, forget);
	order_clear(&queue->within);
	order_clear(&queue->beyond);
	each_waiting(router, queue, overflow_join);
}

int
overflow_to(struct router *router, struct queue *queue, int64_t to, struct err *err)
{
	struct queue *next = to == 0 ? NULL : parts_queue(router, to, err);

	if (to != 0 && next == NULL)
		return -1;
	if (queue->downstream != NULL)
		list_remove(&queue->downstream->upstream, &queue->upstream_link);
	queue->downstream = next;
	if (next != NULL)
		list_append(&next->upstream, &queue->upstream_link);
	return 0;
}

void
overflow_into(struct router *router, struct queue *queue)
{
	list_for_each (&queue->upstream, link) {
		router->upstream_steps++;
		overflow_queue(router, LIST_OF(link, struct queue, upstream_link));
	}
}

void
overflow_staff(struct router *router, struct member *member)
{
	const struct agent *agent = member->agent;
	struct queue *queue = member->queue;
	bool staffs = member->is_member && member->enabled && agent->known &&
	    agent->now.status != ROUTER_LOGGED_OUT && agent->now.tenant == queue->now.tenant;

	if (staffs == member->staffs)
		return;
	member->staffs = staffs;
	queue->staffed = staffs ? queue->staffed + 1 : queue->staffed - 1;
	if (queue->staffed == (staffs ? 1 : 0) && queue->now.overflow_unstaffed)
		overflow_queue(router, queue);
}

/* ---- the decision ----------------------------------------------------------- */

static enum overflow_cause
cause_of(const struct interaction *interaction, int64_t now_ms)
{
	const struct queue *queue = interaction->queue;

	if (lacks_staff(queue))
		return OVERFLOW_UNSTAFFED;
	if (waited_at(interaction) <= now_ms)
		return OVERFLOW_WAITING_TIME;
	return OVERFLOW_LENGTH;
}

static void
rest(struct router *router, struct interaction *interaction, enum overflow_cause cause)
{
	uint32_t doublings;

	if (cause != interaction->overflow_cause)
		overflow_fresh(interaction);
	interaction->overflow_cause = cause;
	doublings = interaction->overflow_tries;
	if (doublings < DOUBLINGS_MAX)
		interaction->overflow_tries++;
	interaction->overflow_rest_ms = router->now_ms + ((int64_t)AGAIN_MS << doublings);
	arm(router, interaction);
}

bool
overflow_decide(struct router *router, struct decision *out)
{
	const struct order_item *top = order_first(&router->overflows);
	struct interaction *interaction;

	if (router->overflows_held || top == NULL || top->key.a > router->now_ms)
		return false;
	interaction = ORDER_OF(top->position, struct interaction, overflow);
	*out = (struct decision){
		.kind = DECISION_OVERFLOW,
		.at_ms = router->now_ms,
		.tenant = interaction->now.tenant,
		.queue = interaction->now.queue,
		.interaction = interaction->now.id,
		.interaction_version = interaction->now.version,
		.open = true,
		.cause = cause_of(interaction, router->now_ms),
	};
	rest(router, interaction, out->cause);
	return true;
}
