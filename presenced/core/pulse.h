/*
 * pulse - which instances are dead, judged by their beats alone (consistency.md, rule 9).
 *
 * Owns: the last beat seen of each instance, and when by our own monotonic clock.
 * Must not know: the database, other hosts' clocks.
 *
 * Dead: the same beat for PULSE_DEAD_MS over successful reads. After a read that failed
 * nobody is judged for PULSE_GRACE_MS. An instance that left the list is forgotten: its
 * streams are found by the query streams_orphaned.
 */
#ifndef PRESENCED_CORE_PULSE_H
#define PRESENCED_CORE_PULSE_H

#include <stdbool.h>
#include <stdint.h>

enum { PULSE_MAX = 64, PULSE_DEAD_MS = 5000, PULSE_GRACE_MS = 10000, PULSE_SLOW_MS = 1000 };

struct pulse {
	struct {
		int64_t boot, beat, since_ms;
		bool listed;
	} at[PULSE_MAX];
	int count;
	int64_t judge_from_ms;
};

/* The answer of a new successful read, sent and answered at these moments. One that was longer on its way than PULSE_SLOW_MS counts as
 * failed: the database was away, or we stood still, and others may not have been able to beat. */
void pulse_begin(struct pulse *pulse, int64_t sent_ms, int64_t now_ms);
void pulse_seen(struct pulse *pulse, int64_t boot, int64_t beat, int64_t now_ms);
/* Ends the read: the boot ids found dead, each told at every read until it leaves the list. */
int pulse_dead(struct pulse *pulse, int64_t now_ms, int64_t dead[PULSE_MAX]);
void pulse_blind(struct pulse *pulse, int64_t now_ms); /* the read failed */

#endif
