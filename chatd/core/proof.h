/*
 * proof - the proof of work that a browser computes before it may begin a web chat.
 *
 * Owns: what a challenge says, and when a proof answers it. A proof is a text: the challenge, a dot, a nonce. Its SHA-256 begins with
 *       a number of zero bits, which takes 2^bits attempts on average to find and one to check.
 * Must not know: HTTP, the clock, how a challenge is sealed.
 *
 * A challenge is bound to the token of one chat: used again, it begins that chat again, which exists, and no other.
 */
#ifndef CHATD_CORE_PROOF_H
#define CHATD_CORE_PROOF_H

#include <stdint.h>

#include "common/base/str.h"

enum {
	PROOF_MAX = 400, /* characters of a proof */
	PROOF_NONCE_MAX = 20, /* and of its nonce */
	PROOF_VALID_S = 300, /* how long a challenge may be answered */
};

enum proof_fault {
	PROOF_GOOD,
	PROOF_MISSING,
	PROOF_MALFORMED,
	PROOF_TOO_EASY,
	PROOF_UNKNOWN,
	PROOF_OTHER_CHAT,
	PROOF_EXPIRED,
	PROOF_FAULTS
};

/* One sentence for people. */
const char *proof_fault_text(enum proof_fault fault);

/* The chat that a challenge is for. */
struct proof_chat {
	int64_t tenant, channel;
	struct view number; /* of the visitor, made of their token's hash */
};

/* Adds what is sealed as the challenge. */
void proof_challenge_write(const struct proof_chat *chat, int64_t expires_s, struct buf *out);
/* GOOD, MISSING, MALFORMED or TOO_EASY: form and work of a proof from a stranger. When GOOD, `challenge` is its part before the dot. */
enum proof_fault proof_work_check(struct view proof, int64_t bits, struct view *challenge);
/* GOOD, UNKNOWN, OTHER_CHAT or EXPIRED: `plain` is the challenge, opened. */
enum proof_fault proof_challenge_check(
    struct view plain, const struct proof_chat *chat, int64_t now_s);

#endif
