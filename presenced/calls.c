/*
 * calls - what an account has of its calls: the call log, voicemails, recordings (CT-14); and the address of a meeting (CT-10).
 *
 * Owns: the way from requests to the functions of sql/functions/voice, which the daemon that takes calls feeds.
 * Must not know: how calls are made.
 */
#include "common/base/bytes.h"
#include "common/phone/phone.h"
#include "presenced/contacts.h"
#include "presenced/numbers.h"
#include "presenced/presenced.h"

enum { LIST_CURSOR, LIST_LIMIT, LIST_ONLY, LIST_QUEUE };
enum {
	TAPES_AGENT = LIST_LIMIT + 1,
	TAPES_INTERACTION,
	TAPES_QUEUE,
	TAPES_NUMBER,
	TAPES_SINCE,
	TAPES_UNTIL
};
enum { WORLD_DIGITS_MIN = 7, WORLD_DIGITS_MAX = 15 }; /* as a carrier may show a number */
enum { SHORT_MIN = 2, SHORT_SURE_MAX = 5, SHORT_MAX = 8 };
enum { MARK_READ, MARK_DELETED };
enum { MEETING_CONTACT };
enum { ROOM_BYTES = 16 };

static void
list(struct http_req *req, const struct db_query *query)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *only = &request_values(req)->at[LIST_ONLY];
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		actor_side_param(actor), field_flag(only), P_NULL(), P_NULL() };

	list_run(req, query, params);
}

void
on_calls_list(struct http_req *req, void *app)
{
	(void)app;
	list(req, &q_calls_list);
}

void
on_voicemails_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *given = request_values(req)->at;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), actor_side_param(actor),
		field_flag(&given[LIST_ONLY]), field_number(&given[LIST_QUEUE]), P_NULL(),
		P_NULL() };

	(void)app;
	list_run(req, &q_voicemails_list, params);
}

/* ---- recordings ---- */

/* "+" and the digits of a number that may be called from, spaces between them or not: as the list shows it, though it may be no number that
 * anybody can call. `out` has it then, without the spaces. */
static bool
world_read(struct view typed, char out[PHONE_SIZE])
{
	size_t n = 0;

	for (size_t i = 0; i < typed.n && n < PHONE_SIZE - 1; i++)
		if (typed.p[i] != ' ')
			out[n++] = typed.p[i];
	out[n] = '\0';
	return out[0] == '+' && n > WORLD_DIGITS_MIN && n <= WORLD_DIGITS_MAX + 1 &&
	    view_is_digits((struct view){ out + 1, n - 1 });
}

/* A short code or an extension: digits that are no number of the country for they are too few. As few as that they are in every country, also
 * where numbers within a town may be as short. */
static bool
is_short(struct view typed, enum phone_verdict verdict)
{
	return view_is_digits(typed) && typed.n >= SHORT_MIN &&
	    typed.n <= (verdict == PHONE_TOO_SHORT ? SHORT_MAX : SHORT_SURE_MAX);
}

/* As calls have it. Replaces `number`, which is {NULL, 0} where none is asked for. */
static bool
number_read(struct view *number, const char *country, struct phone *phone, struct err *err)
{
	enum phone_verdict verdict = PHONE_POSSIBLE;

	if (number->p == NULL)
		return true;
	if (!world_read(*number, phone->e164))
		verdict = phone_read(number->p, number->n, country, phone);
	if (verdict >= PHONE_POSSIBLE)
		*number = view_of(phone->e164);
	else if (!is_short(*number, verdict)) {
		(void)err_set(err, ERR_INVALID, "/number", "%s", phone_words(verdict));
		return false;
	}
	return true;
}

static void
on_recordings_country(void *ctx, const char *country, const struct err *failed)
{
	struct http_req *req = ctx;
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	struct view number = at[TAPES_NUMBER].present ? at[TAPES_NUMBER].text : (struct view){ 0 };
	struct db_param span[2];
	struct phone phone;
	struct err err;

	if (failed != NULL || !field_span(&at[TAPES_SINCE], &at[TAPES_UNTIL], span, &err) ||
	    !number_read(&number, country, &phone, &err)) {
		http_reply_err(req, failed != NULL ? failed : &err, NULL);
		return;
	}
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), actor_side_param(actor),
		field_number(&at[TAPES_AGENT]), field_number(&at[TAPES_INTERACTION]),
		field_number(&at[TAPES_QUEUE]), number.p != NULL ? P_VIEW(number) : P_NULL(),
		span[0], span[1], P_NULL(), P_NULL() };

	list_run(req, &q_recordings_list, params);
}

void
on_recordings_list(struct http_req *req, void *app)
{
	const struct body_value *number = &request_values(req)->at[TAPES_NUMBER];

	(void)app;
	country_ask(
	    req, number->present && !view_starts(number->text, "+"), on_recordings_country, req);
}

void
on_call_remove(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id, key = key_of_id("calls", actor->tenant, actor->user);

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		actor_side_param(actor), P_INT(id) };

	command_run(req,
	    &(struct command){ .query = &q_call_remove,
		.params = params,
		.keys = &key,
		.key_count = 1,
		.status_ok = 204 });
}

void
on_missed_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		actor_side_param(actor) };

	(void)app;
	read_run(req, &q_missed_get, params);
}

void
on_missed_seen(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t key = key_of_id("calls", actor->tenant, actor->user);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		actor_side_param(actor) };

	(void)app;
	command_run(req,
	    &(struct command){ .query = &q_missed_seen,
		.params = params,
		.keys = &key,
		.key_count = 1,
		.status_ok = 200 });
}

/* Whose mailbox it is in, and with it the key, the database says. */
static void
voicemail_change(struct http_req *req, struct db_param read, struct db_param deleted, int status_ok)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), actor_side_param(actor), P_INT(id), read, deleted };

	command_run(req,
	    &(struct command){
		.query = &q_voicemail_mark, .params = params, .status_ok = status_ok });
}

void
on_voicemail_mark(struct http_req *req, void *app)
{
	const struct body_value *given = request_values(req)->at;

	struct err err;

	(void)app;
	if (!given[MARK_READ].present && !given[MARK_DELETED].present) {
		(void)err_set(&err, ERR_INVALID, "read", "Say read, or deleted.");
		http_reply_err(req, &err, NULL);
		return;
	}
	voicemail_change(req, field_bool(&given[MARK_READ]), field_bool(&given[MARK_DELETED]), 200);
}

void
on_voicemail_remove(struct http_req *req, void *app)
{
	(void)app;
	voicemail_change(req, P_NULL(), P_BOOL(true), 204);
}

/* ---- meetings ---- */

void
on_meeting_make(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *contact = &request_values(req)->at[MEETING_CONTACT];
	struct contact_id id = { .kind = NULL };
	unsigned char bytes[ROOM_BYTES];
	struct buf room = { 0 };

	(void)app;
	if (contact->present && !contact_id_read(contact->text, &id))
		id.kind =
		    "none"; /* nobody is called so: SQL says that, once a command is known not to be another's */
	random_fill(bytes, sizeof(bytes));
	hex_encode((struct view){ (const char *)bytes, sizeof(bytes) }, &room);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		actor_side_param(actor), id.kind != NULL ? P_TEXT(id.kind) : P_NULL(),
		id.kind != NULL ? P_INT(id.ref) : P_NULL(), P_VIEW(buf_view(&room)) };

	command_run(
	    req, &(struct command){ .query = &q_meeting_make, .params = params, .status_ok = 201 });
	buf_fini(&room);
}
