/*
 * hours - when each schedule is open, from the boundaries that the database compiled.
 *
 * Owns: the boundaries; what of them has gone since the last reading.
 * Must not know: which queues and rules go by them.
 *
 * A reading begins with hours_begin() and ends with hours_end(); what it does not bring
 * counts until then.
 */
#ifndef ROUTERD_HOURS_H
#define ROUTERD_HOURS_H

#include "routerd/core/schedule.h"

struct schedule_conf;

struct hours {
	struct schedule_conf *schedules;
	uint32_t round;
};

void hours_begin(struct hours *hours);
void hours_schedule(struct hours *hours, int64_t tenant, int64_t id, int64_t compiled_to_ms);
/* After its schedule, in ascending time. */
void hours_boundary(struct hours *hours, int64_t schedule, struct schedule_boundary boundary);
void hours_end(struct hours *hours, int64_t tenant); /* 0: all tenants */
void hours_fini(struct hours *hours);

/* Whether it is open, and when that changes (INT64_MAX: never). An unknown one is closed. */
bool hours_open_at(const struct hours *hours, int64_t schedule, int64_t now_ms, int64_t *next_ms);

/* The next tenant, in turn after tenant `after`, with a schedule that is not compiled up to
 * `until_ms`; 0: there is none. */
int64_t hours_uncompiled(const struct hours *hours, int64_t until_ms, int64_t after);

#endif
