/*
 * forwarding - what becomes of calls to one's own Work phone that nobody answers (SP-9).
 *
 * Owns: the way from a request to directory.forwarding_set, which judges as a change of the user does; the number as it is kept.
 */
#include <stdlib.h>

#include "presenced/contact_fields.h"
#include "presenced/numbers.h"
#include "presenced/presenced.h"

enum { FIELD_DELAY, FIELD_THEN, FIELD_NUMBER };

void
on_forwarding_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user) };

	(void)app;
	read_run(req, &q_forwarding_get, params);
}

/* number NULL: none. */
static void
store(struct http_req *req, const char *number)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	const int64_t keys[] = { key_of("config", actor->tenant, VIEW("")),
		key_of_id("agent", actor->tenant, actor->user) };
	char *origin = request_origin(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_TEXT(origin), field_number(&at[FIELD_DELAY]),
		field_text(&at[FIELD_THEN]), number != NULL ? P_TEXT(number) : P_NULL() };

	command_run(req,
	    &(struct command){ .query = &q_forwarding_set,
		.params = params,
		.keys = keys,
		.key_count = 2,
		.lane = DB_LANE_ALONE });
	free(origin);
}

static void
on_country(void *ctx, const char *country, const struct err *failed)
{
	struct http_req *req = ctx;
	struct view typed = request_values(req)->at[FIELD_NUMBER].text;
	struct err err;
	json_t *item;

	if (failed != NULL) {
		http_reply_err(req, failed, NULL);
		return;
	}
	item = json_pack("{s:s%}", "forward_number", typed.p, typed.n);
	if (contact_fields_read(item, country, &err) != 0)
		http_reply_err(req, &err, NULL);
	else
		store(req, json_string_value(json_object_get(item, "forward_number")));
	json_decref(item);
}

void
on_forwarding_set(struct http_req *req, void *app)
{
	const struct body_value *number = &request_values(req)->at[FIELD_NUMBER];

	(void)app;
	if (!number->present)
		store(req, NULL);
	else
		country_ask(req, !view_starts(number->text, "+"), on_country, req);
}
