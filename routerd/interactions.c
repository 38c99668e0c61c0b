/*
 * interactions - list, show, why; their end and the end of their wrap-up; queues.
 *
 * Owns: nothing but the way from a request to the owner functions, which ask by `moved` for the
 *       keys that a request can't know.
 */
#include "routerd/routerd.h"

enum { FIELD_STATE };
enum { FIELD_SEEN, FIELD_CASE, FIELD_TITLE, FIELD_NOTE };
enum { FIELD_WRAP_CASE, FIELD_WRAP_NOTE };

void
on_interactions_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = {
		P_INT(actor->tenant), P_INT(actor->user), P_TEXT(role_name(actor->role)),
		field_text(&request_values(req)->at[FIELD_STATE]), P_NULL(), /* after */
		P_NULL(), /* limit */
	};

	(void)app;
	list_run(req, &q_interactions_list, params);
}

void
on_interaction_show(struct http_req *req, void *app)
{
	(void)app;
	read_by_id(req, &q_interaction_get);
}

void
on_interaction_why(struct http_req *req, void *app)
{
	(void)app;
	read_by_id(req, &q_interaction_why);
}

void
on_agent_why(struct http_req *req, void *app)
{
	(void)app;
	read_by_id(req, &q_agent_why);
}

void
on_my_why(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_INT(actor->user), P_TEXT(role_name(actor->role)) };

	(void)app;
	read_run(req, &q_agent_why, params);
}

void
on_interaction_end(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };
	int64_t interaction;

	(void)app;
	if (!request_id_param(req, "id", &interaction))
		return;
	const struct db_param params[] = {
		P_INT(actor->tenant),
		P_INT(actor->user),
		P_TEXT(role_name(actor->role)),
		P_INT(interaction),
		P_INT(at[FIELD_SEEN].number),
		field_number(&at[FIELD_CASE]),
		field_text(&at[FIELD_TITLE]),
		field_text(&at[FIELD_NOTE]),
	};

	command_run(req,
	    &(struct command){
		.query = &q_interaction_end, .params = params, .keys = keys, .key_count = 1 });
}

void
on_wrap_up_end(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };
	int64_t interaction;

	(void)app;
	if (!request_id_param(req, "id", &interaction))
		return;
	const struct db_param params[] = {
		P_INT(actor->tenant),
		P_INT(actor->user),
		P_INT(interaction),
		field_number(&at[FIELD_WRAP_CASE]),
		field_text(&at[FIELD_WRAP_NOTE]),
	};

	command_run(req,
	    &(struct command){
		.query = &q_wrap_up_end, .params = params, .keys = keys, .key_count = 1 });
}

void
on_wrap_up_extend(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };
	int64_t interaction;

	(void)app;
	if (!request_id_param(req, "id", &interaction))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_INT(interaction) };

	command_run(req,
	    &(struct command){
		.query = &q_wrap_up_extend, .params = params, .keys = keys, .key_count = 1 });
}
