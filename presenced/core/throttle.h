/*
 * throttle - how many logins may fail before more are refused (reliability.md, Security).
 *
 * Owns: failures per name (an account or a source address) within a window.
 * Must not know: sockets, the clock. Bounded: THROTTLE_NAMES names; the one whose window
 * began first makes room. A flood of names can so forget one, never grow.
 */
#ifndef PRESENCED_CORE_THROTTLE_H
#define PRESENCED_CORE_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

enum { THROTTLE_NAMES = 4096, THROTTLE_WINDOW_MS = 5 * 60 * 1000 };

struct throttle;

struct throttle *throttle_new(int limit); /* failures within the window that are still allowed */
void throttle_free(struct throttle *throttle);

/* 0: go on. Else: milliseconds until the name may try again. */
int64_t throttle_wait_ms(const struct throttle *throttle, struct view name, int64_t now_ms);
void throttle_failed(struct throttle *throttle, struct view name, int64_t now_ms);
void throttle_succeeded(struct throttle *throttle, struct view name);

#endif
