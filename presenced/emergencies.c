/*
 * emergencies - an agent's own emergency: what it is now, and "exit or remain"; the emergency calls that one may see (presence.emergency_viewers).
 *
 * Owns: nothing but the way from a request to presence.emergency_act. What a call does comes from the daemon that
 *       carries it, never from a page (presence.emergency_call); what time does, from leases.c.
 */
#include "presenced/presenced.h"

void
on_emergency_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user) };

	(void)app;
	read_run(req, &q_emergency_get, params);
}

static void
act(struct http_req *req, const char *what)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user), P_TEXT(what),
		P_TEXT(role_name(actor->role)) };
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };

	command_run(req,
	    &(struct command){
		.query = &q_emergency_act, .params = params, .keys = keys, .key_count = 1 });
}

void
on_emergency_exit(struct http_req *req, void *app)
{
	(void)app;
	act(req, "exit");
}

void
on_emergency_remain(struct http_req *req, void *app)
{
	(void)app;
	act(req, "remain");
}

void
on_emergency_calls_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_NULL(), P_NULL() };

	(void)app;
	list_run(req, &q_emergency_calls_list, params);
}
