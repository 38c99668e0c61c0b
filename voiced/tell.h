/*
 * tell - facts of calls, told to the database until it has taken them.
 *
 * Owns: facts that are not taken yet, when each is tried again, the order of those that ask for one. They have no bound: above
 *       TELL_WAITING_MAX it is logged.
 * Must not know: what a fact means.
 *
 * Only for owner functions that may be called again. A fact is tried until it is taken, refused as wrong (a bug: logged), or
 * the daemon stops: then the next one finds what its run left (voice.calls_lost).
 */
#ifndef VOICED_TELL_H
#define VOICED_TELL_H

#include "common/daemon/daemon.h"

enum { TELL_PARAMS_MAX = 16, TELL_KEYS_MAX = 3, TELL_WAITING_MAX = 8192 };

struct fact {
	const struct db_query *query;
	struct db_param params[TELL_PARAMS_MAX]; /* copied */
	int64_t keys[TELL_KEYS_MAX];
	int key_count;
	bool
	    in_order; /* behind those of its first key that were told before and are not taken yet */
};

/* done(ctx, row): once, on the loop; `row` NULL: it was not taken (a bug). More than TELL_WAITING_MAX at a time are logged. */
typedef void (*tell_done)(void *ctx, const struct db_result *row);

int tell_start(struct daemon *daemon, struct err *err);
void tell_stop(struct daemon *daemon);
int tell_waiting(struct daemon *daemon); /* how many are not taken yet */
void tell(struct daemon *daemon, const struct fact *fact, tell_done done, void *ctx);

#endif
