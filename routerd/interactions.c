/*
 * interactions - list, show, why.
 *
 * Owns: nothing but the way from a request to the reads, which judge what the actor may see.
 */
#include "routerd/routerd.h"

enum { FIELD_STATE };

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
on_queue_line(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t queue;

	(void)app;
	if (!request_id_param(req, "id", &queue))
		return;
	const struct db_param params[] = {
		P_INT(actor->tenant), P_INT(actor->user), P_TEXT(role_name(actor->role)),
		P_INT(queue), P_NULL(), /* after */
		P_NULL(), /* limit */
	};

	list_run(req, &q_queue_line, params);
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
