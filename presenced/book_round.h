/*
 * book_round - one round of a user's account at an address book: all of it, or what has changed since the last one (CT-6).
 *
 * Owns: the claim, for a time that each page begins anew: a page is stored with where the reading goes on, in one transaction, so a
 *       reader that dies is followed by another at that page. The access token is in memory alone, and asked for at each
 *       beginning.
 * Must not know: which rounds are due (book_rounds.c), what an answer means (core/book.h), what becomes of a person
 *       (directory.book_page).
 */
#ifndef PRESENCED_BOOK_ROUND_H
#define PRESENCED_BOOK_ROUND_H

#include "presenced/books.h"

void book_round_metrics(void);
/* `ended` once, later, when nothing of it is under way any more. */
void book_round_begin(struct daemon *daemon, int64_t tenant, int64_t owner, int64_t book,
    void (*ended)(void *ctx), void *ctx);

#endif
