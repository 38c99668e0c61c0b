/*
 * signature - the headers of Standard Webhooks 1.0, and the form of a secret.
 *
 * Owns: what is signed ("<id>.<seconds>.<body>", HMAC-SHA256) and how it is written.
 * Must not know: where secrets are kept, what a body says.
 */
#ifndef HOOKD_CORE_SIGNATURE_H
#define HOOKD_CORE_SIGNATURE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

enum { SECRET_BYTES = 32, SECRET_BYTES_MIN = 24, SECRET_BYTES_MAX = 64, SECRETS_MAX = 2 };

/* "whsec_" and base64 of these random bytes, added to `out`. */
void secret_write(struct view bytes, struct buf *out);

/* Adds "v1,<base64>", after a space if `out` holds one already. False: `secret` is not of the form above,
 * with 24 to 64 bytes; nothing is added. */
bool signature_add(
    struct view secret, struct view id, int64_t seconds, struct view body, struct buf *out);

#endif
