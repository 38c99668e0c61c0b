/*
 * build - short ways to fill a router, for the tests of this folder.
 *
 * Defaults: tenant 1; agents Available, live, three chats and one call, idle since
 * 0; queues of chats, open, priority 5, weight 100; interactions waiting.
 */
#ifndef ROUTERD_CORE_TEST_BUILD_H
#define ROUTERD_CORE_TEST_BUILD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "routerd/core/router.h"

static inline struct router_queue
a_queue(int64_t id)
{
	return (struct router_queue){
		.id = id, .tenant = 1, .version = 1, .open = true, .weight = 100, .priority = 5
	};
}

static inline struct router_agent
an_agent(int64_t id)
{
	return (struct router_agent){ .id = id,
		.tenant = 1,
		.version = 1,
		.status = ROUTER_AVAILABLE,
		.lease = ROUTER_LEASE_LIVE,
		.use = { [ROUTER_CHAT] = { .limit = 300, .count_limit = 3 },
		    [ROUTER_VOICE] = { .limit = 100, .count_limit = 1 } } };
}

static inline struct router_interaction
an_interaction(int64_t id, int64_t queue)
{
	return (struct router_interaction){ .id = id, .tenant = 1, .version = 1, .queue = queue };
}

static inline void
set_queue(struct router *router, struct router_queue state)
{
	assert_int_equal(router_queue_set(router, &state, NULL), 0);
}

/* Sets the agent and makes it an enabled member of queue 1. */
static inline void
set_agent(struct router *router, struct router_agent state)
{
	assert_int_equal(router_agent_set(router, &state, NULL), 0);
	assert_int_equal(router_member_set(router, state.id, 1, true, NULL), 0);
}

static inline void
set_skill(struct router *router, int64_t agent, int64_t skill, int32_t level)
{
	assert_int_equal(router_skill_set(router, agent, skill, level, NULL), 0);
}

static inline void
set_interaction(struct router *router, struct router_interaction state)
{
	assert_int_equal(router_interaction_set(router, &state, NULL), 0);
}

static inline void
set_cooldown(struct router *router, int64_t interaction, int64_t agent, int64_t since_ms)
{
	assert_int_equal(router_cooldown_set(router, interaction, agent, since_ms, NULL), 0);
}

/* The next offer at the time, skipping explanations. False when there is none. */
static inline bool
next_offer(struct router *router, int64_t now_ms, struct decision *out)
{
	while (router_decide(router, now_ms, out))
		if (out->kind == DECISION_OFFER)
			return true;
	return false;
}

static inline void
assert_offer(struct router *router, int64_t now_ms, int64_t interaction, int64_t agent)
{
	struct decision decision;

	assert_true(next_offer(router, now_ms, &decision));
	assert_int_equal(decision.interaction, interaction);
	assert_int_equal(decision.agent, agent);
}

static inline void
assert_no_offer(struct router *router, int64_t now_ms)
{
	struct decision decision;

	assert_false(next_offer(router, now_ms, &decision));
}

#endif
