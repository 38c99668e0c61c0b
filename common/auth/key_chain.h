/*
 * key_chain - keyed hashes whose key can be replaced although nobody knows what was hashed.
 *
 * The hash of a text is HMAC-SHA-256 by the first key, hashed again by the second, and so on. A new key at the end of the chain
 * therefore needs the stored hashes alone, not the texts (docs/decisions/0118-number-key-rotation.md).
 *
 * Owns: the order of the keys, the form of all but the first. Must not know: what is hashed, where hashes are stored.
 */
#ifndef COMMON_AUTH_KEY_CHAIN_H
#define COMMON_AUTH_KEY_CHAIN_H

#include "common/base/bytes.h"
#include "common/base/str.h"

enum { KEY_CHAIN_MAX = 16, KEY_CHAIN_DIGITS = 64 };

struct key_chain {
	struct view
	    keys[KEY_CHAIN_MAX]; /* oldest first, in the memory that key_chain_parse was given */
	int count;
};

/* `first` is the oldest key, any text; `more` has the later ones, oldest first, each of KEY_CHAIN_DIGITS hexadecimal digits,
 * separated by blanks. Returns NULL, or what is wrong with `more` as the end of a sentence ("must …"); `first` is never wrong, and
 * `out` has at least that one. */
const char *key_chain_parse(struct view first, struct view more, struct key_chain *out);

/* Hashes `data` with the keys from number `from` (0: the first) to the last. `data` is a text, or, with from > 0, its hash by the
 * keys before. `from` must be below chain->count. `out` may be where `data` lies. */
void key_chain_hash(
    const struct key_chain *chain, int from, struct view data, unsigned char out[SHA256_SIZE]);

/* Adds the check value of each beginning of the chain, the shortest first, as an array of PostgreSQL: "{hex,hex}". A check value
 * tells chains from each other and discloses no key. */
void key_chain_checks(const struct key_chain *chain, struct buf *out);

#endif
