/*
 * acts - commands about the one thing that the path names: accept, reject, end, leave, take over, pull back,
 * move.
 *
 * Owns: nothing but the way from a request to the owner functions, as a table. They judge whether the actor
 *       may, and ask by `moved` for the keys that a request can't know; an offer's state alone decides
 *       whether it can be accepted (consistency.md, 7).
 */
#include "routerd/routerd.h"

enum { PARAMS_MAX = 9, FIELDS_MAX = PARAMS_MAX - 4 };

struct act {
	const struct db_query
	    *query; /* of tenant, user, role if it asks, id, and the body's fields */
	const char *key; /* the class of the thing's lock key; NULL: the actor's, as an agent */
	bool role;
	const char *fields; /* of the body, in its order: n a number, t a text, b a boolean */
};

static struct db_param
field_of(char kind, const struct body_value *field)
{
	return kind == 'n' ? field_number(field)
	    : kind == 'b'  ? field_flag(field)
			   : field_text(field);
}

static void
gather(struct http_req *req, const struct act *act, int64_t thing, struct db_param *params)
{
	const struct actor *actor = request_actor(req);
	int count = 0;

	params[count++] = P_INT(actor->tenant);
	params[count++] = P_INT(actor->user);
	if (act->role)
		params[count++] = P_TEXT(role_name(actor->role));
	params[count++] = P_INT(thing);
	for (int i = 0; i < FIELDS_MAX && act->fields[i] != '\0'; i++)
		params[count++] = field_of(act->fields[i], &request_values(req)->at[i]);
}

static void
act_run(struct http_req *req, const struct act *act)
{
	const struct actor *actor = request_actor(req);
	struct db_param params[PARAMS_MAX];
	int64_t thing, key;

	if (!request_id_param(req, "id", &thing))
		return;
	gather(req, act, thing, params);
	key = act->key != NULL ? key_of_id(act->key, actor->tenant, thing)
			       : key_of_id("agent", actor->tenant, actor->user);
	command_run(req,
	    &(struct command){
		.query = act->query, .params = params, .keys = &key, .key_count = 1 });
}

#define ACT(name, ...) \
	void name(struct http_req *req, void *app) \
	{ \
		static const struct act act = { __VA_ARGS__ }; \
\
		(void)app; \
		act_run(req, &act); \
	}

/* clang-format off */
ACT(on_offer_accept,        &q_offer_accept,        NULL,          false, "")
ACT(on_offer_reject,        &q_offer_reject,        NULL,          false, "t") /* reason */
ACT(on_interaction_end,     &q_interaction_end,     NULL,          true,  "nnttt") /* seen, case, title, note, reason */
ACT(on_wrap_up_end,         &q_wrap_up_end,         NULL,          false, "ntnb") /* case, note, disposition, time over */
ACT(on_disposition_set,     &q_disposition_set,     "interaction", true,  "nt") /* disposition, note */
ACT(on_wrap_up_extend,      &q_wrap_up_extend,      NULL,          false, "")
ACT(on_consult_end,         &q_consult_end,         NULL,          true,  "n") /* who leaves */
ACT(on_take_over,           &q_take_over,           NULL,          true,  "")
ACT(on_join,                &q_interaction_join,    NULL,          true,  "")
/* A step undone by a person (SV-3); of the last two the number is the queue, or who stands behind it then. */
ACT(on_offer_withdraw,      &q_offer_withdraw,      NULL,          true,  "t") /* reason */
ACT(on_interaction_move,    &q_interaction_move,    "interaction", true,  "nt")
ACT(on_interaction_reorder, &q_interaction_reorder, "interaction", true,  "nt")
/* clang-format on */
