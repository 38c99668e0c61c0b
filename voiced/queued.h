/*
 * queued - a call for a voice channel: it waits with music, agents' phones ring for it, one of them talks.
 *
 * Owns: what the caller hears by where the interaction stands, whose phone rings for which offer.
 * Must not know: which agent is next (routerd decides), SIP.
 *
 * The interaction is the truth. News of it and of its offers say what must be; this brings the call there: from any
 * state, however many news were missed.
 */
#ifndef VOICED_QUEUED_H
#define VOICED_QUEUED_H

#include "common/daemon/daemon.h"
#include "voiced/call.h"

int queued_start(struct daemon *daemon, struct err *err);
void queued_stop(struct daemon *daemon);

struct queued_call {
	int64_t tenant, channel;
	struct view number; /* E.164; empty: withheld */
	struct view shown;
};

/* Takes a call over that is ready. */
void queued_take(struct daemon *daemon, struct call *call, const struct queued_call *what);

void queued_news(struct daemon *daemon, const struct news *news);

/* What an agent does with the call of an interaction of theirs. */
enum queued_order {
	QUEUED_HOLD,
	QUEUED_RESUME,
	QUEUED_HANG_UP,
	QUEUED_RECORDING_PAUSE,
	QUEUED_RECORDING_RESUME,
};
enum queued_done {
	QUEUED_OK,
	QUEUED_NO_CALL,
	QUEUED_NOT_YOURS,
	QUEUED_NOT_TALKING,
	QUEUED_CONSULTING,
	QUEUED_NOT_RECORDED,
	QUEUED_NOT_DONE,
	QUEUED_ON_HOLD,
	QUEUED_NOT_HEARD,
	QUEUED_KEYS_WAITING,
};
extern const char *const queued_words[]; /* as outcomes.def has them */
enum queued_done queued_do(struct daemon *daemon, int64_t tenant, int64_t interaction,
    int64_t agent, enum queued_order order);

/* Mutes this agent, or lets them be heard again: until then, or until they talk no more; a hold, its end and whoever is brought in change
 * nothing of it. done(ctx, what became of it): once, when the relay has answered, or at once. */
void queued_mute(struct daemon *daemon, int64_t tenant, int64_t interaction, int64_t agent,
    bool muted, void (*done)(void *ctx, enum queued_done what), void *ctx);

/* Sends these keys (core/dtmf.h; each is one) to whoever hears this agent, as if their phone had pressed them. */
enum queued_done queued_digits(
    struct daemon *daemon, int64_t tenant, int64_t interaction, int64_t agent, struct view keys);

#endif
