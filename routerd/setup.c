/* setup - see setup.h */
#include "routerd/setup.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "common/log/log.h"

/* Each entry begins with the same three: that is how they are swept. */
struct tenant_conf {
	int64_t id, tenant;
	uint32_t round;
	bool read; /* a reading of it has ended */
	int64_t revision, reading; /* of the last reading that has ended, of the one under way */
	UT_hash_handle hh;
};

struct skill_conf {
	int64_t id, tenant;
	uint32_t round;
	char *name;
	UT_hash_handle hh;
};

struct queue_conf {
	int64_t id, tenant;
	uint32_t round;
	int64_t schedule;
	bool wrap_counts;
	struct router_queue state;
	char *name;
	UT_hash_handle hh;
};

struct pair_key {
	int64_t agent, other;
};

enum member_value { MEMBER_NEW, MEMBER_DISABLED, MEMBER_ENABLED };

struct pair_conf {
	struct pair_key id;
	int64_t tenant;
	uint32_t round;
	int32_t value; /* enum member_value, a step, or a level; 0: new */
	UT_hash_handle hh;
};

struct channel_conf {
	int64_t id, tenant;
	uint32_t round;
	struct channel_rules rules;
	UT_hash_handle hh;
};

/* Finds the entry with this key or makes it; it belongs to this round then. */
#define CONF_GET(head, key, tenant_, round_, out) \
	do { \
		HASH_FIND(hh, (head), &(key), sizeof(key), (out)); \
		if ((out) == NULL) { \
			(out) = mem_zero(1, sizeof(*(out))); \
			(out)->id = (key); \
			HASH_ADD(hh, (head), id, sizeof((out)->id), (out)); \
		} \
		(out)->tenant = (tenant_); \
		(out)->round = (round_); \
	} while (0)

#define CONF_FIND(head, key, out) HASH_FIND(hh, (head), &(key), sizeof(key), (out))

static void
set_text(char **text, struct view value)
{
	free(*text);
	*text = view_dup(value);
}

void
setup_init(struct setup *setup, struct inputs *inputs)
{
	*setup = (struct setup){ .inputs = inputs };
}

void
setup_begin(struct setup *setup, int64_t now_ms)
{
	setup->round++;
	hours_begin(&setup->hours);
	setup->now_ms = now_ms;
	setup->next_ms = INT64_MIN;
}

/* ---- tenants, skills ---- */

void
setup_tenant(struct setup *setup, int64_t tenant, int64_t revision)
{
	struct tenant_conf *conf;

	CONF_GET(setup->tenants, tenant, tenant, setup->round, conf);
	conf->reading = revision;
}

/* What is judged meanwhile is judged by what was there before. */
static void
tenants_read(struct setup *setup)
{
	struct router_event event = { .kind = EVENT_REVISION };
	struct tenant_conf *conf, *following;

	HASH_ITER (hh, setup->tenants, conf, following) {
		if (conf->round != setup->round || (conf->read && conf->revision == conf->reading))
			continue;
		conf->read = true;
		conf->revision = conf->reading;
		event.u.revision.tenant = conf->tenant;
		event.u.revision.revision = conf->revision;
		(void)inputs_apply(setup->inputs, &event);
	}
}

int64_t
setup_revision(const struct setup *setup, int64_t tenant)
{
	struct tenant_conf *conf;

	CONF_FIND(setup->tenants, tenant, conf);
	return conf != NULL && conf->read ? conf->revision : -1;
}

void
setup_skill(struct setup *setup, int64_t tenant, int64_t id, struct view name)
{
	struct skill_conf *conf;

	CONF_GET(setup->skills, id, tenant, setup->round, conf);
	set_text(&conf->name, name);
}

const char *
setup_skill_name(const struct setup *setup, int64_t skill)
{
	struct skill_conf *conf;

	CONF_FIND(setup->skills, skill, conf);
	return conf != NULL ? conf->name : NULL;
}

/* ---- queues ---- */

static bool
opens(const struct setup *setup, const struct queue_conf *conf, int64_t *next_ms)
{
	*next_ms = INT64_MAX;
	if (conf->schedule == 0)
		return true;
	return hours_open_at(&setup->hours, conf->schedule, setup->now_ms, next_ms);
}

static void
tell_queue(struct setup *setup, struct queue_conf *conf, const struct router_queue *state)
{
	struct router_event event = { .kind = EVENT_QUEUE, .u.queue = *state };

	event.u.queue.version = ++setup->queue_version;
	if (inputs_apply(setup->inputs, &event))
		conf->state = event.u.queue;
}

static bool
steps_same(const struct router_queue *a, const struct router_queue *b)
{
	return a->step_count == b->step_count &&
	    memcmp(a->steps, b->steps, a->step_count * sizeof(a->steps[0])) == 0;
}

static bool
queue_same(const struct router_queue *a, const struct router_queue *b)
{
	return a->tenant == b->tenant && a->medium == b->medium && a->open == b->open &&
	    a->on_miss == b->on_miss && a->offer_ms == b->offer_ms && a->wrap_ms == b->wrap_ms &&
	    a->weight == b->weight && a->priority == b->priority && steps_same(a, b) &&
	    a->prefer_last == b->prefer_last && a->last_wait_ms == b->last_wait_ms &&
	    a->overflow_after_ms == b->overflow_after_ms &&
	    a->overflow_length == b->overflow_length &&
	    a->overflow_unstaffed == b->overflow_unstaffed &&
	    a->overflow_queue == b->overflow_queue && b->version != 0;
}

void
setup_queue(struct setup *setup, const struct queue_row *row)
{
	struct router_queue state = row->state;
	struct queue_conf *conf;
	int64_t next_ms;

	CONF_GET(setup->queues, state.id, state.tenant, setup->round, conf);
	set_text(&conf->name, row->name);
	conf->schedule = row->schedule;
	conf->wrap_counts = row->wrap_counts;
	state.open = opens(setup, conf, &next_ms);
	if (!queue_same(&state, &conf->state))
		tell_queue(setup, conf, &state);
}

int64_t
setup_advance(struct setup *setup, int64_t now_ms)
{
	struct queue_conf *conf, *following;
	int64_t next_ms, soonest = INT64_MAX;

	if (now_ms < setup->next_ms)
		return setup->next_ms;
	setup->now_ms = now_ms;
	HASH_ITER (hh, setup->queues, conf, following) {
		struct router_queue state = conf->state;

		state.open = opens(setup, conf, &next_ms);
		if (next_ms < soonest)
			soonest = next_ms;
		if (state.open == conf->state.open)
			continue;
		LOG(INFO, state.open ? "queue_opened" : "queue_closed", LOG_ID("queue", conf->id));
		tell_queue(setup, conf, &state);
	}
	setup->next_ms = soonest;
	return soonest;
}

static struct queue_conf *
queue_find(const struct setup *setup, int64_t queue)
{
	struct queue_conf *conf;

	CONF_FIND(setup->queues, queue, conf);
	return conf;
}

const char *
setup_queue_name(const struct setup *setup, int64_t queue)
{
	struct queue_conf *conf = queue_find(setup, queue);

	return conf != NULL ? conf->name : NULL;
}

bool
setup_prefers_last(const struct setup *setup, int64_t queue)
{
	struct queue_conf *conf = queue_find(setup, queue);

	return conf != NULL && conf->state.prefer_last;
}

int32_t
setup_wrap_load(const struct setup *setup, int64_t queue, enum router_medium medium)
{
	struct queue_conf *conf = queue_find(setup, queue);

	if (conf == NULL || !conf->wrap_counts)
		return 0;
	return medium == ROUTER_CHAT ? conf->state.weight : ROUTER_UNIT;
}

/* ---- memberships and levels ---- */

void
setup_member(struct setup *setup, int64_t tenant, int64_t agent, int64_t queue, bool enabled)
{
	struct router_event event = { .kind = EVENT_MEMBER };
	struct pair_key key = { agent, queue };
	int32_t value = enabled ? MEMBER_ENABLED : MEMBER_DISABLED;
	struct pair_conf *conf;

	CONF_GET(setup->members, key, tenant, setup->round, conf);
	if (conf->value == value)
		return;
	conf->value = value;
	event.u.member.agent = agent;
	event.u.member.queue = queue;
	event.u.member.enabled = enabled;
	(void)inputs_apply(setup->inputs, &event);
}

static void
tell_reserve(struct setup *setup, struct pair_key key, int32_t step)
{
	struct router_event event = { .kind = EVENT_RESERVE };

	event.u.reserve.agent = key.agent;
	event.u.reserve.queue = key.other;
	event.u.reserve.step = step;
	(void)inputs_apply(setup->inputs, &event);
}

void
setup_reserve(struct setup *setup, int64_t tenant, int64_t agent, int64_t queue, int32_t step)
{
	struct pair_key key = { agent, queue };
	struct pair_conf *conf;

	CONF_GET(setup->reserves, key, tenant, setup->round, conf);
	if (conf->value == step)
		return;
	conf->value = step;
	tell_reserve(setup, key, step);
}

static void
tell_level(struct setup *setup, struct pair_key key, int32_t level)
{
	struct router_event event = { .kind = EVENT_SKILL };

	event.u.skill.agent = key.agent;
	event.u.skill.skill = key.other;
	event.u.skill.level = level;
	(void)inputs_apply(setup->inputs, &event);
}

void
setup_level(struct setup *setup, int64_t tenant, int64_t agent, int64_t skill, int32_t level)
{
	struct pair_key key = { agent, skill };
	struct pair_conf *conf;

	CONF_GET(setup->levels, key, tenant, setup->round, conf);
	if (conf->value == level)
		return;
	conf->value = level;
	tell_level(setup, key, level);
}

int32_t
setup_level_of(const struct setup *setup, int64_t agent, int64_t skill)
{
	struct pair_key key = { agent, skill };
	struct pair_conf *conf;

	CONF_FIND(setup->levels, key, conf);
	return conf != NULL ? conf->value : 0;
}

/* ---- rules ---- */

void
setup_rule(struct setup *setup, const struct rule_row *row)
{
	struct channel_conf *conf;
	struct err err = { 0 };

	CONF_FIND(setup->channels, row->channel, conf);
	if (conf != NULL && conf->round != setup->round)
		channel_rules_fini(&conf->rules); /* the first of this reading */
	CONF_GET(setup->channels, row->channel, row->tenant, setup->round, conf);
	if (channel_rules_add(&conf->rules, row, &err) != 0)
		LOG(ERROR, "route_rule_ignored", LOG_ID("channel", row->channel),
		    LOG_TEXT("why", err.text));
}

const struct channel_rules *
setup_channel(const struct setup *setup, int64_t channel)
{
	struct channel_conf *conf;

	CONF_FIND(setup->channels, channel, conf);
	return conf != NULL ? &conf->rules : NULL;
}

/* ---- what has gone ---- */

static void
queue_gone(struct setup *setup, struct queue_conf *conf)
{
	struct router_event event = { .kind = EVENT_QUEUE_REMOVE };

	event.u.queue_remove.queue = conf->id;
	event.u.queue_remove.version = ++setup->queue_version;
	(void)inputs_apply(setup->inputs, &event);
}

static void
member_gone(struct setup *setup, struct pair_conf *conf)
{
	struct router_event event = { .kind = EVENT_MEMBER_REMOVE };

	event.u.member.agent = conf->id.agent;
	event.u.member.queue = conf->id.other;
	(void)inputs_apply(setup->inputs, &event);
}

/* Removes the entries of the tenant (0: of all) that this round did not bring. */
#define CONF_SWEEP(type, head, tenant_, gone) \
	do { \
		type *conf, *following; \
		HASH_ITER (hh, (head), conf, following) { \
			if (conf->round == setup->round || \
			    ((tenant_) != 0 && conf->tenant != (tenant_))) \
				continue; \
			HASH_DEL((head), conf); \
			gone; \
			free(conf); \
		} \
	} while (0)

void
setup_end(struct setup *setup, int64_t tenant)
{
	hours_end(&setup->hours, tenant);
	setup->next_ms = INT64_MIN;
	tenants_read(setup);
	CONF_SWEEP(struct channel_conf, setup->channels, tenant, channel_rules_fini(&conf->rules));
	CONF_SWEEP(struct pair_conf, setup->levels, tenant, tell_level(setup, conf->id, 0));
	CONF_SWEEP(struct pair_conf, setup->members, tenant, member_gone(setup, conf));
	CONF_SWEEP(struct pair_conf, setup->reserves, tenant, tell_reserve(setup, conf->id, 0));
	CONF_SWEEP(
	    struct queue_conf, setup->queues, tenant, (queue_gone(setup, conf), free(conf->name)));
	CONF_SWEEP(struct skill_conf, setup->skills, tenant, free(conf->name));
}

void
setup_fini(struct setup *setup)
{
	setup->round++;
	CONF_SWEEP(struct channel_conf, setup->channels, 0, channel_rules_fini(&conf->rules));
	CONF_SWEEP(struct pair_conf, setup->levels, 0, (void)0);
	CONF_SWEEP(struct pair_conf, setup->members, 0, (void)0);
	CONF_SWEEP(struct pair_conf, setup->reserves, 0, (void)0);
	CONF_SWEEP(struct queue_conf, setup->queues, 0, free(conf->name));
	hours_fini(&setup->hours);
	CONF_SWEEP(struct skill_conf, setup->skills, 0, free(conf->name));
	CONF_SWEEP(struct tenant_conf, setup->tenants, 0, (void)0);
}
