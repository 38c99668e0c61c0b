/*
 * chat_keys - the lock keys of conversations: made of who takes part, as messaging.chat_keys says, or remembered from news.
 *
 * Owns: a bounded memory. A conversation's channel and number never change, nor do the two of a pair, so its keys do not either;
 *       without them the owner function answers `moved` and db tries again, which costs a round trip.
 */
#include "chatd/chat_keys.h"

#include <inttypes.h>
#include <stdlib.h>
#include <uthash.h>

#include "common/base/json_text.h"

enum { KEYS_MAX = 65536 };

/* ---- made ---- */

static void
add_agent(int64_t tenant, int64_t account, struct chat_keys *out)
{
	if (account > 0)
		out->at[out->count++] = key_of_id("agent", tenant, account);
}

struct chat_keys
pair_keys(int64_t tenant, int64_t one, int64_t other)
{
	struct chat_keys keys = { .count = 0 };
	struct buf pair = { 0 };

	buf_addf(
	    &pair, "%" PRId64 ",%" PRId64, one < other ? one : other, one < other ? other : one);
	keys.at[keys.count++] = key_conversation(tenant, 0, buf_view(&pair));
	buf_fini(&pair);
	add_agent(tenant, one, &keys);
	add_agent(tenant, other, &keys);
	return keys;
}

struct chat_keys
room_keys(int64_t tenant, int64_t id)
{
	struct chat_keys keys = { .count = 1 };
	struct buf name = { 0 };

	buf_addf(&name, "room:%" PRId64, id);
	keys.at[0] = key_conversation(tenant, 0, buf_view(&name));
	buf_fini(&name);
	return keys;
}

/* {"user" or "id", "side"} as an account; 0: none. */
static int64_t
account_read(const json_t *value, const char *id)
{
	const char *side = json_string_value(json_object_get(value, "side"));
	int64_t user;

	if (side == NULL || !json_id(json_object_get(value, id), 1, &user))
		return 0;
	return account_of(user, view_is(view_of(side), "work") ? SIDE_WORK : SIDE_AGENT);
}

static bool
learn_chat(const struct news *news, int64_t id, struct chat_keys *out)
{
	int64_t author = account_read(json_object_get(news->state, "author"), "id");
	int64_t to = account_read(json_object_get(news->state, "to"), "user");

	if (author == 0)
		return false;
	*out = to != 0 ? pair_keys(news->tenant, author, to) : room_keys(news->tenant, id);
	return true;
}

/* ---- remembered ---- */

struct known {
	int64_t conversation;
	struct chat_keys keys;
	UT_hash_handle hh; /* keeps the order of insertion: the first is the oldest */
};

struct memory {
	struct known *known;
};

static struct memory *
memory_of(struct daemon *daemon)
{
	return daemon_data(daemon, "chat_keys");
}

static void
known_drop(struct memory *memory, struct known *known)
{
	HASH_DEL(memory->known, known);
	free(known);
}

static void
known_add(struct memory *memory, int64_t conversation, const struct chat_keys *keys)
{
	struct known *known;

	HASH_FIND(hh, memory->known, &conversation, sizeof(conversation), known);
	if (known != NULL)
		return;
	if (HASH_COUNT(memory->known) >= KEYS_MAX)
		known_drop(memory, memory->known);
	known = mem_zero(1, sizeof(*known));
	known->conversation = conversation;
	known->keys = *keys;
	HASH_ADD(hh, memory->known, conversation, sizeof(conversation), known);
}

struct chat_keys
conversation_keys(struct daemon *daemon, int64_t conversation)
{
	struct known *known;

	HASH_FIND(hh, memory_of(daemon)->known, &conversation, sizeof(conversation), known);
	return known != NULL ? known->keys : (struct chat_keys){ .count = 0 };
}

/* The interaction that a customer's conversation belongs to names channel and number. */
static bool
learn_customer(const struct news *news, struct chat_keys *keys)
{
	const char *number = json_string_value(json_object_get(news->state, "number"));
	int64_t channel;

	if (number == NULL ||
	    !json_id(json_object_get(json_object_get(news->state, "channel"), "id"), 1, &channel))
		return false;
	keys->at[keys->count++] = key_conversation(news->tenant, channel, view_of(number));
	return true;
}

void
chat_keys_learn(struct daemon *daemon, const struct news *news)
{
	struct chat_keys keys = { .count = 0 };
	int64_t id;

	if (!json_id(json_object_get(news->state, "conversation"), 1, &id))
		return;
	if ((news->kind == MESSAGE_interaction && learn_customer(news, &keys)) ||
	    (news->kind == MESSAGE_message && learn_chat(news, id, &keys)))
		known_add(memory_of(daemon), id, &keys);
}

int
chat_keys_start(struct daemon *daemon, struct err *err)
{
	(void)err;
	daemon_set_data(daemon, "chat_keys", mem_zero(1, sizeof(struct memory)));
	return 0;
}

void
chat_keys_stop(struct daemon *daemon)
{
	struct memory *memory = memory_of(daemon);
	struct known *known, *next;

	HASH_ITER (hh, memory->known, known, next)
		known_drop(memory, known);
	free(memory);
	daemon_part_stopped(daemon);
}
