/* router: each condition of eligibility, each step of both orders, each limit in
 * time to the millisecond, reservations, versions, explanations of "nobody". */
#include "routerd/core/test_build.h"

/* ---- eligibility ------------------------------------------------------------ */

/* One agent with one thing changed, against one chat in queue 1 that asks for
 * skill 7 at 50. */
enum { JUDGED_AT_MS = 20000 };

struct verdict_case {
	const char *name;
	void (*change)(struct router *router, struct router_agent *agent);
	enum verdict verdict;
};

static void
nothing(struct router *router, struct router_agent *agent)
{
	(void)router;
	(void)agent;
}

static void
disabled(struct router *router, struct router_agent *agent)
{
	assert_int_equal(router_member_set(router, agent->id, 1, false, NULL), 0);
}

static void
other_tenant(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->tenant = 2;
}

static void
no_chats(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->use[ROUTER_CHAT].limit = 0;
}

static void
no_skill(struct router *router, struct router_agent *agent)
{
	set_skill(router, agent->id, 7, 0);
}

static void
low_level(struct router *router, struct router_agent *agent)
{
	set_skill(router, agent->id, 7, 40);
}

static void
emergency(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->emergency_until_ms = JUDGED_AT_MS + 1;
}

static void
emergency_over(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->emergency_until_ms = JUDGED_AT_MS;
}

static void
logged_out(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->status = ROUTER_LOGGED_OUT;
}

static void
work_offline(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->status = ROUTER_WORK_OFFLINE;
}

static void
on_break(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->status = ROUTER_ON_BREAK;
}

static void
busy(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->status = ROUTER_BUSY;
}

static void
stop_new(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->stop_new = true;
}

static void
no_lease(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->lease = ROUTER_LEASE_NONE;
}

static void
stale_lease(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->lease = ROUTER_LEASE_STALE;
}

static void
lost_lease(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->lease = ROUTER_LEASE_LOST;
}

static void
gone_lease(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->lease = ROUTER_LEASE_GONE;
}

static void
full_load(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->use[ROUTER_CHAT] = (struct router_use){ 201, 300, 2, 3, 0, 0 };
}

static void
load_that_just_fits(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->use[ROUTER_CHAT] = (struct router_use){ 200, 300, 2, 3, 0, 0 };
}

static void
full_count(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->use[ROUTER_CHAT] = (struct router_use){ 75, 300, 3, 3, 0, 0 };
}

static void
full_by_wrap_up(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->use[ROUTER_CHAT] = (struct router_use){ 300, 300, 3, 3, 100, 1 };
}

static void
in_a_call(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->use[ROUTER_VOICE] = (struct router_use){ 100, 100, 1, 1, 0, 0 };
}

static void
in_wrap_up_of_a_call(struct router *router, struct router_agent *agent)
{
	(void)router;
	agent->use[ROUTER_VOICE] = (struct router_use){ 100, 100, 1, 1, 100, 1 };
}

static void
in_a_call_and_blending(struct router *router, struct router_agent *agent)
{
	in_a_call(router, agent);
	agent->blending = true;
}

static const struct verdict_case verdict_cases[] = {
	{ "nothing", nothing, VERDICT_ELIGIBLE },
	{ "disabled", disabled, VERDICT_MEMBERSHIP },
	{ "other_tenant", other_tenant, VERDICT_MEMBERSHIP },
	{ "no_chats", no_chats, VERDICT_MEDIUM },
	{ "no_skill", no_skill, VERDICT_SKILL },
	{ "low_level", low_level, VERDICT_LEVEL },
	{ "emergency", emergency, VERDICT_EMERGENCY },
	{ "emergency_over", emergency_over, VERDICT_ELIGIBLE },
	{ "logged_out", logged_out, VERDICT_STATUS },
	{ "work_offline", work_offline, VERDICT_STATUS },
	{ "on_break", on_break, VERDICT_STATUS },
	{ "busy", busy, VERDICT_STATUS },
	{ "stop_new", stop_new, VERDICT_STOP_NEW },
	{ "no_lease", no_lease, VERDICT_LEASE },
	{ "stale_lease", stale_lease, VERDICT_LEASE },
	{ "lost_lease", lost_lease, VERDICT_LEASE },
	{ "gone_lease", gone_lease, VERDICT_LEASE },
	{ "full_load", full_load, VERDICT_CAPACITY },
	{ "load_that_just_fits", load_that_just_fits, VERDICT_ELIGIBLE },
	{ "full_count", full_count, VERDICT_CAPACITY },
	{ "full_by_wrap_up", full_by_wrap_up, VERDICT_WRAP_UP },
	{ "in_a_call", in_a_call, VERDICT_CAPACITY },
	{ "in_wrap_up_of_a_call", in_wrap_up_of_a_call, VERDICT_WRAP_UP },
	{ "in_a_call_and_blending", in_a_call_and_blending, VERDICT_ELIGIBLE },
};

/* With `judged_before` the change meets a demand that has judged the agent. */
static void
try_verdict(const struct verdict_case *try, bool judged_before)
{
	struct router *router = router_new();
	struct router_interaction chat = an_interaction(1, 1);
	struct router_agent agent = an_agent(1);
	struct decision decision;

	chat.need_count = 1;
	chat.needs[0] = (struct router_need){ 7, 50 };
	agent.status = ROUTER_ON_BREAK;
	set_queue(router, a_queue(1));
	set_agent(router, agent);
	set_skill(router, 1, 7, 50);
	if (judged_before) {
		set_interaction(router, chat);
		assert_true(router_decide(router, 1000, &decision));
		assert_int_equal(decision.counts[VERDICT_STATUS], 1);
	}
	agent = an_agent(1);
	agent.version = 2;
	try->change(router, &agent);
	assert_int_equal(router_agent_set(router, &agent, NULL), 0);
	set_interaction(router, chat);
	assert_true(router_decide(router, JUDGED_AT_MS, &decision));
	if (decision.counts[try->verdict] != 1)
		fail_msg("%s: wrong verdict", try->name);
	assert_int_equal(
	    decision.kind, try->verdict == VERDICT_ELIGIBLE ? DECISION_OFFER : DECISION_NOBODY);
	router_free(router);
}

static void
each_condition_alone_decides(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(verdict_cases) / sizeof(verdict_cases[0]); i++) {
		bool by_status = verdict_cases[i].verdict == VERDICT_STATUS;

		try_verdict(&verdict_cases[i], false);
		if (!by_status) /* an unchanged verdict is not told again */
			try_verdict(&verdict_cases[i], true);
	}
}

static void
a_call_needs_an_agent_without_chats_unless_blending(void **unused)
{
	struct router *router = router_new();
	struct router_interaction call = an_interaction(1, 1);
	struct router_agent agent = an_agent(1);

	(void)unused;
	call.medium = ROUTER_VOICE;
	agent.use[ROUTER_CHAT].count = 1;
	agent.use[ROUTER_CHAT].load = 100;
	set_queue(router, a_queue(1));
	set_agent(router, agent);
	set_interaction(router, call);
	assert_no_offer(router, 1000);
	agent.blending = true;
	agent.version++;
	set_agent(router, agent);
	assert_offer(router, 1000, 1, 1);
	router_free(router);
}

static void
a_closed_queue_keeps_what_waits_until_it_opens(void **unused)
{
	struct router *router = router_new();
	struct router_queue queue = a_queue(1);
	struct decision decision;

	(void)unused;
	queue.open = false;
	set_queue(router, queue);
	set_agent(router, an_agent(1));
	set_interaction(router, an_interaction(1, 1));
	assert_true(router_decide(router, 1000, &decision));
	assert_int_equal(decision.kind, DECISION_NOBODY);
	assert_false(decision.open);
	assert_int_equal(decision.counts[VERDICT_ELIGIBLE], 1);
	queue.open = true;
	queue.version++;
	set_queue(router, queue);
	assert_offer(router, 1001, 1, 1);
	router_free(router);
}

static void
tenants_never_mix(void **unused)
{
	struct router *router = router_new();
	struct router_interaction stray = an_interaction(1, 1);
	struct router_agent agent = an_agent(2);

	(void)unused;
	set_queue(router, a_queue(1));
	set_agent(router, an_agent(1));
	agent.tenant = 2;
	set_agent(router, agent);
	stray.tenant = 2; /* neither the queue's own agents nor those of its tenant */
	set_interaction(router, stray);
	assert_no_offer(router, 1000);
	router_free(router);
}

static void
a_removed_queue_offers_nothing_and_a_late_state_does_not_bring_it_back(void **unused)
{
	struct router *router = router_new();

	(void)unused;
	set_queue(router, a_queue(1));
	set_agent(router, an_agent(1));
	set_interaction(router, an_interaction(1, 1));
	assert_int_equal(router_queue_remove(router, 1, 2, NULL), 0);
	assert_null(router_queue_find(router, 1));
	set_queue(router, a_queue(1));
	assert_no_offer(router, 1000);
	router_free(router);
}

static void
things_may_become_known_in_any_order(void **unused)
{
	struct router *router = router_new();

	(void)unused;
	set_interaction(router, an_interaction(1, 1));
	set_skill(router, 1, 7, 50);
	assert_int_equal(router_member_set(router, 1, 1, true, NULL), 0);
	assert_no_offer(router, 1000);
	set_queue(router, a_queue(1));
	assert_no_offer(router, 1001);
	set_agent(router, an_agent(1));
	assert_offer(router, 1002, 1, 1);
	router_free(router);
}

/* ---- RT-1 ------------------------------------------------------------------- */

/* Agents 1 and 2; the chat asks for skills 7 and 8 at 10. */
static void
assert_first_of_two(struct router_agent one, int32_t level_one, struct router_agent two,
    int32_t level_two, int64_t chosen)
{
	struct router *router = router_new();
	struct router_interaction chat = an_interaction(1, 1);

	chat.need_count = 2;
	chat.needs[0] = (struct router_need){ 8, 10 };
	chat.needs[1] = (struct router_need){ 7, 10 };
	set_queue(router, a_queue(1));
	set_agent(router, one);
	set_agent(router, two);
	set_skill(router, 1, 7, 100);
	set_skill(router, 1, 8, level_one);
	set_skill(router, 2, 7, level_two);
	set_skill(router, 2, 8, 100);
	set_interaction(router, chat);
	assert_offer(router, 1000, 1, chosen);
	router_free(router);
}

static void
the_lowest_required_level_counts_before_everything_else(void **unused)
{
	struct router_agent one = an_agent(1), two = an_agent(2);

	(void)unused;
	two.use[ROUTER_CHAT].load = 200;
	two.use[ROUTER_CHAT].count = 2;
	two.idle_since_ms = 900;
	assert_first_of_two(one, 50, two, 60, 2);
	assert_first_of_two(one, 60, two, 60, 1);
}

static void
then_the_smallest_share_of_capacity_counts_not_the_smallest_load(void **unused)
{
	struct router_agent one = an_agent(1), two = an_agent(2);

	(void)unused;
	one.use[ROUTER_CHAT] = (struct router_use){ 100, 300, 1, 3, 0, 0 };
	two.use[ROUTER_CHAT] = (struct router_use){ 199, 600, 2, 6, 0, 0 };
	two.idle_since_ms = 900;
	assert_first_of_two(one, 50, two, 50, 2);
	two.use[ROUTER_CHAT].load = 200; /* equal shares: the longer idle */
	assert_first_of_two(one, 50, two, 50, 1);
}

static void
then_the_longest_idle_then_the_lower_id(void **unused)
{
	struct router_agent one = an_agent(1), two = an_agent(2);

	(void)unused;
	one.idle_since_ms = 500;
	two.idle_since_ms = 499;
	assert_first_of_two(one, 50, two, 50, 2);
	two.idle_since_ms = 500;
	assert_first_of_two(one, 50, two, 50, 1);
}

static void
a_reservation_counts_in_the_share_so_chats_are_spread(void **unused)
{
	struct router *router = router_new();

	(void)unused;
	set_queue(router, a_queue(1));
	set_agent(router, an_agent(1));
	set_agent(router, an_agent(2));
	for (int64_t id = 1; id <= 7; id++)
		set_interaction(router, an_interaction(id, 1));
	assert_offer(router, 1000, 1, 1);
	assert_offer(router, 1000, 2, 2);
	assert_offer(router, 1000, 3, 1);
	assert_offer(router, 1000, 4, 2);
	assert_offer(router, 1000, 5, 1);
	assert_offer(router, 1000, 6, 2);
	assert_no_offer(router, 1000);
	router_free(router);
}

/* ---- RT-2 ------------------------------------------------------------------- */

static void
priority_comes_before_waiting_and_waiting_before_the_id(void **unused)
{
	struct router *router = router_new();
	struct router_interaction chat[] = { an_interaction(1, 1), an_interaction(2, 1),
		an_interaction(3, 2), an_interaction(4, 2) };

	(void)unused;
	chat[0].entered_at_ms = 100; /* priority 5, from its queue */
	chat[1].entered_at_ms = 300, chat[1].priority = 1;
	chat[2].entered_at_ms = 200, chat[2].priority = 1;
	chat[3].entered_at_ms = 200, chat[3].priority = 1;
	set_queue(router, a_queue(1));
	set_queue(router, a_queue(2));
	set_agent(router, an_agent(1));
	assert_int_equal(router_member_set(router, 1, 2, true, NULL), 0);
	set_agent(router, an_agent(9));
	for (int i = 3; i >= 0; i--)
		set_interaction(router, chat[i]);
	assert_offer(router, 1000, 3, 1); /* over all queues of the agent */
	assert_offer(router, 1000, 4, 1);
	assert_offer(router, 1000, 2, 9);
	assert_offer(router, 1000, 1, 9);
	router_free(router);
}

static void
who_was_put_before_others_goes_before_them(void **unused)
{
	struct router *router = router_new();
	struct router_interaction chat[] = { an_interaction(1, 1), an_interaction(2, 1),
		an_interaction(3, 1) };

	(void)unused;
	for (int i = 0; i < 3; i++)
		chat[i].entered_at_ms = (i + 1) * 100;
	set_queue(router, a_queue(1));
	for (int i = 0; i < 3; i++)
		set_interaction(router, chat[i]);
	chat[2].version++;
	chat[2].place_at_ms = 199; /* before the second, behind the first */
	set_interaction(router, chat[2]);
	set_agent(router, an_agent(1));
	assert_offer(router, 1000, 1, 1);
	assert_offer(router, 1000, 3, 1);
	assert_offer(router, 1000, 2, 1);
	router_free(router);
}

static void
a_changed_priority_of_the_queue_moves_those_who_bring_none(void **unused)
{
	struct router *router = router_new();
	struct router_queue queue = a_queue(2);

	(void)unused;
	set_queue(router, a_queue(1));
	set_queue(router, queue);
	set_interaction(router, an_interaction(1, 1));
	set_interaction(router, an_interaction(2, 2));
	assert_no_offer(router, 1000);
	queue.priority = 4;
	queue.version++;
	set_queue(router, queue);
	assert_int_equal(router_member_set(router, 1, 2, true, NULL), 0);
	set_agent(router, an_agent(1));
	assert_offer(router, 1000, 2, 1);
	assert_offer(router, 1000, 1, 1);
	router_free(router);
}

/* ---- RT-4, RT-5 ------------------------------------------------------------- */

static void
the_offer_time_is_the_agents_else_the_queues_else_twenty_seconds(void **unused)
{
	static const struct {
		int64_t agent, queue, offer;
	} cases[] = { { 0, 0, 20000 }, { 0, 15000, 15000 }, { 60000, 15000, 60000 } };

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct router *router = router_new();
		struct router_queue queue = a_queue(1);
		struct router_agent agent = an_agent(1);
		struct decision decision;

		queue.offer_ms = cases[i].queue;
		agent.offer_ms = cases[i].agent;
		set_queue(router, queue);
		set_agent(router, agent);
		set_interaction(router, an_interaction(1, 1));
		assert_true(next_offer(router, 1000, &decision));
		assert_int_equal(decision.offer_ms, cases[i].offer);
		router_free(router);
	}
}

static void
a_confirmed_offer_hands_its_reservation_over_to_the_agents_row(void **unused)
{
	struct router *router = router_new();
	struct router_queue queue = a_queue(1);
	struct router_agent agent = an_agent(1);

	(void)unused;
	queue.weight = 150;
	set_queue(router, queue);
	set_agent(router, agent);
	for (int64_t id = 1; id <= 3; id++)
		set_interaction(router, an_interaction(id, 1));
	assert_offer(router, 1000, 1, 1);
	agent.use[ROUTER_CHAT].load = 150;
	agent.use[ROUTER_CHAT].count = 1;
	agent.version = 2;
	set_agent(router, agent);
	assert_int_equal(router_confirm(router, 1, 2, NULL), 0);
	assert_int_equal(router_interaction_find(router, 1)->state, ROUTER_OFFERED);
	assert_offer(router, 1000, 2, 1);
	assert_no_offer(router, 1000); /* 300 of 300 are taken */
	assert_int_equal(router_confirm(router, 1, 2, NULL), -1);
	router_free(router);
}

static void
a_stale_answer_with_a_newer_agent_frees_the_interaction_at_once(void **unused)
{
	struct router *router = router_new();
	struct router_agent agent = an_agent(1);

	(void)unused;
	set_queue(router, a_queue(1));
	set_agent(router, agent);
	set_agent(router, an_agent(2));
	set_interaction(router, an_interaction(1, 1));
	assert_offer(router, 1000, 1, 1);
	agent.status = ROUTER_ON_BREAK;
	agent.version++;
	set_agent(router, agent);
	assert_int_equal(router_stale(router, 1, 1000, NULL), 0);
	assert_offer(router, 1000, 1, 2);
	router_free(router);
}

static void
a_stale_answer_without_news_lets_the_interaction_rest_for_half_a_second(void **unused)
{
	struct router *router = router_new();
	struct router_interaction chat = an_interaction(1, 1);

	(void)unused;
	set_queue(router, a_queue(1));
	set_agent(router, an_agent(1));
	set_interaction(router, chat);
	assert_offer(router, 1000, 1, 1);
	assert_int_equal(router_stale(router, 1, 1000, NULL), 0);
	assert_no_offer(router, 1499);
	assert_int_equal(router_wake_at(router), 1500);
	assert_offer(router, 1500, 1, 1);
	assert_int_equal(router_stale(router, 1, 1500, NULL), 0);
	chat.version++;
	set_interaction(router, chat); /* news end the rest */
	assert_offer(router, 1500, 1, 1);
	router_free(router);
}

static void
what_happens_during_a_decision_takes_effect_when_its_answer_comes(void **unused)
{
	struct router *router = router_new();
	struct router_interaction chat = an_interaction(1, 1);

	(void)unused;
	set_queue(router, a_queue(1));
	set_agent(router, an_agent(1));
	set_interaction(router, chat);
	assert_offer(router, 1000, 1, 1);
	chat.version = 5;
	chat.state = ROUTER_GONE;
	set_interaction(router, chat);
	assert_int_equal(router_confirm(router, 1, 2, NULL), 0);
	assert_null(router_interaction_find(router, 1));
	assert_no_offer(router, 1000);
	router_free(router);
}

/* ---- RT-6 ------------------------------------------------------------------- */

static void
who_missed_it_waits_thirty_seconds_while_others_are_eligible(void **unused)
{
	struct router *router = router_new();
	struct router_agent other = an_agent(2);

	(void)unused;
	other.use[ROUTER_CHAT].limit = 200; /* behind agent 1 once it has a chat */
	other.use[ROUTER_CHAT].load = 100;
	other.use[ROUTER_CHAT].count = 1;
	set_queue(router, a_queue(1));
	set_agent(router, an_agent(1));
	set_agent(router, other);
	for (int64_t id = 1; id <= 2; id++) {
		set_interaction(router, an_interaction(id, 1));
		set_cooldown(router, id, 1, 1000);
	}
	assert_offer(router, 30999, 1, 2);
	other.version++;
	set_agent(router, other);
	assert_int_equal(router_confirm(router, 1, 2, NULL), 0);
	assert_offer(router, 31000, 2, 1);
	router_free(router);
}

static void
who_missed_it_waits_five_seconds_when_nobody_else_is_eligible(void **unused)
{
	struct router *router = router_new();

	(void)unused;
	set_queue(router, a_queue(1));
	set_agent(router, an_agent(1));
	set_interaction(router, an_interaction(1, 1));
	set_cooldown(router, 1, 1, 1000);
	assert_no_offer(router, 5999);
	assert_int_equal(router_wake_at(router), 6000);
	assert_offer(router, 6000, 1, 1);
	router_free(router);
}

static void
a_cool_down_holds_for_that_interaction_only(void **unused)
{
	struct router *router = router_new();

	(void)unused;
	set_queue(router, a_queue(1));
	set_agent(router, an_agent(1));
	set_interaction(router, an_interaction(1, 1));
	set_interaction(router, an_interaction(2, 1));
	set_cooldown(router, 1, 1, 1000);
	assert_offer(router, 1000, 2, 1);
	assert_no_offer(router, 1000);
	assert_int_equal(router_cooldown_set(router, 99, 1, 1000, NULL), -1);
	router_free(router);
}

static void
the_oldest_cool_down_gives_way_beyond_the_limit(void **unused)
{
	struct router *router = router_new();

	(void)unused;
	set_queue(router, a_queue(1));
	set_interaction(router, an_interaction(1, 1));
	for (int64_t id = 1; id <= ROUTER_COOLDOWNS_MAX + 1; id++) {
		set_agent(router, an_agent(id));
		set_cooldown(router, 1, id, 1000 + id);
	}
	assert_offer(router, 1500, 1, 1);
	router_free(router);
}

/* ---- RT-7, time ------------------------------------------------------------- */

static void
the_end_of_an_emergency_lock_wakes_the_router(void **unused)
{
	struct router *router = router_new();
	struct router_agent agent = an_agent(1);

	(void)unused;
	agent.emergency_until_ms = 5000;
	set_queue(router, a_queue(1));
	set_agent(router, agent);
	set_interaction(router, an_interaction(1, 1));
	assert_no_offer(router, 4999);
	assert_int_equal(router_wake_at(router), 5000);
	assert_offer(router, 5000, 1, 1);
	assert_int_equal(router_wake_at(router), INT64_MAX);
	router_free(router);
}

static void
time_that_goes_back_counts_as_the_last_time(void **unused)
{
	struct router *router = router_new();
	struct decision decision;

	(void)unused;
	set_queue(router, a_queue(1));
	set_agent(router, an_agent(1));
	assert_no_offer(router, 9000);
	set_interaction(router, an_interaction(1, 1));
	assert_true(router_decide(router, 1000, &decision));
	assert_int_equal(decision.at_ms, 9000);
	assert_int_equal(decision.first[0].idle_ms, 9000);
	router_free(router);
}

/* ---- versions and limits ---------------------------------------------------- */

static void
an_older_or_equal_version_changes_nothing(void **unused)
{
	struct router *router = router_new();
	struct router_interaction chat = an_interaction(1, 1);
	struct router_agent agent = an_agent(1);
	struct router_queue queue = a_queue(1);

	(void)unused;
	chat.version = agent.version = queue.version = 4;
	chat.state = ROUTER_GONE;
	queue.open = false;
	agent.status = ROUTER_ON_BREAK;
	set_queue(router, queue);
	set_agent(router, agent);
	set_interaction(router, chat);
	for (int64_t version = 3; version <= 4; version++) {
		chat.version = agent.version = queue.version = version;
		chat.state = ROUTER_WAITING;
		queue.open = true;
		agent.status = ROUTER_AVAILABLE;
		set_queue(router, queue);
		set_agent(router, agent);
		set_interaction(router, chat); /* what is gone does not come back */
	}
	assert_false(router_queue_find(router, 1)->open);
	assert_int_equal(router_agent_find(router, 1)->status, ROUTER_ON_BREAK);
	assert_null(router_interaction_find(router, 1));
	router_free(router);
}

static void
values_out_of_range_are_refused_and_named(void **unused)
{
	struct router *router = router_new();
	struct router_queue queue = a_queue(1);
	struct router_agent agent = an_agent(1);
	struct router_interaction chat = an_interaction(1, 1);
	struct err err;

	(void)unused;
	queue.offer_ms = 14999;
	assert_int_equal(router_queue_set(router, &queue, &err), -1);
	assert_string_equal(err.field, "offer_ms");
	queue = a_queue(1), queue.priority = 11;
	assert_int_equal(router_queue_set(router, &queue, &err), -1);
	assert_string_equal(err.field, "priority");
	agent.offer_ms = 60001;
	assert_int_equal(router_agent_set(router, &agent, &err), -1);
	assert_string_equal(err.field, "offer_ms");
	chat.need_count = 9;
	assert_int_equal(router_interaction_set(router, &chat, &err), -1);
	assert_string_equal(err.field, "needs");
	chat.need_count = 2;
	chat.needs[0] = chat.needs[1] = (struct router_need){ 7, 50 };
	assert_int_equal(router_interaction_set(router, &chat, &err), -1);
	assert_string_equal(err.field, "needs");
	assert_int_equal(router_skill_set(router, 1, 7, 101, &err), -1);
	assert_string_equal(err.field, "level");
	assert_int_equal(router_skill_set(router, 1, 7, 9, &err), -1);
	assert_int_equal(err.kind, ERR_INVALID);
	router_free(router);
}

static void
the_longest_gone_interactions_are_forgotten(void **unused)
{
	struct router *router = router_new();
	struct router_interaction chat = an_interaction(1, 1);

	(void)unused;
	set_queue(router, a_queue(1));
	set_agent(router, an_agent(1));
	chat.state = ROUTER_GONE;
	chat.version = 9;
	for (chat.id = 1; chat.id <= ROUTER_TOMBSTONES_MAX + 1; chat.id++)
		set_interaction(router, chat);
	chat.state = ROUTER_WAITING;
	chat.version = 8;
	chat.id = 2;
	set_interaction(router, chat);
	assert_no_offer(router, 1000); /* still remembered */
	chat.id = 1;
	set_interaction(router, chat);
	assert_offer(router, 1000, 1, 1);
	router_free(router);
}

static void
a_queue_may_have_more_kinds_of_demand_than_it_keeps_when_idle(void **unused)
{
	struct router *router = router_new();
	struct router_interaction chat = an_interaction(1, 1);
	struct router_agent agent = an_agent(1);

	(void)unused;
	agent.use[ROUTER_CHAT] = (struct router_use){ 0, 10000, 0, 100, 0, 0 };
	set_queue(router, a_queue(1));
	set_agent(router, agent);
	chat.need_count = 1;
	for (int64_t i = 1; i <= 40; i++) {
		set_skill(router, 1, i, 50);
		chat.id = i;
		chat.needs[0] = (struct router_need){ i, 50 };
		set_interaction(router, chat);
	}
	for (int64_t i = 1; i <= 40; i++)
		assert_offer(router, 1000, i, 1);
	for (int64_t i = 41; i <= 50; i++) {
		chat.id = i;
		chat.needs[0].skill = i - 10;
		set_interaction(router, chat);
		assert_offer(router, 1000, i, 1);
	}
	router_free(router);
}

/* ---- nobody ----------------------------------------------------------------- */

static void
nobody_is_told_at_once_then_when_counts_change_at_most_every_ten_seconds(void **unused)
{
	struct router *router = router_new();
	struct router_agent agent = an_agent(1);
	struct decision decision;

	(void)unused;
	agent.status = ROUTER_ON_BREAK;
	set_queue(router, a_queue(1));
	set_agent(router, agent);
	set_interaction(router, an_interaction(1, 1));
	assert_true(router_decide(router, 1000, &decision));
	assert_int_equal(decision.kind, DECISION_NOBODY);
	assert_int_equal(decision.counts[VERDICT_STATUS], 1);
	assert_false(router_decide(router, 50000, &decision)); /* unchanged */
	agent.status = ROUTER_AVAILABLE;
	agent.stop_new = true;
	agent.version++;
	set_agent(router, agent);
	assert_true(router_decide(router, 50000, &decision));
	assert_int_equal(decision.counts[VERDICT_STOP_NEW], 1);
	agent.stop_new = false;
	agent.lease = ROUTER_LEASE_STALE;
	agent.version++;
	set_agent(router, agent);
	assert_false(router_decide(router, 59999, &decision));
	assert_int_equal(router_wake_at(router), 60000);
	assert_true(router_decide(router, 60000, &decision));
	assert_int_equal(decision.counts[VERDICT_LEASE], 1);
	router_free(router);
}

static void
a_decision_names_the_first_five_in_order_and_counts_all_members(void **unused)
{
	struct router *router = router_new();
	struct decision decision;

	(void)unused;
	set_queue(router, a_queue(1));
	for (int64_t id = 1; id <= 9; id++) {
		struct router_agent agent = an_agent(id);

		agent.idle_since_ms = 1000 - 100 * id;
		agent.stop_new = id == 9;
		set_agent(router, agent);
	}
	set_interaction(router, an_interaction(1, 1));
	set_cooldown(router, 1, 7, 1900);
	assert_true(next_offer(router, 2000, &decision));
	assert_int_equal(decision.counts[VERDICT_ELIGIBLE], 7);
	assert_int_equal(decision.counts[VERDICT_STOP_NEW], 1);
	assert_int_equal(decision.counts[VERDICT_COOL_DOWN], 1);
	assert_int_equal(decision.first_count, ROUTER_FIRST_MAX);
	assert_int_equal(decision.first[0].agent, 8);
	assert_int_equal(decision.first[1].agent, 6);
	assert_int_equal(decision.first[4].agent, 3);
	assert_int_equal(decision.first[0].idle_ms, 1800);
	router_free(router);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_condition_alone_decides),
		cmocka_unit_test(a_call_needs_an_agent_without_chats_unless_blending),
		cmocka_unit_test(a_closed_queue_keeps_what_waits_until_it_opens),
		cmocka_unit_test(tenants_never_mix),
		cmocka_unit_test(
		    a_removed_queue_offers_nothing_and_a_late_state_does_not_bring_it_back),
		cmocka_unit_test(things_may_become_known_in_any_order),
		cmocka_unit_test(the_lowest_required_level_counts_before_everything_else),
		cmocka_unit_test(then_the_smallest_share_of_capacity_counts_not_the_smallest_load),
		cmocka_unit_test(then_the_longest_idle_then_the_lower_id),
		cmocka_unit_test(a_reservation_counts_in_the_share_so_chats_are_spread),
		cmocka_unit_test(priority_comes_before_waiting_and_waiting_before_the_id),
		cmocka_unit_test(who_was_put_before_others_goes_before_them),
		cmocka_unit_test(a_changed_priority_of_the_queue_moves_those_who_bring_none),
		cmocka_unit_test(the_offer_time_is_the_agents_else_the_queues_else_twenty_seconds),
		cmocka_unit_test(a_confirmed_offer_hands_its_reservation_over_to_the_agents_row),
		cmocka_unit_test(a_stale_answer_with_a_newer_agent_frees_the_interaction_at_once),
		cmocka_unit_test(
		    a_stale_answer_without_news_lets_the_interaction_rest_for_half_a_second),
		cmocka_unit_test(what_happens_during_a_decision_takes_effect_when_its_answer_comes),
		cmocka_unit_test(who_missed_it_waits_thirty_seconds_while_others_are_eligible),
		cmocka_unit_test(who_missed_it_waits_five_seconds_when_nobody_else_is_eligible),
		cmocka_unit_test(a_cool_down_holds_for_that_interaction_only),
		cmocka_unit_test(the_oldest_cool_down_gives_way_beyond_the_limit),
		cmocka_unit_test(the_end_of_an_emergency_lock_wakes_the_router),
		cmocka_unit_test(time_that_goes_back_counts_as_the_last_time),
		cmocka_unit_test(an_older_or_equal_version_changes_nothing),
		cmocka_unit_test(values_out_of_range_are_refused_and_named),
		cmocka_unit_test(the_longest_gone_interactions_are_forgotten),
		cmocka_unit_test(a_queue_may_have_more_kinds_of_demand_than_it_keeps_when_idle),
		cmocka_unit_test(
		    nobody_is_told_at_once_then_when_counts_change_at_most_every_ten_seconds),
		cmocka_unit_test(a_decision_names_the_first_five_in_order_and_counts_all_members),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
