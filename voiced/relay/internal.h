/*
 * internal - what the relay's own files share.
 */
#ifndef VOICED_RELAY_INTERNAL_H
#define VOICED_RELAY_INTERNAL_H

#include "voiced/core/relay_ports.h"
#include "voiced/relay/relay.h"

/* cleans: if it is not done, the call is deleted. */
void relay_ask(
    struct relay *relay, const struct ng_request *request, bool cleans, relay_done done, void *ctx);

/* Whether a command for this may allocate the ports of a call. */
bool relay_allows(const struct relay *relay, enum relay_claim claim);

/* Tells `err` on the loop's next turn; nothing is sent. */
void relay_refuse(struct relay *relay, const struct ng_request *request, const struct err *err,
    relay_done done, void *ctx);

#endif
