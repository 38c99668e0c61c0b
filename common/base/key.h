/*
 * key - lock keys (consistency.md, rule 1): the 64-bit numbers that a batch takes
 * as advisory locks before it writes.
 *
 * Owns: the classes and the hash. The same function in SQL is ops.key(class,
 * tenant, thing); test_key.c and tests/integration/keys hold the common vectors.
 *
 * The hash is the first 8 bytes, big endian, of SHA-256("class:tenant:thing").
 */
#ifndef COMMON_BASE_KEY_H
#define COMMON_BASE_KEY_H

#include <stdint.h>

#include "common/base/str.h"

/* The class names are the words used in SQL: ops.key('agent', tenant, id::text). */
int64_t key_of(const char *class, int64_t tenant, struct view thing);
int64_t key_of_id(const char *class, int64_t tenant, int64_t id);

/* Conversation: class "conversation", thing "<channel id>:<customer number>". */
int64_t key_conversation(int64_t tenant, int64_t channel, struct view customer_number);

/* Carrier message: class "provider", tenant 0, thing "<carrier account id>:<provider id>". */
int64_t key_provider(int64_t account, struct view provider_id);

#endif
