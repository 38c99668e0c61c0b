/*
 * verdict - why an agent may, or may not, be offered an interaction.
 *
 * Owns: the codes of spec/20-routing "Explanation", one table of code and words.
 * Must not know: how a verdict is found (judge.h).
 *
 * A code's number is stored as half a byte per member (consistency.md, 27), so a
 * number is never given to another code.
 */
#ifndef ROUTERD_CORE_VERDICT_H
#define ROUTERD_CORE_VERDICT_H

#include "common/base/str.h"

enum verdict {
	VERDICT_ELIGIBLE,
	VERDICT_MEMBERSHIP, /* no enabled member of the queue */
	VERDICT_MEDIUM, /* has no limit for the medium at all */
	VERDICT_SKILL, /* lacks a required skill */
	VERDICT_LEVEL, /* holds it below the required level */
	VERDICT_EMERGENCY,
	VERDICT_STATUS,
	VERDICT_STOP_NEW,
	VERDICT_LEASE,
	VERDICT_WRAP_UP, /* would have capacity but for a wrap-up */
	VERDICT_CAPACITY, /* also: handles the other medium and does not blend */
	VERDICT_COOL_DOWN,
	VERDICT_LAST_AGENT, /* it waits for the agent who served the customer last */
	VERDICT_COUNT
};

_Static_assert(VERDICT_COUNT <= 16, "a verdict is stored in half a byte");

const char *verdict_code(enum verdict verdict); /* "cool_down": stable */
const char *verdict_words(enum verdict verdict); /* a short sentence without details */

/* The verdict of a code. False for an unknown one. */
bool verdict_of(struct view code, enum verdict *out);

#endif
