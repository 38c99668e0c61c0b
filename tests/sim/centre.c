/* centre - see centre.h */
#include "tests/sim/centre.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/str.h"
#include "routerd/core/order.h"
#include "routerd/core/router.h"
#include "tests/sim/line.h"

enum {
	START_MS = 1000,
	OPEN_MAX = 1 << 18, /* ids between the oldest waiting interaction and the newest */
	OWN_LEVEL = 80,
	OTHER_LEVEL = 40,
	STEP = 17, /* between the queues of one agent */
};

_Static_assert((int)CENTRE_GROUP_MAX <= (int)LINE_AGENTS_MAX, "a line holds a queue's agents");

/* At one time ends come before arrivals. */
enum event { EVENT_END, EVENT_ARRIVAL };

struct queue {
	struct centre_plan plan;
	uint64_t gaps, works; /* random streams */
	double gap_ms; /* mean */
	uint32_t next; /* in `events`: the next arrival */
	struct line line;
	int64_t newest; /* id of the newest that was answered */
	struct centre_day *days;
};

struct agent {
	struct router_agent row;
	uint32_t end; /* in `events`, while handling */
	struct router_interaction handled;
};

struct waiting {
	int64_t id, arrived_ms; /* id 0 = not waiting */
	int32_t queue;
};

struct centre {
	struct router *router;
	int queues_per_agent, days;
	bool mirrored;
	int64_t now_ms, end_ms, next_id;
	struct order events;
	struct queue queues[CENTRE_QUEUES]; /* id = index + 1 */
	struct agent agents[CENTRE_AGENTS]; /* id = index + 1 */
	struct waiting waiting[OPEN_MAX]; /* by id */
	struct centre_totals totals;
};

static void
must(int rc, const struct err *err)
{
	if (rc == 0)
		return;
	fprintf(stderr, "simulate: the core refused: %s\n", err->text);
	exit(1);
}

/* ---- chance ----------------------------------------------------------------- */

/* SplitMix64 (Steele, Lea, Flood 2014): every seed gives a good stream. */
static uint64_t
draw(uint64_t *stream)
{
	uint64_t z = (*stream += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static int64_t
draw_exponential_ms(const struct centre *centre, uint64_t *stream, double mean_ms)
{
	uint64_t bits = draw(stream) ^ (centre->mirrored ? UINT64_MAX : 0);
	double share = ((double)(bits >> 11) + 0.5) * 0x1p-53; /* between 0 and 1 */

	return llround(-log(share) * mean_ms);
}

/* ---- arrivals --------------------------------------------------------------- */

static struct centre_day *
day_at(const struct queue *queue, int64_t arrived_ms)
{
	return &queue->days[(arrived_ms - START_MS) / CENTRE_DAY_MS];
}

static void
plan_arrival(struct centre *centre, struct queue *queue)
{
	int64_t at_ms = centre->now_ms + draw_exponential_ms(centre, &queue->gaps, queue->gap_ms);

	if (at_ms < centre->end_ms)
		order_put(&centre->events, &queue->next,
		    (struct order_key){ at_ms, EVENT_ARRIVAL, queue - centre->queues });
	else
		order_remove(&centre->events, &queue->next);
}

static struct router_interaction
interaction_row(int64_t id, int32_t queue, int64_t entered_at_ms)
{
	return (struct router_interaction){ .id = id,
		.tenant = 1,
		.version = 1,
		.queue = queue + 1,
		.entered_at_ms = entered_at_ms,
		.need_count = 1,
		.needs = { { queue + 1, ROUTER_LEVEL_MIN } } };
}

static void
arrive(struct centre *centre, struct queue *queue)
{
	int64_t id = centre->next_id++;
	int32_t index = (int32_t)(queue - centre->queues);
	struct router_interaction row = interaction_row(id, index, centre->now_ms);
	struct waiting *waiting = &centre->waiting[id % OPEN_MAX];
	struct err err;

	if (waiting->id != 0)
		must(err_set(&err, ERR_INVALID, "id", "something waits for ever"), &err);
	*waiting = (struct waiting){ id, centre->now_ms, index };
	day_at(queue, centre->now_ms)->offered++;
	centre->totals.left++;
	must(router_interaction_set(centre->router, &row, &err), &err);
	plan_arrival(centre, queue);
}

/* ---- offers ----------------------------------------------------------------- */

static void
agent_row(struct centre *centre, struct agent *agent, int32_t change)
{
	struct err err;

	agent->row.version++;
	agent->row.use[ROUTER_CHAT].load += change * ROUTER_UNIT;
	agent->row.use[ROUTER_CHAT].count += change;
	must(router_agent_set(centre->router, &agent->row, &err), &err);
}

/* The line is told in the order of the answers: it knows of an agent who stood idle, not
 * of one who took the wrong interaction. */
static void
check_answer(
    struct centre *centre, struct queue *queue, const struct waiting *waiting, int64_t handle_ms)
{
	int64_t wait_ms = centre->now_ms - waiting->arrived_ms;

	if (line_wait(&queue->line, waiting->arrived_ms, handle_ms) != wait_ms)
		centre->totals.unlike_line++;
	if (waiting->id < queue->newest)
		centre->totals.overtaken++;
	else
		queue->newest = waiting->id;
}

static void
count_answer(
    struct centre *centre, struct queue *queue, const struct waiting *waiting, int64_t handle_ms)
{
	struct centre_day *day = day_at(queue, waiting->arrived_ms);
	int64_t wait_ms = centre->now_ms - waiting->arrived_ms;

	centre->totals.left--;
	day->answered++;
	day->in_time += wait_ms <= CENTRE_IN_TIME_MS;
	day->wait_ms += wait_ms;
	day->handle_ms += handle_ms;
	check_answer(centre, queue, waiting, handle_ms);
}

/* The row of the offer, then the one of the accept: the agent's idle time starts anew. */
static void
offer_and_accept(struct centre *centre, struct agent *agent, const struct decision *decision)
{
	struct router_interaction *row = &agent->handled;
	struct err err;

	agent_row(centre, agent, 1);
	row->version = decision->interaction_version + 1;
	row->state = ROUTER_OFFERED;
	must(router_confirm(centre->router, row->id, row->version, &err), &err);
	row->version++;
	row->state = ROUTER_ASSIGNED;
	agent->row.idle_since_ms = centre->now_ms;
	agent_row(centre, agent, 0);
	must(router_interaction_set(centre->router, row, &err), &err);
}

static void
carry_out(struct centre *centre, const struct decision *decision)
{
	struct waiting *waiting = &centre->waiting[decision->interaction % OPEN_MAX];
	struct agent *agent = &centre->agents[decision->agent - 1];
	struct queue *queue = &centre->queues[waiting->queue];
	int64_t handle_ms;
	struct err err;

	if (waiting->id != decision->interaction || agent->end != 0)
		must(err_set(&err, ERR_INVALID, "offer", "offered twice"), &err);
	agent->handled = interaction_row(waiting->id, waiting->queue, waiting->arrived_ms);
	offer_and_accept(centre, agent, decision);
	handle_ms = draw_exponential_ms(centre, &queue->works, queue->plan.handle_s * 1000.0);
	count_answer(centre, queue, waiting, handle_ms);
	waiting->id = 0;
	order_put(&centre->events, &agent->end,
	    (struct order_key){ centre->now_ms + handle_ms, EVENT_END, decision->agent });
}

/* Returns the number of offers. */
static int64_t
decide(struct centre *centre)
{
	int64_t offers = 0;
	struct decision decision;

	while (router_decide(centre->router, centre->now_ms, &decision))
		if (decision.kind == DECISION_OFFER) {
			carry_out(centre, &decision);
			offers++;
		} else {
			centre->totals.nobodies++;
		}
	centre->totals.offers += offers;
	return offers;
}

static void
end(struct centre *centre, struct agent *agent)
{
	struct err err;

	agent->handled.version++;
	agent->handled.state = ROUTER_GONE;
	must(router_interaction_set(centre->router, &agent->handled, &err), &err);
	agent_row(centre, agent, -1);
}

/* ---- time ------------------------------------------------------------------- */

/* What the router wants to be woken for before the next event. */
static void
sleep_until(struct centre *centre, int64_t at_ms)
{
	int64_t wake_ms;

	while ((wake_ms = router_wake_at(centre->router)) < at_ms) {
		centre->now_ms = wake_ms;
		centre->totals.late += decide(centre);
	}
	centre->now_ms = at_ms;
}

void
centre_run(struct centre *centre)
{
	const struct order_item *first;

	while ((first = order_first(&centre->events)) != NULL) {
		uint32_t *position = first->position;
		enum event event = (enum event)first->key.b;

		sleep_until(centre, first->key.a);
		if (event == EVENT_END) {
			order_remove(&centre->events, position);
			end(centre, ORDER_OF(position, struct agent, end));
		} else {
			arrive(centre, ORDER_OF(position, struct queue, next));
		}
		decide(centre);
	}
}

/* ---- the beginning and the end ---------------------------------------------- */

static void
add_queue(struct centre *centre, int32_t index, const struct centre_plan *plan, uint64_t *seeds)
{
	struct router_queue row = { .id = index + 1,
		.tenant = 1,
		.version = 1,
		.open = true,
		.weight = ROUTER_UNIT,
		.priority = 5 };
	struct queue *queue = &centre->queues[index];
	struct err err;

	*queue = (struct queue){ .plan = *plan,
		.gaps = draw(seeds),
		.works = draw(seeds),
		.gap_ms = plan->handle_s * 1000.0 / (plan->agents * plan->load_percent / 100.0),
		.line = { .agents = plan->agents },
		.days = mem_zero((size_t)centre->days + 1, sizeof(struct centre_day)) };
	must(router_queue_set(centre->router, &row, &err), &err);
	plan_arrival(centre, queue);
}

static void
add_membership(struct centre *centre, int64_t agent, int32_t queue, int32_t level)
{
	struct err err;

	must(router_member_set(centre->router, agent, queue + 1, true, &err), &err);
	must(router_skill_set(centre->router, agent, queue + 1, level, &err), &err);
}

static void
add_agent(struct centre *centre, int64_t id, int32_t own)
{
	struct agent *agent = &centre->agents[id - 1];

	agent->row = (struct router_agent){ .id = id,
		.tenant = 1,
		.status = ROUTER_AVAILABLE,
		.lease = ROUTER_LEASE_LIVE,
		.use[ROUTER_CHAT] = { .limit = ROUTER_UNIT, .count_limit = 1 } };
	agent_row(centre, agent, 0);
	for (int32_t i = 0; i < centre->queues_per_agent; i++)
		add_membership(
		    centre, id, (own + i * STEP) % CENTRE_QUEUES, i == 0 ? OWN_LEVEL : OTHER_LEVEL);
}

struct centre *
centre_new(const struct centre_plan plans[CENTRE_QUEUES], int queues_per_agent, int days,
    uint64_t seed, bool mirrored)
{
	struct centre *centre = mem_zero(1, sizeof(*centre));
	int64_t agent = 1;

	centre->router = router_new();
	centre->queues_per_agent = queues_per_agent;
	centre->days = days;
	centre->mirrored = mirrored;
	centre->now_ms = START_MS;
	centre->end_ms = START_MS + (int64_t)CENTRE_DAY_MS * (days + 1);
	centre->next_id = 1;
	for (int32_t queue = 0; queue < CENTRE_QUEUES; queue++) {
		add_queue(centre, queue, &plans[queue], &seed);
		for (int i = 0; i < plans[queue].agents && agent <= CENTRE_AGENTS; i++)
			add_agent(centre, agent++, queue);
	}
	return centre;
}

void
centre_free(struct centre *centre)
{
	for (int i = 0; i < CENTRE_QUEUES; i++)
		free(centre->queues[i].days);
	order_fini(&centre->events);
	router_free(centre->router);
	free(centre);
}

const struct centre_day *
centre_day_of(const struct centre *centre, int queue, int day)
{
	return &centre->queues[queue].days[day];
}

struct centre_totals
centre_totals_of(const struct centre *centre)
{
	return centre->totals;
}
