/*
 * dbclock - the database's time as this process knows it (consistency.md, 12).
 *
 * Owns: the median of (database time - own monotonic time) over the last beats.
 * Must not know: the database, the clock: both times come in, in microseconds.
 *
 * A wall clock that jumps changes nothing here; a database whose clock steps (a failover)
 * is believed when most of the last beats say so.
 */
#ifndef COMMON_DAEMON_DBCLOCK_H
#define COMMON_DAEMON_DBCLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum { DBCLOCK_SAMPLES = 9, DBCLOCK_STEP_US = 500000 };

struct dbclock {
	int64_t offsets[DBCLOCK_SAMPLES];
	int count, next;
	int64_t offset_us; /* the median */
};

/* Notes that the database's clock stood at `database_us` some time between the two own
 * moments. Answers by how much the median stepped if that is over DBCLOCK_STEP_US, else 0;
 * the first sample is no step. */
int64_t dbclock_add(
    struct dbclock *clock, int64_t database_us, int64_t sent_mono_us, int64_t answered_mono_us);

bool dbclock_known(const struct dbclock *clock);
int64_t dbclock_now_us(const struct dbclock *clock, int64_t mono_us);

/* The first millisecond of the monotonic clock at which `database_us` has come. */
int64_t dbclock_mono_ms(const struct dbclock *clock, int64_t database_us);

/* Parses a time as RFC 3339 has it: "2026-11-20T07:38:29.123Z", "2026-11-20T08:38:29+01:00" (0 to 6 digits after the point; seconds may be left
 * out, a blank may stand for the T; from 1970 on). The twin of ops.is_rfc3339; the tests hold common vectors. False: not one. */
bool dbclock_parse(const char *text, uint64_t n, int64_t *us);

#endif
