/*
 * shares - how many calls a user has begun that no limit of calls outside counts: to colleagues, to the organisation's numbers, to
 * test their sound.
 *
 * Owns: the count of each user, its bound (inside_calls_of_user).
 * Must not know: who is called, SIP but for the refusal. Calls for help never ask, nor do those of a carrier.
 */
#ifndef VOICED_SHARES_H
#define VOICED_SHARES_H

#include "common/daemon/daemon.h"

struct share;
struct sip_request;

/* One more call of the user's; whoever has it drops it. NULL: they have as many as they may: the request was refused (486, with
 * SHARES_WORDS), and is gone. */
#define SHARES_WORDS "Too Many Calls"
struct share *share_take(
    struct daemon *daemon, struct sip_request *request, int64_t tenant, int64_t user);
/* One more has it: the call, and each party of it, whose ports at the relay may outlast the call. With the last one it is given back.
 * NULL: nothing is done. */
struct share *share_hold(struct share *share);
void share_drop(struct share *share);

#endif
