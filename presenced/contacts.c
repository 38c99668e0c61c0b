/* contacts - see contacts.h: lists and cards */
#include "presenced/contacts.h"

#include <stdlib.h>
#include <string.h>

#include "common/phone/phone.h"
#include "presenced/contact_fields.h"
#include "presenced/numbers.h"
#include "presenced/presenced.h"

enum { FIND_CURSOR, FIND_LIMIT, FIND_Q, FIND_KIND, FIND_FAVOURITES, FIND_CARDS };
enum { CARD_NUMBER };

int
contacts_start(struct daemon *daemon, struct err *err)
{
	(void)daemon, (void)err;
	phone_start(); /* at the first search it would be tens of milliseconds */
	return 0;
}

int64_t
contacts_key(const struct actor *actor)
{
	return key_of_id("contacts", actor->tenant, actor->user);
}

void
own_contacts_run(struct http_req *req, const struct db_query *query,
    void (*show)(struct http_req *req, json_t *body))
{
	const struct actor *actor = request_actor(req);
	const int64_t keys[] = { contacts_key(actor) };
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user), P_INT(id) };

	command_run(req,
	    &(struct command){
		.query = query, .params = params, .keys = keys, .key_count = 1, .show = show });
}

struct db_param
actor_side_param(const struct actor *actor)
{
	return P_TEXT(side_name(actor_side(actor)));
}

bool
contact_param(struct http_req *req, struct contact_id *out)
{
	struct view text;
	struct err err;

	if (http_param(req, "contact", &text) && contact_id_read(text, out))
		return true;
	(void)err_set(&err, ERR_NOT_FOUND, NULL, "There is no such contact");
	http_reply_err(req, &err, NULL);
	return false;
}

/* ---- lists ---- */

/* Whether a query may be a number as a whole: then it is read as one besides. */
static bool
is_number(struct view text)
{
	size_t digits = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] >= '0' && text.p[i] <= '9')
			digits++;
		else if (strchr("+-()./ ", text.p[i]) == NULL)
			return false;
	}
	return digits >= 4 && text.n <= PHONE_TYPED_MAX;
}

static void
on_find_country(void *ctx, const char *country, const struct err *err)
{
	struct http_req *req = ctx;
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	struct phone phone = { .e164 = "" };

	if (err != NULL) {
		http_reply_err(req, err, NULL);
		return;
	}
	if (at[FIND_Q].present && is_number(at[FIND_Q].text) &&
	    phone_read(at[FIND_Q].text.p, at[FIND_Q].text.n, country, &phone) < PHONE_POSSIBLE)
		phone.e164[0] = '\0';
	const struct db_param params[] = {
		P_INT(actor->tenant),
		P_INT(actor->user),
		actor_side_param(actor),
		field_text(&at[FIND_Q]),
		phone.e164[0] != '\0' ? P_TEXT(phone.e164) : P_NULL(),
		field_text(&at[FIND_KIND]),
		P_BOOL(at[FIND_FAVOURITES].present && at[FIND_FAVOURITES].number),
		P_NULL(),
		P_NULL(),
	};
	list_run(req,
	    at[FIND_CARDS].present && at[FIND_CARDS].number ? &q_contacts_cards : &q_contacts_find,
	    params);
}

void
on_contacts_list(struct http_req *req, void *app)
{
	const struct body_value *q = &request_values(req)->at[FIND_Q];

	(void)app;
	country_ask(req, q->present && is_number(q->text) && !view_starts(q->text, "+"),
	    on_find_country, req);
}

/* ---- cards ---- */

void
on_contact_card(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	struct contact_id id;

	(void)app;
	if (!contact_param(req, &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		actor_side_param(actor), P_TEXT(id.kind), P_INT(id.ref) };

	read_run(req, &q_card_get, params);
}

static void
on_card_country(void *ctx, const char *country, const struct err *err)
{
	struct http_req *req = ctx;
	const struct actor *actor = request_actor(req);
	struct view typed = request_values(req)->at[CARD_NUMBER].text;
	enum phone_verdict verdict;
	struct err wrong;
	struct phone phone;

	if (err != NULL) {
		http_reply_err(req, err, NULL);
		return;
	}
	verdict = phone_read(typed.p, typed.n, country, &phone);
	if (verdict < PHONE_POSSIBLE) {
		(void)err_set(&wrong, ERR_INVALID, "/number", "%s", phone_words(verdict));
		http_reply_err(req, &wrong, NULL);
		return;
	}
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		actor_side_param(actor), P_TEXT(phone.e164), P_VIEW(typed) };

	read_run(req, &q_card_of_number, params);
}

void
on_number_card(struct http_req *req, void *app)
{
	(void)app;
	country_ask(req, !view_starts(request_values(req)->at[CARD_NUMBER].text, "+"),
	    on_card_country, req);
}

/* ---- what administrators write ---- */

struct prepared {
	struct resource_write *write;
	void (*then)(struct resource_write *write);
};

static void
on_prepare_country(void *ctx, const char *country, const struct err *failed)
{
	struct prepared prepared = *(struct prepared *)ctx;
	struct err err;

	free(ctx);
	if (failed != NULL)
		resource_write_refuse(prepared.write, failed);
	else if (contact_fields_read(prepared.write->item, country, &err) != 0)
		resource_write_refuse(prepared.write, &err);
	else
		prepared.then(prepared.write);
}

void
contact_prepare_then(struct resource_write *write, void (*then)(struct resource_write *write))
{
	struct prepared *prepared = mem_new(sizeof(*prepared));

	*prepared = (struct prepared){ write, then };
	country_ask(write->req, contact_fields_national(write->item), on_prepare_country, prepared);
}

void
contact_prepare(struct resource_write *write)
{
	contact_prepare_then(write, resource_write_run);
}
