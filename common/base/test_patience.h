/*
 * test_patience - how long a test waits for what must come, and bounds of latency, which only the
 * long form of the tests asserts (docs/decisions/0083-one-patience.md).
 */
#ifndef COMMON_BASE_TEST_PATIENCE_H
#define COMMON_BASE_TEST_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"

enum { TEST_PATIENCE_S = 180, TEST_LATE_TIMES = 20 };

/* TEST_PATIENCE in the environment, in seconds, or TEST_PATIENCE_S; here in milliseconds. */
static inline int64_t
test_patience_ms(void)
{
	const char *given = getenv("TEST_PATIENCE");
	int64_t seconds = given != NULL ? strtoll(given, NULL, 10) : 0;

	return 1000 * (seconds > 0 ? seconds : TEST_PATIENCE_S);
}

/* On the clock of clock_mono_ms(). */
static inline int64_t
test_patience_ends_ms(void)
{
	return clock_mono_ms() + test_patience_ms();
}

/* Whether what took `ms` and may take `most` came in time: with TEST_LATENCY=1 within that, else
 * within TEST_LATE_TIMES as long. What is late is printed. */
static inline bool
test_in_time(const char *what, int64_t ms, int64_t most)
{
	const char *bounded = getenv("TEST_LATENCY");
	int64_t times = bounded != NULL && strcmp(bounded, "1") == 0 ? 1 : TEST_LATE_TIMES;

	if (ms > most)
		(void)printf("# late: %s: after %lld ms, more than %lld\n", what, (long long)ms,
		    (long long)most);
	return ms <= times * most;
}

#endif
