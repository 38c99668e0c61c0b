/* personal_contacts - see contacts.h: what one user has written down, and nobody else is told of (CT-5) */
#include <stdlib.h>

#include "presenced/contacts.h"
#include "presenced/contact_fields.h"
#include "presenced/numbers.h"
#include "presenced/presenced.h"

void
on_personal_contacts_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user), P_NULL(),
		P_NULL() };

	(void)app;
	list_run(req, &q_personal_contacts_list, params);
}

void
on_personal_contact_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user), P_INT(id) };

	read_thing_run(req, &q_personal_contact_get, params);
}

/* ---- writing ---- */

struct written {
	struct http_req *req;
	json_t *item; /* NULL: it is removed */
	int64_t id, version; /* 0: it is made */
	int status_ok;
};

static void
store(const struct written *written)
{
	const struct actor *actor = request_actor(written->req);
	const int64_t keys[] = { contacts_key(actor) };
	char *text = written->item != NULL ? json_dumps(written->item, JSON_COMPACT) : NULL;
	const struct db_param params[] = {
		P_INT(actor->tenant),
		P_INT(actor->user),
		db_int_or_null(written->id),
		written->id != 0 ? P_INT(written->version) : P_NULL(),
		text != NULL ? P_TEXT(text) : P_NULL(),
	};

	command_run(written->req,
	    &(struct command){ .query = &q_personal_contact_write,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.status_ok = written->status_ok });
	free(text);
}

static void
on_write_country(void *ctx, const char *country, const struct err *failed)
{
	struct written *written = ctx;
	struct err err;

	if (failed != NULL)
		http_reply_err(written->req, failed, NULL);
	else if (contact_fields_read(written->item, country, &err) != 0)
		http_reply_err(written->req, &err, NULL);
	else
		store(written);
	json_decref(written->item);
	free(written);
}

/* The members were checked against the route's table: they are the columns. */
static void
write_item(struct http_req *req, int64_t id, int64_t version)
{
	struct written *written = mem_new(sizeof(*written));

	*written = (struct written){ .req = req,
		.id = id,
		.version = version,
		.item = json_copy(request_values(req)->root) };
	if (written->item == NULL)
		written->item = json_object();
	country_ask(req, contact_fields_national(written->item), on_write_country, written);
}

void
on_personal_contact_make(struct http_req *req, void *app)
{
	(void)app;
	write_item(req, 0, 0);
}

void
on_personal_contact_change(struct http_req *req, void *app)
{
	int64_t id, version;

	(void)app;
	if (request_id_param(req, "id", &id) && request_if_match(req, &version))
		write_item(req, id, version);
}

void
on_personal_contact_remove(struct http_req *req, void *app)
{
	struct written written = { .req = req, .status_ok = 204 };

	(void)app;
	if (request_id_param(req, "id", &written.id) && request_if_match(req, &written.version))
		store(&written);
}

void
on_personal_contact_restore(struct http_req *req, void *app)
{
	(void)app;
	own_contacts_run(req, &q_contact_restore, NULL);
}
