/*
 * locations - where an agent is, for an emergency call (EM-11): their places, which they confirm, at a login and when the network changes.
 *
 * Owns: the way from a request to presence.location_* and place_write; from which address somebody asks is the gate's to say, not the page's.
 * Must not know: what an address looks like in a call (voiced/core/pidf).
 */
#include <stdlib.h>

#include "presenced/presenced.h"

enum { FIELD_MOVED = 0, FIELD_PLACE = 0, FIELD_WORDS };

void
on_location_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_VIEW(http_peer(req)) };

	(void)app;
	read_run(req, &q_location_get, params);
}

static void
locate(struct http_req *req, const struct db_query *query, const struct db_param *params)
{
	const struct actor *actor = request_actor(req);
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };

	command_run(req,
	    &(struct command){ .query = query, .params = params, .keys = keys, .key_count = 1 });
}

void
on_location_look(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_INT(actor->session), P_VIEW(http_peer(req)),
		field_flag(&request_values(req)->at[FIELD_MOVED]) };

	(void)app;
	locate(req, &q_location_look, params);
}

void
on_location_set(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_INT(actor->session), P_VIEW(http_peer(req)), field_number(&at[FIELD_PLACE]),
		field_text(&at[FIELD_WORDS]) };

	(void)app;
	locate(req, &q_location_set, params);
}

/* ---- places ---- */

/* id 0: it is made; item NULL: it is removed. The members were checked against the route's table: they are the columns. */
static void
write_place(struct http_req *req, int64_t id, const json_t *item, int status_ok)
{
	const struct actor *actor = request_actor(req);
	char *text = item != NULL ? json_dumps(item, JSON_COMPACT) : NULL;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		db_int_or_null(id), text != NULL ? P_TEXT(text) : P_NULL() };
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };

	command_run(req,
	    &(struct command){ .query = &q_place_write,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.status_ok = status_ok });
	free(text);
}

void
on_place_make(struct http_req *req, void *app)
{
	(void)app;
	write_place(req, 0, request_values(req)->root, 0);
}

void
on_place_change(struct http_req *req, void *app)
{
	int64_t id;

	(void)app;
	if (request_id_param(req, "id", &id))
		write_place(req, id, request_values(req)->root, 0);
}

void
on_place_remove(struct http_req *req, void *app)
{
	int64_t id;

	(void)app;
	if (request_id_param(req, "id", &id))
		write_place(req, id, NULL, 204);
}
