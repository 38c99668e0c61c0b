/*
 * phases - what becomes of emergency calls, told to the database (60-emergency): the phases of an agent follow from it.
 *
 * Owns: the steps of each call with the time at which they happened, told in their order until they are taken, by the next process from the
 *       journal if need be; the calls of daemons that are dead, which it ends.
 * Must not know: SIP, what a phase means (presence.emergency_rule).
 *
 * No call waits for any of this.
 */
#ifndef VOICED_PHASES_H
#define VOICED_PHASES_H

#include "common/daemon/daemon.h"

struct phases;

struct phases_of {
	int64_t tenant, agent;
	const char *call; /* its id, unique for ever */
	bool call_back;
	const char *number; /* that was dialled, or that calls back; "": withheld */
	const char *sent, *place; /* what went with it; NULL: nothing, of a call back */
};

int phases_start(struct daemon *daemon, struct err *err);
void phases_stop(struct daemon *daemon);

/* It was dialled, or a call back rings: now. */
struct phases *phases_begin(struct daemon *daemon, const struct phases_of *of);
void phases_answered(struct phases *phases);
/* Given up, refused, ended, dropped, silent: all alike. `phases` is gone. */
void phases_ended(struct phases *phases);
/* Somebody else answered the call back: it is over for this agent. `phases` is gone. */
void phases_elsewhere(struct phases *phases);

#endif
