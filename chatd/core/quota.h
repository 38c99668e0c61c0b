/*
 * quota - how much strangers may do in a minute: counts by what is counted and whose it is.
 *
 * Owns: the windows. Bounded: QUOTA_MAX of them; the one that began first makes room.
 * Must not know: HTTP, the clock, what a count is for.
 */
#ifndef CHATD_CORE_QUOTA_H
#define CHATD_CORE_QUOTA_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

enum {
	QUOTA_MAX = 65536,
	QUOTA_WINDOW_MS = 60000,
	QUOTA_WIDER = 4, /* so many times as much may be had by who is wider than the one before */
};

struct quota_window;

struct quota {
	struct quota_window *windows; /* uthash, in the order in which they began */
};

void quota_fini(struct quota *quota);

/* Takes `amount` of what each of `count` (at least 1) may have of `kind` in a minute: the first `limit`, each further one, which is wider (an
 * address's networks), QUOTA_WIDER times the one before. 0: taken. Else nothing is, and the answer is after how many seconds (1 to 60)
 * the window ends that has no room. */
int quota_take(struct quota *quota, unsigned kind, const struct view *who, int count,
    int64_t amount, int64_t limit, int64_t now_ms);

#endif
