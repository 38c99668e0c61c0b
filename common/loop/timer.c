/* timer - see loop.h */
#include "common/loop/loop.h"

#include <assert.h>

#include "common/base/clock.h"

static void
on_timer(uv_timer_t *handle)
{
	struct timer *timer = handle->data;

	timer->fire(timer->ctx);
}

static void
on_timer_closed(uv_handle_t *handle)
{
	struct timer *timer = handle->data;

	if (timer->closed != NULL)
		timer->closed(timer->ctx);
}

void
timer_init(struct timer *timer, uv_loop_t *loop, void (*fire)(void *ctx), void *ctx)
{
	*timer = (struct timer){ .fire = fire, .ctx = ctx };
	(void)uv_timer_init(loop, &timer->handle);
	timer->handle.data = timer;
}

void
timer_at(struct timer *timer, int64_t deadline_ms)
{
	/* The clock is read before the loop's time is renewed, so that the loop's time is
	 * never behind it and the timer never fires early. */
	int64_t left = deadline_ms - clock_mono_ms();

	uv_update_time(timer->handle.loop);
	(void)uv_timer_start(&timer->handle, on_timer, left > 0 ? (uint64_t)left : 0, 0);
}

void
timer_in(struct timer *timer, int64_t delay_ms)
{
	timer_at(timer, clock_mono_ms() + delay_ms);
}

void
timer_stop(struct timer *timer)
{
	(void)uv_timer_stop(&timer->handle);
}

bool
timer_armed(const struct timer *timer)
{
	return uv_is_active((const uv_handle_t *)&timer->handle) != 0;
}

void
timer_close(struct timer *timer, void (*closed)(void *ctx))
{
	timer->closed = closed;
	uv_close((uv_handle_t *)&timer->handle, on_timer_closed);
}
