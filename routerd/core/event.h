/*
 * event - every input of the router as one value, so that it can be applied,
 * recorded and read back in one place.
 *
 * Owns: the kinds and their fields, as a table from which record.h writes and reads.
 */
#ifndef ROUTERD_CORE_EVENT_H
#define ROUTERD_CORE_EVENT_H

#include "routerd/core/router.h"

enum event_kind {
	EVENT_QUEUE,
	EVENT_QUEUE_REMOVE,
	EVENT_AGENT,
	EVENT_MEMBER,
	EVENT_MEMBER_REMOVE,
	EVENT_RESERVE,
	EVENT_SKILL,
	EVENT_INTERACTION,
	EVENT_COOLDOWN,
	EVENT_CONFIRM,
	EVENT_STALE,
	EVENT_OVERFLOW_HOLD,
	EVENT_REVISION, /* of a tenant's configuration: the router does not ask, its log tells */
	EVENT_KINDS
};

/* The parameters of the function of the same name in router.h, where there is one. */
struct router_event {
	enum event_kind kind;
	union {
		struct router_queue queue;
		struct {
			int64_t queue, version;
		} queue_remove;
		struct router_agent agent;
		struct {
			int64_t agent, queue;
			bool enabled; /* not of EVENT_MEMBER_REMOVE */
		} member;
		struct {
			int64_t agent, queue;
			int32_t step;
		} reserve;
		struct {
			int64_t agent, skill;
			int32_t level;
		} skill;
		struct router_interaction interaction;
		struct {
			int64_t interaction, agent, since_ms;
		} cooldown;
		struct {
			int64_t interaction, version;
		} confirm;
		struct {
			int64_t interaction, now_ms;
		} stale;
		struct {
			bool held;
		} overflow_hold;
		struct {
			int64_t tenant, revision;
		} revision;
	} u;
};

/* Calls the router's function for the event, if it has one. */
int event_apply(struct router *router, const struct router_event *event, struct err *err);

enum event_field_type {
	FIELD_INT64,
	FIELD_INT32,
	FIELD_BOOL,
	FIELD_WORD,
	FIELD_NEEDS,
	FIELD_STEPS
};

struct event_field {
	const char *name; /* NULL after the last */
	enum event_field_type type;
	size_t offset; /* in struct router_event */
	const char *const *words; /* FIELD_WORD: its values by number; ends with NULL */
	bool later; /* logs of an older number do not have it: it is 0 then */
};

struct event_shape {
	const char *name;
	const struct event_field *fields;
};

extern const struct event_shape event_shapes[EVENT_KINDS];

#endif
