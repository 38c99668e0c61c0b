/*
 * begun - an agent texts a customer on their own (SMS-10 to SMS-12), and from which channels they may.
 *
 * Owns: nothing but the way from the request to routing.text_begin_2. It stands here, as interactions.c does, for the hash of
 *       the number.
 */
#include "common/base/key.h"
#include "common/base/sms_text.h"
#include "smsgw/accept.h"
#include "smsgw/numbers.h"
#include "smsgw/smsgw.h"

enum { CHANNEL, NUMBER, TEXT, CUSTOMER, INTERACTION, CASE, TAKE, CONFIRM, CONFIRM_BLOCKED };

void
on_text_begin(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	struct sms_count count = sms_count(at[TEXT].text);
	struct texted to;
	const char *number = to.phone.e164;

	(void)app;
	if (!number_texted(req, at[CHANNEL].number, at[NUMBER].text, &to))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(at[CHANNEL].number), P_TEXT(number),
		P_BYTES(((struct view){ (const char *)to.hash, sizeof(to.hash) })),
		field_number(&at[CUSTOMER]), field_number(&at[INTERACTION]),
		field_number(&at[CASE]), P_VIEW(at[TEXT].text),
		P_TEXT(sms_encoding_name(count.encoding)), P_INT(count.segments),
		field_flag(&at[TAKE]), field_flag(&at[CONFIRM]), field_flag(&at[CONFIRM_BLOCKED]) };
	const int64_t keys[] = { key_conversation(
				     actor->tenant, at[CHANNEL].number, view_of(number)),
		key_of("customer_number", actor->tenant, view_of(number)),
		key_of_id("agent", actor->tenant, actor->user) };

	command_run(req,
	    &(struct command){
		.query = &q_text_begin, .params = params, .keys = keys, .key_count = 3 });
}

void
on_my_channels(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_NULL(), P_NULL() };

	(void)app;
	list_run(req, &q_my_channels, params);
}
