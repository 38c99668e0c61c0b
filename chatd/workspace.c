/*
 * workspace - the snapshot of an agent's page: one function, one round trip.
 */
#include "chatd/chatd.h"

void
on_workspace_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_BOOL(daemon_live(request_daemon(req))) };

	(void)app;
	read_run(req, &q_workspace, params);
}
