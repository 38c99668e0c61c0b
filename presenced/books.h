/*
 * books - address books elsewhere whose contacts come live: what is set up of them, requests to them (CT-6).
 *
 * Owns: the client that requests leave by, how many logins are under way; the secrets' boxes.
 * Must not know: how contacts are asked for and told (core/book.h, core/person_online.h), who is whose contact.
 *
 * No address of our own network is asked, unless the configuration says so; redirects are not followed.
 */
#ifndef PRESENCED_BOOKS_H
#define PRESENCED_BOOKS_H

#include "common/http/client.h"
#include "presenced/core/book.h"
#include "presenced/core/oidc.h"
#include "presenced/presenced.h"

/* A row of directory.address_book with what is its provider's own where the row says nothing. */
struct book {
	int64_t tenant, id;
	struct book_client client; /* its texts are the book's; without the secret */
	char *texts[6];
	int64_t place;
	struct buf box; /* of the client's secret; empty: a public client */
};

/* 0, or -1: it can't be used, `why` says so (for the log). book_fini must follow in any case. */
int book_read(struct daemon *daemon, const struct db_result *row, int64_t tenant, int64_t id,
    struct book *out, const char **why);
void book_fini(struct book *book);
/* Adds the client's secret, which the caller ends with box_wipe, and points client.secret at it. -1: it does not open. */
int book_secret(struct daemon *daemon, struct book *book, struct buf *out);

/* The box of a user's refresh token. */
int book_refresh_seal(struct daemon *daemon, int64_t tenant, int64_t owner, int64_t book,
    struct view refresh, struct buf *out, struct err *err);
/* Adds the token, which the caller ends with box_wipe. -1: it does not open. */
int book_refresh_open(struct daemon *daemon, int64_t tenant, int64_t owner, int64_t book,
    struct view box, struct buf *out);
int64_t book_owner_key(
    int64_t tenant, int64_t owner); /* of all that one user has in the directory */

bool book_url_allowed(struct daemon *daemon, const char *url);
/* Requests. `done` later, exactly once. */
typedef void (*book_answered)(void *ctx, const struct http_answer *answer);
void book_post(
    struct daemon *daemon, const char *url, struct view form, book_answered done, void *ctx);
void book_get(struct daemon *daemon, const struct book *book, const char *url, struct view access,
    book_answered done, void *ctx);
/* JSON of an answer, or NULL; the caller's. */
json_t *book_json(const struct http_answer *answer);

enum book_contacts { BOOK_CONTACTS_STAY, BOOK_CONTACTS_GO }; /* of a disconnection */

/* Logins under way, and tokens being ended, keep this part from ending. False: there are too many. */
bool book_login_begin(struct daemon *daemon);
void book_login_end(struct daemon *daemon);
/* From now on one of them waits for this book's provider, until book_login_waited. False: too many do already; a slow one
 * leaves room for the others. */
bool book_login_wait(struct daemon *daemon, int64_t book);
void book_login_waited(struct daemon *daemon, int64_t book);

/* book_rounds.c */
struct book_rounds;
struct book_rounds *book_rounds_start(struct daemon *daemon);
void book_rounds_look(struct daemon *daemon); /* some may be due now */
void book_rounds_stop(struct book_rounds *rounds, void (*stopped)(void *ctx), void *ctx);
struct book_rounds *books_rounds(struct daemon *daemon);
bool books_stopping(struct daemon *daemon);

#endif
