/*
 * wallboard - what happens now, with today's figures; alarms that were raised.
 *
 * Owns: nothing but the way from a request to the owner functions. A page asks once a second with the version
 *       it has: while nothing has happened the answer is that alone.
 */
#include "routerd/boards.h"
#include "routerd/routerd.h"

enum { FIELD_VERSION, FIELD_OPEN = 0 };

void
on_wallboard(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)),
		field_text(&request_values(req)->at[FIELD_VERSION]) };

	(void)app;
	boards_looked(request_daemon(req), actor->tenant);
	read_run(req, &q_wallboard, params);
}

void
on_board(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req); /* an API key: its session is the key */
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->session),
		field_text(&request_values(req)->at[FIELD_VERSION]) };

	(void)app;
	boards_looked(request_daemon(req), actor->tenant);
	read_run(req, &q_board, params);
}

void
on_alarms_raised(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *open = &request_values(req)->at[FIELD_OPEN];
	const struct db_param params[] = {
		P_INT(actor->tenant), P_INT(actor->user), P_TEXT(role_name(actor->role)),
		field_bool(open), P_NULL(), /* after */
		P_NULL(), /* limit */
	};

	(void)app;
	list_run(req, &q_alarms_raised, params);
}
