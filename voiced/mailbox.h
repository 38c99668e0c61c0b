/*
 * mailbox - a caller leaves a message: for a user, or for a queue (SP-14, SP-7, RT-8, RT-9).
 *
 * Owns: the call from now on: greeting, beep, what is recorded, last words.
 * Must not know: why the call comes here, what becomes of the message then (keep.h).
 */
#ifndef VOICED_MAILBOX_H
#define VOICED_MAILBOX_H

#include "voiced/call.h"

int mailbox_start(struct daemon *daemon, struct err *err);
void mailbox_stop(struct daemon *daemon);

struct mailbox_for {
	int64_t tenant;
	int64_t user, queue; /* one of them: whose mailbox, or which queue's; the other 0 */
	enum side side; /* of a user's: that of their Work account, or of their agent extension */
	int64_t interaction; /* of a queue's call; else 0 */
	int64_t caller; /* a colleague who calls; else 0 */
	struct view number, shown; /* of who calls; number empty: withheld */
};

/* Takes a call over that is ready, answered or not: it answers. Who rings for it, or talks, is let go. The caller's records
 * (voice.call_over, the call log) are of whoever calls this. */
void mailbox_take(struct daemon *daemon, struct call *call, const struct mailbox_for *whose);

#endif
