/*
 * recent - keys that were seen lately.
 *
 * Owns: when each was seen last. Bounded: RECENT_MAX keys; the one that was seen longest ago makes room.
 * Must not know: what a key is, the clock.
 */
#ifndef VOICED_CORE_RECENT_H
#define VOICED_CORE_RECENT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

enum {
	RECENT_MAX = 32768,
	RECENT_KEY_MAX = 64
}; /* bytes; the rest of a longer key does not count */

struct recent_key;

struct recent {
	int64_t for_ms; /* how long a key is known */
	struct recent_key *keys; /* uthash, the one seen longest ago first */
};

void recent_fini(struct recent *recent);
void recent_add(struct recent *recent, struct view key, int64_t now_ms);
bool recent_has(const struct recent *recent, struct view key, int64_t now_ms);

#endif
