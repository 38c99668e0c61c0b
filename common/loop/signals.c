/* signals - see loop.h */
#include <assert.h>
#include <stdlib.h>

#include "common/loop/loop.h"

static void
on_uv_signal(uv_signal_t *handle, int number)
{
	struct signals *signals = handle->data;

	signals->on_signal(signals->ctx, number);
}

void
signals_init(struct signals *signals, uv_loop_t *loop, const int *numbers, int count,
    void (*on_signal)(void *ctx, int signal), void *ctx)
{
	assert(count <= (int)(sizeof(signals->handles) / sizeof(signals->handles[0])));
	*signals = (struct signals){ .count = count, .on_signal = on_signal, .ctx = ctx };
	for (int i = 0; i < count; i++) {
		uv_signal_t *handle = &signals->handles[i];

		if (uv_signal_init(loop, handle) != 0)
			abort(); /* no descriptors left at start */
		handle->data = signals;
		if (uv_signal_start(handle, on_uv_signal, numbers[i]) != 0)
			abort(); /* not a signal that can be caught: a bug */
	}
}

void
signals_close(struct signals *signals)
{
	for (int i = 0; i < signals->count; i++)
		uv_close((uv_handle_t *)&signals->handles[i], NULL);
}
