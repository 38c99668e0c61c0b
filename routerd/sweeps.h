/*
 * sweeps - what time does: offers that run out, wrap-ups that end, closed queues, notes that are
 * due, schedules to be compiled, and what can't be (RT-14).
 *
 * Owns: two timers: one for the next stored deadline, one for the regular look at the
 *       database, which finds what no news told; the overflows under way that the core decided.
 * Must not know: what an end does; each is an owner function that looks again under its keys.
 */
#ifndef ROUTERD_SWEEPS_H
#define ROUTERD_SWEEPS_H

#include <stdbool.h>
#include <stdint.h>

struct shard;
struct sweeper;

struct sweeper *sweeper_new(struct shard *shard);
void sweeper_begin(struct sweeper *sweeper); /* the model is loaded */
void sweeper_arm(struct sweeper *sweeper); /* a deadline may have come or gone */
bool sweeper_may_overflow(const struct sweeper *sweeper); /* else too many are under way */
void sweeper_overflow(
    struct sweeper *sweeper, int64_t tenant, int64_t interaction); /* the core decided so */
void sweeper_stop(struct sweeper *sweeper);
void sweeper_close(struct sweeper *sweeper);

#endif
