/*
 * box - a secret of a row: sealed with the daemon's key ring, bound to table, tenant and row (rule 32).
 *
 * Owns: how a row's place is written. Must not know: what the secret is for.
 */
#ifndef COMMON_DAEMON_BOX_H
#define COMMON_DAEMON_BOX_H

#include "common/daemon/daemon.h"

/* Adds the box to `out`. -1: `err` says why not (no key ring is configured). */
int box_seal(struct daemon *daemon, const char *table, int64_t tenant, int64_t row,
    struct view plain, struct buf *out, struct err *err);
/* Adds the secret to `out`, which the caller ends with box_wipe; give an empty one. -1: it does not open,
 * which is logged with table and row. */
int box_open(struct daemon *daemon, const char *table, int64_t tenant, int64_t row, struct view box,
    struct buf *out);
/* As box_open, for a caller who says it: `err` says why it does not open. */
int box_try(struct daemon *daemon, const char *table, int64_t tenant, int64_t row, struct view box,
    struct buf *out, struct err *err);
/* A box that comes from a stranger, sealed for (what, 0, 0): whether it is one of ours is a question, no error. */
bool box_opens(struct daemon *daemon, const char *what, struct view box, struct buf *out);
void box_wipe(struct buf *secret);

#endif
