/*
 * callbacks - customers who are to be called back (RT-9): list, take, give back, done.
 *
 * Owns: nothing but the way from a request to the owner functions. Who calls, and by what, is not
 *       decided here.
 */
#include "routerd/routerd.h"

enum { FIELD_STATE, FIELD_NOTE = 0 };

void
on_callbacks_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = {
		P_INT(actor->tenant), P_INT(actor->user), P_TEXT(role_name(actor->role)),
		field_text(&request_values(req)->at[FIELD_STATE]), P_NULL(), /* after */
		P_NULL(), /* limit */
	};

	(void)app;
	list_run(req, &q_callbacks_list, params);
}

void
on_my_callbacks_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = {
		P_INT(actor->tenant), P_INT(actor->user), P_NULL(), /* after */
		P_NULL(), /* limit */
	};

	(void)app;
	list_run(req, &q_callbacks_mine, params);
}

static void
run(struct http_req *req, const char *verb, struct db_param note)
{
	const struct actor *actor = request_actor(req);
	int64_t callback;

	if (!request_id_param(req, "id", &callback))
		return;
	const int64_t keys[] = { key_of_id("callback", actor->tenant, callback),
		key_of_id("agent", actor->tenant, actor->user) };
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(callback), P_TEXT(verb), note };

	command_run(req,
	    &(struct command){
		.query = &q_callback_do, .params = params, .keys = keys, .key_count = 2 });
}

void
on_callback_take(struct http_req *req, void *app)
{
	(void)app;
	run(req, "take", P_NULL());
}

void
on_callback_release(struct http_req *req, void *app)
{
	(void)app;
	run(req, "release", P_NULL());
}

void
on_callback_done(struct http_req *req, void *app)
{
	(void)app;
	run(req, "done", field_text(&request_values(req)->at[FIELD_NOTE]));
}
