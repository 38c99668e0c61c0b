/*
 * relay_state - whether rtpengine answers, judged by pings.
 *
 * Owns: when the next ping is due, how many silent ones make it down, since when it has been silent.
 * Must not know: the relay's client, the clock.
 *
 * One ping is under way at a time. Only silence counts: a ping that was not sent says nothing, and any answer, a refusal too, is one.
 */
#ifndef VOICED_CORE_RELAY_STATE_H
#define VOICED_CORE_RELAY_STATE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	RELAY_STATE_SILENT = 2, /* so many silent pings in a row: it is down */
	RELAY_STATE_EVERY_MS = 5000, /* from ping to ping */
	RELAY_STATE_SOON_MS = 1000, /* likewise, after one that was not answered */
};

/* RELAY_UNKNOWN: no ping has been answered yet, and too few were silent. */
enum relay_health { RELAY_UNKNOWN, RELAY_UP, RELAY_DOWN, RELAY_HEALTH_COUNT };

enum relay_ping { RELAY_PING_ANSWERED, RELAY_PING_SILENT, RELAY_PING_UNSENT, RELAY_PING_COUNT };

/* All zero: it begins, and a ping is due at once. Times are milliseconds of one monotonic clock. */
struct relay_state {
	enum relay_health health;
	int silent; /* pings in a row, at most RELAY_STATE_SILENT */
	int64_t silent_since_ms; /* when the first of them was sent */
	int64_t next_ms; /* when the next ping is due */
};

bool relay_state_may_go(enum relay_health from, enum relay_health to);

/* What came of the ping that was sent then. True: `health` has changed. */
bool relay_state_on_ping(struct relay_state *state, enum relay_ping ping, int64_t sent_ms);

#endif
