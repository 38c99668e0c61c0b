/*
 * liveness - when a session counts as live or stale, by its tenant's limit.
 *
 * Owns: the limits that are known here, and what follows from them: the judgement, and how
 *       often a page is pinged.
 * Must not know: streams, the database, the clock.
 *
 * The limit is the tenant's `stale_ms` (20-routing, the lease table). The database alone holds
 * it: each answer of presence.session_live brings it. Until the first answer a tenant's limit
 * is not known (0), and who has a stream is live.
 */
#ifndef CHATD_CORE_LIVENESS_H
#define CHATD_CORE_LIVENESS_H

#include <stdbool.h>
#include <stdint.h>

/* Idle: live, and nobody has touched any of its pages for a while (of Work; an agent's is live). */
enum liveness { SEAT_UNTOLD, SEAT_LIVE, SEAT_IDLE, SEAT_STALE, SEAT_CLOSED };

enum { PING_MS = 4000 }; /* consistency.md, rule 9 */

/* `streams` open, one of which was silent for `silent_ms`, the others no shorter. */
enum liveness liveness_judge(int64_t streams, int64_t silent_ms, int64_t stale_ms);

bool liveness_answers(enum liveness liveness); /* live or idle */

/* PING_MS, but two fifths of a shorter limit: one answer may come late and be in time. */
int64_t liveness_ping_ms(int64_t stale_ms);

struct limits;

struct limits *limits_new(void);
void limits_free(struct limits *limits);
int64_t limits_find(const struct limits *limits, int64_t tenant); /* 0: not known */
/* A limit below 1 is none: it stays as it was. */
void limits_set(struct limits *limits, int64_t tenant, int64_t stale_ms);

#endif
