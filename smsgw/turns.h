/*
 * turns - whose turn it is: by which of a channel's two carriers the texts of one sender group go (SMS-34).
 *
 * The database says which one sends (sms.carrier_turn), and each text keeps the one by which it was begun; the group's
 * holder sees when the first is down or back and has it changed there.
 *
 * Owns: what this holder has seen of the first carriers, for channels that have a second; in memory only.
 * Must not know: the outbox, order, rate (sender.c).
 */
#ifndef SMSGW_TURNS_H
#define SMSGW_TURNS_H

#include "smsgw/channels.h"

struct turn;

struct turns {
	struct daemon *daemon;
	int64_t tenant, group, epoch;
	struct turn *by_channel; /* uthash */
	int calls; /* switches that are being stored */
	void (*changed)(void *ctx); /* a switch was stored, or could not be */
	void *ctx;
};

/* By which carrier a text of this channel leaves now: the channel itself, or its second. `now`: the second's account
 * while that sends, as the database says, else 0. `*probe`: it is to try the first though the second sends. */
const struct channel *turns_carrier(
    struct turns *turns, const struct channel *channel, int64_t now, bool *probe);
void turns_probe(struct turns *turns, int64_t channel); /* that text has begun */
void turns_probed(struct turns *turns, int64_t channel); /* … and landed */
/* What an account did with a text: `up` when it took it or judged it. */
void turns_told(struct turns *turns, int64_t channel, int64_t account, bool up);
/* Only when no call is under way. */
void turns_fini(struct turns *turns);

#endif
