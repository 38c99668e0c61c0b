/* books - see books.h */
#include "presenced/books.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/auth/purpose.h"
#include "common/daemon/box.h"
#include "common/http/address.h"
#include "common/http/url.h"

enum { LOGINS_MAX = 64, LOGINS_EACH = 8, CONNECTIONS_MAX = LOGINS_MAX + 16 };
enum { ANSWER_MS = 15000, PAGE_BYTES_MAX = 8 << 20 };
enum { ERROR_BYTES_MAX = 64 * 1024 };
enum {
	COLUMN_PROVIDER,
	COLUMN_CLIENT,
	COLUMN_SECRET,
	COLUMN_BOX,
	COLUMN_AUTHORIZE,
	COLUMN_TOKEN,
	COLUMN_REVOKE,
	COLUMN_API,
	COLUMN_SCOPES
};

static const char book_table[] = PURPOSE_BOOK, account_table[] = PURPOSE_BOOK_ACCOUNT;

struct books {
	struct daemon *daemon;
	struct http_client *client;
	struct book_rounds *rounds;
	int64_t waiting[LOGINS_MAX]; /* for which book; 0: a free place */
	int logins;
	bool stopping, client_closed, rounds_stopped;
};

static struct books *
books_of(struct daemon *daemon)
{
	return daemon_data(daemon, "books");
}

struct book_rounds *
books_rounds(struct daemon *daemon)
{
	struct books *books = books_of(daemon);

	return books != NULL ? books->rounds : NULL;
}

bool
books_stopping(struct daemon *daemon)
{
	return books_of(daemon)->stopping;
}

static bool
allows_private(struct daemon *daemon)
{
	return config_int(daemon_config(daemon), "books_allow_private") != 0;
}

static int
check_url(struct daemon *daemon, const char *url, const char *field, struct err *err)
{
	const struct url_rule rule = { allows_private(daemon), NULL, field };

	return url_check(view_of(url), &rule, err);
}

bool
book_url_allowed(struct daemon *daemon, const char *url)
{
	struct err err;

	return check_url(daemon, url, NULL, &err) == 0;
}

/* ---- what is set up ---- */

static const struct {
	const char *name, *field;
} urls[] = {
	{ "authorize_url", "/authorize_url" },
	{ "token_url", "/token_url" },
	{ "revoke_url", "/revoke_url" },
	{ "api_url", "/api_url" },
};
enum { URLS = sizeof(urls) / sizeof(urls[0]) };

static int
seal_secret(struct resource_write *write, struct err *err)
{
	const char *secret = json_string_value(json_object_get(write->item, "client_secret"));

	return secret == NULL ? 0
			      : resource_seal(write, "client_secret", "client_secret", book_table,
				    view_of(secret), err);
}

void
address_book_prepare(struct resource_write *write)
{
	struct err err = { 0 };

	for (size_t i = 0; i < URLS; i++) {
		const char *url = json_string_value(json_object_get(write->item, urls[i].name));

		if (url != NULL &&
		    check_url(request_daemon(write->req), url, urls[i].field, &err) != 0) {
			resource_write_refuse(write, &err);
			return;
		}
	}
	if (seal_secret(write, &err) == 0)
		resource_write_run(write);
	else
		resource_write_refuse(write, &err);
}

/* A column, or what is the provider's own; NULL where neither says anything. */
static const char *
text_of(const struct db_result *row, int column, const char *usual, char **kept)
{
	if (!db_is_null(row, 0, column))
		return *kept = view_dup(db_text(row, 0, column));
	return usual;
}

int
book_read(struct daemon *daemon, const struct db_result *row, int64_t tenant, int64_t id,
    struct book *out, const char **why)
{
	struct book_client *client = &out->client;
	const struct book_kind *kind;

	*out = (struct book){ .tenant = tenant, .id = id, .place = db_int(row, 0, COLUMN_BOX) };
	kind = book_kind_find(db_text(row, 0, COLUMN_PROVIDER), &client->kind);
	*why = "its provider is unknown to this release";
	if (kind == NULL)
		return -1;
	client->client_id = text_of(row, COLUMN_CLIENT, "", &out->texts[0]);
	client->authorize_url = text_of(row, COLUMN_AUTHORIZE, kind->authorize_url, &out->texts[1]);
	client->token_url = text_of(row, COLUMN_TOKEN, kind->token_url, &out->texts[2]);
	client->revoke_url = text_of(row, COLUMN_REVOKE, kind->revoke_url, &out->texts[3]);
	client->api_url = text_of(row, COLUMN_API, kind->api_url, &out->texts[4]);
	client->scopes = text_of(row, COLUMN_SCOPES, kind->scopes, &out->texts[5]);
	if (!db_is_null(row, 0, COLUMN_SECRET))
		db_bytes(row, 0, COLUMN_SECRET, &out->box);
	*why = "an address is not allowed"; /* an imported one was not judged when it was stored */
	return book_url_allowed(daemon, client->authorize_url) &&
		book_url_allowed(daemon, client->token_url) &&
		book_url_allowed(daemon, client->api_url)
	    ? 0
	    : -1;
}

void
book_fini(struct book *book)
{
	for (size_t i = 0; i < sizeof(book->texts) / sizeof(book->texts[0]); i++)
		free(book->texts[i]);
	buf_fini(&book->box);
	*book = (struct book){ .tenant = 0 };
}

int
book_secret(struct daemon *daemon, struct book *book, struct buf *out)
{
	if (book->box.n == 0)
		return 0;
	if (box_open(daemon, book_table, book->tenant, book->place, buf_view(&book->box), out) != 0)
		return -1;
	book->client.secret = buf_view(out);
	return 0;
}

/* ---- a user's token ---- */

/* common/auth/sealed_columns.def says the same. */
static int64_t
place_of(int64_t tenant, int64_t owner, int64_t book)
{
	char text[48];

	(void)snprintf(text, sizeof(text), "%" PRId64 "/%" PRId64, owner, book);
	return key_of("book_account", tenant, view_of(text));
}

int
book_refresh_seal(struct daemon *daemon, int64_t tenant, int64_t owner, int64_t book,
    struct view refresh, struct buf *out, struct err *err)
{
	return box_seal(
	    daemon, account_table, tenant, place_of(tenant, owner, book), refresh, out, err);
}

int
book_refresh_open(struct daemon *daemon, int64_t tenant, int64_t owner, int64_t book,
    struct view box, struct buf *out)
{
	return box_open(daemon, account_table, tenant, place_of(tenant, owner, book), box, out);
}

int64_t
book_owner_key(int64_t tenant, int64_t owner)
{
	return key_of_id("contacts", tenant, owner);
}

/* ---- requests ---- */

void
book_post(struct daemon *daemon, const char *url, struct view form, book_answered done, void *ctx)
{
	static const char *const headers[] = { "Accept: application/json",
		"Content-Type: application/x-www-form-urlencoded", NULL };

	http_client_send(books_of(daemon)->client,
	    &(struct http_request){
		.method = "POST",
		.url = url,
		.headers = headers,
		.body = form,
		.timeout_ms = ANSWER_MS,
		.may_connect = allows_private(daemon) ? NULL : address_is_public,
	    },
	    done, ctx);
}

void
book_get(struct daemon *daemon, const struct book *book, const char *url, struct view access,
    book_answered done, void *ctx)
{
	struct buf bearer = { 0 };

	buf_addf(&bearer, "Authorization: Bearer %.*s", (int)access.n, access.p);
	const char *const headers[] = { "Accept: application/json", bearer.p,
		book_kind_get(book->client.kind)->header, NULL };

	http_client_send(books_of(daemon)->client,
	    &(struct http_request){
		.method = "GET",
		.url = url,
		.headers = headers,
		.timeout_ms = ANSWER_MS,
		.max_answer = PAGE_BYTES_MAX,
		.may_connect = allows_private(daemon) ? NULL : address_is_public,
	    },
	    done, ctx);
	box_wipe(&bearer);
}

json_t *
book_json(const struct http_answer *answer)
{
	if (answer->reach != HTTP_ANSWERED || answer->cut || answer->body.n == 0 ||
	    answer->body.n > ERROR_BYTES_MAX)
		return NULL;
	return json_loadb(answer->body.p, answer->body.n, 0, NULL);
}

bool
book_login_begin(struct daemon *daemon)
{
	struct books *books = books_of(daemon);

	if (books == NULL || books->stopping || books->logins >= LOGINS_MAX)
		return false;
	books->logins++;
	return true;
}

bool
book_login_wait(struct daemon *daemon, int64_t book)
{
	struct books *books = books_of(daemon);
	int count = 0, at = 0;

	for (int i = 0; i < LOGINS_MAX; i++) {
		count += books->waiting[i] == book;
		if (books->waiting[i] == 0)
			at = i; /* one of LOGINS_MAX asks: a place is free */
	}
	if (count >= LOGINS_EACH)
		return false;
	books->waiting[at] = book;
	return true;
}

void
book_login_waited(struct daemon *daemon, int64_t book)
{
	struct books *books = books_of(daemon);

	for (int i = 0; i < LOGINS_MAX; i++)
		if (books->waiting[i] == book) {
			books->waiting[i] = 0;
			return;
		}
}

static void
gone_when_quiet(struct books *books)
{
	struct daemon *daemon = books->daemon;

	if (!books->client_closed || !books->rounds_stopped || books->logins > 0)
		return;
	daemon_set_data(daemon, "books", NULL);
	free(books);
	daemon_part_stopped(daemon);
}

void
book_login_end(struct daemon *daemon)
{
	books_of(daemon)->logins--;
	gone_when_quiet(books_of(daemon));
}

/* ---- start and stop ---- */

int
books_start(struct daemon *daemon, struct err *err)
{
	struct books *books = mem_zero(1, sizeof(*books));

	books->daemon = daemon;
	daemon_set_data(daemon, "books", books);
	if (http_client_new(daemon_loop(daemon), CONNECTIONS_MAX, &books->client, err) != 0)
		return -1;
	books->rounds = book_rounds_start(daemon);
	return 0;
}

static void
on_client_closed(void *ctx)
{
	struct books *books = ctx;

	books->client_closed = true;
	gone_when_quiet(books);
}

static void
on_rounds_stopped(void *ctx)
{
	struct books *books = ctx;

	books->rounds_stopped = true;
	books->rounds = NULL;
	gone_when_quiet(books);
}

/* What is being asked ends without an answer; rounds are given back to whoever comes next. */
void
books_stop(struct daemon *daemon)
{
	struct books *books = books_of(daemon);

	books->stopping = true;
	http_client_close(books->client, on_client_closed, books);
	book_rounds_stop(books->rounds, on_rounds_stopped, books);
}
