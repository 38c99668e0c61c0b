/* affinity: who served the customer last comes first, and is waited for within bounds. */
#include "routerd/core/explain.h"
#include "routerd/core/parts.h"
#include "routerd/core/test_build.h"

enum { QUEUE = 1, LAST = 7, OTHER = 3, WAIT_MS = 20000 };

/* A chat that entered at 0; of two agents the other is longer idle, so first by RT-1. */
static struct router *
a_router(int64_t wait_ms, struct router_agent last)
{
	struct router *router = router_new();
	struct router_queue queue = a_queue(QUEUE);
	struct router_interaction interaction = an_interaction(1, QUEUE);

	queue.prefer_last = true;
	queue.last_wait_ms = wait_ms;
	set_queue(router, queue);
	last.idle_since_ms = 500;
	set_agent(router, last);
	set_agent(router, an_agent(OTHER));
	interaction.last_agent = LAST;
	set_interaction(router, interaction);
	return router;
}

static struct router_agent
busy(int64_t id)
{
	struct router_agent agent = an_agent(id);

	agent.use[ROUTER_CHAT].load = 300;
	agent.use[ROUTER_CHAT].count = 3;
	return agent;
}

static void
who_served_the_customer_last_comes_before_the_order(void **unused)
{
	struct router *router = a_router(0, an_agent(LAST));
	struct decision decision;

	(void)unused;
	assert_true(next_offer(router, 1000, &decision));
	assert_int_equal(decision.agent, LAST);
	assert_true(decision.preferred);
	assert_int_equal(decision.first_count, 2);
	assert_int_equal(decision.first[1].agent, OTHER);
	assert_int_equal(decision.counts[VERDICT_ELIGIBLE], 2);
	router_free(router);
}

static void
without_a_wait_others_take_what_they_cannot(void **unused)
{
	struct router *router = a_router(0, busy(LAST));

	(void)unused;
	assert_offer(router, 0, 1, OTHER);
	router_free(router);
}

static void
they_are_waited_for_to_the_millisecond_and_the_reason_is_told(void **unused)
{
	struct router *router = a_router(WAIT_MS, busy(LAST));
	struct explain_fact fact;
	struct buf words = { 0 };
	struct decision decision;

	(void)unused;
	assert_true(router_decide(router, 0, &decision));
	assert_int_equal(decision.kind, DECISION_NOBODY);
	assert_int_equal(decision.counts[VERDICT_LAST_AGENT], 1);
	assert_int_equal(decision.counts[VERDICT_CAPACITY], 1);
	assert_int_equal(explain_agent(router, 1, OTHER, 5000, &fact, NULL), 0);
	explain_words(&fact, NULL, &words);
	assert_string_equal(
	    words.p, "It waits for the agent who served the customer last for another 15 s.");
	assert_no_offer(router, WAIT_MS - 1);
	assert_int_equal(router_wake_at(router), WAIT_MS);
	assert_offer(router, WAIT_MS, 1, OTHER);
	buf_fini(&words);
	router_free(router);
}

static void
it_is_theirs_as_soon_as_they_are_free(void **unused)
{
	struct router *router = a_router(WAIT_MS, busy(LAST));
	struct router_agent freed = an_agent(LAST);

	(void)unused;
	assert_no_offer(router, 0);
	freed.version = 2;
	set_agent(router, freed);
	assert_offer(router, 1, 1, LAST);
	router_free(router);
}

static void
nobody_waits_for_who_logs_out_or_leaves_the_queue(void **unused)
{
	for (int leaves = 0; leaves < 2; leaves++) {
		struct router *router = a_router(WAIT_MS, busy(LAST));
		struct router_agent out = busy(LAST);

		(void)unused;
		assert_no_offer(router, 0);
		out.version = 2;
		out.status = ROUTER_LOGGED_OUT;
		if (leaves)
			assert_int_equal(router_member_set(router, LAST, QUEUE, false, NULL), 0);
		else
			set_agent(router, out);
		assert_offer(router, 1, 1, OTHER);
		router_free(router);
	}
}

static void
who_missed_it_is_not_waited_for(void **unused)
{
	struct router *router = a_router(WAIT_MS, an_agent(LAST));

	(void)unused;
	set_cooldown(router, 1, LAST, 1000);
	assert_offer(router, 1000, 1, OTHER);
	router_free(router);
}

static void
a_queue_that_does_not_prefer_goes_by_the_order(void **unused)
{
	struct router *router = a_router(WAIT_MS, an_agent(LAST));
	struct router_queue queue = *router_queue_find(router, QUEUE);

	(void)unused;
	queue.version++;
	queue.prefer_last = false;
	set_queue(router, queue);
	assert_offer(router, 0, 1, OTHER);
	router_free(router);
}

/* ---- many of them -------------------------------------------------------------- */

enum { MANY = 100000, STEPS_MAX = 16 };

static uint64_t
steps_of_offer(struct router *router, int64_t now_ms, int64_t interaction, int64_t agent)
{
	uint64_t before = router->steps;

	assert_offer(router, now_ms, interaction, agent);
	return router->steps - before;
}

/* Of interactions 1 to MANY each waits for LAST, who is busy; OTHER is free. */
static struct router *
many_wait(void)
{
	struct router *router = a_router(WAIT_MS, busy(LAST));

	for (int64_t id = 2; id <= MANY; id++) {
		struct router_interaction interaction = an_interaction(id, QUEUE);

		interaction.entered_at_ms = id % 1000;
		interaction.last_agent = LAST;
		set_interaction(router, interaction);
	}
	assert_no_offer(router, 1000);
	return router;
}

static void
a_decision_walks_past_nobody_who_waits_for_a_busy_agent(void **unused)
{
	struct router *router = many_wait();
	struct router_interaction later = an_interaction(MANY + 1, QUEUE);
	struct router_agent freed = an_agent(LAST);
	uint64_t before;

	(void)unused;
	later.entered_at_ms = 1001;
	set_interaction(router, later);
	assert_true(steps_of_offer(router, 1001, MANY + 1, OTHER) < STEPS_MAX);
	before = router->steps;
	assert_no_offer(router, 1002);
	assert_true(router->steps - before < STEPS_MAX);
	freed.version = 2;
	set_agent(router, freed);
	assert_true(steps_of_offer(router, 1003, 1, LAST) < STEPS_MAX);
	router_free(router);
}

static void
all_who_waited_for_one_are_everybodys_when_they_go_or_time_is_over(void **unused)
{
	for (int goes = 0; goes < 2; goes++) {
		struct router *router = many_wait();
		struct router_agent out = busy(LAST);
		/* id 1 and those that entered after full seconds came at 0 */
		int64_t now_ms = goes ? 1003 : WAIT_MS;

		(void)unused;
		out.version = 2;
		out.status = ROUTER_LOGGED_OUT;
		if (goes)
			set_agent(router, out);
		assert_true(steps_of_offer(router, now_ms, 1, OTHER) < STEPS_MAX);
		assert_true(steps_of_offer(router, now_ms, 1000, OTHER) < STEPS_MAX);
		router_free(router);
	}
}

/* Each waits for another agent, all busy: as many lines, none of which anybody may take from. */
static void
nor_past_lines_of_many_busy_agents(void **unused)
{
	enum { AGENTS = 1000 };
	struct router *router = a_router(WAIT_MS, busy(LAST));
	struct router_agent freed = an_agent(1000 + AGENTS / 2);
	struct router_interaction later = an_interaction(MANY + 1, QUEUE);

	(void)unused;
	for (int64_t id = 1001; id <= 1000 + AGENTS; id++) {
		struct router_interaction interaction = an_interaction(id, QUEUE);

		set_agent(router, busy(id));
		interaction.last_agent = id;
		set_interaction(router, interaction);
	}
	assert_no_offer(router, 0);
	later.entered_at_ms = 1;
	set_interaction(router, later);
	assert_true(steps_of_offer(router, 1, MANY + 1, OTHER) < STEPS_MAX);
	freed.version = 2;
	set_agent(router, freed);
	assert_true(steps_of_offer(router, 2, freed.id, freed.id) < STEPS_MAX);
	router_free(router);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_served_the_customer_last_comes_before_the_order),
		cmocka_unit_test(without_a_wait_others_take_what_they_cannot),
		cmocka_unit_test(they_are_waited_for_to_the_millisecond_and_the_reason_is_told),
		cmocka_unit_test(it_is_theirs_as_soon_as_they_are_free),
		cmocka_unit_test(nobody_waits_for_who_logs_out_or_leaves_the_queue),
		cmocka_unit_test(who_missed_it_is_not_waited_for),
		cmocka_unit_test(a_queue_that_does_not_prefer_goes_by_the_order),
		cmocka_unit_test(a_decision_walks_past_nobody_who_waits_for_a_busy_agent),
		cmocka_unit_test(
		    all_who_waited_for_one_are_everybodys_when_they_go_or_time_is_over),
		cmocka_unit_test(nor_past_lines_of_many_busy_agents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
