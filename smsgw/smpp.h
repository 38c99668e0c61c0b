/*
 * smpp - the carriers that are spoken to by SMPP: which accounts are bound here, and sending by them.
 *
 * A link set is an account's binds of one sender group that this instance holds: so exactly one process
 * binds (consistency.md, 8). It ends when the group is lost, and is made anew when the account changes.
 *
 * Owns: the link sets. Must not know: the outbox, order, leases (sender.c, senders.c).
 */
#ifndef SMSGW_SMPP_H
#define SMSGW_SMPP_H

#include "smsgw/channels.h"
#include "smsgw/core/carrier.h"
#include "smsgw/core/smpp_receipt.h"
#include "smsgw/core/smpp_text.h"

int smpp_start(struct daemon *daemon, struct err *err);
void smpp_stop(struct daemon *daemon);

/* A sender group is ours, or is not any more. */
void smpp_gained(struct daemon *daemon, int64_t group);
void smpp_lost(struct daemon *daemon, int64_t group);

/* How many messages may be begun and not answered at a time: those that fill the windows, and as many again that are
 * beginning meanwhile. Of a link that is down some, too: they are told so, and wait with back-off. None as long as a new
 * link has not tried to bind. */
size_t smpp_room(struct daemon *daemon, const struct channel *channel);

struct smpp_result {
	struct sending_result result;
	int64_t retry_ms; /* with SENDING_RETRY; -1: as ever */
	char ids[SMPP_PARTS_MAX][SMPP_ID_SIZE]; /* of the parts that were taken, the first ones */
	int id_count;
};

/* `done` on a later turn, once. `sure`: asked with ctx before each part leaves (sending.h). False: the account has no
 * links here; nothing happens. */
bool smpp_send(struct daemon *daemon, const struct channel *channel,
    const struct outgoing *outgoing, int64_t attempt, bool (*sure)(void *ctx),
    void (*done)(void *ctx, const struct smpp_result *result), void *ctx);

struct call_events;
/* Submits what is in a frame that was kept as `raw` (events.h); what can't be read is events->unread. */
void smpp_take_again(struct call_events *events, int64_t raw);

#endif
