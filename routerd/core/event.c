/* event - see event.h */
#include "routerd/core/event.h"

#include <stddef.h>

static const char *const media[] = { "chat", "voice", NULL };
static const char *const statuses[] = { "logged_out", "available", "work_offline", "on_break",
	"busy", NULL };
static const char *const leases[] = { "none", "live", "stale", "lost", "gone", NULL };
static const char *const misses[] = { "on_break", "work_offline", "nothing", NULL };
static const char *const states[] = { "waiting", "offered", "assigned", "gone", NULL };

#define AT(member) offsetof(struct router_event, u.member)
#define INT64(name, member) \
	{ \
		(name), FIELD_INT64, AT(member), NULL, false \
	}
#define INT32(name, member) \
	{ \
		(name), FIELD_INT32, AT(member), NULL, false \
	}
#define BOOL(name, member) \
	{ \
		(name), FIELD_BOOL, AT(member), NULL, false \
	}
#define WORD(name, member, words) \
	{ \
		(name), FIELD_WORD, AT(member), (words), false \
	}
#define END \
	{ \
		NULL, FIELD_INT64, 0, NULL, false \
	}

static const struct event_field queue_fields[] = {
	INT64("id", queue.id),
	INT64("tenant", queue.tenant),
	INT64("version", queue.version),
	WORD("medium", queue.medium, media),
	BOOL("open", queue.open),
	WORD("on_miss", queue.on_miss, misses),
	INT64("offer_ms", queue.offer_ms),
	INT64("wrap_ms", queue.wrap_ms),
	INT32("weight", queue.weight),
	INT32("priority", queue.priority),
	{ "steps", FIELD_STEPS, AT(queue), NULL, true },
	{ "prefer_last", FIELD_BOOL, AT(queue.prefer_last), NULL, true },
	{ "last_wait_ms", FIELD_INT64, AT(queue.last_wait_ms), NULL, true },
	{ "overflow_after_ms", FIELD_INT64, AT(queue.overflow_after_ms), NULL, true },
	{ "overflow_length", FIELD_INT32, AT(queue.overflow_length), NULL, true },
	{ "overflow_unstaffed", FIELD_BOOL, AT(queue.overflow_unstaffed), NULL, true },
	{ "overflow_queue", FIELD_INT64, AT(queue.overflow_queue), NULL, true },
	END,
};

static const struct event_field queue_remove_fields[] = {
	INT64("queue", queue_remove.queue),
	INT64("version", queue_remove.version),
	END,
};

static const struct event_field agent_fields[] = {
	INT64("id", agent.id),
	INT64("tenant", agent.tenant),
	INT64("version", agent.version),
	WORD("status", agent.status, statuses),
	BOOL("stop_new", agent.stop_new),
	WORD("lease", agent.lease, leases),
	BOOL("blending", agent.blending),
	INT64("emergency_until_ms", agent.emergency_until_ms),
	INT64("idle_since_ms", agent.idle_since_ms),
	INT64("offer_ms", agent.offer_ms),
	INT32("chat_load", agent.use[ROUTER_CHAT].load),
	INT32("chat_limit", agent.use[ROUTER_CHAT].limit),
	INT32("chat_count", agent.use[ROUTER_CHAT].count),
	INT32("chat_count_limit", agent.use[ROUTER_CHAT].count_limit),
	INT32("chat_wrap_load", agent.use[ROUTER_CHAT].wrap_load),
	INT32("chat_wrap_count", agent.use[ROUTER_CHAT].wrap_count),
	INT32("voice_load", agent.use[ROUTER_VOICE].load),
	INT32("voice_limit", agent.use[ROUTER_VOICE].limit),
	INT32("voice_count", agent.use[ROUTER_VOICE].count),
	INT32("voice_count_limit", agent.use[ROUTER_VOICE].count_limit),
	INT32("voice_wrap_load", agent.use[ROUTER_VOICE].wrap_load),
	INT32("voice_wrap_count", agent.use[ROUTER_VOICE].wrap_count),
	END,
};

static const struct event_field member_fields[] = {
	INT64("agent", member.agent),
	INT64("queue", member.queue),
	BOOL("enabled", member.enabled),
	END,
};

static const struct event_field member_remove_fields[] = {
	INT64("agent", member.agent),
	INT64("queue", member.queue),
	END,
};

static const struct event_field reserve_fields[] = {
	INT64("agent", reserve.agent),
	INT64("queue", reserve.queue),
	INT32("step", reserve.step),
	END,
};

static const struct event_field skill_fields[] = {
	INT64("agent", skill.agent),
	INT64("skill", skill.skill),
	INT32("level", skill.level),
	END,
};

static const struct event_field interaction_fields[] = {
	INT64("id", interaction.id),
	INT64("tenant", interaction.tenant),
	INT64("version", interaction.version),
	INT64("queue", interaction.queue),
	WORD("medium", interaction.medium, media),
	INT32("priority", interaction.priority),
	INT64("entered_at_ms", interaction.entered_at_ms),
	{ "place_at_ms", FIELD_INT64, AT(interaction.place_at_ms), NULL, true },
	WORD("state", interaction.state, states),
	{ "needs", FIELD_NEEDS, AT(interaction), NULL, false },
	{ "last_agent", FIELD_INT64, AT(interaction.last_agent), NULL, true },
	END,
};

static const struct event_field cooldown_fields[] = {
	INT64("interaction", cooldown.interaction),
	INT64("agent", cooldown.agent),
	INT64("since_ms", cooldown.since_ms),
	END,
};

static const struct event_field confirm_fields[] = {
	INT64("interaction", confirm.interaction),
	INT64("version", confirm.version),
	END,
};

static const struct event_field stale_fields[] = {
	INT64("interaction", stale.interaction),
	INT64("now_ms", stale.now_ms),
	END,
};

static const struct event_field overflow_hold_fields[] = {
	BOOL("held", overflow_hold.held),
	END,
};

static const struct event_field revision_fields[] = {
	INT64("tenant", revision.tenant),
	INT64("revision", revision.revision),
	END,
};

const struct event_shape event_shapes[EVENT_KINDS] = {
	[EVENT_QUEUE] = { "queue", queue_fields },
	[EVENT_QUEUE_REMOVE] = { "queue_remove", queue_remove_fields },
	[EVENT_AGENT] = { "agent", agent_fields },
	[EVENT_MEMBER] = { "member", member_fields },
	[EVENT_MEMBER_REMOVE] = { "member_remove", member_remove_fields },
	[EVENT_RESERVE] = { "reserve", reserve_fields },
	[EVENT_SKILL] = { "skill", skill_fields },
	[EVENT_INTERACTION] = { "interaction", interaction_fields },
	[EVENT_COOLDOWN] = { "cooldown", cooldown_fields },
	[EVENT_CONFIRM] = { "confirm", confirm_fields },
	[EVENT_STALE] = { "stale", stale_fields },
	[EVENT_OVERFLOW_HOLD] = { "overflow_hold", overflow_hold_fields },
	[EVENT_REVISION] = { "revision", revision_fields },
};

int
event_apply(struct router *router, const struct router_event *event, struct err *err)
{
	switch (event->kind) {
	case EVENT_QUEUE:
		return router_queue_set(router, &event->u.queue, err);
	case EVENT_QUEUE_REMOVE:
		return router_queue_remove(
		    router, event->u.queue_remove.queue, event->u.queue_remove.version, err);
	case EVENT_AGENT:
		return router_agent_set(router, &event->u.agent, err);
	case EVENT_MEMBER:
		return router_member_set(router, event->u.member.agent, event->u.member.queue,
		    event->u.member.enabled, err);
	case EVENT_MEMBER_REMOVE:
		return router_member_remove(
		    router, event->u.member.agent, event->u.member.queue, err);
	case EVENT_RESERVE:
		return router_reserve_set(router, event->u.reserve.agent, event->u.reserve.queue,
		    event->u.reserve.step, err);
	case EVENT_SKILL:
		return router_skill_set(
		    router, event->u.skill.agent, event->u.skill.skill, event->u.skill.level, err);
	case EVENT_INTERACTION:
		return router_interaction_set(router, &event->u.interaction, err);
	case EVENT_COOLDOWN:
		return router_cooldown_set(router, event->u.cooldown.interaction,
		    event->u.cooldown.agent, event->u.cooldown.since_ms, err);
	case EVENT_CONFIRM:
		return router_confirm(
		    router, event->u.confirm.interaction, event->u.confirm.version, err);
	case EVENT_STALE:
		return router_stale(router, event->u.stale.interaction, event->u.stale.now_ms, err);
	case EVENT_OVERFLOW_HOLD:
		router_overflow_hold(router, event->u.overflow_hold.held);
		return 0;
	case EVENT_REVISION:
		return 0;
	case EVENT_KINDS:
		break;
	}
	return err_set(err, ERR_INVALID, "kind", "the event's kind is unknown");
}
