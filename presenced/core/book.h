/*
 * book - how contacts are asked for at Google's People API and at Microsoft Graph, behind OAuth 2.0.
 *
 * Owns: the table of both: addresses unless others are configured, scopes, what each wants besides; addresses and forms of
 *       requests; what an answer means for a round.
 * Must not know: who asks, sockets, the database; the pages themselves (person_online.h).
 *
 * Sources: RFC 6749, RFC 7636 (PKCE), RFC 7009 (revocation); developers.google.com/identity/protocols/oauth2/web-server,
 * people.connections.list; learn.microsoft.com/graph: auth-v2-user, contact: delta, delta-query-overview, throttling.
 */
#ifndef PRESENCED_CORE_BOOK_H
#define PRESENCED_CORE_BOOK_H

#include "presenced/core/person_online.h"

enum { BOOK_LINK_MAX = 8000, BOOK_TOKEN_MAX = 8000, BOOK_PAGE_PERSONS = 200 };

struct book_kind {
	const char *name; /* as the configuration says it */
	const char *authorize_url, *token_url, *revoke_url,
	    *api_url; /* revoke_url NULL: it has none */
	const char *scopes;
	const char *ask; /* of the authorization, besides: "name=value&…", encoded */
	const char *path; /* of the contacts, behind api_url, with its query */
	const char *header; /* of each request for a page; NULL: none */
};

/* NULL: there is no such one. */
const struct book_kind *book_kind_find(struct view name, enum person_book *out);

const struct book_kind *book_kind_get(enum person_book kind);

/* A client registered there. Nothing is NULL but revoke_url; secret empty: a public client. */
struct book_client {
	enum person_book kind;
	const char *client_id, *authorize_url, *token_url, *revoke_url, *api_url, *scopes;
	struct view secret;
};

/* Where the browser is sent. */
void book_authorize_url(const struct book_client *client, struct view redirect_uri,
    struct view state, struct view verifier, struct buf *out);
/* Forms for token_url: a code becomes tokens, a refresh token an access token. The caller ends them with box_wipe. */
void book_code_form(const struct book_client *client, struct view redirect_uri, struct view code,
    struct view verifier, struct buf *out);
void book_refresh_form(const struct book_client *client, struct view refresh, struct buf *out);

/* What a token answer holds; views of `body`. An absent refresh token: the former one stays. */
struct book_tokens {
	struct view access, refresh, scope;
	bool ended; /* invalid_grant: the user has to log in again */
};
void book_tokens_read(int status, const json_t *body, struct book_tokens *out);
/* Whether each scope that was asked for was granted; nothing granted is said where all was (RFC 6749, 5.1). */
bool book_scopes_granted(struct view asked, struct view granted);

/* Adds the address of a page: the first of a round that begins at `mark` ("": all that there is), or that which `next` names.
 * False: it leads to another place than api_url, where no token of ours goes. */
bool book_page_url(
    const struct book_client *client, struct view mark, struct view next, struct buf *out);

enum book_verdict {
	BOOK_PAGE, /* 200 */
	BOOK_UNAUTHORIZED, /* the access token is not taken (any more) */
	BOOK_EXPIRED, /* the mark is too old: all is to be read again */
	BOOK_WAIT, /* too much, or out of order */
	BOOK_REFUSED, /* a wrong request, or one that may not be made */
};
/* `body` NULL: it is no JSON. */
enum book_verdict book_judge(enum person_book kind, int status, const json_t *body);

/* How long a round that came to nothing waits: what the provider says (-1: nothing), else longer with each of `tries`. */
int64_t book_again_ms(int64_t tries, int64_t retry_after_ms);

#endif
