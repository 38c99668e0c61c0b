/*
 * sends - the beginnings and the ends of many sends stored together: those that come in one turn, and of the ends
 * those that come while the former ones are being stored.
 *
 * Only the usual: a text that nothing stands in the way of, one that a carrier took under one id. Whoever's text was
 * left out, for whatever reason, is told so and asks alone (sending.c).
 *
 * Owns: what waits to be asked, at most as many as there are messages under way. Must not know: carriers, order, rate.
 */
#ifndef SMSGW_SENDS_H
#define SMSGW_SENDS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/list.h"
#include "common/daemon/daemon.h"

enum { SENDS_MAX = 100 }; /* of one call; their keys fit a batch, their news the bus */

struct send {
	struct link link;
	int64_t tenant, group, epoch, id, message;
	int64_t attempt; /* a beginning: that was seen; an end: that has ended */
	bool probe; /* a beginning: it is to try the first carrier */
	int64_t account; /* an end: who took it, under this id */
	const char *provider_id;
	/* Once, on a later turn: its row of the answer; `rows` NULL: it was left out. */
	void (*done)(void *ctx, const struct db_result *rows, int row);
	void *ctx;
};

int sends_start(struct daemon *daemon, struct err *err);
void sends_stop(struct daemon *daemon); /* nothing is under way any more */

/* The send stays the caller's, and as it is, until `done`. */
void sends_begin(struct daemon *daemon, struct send *send); /* sends_begin.sql's row */
void sends_sent(struct daemon *daemon, struct send *send); /* sends_sent.sql's row */

#endif
