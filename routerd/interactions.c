/*
 * interactions - list, show, why.
 *
 * Owns: nothing but the way from a request to the reads, which judge what the actor may see.
 */
#include "common/daemon/audit_notes.h"
#include "routerd/routerd.h"

enum {
	FIELD_STATE,
	FIELD_AGENT,
	FIELD_QUEUE,
	FIELD_CHANNEL,
	FIELD_CUSTOMER,
	FIELD_CASE,
	FIELD_DISPOSITION,
	FIELD_SINCE,
	FIELD_UNTIL,
	FIELD_WORDS,
	FIELD_SORT
};

static bool
is_filtered(const struct body_value *at)
{
	for (int field = FIELD_AGENT; field <= FIELD_SORT; field++)
		if (at[field].present)
			return true;
	return false;
}

/* Asked for in the order of the end, but in a state that has none. */
static bool
has_no_end(const struct body_value *at)
{
	struct view sort = at[FIELD_SORT].text;

	return (view_is(sort, "ended_at") || view_is(sort, "-ended_at")) &&
	    at[FIELD_STATE].present && !view_is(at[FIELD_STATE].text, "ended");
}

static void
find(struct http_req *req, const struct body_value *at)
{
	static const struct audit_act search = { "interactions_search", 3, NULL };
	const struct actor *actor = request_actor(req);
	struct db_param span[2];
	struct err err;

	if (!field_words(&at[FIELD_WORDS], &err) ||
	    !field_span(&at[FIELD_SINCE], &at[FIELD_UNTIL], span, &err)) {
		http_reply_err(req, &err, NULL);
		return;
	}
	/* A key is shown nothing of what was said: then it can't ask for it either. */
	if (actor->role == ROLE_INTEGRATOR && at[FIELD_WORDS].present) {
		(void)err_set(
		    &err, ERR_INVALID, "/q", "is not for API keys, which read no transcripts");
		http_reply_err(req, &err, NULL);
		return;
	}
	if (has_no_end(at)) {
		(void)err_set(&err, ERR_INVALID, "/state",
		    "only ended interactions are sorted by ended_at: omit it, or give ended");
		http_reply_err(req, &err, NULL);
		return;
	}
	const struct db_param params[] = {
		P_INT(actor->tenant), P_INT(actor->user), P_TEXT(role_name(actor->role)),
		list_sort(req), field_text(&at[FIELD_STATE]), field_number(&at[FIELD_AGENT]),
		field_number(&at[FIELD_QUEUE]), field_number(&at[FIELD_CHANNEL]),
		field_number(&at[FIELD_CUSTOMER]), field_number(&at[FIELD_CASE]),
		field_number(&at[FIELD_DISPOSITION]), span[0], span[1],
		field_text(&at[FIELD_WORDS]), P_NULL(), /* after */
		P_NULL(), /* limit */
	};

	if (at[FIELD_WORDS].present) {
		if (!request_may(req, "records_search"))
			return;
		/* What was looked for is not noted: it may be what a customer said. */
		audit_note_done(req, &search, 0);
	}
	list_run(req, &q_interactions_find, params);
}

void
on_interactions_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	const struct db_param params[] = {
		P_INT(actor->tenant), P_INT(actor->user), P_TEXT(role_name(actor->role)),
		field_text(&at[FIELD_STATE]), P_NULL(), /* after */
		P_NULL(), /* limit */
	};

	(void)app;
	if (is_filtered(at))
		find(req, at);
	else
		list_run(req, &q_interactions_list, params);
}

void
on_queue_line(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t queue;

	(void)app;
	if (!request_id_param(req, "id", &queue))
		return;
	const struct db_param params[] = {
		P_INT(actor->tenant), P_INT(actor->user), P_TEXT(role_name(actor->role)),
		P_INT(queue), P_NULL(), /* after */
		P_NULL(), /* limit */
	};

	list_run(req, &q_queue_line, params);
}

void
on_interaction_show(struct http_req *req, void *app)
{
	(void)app;
	read_by_id(req, &q_interaction_get);
}

void
on_interaction_why(struct http_req *req, void *app)
{
	(void)app;
	read_by_id(req, &q_interaction_why);
}

void
on_agent_why(struct http_req *req, void *app)
{
	(void)app;
	read_by_id(req, &q_agent_why);
}

void
on_my_why(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_INT(actor->user), P_TEXT(role_name(actor->role)) };

	(void)app;
	read_run(req, &q_agent_why, params);
}
