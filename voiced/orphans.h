/*
 * orphans - calls at the relay that a former process of this instance left there: their media go on until nobody sends any more.
 *
 * Owns: the look at what the relay carries, every five seconds until nothing of former processes is left.
 * Must not know: what a call was for.
 */
#ifndef VOICED_ORPHANS_H
#define VOICED_ORPHANS_H

#include "common/daemon/daemon.h"

int orphans_start(struct daemon *daemon, struct err *err);
void orphans_stop(struct daemon *daemon);

#endif
