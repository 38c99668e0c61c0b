/*
 * texts - small answers about texts: segments, opt-outs; and an opt-out that somebody records.
 */
#include "common/base/key.h"
#include "common/base/sms_text.h"
#include "smsgw/accept.h"
#include "smsgw/numbers.h"
#include "smsgw/smsgw.h"

void
on_segments(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	struct sms_count count = sms_count(at[0].text);
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), field_text(&at[1]),
		P_TEXT(sms_encoding_name(count.encoding)), P_INT(count.segments), P_INT(count.left),
		P_INT(count.characters) };

	(void)app;
	read_run(req, &q_text_cost, params);
}

/* A number, or a sender's name, as the carriers' texts have it: a block is stored under that one's hash. */
static bool
number_as_texted(struct http_req *req, struct view typed, char number[NUMBER_SIZE],
    unsigned char hash[SHA256_SIZE])
{
	if (!number_normalise(typed, number))
		return false;
	number_hash(request_daemon(req), request_actor(req)->tenant, view_of(number), hash);
	return true;
}

void
on_opt_outs(struct http_req *req, void *app)
{
	unsigned char hash[SHA256_SIZE];
	char number[NUMBER_SIZE];
	struct err err;

	(void)app;
	if (!number_as_texted(req, request_values(req)->at[0].text, number, hash)) {
		(void)err_set(&err, ERR_INVALID, "/number",
		    "The number is neither E.164 nor a sender's name.");
		http_reply_err(req, &err, NULL);
		return;
	}
	const struct db_param params[] = { P_INT(request_actor(req)->tenant),
		P_BYTES(((struct view){ (const char *)hash, sizeof(hash) })) };

	read_run(req, &q_opt_outs, params);
}

/* What is in international form is taken as it is; what somebody dials is read as a send reads it. */
static bool
number_recorded(struct http_req *req, int64_t channel, struct view typed, struct texted *to)
{
	char number[NUMBER_SIZE];

	if (view_starts(typed, "+") && number_as_texted(req, typed, number, to->hash) &&
	    view_copy(view_of(number), to->phone.e164, sizeof(to->phone.e164)))
		return true;
	return number_texted(req, channel, typed, to);
}

void
on_opt_out_record(struct http_req *req, void *app)
{
	enum { CHANNEL, NUMBER };
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	const char *number;
	struct texted to;

	(void)app;
	if (!number_recorded(req, at[CHANNEL].number, at[NUMBER].text, &to))
		return;
	number = to.phone.e164;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), request_key(req), P_INT(at[CHANNEL].number),
		P_TEXT(number),
		P_BYTES(((struct view){ (const char *)to.hash, sizeof(to.hash) })) };
	const int64_t keys[] = { key_conversation(
	    actor->tenant, at[CHANNEL].number, view_of(number)) };

	command_run(req,
	    &(struct command){
		.query = &q_opt_out_record, .params = params, .keys = keys, .key_count = 1 });
}
