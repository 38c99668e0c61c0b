/*
 * person_online - contacts as Google's People API and Microsoft Graph tell them.
 *
 * Owns: the members of a page of each: persons, what was deleted, where the next page or the next sync begins, what says
 *       that a sync must begin anew. Of what a page tells of one contact several times the last counts.
 * Must not know: HTTP, tokens, the database.
 *
 * Sources: people.connections.list (developers.google.com/people), contact: delta (learn.microsoft.com/graph).
 */
#ifndef PRESENCED_CORE_PERSON_ONLINE_H
#define PRESENCED_CORE_PERSON_ONLINE_H

#include "common/base/str.h"
#include "presenced/core/person.h"

enum person_book { BOOK_GOOGLE, BOOK_MICROSOFT, BOOK_COUNT };

/* A page's answer. The views are borrowed of `page`. */
struct person_page {
	/* [{"uid", …}] (person.h), with "unsaid": ["numbers"], members of an item (person_item.h) of which the page tells
	 * nothing; or {"uid", "problem"}: it is no contact for us. The caller's. */
	json_t *persons;
	json_t *gone; /* ["uid"]: deleted since the last sync; the caller's */
	struct view
	    next; /* Google: the token, Graph: the address of the next page; "": this is the last */
	struct view sync; /* the same of the next sync; "" but on the last page */
};

enum { PERSON_UID_MAX = 1000, PERSON_PAGE_MAX = 1000 /* we ask for 200 at a time */ };

/* False: it is no page, or has more than PERSON_PAGE_MAX contacts. What is no contact is passed over. */
bool person_page_read(enum person_book book, const json_t *page, struct person_page *out);
void person_page_fini(struct person_page *page);

/* Whether a refusal says that the sync's mark is too old, so that all is to be read again. `body` NULL: it is no JSON. */
bool person_sync_expired(enum person_book book, int status, const json_t *body);

#endif
