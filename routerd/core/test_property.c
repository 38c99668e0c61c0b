/* The router against a naive model under random events: the same choice each
 * time, never above capacity, never two live offers, never an agent who is not
 * eligible, and nothing left waiting that somebody free could take.
 * PROPERTY_SEED and PROPERTY_EVENTS set the seed and the count. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "routerd/core/explain.h"
#include "routerd/core/record.h"
#include "routerd/core/test_naive.h"

#if defined(__SANITIZE_ADDRESS__)
enum { EVENTS_DEFAULT = 150000 };
#else
enum { EVENTS_DEFAULT = 1000000 };
#endif
enum { SEED_DEFAULT = 20, EVENTS_REPEATED = 30000, EVENTS_RECORDED = 20000 };

struct world {
	uint64_t random;
	struct router *router;
	struct naive naive;
	int64_t next_id;
	struct buf line, *log; /* log NULL: nothing is recorded */
	uint64_t hash; /* of all decisions */
	int64_t offers, nobodies, alone, widened, preferred;
	int64_t overflows[OVERFLOW_CAUSES];
};

static uint64_t
roll(struct world *world, uint64_t sides)
{
	world->random = world->random * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (world->random >> 33) % sides;
}

static bool
one_in(struct world *world, uint64_t n)
{
	return roll(world, n) == 0;
}

static int64_t
tenant_of(int64_t id)
{
	return 1 + id % 2;
}

static void
put(struct world *world, const struct router_event *event)
{
	struct err err;

	naive_apply(&world->naive, event);
	if (event_apply(world->router, event, &err) != 0)
		fail_msg("event %d was refused: %s", (int)event->kind, err.text);
	if (world->log != NULL)
		record_event(world->log, event);
}

/* ---- events ----------------------------------------------------------------- */

static void
some_steps(struct world *world, struct router_queue *queue)
{
	int64_t after_ms = 0;

	queue->step_count = one_in(world, 3) ? 0 : (uint32_t)roll(world, 4);
	for (uint32_t i = 0; i < queue->step_count; i++) {
		after_ms += 1 + (int64_t)roll(world, 5000);
		queue->steps[i] = (struct router_step){
			.after_ms = after_ms,
			.drop = one_in(world, 3) ? 1 + (int64_t)roll(world, NAIVE_SKILLS) : 0,
			.level = one_in(world, 3) ? 10 * (1 + (int32_t)roll(world, 5)) : 0,
			.priority = one_in(world, 3) ? 1 + (int32_t)roll(world, 5) : 0,
		};
	}
}

static void
take_steps(struct router_queue *queue, const struct router_queue *from)
{
	queue->step_count = from->step_count;
	memcpy(queue->steps, from->steps, sizeof(queue->steps));
}

static void
some_reserve(struct world *world)
{
	struct router_event event = { .kind = EVENT_RESERVE };

	event.u.reserve.agent = 1 + (int64_t)roll(world, NAIVE_AGENTS);
	event.u.reserve.queue = 1 + (int64_t)roll(world, NAIVE_QUEUES);
	event.u.reserve.step = (int32_t)roll(world, 4);
	put(world, &event);
}

static void
some_queue(struct world *world)
{
	int64_t id = 1 + (int64_t)roll(world, NAIVE_QUEUES);
	const struct router_queue *now = &world->naive.queues[id];
	struct router_event event = { .kind = EVENT_QUEUE };

	if (one_in(world, 20)) {
		event.kind = EVENT_QUEUE_REMOVE;
		event.u.queue_remove.queue = id;
		event.u.queue_remove.version = now->version + 1;
		put(world, &event);
		return;
	}
	event.u.queue = (struct router_queue){
		.id = id,
		.tenant = one_in(world, 50) ? 1 + (int64_t)roll(world, 2) : tenant_of(id),
		.version = now->version + (now->version > 0 && one_in(world, 5) ? 0 : 1),
		.open = !one_in(world, 4),
		.offer_ms = one_in(world, 2) ? 0 : 15000 + (int64_t)roll(world, 45001),
		.weight = one_in(world, 2) ? 100 : 25 + (int32_t)roll(world, 300),
		.priority = 1 + (int32_t)roll(world, 10),
	};
	if (one_in(world, 2)) {
		event.u.queue.overflow_after_ms =
		    one_in(world, 2) ? 0 : 1 + (int64_t)roll(world, 8000);
		event.u.queue.overflow_length = one_in(world, 2) ? 0 : 1 + (int32_t)roll(world, 4);
		event.u.queue.overflow_unstaffed = one_in(world, 3);
		event.u.queue.overflow_queue =
		    one_in(world, 2) ? 0 : 1 + (int64_t)roll(world, NAIVE_QUEUES);
	}
	event.u.queue.prefer_last = id % 2 == 0;
	event.u.queue.last_wait_ms = one_in(world, 3) ? 0 : (int64_t)roll(world, 6000);
	if (one_in(world, 3))
		some_steps(world, &event.u.queue);
	else
		take_steps(&event.u.queue, now);
	put(world, &event);
}

static void
some_use(struct world *world, struct router_use *use, int32_t limit, int32_t count_limit)
{
	if (one_in(world, 40)) {
		use->limit = one_in(world, 5) ? 0 : limit;
		use->count_limit = one_in(world, 8) ? 0 : count_limit;
	}
	if (one_in(world, 4)) {
		use->wrap_load = 0;
		use->wrap_count = 0;
	} else if (one_in(world, 6) && use->count > 0) {
		use->wrap_count = 1;
		use->wrap_load = use->load / use->count;
	}
}

static struct router_event
agent_again(const struct world *world, int64_t id)
{
	struct router_event event = { .kind = EVENT_AGENT };

	event.u.agent = world->naive.agents[id];
	event.u.agent.id = id;
	event.u.agent.tenant = tenant_of(id);
	event.u.agent.version++;
	return event;
}

static void
some_agent(struct world *world)
{
	int64_t id = 1 + (int64_t)roll(world, NAIVE_AGENTS);
	struct router_event event = agent_again(world, id);
	struct router_agent *agent = &event.u.agent;
	int64_t now = world->naive.now_ms;

	agent->status =
	    one_in(world, 6) ? (enum router_status)roll(world, ROUTER_STATUSES) : ROUTER_AVAILABLE;
	agent->stop_new = one_in(world, 20);
	agent->lease =
	    one_in(world, 12) ? (enum router_lease)roll(world, ROUTER_LEASES) : ROUTER_LEASE_LIVE;
	agent->blending = id % 3 == 0;
	if (one_in(world, 10))
		agent->emergency_until_ms =
		    one_in(world, 10) ? INT64_MAX : now + (int64_t)roll(world, 9000);
	else if (one_in(world, 3))
		agent->emergency_until_ms = 0;
	if (one_in(world, 3))
		agent->idle_since_ms = now - (int64_t)roll(world, 4) * 1000;
	agent->offer_ms = one_in(world, 2) ? 0 : 15000;
	some_use(world, &agent->use[ROUTER_CHAT], 100 * (1 + (int32_t)roll(world, 6)),
	    1 + (int32_t)roll(world, 6));
	some_use(world, &agent->use[ROUTER_VOICE], 100, 1);
	if (one_in(world, 10))
		agent->version -= 1 + (int64_t)roll(world, 2); /* too old: ignored */
	if (agent->version >= 1)
		put(world, &event);
}

static void
some_member(struct world *world)
{
	struct router_event event = { .kind =
					  one_in(world, 5) ? EVENT_MEMBER_REMOVE : EVENT_MEMBER };

	event.u.member.agent = 1 + (int64_t)roll(world, NAIVE_AGENTS);
	event.u.member.queue = 1 + (int64_t)roll(world, NAIVE_QUEUES);
	if (event.u.member.queue == NAIVE_QUEUES) /* so that nobody of it may be logged in */
		event.u.member.agent = 1 + event.u.member.agent % 2;
	event.u.member.enabled = event.kind == EVENT_MEMBER && !one_in(world, 5);
	put(world, &event);
}

static void
some_skill(struct world *world)
{
	struct router_event event = { .kind = EVENT_SKILL };

	event.u.skill.agent = 1 + (int64_t)roll(world, NAIVE_AGENTS);
	event.u.skill.skill = 1 + (int64_t)roll(world, NAIVE_SKILLS);
	event.u.skill.level = one_in(world, 5) ? 0 : 10 * (1 + (int32_t)roll(world, 10));
	put(world, &event);
}

static void
some_arrival(struct world *world)
{
	struct router_event event = { .kind = EVENT_INTERACTION };
	struct router_interaction *state = &event.u.interaction;

	if (naive_find(&world->naive, 0) == NULL)
		return;
	state->id = world->next_id++;
	state->version = 1;
	state->queue = 1 + (int64_t)roll(world, NAIVE_QUEUES);
	state->tenant = one_in(world, 60) ? 1 + (int64_t)roll(world, 2) : tenant_of(state->queue);
	state->medium = one_in(world, 3) ? ROUTER_VOICE : ROUTER_CHAT;
	state->priority = one_in(world, 2) ? 0 : 1 + (int32_t)roll(world, 3);
	state->entered_at_ms = world->naive.now_ms - (int64_t)roll(world, 3) * 1000;
	state->last_agent = one_in(world, 2) ? 1 + (int64_t)roll(world, NAIVE_AGENTS) : 0;
	state->need_count = one_in(world, 3) ? (uint32_t)roll(world, 4) : 0;
	for (uint32_t i = 0; i < state->need_count; i++)
		state->needs[i] = (struct router_need){
			1 + (state->id + INT64_C(5) * i) % NAIVE_SKILLS,
			10 * (1 + (int32_t)roll(world, 6)),
		};
	put(world, &event);
}

/* The agent's row as the database would have it after one more or one less. */
static struct router_event
agent_with(const struct world *world, int64_t id, const struct naive_item *item, int32_t sign)
{
	struct router_event event = agent_again(world, id);
	struct router_use *use = &event.u.agent.use[item->reserved_medium];

	use->load += sign * item->reserved_weight;
	use->count += sign;
	if (use->load < use->wrap_load || use->count < use->wrap_count)
		use->wrap_load = use->wrap_count = 0;
	return event;
}

static void
answer_of_the_database(struct world *world, struct naive_item *item)
{
	struct router_event agent = agent_with(world, item->reserved_agent, item, 1);
	struct router_event event = { .kind = EVENT_CONFIRM };

	if (item->now.version != item->reserved_version || one_in(world, 4)) {
		event.kind = EVENT_STALE;
		event.u.stale.interaction = item->now.id;
		event.u.stale.now_ms = world->naive.now_ms;
		if (one_in(world, 2)) {
			agent = agent_again(world, item->reserved_agent);
			agent.u.agent.status = ROUTER_ON_BREAK;
			put(world, &agent);
		}
	} else {
		event.u.confirm.interaction = item->now.id;
		event.u.confirm.version = item->reserved_version + 1;
		item->holder = item->reserved_agent;
		put(world, &agent);
	}
	put(world, &event);
}

/* Somebody else was faster: a newer state comes while the decision is under way. */
static void
change_under_way(struct world *world, struct naive_item *item)
{
	struct router_event event = { .kind = EVENT_INTERACTION };

	event.u.interaction = item->now;
	event.u.interaction.version++;
	event.u.interaction.state = one_in(world, 2) ? ROUTER_GONE : ROUTER_WAITING;
	event.u.interaction.queue = 1 + (int64_t)roll(world, NAIVE_QUEUES);
	put(world, &event);
}

static void
next_state_of(struct world *world, struct naive_item *item)
{
	struct router_event event = { .kind = EVENT_INTERACTION };
	struct router_event cooldown = { .kind = EVENT_COOLDOWN };
	struct router_event agent = agent_with(world, item->holder, item, -1);
	struct router_interaction *state = &event.u.interaction;
	bool held = item->now.state == ROUTER_OFFERED || item->now.state == ROUTER_ASSIGNED;

	*state = item->now;
	state->version++;
	if (item->now.state == ROUTER_OFFERED && one_in(world, 2))
		state->state = ROUTER_ASSIGNED;
	else if (item->now.state == ROUTER_OFFERED || one_in(world, 5))
		state->state = ROUTER_WAITING;
	else
		state->state = ROUTER_GONE;
	cooldown.u.cooldown.interaction = state->id;
	cooldown.u.cooldown.agent = item->holder;
	cooldown.u.cooldown.since_ms = world->naive.now_ms;
	if (item->now.state == ROUTER_OFFERED && state->state == ROUTER_WAITING)
		put(world, &cooldown);
	put(world, &event);
	if (held && state->state != ROUTER_ASSIGNED)
		put(world, &agent);
}

static void
some_interaction(struct world *world)
{
	struct naive_item *item = &world->naive.items[roll(world, NAIVE_SLOTS)];

	if (item->now.id == 0)
		return;
	if (item->reserved_agent != 0 && one_in(world, 12))
		change_under_way(world, item);
	else if (item->reserved_agent != 0)
		answer_of_the_database(world, item);
	else if (item->now.state != ROUTER_WAITING || one_in(world, 40))
		next_state_of(world, item);
}

/* An older state of something, or the same once more: nothing may change. */
static void
some_late_state(struct world *world)
{
	const struct naive_item *item = &world->naive.items[roll(world, NAIVE_SLOTS)];
	struct router_event event = { .kind = EVENT_INTERACTION };

	if (item->now.id == 0)
		return;
	event.u.interaction = item->now;
	event.u.interaction.state = ROUTER_WAITING;
	event.u.interaction.queue = 1 + (int64_t)roll(world, NAIVE_QUEUES);
	if (event.u.interaction.version > 1)
		event.u.interaction.version -= (int64_t)roll(world, 2);
	put(world, &event);
}

/* Seldom, and not for long. */
static void
some_hold(struct world *world)
{
	struct router_event event = { .kind = EVENT_OVERFLOW_HOLD };

	event.u.overflow_hold.held = one_in(world, 4);
	put(world, &event);
}

static void
some_event(struct world *world)
{
	uint64_t dice = roll(world, 1000);

	if (dice < 2)
		some_hold(world);
	else if (dice < 8)
		some_queue(world);
	else if (dice < 14)
		some_member(world);
	else if (dice < 18)
		some_reserve(world);
	else if (dice < 30)
		some_skill(world);
	else if (dice < 180)
		some_agent(world);
	else if (dice < 440)
		some_arrival(world);
	else if (dice < 460)
		some_late_state(world);
	else
		some_interaction(world);
}

/* ---- what must hold --------------------------------------------------------- */

static void
check_offer(struct world *world, const struct decision *decision)
{
	struct naive_choice choice = naive_choose(&world->naive);
	const struct router_agent *agent = &world->naive.agents[decision->agent];

	assert_non_null(choice.item);
	assert_int_equal(decision->interaction, choice.item->now.id);
	assert_int_equal(decision->agent, choice.agent);
	assert_int_equal(choice.item->reserved_agent, 0);
	assert_int_equal(decision->weight, naive_weight(&world->naive, &choice.item->now));
	assert_true(decision->first_count >= 1);
	assert_int_equal(decision->first[0].agent, choice.agent);
	assert_int_equal(
	    decision->first[0].level, naive_level(&world->naive, &choice.item->now, choice.agent));
	assert_memory_equal(decision->counts, choice.counts, sizeof(choice.counts));
	assert_int_equal(agent->tenant, choice.item->now.tenant);
	assert_true(decision->offer_ms >= 15000 && decision->offer_ms <= 60000);
	assert_int_equal(decision->step, naive_step(&world->naive, &choice.item->now));
	world->widened += decision->step > 0;
	assert_int_equal(
	    decision->alone, naive_cools(&world->naive, choice.item, choice.agent, false));
	assert_int_equal(
	    decision->preferred, naive_prefers(&world->naive, choice.item, choice.agent));
	world->preferred += decision->preferred;
	world->alone += decision->alone;
	naive_reserve(&world->naive, choice.item, choice.agent);
}

/* With the new reservation and all that is open or reserved besides. */
static void
check_capacity(struct world *world, const struct decision *decision)
{
	const struct naive_item *item = naive_find(&world->naive, decision->interaction);
	const struct router_use *use = &world->naive.agents[decision->agent].use[item->now.medium];
	int32_t load, count;

	naive_use(&world->naive, decision->agent, (int)item->now.medium, &load, &count);
	assert_true(load <= use->limit);
	assert_true(count <= use->count_limit);
	assert_int_not_equal(item->now.state, ROUTER_OFFERED);
}

static void
check_none_overflows(const struct naive *naive)
{
	for (int i = 0; i < NAIVE_SLOTS; i++)
		assert_false(naive_overflows(naive, &naive->items[i]));
}

static void
check_nobody(struct world *world, const struct decision *decision)
{
	struct naive_item *item = naive_find(&world->naive, decision->interaction);
	int32_t counts[VERDICT_COUNT];

	assert_non_null(item);
	assert_null(naive_choose(&world->naive).item);
	check_none_overflows(&world->naive);
	naive_count(&world->naive, item, false, counts);
	assert_memory_equal(decision->counts, counts, sizeof(counts));
	assert_int_equal(decision->step, naive_step(&world->naive, &item->now));
	if (item->told) {
		assert_true(world->naive.now_ms >= item->told_at_ms + 10000);
		assert_true(memcmp(counts, item->told_counts, sizeof(counts)) != 0 ||
		    item->told_open != decision->open || item->told_step != decision->step);
	}
	item->told = true;
	item->told_at_ms = world->naive.now_ms;
	item->told_open = decision->open;
	item->told_step = decision->step;
	memcpy(item->told_counts, counts, sizeof(counts));
}

/* Before explanations; once a rest. Sometimes the database does it. */
static void
check_overflow(struct world *world, const struct decision *decision)
{
	struct naive_item *item = naive_find(&world->naive, decision->interaction);

	assert_non_null(item);
	assert_null(naive_choose(&world->naive).item);
	assert_true(naive_overflows(&world->naive, item));
	assert_int_equal(decision->cause, naive_overflow(&world->naive, item));
	assert_int_equal(decision->interaction_version, item->now.version);
	naive_rest(&world->naive, item, decision->cause);
	world->overflows[decision->cause]++;
	if (one_in(world, 2))
		change_under_way(world, item);
}

/* The stored verdicts of the members add up to the counts. */
static void
check_stored(struct world *world, const struct decision *decision)
{
	int32_t counts[VERDICT_COUNT] = { 0 };
	const char *digit;

	buf_clear(&world->line);
	explain_store(world->router, decision, -1, -1, &world->line);
	digit = strstr(world->line.p, "\"members\":\"");
	assert_non_null(digit);
	for (digit += strlen("\"members\":\""); *digit != '"'; digit++)
		counts[*digit <= '9' ? *digit - '0' : *digit - 'a' + 10]++;
	assert_memory_equal(counts, decision->counts, sizeof(counts));
}

static void
note(struct world *world, const struct decision *decision)
{
	struct buf *line = &world->line;

	buf_clear(line);
	record_decide(line, world->naive.now_ms, decision);
	for (size_t i = 0; i < line->n; i++)
		world->hash = (world->hash ^ (unsigned char)line->p[i]) * UINT64_C(1099511628211);
	if (world->log != NULL)
		buf_add_view(world->log, buf_view(line));
}

static void
decide_all(struct world *world)
{
	struct decision decision;

	while (router_decide(world->router, world->naive.now_ms, &decision)) {
		note(world, &decision);
		if (decision.kind == DECISION_OVERFLOW) {
			check_overflow(world, &decision);
			continue;
		}
		check_stored(world, &decision);
		if (decision.kind == DECISION_OFFER) {
			check_offer(world, &decision);
			check_capacity(world, &decision);
			world->offers++;
		} else {
			check_nobody(world, &decision);
			world->nobodies++;
		}
	}
	note(world, NULL);
	assert_null(naive_choose(&world->naive).item);
	check_none_overflows(&world->naive);
}

/* Sometimes to the very moment the router asked for, and to the one before it:
 * nothing may be due earlier. */
static void
pass_time(struct world *world)
{
	int64_t *now = &world->naive.now_ms;
	int64_t wake = router_wake_at(world->router);

	if (one_in(world, 6) && wake != INT64_MAX && wake > *now) {
		struct decision decision;

		*now = wake - 1;
		assert_false(router_decide(world->router, *now, &decision));
		note(world, NULL);
		assert_null(naive_choose(&world->naive).item);
		check_none_overflows(&world->naive);
		*now = wake;
	} else {
		*now += (int64_t)roll(world, one_in(world, 50) ? 12000 : 300);
	}
}

static void
begin(struct world *world, uint64_t seed, struct buf *log)
{
	*world = (struct world){ .random = seed * 2654435761u + 1, .next_id = 1, .log = log };
	world->router = router_new();
	world->naive.now_ms = 1000000;
	if (log != NULL)
		record_header(log);
	for (int64_t id = 1; id <= NAIVE_AGENTS; id++) {
		struct router_event event = agent_again(world, id);

		event.u.agent.use[ROUTER_CHAT] =
		    (struct router_use){ .limit = 300, .count_limit = 3 };
		event.u.agent.use[ROUTER_VOICE] =
		    (struct router_use){ .limit = 100, .count_limit = 1 };
		put(world, &event);
	}
	for (int i = 0; i < 300; i++) {
		some_member(world);
		some_queue(world);
		some_skill(world);
		some_reserve(world);
	}
	decide_all(world);
}

static void
run(struct world *world, int64_t events)
{
	for (int64_t i = 0; i < events; i++) {
		some_event(world);
		if (one_in(world, 3))
			continue; /* several inputs before one decision */
		pass_time(world);
		decide_all(world);
	}
}

static void
finish(struct world *world)
{
	router_free(world->router);
	buf_fini(&world->line);
}

static int64_t
from_environment(const char *name, int64_t otherwise)
{
	const char *text = getenv(name);
	int64_t value;

	if (text == NULL || !view_to_int(view_of(text), 1, INT64_MAX, &value))
		return otherwise;
	return value;
}

static uint64_t
seed(void)
{
	return (uint64_t)from_environment("PROPERTY_SEED", SEED_DEFAULT);
}

/* ---- the properties --------------------------------------------------------- */

static void
the_router_chooses_what_the_rules_say_whatever_happens(void **unused)
{
	int64_t events = from_environment("PROPERTY_EVENTS", EVENTS_DEFAULT);
	struct world world;

	(void)unused;
	begin(&world, seed(), NULL);
	run(&world, events);
	print_message("seed %llu: %lld events, %lld offers (%lld after 5 s alone, %lld widened, "
		      "%lld preferred), "
		      "%lld nobody, overflows: %lld unstaffed, %lld by time, %lld by length\n",
	    (unsigned long long)seed(), (long long)events, (long long)world.offers,
	    (long long)world.alone, (long long)world.widened, (long long)world.preferred,
	    (long long)world.nobodies, (long long)world.overflows[OVERFLOW_UNSTAFFED],
	    (long long)world.overflows[OVERFLOW_WAITING_TIME],
	    (long long)world.overflows[OVERFLOW_LENGTH]);
	assert_true(world.offers > events / 50);
	assert_true(world.nobodies > 0);
	assert_true(world.widened > world.offers / 100);
	assert_true(world.preferred > world.offers / 100);
	for (int cause = 0; cause < OVERFLOW_CAUSES; cause++)
		assert_true(world.overflows[cause] > events / 10000);
	finish(&world);
}

static void
the_same_seed_gives_the_same_decisions(void **unused)
{
	uint64_t hashes[3];

	(void)unused;
	for (uint64_t i = 0; i < 3; i++) {
		struct world world;

		begin(&world, seed() + (i == 2), NULL);
		run(&world, EVENTS_REPEATED);
		hashes[i] = world.hash;
		finish(&world);
	}
	assert_true(hashes[0] == hashes[1]);
	assert_true(hashes[0] != hashes[2]);
}

static void
a_recorded_log_replays_to_the_same_decisions(void **unused)
{
	static struct replay_report report;
	struct buf log = { .max = UINT64_C(256) << 20 };
	struct world world;
	FILE *file;

	(void)unused;
	begin(&world, seed(), &log);
	run(&world, EVENTS_RECORDED);
	assert_false(log.full);
	file = fmemopen(log.p, log.n, "r");
	assert_non_null(file);
	assert_int_equal(replay_file(file, &report), 0);
	fclose(file);
	if (report.differences > 0)
		print_message("line %lld\n- %s\n+ %s\n", (long long)report.first_difference,
		    report.expected, report.got);
	assert_int_equal(report.differences, 0);
	assert_int_equal(report.refused, 0);
	assert_int_equal(report.offers, world.offers);
	buf_fini(&log);
	finish(&world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_router_chooses_what_the_rules_say_whatever_happens),
		cmocka_unit_test(the_same_seed_gives_the_same_decisions),
		cmocka_unit_test(a_recorded_log_replays_to_the_same_decisions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
