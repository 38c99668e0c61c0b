/*
 * failover - when a channel's second carrier takes over, and when the first is tried again (SMS-34).
 *
 * The first counts as down when it has taken nothing for a while: each of its answers in that time was a refusal of
 * our account, "later", or none. While the second sends, one text at a time tries the first, at intervals that double;
 * the first one that it takes ends the second's turn.
 *
 * Owns: what is known of one channel's first carrier. Which of them sends stands in the database; it is told here
 *       (failover_stands). Must not know: clock, database, carriers.
 */
#ifndef SMSGW_CORE_FAILOVER_H
#define SMSGW_CORE_FAILOVER_H

#include <stdbool.h>
#include <stdint.h>

enum { FAILOVER_PROBE_MAX_MS = 900000 };

enum failover_act { FAILOVER_STAY, FAILOVER_TO_SECOND, FAILOVER_TO_FIRST };

struct failover {
	bool second; /* the second sends */
	bool failing; /* the first took nothing since failing_ms */
	bool probing; /* a text that tries the first is under way */
	int64_t failing_ms;
	int64_t probe_ms, probe_wait_ms; /* when the first is tried again */
};

/* Which of them sends, as the database says. after_ms: how long the first must be down. */
void failover_stands(struct failover *failover, bool second, int64_t after_ms, int64_t now_ms);
/* Whether the next text is to try the first though the second sends. */
bool failover_due(const struct failover *failover, int64_t now_ms);
void failover_probe(struct failover *failover); /* it has begun */
/* The first carrier's answer: `up` when it took the text or judged it. */
enum failover_act failover_told(
    struct failover *failover, bool up, int64_t after_ms, int64_t now_ms);

#endif
