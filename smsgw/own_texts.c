/*
 * own_texts - texts of a Work user's own number: the list, and one that they begin (CT-16). What is said in a conversation, read
 * and answered goes by chatd, as all conversations do.
 *
 * Owns: nothing. It stands here, as begun.c does, for the hash of the number and the number's country.
 */
#include "common/base/key.h"
#include "common/base/sms_text.h"
#include "smsgw/accept.h"
#include "smsgw/channels.h"
#include "smsgw/numbers.h"
#include "smsgw/smsgw.h"

enum { NUMBER, TEXT, CLIENT_ID, CONFIRM, CONFIRM_BLOCKED };
enum { BLOCKED, LIST_FILLED = 2 }; /* list_run fills the last two parameters */

void
on_own_texts(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *blocked = &request_values(req)->at[BLOCKED];
	struct db_param params[3 + LIST_FILLED] = { P_INT(actor->tenant), P_INT(actor->user),
		field_flag(blocked) };

	(void)app;
	list_run(req, &q_texts_list, params);
}

void
on_own_text(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	const struct channel *own = channel_of_user(app, actor->tenant, actor->user);
	struct sms_count count = sms_count(at[TEXT].text);
	struct texted to;

	if (!number_texted(req, own != NULL ? own->id : 0, at[NUMBER].text, &to))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(to.phone.e164),
		P_BYTES(((struct view){ (const char *)to.hash, sizeof(to.hash) })),
		P_VIEW(at[TEXT].text), field_text(&at[CLIENT_ID]),
		P_TEXT(sms_encoding_name(count.encoding)), P_INT(count.segments),
		field_flag(&at[CONFIRM]), field_flag(&at[CONFIRM_BLOCKED]) };
	const int64_t keys[] = {
		own == NULL ? 0 : key_conversation(actor->tenant, own->id, view_of(to.phone.e164))
	};

	command_run(req,
	    &(struct command){ .query = &q_text_start,
		.params = params,
		.keys = keys,
		.key_count = own != NULL,
		.status_ok = 201 });
}
