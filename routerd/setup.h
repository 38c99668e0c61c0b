/*
 * setup - the configuration that decides: queues, memberships, skills, schedules, rules.
 *
 * Owns: its tables; what of it is told to the core, and what has gone since the last
 *       reading. Must not know: how it is read.
 *
 * A reading of one tenant, or of all (tenant 0), begins with setup_begin(), gives each row
 * once (those of schedules to `hours`) and ends with setup_end(): what did not come again has gone.
 */
#ifndef ROUTERD_SETUP_H
#define ROUTERD_SETUP_H

#include "routerd/channels.h"
#include "routerd/hours.h"
#include "routerd/inputs.h"

struct tenant_conf;
struct skill_conf;
struct queue_conf;
struct pair_conf;
struct channel_conf;

struct setup {
	struct inputs *inputs;
	struct tenant_conf *tenants;
	struct skill_conf *skills;
	struct hours hours;
	struct queue_conf *queues;
	struct pair_conf *members, *reserves; /* agent and queue */
	struct pair_conf *levels; /* agent and skill */
	struct channel_conf *channels;
	int64_t queue_version; /* the core's own, as a schedule changes what no row changes */
	int64_t now_ms, next_ms; /* when the next queue opens or closes */
	uint32_t round;
};

struct queue_row {
	struct router_queue state; /* without `open` and `version` */
	int64_t schedule; /* 0: always open */
	bool wrap_counts;
	struct view name;
};

void setup_init(struct setup *setup, struct inputs *inputs);
void setup_fini(struct setup *setup);

void setup_begin(struct setup *setup, int64_t now_ms);
void setup_tenant(struct setup *setup, int64_t tenant, int64_t revision);
void setup_skill(struct setup *setup, int64_t tenant, int64_t id, struct view name);
void setup_queue(struct setup *setup, const struct queue_row *row); /* after the hours */
void setup_member(struct setup *setup, int64_t tenant, int64_t agent, int64_t queue, bool enabled);
/* Serves the queue from this step of its widening on. */
void setup_reserve(struct setup *setup, int64_t tenant, int64_t agent, int64_t queue, int32_t step);
void setup_level(struct setup *setup, int64_t tenant, int64_t agent, int64_t skill, int32_t level);
void setup_rule(struct setup *setup, const struct rule_row *row);
void setup_end(struct setup *setup, int64_t tenant);

/* Opens and closes queues by their schedules; returns when the next one changes. */
int64_t setup_advance(struct setup *setup, int64_t now_ms);

/* Of the last reading that has ended: all that belongs to it is known. -1: unknown. */
int64_t setup_revision(const struct setup *setup, int64_t tenant);
const char *setup_skill_name(const struct setup *setup, int64_t skill); /* NULL: unknown */
const char *setup_queue_name(const struct setup *setup, int64_t queue);
int32_t setup_level_of(const struct setup *setup, int64_t agent, int64_t skill); /* 0: none */
/* Whether the queue prefers who served the customer last. */
bool setup_prefers_last(const struct setup *setup, int64_t queue);
/* What one wrap-up of this queue holds of its agent's capacity, in hundredths. */
int32_t setup_wrap_load(const struct setup *setup, int64_t queue, enum router_medium medium);
const struct channel_rules *setup_channel(const struct setup *setup, int64_t channel);

#endif
