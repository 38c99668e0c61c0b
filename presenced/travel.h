/*
 * travel - what a browser carries to somebody else's login page and back (OAuth 2.0).
 *
 * Owns: a sealed cookie with an end of ten minutes, so that nothing is kept here while the browser is away and any instance
 *       takes it when it comes back; random secrets; the reading of what it comes back with.
 * Must not know: whose page that is, what the cookie says.
 */
#ifndef PRESENCED_TRAVEL_H
#define PRESENCED_TRAVEL_H

#include "common/daemon/daemon.h"

enum { TRAVEL_SECRET_SIZE = 44 }; /* 256 bits as base64url */

struct travel {
	const char *cookie; /* its name, as cookie.h has it */
	const char *table; /* what the box is sealed for */
};

void travel_secret(char out[TRAVEL_SECRET_SIZE]);

/* Seals the words and sets the cookie. -1: `err` says why not. */
int travel_begin(
    struct http_req *req, const struct travel *travel, struct view words, struct err *err);
/* Adds the words to `out`, which the caller ends with box_wipe. False: this browser has set out nowhere, or too long ago. */
bool travel_back(struct http_req *req, const struct travel *travel, struct buf *out);
/* Takes the cookie away. */
void travel_end(struct http_req *req, const struct travel *travel);
/* The next word. False: it is empty, or too long. */
bool travel_word(struct view *words, char *out, size_t size);

/* What the query of the way back says. */
struct travel_answer {
	char state[TRAVEL_SECRET_SIZE];
	char *code, *issuer; /* NULL: absent */
	bool denied;
};
/* -1: the query can't be read. travel_answer_fini must follow in any case. */
int travel_answer_read(const struct http_req *req, struct travel_answer *out);
void travel_answer_fini(struct travel_answer *answer);

#endif
