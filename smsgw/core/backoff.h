/*
 * backoff - how long to wait before the next try (SMS-34): the carrier's Retry-After, else full
 * jitter over min(0.5 s * 2^n, 30 s).
 */
#ifndef SMSGW_CORE_BACKOFF_H
#define SMSGW_CORE_BACKOFF_H

#include <stdint.h>

enum {
	BACKOFF_FIRST_MS = 500,
	BACKOFF_MAX_MS = 30000,
	BACKOFF_LEAST_MS = 50,
	RETRY_AFTER_MAX_MS = 3600000
};

/* attempt: 1 after the first try. random: any 64 bits. retry_after_ms: -1, none. */
int64_t backoff_ms(int64_t attempt, int64_t retry_after_ms, uint64_t random);

#endif
