/*
 * senders - one sender for each sender group that this instance holds (consistency.md, 8).
 *
 * Owns: which groups this instance holds, the window of all requests to carriers, the end of all.
 * Must not know: how a group's messages are sent (sender.c).
 */
#ifndef SMSGW_SENDERS_H
#define SMSGW_SENDERS_H

#include <stdint.h>

#include "common/daemon/daemon.h"

/* A message waits in this group, or may go on: looks at once. Nothing happens, and nothing need,
 * when another instance holds the group. */
void senders_wake(struct daemon *daemon, int64_t group);

#endif
