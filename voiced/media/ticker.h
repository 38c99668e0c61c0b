/*
 * ticker - when the next 20 ms are due, on an absolute clock.
 *
 * Owns: how far a late tick catches up. Must not know: what is done in a tick; the time is a parameter.
 */
#ifndef VOICED_MEDIA_TICKER_H
#define VOICED_MEDIA_TICKER_H

#include <stdint.h>

enum { TICK_US = 20 * 1000, TICK_MS = 20, TICK_SAMPLES = 160, TICKS_LATE_MAX = 10 };

struct ticker {
	int64_t next_us; /* of the monotonic clock */
};

struct ticks {
	int due; /* 0 to TICKS_LATE_MAX: to be done now, one after the other */
	int64_t skipped; /* too old to be done: the listener would hear them much too late */
};

struct ticks ticker_due(struct ticker *ticker, int64_t now_us); /* and counts them as done */

#endif
