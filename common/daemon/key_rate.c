/* key_rate - see key_rate.h */
#include "common/daemon/key_rate.h"

#include <stdlib.h>
#include <uthash.h>

#include "common/base/str.h"

struct key_window {
	int64_t key, began_ms, taken;
	UT_hash_handle hh;
};

void
key_rate_init(struct key_rate *rate, int64_t limit)
{
	*rate = (struct key_rate){ .limit = limit };
}

static void
drop(struct key_rate *rate, struct key_window *window)
{
	HASH_DEL(rate->windows, window);
	free(window);
}

void
key_rate_fini(struct key_rate *rate)
{
	while (rate->windows != NULL)
		drop(rate, rate->windows);
}

static struct key_window *
begin(struct key_rate *rate, int64_t key, int64_t now_ms)
{
	struct key_window *window;

	if (HASH_COUNT(rate->windows) >= KEY_RATE_MAX)
		drop(rate, rate->windows);
	window = mem_zero(1, sizeof(*window));
	window->key = key;
	window->began_ms = now_ms;
	HASH_ADD(hh, rate->windows, key, sizeof(window->key), window);
	return window;
}

bool
key_rate_take(struct key_rate *rate, int64_t key, int64_t now_ms, struct key_rate_told *out)
{
	struct key_window *window;
	bool good;

	HASH_FIND(hh, rate->windows, &key, sizeof(key), window);
	if (window != NULL && now_ms - window->began_ms >= KEY_RATE_WINDOW_MS) {
		drop(rate, window);
		window = NULL;
	}
	if (window == NULL)
		window = begin(rate, key, now_ms);
	good = window->taken < rate->limit;
	window->taken += good;
	*out = (struct key_rate_told){ .limit = rate->limit,
		.remaining = rate->limit - window->taken,
		.reset_s = (window->began_ms + KEY_RATE_WINDOW_MS - now_ms + 999) / 1000 };
	return good;
}
