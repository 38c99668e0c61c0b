/*
 * events - the texts and receipts that one call of a carrier brings, each stored by itself.
 *
 * Owns: which event is what, whether a text is to this channel, whose message a receipt is of. A webhook
 *       (hooks.c) and a kept call that is taken again (raw.c) go this one way.
 * Must not know: signatures, what a carrier is answered; any carrier by name, its table says all.
 */
#ifndef SMSGW_EVENTS_H
#define SMSGW_EVENTS_H

#include "smsgw/channels.h"
#include "smsgw/smsgw.h"

/* What must live until the commits: the decoded pairs hold the bytes of all views. */
struct call_events {
	struct daemon *daemon;
	const struct channel *channel; /* valid until the loop's next turn only */
	const struct carrier *carrier;
	int64_t account;
	enum event_kind said; /* by the address */
	struct view bytes; /* stand for the call */
	char ref[REF_SIZE]; /* our own, of the address; a receipt may bring another */
	struct pairs pairs;
	int under_way; /* what is being stored, and who still adds to it */
	int texts, known, receipts; /* stored now; texts that were before */
	struct err failed; /* of the first that could not be stored */
	struct err unread; /* of the first that can't be read */
	void (*done)(struct call_events *events); /* all has landed; may free them */
	void *ctx; /* of who waits for that */
};

void events_init(struct call_events *events, struct daemon *daemon, const struct channel *channel);
void events_fini(struct call_events *events);
/* Ours are three numbers; whatever else came is none of ours, and leaves `ref` empty. */
void events_take_ref(struct view value, char ref[REF_SIZE]);
/* Submits each event of the pairs; the caller counts as one under way until events_landed. */
void events_take(struct call_events *events);
void events_landed(struct call_events *events);
/* One text, one receipt: for calls that are no pairs. */
void events_text(struct call_events *events, const struct channel *channel,
    const struct inbound *inbound, struct view raw);
void events_receipt(struct call_events *events, const struct receipt *receipt, const char *ref);
/* A db_done of something else that belongs to the call: counts as one that landed. */
void events_stored(void *ctx, enum db_outcome outcome, const struct db_result *result);

#endif
