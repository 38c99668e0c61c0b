/* blocks - see contacts.h: whom one has blocked for one's own Work number (CT-12) */
#include "presenced/contacts.h"
#include "presenced/presenced.h"

enum { LIST_CURSOR, LIST_LIMIT, LIST_LIST };
enum { SETTINGS_UNKNOWN };
enum { NUMBER_LONGEST = 16 };

void
on_blocks_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		field_text(&request_values(req)->at[LIST_LIST]), P_NULL(), P_NULL() };

	(void)app;
	list_run(req, &q_blocks_list, params);
}

/* +46701234567, a short code, or the name that texts come from. */
static bool
is_number(struct view text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		bool digit = c >= '0' && c <= '9';
		bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == ' ';

		if (!digit && !(letter && text.p[0] != '+') && !(c == '+' && i == 0))
			return false;
	}
	return text.n >= 1 && text.n <= NUMBER_LONGEST &&
	    (text.p[0] != '+' || (text.n >= 7 && text.p[1] != '0')) &&
	    (text.p[0] == '+' || text.n <= 11);
}

static void
block_command(struct http_req *req, const struct db_query *query, int status_ok)
{
	const struct actor *actor = request_actor(req);
	const int64_t keys[] = { contacts_key(actor) };
	struct view list, number;
	struct err err;

	if (!http_param(req, "list", &list) || !http_param(req, "number", &number) ||
	    !(view_is(list, "caller") || view_is(list, "sender")) || !is_number(number)) {
		(void)err_set(&err, ERR_NOT_FOUND, NULL, "There is no such list, or number");
		http_reply_err(req, &err, NULL);
		return;
	}
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user), P_VIEW(list),
		P_VIEW(number) };

	command_run(req,
	    &(struct command){ .query = query,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.status_ok = status_ok });
}

void
on_block_put(struct http_req *req, void *app)
{
	(void)app;
	block_command(req, &q_block_put, 200);
}

void
on_block_remove(struct http_req *req, void *app)
{
	(void)app;
	block_command(req, &q_block_remove, 204);
}

void
on_block_settings_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user) };

	(void)app;
	read_run(req, &q_contact_choice_get, params);
}

void
on_block_settings_set(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const int64_t keys[] = { contacts_key(actor) };
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_BOOL(request_values(req)->at[SETTINGS_UNKNOWN].number) };

	(void)app;
	command_run(req,
	    &(struct command){
		.query = &q_contact_choice_set, .params = params, .keys = keys, .key_count = 1 });
}
