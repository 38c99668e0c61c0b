/*
 * interactions - an integrator sends a text, or brings what a customer said elsewhere (IN-3).
 *
 * Owns: nothing but the way from the request to routing.interaction_create. It stands here, not in routerd, for the
 *       hash of the number, under which opt-outs are kept (SMS-20).
 */
#include "common/base/key.h"
#include "common/base/sms_text.h"
#include "smsgw/accept.h"
#include "smsgw/numbers.h"
#include "smsgw/smsgw.h"

enum {
	CHANNEL,
	NUMBER,
	CUSTOMER,
	DIRECTION,
	TEXT,
	QUEUE,
	PRIORITY,
	REFERENCE,
	CONFIRM,
	CONFIRM_BLOCKED
};

void
on_interaction_create(struct http_req *req, void *app)
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
		field_number(&at[CUSTOMER]), P_VIEW(at[DIRECTION].text), P_VIEW(at[TEXT].text),
		P_TEXT(sms_encoding_name(count.encoding)), P_INT(count.segments),
		field_number(&at[QUEUE]), field_number(&at[PRIORITY]), field_text(&at[REFERENCE]),
		request_key(req), field_flag(&at[CONFIRM]), field_flag(&at[CONFIRM_BLOCKED]) };
	const int64_t keys[] = { key_conversation(
				     actor->tenant, at[CHANNEL].number, view_of(number)),
		key_of("customer_number", actor->tenant, view_of(number)) };

	command_run(req,
	    &(struct command){
		.query = &q_interaction_create, .params = params, .keys = keys, .key_count = 2 });
}
