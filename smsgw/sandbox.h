/*
 * sandbox - the built-in carrier as it runs: takes texts, reports on them after a set delay,
 * lets a tester text in (spec 10-sms, Carriers).
 *
 * Owns: the last OUTBOX_MAX texts that it took, receipts that are due. In memory: it is no
 *       record of anything.
 */
#ifndef SMSGW_SANDBOX_H
#define SMSGW_SANDBOX_H

#include "smsgw/channels.h"
#include "smsgw/core/carrier.h"

enum { SANDBOX_OUTBOX_MAX = 1000 };

/* `done` on a later turn of the loop. */
void sandbox_send(struct daemon *daemon, const struct channel *channel,
    const struct outgoing *outgoing, int64_t attempt,
    void (*done)(void *ctx, const struct sending_result *result), void *ctx);

#endif
