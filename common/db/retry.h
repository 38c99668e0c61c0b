/*
 * retry - what follows from an error of the server.
 *
 * Owns: the table SQLSTATE -> action, the counting of tries, the waiting times.
 * Must not know: connections, calls. Pure, except for the jitter's randomness,
 *       which comes in as a parameter.
 *
 * Rules: design/consistency.md 13; the table of design/database-and-bus.md 1.7.
 */
#ifndef COMMON_DB_RETRY_H
#define COMMON_DB_RETRY_H

#include <stdbool.h>
#include <stdint.h>

enum {
	RETRY_WHOLE_MAX = 3, /* tries of the same batch; also of one call alone */
	RETRY_JITTER_MIN_MS = 5, /* so that two batches which met do not meet again */
	RETRY_JITTER_MAX_MS = 50,
	RETRY_PRESSURE_MS = 200, /* rest after "too many connections", "disk full", … */
	RETRY_CONNECT_MIN_MS = 20,
	RETRY_CONNECT_MAX_MS = 1000,
};

/* Where in the batch the error came up. Only a member can be a culprit. */
enum retry_place {
	RETRY_AT_KEYS, /* BEGIN and the key statement */
	RETRY_AT_FENCE,
	RETRY_AT_MEMBER,
	RETRY_AT_END, /* the closing statement and COMMIT */
	RETRY_PLACES
};

enum retry_action {
	RETRY_DROP, /* the member has failed, the rest again */
	RETRY_ALONE, /* the member once more alone, then timed out; the rest again */
	RETRY_BATCH, /* transient: the whole batch, see retry_advance() */
	RETRY_BATCH_ON, /* the whole batch until its members' deadlines */
	RETRY_HALVES, /* an error without culprit: halves, and one alone has failed */
	RETRY_PREPARE, /* the session's statements are stale: prepare, then once more */
	RETRY_RECONNECT, /* the session is of no use any more: a new one, then again */
	RETRY_PRESSURE, /* the server has no room: rest, then again */
	RETRY_FENCED, /* another holds the shard: nobody is tried again */
};

/* `sqlstate` has five characters; NULL or "" (libpq's own errors) counts as a lost connection. */
enum retry_action retry_judge(const char *sqlstate, enum retry_place place);

/* True when a statement that can't be prepared is the fault of the schema or of the
 * statement, so that trying again is no use. */
bool retry_is_schema_fault(const char *sqlstate);

/* After a transient failure of a batch of `size` whose members have lost `tries`
 * times before: three times whole, then halves, then each alone three times. */
struct retry_step {
	int limit; /* the largest batch these members may be in */
	int tries;
	bool give_up;
};
struct retry_step retry_advance(int tries, int size);

int retry_half(int size); /* rounded up; of 1: 1 */

/* `random` may be any number. */
uint32_t retry_jitter_ms(uint64_t random); /* 5..50 */
uint32_t retry_backoff_ms(uint32_t previous_ms); /* 0: the first; doubles up to 1 s */
uint32_t retry_spread_ms(uint32_t backoff_ms, uint64_t random); /* half to all of it */

#endif
