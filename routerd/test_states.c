/* states: what the database tells becomes the core's values; what makes no sense is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "routerd/states.h"

static json_t *
parse(const char *text)
{
	json_t *value = json_loads(text, 0, NULL);

	assert_non_null(value);
	return value;
}

static bool
read_interaction(const char *text, struct interaction_facts *out)
{
	json_t *state = parse(text);
	bool readable = state_interaction(1, 90, 3, state, out);

	json_decref(state);
	return readable;
}

static void
an_agent_state_carries_the_gate(void **unused)
{
	json_t *state = parse(
	    "{\"agent\":\"7\",\"status\":\"available\",\"stop_new\":true,\"lease\":\"stale\","
	    "\"load\":150,\"limit\":600,\"chats\":2,\"chats_limit\":6,\"calls\":1,\"offer_ms\":"
	    "25000,"
	    "\"idle_since_us\":1795164474217229,\"held_until\":\"2026-11-20T08:00:00.500Z\"}");
	struct router_agent agent;

	(void)unused;
	assert_true(state_agent(4, 9, state, &agent));
	assert_int_equal(agent.id, 7);
	assert_int_equal(agent.tenant, 4);
	assert_int_equal(agent.version, 9);
	assert_int_equal(agent.status, ROUTER_AVAILABLE);
	assert_true(agent.stop_new);
	assert_int_equal(agent.lease, ROUTER_LEASE_STALE);
	assert_int_equal(agent.offer_ms, 25000);
	assert_int_equal(agent.idle_since_ms, 1795164474217);
	assert_int_equal(agent.emergency_until_ms, 1795161600500);
	assert_int_equal(agent.use[ROUTER_CHAT].load, 150);
	assert_int_equal(agent.use[ROUTER_CHAT].limit, 600);
	assert_int_equal(agent.use[ROUTER_CHAT].count, 2);
	assert_int_equal(agent.use[ROUTER_CHAT].count_limit, 6);
	assert_int_equal(agent.use[ROUTER_VOICE].limit, ROUTER_UNIT);
	assert_int_equal(agent.use[ROUTER_VOICE].count, 1);
	assert_int_equal(agent.use[ROUTER_VOICE].load, ROUTER_UNIT);
	assert_int_equal(agent.use[ROUTER_VOICE].count_limit, 1);
	json_decref(state);
}

static void
a_gate_and_a_state_of_the_same_agent_are_the_same(void **unused)
{
	json_t *state =
	    parse("{\"agent\":\"7\",\"status\":\"on_break\",\"stop_new\":false,\"lease\":\"live\","
		  "\"blending\":true,\"load\":100,"
		  "\"limit\":300,\"chats\":1,\"chats_limit\":3,\"calls\":1,\"offer_ms\":null,"
		  "\"idle_since_us\":5000,"
		  "\"held_until\":null}");
	json_t *gate = parse(
	    "{\"agent\":\"7\",\"chosen\":\"on_break\",\"stop_new\":false,\"lease\":\"live\","
	    "\"blending\":true,\"chat_load\":100,\"chat_limit\":300,\"chat_count\":1,\"chat_count_"
	    "limit\":3,"
	    "\"voice_count\":1,\"offer_ms\":null,\"idle_since_us\":5000,\"held_until\":null,"
	    "\"version\":\"12\"}");
	struct router_agent from_state, from_gate;

	(void)unused;
	memset(&from_state, 0, sizeof(from_state));
	memset(&from_gate, 0, sizeof(from_gate));
	assert_true(state_agent(1, 12, state, &from_state));
	assert_true(state_gate(1, gate, &from_gate));
	assert_memory_equal(&from_state, &from_gate, sizeof(from_state));
	assert_true(from_state.blending);
	json_decref(state);
	json_decref(gate);
}

static void
an_agent_with_an_unknown_status_or_no_id_is_refused(void **unused)
{
	static const char *const texts[] = {
		"{\"agent\":\"7\",\"status\":\"asleep\",\"lease\":\"live\"}",
		"{\"agent\":\"7\",\"status\":\"available\"}",
		"{\"status\":\"available\",\"lease\":\"live\"}",
		"{\"agent\":\"-1\",\"status\":\"available\",\"lease\":\"live\"}",
		"[]",
	};
	struct router_agent agent;

	(void)unused;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		json_t *state = parse(texts[i]);

		assert_false(state_agent(1, 1, state, &agent));
		json_decref(state);
	}
}

static void
a_waiting_interaction_brings_its_place(void **unused)
{
	struct interaction_facts facts;
	struct router_interaction core;

	(void)unused;
	assert_true(read_interaction(
	    "{\"interaction\":\"90\",\"state\":\"waiting\",\"medium\":\"sms\",\"channel\":{\"id\":"
	    "\"2\"},"
	    "\"queue\":{\"id\":\"5\",\"name\":\"Orders\"},\"priority\":3,\"agent\":null,"
	    "\"skills\":[{\"skill\":\"3\",\"level\":50},{\"skill\":8,\"level\":10}],"
	    "\"started_at\":\"2026-11-20T08:00:00.000Z\"}",
	    &facts));
	core = facts_interaction(&facts);
	assert_int_equal(core.state, ROUTER_WAITING);
	assert_int_equal(core.medium, ROUTER_CHAT);
	assert_int_equal(core.queue, 5);
	assert_int_equal(core.priority, 3);
	assert_int_equal(core.entered_at_ms, 1795161600000);
	assert_int_equal(core.version, 3);
	assert_int_equal(core.need_count, 2);
	assert_int_equal(core.needs[0].skill, 3);
	assert_int_equal(core.needs[1].level, 10);
}

static void
a_doorbell_of_one_that_arrived_brings_what_rules_need(void **unused)
{
	static const char text[] =
	    "{\"interaction\":\"90\",\"state\":\"arrived\",\"channel\":{\"id\":\"2\"},"
	    "\"number\":\"+4915100000001\",\"text\":\"Hello\",\"customer_known\":true,"
	    "\"started_at\":\"2026-11-20T08:00:00.000Z\"}";
	json_t *state = parse(text);
	struct interaction_facts facts;

	(void)unused;
	assert_true(state_interaction(1, 90, 1, state, &facts));
	assert_int_equal(facts.phase, PHASE_ARRIVED);
	assert_int_equal(facts.channel, 2);
	assert_int_equal(facts.queue, 0);
	assert_true(view_is(facts.text, "Hello"));
	assert_true(view_is(facts.number, "+4915100000001"));
	assert_true(facts.known_customer);
	assert_true(facts.has_text);
	assert_false(facts.has_language);
	json_decref(state);
}

static void
wrap_up_and_ended_are_gone_for_the_core(void **unused)
{
	struct interaction_facts facts;

	(void)unused;
	assert_true(
	    read_interaction("{\"state\":\"wrap_up\",\"queue\":{\"id\":\"5\"},\"agent\":\"7\","
			     "\"wrap_until\":\"2026-11-20T08:00:01.000Z\"}",
		&facts));
	assert_int_equal(facts.wrap_until_ms, 1795161601000);
	assert_int_equal(facts_interaction(&facts).state, ROUTER_GONE);
	assert_true(read_interaction("{\"state\":\"ended\",\"queue\":null}", &facts));
	assert_int_equal(facts_interaction(&facts).state, ROUTER_GONE);
	assert_int_equal(facts.queue, 0);
}

static void
skills_that_make_no_sense_are_refused(void **unused)
{
	struct interaction_facts facts;

	(void)unused;
	assert_false(read_interaction(
	    "{\"state\":\"waiting\",\"skills\":[{\"skill\":\"0\",\"level\":50}]}", &facts));
	assert_false(read_interaction(
	    "{\"state\":\"waiting\",\"skills\":[{\"skill\":\"1\",\"level\":5}]}", &facts));
	assert_false(read_interaction(
	    "{\"state\":\"waiting\",\"skills\":[{\"skill\":\"1\",\"level\":101}]}", &facts));
	assert_false(read_interaction("{\"state\":\"waiting\",\"skills\":[1]}", &facts));
	assert_false(read_interaction("{\"state\":\"somewhere\"}", &facts));
}

static void
only_a_rejected_or_expired_offer_counts_as_missed(void **unused)
{
	static const struct {
		const char *word;
		enum offer_phase phase;
		const char *cooldown;
	} cases[] = { { "made", OFFER_MADE, NULL }, { "accepted", OFFER_OVER, NULL },
		{ "withdrawn", OFFER_OVER, NULL },
		{ "rejected", OFFER_COOLS, "2026-11-20T08:00:20.600Z" },
		{ "accepted", OFFER_COOLS, "2026-11-20T08:00:20.600Z" } };
	struct offer_facts facts;

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *state = json_pack("{s:s, s:s, s:s, s:s, s:s?}", "state", cases[i].word,
		    "interaction", "90", "agent", "7", "deadline", "2026-11-20T08:00:20.000Z",
		    "cooldown_since", cases[i].cooldown);

		assert_true(state_offer(state, &facts));
		assert_int_equal(facts.phase, cases[i].phase);
		assert_int_equal(facts.deadline_ms, 1795161620000);
		assert_int_equal(
		    facts.cooldown_ms, cases[i].phase == OFFER_COOLS ? 1795161620600 : 0);
		json_decref(state);
	}
}

static void
an_offer_time_out_of_range_is_brought_within(void **unused)
{
	(void)unused;
	assert_int_equal(offer_ms_within(0), 0);
	assert_int_equal(offer_ms_within(-5), 0);
	assert_int_equal(offer_ms_within(1), 15000);
	assert_int_equal(offer_ms_within(61000), 60000);
	assert_int_equal(offer_ms_within(20000), 20000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_agent_state_carries_the_gate),
		cmocka_unit_test(a_gate_and_a_state_of_the_same_agent_are_the_same),
		cmocka_unit_test(an_agent_with_an_unknown_status_or_no_id_is_refused),
		cmocka_unit_test(a_waiting_interaction_brings_its_place),
		cmocka_unit_test(a_doorbell_of_one_that_arrived_brings_what_rules_need),
		cmocka_unit_test(wrap_up_and_ended_are_gone_for_the_core),
		cmocka_unit_test(skills_that_make_no_sense_are_refused),
		cmocka_unit_test(only_a_rejected_or_expired_offer_counts_as_missed),
		cmocka_unit_test(an_offer_time_out_of_range_is_brought_within),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
