/*
 * workspace - the snapshot of a page, an agent's or a Work user's: one function, one round trip.
 */
#include "chatd/chatd.h"

static void
show(struct http_req *req, const struct db_query *snapshot)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_BOOL(daemon_live(request_daemon(req))) };

	read_run(req, snapshot, params);
}

void
on_workspace_show(struct http_req *req, void *app)
{
	(void)app;
	show(req, &q_workspace);
}

void
on_work_show(struct http_req *req, void *app)
{
	(void)app;
	show(req, &q_work);
}
