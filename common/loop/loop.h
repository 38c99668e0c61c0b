/*
 * loop - libuv wrapped: timers from absolute deadlines, signals, worker jobs.
 *
 * Owns: the handles. Must not know: databases, protocols.
 *
 * All callbacks run on the loop's thread, except a job's `work`. Deadlines are
 * milliseconds of the monotonic clock (clock_mono_ms).
 */
#ifndef COMMON_LOOP_LOOP_H
#define COMMON_LOOP_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

/* A one-shot timer, embedded in its owner. Init once, arm any number of times. The
 * owner's memory must stay until `closed` of timer_close was called. */
struct timer {
	uv_timer_t handle;
	void (*fire)(void *ctx);
	void (*closed)(void *ctx);
	void *ctx;
};

void timer_init(struct timer *timer, uv_loop_t *loop, void (*fire)(void *ctx), void *ctx);
/* Arms anew; a deadline that has passed fires on the next turn. */
void timer_at(struct timer *timer, int64_t deadline_ms);
void timer_in(struct timer *timer, int64_t delay_ms);
void timer_stop(struct timer *timer);
bool timer_armed(const struct timer *timer);
/* `closed` may be NULL when the owner outlives the loop. */
void timer_close(struct timer *timer, void (*closed)(void *ctx));

/* Runs `work(ctx)` on a worker thread, then `done(ctx)` on the loop. `ctx` belongs
 * to the job until `done`. `done` is called also when the loop is ending. */
void job_run(uv_loop_t *loop, void (*work)(void *ctx), void (*done)(void *ctx), void *ctx);

/* Signals: `on_signal(ctx, signal)` on the loop. */
struct signals {
	uv_signal_t handles[4];
	int count;
	void (*on_signal)(void *ctx, int signal);
	void *ctx;
};

void signals_init(struct signals *signals, uv_loop_t *loop, const int *numbers, int count,
    void (*on_signal)(void *ctx, int signal), void *ctx);
void signals_close(struct signals *signals);

#endif
