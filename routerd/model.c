/* model - see model.h */
#include "routerd/model.h"

#include <stdlib.h>
#include <string.h>

struct model *
model_new(const char *record_path, int64_t at_ms, int64_t record_max)
{
	struct model *model = mem_zero(1, sizeof(*model));

	inputs_init(&model->inputs, record_path, at_ms, record_max);
	setup_init(&model->setup, &model->inputs);
	arrivals_init(&model->arrivals);
	return model;
}

void
model_free(struct model *model)
{
	if (model == NULL)
		return;
	due_fini(&model->due);
	wraps_fini(&model->wraps);
	arrivals_fini(&model->arrivals);
	setup_fini(&model->setup);
	inputs_fini(&model->inputs);
	free(model);
}

void
model_agent(struct model *model, const struct router_agent *agent)
{
	struct router_event event = { .kind = EVENT_AGENT, .u.agent = *agent };

	wraps_of(&model->wraps, agent->id, event.u.agent.use);
	(void)inputs_apply(&model->inputs, &event);
}

/* ---- interactions ---- */

static void
note_wrap_up(struct model *model, const struct interaction_facts *facts)
{
	struct due_key key = { DUE_WRAP_UP, facts->id };

	if (facts->phase != PHASE_WRAP_UP) {
		wraps_remove(&model->wraps, facts->id);
		due_remove(&model->due, key);
		return;
	}
	wraps_put(&model->wraps, facts->id, facts->agent, facts->medium,
	    setup_wrap_load(&model->setup, facts->queue, facts->medium));
	if (facts->wrap_until_ms > 0)
		due_put(&model->due,
		    &(struct due_fact){ key, facts->tenant, facts->agent, facts->wrap_until_ms });
}

/* What ended without ever having been in a queue is nothing to the core. */
static void
tell_core(struct model *model, const struct interaction_facts *facts)
{
	struct router_event event = { .kind = EVENT_INTERACTION,
		.u.interaction = facts_interaction(facts) };
	const struct router_interaction *known =
	    router_interaction_find(model->inputs.router, facts->id);

	if (event.u.interaction.queue == 0 && known != NULL)
		event.u.interaction.queue = known->queue;
	if (event.u.interaction.queue != 0)
		(void)inputs_apply(&model->inputs, &event);
}

void
model_interaction(struct model *model, const struct interaction_facts *facts)
{
	const struct router_interaction *known =
	    router_interaction_find(model->inputs.router, facts->id);

	if (facts->phase == PHASE_ARRIVED) {
		if (known == NULL || known->version < facts->version)
			(void)arrivals_add(&model->arrivals, facts);
		return;
	}
	if (known != NULL && known->version > facts->version)
		return;
	arrivals_remove(&model->arrivals, facts->id);
	note_wrap_up(model, facts);
	tell_core(model, facts);
}

bool
model_place(struct model *model, const struct arrival *arrival, const struct rule *rule)
{
	struct interaction_facts facts = arrival->facts;
	const struct router_interaction *known;

	facts.queue = rule->queue;
	facts.priority = rule->priority;
	facts.need_count = rule->need_count;
	memcpy(facts.needs, rule->needs, sizeof(facts.needs));
	tell_core(model, &facts);
	known = router_interaction_find(model->inputs.router, facts.id);
	return known != NULL && known->version == facts.version;
}

/* ---- offers ---- */

void
model_cooldown(struct model *model, int64_t interaction, int64_t agent, int64_t since_ms)
{
	struct router_event event = { .kind = EVENT_COOLDOWN };

	event.u.cooldown.interaction = interaction;
	event.u.cooldown.agent = agent;
	event.u.cooldown.since_ms = since_ms;
	(void)inputs_apply(&model->inputs, &event);
}

void
model_offer_gone(struct model *model, int64_t id)
{
	due_remove(&model->due, (struct due_key){ DUE_OFFER, id });
}

void
model_offer(struct model *model, int64_t tenant, int64_t id, const struct offer_facts *facts)
{
	if (facts->phase == OFFER_MADE) {
		due_put(&model->due,
		    &(struct due_fact){ { DUE_OFFER, id }, tenant, facts->agent,
			facts->deadline_ms + MODEL_EXPIRE_AFTER_MS });
		return;
	}
	model_offer_gone(model, id);
	if (facts->phase == OFFER_COOLS)
		model_cooldown(model, facts->interaction, facts->agent, facts->cooldown_ms);
}
