/*
 * own_books - address books elsewhere as one user has them: listed, read now, disconnected (CT-6).
 *
 * Owns: that a token is ended at its provider before it is forgotten.
 * Must not know: how one is connected (book_login.c), how rounds go (book_round.c).
 */
#include <stdlib.h>

#include "common/daemon/box.h"
#include "common/log/log.h"
#include "presenced/books.h"
#include "presenced/contacts.h"

enum { FIELD_CONTACTS };
enum { REFRESH_PROVIDER, REFRESH_URL, REFRESH_BOX };

/* ---- listed ---- */

void
on_books_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user) };

	(void)app;
	read_run(req, &q_books_list, params);
}

/* ---- read now ---- */

static void
wake(struct http_req *req, json_t *body)
{
	(void)body;
	book_rounds_look(request_daemon(req));
}

void
on_book_sync(struct http_req *req, void *app)
{
	(void)app;
	own_contacts_run(req, &q_book_sync, wake);
}

/* ---- disconnected ---- */

/* A token that is being ended at its provider. */
struct revocation {
	struct daemon *daemon;
	int64_t book;
};

static void
on_revoked(void *ctx, const struct http_answer *answer)
{
	struct revocation *revocation = ctx;
	bool good = answer->reach == HTTP_ANSWERED && answer->status == 200;

	LOG(INFO, "book_revoked", LOG_ID("book", revocation->book),
	    LOG_TEXT("result", good ? "ok" : "the provider did not take it"));
	book_login_waited(revocation->daemon, revocation->book);
	book_login_end(revocation->daemon);
	free(revocation);
}

static void
revocation_send(struct daemon *daemon, int64_t book, const char *url, struct view token)
{
	struct revocation *revocation;
	struct buf form = { 0 };

	if (!book_login_begin(daemon))
		return;
	if (!book_login_wait(daemon, book)) {
		book_login_end(daemon);
		return;
	}
	revocation = mem_new(sizeof(*revocation));
	*revocation = (struct revocation){ daemon, book };
	oidc_form_add(&form, "token", token);
	book_post(daemon, url, buf_view(&form), on_revoked, revocation);
	box_wipe(&form);
}

/* At a provider that has no such address the user takes back the consent there. */
static void
token_revoke(
    struct daemon *daemon, const struct actor *actor, int64_t id, const struct db_result *row)
{
	enum person_book kind;
	const struct book_kind *usual = book_kind_find(db_text(row, 0, REFRESH_PROVIDER), &kind);
	char *url = db_is_null(row, 0, REFRESH_URL)
	    ? mem_text(usual != NULL && usual->revoke_url != NULL ? usual->revoke_url : "")
	    : view_dup(db_text(row, 0, REFRESH_URL));
	struct buf box = { 0 }, token = { 0 };

	db_bytes(row, 0, REFRESH_BOX, &box);
	if (url[0] != '\0' && box.n > 0 && book_url_allowed(daemon, url) &&
	    book_refresh_open(daemon, actor->tenant, actor->user, id, buf_view(&box), &token) == 0)
		revocation_send(daemon, id, url, buf_view(&token));
	box_wipe(&token);
	buf_fini(&box);
	free(url);
}

static void
disconnect(struct http_req *req, int64_t id)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *contacts = &request_values(req)->at[FIELD_CONTACTS];
	const int64_t keys[] = { contacts_key(actor) };
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user), P_INT(id),
		P_BOOL(contacts->present && contacts->number == BOOK_CONTACTS_GO) };

	command_run(req,
	    &(struct command){ .query = &q_book_disconnect,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.status_ok = 204 });
}

static void
on_refresh_found(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct http_req *req = ctx;
	int64_t id;

	if (outcome != DB_DONE) {
		request_reply_retry(req, outcome, row);
		return;
	}
	if (!request_id_param(req, "id", &id))
		return;
	if (row->rows == 1)
		token_revoke(request_daemon(req), request_actor(req), id, row);
	disconnect(req, id);
}

/* Revoked first: what is not connected any more has no token that could be. */
void
on_book_disconnect(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user), P_INT(id) };

	db_submit(daemon_db(request_daemon(req)),
	    &(struct db_call){
		.query = &q_book_refresh_find, .lane = DB_LANE_READ, .params = params },
	    on_refresh_found, req);
}
