/*
 * bench_core - the routing core alone (PF-5): decisions per second with 100, 1,000
 * and 10,000 agents, 500 queues, 200 skills and 100,000 waiting interactions.
 *
 * usage: bench_core [SECONDS]
 *
 * One round is the life of one decision: an agent ends an interaction (two
 * inputs), the router decides until it has nothing more to say, the database's
 * answer comes back (two inputs), a new interaction arrives. All of it counts as
 * the cost of the decision, explanations of "nobody" too. Time passes at 10,000
 * rounds a second. The three sizes take ten turns each of SECONDS / 10 (SECONDS is
 * 2 unless given); the best turn counts, in CPU time, because the machine may be
 * shared. Prints one JSON object; `growth` is the cost at 10,000 agents over that
 * at 100.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/base/clock.h"
#include "routerd/core/router.h"

enum {
	QUEUES = 500,
	SKILLS = 200,
	WAITING = 100000,
	AGENTS_MAX = 10000,
	QUEUES_PER_AGENT = 10,
	CHATS_PER_AGENT = 3,
	SKILL_SETS = 4, /* of a queue: none, one, the other, both */
	WARM_UP_ROUNDS = 50000,
	BATCH = 1000,
	ROUNDS_PER_MS = 10,
	SIZES = 3,
	TURNS = 10,
};

struct open_chat {
	int64_t interaction, version;
	int64_t agent;
};

struct world {
	struct router *router;
	uint64_t random;
	int64_t now_ms, next_id, rounds, offers, nobodies;
	int64_t agent_count;
	struct router_agent agents[AGENTS_MAX + 1];
	struct open_chat open[AGENTS_MAX * CHATS_PER_AGENT];
	size_t open_count;
};

static uint64_t
roll(struct world *world, uint64_t sides)
{
	world->random = world->random * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (world->random >> 33) % sides;
}

static void
must(int rc, const struct err *err)
{
	if (rc == 0)
		return;
	fprintf(stderr, "bench_core: %s\n", err->text);
	exit(1);
}

static int64_t
queue_skill(int64_t queue, int which)
{
	return 1 + (queue * 7 + INT64_C(101) * which) % SKILLS;
}

static void
arrive(struct world *world)
{
	struct router_interaction state = { .id = world->next_id++, .tenant = 1, .version = 1 };
	uint64_t set = roll(world, SKILL_SETS);
	struct err err;

	state.queue = 1 + (int64_t)roll(world, QUEUES);
	state.priority = 1 + (int32_t)roll(world, 3);
	state.entered_at_ms = world->now_ms;
	for (int which = 0; which < 2; which++)
		if ((set >> which & 1) != 0)
			state.needs[state.need_count++] =
			    (struct router_need){ queue_skill(state.queue, which), 30 };
	must(router_interaction_set(world->router, &state, &err), &err);
}

static void
agent_row(struct world *world, int64_t id, int32_t change)
{
	struct router_agent *agent = &world->agents[id];
	struct err err;

	agent->version++;
	agent->use[ROUTER_CHAT].load += change * ROUTER_UNIT;
	agent->use[ROUTER_CHAT].count += change;
	if (change > 0)
		agent->idle_since_ms = world->now_ms;
	must(router_agent_set(world->router, agent, &err), &err);
}

static void
end_one(struct world *world)
{
	size_t at = (size_t)roll(world, world->open_count);
	struct open_chat *chat = &world->open[at];
	struct router_interaction state = { .id = chat->interaction,
		.tenant = 1,
		.version = chat->version + 1,
		.queue = 1,
		.state = ROUTER_GONE };
	struct err err;

	must(router_interaction_set(world->router, &state, &err), &err);
	agent_row(world, chat->agent, -1);
	*chat = world->open[--world->open_count];
}

static void
carry_out(struct world *world, const struct decision *decision)
{
	struct err err;

	if (decision->kind == DECISION_NOBODY) {
		world->nobodies++;
		return;
	}
	world->offers++;
	agent_row(world, decision->agent, 1);
	must(router_confirm(
		 world->router, decision->interaction, decision->interaction_version + 1, &err),
	    &err);
	world->open[world->open_count++] = (struct open_chat){ decision->interaction,
		decision->interaction_version + 1, decision->agent };
	arrive(world);
}

static void
decide_all(struct world *world)
{
	struct decision decision;

	while (router_decide(world->router, world->now_ms, &decision))
		carry_out(world, &decision);
}

static void
one_round(struct world *world)
{
	if (++world->rounds % ROUNDS_PER_MS == 0)
		world->now_ms++;
	end_one(world);
	decide_all(world);
}

static void
add_agent(struct world *world, int64_t id)
{
	struct err err;

	world->agents[id] = (struct router_agent){ .id = id,
		.tenant = 1,
		.status = ROUTER_AVAILABLE,
		.lease = ROUTER_LEASE_LIVE,
		.use[ROUTER_CHAT] = {
		    .limit = CHATS_PER_AGENT * ROUTER_UNIT, .count_limit = CHATS_PER_AGENT } };
	agent_row(world, id, 0);
	for (int i = 0; i < QUEUES_PER_AGENT; i++) {
		int64_t queue = 1 + (id * QUEUES_PER_AGENT + INT64_C(53) * i) % QUEUES;

		must(router_member_set(world->router, id, queue, true, &err), &err);
		for (int which = 0; which < 2; which++)
			must(router_skill_set(world->router, id, queue_skill(queue, which),
				 10 * (1 + (int32_t)roll(world, 10)), &err),
			    &err);
	}
}

static struct world *
world_new(int64_t agent_count)
{
	struct world *world = mem_zero(1, sizeof(*world));
	struct err err;

	*world = (struct world){ .router = router_new(),
		.random = 1,
		.now_ms = 1000,
		.next_id = 1,
		.agent_count = agent_count };
	for (int64_t id = 1; id <= QUEUES; id++) {
		struct router_queue queue = { .id = id,
			.tenant = 1,
			.version = 1,
			.open = true,
			.weight = ROUTER_UNIT,
			.priority = 5 };

		must(router_queue_set(world->router, &queue, &err), &err);
	}
	for (int64_t id = 1; id <= agent_count; id++)
		add_agent(world, id);
	for (int i = 0; i < WAITING; i++)
		arrive(world);
	return world;
}

struct measured {
	struct world *world;
	double load_ms, first_us; /* wall time: filling, and the first decision after it */
	double ns; /* of CPU, per decision; the best turn */
	double wall_ns; /* of the same turn */
};

static struct measured
prepare(int64_t agent_count)
{
	int64_t start = clock_mono_us(), first;
	struct measured out = { .world = world_new(agent_count), .ns = INFINITY };
	struct decision decision;

	first = clock_mono_us();
	out.load_ms = (double)(first - start) / 1000;
	if (router_decide(out.world->router, out.world->now_ms, &decision))
		carry_out(out.world, &decision);
	out.first_us = (double)(clock_mono_us() - first);
	decide_all(out.world);
	for (int i = 0; i < WARM_UP_ROUNDS; i++)
		one_round(out.world);
	out.world->offers = out.world->nobodies = 0;
	return out;
}

static void
take_turn(struct measured *measured, int64_t turn_us)
{
	int64_t offers = measured->world->offers, from = clock_mono_us();
	clock_t cpu = clock();
	double ns;

	while (clock_mono_us() - from < turn_us)
		for (int i = 0; i < BATCH; i++)
			one_round(measured->world);
	offers = measured->world->offers - offers;
	ns = (double)(clock() - cpu) * 1e9 / CLOCKS_PER_SEC / (double)offers;
	if (ns >= measured->ns)
		return;
	measured->ns = ns;
	measured->wall_ns = (double)(clock_mono_us() - from) * 1000 / (double)offers;
}

static void
print_run(const struct measured *measured, const char *between)
{
	const struct world *world = measured->world;

	printf("%s{\"agents\":%" PRId64 ",\"decisions_per_s\":%.0f,\"ns_per_decision\":%.0f,"
	       "\"wall_ns_per_decision\":%.0f,\"offers\":%" PRId64 ",\"nobody\":%" PRId64
	       ",\"load_ms\":%.1f,\"first_decision_us\":%.0f}",
	    between, world->agent_count, 1e9 / measured->ns, measured->ns, measured->wall_ns,
	    world->offers, world->nobodies, measured->load_ms, measured->first_us);
}

static void
measure_all(struct measured measured[SIZES], int64_t seconds)
{
	static const int64_t agents[SIZES] = { 100, 1000, 10000 };

	for (int i = 0; i < SIZES; i++)
		measured[i] = prepare(agents[i]);
	for (int turn = 0; turn < TURNS; turn++)
		for (int i = 0; i < SIZES; i++)
			take_turn(&measured[i], seconds * 1000000 / TURNS);
}

int
main(int argc, char **argv)
{
	struct measured measured[SIZES];
	int64_t seconds = 2;

	if (argc > 2 || (argc > 1 && !view_to_int(view_of(argv[1]), 1, 60, &seconds))) {
		fprintf(stderr, "usage: bench_core [SECONDS], 1 to 60\n");
		return 1;
	}
	measure_all(measured, seconds);
	printf("{\"queues\":%d,\"skills\":%d,\"waiting\":%d,\"runs\":[", QUEUES, SKILLS, WAITING);
	for (int i = 0; i < SIZES; i++)
		print_run(&measured[i], i == 0 ? "" : ",");
	printf("],\"growth\":%.2f}\n", measured[SIZES - 1].ns / measured[0].ns);
	for (int i = 0; i < SIZES; i++) {
		router_free(measured[i].world->router);
		free(measured[i].world);
	}
	return 0;
}
