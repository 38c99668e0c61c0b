/*
 * conversations - messages and transcripts of customers' conversations.
 *
 * Owns: a bounded memory of conversations' lock keys. A conversation's channel and number never
 *       change, so its key does not either; without it the owner function answers `moved`
 *       and db tries again, which costs a round trip.
 */
#include <stdlib.h>
#include <uthash.h>

#include "chatd/chatd.h"
#include "common/base/sms_text.h"
#include "common/phone/phone.h"

enum { KEYS_MAX = 65536 };
enum { FIELD_TEXT, FIELD_CLIENT_ID };
enum { FIELD_AFTER, FIELD_BEFORE, FIELD_LIMIT, LIMIT_DEFAULT = 50 };

struct known {
	int64_t conversation, key;
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
known_add(struct conversations *conversations, int64_t conversation, int64_t key)
{
	struct known *known;

	HASH_FIND(hh, conversations->known, &conversation, sizeof(conversation), known);
	if (known != NULL)
		return;
	if (HASH_COUNT(conversations->known) >= KEYS_MAX)
		known_drop(conversations, conversations->known);
	known = mem_zero(1, sizeof(*known));
	known->conversation = conversation;
	known->key = key;
	HASH_ADD(hh, conversations->known, conversation, sizeof(conversation), known);
}

void
conversation_learn(struct daemon *daemon, const struct news *news)
{
	const char *conversation = json_string_value(json_object_get(news->state, "conversation"));
	const char *number = json_string_value(json_object_get(news->state, "number"));
	const char *channel =
	    json_string_value(json_object_get(json_object_get(news->state, "channel"), "id"));
	int64_t id, channel_id;

	if (news->kind != MESSAGE_interaction || conversation == NULL || number == NULL ||
	    channel == NULL)
		return;
	if (view_to_int(view_of(conversation), 1, INT64_MAX, &id) &&
	    view_to_int(view_of(channel), 1, INT64_MAX, &channel_id))
		known_add(conversations_of(daemon), id,
		    key_conversation(news->tenant, channel_id, view_of(number)));
}

void
on_message_send(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	struct sms_count count = sms_count(at[FIELD_TEXT].text);
	struct known *known;
	int64_t conversation;

	if (!request_id_param(req, "id", &conversation))
		return;
	HASH_FIND(hh, conversations_of(app)->known, &conversation, sizeof(conversation), known);
	const struct db_param params[] = {
		P_INT(actor->tenant),
		P_INT(actor->user),
		P_TEXT(role_name(actor->role)),
		P_INT(conversation),
		P_VIEW(at[FIELD_TEXT].text),
		field_text(&at[FIELD_CLIENT_ID]),
		P_TEXT(sms_encoding_name(count.encoding)),
		P_INT(count.segments),
	};

	command_run(req,
	    &(struct command){ .query = &q_send,
		.params = params,
		.keys = known != NULL ? &known->key : NULL,
		.key_count = known != NULL,
		.status_ok = 201 });
}

void
on_note_add(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	struct known *known;
	int64_t conversation;

	if (!request_id_param(req, "id", &conversation))
		return;
	HASH_FIND(hh, conversations_of(app)->known, &conversation, sizeof(conversation), known);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(conversation),
		P_VIEW(request_values(req)->at[FIELD_TEXT].text) };

	command_run(req,
	    &(struct command){ .query = &q_note_add,
		.params = params,
		.keys = known != NULL ? &known->key : NULL,
		.key_count = known != NULL,
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
		P_INT(at[FIELD_LIMIT].present ? at[FIELD_LIMIT].number : LIMIT_DEFAULT),
		request_key(req),
	};

	read_run(req, &q_messages, params);
}

void
on_conversation_show(struct http_req *req, void *app)
{
	(void)app;
	read_by_id(req, &q_conversation_get);
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
