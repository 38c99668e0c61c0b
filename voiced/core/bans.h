/*
 * bans - who was wrong too often and is not listened to for a time.
 *
 * Owns: a count for each key within its window, and until when a key is banned. Bounded: BANS_MAX keys; the one that
 *       came first makes room.
 * Must not know: SIP, the clock.
 *
 * A key is what the caller makes of it: a source (sources.h), or a source and a name.
 */
#ifndef VOICED_CORE_BANS_H
#define VOICED_CORE_BANS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

enum {
	BANS_MAX = 8192,
	BANS_KEY_MAX = 128
}; /* bytes of a key; the rest of a longer one does not count */

struct ban;

struct bans {
	int limit; /* so many wrong ones within window_ms end in a ban */
	int64_t window_ms, ban_ms;
	struct ban *keys; /* uthash, in the order in which they came */
};

void bans_fini(struct bans *bans);
bool bans_banned(struct bans *bans, struct view key, int64_t now_ms);
/* One wrong more. True: with this one the ban begins. */
bool bans_wrong(struct bans *bans, struct view key, int64_t now_ms);
/* It was right: what was counted before is forgotten; a ban goes on. */
void bans_right(struct bans *bans, struct view key, int64_t now_ms);

#endif
