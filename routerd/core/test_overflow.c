/* Overflow of the routing core (RT-9): what a rest is of, what opens whom, what a hold leaves. */
#include "routerd/core/parts.h"
#include "routerd/core/test_build.h"

enum { NOW_MS = 1000, AFTER_MS = 60000, QUEUES = 2000 };

/* Queue 1, in which `length` may wait. */
static struct router *
a_router(int32_t length, int64_t after_ms)
{
	struct router *router = router_new();
	struct router_queue queue = a_queue(1);

	queue.overflow_length = length;
	queue.overflow_after_ms = after_ms;
	set_queue(router, queue);
	return router;
}

static void
comes(struct router *router, int64_t id, int64_t version, int32_t priority)
{
	struct router_interaction interaction = an_interaction(id, 1);

	interaction.version = version;
	interaction.priority = priority;
	set_interaction(router, interaction);
}

static void
goes(struct router *router, int64_t id, int64_t version)
{
	struct router_interaction interaction = an_interaction(id, 1);

	interaction.version = version;
	interaction.state = ROUTER_GONE;
	set_interaction(router, interaction);
}

/* The interaction whose overflow is decided at the time; 0: none. */
static int64_t
overflows(struct router *router, int64_t now_ms, enum overflow_cause cause)
{
	struct decision decision;

	while (router_decide(router, now_ms, &decision))
		if (decision.kind == DECISION_OVERFLOW) {
			assert_int_equal(decision.cause, cause);
			return decision.interaction;
		}
	return 0;
}

/* Decides it again and again, to the time before which it is not decided any more. */
static int64_t
tried_until(struct router *router, int64_t id, int times)
{
	int64_t now_ms = NOW_MS;

	for (int i = 0; i < times; i++) {
		assert_int_equal(overflows(router, now_ms, OVERFLOW_LENGTH), id);
		assert_int_equal(overflows(router, now_ms, OVERFLOW_LENGTH), 0);
		now_ms += (int64_t)1000 << i;
	}
	return now_ms;
}

static void
who_falls_behind_the_first_again_is_decided_at_once(void **unused)
{
	struct router *router = a_router(1, 0);
	int64_t rests_until_ms;

	(void)unused;
	comes(router, 1, 1, 0);
	comes(router, 2, 1, 0);
	rests_until_ms = tried_until(router, 2, 5);
	goes(router, 1, 2);
	assert_int_equal(overflows(router, rests_until_ms - 9000, OVERFLOW_LENGTH), 0);
	comes(router, 3, 1, 1); /* before it */
	assert_int_equal(overflows(router, rests_until_ms - 9000, OVERFLOW_LENGTH), 2);
	assert_int_equal(overflows(router, rests_until_ms - 8001, OVERFLOW_LENGTH), 0);
	assert_int_equal(overflows(router, rests_until_ms - 8000, OVERFLOW_LENGTH), 2);
	router_free(router);
}

static void
a_waiting_time_that_is_over_does_not_rest_for_the_length(void **unused)
{
	struct router *router = a_router(1, AFTER_MS);

	(void)unused;
	comes(router, 1, 1, 0);
	goes(router, 1, 2);
	comes(router, 3, 1, 0);
	comes(router, 4, 1, 0);
	assert_true(tried_until(router, 4, 6) > AFTER_MS);
	assert_int_equal(overflows(router, AFTER_MS - 1, OVERFLOW_LENGTH), 0);
	assert_int_equal(router_wake_at(router), AFTER_MS);
	assert_int_equal(overflows(router, AFTER_MS, OVERFLOW_WAITING_TIME), 3);
	assert_int_equal(overflows(router, AFTER_MS, OVERFLOW_WAITING_TIME), 4);
	assert_int_equal(overflows(router, AFTER_MS + 1000, OVERFLOW_WAITING_TIME), 3);
	router_free(router);
}

static void
a_step_of_widening_ends_no_rest(void **unused)
{
	struct router *router = a_router(1, 0);
	struct router_queue queue = *router_queue_find(router, 1);
	int64_t rests_until_ms;

	(void)unused;
	queue.version++;
	queue.step_count = 1;
	queue.steps[0] = (struct router_step){ .after_ms = 20000, .priority = 1 };
	set_queue(router, queue);
	comes(router, 1, 1, 0);
	comes(router, 2, 1, 0);
	rests_until_ms = tried_until(router, 2, 5);
	assert_int_equal(overflows(router, rests_until_ms - 1, OVERFLOW_LENGTH), 0);
	assert_int_equal(overflows(router, rests_until_ms, OVERFLOW_LENGTH), 2);
	router_free(router);
}

static void
while_overflow_is_held_offers_and_explanations_go_on(void **unused)
{
	struct router *router = a_router(1, 0);
	struct decision decision;

	(void)unused;
	for (int64_t id = 1; id <= 5; id++)
		comes(router, id, 1, 0);
	router_overflow_hold(router, true);
	assert_true(router_decide(router, NOW_MS, &decision));
	assert_int_equal(decision.kind, DECISION_NOBODY);
	set_agent(router, an_agent(1));
	assert_offer(router, NOW_MS, 1, 1);
	assert_offer(router, NOW_MS, 2, 1);
	assert_int_equal(overflows(router, NOW_MS + 20000, OVERFLOW_LENGTH), 0);
	assert_true(router_wake_at(router) > NOW_MS + 20000); /* not: again and again */
	router_overflow_hold(router, false);
	assert_int_equal(overflows(router, NOW_MS + 20000, OVERFLOW_LENGTH), 5);
	router_free(router);
}

static void
a_queue_that_opens_looks_at_those_that_overflow_into_it_only(void **unused)
{
	struct router *router = router_new();
	uint64_t before;

	(void)unused;
	for (int64_t id = 1; id <= QUEUES; id++) {
		struct router_queue queue = a_queue(id);

		queue.open = id != QUEUES;
		queue.overflow_after_ms = AFTER_MS;
		queue.overflow_queue = id <= 3 ? QUEUES : 4;
		set_queue(router, queue);
	}
	comes(router, 1, 1, 0);
	assert_int_equal(overflows(router, AFTER_MS, OVERFLOW_WAITING_TIME), 0);
	struct router_queue last = *router_queue_find(router, QUEUES);
	struct router_queue third = *router_queue_find(router, 3);

	third.version++;
	third.overflow_queue = 0;
	set_queue(router, third);
	before = router->upstream_steps;
	last.version++;
	last.open = true;
	set_queue(router, last);
	assert_int_equal(router->upstream_steps - before, 2);
	assert_int_equal(overflows(router, AFTER_MS, OVERFLOW_WAITING_TIME), 1);
	router_free(router);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_falls_behind_the_first_again_is_decided_at_once),
		cmocka_unit_test(a_waiting_time_that_is_over_does_not_rest_for_the_length),
		cmocka_unit_test(a_step_of_widening_ends_no_rest),
		cmocka_unit_test(while_overflow_is_held_offers_and_explanations_go_on),
		cmocka_unit_test(a_queue_that_opens_looks_at_those_that_overflow_into_it_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
