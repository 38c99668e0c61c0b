/* widening (RT-3): what each step changes, at its millisecond, from the first enqueue on. */
#include "routerd/core/explain.h"
#include "routerd/core/test_build.h"

enum { QUEUE = 1, SKILL = 7, OTHER_SKILL = 8, AFTER_MS = 30000, LATER_MS = 60000 };

/* A chat that entered at 0 and needs skill 7 at 80 and skill 8 at 50, in a queue with one step. */
static struct router *
a_router(struct router_step step)
{
	struct router *router = router_new();
	struct router_queue queue = a_queue(QUEUE);
	struct router_interaction interaction = an_interaction(1, QUEUE);

	step.after_ms = AFTER_MS;
	queue.steps[queue.step_count++] = step;
	set_queue(router, queue);
	interaction.need_count = 2;
	interaction.needs[0] = (struct router_need){ SKILL, 80 };
	interaction.needs[1] = (struct router_need){ OTHER_SKILL, 50 };
	set_interaction(router, interaction);
	return router;
}

static void
an_agent_with(struct router *router, int64_t id, int32_t level, int32_t other_level)
{
	set_agent(router, an_agent(id));
	set_skill(router, id, SKILL, level);
	set_skill(router, id, OTHER_SKILL, other_level);
}

/* Nobody before the step, this agent at it, and the router asks to be woken for it. */
static void
assert_widened(struct router *router, int64_t agent)
{
	struct decision decision;

	assert_no_offer(router, AFTER_MS - 1);
	assert_int_equal(router_wake_at(router), AFTER_MS);
	assert_true(next_offer(router, AFTER_MS, &decision));
	assert_int_equal(decision.agent, agent);
	assert_int_equal(decision.step, 1);
	assert_int_equal(decision.step_after_ms, AFTER_MS);
	router_free(router);
}

static void
a_step_lowers_the_levels_needed(void **unused)
{
	struct router *router = a_router((struct router_step){ .level = 40 });

	(void)unused;
	an_agent_with(router, 1, 30, 100); /* still too low */
	an_agent_with(router, 2, 40, 40);
	assert_widened(router, 2);
}

static void
a_step_drops_a_skill(void **unused)
{
	struct router *router = a_router((struct router_step){ .drop = SKILL });

	(void)unused;
	an_agent_with(router, 1, 100, 40); /* the other one is still needed */
	an_agent_with(router, 2, 0, 50);
	assert_widened(router, 2);
}

static void
a_step_adds_those_in_reserve(void **unused)
{
	struct router *router = a_router((struct router_step){ .after_ms = 0 });

	(void)unused;
	an_agent_with(router, 1, 100, 100);
	an_agent_with(router, 2, 90, 90);
	an_agent_with(router, 3, 100, 100);
	assert_int_equal(router_member_set(router, 1, QUEUE, false, NULL), 0);
	assert_int_equal(router_reserve_set(router, 1, QUEUE, 1, NULL), 0); /* disabled stays out */
	assert_int_equal(router_member_remove(router, 2, QUEUE, NULL), 0);
	assert_int_equal(router_reserve_set(router, 2, QUEUE, 1, NULL), 0);
	assert_int_equal(router_member_remove(router, 3, QUEUE, NULL), 0);
	assert_int_equal(router_reserve_set(router, 3, QUEUE, 2, NULL), 0); /* a later step */
	assert_widened(router, 2);
}

static void
a_step_raises_the_priority_over_others_that_wait(void **unused)
{
	struct router *router = router_new();
	struct router_queue queue = a_queue(QUEUE);
	struct router_interaction early = an_interaction(1, QUEUE),
				  urgent = an_interaction(2, QUEUE);

	(void)unused;
	queue.steps[queue.step_count++] =
	    (struct router_step){ .after_ms = AFTER_MS, .priority = 2 };
	set_queue(router, queue);
	urgent.priority = 3;
	urgent.entered_at_ms = 10000;
	set_interaction(router, early);
	set_interaction(router, urgent);
	assert_no_offer(router, AFTER_MS);
	set_agent(router, an_agent(1));
	assert_offer(router, AFTER_MS, 1, 1); /* without the step it would be the second */
	assert_offer(router, AFTER_MS, 2, 1);
	router_free(router);
}

static void
a_step_never_lowers_a_priority_and_steps_add_up(void **unused)
{
	struct router *router = router_new();
	struct router_queue queue = a_queue(QUEUE);
	struct router_interaction first = an_interaction(1, QUEUE);

	(void)unused;
	queue.steps[0] = (struct router_step){ .after_ms = 1000, .level = 50, .priority = 9 };
	queue.steps[1] = (struct router_step){ .after_ms = 2000, .drop = OTHER_SKILL };
	queue.step_count = 2;
	set_queue(router, queue);
	first.priority = 4;
	first.need_count = 2;
	first.needs[0] = (struct router_need){ SKILL, 80 };
	first.needs[1] = (struct router_need){ OTHER_SKILL, 80 };
	set_interaction(router, first);
	set_agent(router, an_agent(1));
	set_skill(router, 1, SKILL, 50);
	assert_no_offer(router, 1999);
	assert_offer(router, 2000, 1, 1);
	router_free(router);
}

static void
waiting_counts_from_the_first_enqueue_also_after_a_return(void **unused)
{
	struct router *router = a_router((struct router_step){ .level = 10 });
	struct router_interaction back;
	struct decision decision;

	(void)unused;
	back = *router_interaction_find(router, 1);
	back.version++;
	back.state = ROUTER_ASSIGNED;
	set_interaction(router, back);
	an_agent_with(router, 1, 10, 10);
	assert_no_offer(router, LATER_MS);
	back.version++;
	back.state = ROUTER_WAITING;
	set_interaction(router, back);
	assert_true(next_offer(router, LATER_MS, &decision));
	assert_int_equal(decision.step, 1);
	router_free(router);
}

static void
a_changed_list_of_steps_counts_at_once_for_who_waits(void **unused)
{
	struct router *router = a_router((struct router_step){ .priority = 1 });
	struct router_queue queue = *router_queue_find(router, QUEUE);

	(void)unused;
	an_agent_with(router, 1, 10, 10);
	assert_no_offer(router, AFTER_MS);
	queue.version++;
	queue.steps[0].level = 10;
	set_queue(router, queue);
	assert_offer(router, AFTER_MS, 1, 1);
	router_free(router);
}

static void
nobody_is_told_again_when_a_step_comes_into_force(void **unused)
{
	struct router *router = a_router((struct router_step){ .drop = SKILL });
	struct buf stored = { 0 };
	struct decision decision;

	(void)unused;
	assert_true(router_decide(router, 0, &decision));
	assert_int_equal(decision.step, 0);
	assert_true(router_decide(router, AFTER_MS, &decision));
	assert_int_equal(decision.kind, DECISION_NOBODY);
	explain_store(router, &decision, -1, -1, &stored);
	assert_string_equal(stored.p,
	    "{\"step\":1,\"step_after_ms\":30000,\"first\":[],\"counts\":{},\"members\":\"\"}");
	buf_fini(&stored);
	router_free(router);
}

static void
steps_out_of_range_or_order_are_refused(void **unused)
{
	static const struct router_step bad[][2] = {
		{ { .after_ms = 0 }, { .after_ms = 1 } },
		{ { .after_ms = 5 }, { .after_ms = 5 } },
		{ { .after_ms = 5 }, { .after_ms = ROUTER_WAIT_MAX_MS + 1 } },
		{ { .after_ms = 5, .level = 5 }, { .after_ms = 6 } },
		{ { .after_ms = 5, .priority = 11 }, { .after_ms = 6 } },
		{ { .after_ms = 5, .drop = -1 }, { .after_ms = 6 } },
	};
	struct router *router = router_new();

	(void)unused;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct router_queue queue = a_queue(QUEUE);
		struct err err;

		queue.steps[0] = bad[i][0];
		queue.steps[1] = bad[i][1];
		queue.step_count = 2;
		assert_int_equal(router_queue_set(router, &queue, &err), -1);
		assert_string_equal(err.field, "steps");
	}
	assert_int_equal(router_reserve_set(router, 1, QUEUE, ROUTER_STEPS_MAX + 1, NULL), -1);
	router_free(router);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_lowers_the_levels_needed),
		cmocka_unit_test(a_step_drops_a_skill),
		cmocka_unit_test(a_step_adds_those_in_reserve),
		cmocka_unit_test(a_step_raises_the_priority_over_others_that_wait),
		cmocka_unit_test(a_step_never_lowers_a_priority_and_steps_add_up),
		cmocka_unit_test(waiting_counts_from_the_first_enqueue_also_after_a_return),
		cmocka_unit_test(a_changed_list_of_steps_counts_at_once_for_who_waits),
		cmocka_unit_test(nobody_is_told_again_when_a_step_comes_into_force),
		cmocka_unit_test(steps_out_of_range_or_order_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
