/*
 * looks - supervisors look at agents' and customers' chats (MS-1).
 *
 * Must not know: whom somebody supervises, where monitoring is on (messaging.look_problem).
 */
#include "chatd/chatd.h"

enum { CHATS_STATE = 0, LIST_FILLED = 2 };

void
on_look(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t conversation;

	(void)app;
	if (!request_id_param(req, "id", &conversation))
		return;
	const int64_t keys[] = { key_of_id("watch", actor->tenant, conversation) };
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(conversation) };

	command_run(req,
	    &(struct command){ .query = &q_look, .params = params, .keys = keys, .key_count = 1 });
}

void
on_look_end(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t conversation;

	(void)app;
	if (!request_id_param(req, "id", &conversation))
		return;
	const int64_t keys[] = { key_of_id("watch", actor->tenant, conversation) };
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_INT(conversation) };

	command_run(req,
	    &(struct command){
		.query = &q_look_end, .params = params, .keys = keys, .key_count = 1 });
}

void
on_look_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t conversation;

	(void)app;
	if (!request_id_param(req, "id", &conversation))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_INT(conversation) };

	read_run(req, &q_look_show, params);
}

void
on_agent_chats_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	struct db_param params[4 + LIST_FILLED] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), field_text(&request_values(req)->at[CHATS_STATE]) };

	(void)app;
	list_run(req, &q_agent_chats_list, params);
}
