/*
 * widget_chats - the requests of a web chat (MS-9): settings, start, send, look, end.
 *
 * Owns: no state. Whose chat it is stands in the bearer token, which the page made itself: 256 random bits, of which the database
 *       keeps the hash.
 * Must not know: agents, routing.
 */
#include <stdio.h>
#include <string.h>

#include "chatd/widget.h"
#include "common/http/address.h"

enum { FIELD_FORM, FIELD_TEXT, FIELD_CLIENT_ID, FIELD_PAGE, FIELD_LANGUAGE, FIELD_PROOF };
enum { SEND_TEXT, SEND_CLIENT_ID };
enum { LOOK_AFTER };
enum { NUMBER_DIGITS = 20, REPEATS_MINUTE = 10 };

/* ---- the visitor ---- */

bool
visitor_read(struct view token, struct visitor *out)
{
	struct buf hex = { 0 };

	if (!view_starts(token, "tlv_") || !token_hash(token, out->hash))
		return false;
	hex_encode((struct view){ (const char *)out->hash, sizeof(out->hash) }, &hex);
	(void)snprintf(out->number, sizeof(out->number), "web:%.*s", NUMBER_DIGITS, hex.p);
	buf_fini(&hex);
	return true;
}

int64_t
visitor_key(const struct site *site, const struct visitor *visitor)
{
	return key_conversation(site->tenant, site->channel, view_of(visitor->number));
}

struct view
visitor_hash(const struct visitor *visitor)
{
	return (struct view){ (const char *)visitor->hash, sizeof(visitor->hash) };
}

const struct site *
visitor_enter(struct http_req *req, struct visitor *visitor)
{
	static const char scheme[] = "Bearer ";
	const struct site *site = widget_site(req);
	struct view value;
	struct err err;

	if (site == NULL)
		return NULL;
	if (http_header(req, "authorization", &value) && view_starts(value, scheme) &&
	    visitor_read(
		(struct view){ value.p + sizeof(scheme) - 1, value.n - (sizeof(scheme) - 1) },
		visitor))
		return site;
	(void)err_set(
	    &err, ERR_UNAUTHENTICATED, NULL, "Send the chat's token: Authorization: Bearer tlv_…");
	http_add_header(req, "WWW-Authenticate", "Bearer");
	http_reply_err(req, &err, NULL);
	return NULL;
}

/* ---- the requests ---- */

void
on_widget_show(struct http_req *req, void *app)
{
	const struct site *site = widget_site(req);

	(void)app;
	if (site != NULL)
		http_reply(req, 200, "application/json", view_of(site->settings));
}

/* Of the address that begins a chat a hash is kept while it is open, for counting. */
static void
hash_source(const struct site *site, const struct http_req *req, unsigned char out[SHA256_SIZE])
{
	char source[ADDRESS_SOURCE_SIZE];

	address_source(http_peer(req), source);
	hmac_sha256(view_of(site->key), view_of(source), out);
}

/* One proof lets one token ask again, until it expires: within a minute, that takes one of the widget's starts. */
static bool
may_start(struct http_req *req, const struct site *site, const struct visitor *visitor)
{
	struct view token = visitor_hash(visitor);
	bool proves = site->proof_of_work > 0;

	return widget_within_source(req, COUNT_STARTS, 1, site->starts_minute_source) &&
	    ((proves && widget_counted(req, COUNT_REPEATS, token)) ||
		widget_within(
		    req, COUNT_SITE_STARTS, view_of(site->key), 1, site->starts_minute)) &&
	    (!proves || widget_within(req, COUNT_REPEATS, token, 1, REPEATS_MINUTE));
}

void
on_chat_start(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	unsigned char source_hash[SHA256_SIZE];
	struct visitor visitor;
	const struct site *site = visitor_enter(req, &visitor);
	char *form;

	(void)app;
	if (site == NULL)
		return; /* answered: the request is gone */
	/* Before it is counted: a flood without proofs takes no other visitor's place. */
	if (!proof_admits(req, site, &visitor, at[FIELD_PROOF].text) ||
	    !may_start(req, site, &visitor))
		return;
	hash_source(site, req, source_hash);
	form = at[FIELD_FORM].present
	    ? json_dumps(at[FIELD_FORM].json, JSON_COMPACT | JSON_ENCODE_ANY)
	    : NULL;
	const int64_t keys[] = { visitor_key(site, &visitor),
		key_of("customer_number", site->tenant, view_of(visitor.number)) };
	const struct db_param params[] = { P_INT(site->tenant), P_INT(site->channel),
		P_BYTES(visitor_hash(&visitor)), P_TEXT(visitor.number),
		P_BYTES(((struct view){ (const char *)source_hash, sizeof(source_hash) })),
		form != NULL ? P_TEXT(form) : P_TEXT("{}"), field_text(&at[FIELD_PAGE]),
		field_text(&at[FIELD_LANGUAGE]), field_text(&at[FIELD_CLIENT_ID]),
		P_VIEW(at[FIELD_TEXT].text) };

	command_run(req,
	    &(struct command){
		.query = &q_visitor_start, .params = params, .keys = keys, .key_count = 2 });
	free(form);
}

void
on_chat_send(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	struct visitor visitor;
	const struct site *site = visitor_enter(req, &visitor);

	(void)app;
	if (site == NULL ||
	    !widget_within(req, COUNT_MESSAGES, visitor_hash(&visitor), 1, site->messages_minute))
		return;
	const int64_t keys[] = { visitor_key(site, &visitor),
		key_of("customer_number", site->tenant, view_of(visitor.number)) };
	const struct db_param params[] = { P_INT(site->tenant), P_INT(site->channel),
		P_BYTES(visitor_hash(&visitor)), P_TEXT(visitor.number),
		P_VIEW(at[SEND_CLIENT_ID].text), P_VIEW(at[SEND_TEXT].text) };

	command_run(req,
	    &(struct command){
		.query = &q_visitor_send, .params = params, .keys = keys, .key_count = 2 });
}

struct look {
	struct http_req *req;
	int64_t tenant;
};

static void
on_looked(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct look look = *(struct look *)ctx;
	struct err err;

	free(ctx);
	if (outcome == DB_DONE && row->rows == 1) {
		beat_note(http_app(look.req), look.tenant, db_int(row, 0, 1));
		http_reply(look.req, 200, "application/json", db_text(row, 0, 0));
		return;
	}
	if (outcome != DB_DONE) {
		request_reply_retry(look.req, outcome, row);
		return;
	}
	(void)err_set(&err, ERR_NOT_FOUND, NULL, "There is no such chat");
	http_reply_err(look.req, &err, NULL);
}

void
on_chat_look(struct http_req *req, void *app)
{
	const struct body_value *after = &request_values(req)->at[LOOK_AFTER];
	struct visitor visitor;
	const struct site *site = visitor_enter(req, &visitor);
	struct look *look;

	if (site == NULL)
		return;
	const struct db_param params[] = { P_INT(site->tenant), P_INT(site->channel),
		P_BYTES(visitor_hash(&visitor)), P_INT(after->present ? after->number : 0) };

	look = mem_new(sizeof(*look));
	*look = (struct look){ req, site->tenant };
	db_submit(daemon_db(app), &(struct db_call){ .query = &q_visitor_look, .params = params },
	    on_looked, look);
}

void
on_chat_end(struct http_req *req, void *app)
{
	struct visitor visitor;
	const struct site *site = visitor_enter(req, &visitor);

	(void)app;
	if (site == NULL)
		return;
	const int64_t keys[] = { visitor_key(site, &visitor) };
	const struct db_param params[] = { P_INT(site->tenant), P_INT(site->channel),
		P_BYTES(visitor_hash(&visitor)) };

	command_run(req,
	    &(struct command){
		.query = &q_visitor_end, .params = params, .keys = keys, .key_count = 1 });
}
