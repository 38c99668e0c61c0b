/*
 * chats - conversations between agents and Work users, and whom one may write to.
 *
 * Owns: no state.
 * Must not know: what a conversation allows (the table messaging.matrix).
 */
#include <string.h>

#include "chatd/chat_keys.h"
#include "chatd/composed.h"
#include "common/base/clock.h"
#include "common/daemon/follow.h"
#include "common/daemon/outcome.h"

enum { START_USER, START_SIDE, START_TEXT, START_CLIENT_ID, START_HTML, START_FILES };
enum { READ_SEQ, ROSTER_KIND = 0, LIST_FILLED = 2 }; /* list_run fills the last two parameters */

struct db_param
request_account(const struct http_req *req)
{
	const struct actor *actor = request_actor(req);
	bool has =
	    view_is(view_of(actor->app), "work") || view_is(view_of(actor->app), "workspace");

	return has ? P_INT(actor_account(actor)) : P_NULL();
}

/* ---- what is asked ---- */

void
on_matrix_show(struct http_req *req, void *app)
{
	(void)app;
	read_run(req, &q_matrix, NULL);
}

void
on_roster_list(struct http_req *req, void *app)
{
	struct db_param params[3 + LIST_FILLED] = { P_INT(request_actor(req)->tenant),
		request_account(req), P_VIEW(request_values(req)->at[ROSTER_KIND].text) };

	(void)app;
	list_run(req, &q_roster, params);
}

void
on_chats_list(struct http_req *req, void *app)
{
	struct db_param params[2 + LIST_FILLED] = { P_INT(request_actor(req)->tenant),
		request_account(req) };

	(void)app;
	list_run(req, &q_chats_list, params);
}

/* ---- what is done ---- */

void
on_pair_start(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	enum side side = view_is(at[START_SIDE].text, "work") ? SIDE_WORK : SIDE_AGENT;
	int64_t other = account_of(at[START_USER].number, side);
	struct chat_keys known = pair_keys(actor->tenant, actor_account(actor), other);
	struct composed composed;
	int64_t keys[DB_KEYS_MAX];
	int key_count;

	(void)app;
	if (!composed_read(req, &at[START_TEXT], &at[START_HTML], &at[START_FILES], &composed)) {
		composed_fini(&composed);
		return;
	}
	memcpy(keys, known.at, sizeof(known.at));
	key_count = composed_keys(&composed, actor->tenant, keys, known.count);
	const struct db_param params[] = { P_INT(actor->tenant), request_account(req), P_INT(other),
		composed_text(&composed), composed_html(&composed),
		field_text(&at[START_CLIENT_ID]), composed_files(&composed),
		composed_images(&composed) };

	command_run(req,
	    &(struct command){ .query = &q_start,
		.params = params,
		.keys = keys,
		.key_count = key_count,
		.status_ok = 201 });
	composed_fini(&composed);
}

void
on_pair_end(struct http_req *req, void *app)
{
	struct chat_keys keys;
	int64_t conversation;

	if (!request_id_param(req, "id", &conversation))
		return;
	keys = conversation_keys(app, conversation);
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), request_account(req),
		P_INT(conversation) };

	command_run(req,
	    &(struct command){
		.query = &q_chat_end, .params = params, .keys = keys.at, .key_count = keys.count });
}

void
on_chat_read(struct http_req *req, void *app)
{
	struct chat_keys keys;
	int64_t conversation;

	if (!request_id_param(req, "id", &conversation))
		return;
	keys = conversation_keys(app, conversation);
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), request_account(req),
		P_INT(conversation), P_INT(request_values(req)->at[READ_SEQ].number) };

	command_run(req,
	    &(struct command){
		.query = &q_read_set, .params = params, .keys = keys.at, .key_count = keys.count });
}

/* ---- typing: told, not stored ---- */

static int64_t
conversation_of(struct http_req *req)
{
	int64_t conversation = 0;
	struct view text;

	if (http_param(req, "id", &text))
		(void)view_to_int(text, 1, INT64_MAX, &conversation);
	return conversation;
}

static void
typing_tell(struct http_req *req, const struct db_result *row)
{
	struct message message = {
		.kind = MESSAGE_typing,
		.tenant = request_actor(req)->tenant,
		.key = conversation_of(req),
		.version = clock_wall_us(),
		.state = db_text(row, 0, 2),
	};

	message.audience_count =
	    follow_audience_parse(db_text(row, 0, 1), message.audience, MESSAGE_AUDIENCE_MAX);
	if (message.audience_count > 0)
		daemon_publish(request_daemon(req), &message);
}

static void
on_typing(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct http_req *req = ctx;

	if (outcome != DB_DONE || row->rows == 0) {
		request_reply_retry(req, outcome, row);
		return;
	}
	if (view_is(db_text(row, 0, 0), "ok"))
		typing_tell(req, row);
	request_reply_outcome(req, 204, db_text(row, 0, 0), VIEW(""));
}

void
on_chat_typing(struct http_req *req, void *app)
{
	int64_t conversation;

	if (!request_id_param(req, "id", &conversation))
		return;
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), request_account(req),
		P_INT(conversation) };

	db_submit(daemon_db(app),
	    &(struct db_call){ .query = &q_typing, .lane = DB_LANE_READ, .params = params },
	    on_typing, req);
}
