/*
 * rooms - rooms of Work users, and what one does with a message that is there: change, delete, find.
 *
 * Must not know: who may (messaging.room_problem, the matrix).
 */
#include <string.h>

#include "chatd/chat_keys.h"
#include "chatd/chatd.h"

enum { ROOM_NAME, ROOM_PUBLIC, ROOM_TOPIC };
enum { MEMBER_USER = 0, CHANGE_TEXT = 0, SEARCH_Q = 0, SEARCH_OF, LIST_FILLED = 2 };

void
on_room_create(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), request_account(req),
		P_VIEW(at[ROOM_NAME].text), field_text(&at[ROOM_TOPIC]),
		P_BOOL(at[ROOM_PUBLIC].number != 0) };

	(void)app;
	command_run(
	    req, &(struct command){ .query = &q_room_create, .params = params, .status_ok = 201 });
}

void
on_room_update(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	struct chat_keys keys;
	int64_t room;

	(void)app;
	if (!request_id_param(req, "id", &room))
		return;
	keys = room_keys(request_actor(req)->tenant, room);
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), request_account(req),
		P_INT(room), P_VIEW(at[ROOM_NAME].text), field_text(&at[ROOM_TOPIC]),
		P_BOOL(at[ROOM_PUBLIC].number != 0) };

	command_run(req,
	    &(struct command){ .query = &q_room_update,
		.params = params,
		.keys = keys.at,
		.key_count = keys.count });
}

static void
act(struct http_req *req, const char *what, struct db_param other)
{
	struct chat_keys keys;
	int64_t room;

	if (!request_id_param(req, "id", &room))
		return;
	keys = room_keys(request_actor(req)->tenant, room);
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), request_account(req),
		P_INT(room), P_TEXT(what), other };

	command_run(req,
	    &(struct command){
		.query = &q_room_act, .params = params, .keys = keys.at, .key_count = keys.count });
}

void
on_room_join(struct http_req *req, void *app)
{
	(void)app;
	act(req, "join", P_NULL());
}

void
on_room_leave(struct http_req *req, void *app)
{
	(void)app;
	act(req, "leave", P_NULL());
}

void
on_room_archive(struct http_req *req, void *app)
{
	(void)app;
	act(req, "archive", P_NULL());
}

void
on_room_invite(struct http_req *req, void *app)
{
	(void)app;
	act(req, "invite",
	    P_INT(account_of(request_values(req)->at[MEMBER_USER].number, SIDE_WORK)));
}

void
on_room_remove(struct http_req *req, void *app)
{
	int64_t user;

	(void)app;
	if (request_id_param(req, "user", &user))
		act(req, "remove", P_INT(account_of(user, SIDE_WORK)));
}

void
on_rooms_list(struct http_req *req, void *app)
{
	struct db_param params[3 + LIST_FILLED] = { P_INT(request_actor(req)->tenant),
		request_account(req), field_text(&request_values(req)->at[SEARCH_Q]) };

	(void)app;
	list_run(req, &q_rooms_list, params);
}

/* ---- messages ---- */

static void
change(struct http_req *req, struct db_param text, bool deletes)
{
	int64_t message;

	if (!request_id_param(req, "id", &message))
		return;
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), request_account(req),
		P_INT(message), text, P_BOOL(deletes) };

	command_run(req, &(struct command){ .query = &q_message_change, .params = params });
}

void
on_message_edit(struct http_req *req, void *app)
{
	(void)app;
	change(req, P_VIEW(request_values(req)->at[CHANGE_TEXT].text), false);
}

void
on_message_delete(struct http_req *req, void *app)
{
	(void)app;
	change(req, P_NULL(), true);
}

void
on_messages_search(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	struct db_param params[5 + LIST_FILLED] = { P_INT(actor->tenant), request_account(req),
		P_TEXT(role_name(actor->role)), P_VIEW(at[SEARCH_Q].text),
		field_text(&at[SEARCH_OF]) };

	(void)app;
	/* What customers wrote is searched with the permission alone; without it, what accounts said. */
	if (actor_side(actor) == SIDE_AGENT && !actor_granted(actor, "records_search")) {
		if (at[SEARCH_OF].present && !view_is(at[SEARCH_OF].text, "chats")) {
			(void)request_may(req, "records_search");
			return;
		}
		params[4] = P_TEXT("chats");
	}
	list_run(req, &q_search, params);
}
