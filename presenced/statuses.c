/*
 * statuses - chosen statuses: one's own, and those of supervised agents.
 *
 * Owns: nothing but the way from a request to presence.status_set; who may set what is
 *       decided there, under the agent's key (spec 20-routing, first table).
 */
#include "presenced/presenced.h"

enum { FIELD_STATUS, FIELD_STOP_NEW, FIELD_CODE, FIELD_REASON, FIELD_CONFIRM };

/* `reason`, `confirm`: only who sets another's gives them. */
static void
status_set(struct http_req *req, int64_t agent, struct db_param reason, bool confirm)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	const struct db_param params[] = {
		P_INT(actor->tenant),
		P_INT(agent),
		P_VIEW(at[FIELD_STATUS].text),
		field_flag(&at[FIELD_STOP_NEW]),
		field_number(&at[FIELD_CODE]),
		P_INT(actor->user),
		P_TEXT(role_name(actor->role)),
		reason,
		P_BOOL(confirm),
	};
	const int64_t keys[] = { key_of_id("agent", actor->tenant, agent) };

	command_run(req,
	    &(struct command){
		.query = &q_status_set, .params = params, .keys = keys, .key_count = 1 });
}

void
on_my_status_set(struct http_req *req, void *app)
{
	(void)app;
	status_set(req, request_actor(req)->user, P_NULL(), false);
}

void
on_status_set(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	int64_t agent;

	(void)app;
	if (request_id_param(req, "id", &agent))
		status_set(req, agent, field_text(&at[FIELD_REASON]),
		    at[FIELD_CONFIRM].present && at[FIELD_CONFIRM].number);
}

void
on_my_status_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user) };

	(void)app;
	read_run(req, &q_status_get, params);
}

void
on_status_codes(struct http_req *req, void *app)
{
	const struct db_param params[] = { P_INT(request_actor(req)->tenant) };

	(void)app;
	read_run(req, &q_status_codes, params);
}

void
on_agents_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_NULL(), P_NULL() };

	(void)app;
	list_run(req, &q_agents_list, params);
}
