/*
 * hkdf - key derivation (RFC 5869) with HMAC-SHA256.
 *
 * Owns: nothing. Must not know: what keys are for.
 */
#ifndef COMMON_AUTH_HKDF_H
#define COMMON_AUTH_HKDF_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/str.h"

/* Fills `out` with `size` bytes, at most 255 × 32, derived from `key` for `info`. `salt` may be empty. Returns false, with nothing in
 * `out`, if the library fails; the caller wipes `out`. */
bool hkdf_sha256(struct view key, struct view salt, struct view info, void *out, size_t size);

#endif
