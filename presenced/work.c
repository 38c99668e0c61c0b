/*
 * work - the status of a Work user, their own to choose, and the devices on which they are there.
 *
 * Owns: nothing but the way from a request to presence.work_set; what others see of it is judged
 *       in presence.v_work.
 */
#include "presenced/presenced.h"

enum { FIELD_STATUS, FIELD_MESSAGE, FIELD_UNTIL };

/* False: refused and answered. */
static bool
read_until(struct http_req *req, struct db_param *out)
{
	const struct body_value *until = &request_values(req)->at[FIELD_UNTIL];
	struct err err;
	int64_t us = 0;

	if (!field_time(until, "/until", &us, &err)) {
		http_reply_err(req, &err, NULL);
		return false;
	}
	*out = until->present ? P_INT(us) : P_NULL();
	return true;
}

void
on_work_status_set(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };
	struct db_param until;

	(void)app;
	if (!read_until(req, &until))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_VIEW(at[FIELD_STATUS].text), field_text(&at[FIELD_MESSAGE]), until };

	command_run(req,
	    &(struct command){
		.query = &q_work_set, .params = params, .keys = keys, .key_count = 1 });
}

void
on_work_status_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user) };

	(void)app;
	read_run(req, &q_work_get, params);
}

void
on_work_devices(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_INT(actor->session) };

	(void)app;
	read_run(req, &q_work_devices, params);
}
