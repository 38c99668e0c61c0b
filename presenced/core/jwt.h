/*
 * jwt - signed tokens of an identity provider: read and verified (RFC 7515, 7517, 7518, 7519).
 *
 * Owns: RS256 and ES256, and the keys of a JWKS document. Nothing else is taken: no "none", no HMAC, whatever
 *       a token says of itself.
 * Must not know: what claims mean (oidc.h), where keys come from, the clock.
 */
#ifndef PRESENCED_CORE_JWT_H
#define PRESENCED_CORE_JWT_H

#include <jansson.h>
#include <stdbool.h>

#include "common/base/str.h"

enum { JWT_MAX = 16 * 1024, JWT_KEYS_MAX = 32, JWT_RSA_BITS_MIN = 2048, JWT_RSA_BITS_MAX = 8192 };

struct jwt_keys;

/* Of a JWKS document; keys of other kinds are left out. NULL: it is no such document. */
struct jwt_keys *jwt_keys_read(struct view json);
void jwt_keys_free(struct jwt_keys *keys);
int jwt_keys_count(const struct jwt_keys *keys);

enum jwt_verdict {
	JWT_RIGHT,
	JWT_MALFORMED,
	JWT_ALGORITHM, /* neither RS256 nor ES256, or one that the key is not for */
	JWT_UNKNOWN_KEY, /* perhaps a new one: read the keys again */
	JWT_SIGNATURE,
};

/* JWT_RIGHT: `claims` is the caller's to free; else it is NULL. */
enum jwt_verdict jwt_read(struct view token, const struct jwt_keys *keys, json_t **claims);

#endif
