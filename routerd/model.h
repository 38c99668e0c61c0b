/*
 * model - what the shard's holder knows: the core and what belongs beside it.
 *
 * Owns: the core's inputs, the configuration, arrivals, wrap-ups, and what is due.
 * Must not know: how it is read, what is done about it.
 *
 * Everything that becomes known goes through here, from rows and from news alike, in any
 * order: the core ignores what is older than what it has.
 */
#ifndef ROUTERD_MODEL_H
#define ROUTERD_MODEL_H

#include "routerd/arrivals.h"
#include "routerd/due.h"
#include "routerd/inputs.h"
#include "routerd/setup.h"
#include "routerd/wraps.h"

enum { MODEL_EXPIRE_AFTER_MS = 500 }; /* after the deadline shown (consistency.md, 7) */

struct model {
	struct inputs inputs;
	struct setup setup;
	struct arrivals arrivals;
	struct wraps wraps;
	struct due due;
};

struct model *model_new(const char *record_path, int64_t at_ms, int64_t record_max);
void model_free(struct model *model);

void model_agent(struct model *model, const struct router_agent *agent);
void model_interaction(struct model *model, const struct interaction_facts *facts);
void model_offer(struct model *model, int64_t tenant, int64_t id, const struct offer_facts *facts);
void model_offer_gone(struct model *model, int64_t id);
void model_cooldown(struct model *model, int64_t interaction, int64_t agent, int64_t since_ms);

/* The interaction waits in this queue with these needs, by its rule; the core alone knows. False: the
 * core already knows something newer. */
bool model_place(struct model *model, const struct arrival *arrival, const struct rule *rule);

#endif
