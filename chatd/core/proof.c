/* proof - see proof.h */
#include "chatd/core/proof.h"

#include <inttypes.h>

#include "common/base/bytes.h"

const char *
proof_fault_text(enum proof_fault fault)
{
	static const char *const texts[PROOF_FAULTS] = {
		[PROOF_GOOD] = "",
		[PROOF_MISSING] = "Solve the challenge and send `proof`.",
		[PROOF_MALFORMED] = "`proof` is not a challenge, a dot and 1 to 20 characters.",
		[PROOF_TOO_EASY] = "The SHA-256 of `proof` begins with too few zero bits.",
		[PROOF_UNKNOWN] = "`proof` answers no challenge of this server.",
		[PROOF_OTHER_CHAT] = "The challenge is for another chat.",
		[PROOF_EXPIRED] = "The challenge has expired.",
	};

	return texts[fault];
}

void
proof_challenge_write(const struct proof_chat *chat, int64_t expires_s, struct buf *out)
{
	buf_addf(
	    out, "%" PRId64 ":%" PRId64 ":%" PRId64 ":", chat->tenant, chat->channel, expires_s);
	buf_add_view(out, chat->number);
}

static int
zero_bits(const unsigned char hash[SHA256_SIZE])
{
	int bits = 0;

	while (bits < 8 * SHA256_SIZE && (hash[bits / 8] >> (7 - bits % 8) & 1) == 0)
		bits++;
	return bits;
}

enum proof_fault
proof_work_check(struct view proof, int64_t bits, struct view *challenge)
{
	unsigned char hash[SHA256_SIZE];
	struct view nonce = proof;

	if (proof.n == 0)
		return PROOF_MISSING;
	*challenge = view_cut(&nonce, '.');
	if (proof.n > PROOF_MAX || challenge->n == 0 || nonce.n == 0 || nonce.n > PROOF_NONCE_MAX)
		return PROOF_MALFORMED;
	sha256(proof, hash);
	return zero_bits(hash) >= bits ? PROOF_GOOD : PROOF_TOO_EASY;
}

enum proof_fault
proof_challenge_check(struct view plain, const struct proof_chat *chat, int64_t now_s)
{
	int64_t tenant, channel, expires_s;

	if (!view_to_int(view_cut(&plain, ':'), 1, INT64_MAX, &tenant) ||
	    !view_to_int(view_cut(&plain, ':'), 1, INT64_MAX, &channel) ||
	    !view_to_int(view_cut(&plain, ':'), 1, INT64_MAX, &expires_s))
		return PROOF_UNKNOWN;
	if (tenant != chat->tenant || channel != chat->channel || !view_eq(plain, chat->number))
		return PROOF_OTHER_CHAT;
	return expires_s > now_s ? PROOF_GOOD : PROOF_EXPIRED;
}
