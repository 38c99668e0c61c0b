/* model: rows and news in any order lead to the same decisions; what has gone is forgotten. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>

#include "routerd/model.h"
#include "routerd/words.h"

enum { NOW = 1000000, QUEUE = 5, AGENT = 7, SKILL = 3 };

static void
set_up(struct model *model)
{
	setup_begin(&model->setup, NOW);
	setup_tenant(&model->setup, 1, 4);
	setup_skill(&model->setup, 1, SKILL, VIEW("English"));
	setup_queue(&model->setup,
	    &(struct queue_row){
		.state = { .id = QUEUE, .tenant = 1, .weight = 100, .priority = 5 },
		.wrap_counts = true,
		.name = VIEW("Orders") });
	setup_member(&model->setup, 1, AGENT, QUEUE, true);
	setup_level(&model->setup, 1, AGENT, SKILL, 100);
	setup_rule(&model->setup,
	    &(struct rule_row){ .tenant = 1,
		.channel = 2,
		.queue = QUEUE,
		.conditions = VIEW("{}"),
		.skills = VIEW("[{\"skill\":\"3\",\"level\":50}]") });
	setup_end(&model->setup, 0);
}

static struct router_agent
an_agent(int64_t version)
{
	return (struct router_agent){ .id = AGENT,
		.tenant = 1,
		.version = version,
		.status = ROUTER_AVAILABLE,
		.lease = ROUTER_LEASE_LIVE,
		.use[ROUTER_CHAT] = { .limit = 100, .count_limit = 1 } };
}

static struct interaction_facts
an_arrival(int64_t id)
{
	return (struct interaction_facts){ .phase = PHASE_ARRIVED,
		.tenant = 1,
		.id = id,
		.version = 1,
		.channel = 2,
		.entered_ms = NOW - 10,
		.number = VIEW("+4915100000001"),
		.text = VIEW("Hello"),
		.has_text = true };
}

/* Applies the rules as arrive.c does. */
static void
place_all(struct model *model)
{
	struct arrival *arrival;

	while ((arrival = arrivals_next(&model->arrivals)) != NULL) {
		struct rules rules =
		    channel_rules_view(setup_channel(&model->setup, arrival->facts.channel));
		struct rule_result result =
		    rules_apply(&rules, &(struct rule_facts){ .text = arrival->facts.text });

		arrival->stage = ARRIVAL_UNPLACED;
		if (!model_place(model, arrival, result.rule))
			arrivals_remove(&model->arrivals, arrival->facts.id);
	}
}

static bool
next_offer(struct model *model, int64_t now_ms, struct decision *out)
{
	while (inputs_decide(&model->inputs, now_ms, out))
		if (out->kind == DECISION_OFFER)
			return true;
	return false;
}

static void
an_arrival_is_offered_by_its_rule(void **unused)
{
	struct model *model = model_new(NULL, 1, 0);
	struct interaction_facts facts = an_arrival(90);
	struct router_agent agent = an_agent(1);
	struct buf text = { 0 };
	struct decision decision;
	json_t *explanation;

	(void)unused;
	set_up(model);
	model_agent(model, &agent);
	model_interaction(model, &facts);
	place_all(model);
	assert_int_equal(model->inputs.waiting, 1);
	assert_true(next_offer(model, NOW, &decision));
	assert_int_equal(decision.interaction, 90);
	assert_int_equal(decision.agent, AGENT);
	words_explain(&model->setup, &decision, 17, &text);
	explanation = json_loadb(text.p, text.n, 0, NULL);
	assert_non_null(explanation);
	assert_string_equal(json_string_value(json_object_get(explanation, "words")),
	    "Orders: English 100, the only one free");
	assert_int_equal(json_integer_value(json_object_get(explanation, "revision")), 4);
	json_decref(explanation);
	buf_fini(&text);
	model_free(model);
}

static void
an_arrival_that_was_placed_meanwhile_is_no_arrival(void **unused)
{
	struct model *model = model_new(NULL, 1, 0);
	struct interaction_facts arrived = an_arrival(90), waiting = an_arrival(90);

	(void)unused;
	set_up(model);
	waiting.phase = PHASE_WAITING;
	waiting.version = 2;
	waiting.queue = QUEUE;
	model_interaction(model, &arrived);
	model_interaction(model, &waiting);
	assert_null(arrivals_find(&model->arrivals, 90));
	model_interaction(model, &arrived); /* a row that was read before */
	assert_null(arrivals_find(&model->arrivals, 90));
	model_free(model);
}

static void
an_arrival_that_has_ended_meanwhile_is_dropped_when_it_is_placed(void **unused)
{
	struct model *model = model_new(NULL, 1, 0);
	struct interaction_facts arrived = an_arrival(90), ended = an_arrival(90);

	(void)unused;
	set_up(model);
	ended.phase = PHASE_ENDED;
	ended.version = 5;
	ended.queue = QUEUE;
	model_interaction(model, &ended);
	model_interaction(model, &arrived);
	place_all(model);
	assert_null(arrivals_find(&model->arrivals, 90));
	assert_int_equal(model->inputs.waiting, 0);
	model_free(model);
}

static void
wrap_up_is_told_from_plain_work_in_the_verdict(void **unused)
{
	struct model *model = model_new(NULL, 1, 0);
	struct interaction_facts wrapping = an_arrival(80), facts = an_arrival(90);
	struct router_agent agent = an_agent(1);
	struct decision decision = { 0 };

	(void)unused;
	set_up(model);
	wrapping.phase = PHASE_WRAP_UP;
	wrapping.queue = QUEUE;
	wrapping.agent = AGENT;
	wrapping.wrap_until_ms = NOW + 500;
	model_interaction(model, &wrapping);
	agent.use[ROUTER_CHAT].load = 100;
	agent.use[ROUTER_CHAT].count = 1;
	model_agent(model, &agent);
	model_interaction(model, &facts);
	place_all(model);
	assert_true(inputs_decide(&model->inputs, NOW, &decision));
	assert_int_equal(decision.kind, DECISION_NOBODY);
	assert_int_equal(decision.counts[VERDICT_WRAP_UP], 1);
	assert_int_equal(due_next(&model->due), NOW + 500);
	wrapping.phase = PHASE_ENDED;
	wrapping.version = 2;
	model_interaction(model, &wrapping);
	assert_int_equal(due_next(&model->due), INT64_MAX);
	model_free(model);
}

static void
an_offer_is_due_half_a_second_after_its_deadline(void **unused)
{
	struct model *model = model_new(NULL, 1, 0);
	struct offer_facts facts = { OFFER_MADE, 90, AGENT, NOW + 20000, 0 };

	(void)unused;
	set_up(model);
	model_offer(model, 1, 12, &facts);
	assert_int_equal(due_next(&model->due), NOW + 20500);
	facts.phase = OFFER_OVER;
	model_offer(model, 1, 12, &facts);
	assert_int_equal(due_next(&model->due), INT64_MAX);
	model_free(model);
}

static void
who_missed_an_offer_cools_down(void **unused)
{
	struct model *model = model_new(NULL, 1, 0);
	struct interaction_facts facts = an_arrival(90);
	struct offer_facts missed = { OFFER_COOLS, 90, AGENT, NOW - 500, NOW };
	struct router_agent agent = an_agent(1);
	struct decision decision;

	(void)unused;
	set_up(model);
	model_agent(model, &agent);
	facts.phase = PHASE_WAITING;
	facts.queue = QUEUE;
	model_interaction(model, &facts);
	model_offer(model, 1, 12, &missed);
	assert_false(next_offer(model, NOW + 100, &decision));
	assert_true(next_offer(model, NOW + ROUTER_COOLDOWN_ALONE_MS, &decision));
	model_free(model);
}

static void
what_a_new_reading_does_not_bring_has_gone(void **unused)
{
	struct model *model = model_new(NULL, 1, 0);
	struct interaction_facts facts = an_arrival(90);
	struct router_agent agent = an_agent(1);
	struct decision decision;

	(void)unused;
	set_up(model);
	model_agent(model, &agent);
	facts.phase = PHASE_WAITING;
	facts.queue = QUEUE;
	model_interaction(model, &facts);
	setup_begin(&model->setup, NOW);
	setup_tenant(&model->setup, 1, 5);
	setup_queue(&model->setup,
	    &(struct queue_row){
		.state = { .id = QUEUE, .tenant = 1, .weight = 100, .priority = 5 },
		.name = VIEW("Orders") });
	setup_end(&model->setup, 1);
	assert_false(next_offer(model, NOW, &decision)); /* no member any more */
	assert_null(setup_channel(&model->setup, 2));
	assert_null(setup_skill_name(&model->setup, SKILL));
	assert_int_equal(setup_revision(&model->setup, 1), 5);
	model_free(model);
}

/* Else "no rule holds" would be said of rules that are on their way, as what is judged by them. */
static void
a_revision_is_known_when_all_of_it_is_read(void **unused)
{
	struct model *model = model_new(NULL, 1, 0);

	(void)unused;
	assert_int_equal(setup_revision(&model->setup, 1), -1);
	setup_begin(&model->setup, NOW);
	setup_tenant(&model->setup, 1, 4);
	assert_int_equal(setup_revision(&model->setup, 1), -1);
	set_up(model);
	assert_int_equal(setup_revision(&model->setup, 1), 4);
	setup_begin(&model->setup, NOW);
	setup_tenant(&model->setup, 1, 5); /* and is broken off */
	assert_int_equal(setup_revision(&model->setup, 1), 4);
	setup_begin(&model->setup, NOW);
	setup_end(&model->setup, 2);
	assert_int_equal(setup_revision(&model->setup, 1), 4);
	setup_begin(&model->setup, NOW);
	setup_tenant(&model->setup, 1, 5);
	setup_end(&model->setup, 1);
	assert_int_equal(setup_revision(&model->setup, 1), 5);
	model_free(model);
}

static void
a_reading_of_one_tenant_leaves_the_others_alone(void **unused)
{
	struct model *model = model_new(NULL, 1, 0);

	(void)unused;
	set_up(model);
	setup_begin(&model->setup, NOW);
	setup_end(&model->setup, 2);
	assert_non_null(setup_channel(&model->setup, 2));
	assert_string_equal(setup_queue_name(&model->setup, QUEUE), "Orders");
	model_free(model);
}

static void
a_queue_opens_and_closes_by_its_schedule(void **unused)
{
	struct model *model = model_new(NULL, 1, 0);
	const struct router *router = model->inputs.router;
	int64_t next_ms;

	(void)unused;
	setup_begin(&model->setup, NOW);
	hours_schedule(&model->setup.hours, 1, 9, NOW + 100000);
	hours_boundary(&model->setup.hours, 9, (struct schedule_boundary){ NOW + 100, true });
	hours_boundary(&model->setup.hours, 9, (struct schedule_boundary){ NOW + 200, false });
	setup_queue(&model->setup,
	    &(struct queue_row){
		.state = { .id = QUEUE, .tenant = 1, .weight = 100, .priority = 5 },
		.schedule = 9,
		.name = VIEW("Orders") });
	setup_end(&model->setup, 0);
	assert_false(router_queue_find(router, QUEUE)->open);
	assert_int_equal(setup_advance(&model->setup, NOW), NOW + 100);
	assert_int_equal(setup_advance(&model->setup, NOW + 100), NOW + 200);
	assert_true(router_queue_find(router, QUEUE)->open);
	assert_true(hours_open_at(&model->setup.hours, 9, NOW + 150, &next_ms));
	assert_int_equal(next_ms, NOW + 200);
	assert_int_equal(setup_advance(&model->setup, NOW + 200), INT64_MAX);
	assert_false(router_queue_find(router, QUEUE)->open);
	model_free(model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_arrival_is_offered_by_its_rule),
		cmocka_unit_test(an_arrival_that_was_placed_meanwhile_is_no_arrival),
		cmocka_unit_test(an_arrival_that_has_ended_meanwhile_is_dropped_when_it_is_placed),
		cmocka_unit_test(wrap_up_is_told_from_plain_work_in_the_verdict),
		cmocka_unit_test(an_offer_is_due_half_a_second_after_its_deadline),
		cmocka_unit_test(who_missed_an_offer_cools_down),
		cmocka_unit_test(what_a_new_reading_does_not_bring_has_gone),
		cmocka_unit_test(a_revision_is_known_when_all_of_it_is_read),
		cmocka_unit_test(a_reading_of_one_tenant_leaves_the_others_alone),
		cmocka_unit_test(a_queue_opens_and_closes_by_its_schedule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
