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

enum { QUOTA_MAX = 65536, QUOTA_WINDOW_MS = 60000 };

struct quota_window;

struct quota {
	struct quota_window *windows; /* uthash, in the order in which they began */
};

void quota_fini(struct quota *quota);

/* Takes `amount` of what `who` may have of `kind` in a minute. 0: taken. Else nothing is, and the answer is after how many
 * seconds (1 to 60) the window ends. */
int quota_take(struct quota *quota, unsigned kind, struct view who, int64_t amount, int64_t limit,
    int64_t now_ms);

/* Whom an address counts as: IPv4 itself, of IPv6 its network (the first 64 bits), which one customer has whole. Answers
 * the part of `address` (text, as http_peer has it) that is counted by; `room` is for it. */
struct view quota_source(struct view address, char room[48]);

#endif
