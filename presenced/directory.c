/*
 * directory - lists of users and channels.
 *
 * Owns: nothing; reads the schema `directory`.
 */
#include "presenced/presenced.h"

static void
list_of_tenant(struct http_req *req, const struct db_query *query)
{
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), P_NULL(), P_NULL() };

	list_run(req, query, params);
}

void
on_users_list(struct http_req *req, void *app)
{
	(void)app;
	list_of_tenant(req, &q_users_list);
}

void
on_channels_list(struct http_req *req, void *app)
{
	(void)app;
	list_of_tenant(req, &q_channels_list);
}
