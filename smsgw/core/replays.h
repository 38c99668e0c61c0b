/*
 * replays - which signed calls came lately: a nonce says that a call comes once.
 *
 * A call that comes again with the same bytes is a carrier's retry, whose answer got lost: it was stored. With other
 * bytes it is no carrier's. Beside this guard, which is this process' own, stands the database's: the same id of a
 * carrier makes one message, whoever was asked.
 *
 * Owns: the last REPLAYS_MAX calls that were stored. Must not know: the clock, carriers.
 */
#ifndef SMSGW_CORE_REPLAYS_H
#define SMSGW_CORE_REPLAYS_H

#include <stdint.h>

#include "common/base/str.h"

enum { REPLAYS_MAX = 4096 };

struct replay {
	uint64_t nonce, bytes; /* nonce 0: the place is free */
	int64_t at_s; /* since 1970, as now_s */
};

struct replays {
	struct replay at[REPLAYS_MAX];
	int next;
};

enum replay_verdict { REPLAY_NEW, REPLAY_AGAIN, REPLAY_OTHER };

/* Of an account's call; `max_age_s`: what came earlier is forgotten. An empty nonce is always new. */
enum replay_verdict replays_judge(const struct replays *replays, int64_t account, struct view nonce,
    struct view bytes, int64_t now_s, int64_t max_age_s);
/* Once it is stored. */
void replays_note(
    struct replays *replays, int64_t account, struct view nonce, struct view bytes, int64_t now_s);

#endif
