/*
 * contact_merges - a person merges two contacts, undoes that, or says that they are no duplicates (CT-6).
 *
 * Owns: requests of directory.contact_merge, _unmerge and _apart, for a user's own contacts and external ones.
 * Must not know: how contacts are merged.
 */
#include <stdlib.h>

#include "presenced/contacts.h"
#include "presenced/people.h"
#include "presenced/presenced.h"

enum { FIELD_OTHER };

/* The route's subject says whether they are the user's own, which are answered, or external ones, which the resource API answers. */
static void
contact_merge_command(struct http_req *req, const struct db_query *query, int64_t other)
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
	contact_merge_command(req, &q_contact_merge, request_values(req)->at[FIELD_OTHER].number);
}

void
on_contact_unmerge(struct http_req *req, void *app)
{
	(void)app;
	contact_merge_command(req, &q_contact_unmerge, request_values(req)->at[FIELD_OTHER].number);
}

void
on_contact_apart(struct http_req *req, void *app)
{
	(void)app;
	contact_merge_command(req, &q_contact_apart, 0);
}
