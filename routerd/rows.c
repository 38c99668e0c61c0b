/* rows - see rows.h */
#include "routerd/rows.h"

#include <jansson.h>

#include "common/log/log.h"
#include "common/metrics/metrics.h"

static COUNTER(unreadable, "router_rows_unreadable_total", "Rows and states that made no sense");

void
rows_register(void)
{
	metric_register(&unreadable);
}

void
row_unreadable(const char *what, int64_t id)
{
	metric_add(&unreadable, 1);
	LOG(ERROR, "row_unreadable", LOG_TEXT("what", what), LOG_ID("id", id));
}

/* ---- configuration ---- */

void
row_tenant(struct model *model, const struct db_result *rows, int i)
{
	enum { TENANT, TIME_ZONE, REVISION };

	setup_tenant(&model->setup, db_int(rows, i, TENANT), db_int(rows, i, REVISION));
}

void
row_skill(struct model *model, const struct db_result *rows, int i)
{
	enum { TENANT, ID, NAME };

	setup_skill(
	    &model->setup, db_int(rows, i, TENANT), db_int(rows, i, ID), db_text(rows, i, NAME));
}

void
row_schedule(struct model *model, const struct db_result *rows, int i)
{
	enum { TENANT, ID, NAME, TIME_ZONE, COMPILED_TO };

	hours_schedule(&model->setup.hours, db_int(rows, i, TENANT), db_int(rows, i, ID),
	    db_int(rows, i, COMPILED_TO));
}

void
row_boundary(struct model *model, const struct db_result *rows, int i)
{
	enum { TENANT, SCHEDULE, AT, OPEN };

	hours_boundary(&model->setup.hours, db_int(rows, i, SCHEDULE),
	    (struct schedule_boundary){ db_int(rows, i, AT), db_bool(rows, i, OPEN) });
}

/* What a miss does to the agent stands in the database's function; the core carries the two words
 * it knows. */
static enum router_on_miss
on_miss_of(struct view word)
{
	if (view_is(word, "on_break"))
		return ROUTER_MISS_BREAK;
	return view_is(word, "work_offline") ? ROUTER_MISS_WORK_OFFLINE : ROUTER_MISS_NOTHING;
}

static bool
steps_of(struct view text, struct router_queue *queue)
{
	json_t *list = json_loadb(text.p, text.n, 0, NULL);
	bool readable = state_steps(list, queue);

	json_decref(list);
	return readable;
}

/* The core knows the first enqueue by its millisecond, the database by its microsecond: not before. */
static int64_t
full_ms(int64_t after_ms)
{
	return after_ms == 0 ? 0 : after_ms + 1;
}

void
row_queue(struct model *model, const struct db_result *rows, int i)
{
	enum {
		TENANT,
		ID,
		NAME,
		MEDIUM,
		PRIORITY,
		OFFER_MS,
		ON_MISS,
		WRAP_MS,
		WRAP_COUNTS,
		WEIGHT,
		SCHEDULE,
		CLOSING,
		OVERFLOW,
		VERSION,
		WIDENING,
		PREFER_LAST,
		LAST_WAIT_MS,
		AFTER_MS,
		AT_LENGTH,
		WHEN_UNSTAFFED,
		OVERFLOW_TO
	};
	struct queue_row row = {
		.state = { .id = db_int(rows, i, ID),
		    .tenant = db_int(rows, i, TENANT),
		    .medium = word_medium(db_text(rows, i, MEDIUM)),
		    .on_miss = on_miss_of(db_text(rows, i, ON_MISS)),
		    .offer_ms = offer_ms_within(db_int(rows, i, OFFER_MS)),
		    .wrap_ms = db_int(rows, i, WRAP_MS),
		    .weight = (int32_t)db_int(rows, i, WEIGHT),
		    .priority = (int32_t)db_int(rows, i, PRIORITY),
		    .prefer_last = db_bool(rows, i, PREFER_LAST),
		    .last_wait_ms = db_int(rows, i, LAST_WAIT_MS),
		    .overflow_after_ms = full_ms(db_int(rows, i, AFTER_MS)),
		    .overflow_length = (int32_t)db_int(rows, i, AT_LENGTH),
		    .overflow_unstaffed = db_bool(rows, i, WHEN_UNSTAFFED),
		    .overflow_queue = db_int(rows, i, OVERFLOW_TO) },
		.schedule = db_int(rows, i, SCHEDULE),
		.wrap_counts = db_bool(rows, i, WRAP_COUNTS),
		.name = db_text(rows, i, NAME),
	};

	if (!steps_of(db_text(rows, i, WIDENING), &row.state))
		row_unreadable("queue", row.state.id);
	setup_queue(&model->setup, &row);
}

void
row_member(struct model *model, const struct db_result *rows, int i)
{
	enum { TENANT, QUEUE, AGENT, ENABLED };

	setup_member(&model->setup, db_int(rows, i, TENANT), db_int(rows, i, AGENT),
	    db_int(rows, i, QUEUE), db_bool(rows, i, ENABLED));
}

void
row_reserve(struct model *model, const struct db_result *rows, int i)
{
	enum { TENANT, QUEUE, AGENT, STEP };

	setup_reserve(&model->setup, db_int(rows, i, TENANT), db_int(rows, i, AGENT),
	    db_int(rows, i, QUEUE), (int32_t)db_int(rows, i, STEP));
}

void
row_level(struct model *model, const struct db_result *rows, int i)
{
	enum { TENANT, AGENT, SKILL, LEVEL };

	setup_level(&model->setup, db_int(rows, i, TENANT), db_int(rows, i, AGENT),
	    db_int(rows, i, SKILL), (int32_t)db_int(rows, i, LEVEL));
}

void
row_rule(struct model *model, const struct db_result *rows, int i)
{
	enum { TENANT, CHANNEL, POSITION, CONDITIONS, QUEUE, PRIORITY, SKILLS, AUTO_REPLY, ID };
	struct rule_row row = {
		.id = db_int(rows, i, ID),
		.tenant = db_int(rows, i, TENANT),
		.channel = db_int(rows, i, CHANNEL),
		.queue = db_int(rows, i, QUEUE),
		.priority = (int32_t)db_int(rows, i, PRIORITY),
		.conditions = db_text(rows, i, CONDITIONS),
		.skills = db_text(rows, i, SKILLS),
		.auto_reply = db_text(rows, i, AUTO_REPLY),
	};

	setup_rule(&model->setup, &row);
}

/* ---- work ---- */

static bool
needs_of(struct view text, struct interaction_facts *facts)
{
	json_t *list = json_loadb(text.p, text.n, 0, NULL);
	bool readable = state_needs(list, facts->needs, &facts->need_count);

	json_decref(list);
	return readable;
}

void
row_interaction(struct model *model, const struct db_result *rows, int i)
{
	enum {
		TENANT,
		ID,
		MEDIUM,
		CHANNEL,
		CONVERSATION,
		STATE,
		QUEUE,
		PRIORITY,
		SKILLS,
		ENTERED,
		PLACE,
		AGENT,
		FORMER,
		OFFER,
		LOAD,
		WRAP_UNTIL,
		VERSION,
		NUMBER,
		KNOWN,
		LANGUAGE,
		PAGE,
		FORM,
		TEXT,
		LAST_AGENT
	};
	struct interaction_facts facts = {
		.medium = word_medium(db_text(rows, i, MEDIUM)),
		.tenant = db_int(rows, i, TENANT),
		.id = db_int(rows, i, ID),
		.version = db_int(rows, i, VERSION),
		.channel = db_int(rows, i, CHANNEL),
		.queue = db_int(rows, i, QUEUE),
		.agent = db_int(rows, i, AGENT),
		.priority = (int32_t)db_int(rows, i, PRIORITY),
		.entered_ms = db_int(rows, i, ENTERED),
		.place_ms = db_int(rows, i, PLACE),
		.wrap_until_ms = db_int(rows, i, WRAP_UNTIL),
		.number = db_text(rows, i, NUMBER),
		.text = db_text(rows, i, TEXT),
		.language = db_text(rows, i, LANGUAGE),
		.page = db_text(rows, i, PAGE),
		.form = db_text(rows, i, FORM),
		.known_customer = db_bool(rows, i, KNOWN),
		.last_agent = db_int(rows, i, LAST_AGENT),
		.has_text = true,
		.has_last = true,
		.has_language = true,
	};

	if (word_phase(db_text(rows, i, STATE), &facts.phase) &&
	    needs_of(db_text(rows, i, SKILLS), &facts))
		model_interaction(model, &facts);
	else
		row_unreadable("interaction", facts.id);
}

void
row_cooldown(struct model *model, const struct db_result *rows, int i)
{
	enum { TENANT, INTERACTION, AGENT, SINCE };

	model_cooldown(
	    model, db_int(rows, i, INTERACTION), db_int(rows, i, AGENT), db_int(rows, i, SINCE));
}

void
row_agent(struct model *model, const struct db_result *rows, int i)
{
	enum {
		TENANT,
		AGENT,
		CHOSEN,
		STOP_NEW,
		LEASE,
		HELD_UNTIL,
		LOAD,
		LIMIT,
		COUNT,
		COUNT_LIMIT,
		OFFER_MS,
		IDLE_SINCE,
		VERSION,
		BLENDING,
		CALLS
	};
	struct router_agent agent = {
		.id = db_int(rows, i, AGENT),
		.tenant = db_int(rows, i, TENANT),
		.version = db_int(rows, i, VERSION),
		.stop_new = db_bool(rows, i, STOP_NEW),
		.blending = db_bool(rows, i, BLENDING),
		.emergency_until_ms = db_int(rows, i, HELD_UNTIL),
		.idle_since_ms = db_int(rows, i, IDLE_SINCE),
		.offer_ms = offer_ms_within(db_int(rows, i, OFFER_MS)),
		.use[ROUTER_CHAT] = { .load = (int32_t)db_int(rows, i, LOAD),
		    .limit = (int32_t)db_int(rows, i, LIMIT),
		    .count = (int32_t)db_int(rows, i, COUNT),
		    .count_limit = (int32_t)db_int(rows, i, COUNT_LIMIT) },
		.use[ROUTER_VOICE] = calls_use((int32_t)db_int(rows, i, CALLS)),
	};

	if (word_status(db_text(rows, i, CHOSEN), &agent.status) &&
	    word_lease(db_text(rows, i, LEASE), &agent.lease))
		model_agent(model, &agent);
	else
		row_unreadable("agent", agent.id);
}

void
row_offer(struct model *model, const struct db_result *rows, int i)
{
	enum { TENANT, ID, INTERACTION, AGENT, QUEUE, DEADLINE };
	struct offer_facts facts = { .phase = OFFER_MADE,
		.interaction = db_int(rows, i, INTERACTION),
		.agent = db_int(rows, i, AGENT),
		.deadline_ms = db_int(rows, i, DEADLINE) };

	model_offer(model, db_int(rows, i, TENANT), db_int(rows, i, ID), &facts);
}
