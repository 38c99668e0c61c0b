/*
 * live - a leg of a call on somebody's line as it is now, told for who watches the line (CT-17, decision 0045).
 *
 * Owns: the number of each step. Must not know: who watches, what the call is for.
 *
 * Nothing is told of lines that nobody watches, but for the end of what was told already.
 */
#ifndef VOICED_LIVE_H
#define VOICED_LIVE_H

#include "common/auth/auth.h"
#include "common/daemon/daemon.h"

/* Zeroed: nothing was told yet. */
struct live {
	int64_t seq;
	bool ended;
};

struct live_leg {
	int64_t tenant, user; /* whose line */
	enum side side;
	const char *call;
	int n; /* which leg of the call, from 0 */
	bool out;
	const char *number, *shown; /* the other party; "": unknown */
	int64_t other; /* the colleague who is it; 0: none */
};

/* `state`: "ringing", "active", "held", "ended". The first step is never "ended"; after it none follows. */
void live_tell(
    struct daemon *daemon, struct live *live, const struct live_leg *leg, const char *state);

#endif
