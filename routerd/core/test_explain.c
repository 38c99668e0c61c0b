/* explain: facts and words of each verdict, the stored form. */
#include <string.h>

#include "routerd/core/explain.h"
#include "routerd/core/test_build.h"

static void
assert_words(struct explain_fact fact, const char *skill, const char *words)
{
	struct buf out = { 0 };

	explain_words(&fact, skill, &out);
	assert_string_equal(out.p, words);
	buf_fini(&out);
}

static void
each_verdict_has_its_sentence(void **unused)
{
	(void)unused;
	assert_words((struct explain_fact){ .verdict = VERDICT_ELIGIBLE }, NULL,
	    "The agent can be offered this.");
	assert_words((struct explain_fact){ .verdict = VERDICT_MEMBERSHIP }, NULL,
	    "The agent is not an enabled member of the queue.");
	assert_words((struct explain_fact){ .verdict = VERDICT_MEDIUM, .medium = ROUTER_VOICE },
	    NULL, "The agent does not handle calls.");
	assert_words((struct explain_fact){ .verdict = VERDICT_SKILL }, "French",
	    "The agent does not hold French.");
	assert_words((struct explain_fact){ .verdict = VERDICT_SKILL }, NULL,
	    "The agent does not hold a required skill.");
	assert_words(
	    (struct explain_fact){ .verdict = VERDICT_LEVEL, .level_held = 40, .level_needed = 60 },
	    "French", "The agent holds French at level 40; 60 is needed.");
	assert_words((struct explain_fact){ .verdict = VERDICT_EMERGENCY, .left_ms = 1001 }, NULL,
	    "The agent is held back by an emergency for another 2 s.");
	assert_words((struct explain_fact){ .verdict = VERDICT_EMERGENCY, .left_ms = INT64_MAX },
	    NULL, "The agent is held back by an emergency until it is lifted.");
	assert_words((struct explain_fact){ .verdict = VERDICT_STATUS, .status = ROUTER_ON_BREAK },
	    NULL, "The agent is On Break.");
	assert_words((struct explain_fact){ .verdict = VERDICT_STOP_NEW }, NULL,
	    "The agent takes nothing new (Busy, Stop New).");
	assert_words((struct explain_fact){ .verdict = VERDICT_LEASE, .lease = ROUTER_LEASE_LOST },
	    NULL, "The agent's workspace is disconnected.");
	assert_words((struct explain_fact){ .verdict = VERDICT_CAPACITY,
			 .load = 250,
			 .limit = 300,
			 .count = 2,
			 .count_limit = 3 },
	    NULL, "The agent has 2 of 3 chats, which take 2.50 of 3.00.");
	assert_words((struct explain_fact){ .verdict = VERDICT_WRAP_UP,
			 .load = 300,
			 .limit = 300,
			 .count = 3,
			 .count_limit = 3 },
	    NULL, "The agent has 3 of 3 chats, which take 3.00 of 3.00, wrap-up included.");
	assert_words((struct explain_fact){ .verdict = VERDICT_CAPACITY, .other_medium = true },
	    NULL, "The agent is handling a call and takes no chats beside it.");
	assert_words((struct explain_fact){ .verdict = VERDICT_COOL_DOWN, .left_ms = 5000 }, NULL,
	    "The agent missed or rejected this a moment ago and is not asked again for another "
	    "5 s.");
}

static struct router *
a_router(void)
{
	struct router *router = router_new();
	struct router_interaction chat = an_interaction(1, 1);

	chat.need_count = 2;
	chat.needs[0] = (struct router_need){ 7, 50 };
	chat.needs[1] = (struct router_need){ 8, 30 };
	set_queue(router, a_queue(1));
	for (int64_t id = 1; id <= 3; id++) {
		set_agent(router, an_agent(id));
		set_skill(router, id, 7, 80);
		set_skill(router, id, 8, 40);
	}
	set_interaction(router, chat);
	return router;
}

static struct explain_fact
fact_of(const struct router *router, int64_t agent, int64_t now_ms)
{
	struct explain_fact fact;

	assert_int_equal(explain_agent(router, 1, agent, now_ms, &fact, NULL), 0);
	return fact;
}

static void
an_agent_is_explained_from_the_present_state(void **unused)
{
	struct router *router = a_router();
	struct router_agent locked = an_agent(3);
	struct explain_fact fact;

	(void)unused;
	set_skill(router, 1, 8, 20);
	locked.version = 2;
	locked.emergency_until_ms = 9000;
	set_agent(router, locked);
	fact = fact_of(router, 1, 1000);
	assert_int_equal(fact.verdict, VERDICT_LEVEL);
	assert_int_equal(fact.skill, 8);
	assert_int_equal(fact.level_held, 20);
	assert_int_equal(fact.level_needed, 30);
	set_skill(router, 1, 7, 0);
	fact = fact_of(router, 1, 1000);
	assert_int_equal(fact.verdict, VERDICT_SKILL);
	assert_int_equal(fact.skill, 7);
	assert_int_equal(fact_of(router, 2, 1000).verdict, VERDICT_ELIGIBLE);
	assert_int_equal(fact_of(router, 3, 1000).left_ms, 8000);
	assert_int_equal(fact_of(router, 3, 9000).verdict, VERDICT_ELIGIBLE);
	assert_int_equal(fact_of(router, 99, 1000).verdict, VERDICT_MEMBERSHIP);
	assert_int_equal(router_member_set(router, 99, 1, true, NULL), 0);
	assert_int_equal(fact_of(router, 99, 1000).verdict, VERDICT_STATUS); /* never logged in */
	assert_int_equal(explain_agent(router, 99, 1, 1000, &fact, NULL), -1);
	router_free(router);
}

static void
a_cool_down_is_explained_by_who_else_is_there(void **unused)
{
	struct router *router = a_router();
	struct router_agent away = an_agent(1);

	(void)unused;
	set_cooldown(router, 1, 3, 1000);
	assert_int_equal(fact_of(router, 3, 7000).verdict, VERDICT_COOL_DOWN);
	assert_int_equal(fact_of(router, 3, 7000).left_ms, 24000);
	for (away.id = 1; away.id <= 2; away.id++) {
		away.status = ROUTER_ON_BREAK;
		away.version = 2;
		set_agent(router, away);
	}
	assert_int_equal(fact_of(router, 3, 5000).left_ms, 1000);
	assert_int_equal(fact_of(router, 3, 6000).verdict, VERDICT_ELIGIBLE);
	router_free(router);
}

static void
assert_stored(const struct router *router, const struct decision *decision, const char *text)
{
	struct buf out = { 0 };

	explain_store(router, decision, 7, 1234, &out);
	assert_string_equal(out.p, text);
	buf_fini(&out);
}

static void
an_offer_is_stored_with_values_counts_and_half_a_byte_per_member(void **unused)
{
	struct router *router = a_router();
	struct router_agent agent = an_agent(1);
	struct decision decision;

	(void)unused;
	agent.version = 2;
	agent.stop_new = true;
	set_agent(router, agent);
	agent = an_agent(3);
	agent.version = 2;
	agent.use[ROUTER_CHAT] = (struct router_use){ 200, 300, 2, 3, 0, 0 };
	agent.idle_since_ms = 400;
	set_agent(router, agent);
	set_cooldown(router, 1, 2, 1000);
	assert_true(router_decide(router, 1000, &decision));
	assert_stored(router, &decision,
	    "{\"revision\":7,\"feed\":1234,\"chosen\":3,"
	    "\"first\":[{\"agent\":3,\"level\":40,\"share\":0.6666,\"idle_ms\":600}],"
	    "\"counts\":{\"eligible\":1,\"stop_new\":1,\"cool_down\":1},\"members\":\"7b0\"}");
	router_free(router);
}

static void
nobody_is_stored_without_a_chosen_agent(void **unused)
{
	struct router *router = a_router();
	struct router_queue queue = a_queue(1);
	struct decision decision;
	struct buf out = { 0 };

	(void)unused;
	queue.version = 2;
	queue.open = false;
	set_queue(router, queue);
	assert_int_equal(router_member_set(router, 2, 1, false, NULL), 0);
	assert_true(router_decide(router, 1000, &decision));
	explain_store(router, &decision, -1, -1, &out);
	assert_string_equal(out.p,
	    "{\"open\":false,\"first\":[],"
	    "\"counts\":{\"eligible\":2,\"membership\":1},"
	    "\"members\":\"010\"}");
	buf_fini(&out);
	router_free(router);
}

static void
the_stored_members_are_those_counted_whether_or_not_the_demand_is_kept(void **unused)
{
	struct router *router = a_router();
	struct decision decision;
	struct buf kept = { 0 }, anew = { 0 };

	(void)unused;
	assert_true(router_decide(router, 1000, &decision));
	explain_store(router, &decision, -1, -1, &kept);
	/* A new membership elsewhere in the queue's life drops what was at hand. */
	assert_int_equal(router_member_set(router, 4, 1, true, NULL), 0);
	assert_int_equal(router_member_remove(router, 4, 1, NULL), 0);
	explain_store(router, &decision, -1, -1, &anew);
	assert_string_equal(kept.p, anew.p);
	buf_fini(&kept);
	buf_fini(&anew);
	router_free(router);
}

static void
codes_lead_back_to_their_verdicts(void **unused)
{
	enum verdict verdict;

	(void)unused;
	for (int i = 0; i < VERDICT_COUNT; i++) {
		assert_true(verdict_of(view_of(verdict_code((enum verdict)i)), &verdict));
		assert_int_equal(verdict, i);
		assert_true(strlen(verdict_words((enum verdict)i)) > 0);
	}
	assert_false(verdict_of(VIEW("luck"), &verdict));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_verdict_has_its_sentence),
		cmocka_unit_test(an_agent_is_explained_from_the_present_state),
		cmocka_unit_test(a_cool_down_is_explained_by_who_else_is_there),
		cmocka_unit_test(an_offer_is_stored_with_values_counts_and_half_a_byte_per_member),
		cmocka_unit_test(nobody_is_stored_without_a_chosen_agent),
		cmocka_unit_test(
		    the_stored_members_are_those_counted_whether_or_not_the_demand_is_kept),
		cmocka_unit_test(codes_lead_back_to_their_verdicts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
