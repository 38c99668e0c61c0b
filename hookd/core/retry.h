/*
 * retry - how long to wait before an event is tried again (IN-1).
 *
 * The waits grow fourfold from the first one to four hours, each with a fifth of jitter either way:
 * with a first wait of 5 s it is tried about 24 times in the 72 hours that it has.
 */
#ifndef HOOKD_CORE_RETRY_H
#define HOOKD_CORE_RETRY_H

#include <stdint.h>

enum { RETRY_GROWTH = 4, RETRY_MAX_MS = 4 * 3600 * 1000, RETRY_ASKED_MAX_MS = 3600 * 1000 };

/* attempt: 1 after the first try. first_ms: the wait after it, at least 1. retry_after_ms: what the
 * receiver asked for, at most an hour of it counts, and never less than our own wait; -1: nothing.
 * random: any 64 bits. */
int64_t retry_wait_ms(int64_t attempt, int64_t first_ms, int64_t retry_after_ms, uint64_t random);

#endif
