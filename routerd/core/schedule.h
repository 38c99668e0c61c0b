/*
 * schedule - when a queue or a rule is open: a list of moments in UTC at which it
 * opens or closes.
 *
 * Owns: finding the state at a time and the next change.
 * Must not know: time zones, weeks and holidays; the database compiles them into
 *       boundaries (RT-12, consistency.md, 30).
 */
#ifndef ROUTERD_CORE_SCHEDULE_H
#define ROUTERD_CORE_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct schedule_boundary {
	int64_t time_ms;
	bool open; /* from this time on */
};

/* Borrows its boundaries. Before the first it is closed. */
struct schedule {
	const struct schedule_boundary *boundaries; /* strictly ascending in time */
	size_t count;
};

/* Whether the boundaries ascend strictly. */
bool schedule_valid(const struct schedule *schedule);

bool schedule_open_at(const struct schedule *schedule, int64_t time_ms);

/* The first time after `time_ms` at which the state becomes another; INT64_MAX when
 * it never does as far as the boundaries reach. */
int64_t schedule_next(const struct schedule *schedule, int64_t time_ms);

#endif
