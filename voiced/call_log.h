/*
 * call_log - a user's call log, told as the call goes (CT-14, SP-13, SP-17).
 *
 * Owns: when each step was: the database may hear of it much later. Must not know: what the call is for.
 */
#ifndef VOICED_CALL_LOG_H
#define VOICED_CALL_LOG_H

#include "common/auth/auth.h"
#include "common/daemon/daemon.h"

struct call_log {
	int64_t tenant, owner; /* whose log */
	enum side side;
	const char *call;
	bool out;
	const char *number, *shown; /* the other party; "": unknown */
	int64_t other; /* the colleague who is it; 0: none */
	int64_t given_by; /* the colleague who gave the call to this user; 0: nobody did */
	bool consulted; /* and asks them alone, so far: the caller waits */
};

/* `step`, now: "began", "answered", "ended" with its `cause`, else NULL. */
void call_log_tell(
    struct daemon *daemon, const struct call_log *log, const char *step, const char *cause);

#endif
