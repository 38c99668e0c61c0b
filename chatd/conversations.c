/*
 * conversations - messages and transcripts, of customers' conversations and of internal ones.
 *
 * Owns: a bounded memory of conversations' lock keys. A conversation's channel and number never
 *       change, nor do the two of a pair, so its keys do not either; without them the owner function
 *       answers `moved` and db tries again, which costs a round trip.
 */
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "chatd/composed.h"
#include "common/base/json_text.h"
#include "common/base/sms_text.h"
#include "common/phone/phone.h"

enum { KEYS_MAX = 65536 };
enum { FIELD_TEXT, FIELD_CLIENT_ID, FIELD_HTML, FIELD_FILES };
enum { FIELD_AFTER, FIELD_BEFORE, FIELD_LIMIT };

struct known {
	int64_t conversation;
	struct chat_keys keys;
	UT_hash_handle hh; /* keeps the order of insertion: the first is the oldest */
};

struct conversations {
	struct known *known;
};

static struct conversations *
conversations_of(struct daemon *daemon)
{
	return daemon_data(daemon, "conversations");
}

static void
known_drop(struct conversations *conversations, struct known *known)
{
	HASH_DEL(conversations->known, known);
	free(known);
}

static void
known_add(struct conversations *conversations, int64_t conversation, const struct chat_keys *keys)
{
	struct known *known;

	HASH_FIND(hh, conversations->known, &conversation, sizeof(conversation), known);
	if (known != NULL)
		return;
	if (HASH_COUNT(conversations->known) >= KEYS_MAX)
		known_drop(conversations, conversations->known);
	known = mem_zero(1, sizeof(*known));
	known->conversation = conversation;
	known->keys = *keys;
	HASH_ADD(hh, conversations->known, conversation, sizeof(conversation), known);
}

struct chat_keys
conversation_keys(struct daemon *daemon, int64_t conversation)
{
	struct known *known;

	HASH_FIND(hh, conversations_of(daemon)->known, &conversation, sizeof(conversation), known);
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
conversation_learn(struct daemon *daemon, const struct news *news)
{
	struct chat_keys keys = { .count = 0 };
	int64_t id;

	if (!json_id(json_object_get(news->state, "conversation"), 1, &id))
		return;
	if ((news->kind == MESSAGE_interaction && learn_customer(news, &keys)) ||
	    (news->kind == MESSAGE_message && chat_learn(news, id, &keys)))
		known_add(conversations_of(daemon), id, &keys);
}

void
on_message_send(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	struct sms_count count = sms_count(at[FIELD_TEXT].text);
	struct chat_keys known;
	struct composed composed;
	int64_t conversation, keys[DB_KEYS_MAX];
	int key_count;

	if (!request_id_param(req, "id", &conversation))
		return;
	if (!composed_read(req, &at[FIELD_TEXT], &at[FIELD_HTML], &at[FIELD_FILES], &composed)) {
		composed_fini(&composed);
		return;
	}
	known = conversation_keys(app, conversation);
	memcpy(keys, known.at, sizeof(known.at));
	key_count = composed_keys(&composed, actor->tenant, keys, known.count);
	const struct db_param params[] = {
		P_INT(actor->tenant),
		P_INT(actor->user),
		P_TEXT(role_name(actor->role)),
		P_INT(conversation),
		composed_text(&composed),
		field_text(&at[FIELD_CLIENT_ID]),
		P_TEXT(sms_encoding_name(count.encoding)),
		P_INT(count.segments),
		request_account(req),
		composed_html(&composed),
		composed_files(&composed),
		composed_images(&composed),
	};

	command_run(req,
	    &(struct command){ .query = &q_send,
		.params = params,
		.keys = keys,
		.key_count = key_count,
		.status_ok = 201 });
	composed_fini(&composed);
}

void
on_note_add(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	struct chat_keys keys;
	int64_t conversation;

	if (!request_id_param(req, "id", &conversation))
		return;
	keys = conversation_keys(app, conversation);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(conversation),
		P_VIEW(request_values(req)->at[FIELD_TEXT].text) };

	command_run(req,
	    &(struct command){ .query = &q_note_add,
		.params = params,
		.keys = keys.at,
		.key_count = keys.count,
		.status_ok = 201 });
}

void
on_messages_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	int64_t conversation;

	(void)app;
	if (!request_id_param(req, "id", &conversation))
		return;
	const struct db_param params[] = {
		P_INT(actor->tenant),
		P_INT(actor->user),
		P_TEXT(role_name(actor->role)),
		P_INT(conversation),
		field_number(&at[FIELD_AFTER]),
		field_number(&at[FIELD_BEFORE]),
		field_number(&at[FIELD_LIMIT]),
		request_key(req),
		request_account(req),
	};

	read_run(req, &q_messages, params);
}

void
on_conversation_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t conversation;

	(void)app;
	if (!request_id_param(req, "id", &conversation))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(conversation),
		P_INT(actor->user), P_TEXT(role_name(actor->role)), request_account(req) };

	read_run(req, &q_conversation_get, params);
}

void
on_transcript_show(struct http_req *req, void *app)
{
	(void)app;
	read_by_id(req, &q_transcript);
}

int
conversations_start(struct daemon *daemon, struct err *err)
{
	(void)err;
	phone_start();
	daemon_set_data(daemon, "conversations", mem_zero(1, sizeof(struct conversations)));
	return 0;
}

void
conversations_stop(struct daemon *daemon)
{
	struct conversations *conversations = conversations_of(daemon);
	struct known *known, *next;

	HASH_ITER (hh, conversations->known, known, next)
		known_drop(conversations, known);
	free(conversations);
	daemon_part_stopped(daemon);
}
