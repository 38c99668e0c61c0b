/*
 * sweeps - what time does: offers that run out, wrap-ups that end, closed queues, notes that are
 * due, schedules to be compiled, and what can't be (RT-14).
 *
 * Owns: two timers: one for the next stored deadline, one for the regular look at the
 *       database, which finds what no news told.
 * Must not know: what an end does; each is an owner function that looks again under its keys.
 */
#ifndef ROUTERD_SWEEPS_H
#define ROUTERD_SWEEPS_H

struct shard;
struct sweeper;

struct sweeper *sweeper_new(struct shard *shard);
void sweeper_begin(struct sweeper *sweeper); /* the model is loaded */
void sweeper_arm(struct sweeper *sweeper); /* a deadline may have come or gone */
void sweeper_stop(struct sweeper *sweeper);
void sweeper_close(struct sweeper *sweeper);

#endif
