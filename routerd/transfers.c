/*
 * transfers - an interaction given to a queue or an agent, agents asked in (RT-10).
 *
 * Owns: nothing but the way from a request to the owner functions, which ask by `moved` for the
 *       keys that a request can't know: both agents' (consistency.md, 22).
 */
#include "routerd/routerd.h"

enum { FIELD_QUEUE, FIELD_AGENT, FIELD_NOTE };
enum { FIELD_ASKED, FIELD_ASKED_NOTE };

enum { TARGET_KEYS = 2 };

/* `queue` or `agent`: the other one is absent. */
static void
transfer_run(struct http_req *req, const struct body_value *queue, const struct body_value *agent,
    bool consult, const struct body_value *note)
{
	const struct actor *actor = request_actor(req);
	int64_t keys[TARGET_KEYS] = { key_of_id("agent", actor->tenant, actor->user) };
	int64_t interaction;
	int key_count = 1;

	if (!request_id_param(req, "id", &interaction))
		return;
	if (agent->present)
		keys[key_count++] = key_of_id("agent", actor->tenant, agent->number);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(interaction),
		queue != NULL ? field_number(queue) : P_NULL(), field_number(agent),
		P_BOOL(consult), field_text(note) };

	command_run(req,
	    &(struct command){ .query = &q_interaction_transfer,
		.params = params,
		.keys = keys,
		.key_count = key_count });
}

void
on_transfer(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	struct err err;

	(void)app;
	if (at[FIELD_QUEUE].present == at[FIELD_AGENT].present) {
		(void)err_set(&err, ERR_INVALID, "/queue", "Name a queue or an agent, not both.");
		http_reply_err(req, &err, NULL);
		return;
	}
	transfer_run(req, &at[FIELD_QUEUE], &at[FIELD_AGENT], false, &at[FIELD_NOTE]);
}

void
on_consult(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;

	(void)app;
	transfer_run(req, NULL, &at[FIELD_ASKED], true, &at[FIELD_ASKED_NOTE]);
}

void
on_transfer_targets(struct http_req *req, void *app)
{
	(void)app;
	read_by_id(req, &q_transfer_targets);
}
