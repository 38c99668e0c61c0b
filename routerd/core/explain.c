/* explain - see explain.h */
#include "routerd/core/explain.h"

#include <inttypes.h>

#include "routerd/core/judge.h"
#include "routerd/core/parts.h"

/* Every condition but the cool-down, found anew from the state. */
static enum verdict
judge_anew(const struct interaction *interaction, const struct member *member, int64_t now_ms)
{
	const struct router_interaction *now = &interaction->now;
	struct standing standing = judge_standing(member->agent, now->medium, now_ms);
	struct asked asked = widen_asked(interaction);
	int32_t level;
	enum verdict fit = judge_fit(member->agent, asked.needs, asked.need_count, &level);

	return judge_member(member, asked.step, now->tenant, &standing, fit,
	    judge_weight(interaction->queue, now->medium));
}

static bool
cools(const struct interaction *interaction, int64_t agent, bool alone, int64_t now_ms)
{
	const struct cooldown *cooldown = cooldown_of(interaction, agent);

	if (cooldown == NULL)
		return false;
	return alone ? cooldown_blocks(cooldown, now_ms) : cooldown_holds(cooldown, now_ms);
}

/* Whether it waits for the agent who served the customer last alone (affinity_only, found anew). */
static bool
waits_for_last(const struct router *router, const struct interaction *interaction, int64_t now_ms)
{
	int64_t id = interaction->now.last_agent;
	const struct agent *agent = idmap_find(&router->agents, id);
	const struct member *member =
	    agent == NULL ? NULL : parts_member(agent, interaction->queue->now.id);
	enum verdict verdict;

	if (affinity_until(interaction) <= now_ms || member == NULL ||
	    agent->now.status == ROUTER_LOGGED_OUT || cools(interaction, id, false, now_ms))
		return false;
	verdict = judge_anew(interaction, member, now_ms);
	return verdict != VERDICT_MEMBERSHIP && verdict != VERDICT_MEDIUM &&
	    verdict != VERDICT_SKILL && verdict != VERDICT_LEVEL;
}

/* RT-6: whether somebody is eligible who is not cooling down at all. */
static bool
somebody_else(const struct interaction *interaction, int64_t now_ms)
{
	const struct queue *queue = interaction->queue;

	for (uint32_t i = 0; i < queue->member_count; i++) {
		const struct member *member = queue->members[i];

		if (!cools(interaction, member->agent->now.id, false, now_ms) &&
		    judge_anew(interaction, member, now_ms) == VERDICT_ELIGIBLE)
			return true;
	}
	return false;
}

/* ---- facts ------------------------------------------------------------------ */

static void
skill_facts(
    const struct interaction *interaction, const struct agent *agent, struct explain_fact *out)
{
	struct asked asked = widen_asked(interaction);

	for (uint32_t i = 0; i < asked.need_count; i++) {
		const struct router_need *need = &asked.needs[i];
		int32_t held;

		if (judge_fit(agent, need, 1, &held) != out->verdict)
			continue;
		out->skill = need->skill;
		out->level_held = held;
		out->level_needed = need->level;
		return;
	}
}

static void
capacity_facts(const struct agent *agent, struct explain_fact *out)
{
	enum router_medium other = out->medium == ROUTER_CHAT ? ROUTER_VOICE : ROUTER_CHAT;
	const struct router_use *use = &agent->now.use[out->medium];

	out->load = use->load + agent->reserved_load[out->medium];
	out->limit = use->limit;
	out->count = use->count + agent->reserved_count[out->medium];
	out->count_limit = use->count_limit;
	out->other_medium =
	    !agent->now.blending && agent->now.use[other].count + agent->reserved_count[other] > 0;
}

static int64_t
cool_down_left(const struct interaction *interaction, int64_t agent, bool alone, int64_t now_ms)
{
	const struct cooldown *cooldown = cooldown_of(interaction, agent);

	return cooldown->since_ms + (alone ? ROUTER_COOLDOWN_ALONE_MS : ROUTER_COOLDOWN_MS) -
	    now_ms;
}

static void
fill_facts(const struct interaction *interaction, const struct agent *agent, int64_t now_ms,
    struct explain_fact *out)
{
	int64_t emergency = agent->now.emergency_until_ms;

	out->status = agent->now.status;
	out->lease = agent->now.lease;
	capacity_facts(agent, out);
	if (out->verdict == VERDICT_SKILL || out->verdict == VERDICT_LEVEL)
		skill_facts(interaction, agent, out);
	else if (out->verdict == VERDICT_EMERGENCY)
		out->left_ms = emergency == INT64_MAX ? INT64_MAX : emergency - now_ms;
}

int
explain_agent(const struct router *router, int64_t interaction_id, int64_t agent_id, int64_t now_ms,
    struct explain_fact *out, struct err *err)
{
	const struct interaction *interaction = idmap_find(&router->interactions, interaction_id);
	const struct agent *agent = idmap_find(&router->agents, agent_id);
	const struct member *member;
	bool alone;

	if (interaction == NULL || interaction->now.state == ROUTER_GONE)
		return err_set(err, ERR_NOT_FOUND, "interaction", "the interaction is not known");
	*out = (struct explain_fact){ .verdict = VERDICT_MEMBERSHIP,
		.medium = interaction->now.medium };
	member = agent == NULL ? NULL : parts_member(agent, interaction->queue->now.id);
	if (member == NULL)
		return 0;
	out->verdict = judge_anew(interaction, member, now_ms);
	fill_facts(interaction, agent, now_ms, out);
	if (out->verdict == VERDICT_ELIGIBLE && agent_id != interaction->now.last_agent &&
	    waits_for_last(router, interaction, now_ms)) {
		out->verdict = VERDICT_LAST_AGENT;
		out->left_ms = affinity_until(interaction) - now_ms;
		return 0;
	}
	if (out->verdict != VERDICT_ELIGIBLE || !cools(interaction, agent_id, false, now_ms))
		return 0;
	alone = !somebody_else(interaction, now_ms);
	if (alone && !cools(interaction, agent_id, true, now_ms))
		return 0;
	out->verdict = VERDICT_COOL_DOWN;
	out->left_ms = cool_down_left(interaction, agent_id, alone, now_ms);
	return 0;
}

/* ---- words ------------------------------------------------------------------ */

static const char *const status_words[ROUTER_STATUSES] = { "Logged Out", "Available",
	"Work Offline", "On Break", "Busy" };

static const char *const lease_words[ROUTER_LEASES] = { "not open", "connected",
	"not answering at the moment", "disconnected", "gone" };

static void
seconds_words(int64_t left_ms, struct buf *out)
{
	if (left_ms == INT64_MAX)
		buf_add_text(out, " until it is lifted.");
	else
		buf_addf(out, " for another %" PRId64 " s.", (left_ms + 999) / 1000);
}

static void
capacity_words(const struct explain_fact *fact, struct buf *out)
{
	const char *medium = fact->medium == ROUTER_CHAT ? "chats" : "calls";

	if (fact->other_medium) {
		buf_addf(out, "The agent is handling %s and takes no %s beside it.",
		    fact->medium == ROUTER_CHAT ? "a call" : "chats", medium);
		return;
	}
	buf_addf(out,
	    "The agent has %" PRId32 " of %" PRId32 " %s, which take %" PRId32 ".%02" PRId32
	    " of %" PRId32 ".%02" PRId32 "%s.",
	    fact->count, fact->count_limit, medium, fact->load / ROUTER_UNIT,
	    fact->load % ROUTER_UNIT, fact->limit / ROUTER_UNIT, fact->limit % ROUTER_UNIT,
	    fact->verdict == VERDICT_WRAP_UP ? ", wrap-up included" : "");
}

void
explain_words(const struct explain_fact *fact, const char *skill_name, struct buf *out)
{
	const char *skill = skill_name != NULL ? skill_name : "a required skill";

	switch (fact->verdict) {
	case VERDICT_ELIGIBLE:
		buf_add_text(out, "The agent can be offered this.");
		return;
	case VERDICT_MEMBERSHIP:
		buf_add_text(out, "The agent is not an enabled member of the queue.");
		return;
	case VERDICT_MEDIUM:
		buf_addf(out, "The agent does not handle %s.",
		    fact->medium == ROUTER_CHAT ? "chats" : "calls");
		return;
	case VERDICT_SKILL:
		buf_addf(out, "The agent does not hold %s.", skill);
		return;
	case VERDICT_LEVEL:
		buf_addf(out, "The agent holds %s at level %" PRId32 "; %" PRId32 " is needed.",
		    skill, fact->level_held, fact->level_needed);
		return;
	case VERDICT_EMERGENCY:
		buf_add_text(out, "The agent is held back by an emergency");
		seconds_words(fact->left_ms, out);
		return;
	case VERDICT_STATUS:
		buf_addf(out, "The agent is %s.", status_words[fact->status]);
		return;
	case VERDICT_STOP_NEW:
		buf_add_text(out, "The agent takes nothing new (Busy, Stop New).");
		return;
	case VERDICT_LEASE:
		buf_addf(out, "The agent's workspace is %s.", lease_words[fact->lease]);
		return;
	case VERDICT_WRAP_UP:
	case VERDICT_CAPACITY:
		capacity_words(fact, out);
		return;
	case VERDICT_COOL_DOWN:
		buf_add_text(
		    out, "The agent missed or rejected this a moment ago and is not asked again");
		seconds_words(fact->left_ms, out);
		return;
	case VERDICT_LAST_AGENT:
		buf_add_text(out, "It waits for the agent who served the customer last");
		seconds_words(fact->left_ms, out);
		return;
	case VERDICT_COUNT:
		return;
	}
}

/* ---- the stored form -------------------------------------------------------- */

static void
store_first(const struct decision *decision, struct buf *out)
{
	buf_add_text(out, "\"first\":[");
	for (uint32_t i = 0; i < decision->first_count; i++) {
		const struct decision_candidate *candidate = &decision->first[i];

		buf_addf(out,
		    "%s{\"agent\":%" PRId64 ",\"level\":%" PRId32 ",\"share\":%" PRId32
		    ".%04" PRId32 ",\"idle_ms\":%" PRId64 "}",
		    i == 0 ? "" : ",", candidate->agent, candidate->level, candidate->share / 10000,
		    candidate->share % 10000, candidate->idle_ms);
	}
	buf_add_text(out, "],");
}

static void
store_counts(const struct decision *decision, struct buf *out)
{
	const char *between = "";

	buf_add_text(out, "\"counts\":{");
	for (int i = 0; i < VERDICT_COUNT; i++) {
		if (decision->counts[i] == 0)
			continue;
		buf_addf(out, "%s\"%s\":%" PRId32, between, verdict_code((enum verdict)i),
		    decision->counts[i]);
		between = ",";
	}
	buf_add_text(out, "},");
}

/* The chosen agent's verdict is the one before the reservation. A demand that is
 * still there has the verdicts at hand. */
static void
store_members(const struct router *router, const struct interaction *interaction,
    const struct decision *decision, struct buf *out)
{
	const struct queue *queue = interaction->queue;
	const struct demand *demand = queue->dirty ? NULL : demand_find(interaction);
	bool alone = decision->kind == DECISION_OFFER &&
	    cools(interaction, decision->agent, false, decision->at_ms);
	bool waits = waits_for_last(router, interaction, decision->at_ms);

	buf_add_text(out, "\"members\":\"");
	for (uint32_t i = 0; i < queue->member_count; i++) {
		const struct member *member = queue->members[i];
		int64_t id = member->agent->now.id;
		unsigned verdict = demand != NULL
		    ? demand_candidate(demand, member)->verdict
		    : judge_anew(interaction, member, decision->at_ms);

		if (decision->kind == DECISION_OFFER && id == decision->agent)
			verdict = VERDICT_ELIGIBLE;
		else if (verdict == VERDICT_ELIGIBLE &&
		    cools(interaction, id, alone, decision->at_ms))
			verdict = VERDICT_COOL_DOWN;
		if (verdict == VERDICT_ELIGIBLE && waits && id != interaction->now.last_agent)
			verdict = VERDICT_LAST_AGENT;
		buf_add_char(out, "0123456789abcdef"[verdict]);
	}
	buf_add_char(out, '"');
}

void
explain_store(const struct router *router, const struct decision *decision, int64_t revision,
    int64_t feed, struct buf *out)
{
	const struct interaction *interaction =
	    idmap_find(&router->interactions, decision->interaction);

	buf_add_char(out, '{');
	if (revision >= 0)
		buf_addf(out, "\"revision\":%" PRId64 ",", revision);
	if (feed >= 0)
		buf_addf(out, "\"feed\":%" PRId64 ",", feed);
	if (!decision->open)
		buf_add_text(out, "\"open\":false,");
	if (decision->step > 0)
		buf_addf(out, "\"step\":%" PRIu32 ",\"step_after_ms\":%" PRId64 ",", decision->step,
		    decision->step_after_ms);
	if (decision->kind == DECISION_OFFER)
		buf_addf(out, "\"chosen\":%" PRId64 ",", decision->agent);
	if (decision->preferred)
		buf_add_text(out, "\"preferred\":true,");
	store_first(decision, out);
	store_counts(decision, out);
	store_members(router, interaction, decision, out);
	buf_add_char(out, '}');
}
