/*
 * beatwatch - whether a holder is dead: the standby's judgement (consistency.md, 6).
 *
 * Owns: since when the same beat was seen. Must not know: the database, the clock.
 *
 * Only successful reads count, and only those that follow each other closely: after a time in
 * which the standby could not read, the holder could not beat either.
 */
#ifndef COMMON_DAEMON_BEATWATCH_H
#define COMMON_DAEMON_BEATWATCH_H

#include <stdbool.h>
#include <stdint.h>

enum { BEATWATCH_DEAD_MS = 1200, BEATWATCH_GAP_MS = 1000 };

struct beatwatch {
	int64_t epoch, beat;
	int64_t first_ms; /* the answer that showed it first */
	int64_t last_ms; /* the last answer */
	bool known;
};

/* A successful read, sent and answered at these moments of one monotonic clock. Answers
 * whether the holder is dead: the same beat for 1.2 s. */
bool beatwatch_see(
    struct beatwatch *watch, int64_t epoch, int64_t beat, int64_t sent_ms, int64_t answered_ms);
/* For how long at least the same beat had been seen when the last look was sent. */
int64_t beatwatch_still_ms(const struct beatwatch *watch, int64_t sent_ms);

#endif
