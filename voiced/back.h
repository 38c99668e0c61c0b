/*
 * back - a call to the number that an emergency call sent, while the agent's emergency lasts (EM-3): the service calls back.
 *
 * Owns: who rings for it: each agent's who awaits it: their page, as a second line too, and their Work phones, all together; whoever answers
 *       first has it. After 30 s also the security contacts of their sites, each once. Never voicemail. Its phases, for each agent.
 * Must not know: rules, queues, do not disturb, forwarding, block lists, limits: none applies.
 */
#ifndef VOICED_BACK_H
#define VOICED_BACK_H

#include "voiced/awaited.h"
#include "voiced/call.h"

struct back_for {
	struct awaited_by by;
	struct view number, shown; /* who calls; empty: withheld */
};

int back_start(struct daemon *daemon, struct err *err);
void back_stop(struct daemon *daemon);
/* Takes a call over that is ready and not answered. */
void back_take(struct daemon *daemon, struct call *call, const struct back_for *whom);
/* Stores one that ended before it was ready, as missed by each: call is its id. PARTY_NO_MEDIA is logged as well. */
void back_missed(
    struct daemon *daemon, const char *call, const struct back_for *whom, enum party_end end);

#endif
