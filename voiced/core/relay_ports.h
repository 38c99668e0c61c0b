/*
 * relay_ports - whether rtpengine's free ports suffice for a command, with some reserved for emergency calls.
 *
 * Owns: the number of free ports as last reported, and what may have changed since then.
 * Must not know: the relay's client, the clock, what a call is for.
 *
 * Reports are old when they arrive. So every port requested since the query counts as allocated, and of those that were released
 * only what was released after the report arrived counts as free.
 */
#ifndef VOICED_CORE_RELAY_PORTS_H
#define VOICED_CORE_RELAY_PORTS_H

#include <stdbool.h>

enum {
	RELAY_PORTS_PER_CALL = 4, /* one call at the relay: RTP and RTCP towards each side */
	RELAY_PORTS_RESERVED = 120, /* ten emergency calls: caller, trunk, a trunk that failed */
	RELAY_PORTS_SHARE = 10, /* but at most the tenth part of all */
};

/* For what ports are requested. */
enum relay_claim {
	RELAY_EMERGENCY_CALL, /* may use the reserve */
	RELAY_EXISTING_CALL, /* leaves the reserve: the leg of somebody who is called, a copy for a recording */
	RELAY_NEW_CALL, /* leaves twice the reserve, so that calls that wait can still be put through */
	RELAY_CLAIM_COUNT
};

/* All zero: nothing is known, and everything is allowed. */
struct relay_ports {
	int total; /* 0: unknown */
	int free; /* as last reported */
	int taken; /* requested since that report's query, or unanswered then */
	int taken_since_query; /* likewise of the query under way */
	int released; /* since that report arrived */
};

/* A query is sent; pending: ports of commands that are not answered yet. */
void relay_ports_queried(struct relay_ports *ports, int pending);
/* Its answer. total 0: it does not say. */
void relay_ports_update(struct relay_ports *ports, int free, int total);
/* A command that may allocate `count` ports is sent. */
void relay_ports_take(struct relay_ports *ports, int count);
/* So many are free again by a command that was sent after the last report arrived. */
void relay_ports_release(struct relay_ports *ports, int count);
/* Whether `count` ports may be requested. For an emergency call always: whether there are any is rtpengine's to say. */
bool relay_ports_allow(const struct relay_ports *ports, enum relay_claim claim, int count);
/* At least half of them may be in use: the figure should be refreshed soon. */
bool relay_ports_low(const struct relay_ports *ports);

#endif
