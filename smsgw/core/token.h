/*
 * token - a JSON web token that a carrier signs its call with (HS256, HS384, HS512).
 *
 * Owns: the token's form and claims. Must not know: which carrier, the clock.
 *
 * No other algorithm is taken, whatever the token says: "none" and public keys least of all.
 */
#ifndef SMSGW_CORE_TOKEN_H
#define SMSGW_CORE_TOKEN_H

#include "smsgw/core/signature.h"

enum { TOKEN_MAX = 4096 };

struct token_rule {
	const char *issuer; /* claim iss; NULL: any */
	int64_t now_s, max_age_s, leeway_s; /* iat: within max_age_s; nbf, exp: with leeway_s */
	struct view url, body; /* claims url_hash and payload_hash, where they come, are of these */
	bool url_needed; /* url_hash must come */
};

/* `jti` is added to `nonce`. A token without any time is refused; one without payload_hash too when there is a body. */
enum verdict token_judge(
    struct view secret, struct view token, const struct token_rule *rule, struct buf *nonce);

#endif
