/*
 * reach - a call to a user: who may not call them, which of their phones ring, where the call goes when none is picked up.
 *
 * Owns: the way of a call from one user to the next, its bound, the call logs of who calls and of who is called.
 * Must not know: SIP, what a dial plan allows, voicemail, queues.
 *
 * Rules: SP-9, SP-11, SP-13, CT-12; docs/decisions/0061-calls-to-users.md.
 */
#ifndef VOICED_REACH_H
#define VOICED_REACH_H

#include "voiced/call.h"
#include "voiced/core/dial.h"
#include "voiced/direct.h"

enum { REACH_USERS_MAX = 5 }; /* a call goes from one to the next so often at most */

struct reach_for {
	int64_t tenant;
	struct dial_inside who; /* a user's Work account, an agent extension, a voice channel */
	struct view number, shown; /* who calls from outside; empty: withheld */
	const struct caller
	    *caller; /* the colleague who calls, whose call log has it, too; NULL: nobody's */
	struct view dialled; /* by the colleague */
};

int reach_start(struct daemon *daemon, struct err *err);
void reach_stop(struct daemon *daemon);
/* Takes a call over that is ready and not answered. */
void reach_take(struct daemon *daemon, struct call *call, const struct reach_for *whom);

/* Whoever of the users talks gives the call to somebody else, by their own plan and limits: who calls hears music meanwhile; who gave it is rung
 * again when nobody picks up. `refusal`: of REACH_REFUSED, why. */
enum reach_done { REACH_OK, REACH_NO_CALL, REACH_NOT_TALKING, REACH_REFUSED };
enum reach_done reach_transfer(struct daemon *daemon, const struct caller *who, struct view call,
    struct view number, struct buf *refusal);

#endif
