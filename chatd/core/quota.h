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
	QUOTA_SOURCES_MAX = 3,
	QUOTA_WIDER = 4, /* a wider network's limit is this many times that of the next narrower one */
};

struct quota_window;

struct quota {
	struct quota_window *windows; /* uthash, in the order in which they began */
};

void quota_fini(struct quota *quota);

/* Takes `amount` of `kind` for each of `count` sources (1 to QUOTA_SOURCES_MAX): an address, then the networks around it. The first may have `limit` in a
 * minute, each wider one QUOTA_WIDER times the one before. 0: taken. Else nothing is, and the answer is after how many seconds (1 to 60) each
 * window without room has ended. */
int quota_take(struct quota *quota, unsigned kind, const struct view *who, int count,
    int64_t amount, int64_t limit, int64_t now_ms);

#endif
