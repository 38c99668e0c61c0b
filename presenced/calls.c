/*
 * calls - what an account has of its calls: the call log, voicemails, recordings (CT-14); and the address of a meeting (CT-10).
 *
 * Owns: the way from requests to the functions of sql/functions/voice, which the daemon that takes calls feeds.
 * Must not know: how calls are made.
 */
#include "common/base/bytes.h"
#include "presenced/contacts.h"
#include "presenced/presenced.h"

enum { LIST_CURSOR, LIST_LIMIT, LIST_ONLY };
enum { MARK_READ };
enum { SOUND_TYPE, SOUND_BYTES };
enum { MEETING_CONTACT };
enum { ROOM_BYTES = 16 };

static void
list(struct http_req *req, const struct db_query *query)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *only = &request_values(req)->at[LIST_ONLY];
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		actor_side_param(actor), P_BOOL(only->present && only->number), P_NULL(),
		P_NULL() };

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
	(void)app;
	list(req, &q_voicemails_list);
}

void
on_recordings_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *agent = &request_values(req)->at[LIST_ONLY];
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), actor_side_param(actor),
		agent->present ? P_INT(agent->number) : P_NULL(), P_NULL(), P_NULL() };

	(void)app;
	list_run(req, &q_recordings_list, params);
}

/* A command about one row of the account; `query` takes as many of the params as it has. */
static void
row_command(struct http_req *req, const struct db_query *query, struct db_param more, int status_ok)
{
	const struct actor *actor = request_actor(req);
	int64_t id, key = key_of_id("calls", actor->tenant, actor->user);

	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		actor_side_param(actor), P_INT(id), more };

	command_run(req,
	    &(struct command){ .query = query,
		.params = params,
		.keys = &key,
		.key_count = 1,
		.status_ok = status_ok });
}

void
on_call_remove(struct http_req *req, void *app)
{
	(void)app;
	row_command(req, &q_call_remove, P_NULL(), 204);
}

void
on_voicemail_mark(struct http_req *req, void *app)
{
	(void)app;
	row_command(req, &q_voicemail_mark, P_BOOL(request_values(req)->at[MARK_READ].number), 200);
}

void
on_voicemail_remove(struct http_req *req, void *app)
{
	(void)app;
	row_command(req, &q_voicemail_remove, P_NULL(), 204);
}

/* ---- how it sounds ---- */

static void
reply_sound(struct http_req *req, const struct db_result *row)
{
	char type[32];
	struct buf bytes = { 0 };

	(void)view_copy(db_text(row, 0, SOUND_TYPE), type, sizeof(type));
	db_bytes(row, 0, SOUND_BYTES, &bytes);
	http_add_header(req, "Content-Disposition", "inline; filename=\"voicemail\"");
	http_add_header(req, "Content-Security-Policy", "default-src 'none'; sandbox");
	http_add_header(req, "Cross-Origin-Resource-Policy", "same-origin");
	http_reply(req, 200, type, buf_view(&bytes));
	buf_fini(&bytes);
}

static void
on_sound(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct http_req *req = ctx;
	struct err err;

	if (outcome == DB_DONE && row->rows == 1 && !db_is_null(row, 0, SOUND_BYTES)) {
		reply_sound(req, row);
		return;
	}
	db_row_err(outcome, row, &err);
	http_reply_err(req, &err, NULL);
}

void
on_voicemail_sound(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		actor_side_param(actor), P_INT(id) };

	db_submit(daemon_db(app),
	    &(struct db_call){
		.query = &q_voicemail_sound, .lane = DB_LANE_READ, .params = params },
	    on_sound, req);
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
