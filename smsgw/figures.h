/*
 * figures - what becomes of sends, by channel, for who operates the gateway (GET /sms/lines).
 *
 * Owns: what was seen since the last note; a note a channel every ten seconds, of those alone that sent something. What
 *       a gateway saw in its last ten seconds goes with it: figures are no record.
 */
#ifndef SMSGW_FIGURES_H
#define SMSGW_FIGURES_H

#include "smsgw/core/carrier.h"
#include "smsgw/smsgw.h"

int figures_start(struct daemon *daemon, struct err *err);
void figures_stop(struct daemon *daemon);

/* `code`: the carrier's of what was not sent, or "". */
void figures_add(struct daemon *daemon, int64_t tenant, int64_t channel, enum sending sending,
    int64_t took_ms, const char *code);

#endif
