/*
 * contact_merges - a person puts two contacts together, takes that back, or says that they are two (CT-6).
 *
 * Owns: the way from requests to directory.contact_merge, _unmerge and _apart, for one's own contacts and external ones.
 * Must not know: what becomes of them.
 */
#include <stdlib.h>

#include "presenced/contacts.h"
#include "presenced/people.h"
#include "presenced/presenced.h"

enum { FIELD_OTHER };

/* Whose they are stands in the route: one's own, or the organisation's external ones, which go out by another form. */
static void
change(struct http_req *req, const struct db_query *query, int64_t other)
{
	const struct actor *actor = request_actor(req);
	bool own = http_route_of(req)->subject == people_own;
	const int64_t keys[] = { own ? contacts_key(actor)
				     : key_of("config", actor->tenant, VIEW("")) };
	int64_t id;
	char *origin;

	if (!request_id_param(req, "id", &id))
		return;
	origin = request_origin(req);
	const struct db_param params[] = {
		P_INT(actor->tenant),
		own ? P_INT(actor->user) : P_NULL(),
		db_int_or_null(actor->user),
		P_TEXT(role_name(actor->role)),
		P_TEXT(origin),
		P_INT(id),
		P_INT(other),
	};

	command_run(req,
	    &(struct command){ .query = query,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.lane = own ? DB_LANE_USUAL : DB_LANE_ALONE,
		.status_ok = own ? 200 : 204 });
	free(origin);
}

void
on_contact_merge(struct http_req *req, void *app)
{
	(void)app;
	change(req, &q_contact_merge, request_values(req)->at[FIELD_OTHER].number);
}

void
on_contact_unmerge(struct http_req *req, void *app)
{
	(void)app;
	change(req, &q_contact_unmerge, 0);
}

void
on_contact_apart(struct http_req *req, void *app)
{
	(void)app;
	change(req, &q_contact_apart, 0);
}
