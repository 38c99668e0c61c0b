/*
 * clock - milliseconds of the monotonic clock, and times as text.
 *
 * Owns: the only calls of clock_gettime() outside the loop. Everything that
 * decides takes a time as a parameter. Database time is daemon/dbclock.h.
 */
#ifndef COMMON_BASE_CLOCK_H
#define COMMON_BASE_CLOCK_H

#include <stdint.h>

#include "common/base/str.h"

int64_t clock_mono_ms(void); /* CLOCK_MONOTONIC: never jumps */
int64_t clock_mono_us(void);
int64_t clock_wall_us(
    void); /* CLOCK_REALTIME since 1970: for logs, signatures, and times that others say */

enum { CLOCK_TEXT_SIZE = 32 };

/* RFC 3339, UTC, milliseconds: 2026-11-20T07:38:29.123Z */
void clock_text(int64_t wall_us, char out[CLOCK_TEXT_SIZE]);

#endif
