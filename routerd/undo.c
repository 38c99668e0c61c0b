/*
 * undo - a routing step undone by a person: an offer pulled back, an interaction moved or put
 * elsewhere in the line (SV-3).
 *
 * Owns: nothing but the way from a request to the owner functions, which judge whether the actor
 *       leads what they name, and audit it.
 */
#include "routerd/routerd.h"

enum { FIELD_REASON };
enum { FIELD_TARGET, FIELD_WHY };

void
on_offer_withdraw(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };
	int64_t offer;

	(void)app;
	if (!request_id_param(req, "id", &offer))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(offer),
		field_text(&request_values(req)->at[FIELD_REASON]) };

	command_run(req,
	    &(struct command){
		.query = &q_offer_withdraw, .params = params, .keys = keys, .key_count = 1 });
}

/* `target`: the queue, or who stands behind it then. */
static void
place_run(struct http_req *req, const struct db_query *query)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	int64_t interaction;

	if (!request_id_param(req, "id", &interaction))
		return;
	const int64_t keys[] = { key_of_id("interaction", actor->tenant, interaction) };
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(interaction), field_number(&at[FIELD_TARGET]),
		field_text(&at[FIELD_WHY]) };

	command_run(req,
	    &(struct command){ .query = query, .params = params, .keys = keys, .key_count = 1 });
}

void
on_interaction_move(struct http_req *req, void *app)
{
	(void)app;
	place_run(req, &q_interaction_move);
}

void
on_interaction_reorder(struct http_req *req, void *app)
{
	(void)app;
	place_run(req, &q_interaction_reorder);
}
