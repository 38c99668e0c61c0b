/*
 * accept - stores one inbound text, whatever carrier it came by, and tells who waits for it.
 *
 * Owns: the call of sms.accept_inbound with its lock keys, and the doorbells after its commit.
 */
#ifndef SMSGW_ACCEPT_H
#define SMSGW_ACCEPT_H

#include "smsgw/channels.h"
#include "smsgw/smsgw.h"

/* Called once; outcome DB_DONE: it is committed, or was before. `what` is the outcome's name
 * ("accepted", "duplicate", …), valid in the call only. */
typedef void (*accept_done)(void *ctx, enum db_outcome outcome, struct view what);

/* `inbound` is copied; its bounds stand in carrier.h. inbound->from must be normalised, so it has at
 * most NUMBER_SIZE - 1 bytes: a longer one would be missing from the doorbell. */
void accept_text(struct daemon *daemon, const struct channel *channel,
    const struct inbound *inbound, struct view raw, accept_done done, void *ctx);

/* The doorbells of a row (message, interaction …) as accept_inbound and parts_flush answer it. */
void accept_tell(struct daemon *daemon, int64_t tenant, const struct db_result *row,
    struct view text, struct view number, int64_t channel);

/* Keyed hash of a number, under which opt-outs are kept (consistency.md, 31). */
void number_hash(
    struct daemon *daemon, int64_t tenant, struct view number, unsigned char out[SHA256_SIZE]);

#endif
