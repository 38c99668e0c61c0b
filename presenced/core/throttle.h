/*
 * throttle - how many logins may fail before more are refused (reliability.md, Security).
 *
 * Owns: tries per name (an account, a source address, both) within a window.
 * Must not know: sockets, the clock. Bounded: THROTTLE_NAMES names; one whose window is
 * over makes room, else one with the fewest tries. A flood of names forgets those that were tried as seldom as they, and never grows.
 */
#ifndef PRESENCED_CORE_THROTTLE_H
#define PRESENCED_CORE_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

enum {
	THROTTLE_NAMES = 4096,
	THROTTLE_NAME_SIZE =
	    232, /* a longer one is cut: two that share so much of it share the limit */
	THROTTLE_WINDOW_MS = 5 * 60 * 1000
};

struct throttle;

struct throttle *throttle_new(int limit); /* tries within the window that are allowed */
void throttle_free(struct throttle *throttle);

/* 0: go on. Else: milliseconds until the name may try again. */
int64_t throttle_wait_ms(const struct throttle *throttle, struct view name, int64_t now_ms);
/* A try begins: counted as failed until it is known better, so that many at once are no way round. */
void throttle_try(struct throttle *throttle, struct view name, int64_t now_ms);
void throttle_forget(
    struct throttle *throttle, struct view name); /* an account whose password was right */
void throttle_undo(
    struct throttle *throttle, struct view name); /* one try less: a source's good login */

#endif
