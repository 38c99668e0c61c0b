/*
 * raw - see raw.h
 *
 * Owns: the way of a kept call back through events.h, by the tables as they are now: what of it was stored before is
 *       known again, so it may be taken any number of times.
 * Must not know: signatures; the call was signed when it came.
 */
#include "smsgw/raw.h"

#include <stdlib.h>

#include "common/base/key.h"
#include "smsgw/core/signature.h"
#include "smsgw/events.h"
#include "smsgw/smpp.h"

enum { LIST_STATE, LIST_CHANNEL, LIST_ACCOUNT };
enum { PARKED_ACCOUNT, PARKED_LOST };
enum { TAKE_STATE, TAKE_CHANNEL, TAKE_ACCOUNT, TAKE_SAID, TAKE_JSON, TAKE_REF, TAKE_RAW };

const char *
raw_said(enum event_kind said)
{
	return said == EVENT_RECEIPT ? "receipt" : "inbound";
}

/* ---- lists ---- */

void
on_raw_list(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	const struct db_param params[] = { P_INT(request_actor(req)->tenant),
		field_text(&at[LIST_STATE]), field_number(&at[LIST_CHANNEL]),
		field_number(&at[LIST_ACCOUNT]), P_NULL(), P_NULL() };

	(void)app;
	list_run(req, &q_raw_list, params);
}

void
on_parked_list(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	const struct db_param params[] = { P_INT(request_actor(req)->tenant),
		field_number(&at[PARKED_ACCOUNT]), field_bool(&at[PARKED_LOST]), P_NULL(),
		P_NULL() };

	(void)app;
	list_run(req, &q_receipts_list, params);
}

void
on_lines(struct http_req *req, void *app)
{
	const struct db_param params[] = { P_INT(request_actor(req)->tenant),
		field_number(&request_values(req)->at[0]), P_NULL(), P_NULL() };

	(void)app;
	list_run(req, &q_lines, params);
}

/* ---- one ---- */

static void
run(struct http_req *req, const struct db_query *query, int64_t id, const struct db_param *params)
{
	const int64_t keys[] = { key_of_id("raw", request_actor(req)->tenant, id) };

	command_run(req,
	    &(struct command){ .query = query,
		.lane = DB_LANE_ALONE,
		.params = params,
		.keys = keys,
		.key_count = 1 });
}

/* Its bytes are customers' words: who looks at them is noted. */
void
on_raw_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(id) };

	run(req, &q_raw_show, id, params);
}

/* ---- again ---- */

struct again {
	struct http_req *req;
	int64_t id;
	struct buf bytes;
	struct call_events events;
};

static void
again_free(struct again *again)
{
	events_fini(&again->events);
	if (again->bytes.p != NULL)
		mem_wipe(again->bytes.p, again->bytes.n);
	buf_fini(&again->bytes);
	free(again);
}

/* `events` NULL: it was taken before. */
static void
note(struct http_req *req, int64_t id, const struct call_events *events)
{
	const struct actor *actor = request_actor(req);
	bool unread = events != NULL && events->unread.kind != ERR_NONE;
	struct buf reason = { 0 };

	if (unread)
		buf_addf(&reason, "%s: %s", events->unread.field, events->unread.text);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(id),
		unread ? P_VIEW(buf_view(&reason)) : P_NULL(),
		P_INT(events != NULL ? events->texts : 0),
		P_INT(events != NULL ? events->known : 0),
		P_INT(events != NULL ? events->receipts : 0) };

	run(req, &q_raw_taken, id, params);
	buf_fini(&reason);
}

/* What could be stored is; whether the call counts as read, its row says. */
static void
on_taken(struct call_events *events)
{
	struct again *again = events->ctx;

	if (events->failed.kind != ERR_NONE) {
		http_add_header(again->req, "Retry-After", "5");
		http_reply_err(again->req, &events->failed, NULL);
	} else {
		note(again->req, again->id, events);
	}
	again_free(again);
}

static bool
add_pair(void *ctx, struct view name, struct view value)
{
	return pairs_copy(ctx, name, value);
}

/* Rows of a former release do not say which it was: JSON begins with its bracket, a form never does. */
static bool
is_json(const struct carrier *carrier, const struct db_result *row, struct view bytes)
{
	if (!db_is_null(row, 0, TAKE_JSON))
		return db_bool(row, 0, TAKE_JSON);
	return carrier->json || (bytes.n > 0 && (bytes.p[0] == '{' || bytes.p[0] == '['));
}

static void
take_pairs(struct call_events *events, bool json)
{
	bool read;

	if (json && !signature_covers_json(events->carrier)) {
		read = false; /* a former release took it */
	} else if (json) {
		read = pairs_read_json(&events->pairs, events->bytes);
	} else {
		read = form_each(events->bytes, PAIRS_MAX, add_pair, &events->pairs) == 0;
		pairs_settle(&events->pairs);
	}
	if (read)
		events_take(events);
	else
		(void)err_set(&events->unread, ERR_INVALID, "",
		    json ? "The body is no JSON that can be read." : "The form can't be read.");
}

static void
take_again(struct again *again, const struct channel *channel, const struct db_result *row)
{
	struct call_events *events = &again->events;

	events_init(events, request_daemon(again->req), channel);
	events->said =
	    view_is(db_text(row, 0, TAKE_SAID), "receipt") ? EVENT_RECEIPT : EVENT_INBOUND;
	events->bytes = buf_view(&again->bytes);
	events->done = on_taken;
	events->ctx = again;
	events_take_ref(db_text(row, 0, TAKE_REF), events->ref);
	events->under_way = 1;
	if (channel->carrier->by_link)
		smpp_take_again(events, again->id);
	else
		take_pairs(events, is_json(channel->carrier, row, events->bytes));
	events_landed(events);
}

static void
on_found(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct again *again = ctx;
	struct http_req *req = again->req;
	const struct channel *channel;

	if (outcome != DB_DONE) {
		request_reply_retry(req, outcome, row);
	} else if (row->rows == 0 || view_is(db_text(row, 0, TAKE_STATE), "reprocessed")) {
		note(req, again->id, NULL); /* which answers so */
	} else {
		channel = channel_get(
		    request_daemon(req), request_actor(req)->tenant, db_int(row, 0, TAKE_CHANNEL));
		if (channel != NULL && channel->account.id == db_int(row, 0, TAKE_ACCOUNT)) {
			db_bytes(row, 0, TAKE_RAW, &again->bytes);
			take_again(again, channel, row);
			return;
		}
		request_reply_outcome(req, 200, VIEW("account_left"), VIEW(""));
	}
	again_free(again);
}

void
on_raw_reprocess(struct http_req *req, void *app)
{
	struct again *again;
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return;
	again = mem_zero(1, sizeof(*again));
	again->req = req;
	again->id = id;
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), P_INT(id) };

	db_submit(daemon_db(app),
	    &(struct db_call){ .query = &q_raw_find, .lane = DB_LANE_READ, .params = params },
	    on_found, again);
}
