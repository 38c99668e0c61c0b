/*
 * help - calls to emergency numbers (60-emergency).
 *
 * Owns: the call of somebody who dialled one: where they are and who can call them back goes with it (RFC 6442), their phone can't hold it,
 *       its phases are told where the caller is an agent whose page is their phone.
 * Must not know: what a phase means (phases.h), which trunks there are (outward.h), what an emergency number is (core/dial.h).
 *
 * No plan, no limit, no licence and no answer of the database is waited for.
 * Rules: 60-emergency; docs/decisions/0060-calls-for-help.md.
 */
#ifndef VOICED_HELP_H
#define VOICED_HELP_H

#include "voiced/core/dial.h"
#include "voiced/direct.h"

int help_start(struct daemon *daemon, struct err *err);
void help_stop(struct daemon *daemon);

/* Makes `dial`, which is what a user has typed, one for help where it is so by the country in which they are now. */
void help_judge(
    struct daemon *daemon, int64_t tenant, int64_t user, struct view typed, struct dial *dial);
/* What becomes of what a phone sent, urn:service:sos too. */
void help_dialled(struct daemon *daemon, const struct caller *caller,
    const struct sip_request *request, struct dial *dial);
/* Takes the call over; `dial` is one for help. */
void help_take(struct daemon *daemon, struct sip_request *request, const struct caller *caller,
    const struct dial *dial);

/* Logs that the relay could not carry an emergency call, or carries it no more. call: its id; call_back: the service calls the agent;
 * answered: somebody had taken it, so it broke off. */
void help_log_no_media(int64_t tenant, const char *call, bool call_back, bool answered);

#endif
