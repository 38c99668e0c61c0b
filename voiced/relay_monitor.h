/*
 * relay_monitor - whether rtpengine answers and what ports it has, asked before a caller finds out.
 *
 * Owns: the pings, and that it is said when they are not answered: in the log, in a figure, in what the daemon lacks.
 * Must not know: what becomes of calls (calls.h).
 */
#ifndef VOICED_RELAY_MONITOR_H
#define VOICED_RELAY_MONITOR_H

#include "common/daemon/daemon.h"

int relay_monitor_start(struct daemon *daemon, struct err *err); /* after the part "calls" */
void relay_monitor_stop(struct daemon *daemon);

/* False: several pings in a row were not answered, or none has been yet. */
bool relay_monitor_answers(struct daemon *daemon);
/* True: several pings in a row were not answered. */
bool relay_monitor_is_down(struct daemon *daemon);

#endif
