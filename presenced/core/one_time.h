/*
 * one_time - codes that are good once: of an authenticator (RFC 6238), and for recovery.
 *
 * Owns: which code belongs to which moment, how secrets and recovery codes are written.
 * Must not know: the clock, where secrets are kept, which codes were used.
 *
 * HMAC-SHA-1, 30 s, 6 digits: what every authenticator program can do, and some can do nothing else.
 */
#ifndef PRESENCED_CORE_ONE_TIME_H
#define PRESENCED_CORE_ONE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/bytes.h"
#include "common/base/str.h"

enum {
	ONE_TIME_SECRET = 20, /* bytes (RFC 4226, 4: 160 bits) */
	ONE_TIME_DIGITS = 6,
	ONE_TIME_STEP_S = 30,
	RECOVERY_BYTES = 10,
	RECOVERY_SIZE = 20, /* "abcd-efgh-ijkl-mnop" */
};

/* The code of a step (seconds since 1970 / 30). */
int one_time_code(struct view secret, int64_t step);
/* Which step from the one before `now_s` to the one after it has this code and comes after `last`: the
 * earliest; -1: none. */
int64_t one_time_step(struct view secret, struct view code, int64_t now_s, int64_t last);

void base32_encode(struct view data, struct buf *out); /* upper case, without padding (RFC 4648) */
/* "otpauth://totp/Issuer:account?secret=…", percent-encoded. */
void one_time_uri(struct view issuer, struct view account, struct view secret, struct buf *out);

/* 80 bits as 16 letters and digits in groups of four. */
void recovery_write(const unsigned char random[RECOVERY_BYTES], char out[RECOVERY_SIZE]);
/* The hash that is stored of one, however it is typed: case, spaces and hyphens do not count. False: it has
 * not the form. */
bool recovery_hash(struct view code, unsigned char out[SHA256_SIZE]);

#endif
