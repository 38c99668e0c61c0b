/*
 * handout - files on their way out: read in pieces of a megabyte, two files at a time, so that nobody who fetches files holds
 * up what is said: reads of pages and of news share the connection, and the loop.
 *
 * Owns: the queue of requests for files, bounded.
 * Must not know: whose file it is (each piece's query says so anew), how a browser gets it (the reply).
 */
#ifndef CHATD_HANDOUT_H
#define CHATD_HANDOUT_H

#include "chatd/chatd.h"

struct handed {
	struct view type, name, bytes; /* name: empty where the query tells none */
};

/* Answers with the file of this query: rows of type, bytes and, where there are three columns, name; no row or no bytes: 404. Its last two
 * parameters, from which chunk on and how many of them, are filled here, so `params` (copied) are those before. */
void handout_begin(struct http_req *req, struct daemon *daemon, const struct db_query *query,
    const struct db_param *params, void (*reply)(struct http_req *req, const struct handed *file));

/* From now on a virus scanner (clamd.h; its socket's path, borrowed) sees each file before anybody gets it: what it finds is refused (409), one
 * that it can't look at now is asked for again (503). */
void handouts_show_to(struct daemon *daemon, const char *scanner);

int handouts_start(struct daemon *daemon, struct err *err);
void handouts_stop(struct daemon *daemon);

#endif
