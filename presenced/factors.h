/*
 * factors - second factors: an authenticator's codes, and recovery codes (RFC 6238; reliability.md, Security);
 *       re-authentication of a session's user, by code or password (docs/decisions/0087-proof.md).
 *
 * Owns: secrets in memory while they are made, shown or compared; wiped after.
 * Must not know: logins (sessions.c), which code belongs to which moment (core/one_time.h), what was used
 *       before (presence.second_factor_take).
 */
#ifndef PRESENCED_FACTORS_H
#define PRESENCED_FACTORS_H

#include "presenced/core/one_time.h"
#include "presenced/presenced.h"

/* A code as somebody typed it, read against their factor. */
struct factor_code {
	bool given, recovery;
	int64_t step; /* -1: it fits none */
	unsigned char hash[SHA256_SIZE]; /* of a recovery code */
};

/* `box` empty: the user has no factor, the code is not looked at. `last`: the step of the code before.
 * `now_s`: the database's time. */
void factor_code_read(struct daemon *daemon, int64_t tenant, int64_t user, struct view box,
    int64_t last, int64_t now_s, struct view code, struct factor_code *out);
/* As owner functions take it: step, recovery. */
struct db_param factor_step(const struct factor_code *code);
struct db_param factor_recovery(const struct factor_code *code);

#endif
