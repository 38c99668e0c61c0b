/*
 * conversations - messages and transcripts, of customers' conversations and of internal ones.
 *
 * Owns: no state. Must not know: who may read or write what.
 */
#include <string.h>

#include "chatd/chat_keys.h"
#include "chatd/composed.h"
#include "common/base/sms_text.h"
#include "common/daemon/audit_notes.h"

enum { FIELD_TEXT, FIELD_CLIENT_ID, FIELD_HTML, FIELD_FILES, FIELD_CONFIRM_BLOCKED };
enum {
	TRANSCRIPTS_AGENT,
	TRANSCRIPTS_QUEUE,
	TRANSCRIPTS_CHANNEL,
	TRANSCRIPTS_CUSTOMER,
	TRANSCRIPTS_CASE,
	TRANSCRIPTS_SINCE,
	TRANSCRIPTS_UNTIL,
	TRANSCRIPTS_WORDS
};
enum { FIELD_AFTER, FIELD_BEFORE, FIELD_LIMIT };

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
		field_flag(&at[FIELD_CONFIRM_BLOCKED]),
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
on_message_cancel(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t message;

	(void)app;
	if (!request_id_param(req, "id", &message))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), request_key(req), request_account(req),
		P_INT(message) };
	const int64_t keys[] = { key_of_id("message", actor->tenant, message) };

	command_run(req,
	    &(struct command){
		.query = &q_message_cancel, .params = params, .keys = keys, .key_count = 1 });
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

/* Heads show nothing that was said: only a search by words is noted. */
void
on_transcripts_list(struct http_req *req, void *app)
{
	static const struct audit_act transcripts_search = { "transcripts_search", 3, NULL };
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	struct db_param span[2];
	struct err err;

	(void)app;
	if (!field_words(&at[TRANSCRIPTS_WORDS], &err) ||
	    !field_span(&at[TRANSCRIPTS_SINCE], &at[TRANSCRIPTS_UNTIL], span, &err)) {
		http_reply_err(req, &err, NULL);
		return;
	}
	const struct db_param params[] = {
		P_INT(actor->tenant), P_INT(actor->user), P_TEXT(role_name(actor->role)),
		field_number(&at[TRANSCRIPTS_AGENT]), field_number(&at[TRANSCRIPTS_QUEUE]),
		field_number(&at[TRANSCRIPTS_CHANNEL]), field_number(&at[TRANSCRIPTS_CUSTOMER]),
		field_number(&at[TRANSCRIPTS_CASE]), span[0], span[1],
		field_text(&at[TRANSCRIPTS_WORDS]), P_NULL(), /* after */
		P_NULL(), /* limit */
	};

	if (at[TRANSCRIPTS_WORDS].present) {
		if (!request_may(req, "records_search"))
			return;
		audit_note_done(req, &transcripts_search, 0);
	}
	list_run(req, &q_transcripts_list, params);
}

void
on_transcript_show(struct http_req *req, void *app)
{
	(void)app;
	read_by_id(req, &q_transcript);
}

/* SMS-24: whoever maintains the block lists. */
void
on_blocked_texts(struct http_req *req, void *app)
{
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), P_NULL(), P_NULL() };

	(void)app;
	list_run(req, &q_blocked_texts, params);
}
