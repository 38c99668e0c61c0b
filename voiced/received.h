/*
 * received - a customer's call for a queue in the call log of whom an agent gave it to, or asks about it (CT-14, SP-12).
 *
 * Owns: that entry, from the ringing to the end of this user's part of the call.
 * Must not know: why they are rung, who talks.
 *
 * Calls that queues offer stand in no call log: they are interactions.
 */
#ifndef VOICED_RECEIVED_H
#define VOICED_RECEIVED_H

#include "voiced/dialers.h"
#include "voiced/queued.h"

struct queued;

struct received {
	int64_t owner, by; /* whose log, who gave it; owner 0: none */
	enum side side;
	char id[CALL_ID_SIZE]; /* of the entry */
	int64_t offer; /* by which they have it; 0: by none */
	bool consulted, answered;
	bool talks; /* with the caller, by queued_talks */
};

/* Their phones ring. `whose`: all but what becomes of it, `id` too if there is an offer. */
void received_begin(
    const struct queued *queued, struct received *received, const struct received *whose);
void received_answered(const struct queued *queued, struct received *received);
/* Whom the agent asked has the caller now. */
void received_handed(const struct queued *queued, struct received *received);
/* Nothing where there is none. `cause`: as voice.call_log has it; NULL: by how the call stands. */
void received_end(const struct queued *queued, struct received *received, const char *cause);

#endif
