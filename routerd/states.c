/* states - see states.h */
#include "routerd/states.h"

#include <string.h>

#include "common/base/json_text.h"
#include "common/daemon/daemon.h"

enum { US_PER_MS = 1000 };

/* ---- words ---- */

static bool
find_word(struct view word, const char *const *words, unsigned count, unsigned *out)
{
	for (unsigned i = 0; i < count; i++) {
		if (!view_is(word, words[i]))
			continue;
		*out = i;
		return true;
	}
	return false;
}

bool
word_status(struct view word, enum router_status *out)
{
	static const char *const words[ROUTER_STATUSES] = { "logged_out", "available",
		"work_offline", "on_break", "busy" };
	unsigned found;

	if (!find_word(word, words, ROUTER_STATUSES, &found))
		return false;
	*out = (enum router_status)found;
	return true;
}

bool
word_lease(struct view word, enum router_lease *out)
{
	static const char *const words[ROUTER_LEASES] = { "none", "live", "stale", "lost", "gone" };
	unsigned found;

	if (!find_word(word, words, ROUTER_LEASES, &found))
		return false;
	*out = (enum router_lease)found;
	return true;
}

bool
word_phase(struct view word, enum phase *out)
{
	static const char *const words[] = { "arrived", "waiting", "offered", "assigned", "wrap_up",
		"ended" };
	unsigned found;

	if (!find_word(word, words, PHASE_ENDED + 1, &found))
		return false;
	*out = (enum phase)found;
	return true;
}

enum router_medium
word_medium(struct view word)
{
	return view_is(word, "voice") ? ROUTER_VOICE : ROUTER_CHAT;
}

int64_t
offer_ms_within(int64_t offer_ms)
{
	if (offer_ms <= 0)
		return 0;
	if (offer_ms < ROUTER_OFFER_MIN_MS)
		return ROUTER_OFFER_MIN_MS;
	return offer_ms > ROUTER_OFFER_MAX_MS ? ROUTER_OFFER_MAX_MS : offer_ms;
}

/* ---- members ---- */

static struct view
text_of(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	return (struct view){ json_string_value(value), json_string_length(value) };
}

/* 0 when it is not there. */
static int64_t
id_of(const json_t *object, const char *name)
{
	int64_t id;

	return json_id(json_object_get(object, name), 1, &id) ? id : 0;
}

static int32_t
number_of(const json_t *object, const char *name)
{
	json_int_t value = json_integer_value(json_object_get(object, name));

	return value > 0 && value <= ROUTER_LOAD_MAX ? (int32_t)value : 0;
}

/* 0 when it is not there or no time. */
static int64_t
time_ms_of(const json_t *object, const char *name)
{
	struct view text = text_of(object, name);
	int64_t us;

	return text.n > 0 && daemon_time_parse(text, &us) ? us / US_PER_MS : 0;
}

/* An emergency's end may be open. */
static int64_t
held_until_ms(const json_t *object)
{
	return view_is(text_of(object, "held_until"), "infinity")
	    ? INT64_MAX
	    : time_ms_of(object, "held_until");
}

bool
state_needs(const json_t *list, struct router_need needs[ROUTER_NEEDS_MAX], uint32_t *count)
{
	size_t n = json_array_size(list);

	*count = 0;
	if (n > ROUTER_NEEDS_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		const json_t *entry = json_array_get(list, i);
		int64_t level;

		if (!json_id(json_object_get(entry, "skill"), 1, &needs[i].skill) ||
		    !json_id(json_object_get(entry, "level"), ROUTER_LEVEL_MIN, &level) ||
		    level > ROUTER_LEVEL_MAX)
			return false;
		needs[i].level = (int32_t)level;
	}
	*count = (uint32_t)n;
	return true;
}

bool
state_steps(const json_t *list, struct router_queue *out)
{
	size_t n = json_array_size(list);

	if (n > ROUTER_STEPS_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		const json_t *entry = json_array_get(list, i);

		out->steps[i] = (struct router_step){ .after_ms = json_integer_value(
							  json_object_get(entry, "after_ms")),
			.drop = id_of(entry, "drop_skill"),
			.level = number_of(entry, "level"),
			.priority = number_of(entry, "priority") };
	}
	out->step_count = (uint32_t)n;
	return true;
}

/* ---- agents ---- */

struct router_use
calls_use(int32_t calls)
{
	return (struct router_use){
		.load = calls * ROUTER_UNIT, .limit = ROUTER_UNIT, .count = calls, .count_limit = 1
	};
}

/* The same facts have other names in the state that pages see and in the gate. */
struct agent_names {
	const char *status, *load, *limit, *count, *count_limit, *calls;
};

static bool
read_agent(const json_t *object, const struct agent_names *names, struct router_agent *out)
{
	struct router_use *chats = &out->use[ROUTER_CHAT];

	out->id = id_of(object, "agent");
	out->stop_new = json_is_true(json_object_get(object, "stop_new"));
	out->blending = json_is_true(json_object_get(object, "blending"));
	out->emergency_until_ms = held_until_ms(object);
	out->idle_since_ms =
	    json_integer_value(json_object_get(object, "idle_since_us")) / US_PER_MS;
	out->offer_ms = offer_ms_within(number_of(object, "offer_ms"));
	*chats = (struct router_use){ .load = number_of(object, names->load),
		.limit = number_of(object, names->limit),
		.count = number_of(object, names->count),
		.count_limit = number_of(object, names->count_limit) };
	out->use[ROUTER_VOICE] = calls_use(number_of(object, names->calls));
	return out->id > 0 && word_status(text_of(object, names->status), &out->status) &&
	    word_lease(text_of(object, "lease"), &out->lease);
}

bool
state_agent(int64_t tenant, int64_t version, const json_t *state, struct router_agent *out)
{
	static const struct agent_names names = { "status", "load", "limit", "chats", "chats_limit",
		"calls" };

	*out = (struct router_agent){ .tenant = tenant, .version = version };
	return read_agent(state, &names, out);
}

bool
state_gate(int64_t tenant, const json_t *gate, struct router_agent *out)
{
	static const struct agent_names names = { "chosen", "chat_load", "chat_limit", "chat_count",
		"chat_count_limit", "voice_count" };

	*out = (struct router_agent){ .tenant = tenant, .version = id_of(gate, "version") };
	return out->version > 0 && read_agent(gate, &names, out);
}

/* ---- interactions ---- */

static void
read_arrival(const json_t *state, struct interaction_facts *out)
{
	const json_t *known = json_object_get(state, "customer_known");

	out->number = text_of(state, "number");
	out->text = text_of(state, "text");
	out->language = text_of(state, "language");
	out->page = text_of(state, "page");
	out->form = text_of(state, "form");
	out->has_text = json_object_get(state, "text") != NULL;
	out->has_language = json_object_get(state, "language") != NULL;
	out->known_customer = known != NULL ? json_is_true(known)
					    : json_is_object(json_object_get(state, "customer"));
}

bool
state_interaction(
    int64_t tenant, int64_t id, int64_t version, const json_t *state, struct interaction_facts *out)
{
	*out = (struct interaction_facts){
		.medium = word_medium(text_of(state, "medium")),
		.tenant = tenant,
		.id = id,
		.version = version,
		.channel = id_of(json_object_get(state, "channel"), "id"),
		.queue = id_of(json_object_get(state, "queue"), "id"),
		.agent = id_of(state, "agent"),
		.priority = number_of(state, "priority"),
		.entered_ms = time_ms_of(state, "started_at"),
		.place_ms = time_ms_of(state, "rank_at"),
		.wrap_until_ms = time_ms_of(state, "wrap_until"),
		.last_agent = id_of(state, "last_agent"),
		.has_last = json_object_get(state, "last_agent") != NULL,
	};
	if (!word_phase(text_of(state, "state"), &out->phase))
		return false;
	if (out->phase == PHASE_ARRIVED)
		read_arrival(state, out);
	return state_needs(json_object_get(state, "skills"), out->needs, &out->need_count);
}

struct router_interaction
facts_interaction(const struct interaction_facts *facts)
{
	static const enum router_state states[] = {
		[PHASE_ARRIVED] = ROUTER_WAITING,
		[PHASE_WAITING] = ROUTER_WAITING,
		[PHASE_OFFERED] = ROUTER_OFFERED,
		[PHASE_ASSIGNED] = ROUTER_ASSIGNED,
		[PHASE_WRAP_UP] = ROUTER_GONE,
		[PHASE_ENDED] = ROUTER_GONE,
	};
	struct router_interaction out = {
		.id = facts->id,
		.tenant = facts->tenant,
		.version = facts->version,
		.queue = facts->queue,
		.medium = facts->medium,
		.priority = facts->priority,
		.entered_at_ms = facts->entered_ms,
		.place_at_ms = facts->place_ms,
		.state = states[facts->phase],
		.need_count = facts->need_count,
		.last_agent = facts->last_agent,
	};

	memcpy(out.needs, facts->needs, facts->need_count * sizeof(out.needs[0]));
	return out;
}

/* ---- offers ---- */

bool
state_offer(const json_t *state, struct offer_facts *out)
{
	struct view word = text_of(state, "state");
	int64_t cooldown_ms = time_ms_of(state, "cooldown_since");

	*out = (struct offer_facts){
		.phase = view_is(word, "made") ? OFFER_MADE
		    : cooldown_ms > 0          ? OFFER_COOLS
					       : OFFER_OVER,
		.interaction = id_of(state, "interaction"),
		.agent = id_of(state, "agent"),
		.deadline_ms = time_ms_of(state, "deadline"),
		.cooldown_ms = cooldown_ms,
	};
	return word.n > 0 && out->interaction > 0 && out->agent > 0;
}
