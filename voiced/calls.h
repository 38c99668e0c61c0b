/*
 * calls - what all calls of this instance share: the relay, the run by which the database knows them.
 *
 * Owns: the connection to rtpengine, the run (voice.run), the bound of calls at a time.
 * Must not know: what a call is for.
 */
#ifndef VOICED_CALLS_H
#define VOICED_CALLS_H

#include "common/daemon/daemon.h"
#include "voiced/relay/relay.h"

struct sip;
struct sip_request;

int calls_start(struct daemon *daemon, struct err *err);
void calls_stop(struct daemon *daemon);
bool calls_ready(struct daemon *daemon); /* the run has begun */

/* Whether there is room for a further call. CALLS_KEPT of calls_max, and ports of the relay, are reserved for calls for help, which never
 * ask, and ask the relay also while it is down. While the database or the relay is behind, or the relay is known to be down
 * (relay_monitor.h), no further call is admitted, so that the caller can retry, or go elsewhere. A call back of an emergency service is
 * taken without room. */
enum { CALLS_KEPT = 10, CALLS_RELAY_BEHIND = 256 };
enum calls_shortage {
	SHORT_STARTING, /* the run has not begun, or this part has ended */
	SHORT_FULL,
	SHORT_BEHIND,
	SHORT_RELAY,
	SHORT_PORTS, /* of the relay (relay_can_admit) */
	SHORTAGES,
	SHORT_NOTHING = SHORTAGES, /* there is room */
};
enum calls_shortage calls_shortage(struct daemon *daemon);
/* There was none, for this reason (not SHORT_NOTHING): 503. Counted by reason, and logged once a minute and reason. */
void calls_refuse(enum calls_shortage why, struct sip_request *request);
/* Whether there is room now. False: the request was refused as above, and is gone. */
bool calls_admit(struct daemon *daemon, struct sip_request *request);
void calls_count(struct daemon *daemon, int by); /* one more, one less */

struct relay *calls_relay(struct daemon *daemon);
/* The id of a further call at the relay, and whether one is of a former process of this instance. */
enum { CALLS_RELAY_ID_SIZE = 96 };
void calls_relay_id(struct daemon *daemon, uint64_t random, char out[CALLS_RELAY_ID_SIZE]);
bool calls_former(struct daemon *daemon, struct view id);
int64_t calls_epoch(struct daemon *daemon); /* 0: the run has not begun */
struct sip *gate_sip(struct daemon *daemon);

#endif
