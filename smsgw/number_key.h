/*
 * number_key - the keys under whose hashes opt-outs, blocks and passwords of SMPP clients are kept.
 *
 * Under other keys no block would be found, and customers who said STOP would get texts again. So the database remembers a check
 * value of the keys that its hashes have, never a key. `trunklinectl number-key rotate` adds a key to both.
 *
 * Owns: the chain of keys of the configuration (number_key, number_key_chain), its check value.
 * Must not know: what is hashed (accept.c, smpp_clients.c).
 */
#ifndef SMSGW_NUMBER_KEY_H
#define SMSGW_NUMBER_KEY_H

#include <stdbool.h>

#include "common/base/bytes.h"

struct daemon;
struct daemon_admission;

/* The keyed hash of `text` by all keys. */
void number_key_hash(struct daemon *daemon, struct view text, unsigned char out[SHA256_SIZE]);

/* No connection serves on which the database's hashes have other keys: nothing is looked up and nothing written by former ones, also
 * by a gateway that was away during a rotation. Waits for a rotation that is under way. */
extern const struct daemon_admission number_key_admission;

#endif
