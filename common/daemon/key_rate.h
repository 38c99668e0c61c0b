/*
 * key_rate - how many requests an API key may make in a minute (IN-3, api.md 6).
 *
 * Owns: a count per key within its window. Bounded: KEY_RATE_MAX keys; the one whose window began first makes room.
 * Must not know: HTTP, the clock.
 *
 * One daemon counts for itself: with several, and several instances, a key may make as many requests at each.
 */
#ifndef COMMON_DAEMON_KEY_RATE_H
#define COMMON_DAEMON_KEY_RATE_H

#include <stdbool.h>
#include <stdint.h>

enum { KEY_RATE_MAX = 4096, KEY_RATE_WINDOW_MS = 60000 };

struct key_window;

struct key_rate {
	int64_t limit;
	struct key_window *windows; /* uthash, in the order in which they began */
};

struct key_rate_told {
	int64_t limit, remaining;
	int64_t reset_s; /* until the window ends, at least 1 */
};

void key_rate_init(struct key_rate *rate, int64_t limit);
void key_rate_fini(struct key_rate *rate);
/* One request more. False: there were too many; it is not counted. */
bool key_rate_take(struct key_rate *rate, int64_t key, int64_t now_ms, struct key_rate_told *out);

#endif
