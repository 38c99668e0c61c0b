/*
 * registrar - REGISTER: a phone proves its password and is reachable at where it came from (RFC 3261 10, SP-9).
 *
 * Owns: challenges, who is banned, what a registration may ask for.
 * Must not know: the SIP library, calls.
 *
 * The name in To is the name that is proved. Who has no phone of that name is challenged like anybody else, takes the same
 * time and is never right. A binding goes to the address that the request came from, whatever its Contact says.
 */
#ifndef VOICED_REGISTRAR_H
#define VOICED_REGISTRAR_H

#include "common/daemon/daemon.h"

struct phone;
struct sip_request;

enum {
	REGISTER_MIN_S = 60, /* a shorter wish is told 423 */
	REGISTER_MAX_S = 3600, /* a longer one is made this */
	REGISTER_USUAL_S = 600, /* of who does not say */
};

int registrar_start(struct daemon *daemon, struct err *err);
void registrar_stop(struct daemon *daemon);
/* The phone that proves to be who From says; else NULL, and the request is answered (401, 403). Valid until the loop turns. */
const struct phone *registrar_admit(struct daemon *daemon, struct sip_request *request);
/* Answers it, now or later. */
void registrar_take(struct daemon *daemon, struct sip_request *request);

#endif
