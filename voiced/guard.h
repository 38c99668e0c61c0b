/*
 * guard - descriptions that would make the relay send to this machine are refused (core/where.h).
 *
 * Owns: the addresses of this machine, read at the start.
 */
#ifndef VOICED_GUARD_H
#define VOICED_GUARD_H

#include "common/daemon/daemon.h"
#include "voiced/core/sdp.h"
#include "voiced/sip/sip.h"

int guard_start(struct daemon *daemon, struct err *err);
void guard_stop(struct daemon *daemon);
/* Whether media may go where `sdp` says, which came from there; a page's, too (core/where.h). No: it is logged and counted. */
bool guard_allows(struct daemon *daemon, const struct sdp *sdp, const struct sip_source *source);
/* Whether it can be read, and its sound comes from an address of this machine. False also when this part is stopped. */
bool guard_is_own(struct daemon *daemon, struct view description);

#endif
