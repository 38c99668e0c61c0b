/*
 * customers - customers' records and cases.
 *
 * Owns: nothing but the way from a request to messaging's functions.
 */
#include "chatd/chatd.h"
#include "chatd/numbers.h"
#include "common/daemon/audit_notes.h"

enum { FIND_NUMBER, FIND_WORDS };
enum { NEW_NAME, NEW_NUMBER, NEW_NOTES, NEW_COUNTRY, NEW_COMPANY, NEW_CONFIRM };
enum { ADD_WHAT, ADD_CONFIRM, ADD_COUNTRY };
enum { MERGE_FROM, MERGE_VERSION, MERGE_FROM_VERSION };
enum { CHANGE_NAME, CHANGE_NOTES, CHANGE_COMPANY };
enum { CASE_CUSTOMER, CASE_TITLE };
enum { CASE_STATE, CASE_NOTE };
enum {
	LIST_CUSTOMER,
	LIST_STATE,
	LIST_AGENT,
	LIST_QUEUE,
	LIST_CHANNEL,
	LIST_DISPOSITION,
	LIST_SINCE,
	LIST_UNTIL,
	LIST_WORDS
};

/* An empty list would hide that it was a slip. */
static void
refuse_number(struct http_req *req)
{
	struct err err;

	(void)err_set(&err, ERR_BAD_REQUEST, "/number",
	    "Is no number: + and the country's code, as +46701234567 (in an address + is written "
	    "%%2B), or a short code.");
	http_reply_err(req, &err, NULL);
}

/* Each customer whose card is shown; none: the number is nobody's. The audit log keeps no numbers. */
static void
note_found(const struct http_req *req, struct view ids)
{
	static const struct audit_act customer_find = { "customer_find", 9, NULL };
	int64_t id;

	if (ids.n == 0)
		audit_note_done(req, &customer_find, 0);
	while (ids.n > 0)
		if (view_to_int(view_cut(&ids, ' '), 1, INT64_MAX, &id))
			audit_note_done(req, &customer_find, id);
}

static void
on_found(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	if (outcome != DB_DONE)
		request_reply_retry(ctx, outcome, result);
	else if (db_is_null(result, 0, 0))
		refuse_number(ctx);
	else {
		note_found(ctx, db_text(result, 0, 1));
		http_reply(ctx, 200, "application/json", db_text(result, 0, 0));
	}
}

/* What was looked for is not noted: it is somebody's name. */
static void
search(struct http_req *req, const struct body_value *words)
{
	static const struct audit_act customers_search = { "customers_search", 9, NULL };
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = {
		P_INT(actor->tenant), P_INT(actor->user), P_TEXT(role_name(actor->role)),
		field_text(words), P_NULL(), /* after */
		P_NULL(), /* limit */
	};

	if (!request_may(req, "records_search"))
		return;
	audit_note_done(req, &customers_search, 0);
	list_run(req, &q_customers_search, params);
}

void
on_customers_find(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	const struct db_param params[] = { P_INT(actor->tenant), P_VIEW(at[FIND_NUMBER].text),
		P_INT(actor->user), P_TEXT(role_name(actor->role)) };
	struct err err;

	(void)app;
	if (!field_words(&at[FIND_WORDS], &err)) {
		http_reply_err(req, &err, NULL);
		return;
	}
	if (!at[FIND_NUMBER].present) {
		search(req, &at[FIND_WORDS]);
		return;
	}
	if (at[FIND_WORDS].present) {
		(void)err_set(&err, ERR_INVALID, "/q", "goes without number: one of the two");
		http_reply_err(req, &err, NULL);
		return;
	}
	db_submit(daemon_db(request_daemon(req)),
	    &(struct db_call){ .query = &q_customers_find, .lane = DB_LANE_READ, .params = params },
	    on_found, req);
}

void
on_customer_show(struct http_req *req, void *app)
{
	(void)app;
	read_by_id(req, &q_customer_get);
}

void
on_case_show(struct http_req *req, void *app)
{
	(void)app;
	read_by_id(req, &q_case_get);
}

static void
create(struct http_req *req, struct view number)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_VIEW(at[NEW_NAME].text), P_VIEW(number),
		field_text(&at[NEW_NOTES]), field_text(&at[NEW_COMPANY]),
		field_flag(&at[NEW_CONFIRM]) };
	const int64_t keys[] = { key_of("customer_number", actor->tenant, number) };

	command_run(req,
	    &(struct command){ .query = &q_customer_create,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.status_ok = 201 });
}

void
on_customer_create(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;

	(void)app;
	number_read(req, "/number", &at[NEW_NUMBER], &at[NEW_COUNTRY], create);
}

/* ---- further numbers and e-mail addresses ---- */

static void
number_set(struct http_req *req, struct view number, bool given, struct db_param confirm)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(id), P_VIEW(number), P_BOOL(given), confirm };
	const int64_t keys[] = { key_of_id("customer", actor->tenant, id) };

	command_run(req,
	    &(struct command){
		.query = &q_customer_number_set, .params = params, .keys = keys, .key_count = 1 });
}

static void
number_add(struct http_req *req, struct view number)
{
	number_set(req, number, true, field_flag(&request_values(req)->at[ADD_CONFIRM]));
}

void
on_customer_number_add(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;

	(void)app;
	number_read(req, "/number", &at[ADD_WHAT], &at[ADD_COUNTRY], number_add);
}

/* Where numbers are, e-mail addresses stand behind this. */
static void
email_set(struct http_req *req, struct view email, bool given, struct db_param confirm)
{
	struct buf text = { .p = NULL };

	buf_add_text(&text, "mail:");
	buf_add_view(&text, email);
	number_set(req, buf_view(&text), given, confirm);
	buf_fini(&text);
}

void
on_customer_email_add(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;

	(void)app;
	email_set(req, at[ADD_WHAT].text, true, field_flag(&at[ADD_CONFIRM]));
}

void
on_customer_number_remove(struct http_req *req, void *app)
{
	struct view number = { NULL, 0 };

	(void)app;
	(void)http_param(req, "number", &number);
	number_set(req, number, false, P_BOOL(false));
}

void
on_customer_email_remove(struct http_req *req, void *app)
{
	struct view email = { NULL, 0 };

	(void)app;
	(void)http_param(req, "email", &email);
	email_set(req, email, false, P_BOOL(false));
}

/* ---- two records of one person ---- */

void
on_customer_merge(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(id), P_INT(at[MERGE_FROM].number),
		field_number(&at[MERGE_VERSION]), field_number(&at[MERGE_FROM_VERSION]) };
	const int64_t keys[] = { key_of_id("customer", actor->tenant, id),
		key_of_id("customer", actor->tenant, at[MERGE_FROM].number) };

	command_run(req,
	    &(struct command){ .query = &q_customer_merge,
		.params = params,
		.keys = keys,
		.key_count = 2,
		.lane = DB_LANE_ALONE });
}

void
on_customer_unmerge(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id, other;

	(void)app;
	if (!request_id_param(req, "id", &id) || !request_id_param(req, "other", &other))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(id), P_INT(other) };
	const int64_t keys[] = { key_of_id("customer", actor->tenant, id),
		key_of_id("customer", actor->tenant, other) };

	command_run(req,
	    &(struct command){ .query = &q_customer_unmerge,
		.params = params,
		.keys = keys,
		.key_count = 2,
		.lane = DB_LANE_ALONE });
}

void
on_customer_choose(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t conversation;

	(void)app;
	if (!request_id_param(req, "id", &conversation))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_INT(conversation), P_INT(request_values(req)->at[0].number) };

	command_run(req, &(struct command){ .query = &q_customer_choose, .params = params });
}

void
on_customer_update(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	int64_t id, version;

	(void)app;
	if (!request_id_param(req, "id", &id) || !request_if_match(req, &version))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(id), P_INT(version),
		field_text(&at[CHANGE_NAME]),
		at[CHANGE_NOTES].null ? P_TEXT("") : field_text(&at[CHANGE_NOTES]),
		at[CHANGE_COMPANY].null ? P_TEXT("") : field_text(&at[CHANGE_COMPANY]) };
	const int64_t keys[] = { key_of_id("customer", actor->tenant, id) };

	command_run(req,
	    &(struct command){
		.query = &q_customer_update, .params = params, .keys = keys, .key_count = 1 });
}

void
on_cases_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	static const struct audit_act cases_search = { "cases_search", 0, NULL };
	struct db_param span[2];
	struct err err;

	(void)app;
	if (!field_words(&at[LIST_WORDS], &err) ||
	    !field_span(&at[LIST_SINCE], &at[LIST_UNTIL], span, &err)) {
		http_reply_err(req, &err, NULL);
		return;
	}
	const struct db_param params[] = {
		P_INT(actor->tenant), P_INT(actor->user), P_TEXT(role_name(actor->role)),
		list_sort(req), field_number(&at[LIST_CUSTOMER]), field_text(&at[LIST_STATE]),
		field_number(&at[LIST_AGENT]), field_number(&at[LIST_QUEUE]),
		field_number(&at[LIST_CHANNEL]), field_number(&at[LIST_DISPOSITION]), span[0],
		span[1], field_text(&at[LIST_WORDS]), P_NULL(), /* after */
		P_NULL(), /* limit */
	};

	if (at[LIST_WORDS].present) {
		if (!request_may(req, "records_search"))
			return;
		audit_note_done(req, &cases_search, 0);
	}
	list_run(req, &q_case_list, params);
}

void
on_case_create(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(at[CASE_CUSTOMER].number),
		P_VIEW(at[CASE_TITLE].text) };
	const int64_t keys[] = { key_of_id("customer", actor->tenant, at[CASE_CUSTOMER].number) };

	(void)app;
	command_run(req,
	    &(struct command){ .query = &q_case_create,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.status_ok = 201 });
}

void
on_case_update(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	int64_t id, version;

	(void)app;
	if (!request_id_param(req, "id", &id) || !request_if_match(req, &version))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(id), P_INT(version),
		field_text(&at[CASE_STATE]), field_text(&at[CASE_NOTE]) };
	const int64_t keys[] = { key_of_id("case", actor->tenant, id) };

	command_run(req,
	    &(struct command){
		.query = &q_case_update, .params = params, .keys = keys, .key_count = 1 });
}
