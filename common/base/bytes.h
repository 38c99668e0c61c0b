/*
 * bytes - random bytes, hexadecimal, base64, digests, constant-time comparison.
 *
 * Owns: the wrapping of OpenSSL's primitives that more than one folder needs.
 * Must not know: what is signed or hashed, and why.
 */
#ifndef COMMON_BASE_BYTES_H
#define COMMON_BASE_BYTES_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

void random_fill(void *out, size_t n); /* from the kernel; never fails */
uint64_t random_u64(void);

enum { SHA256_SIZE = 32, SHA1_SIZE = 20 };

void sha256(struct view data, unsigned char out[SHA256_SIZE]);
void hmac_sha256(struct view key, struct view data, unsigned char out[SHA256_SIZE]);
void hmac_sha1(struct view key, struct view data, unsigned char out[SHA1_SIZE]);

/* True when equal; takes the same time for each content of one length. */
bool bytes_equal_secret(struct view a, struct view b);

int hex_value(char digit); /* 0 to 15, -1: not a digit */
void hex_encode(struct view data, struct buf *out); /* lower case */
/* The reverse, for text of our own making: digits are not checked, a single one at the end is left. */
void hex_decode(struct view text, struct buf *out);
void base64_encode(struct view data, struct buf *out); /* with padding */
void base64url_encode(struct view data, struct buf *out); /* without padding */
/* Strict: padding, no white space. Added to `out`; after false `out` holds a part of it. */
bool base64_decode(struct view text, struct buf *out);
bool base64url_decode(struct view text, struct buf *out); /* the same, without padding */

#endif
