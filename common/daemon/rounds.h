/*
 * rounds - what a part does again and again by itself: rounds, of which one at most is under way.
 *
 * Owns: when the next one begins, and the end of the part's memory, which waits for the round under way.
 * Must not know: what a round does.
 *
 * A round counts its calls: rounds_begun before each, rounds_back when it has come back. The last one that
 * came back says when the next round begins; without that there is none until somebody else says so.
 */
#ifndef COMMON_DAEMON_ROUNDS_H
#define COMMON_DAEMON_ROUNDS_H

#include "common/daemon/daemon.h"
#include "common/loop/loop.h"

struct rounds {
	struct daemon *daemon;
	const char *name; /* of daemon_data */
	struct timer timer;
	int under_way;
	bool stopping;
};

/* A part's memory, of malloc, begins with its rounds; it is daemon_data(name) until its end, and what `round` gets. No round
 * begins before rounds_at. */
void rounds_init(
    struct rounds *rounds, struct daemon *daemon, const char *name, void (*round)(void *part));
/* When the next round begins, by the monotonic clock; nothing while one is under way or the part ends. */
void rounds_at(struct rounds *rounds, int64_t deadline_ms);
void rounds_in(struct rounds *rounds, int64_t delay_ms);

void rounds_begun(struct rounds *rounds);
/* True: it was the round's last call. False: others are out, or the part ended and must not be touched. */
bool rounds_back(struct rounds *rounds);

/* What a part's stop does: no further round; daemon_part_stopped and free(part) when the last call is back. */
void rounds_stop(struct rounds *rounds);

#endif
