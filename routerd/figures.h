/*
 * figures - the job behind reports and search: counts what the feed tells, takes what has ended into the search, stores agents' quarters,
 *           judges alarms, counts each day anew in its night.
 *
 * Owns: when each step is called: once a second, again at once while there is more.
 * Must not know: what is counted. Each step is an owner function that one session at a time
 *       does and that stores how far it has come with what it counted, so every instance may call
 *       it: nobody is elected, nothing is counted twice (docs/decisions/0014-reports.md).
 */
#ifndef ROUTERD_FIGURES_H
#define ROUTERD_FIGURES_H

#include "common/daemon/daemon.h"

int figures_start(struct daemon *daemon, struct err *err);
void figures_stop(struct daemon *daemon);

#endif
