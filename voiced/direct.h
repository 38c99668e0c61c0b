/*
 * direct - a call that a user makes: to a colleague, to a voice channel, to a number outside by the dial plan.
 *
 * Owns: which way a dialled number goes: for help (help.h), inside (reach.h), or outside (outward.h); the caller's call log of the last.
 * Must not know: trunks, what may be called and at what cost (core/dial.h, voice.out_begin).
 */
#ifndef VOICED_DIRECT_H
#define VOICED_DIRECT_H

#include "common/auth/auth.h"
#include "common/daemon/daemon.h"

struct sip_request;

struct caller {
	int64_t tenant, user;
	enum side side;
};

int direct_start(struct daemon *daemon, struct err *err);
void direct_stop(struct daemon *daemon);
/* Answers it, now or later. */
void direct_take(struct daemon *daemon, struct sip_request *request, const struct caller *caller);

#endif
