/*
 * offers - accept and reject, list and show.
 *
 * Owns: nothing but the way from a request to the owner functions; an offer's state alone decides
 *       whether it can be accepted (consistency.md, 7).
 */
#include "routerd/routerd.h"

enum { FIELD_AGENT, FIELD_STATE, FIELD_REASON = 0 };

void
on_offers_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	const struct db_param params[] = {
		P_INT(actor->tenant), P_INT(actor->user), P_TEXT(role_name(actor->role)),
		field_number(&at[FIELD_AGENT]), field_text(&at[FIELD_STATE]), P_NULL(), /* after */
		P_NULL(), /* limit */
	};

	(void)app;
	list_run(req, &q_offers_list, params);
}

void
on_offer_show(struct http_req *req, void *app)
{
	(void)app;
	read_by_id(req, &q_offer_get);
}

void
on_offer_accept(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };
	int64_t offer;

	(void)app;
	if (!request_id_param(req, "id", &offer))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user), P_INT(offer) };

	command_run(req,
	    &(struct command){
		.query = &q_offer_accept, .params = params, .keys = keys, .key_count = 1 });
}

void
on_offer_reject(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *reason = &request_values(req)->at[FIELD_REASON];
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };
	int64_t offer;

	(void)app;
	if (!request_id_param(req, "id", &offer))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user), P_INT(offer),
		field_text(reason) };

	command_run(req,
	    &(struct command){
		.query = &q_offer_reject, .params = params, .keys = keys, .key_count = 1 });
}
