/*
 * senders - one sender for each sender group that this instance holds (consistency.md, 8).
 *
 * Owns: bucket, window, back-off and per-customer order of the held groups, in memory only; a
 *       new holder starts with an empty bucket. Messages stay in sms.outbox; of each customer
 *       only the first is ever loaded, so a million that wait cost no memory.
 * Must not know: carriers (sending.c speaks to them).
 */
#ifndef SMSGW_SENDERS_H
#define SMSGW_SENDERS_H

#include <stdint.h>

#include "common/daemon/daemon.h"

/* A message waits in this group, or may go on: looks at once. */
void senders_wake(struct daemon *daemon, int64_t group);

#endif
