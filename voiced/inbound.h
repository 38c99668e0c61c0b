/*
 * inbound - an INVITE at the gate: who sends it, whom it is for.
 *
 * Owns: what is admitted, the way from a called number to whoever takes the call.
 * Must not know: what becomes of the call then.
 */
#ifndef VOICED_INBOUND_H
#define VOICED_INBOUND_H

#include "common/daemon/daemon.h"

struct sip_request;

int inbound_start(struct daemon *daemon, struct err *err);
void inbound_stop(struct daemon *daemon);
/* Answers it, now or later. */
void inbound_take(struct daemon *daemon, struct sip_request *request);

#endif
