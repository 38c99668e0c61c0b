/*
 * boards - has the quarter that goes on counted for those tenants whose wallboard is looked at here.
 *
 * Owns: who has looked (core/looks), and the one count that is under way. It has a lane of its own, the one for what
 *       takes long, and pauses after each count as long as that took: reports, alarms and the feed wait for none.
 * Must not know: what is counted (routing.figures_refresh), nor whether another instance does the same: the
 *       database says when a count is early.
 */
#ifndef ROUTERD_BOARDS_H
#define ROUTERD_BOARDS_H

#include "common/daemon/daemon.h"

int boards_start(struct daemon *daemon, struct err *err);
void boards_stop(struct daemon *daemon);
/* Somebody of this tenant looks at the wallboard. */
void boards_looked(struct daemon *daemon, int64_t tenant);

#endif
