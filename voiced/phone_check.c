/*
 * phone_check - whether a page can be a phone: what it found, with what helps (SP-18).
 *
 * Owns: the way to voice's functions. Must not know: how a page finds out; the words (voice.check_problems).
 */
#include "common/base/utf8.h"
#include "voiced/phone_test.h"
#include "voiced/voiced.h"

enum { AGENT_MAX = 300 };
enum { GET_USER, GET_SIDE };
enum {
	PUT_BROWSER,
	PUT_MICROPHONE,
	PUT_SOCKET,
	PUT_MEDIA,
	PUT_SOCKET_MS,
	PUT_ROUND_TRIP,
	PUT_JITTER,
	PUT_LOSS
};

void
on_phone_check_get(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_TEXT(side_name(actor_side(actor))),
		field_number(&at[GET_USER]), field_text(&at[GET_SIDE]), P_TEXT(PHONE_TEST_NUMBER) };

	(void)app;
	read_run(req, &q_check_get, params);
}

void
on_phone_check_put(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	const int64_t key = key_of_id("phone", actor->tenant, actor->user);
	struct view agent;

	(void)app;
	if (!http_header(req, "user-agent", &agent) || !utf8_valid(agent))
		agent = VIEW("");
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(side_name(actor_side(actor))), P_VIEW(utf8_head(agent, AGENT_MAX)),
		P_VIEW(at[PUT_BROWSER].text), P_VIEW(at[PUT_MICROPHONE].text),
		P_VIEW(at[PUT_SOCKET].text), P_VIEW(at[PUT_MEDIA].text),
		field_number(&at[PUT_SOCKET_MS]), field_number(&at[PUT_ROUND_TRIP]),
		field_number(&at[PUT_JITTER]), field_number(&at[PUT_LOSS]) };

	command_run(req,
	    &(struct command){ .query = &q_check_put,
		.params = params,
		.keys = &key,
		.key_count = 1,
		.lane = DB_LANE_ALONE });
}
