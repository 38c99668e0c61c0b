/*
 * taping - the recording of one call for a queue (SP-15): from when an agent talks until the end, over holds and transfers.
 *
 * Owns: how the queue wants it, the relay's copies of both directions, one file for each agent who talks, what is silent
 *       (holds, pauses), when a pause ends by itself, what is told of it.
 * Must not know: offers, phones, where files lie.
 *
 * The way that the call takes is not touched: the relay sends copies. Whatever goes wrong here leaves the call as it is.
 */
#ifndef VOICED_TAPING_H
#define VOICED_TAPING_H

#include "common/daemon/daemon.h"
#include "voiced/call.h"

struct taping;

struct taping_spec {
	int64_t tenant, interaction;
	const char *call, *number, *shown; /* as voice.call has them */
	struct view media; /* the caller's call at the relay */
	/* The queue wants no call that is not recorded, and this one can't be. Never from inside a call of these functions. */
	void (*refused)(void *ctx);
	/* It is not asked any more how the queue wants it (taping_asks): it is known now, or can't be had. */
	void (*settled)(void *ctx);
	void *ctx;
};

struct taping *taping_new(struct daemon *daemon, const struct taping_spec *spec);
void taping_free(struct taping *taping); /* ends what is recorded; no event comes any more */

void taping_look(struct taping *taping); /* asks how the queue wants it, before it matters */
bool taping_asks(const struct taping *taping);
/* Whether the caller is still to be told that the call is recorded, before they talk; from then on they were told. False while
 * that is asked. */
bool taping_notice(struct taping *taping);

/* An agent talks from now on; another one before does no more. 0: nobody. */
void taping_agent(struct taping *taping, int64_t agent);
void taping_hears(struct taping *taping,
    bool hears); /* caller and agent hear each other, or not (yet, any more) */
/* Keys are sent to the caller, or no more: they may be a secret, so what the caller hears meanwhile is not recorded. */
void taping_digits(struct taping *taping, bool sent);
/* False: nothing is recorded, or nothing more: a recording that can't be silenced has ended. */
bool taping_pause(struct taping *taping, bool paused);

#endif
