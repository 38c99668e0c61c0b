/*
 * offers - list and show.
 *
 * Owns: nothing but the way from a request to the reads, which judge what the actor may see.
 */
#include "routerd/routerd.h"

enum { FIELD_AGENT, FIELD_STATE };

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
