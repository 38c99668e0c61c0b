/* favourites - see contacts.h: one's own, in one's own order (CT-7) */
#include <stdio.h>
#include <stdlib.h>

#include "presenced/contacts.h"
#include "presenced/presenced.h"

enum { SET_CONTACTS };
enum { PUT_BEFORE };
enum { FAVOURITES_MAX = 500 };

void
on_favourites_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		actor_side_param(actor) };

	(void)app;
	read_thing_run(req, &q_favourites_get, params);
}

static void
favourite_command(struct http_req *req, const struct db_query *query, const struct db_param *params)
{
	const int64_t keys[] = { contacts_key(request_actor(req)) };

	command_run(req,
	    &(struct command){ .query = query, .params = params, .keys = keys, .key_count = 1 });
}

/* "user:12" in the body; false: answered. */
static bool
read_contact(struct http_req *req, const char *field, struct view text, struct contact_id *out)
{
	struct err err;

	if (contact_id_read(text, out))
		return true;
	(void)err_set(&err, ERR_INVALID, field, "Is no contact, as \"user:12\" is one.");
	http_reply_err(req, &err, NULL);
	return false;
}

void
on_favourite_put(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *given = &request_values(req)->at[PUT_BEFORE];
	struct contact_id id, before;

	(void)app;
	if (!contact_param(req, &id) ||
	    (given->present && !read_contact(req, "/before", given->text, &before)))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		actor_side_param(actor), P_TEXT(id.kind), P_INT(id.ref),
		given->present ? P_TEXT(before.kind) : P_NULL(),
		given->present ? P_INT(before.ref) : P_NULL() };

	favourite_command(req, &q_favourite_put, params);
}

void
on_favourite_remove(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	struct contact_id id;

	(void)app;
	if (!contact_param(req, &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		actor_side_param(actor), P_TEXT(id.kind), P_INT(id.ref) };

	favourite_command(req, &q_favourite_remove, params);
}

/* ["user:12"] -> [{"kind", "ref"}] as the database takes them; NULL: `err` says why not. */
static json_t *
read_order(const json_t *given, struct err *err)
{
	json_t *order = json_array();
	char field[64];

	if (!json_is_array(given) || json_array_size(given) > FAVOURITES_MAX) {
		(void)err_set(err, ERR_INVALID, "/contacts",
		    "Must be a list of at most %d contacts.", FAVOURITES_MAX);
		json_decref(order);
		return NULL;
	}
	for (size_t i = 0; i < json_array_size(given); i++) {
		struct contact_id id;

		if (!contact_id_read(view_of(json_string_value(json_array_get(given, i))), &id)) {
			(void)snprintf(field, sizeof(field), "/contacts/%zu", i);
			(void)err_set(
			    err, ERR_INVALID, field, "Is no contact, as \"user:12\" is one.");
			json_decref(order);
			return NULL;
		}
		(void)json_array_append_new(
		    order, json_pack("{s:s, s:I}", "kind", id.kind, "ref", (json_int_t)id.ref));
	}
	return order;
}

void
on_favourites_set(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t version;
	struct err err;
	json_t *order;
	char *text;

	(void)app;
	if (!request_if_match(req, &version))
		return;
	order = read_order(request_values(req)->at[SET_CONTACTS].json, &err);
	if (order == NULL) {
		http_reply_err(req, &err, NULL);
		return;
	}
	text = json_dumps(order, JSON_COMPACT);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		actor_side_param(actor), P_INT(version), P_TEXT(text) };

	favourite_command(req, &q_favourites_set, params);
	free(text);
	json_decref(order);
}
