/*
 * hook_key - the secret in the address that a carrier or a fax provider calls (docs/decisions/0101-hook-keys.md).
 *
 * Owns: how one is made, what a row keeps of it: its hash, and the key in a box. Must not know: whose addresses they are.
 */
#ifndef COMMON_DAEMON_HOOK_KEY_H
#define COMMON_DAEMON_HOOK_KEY_H

#include "common/base/bytes.h"
#include "common/daemon/resource.h"

void hook_key_hash(struct view key, unsigned char out[SHA256_SIZE]);

/* Of struct resource.prepare: whether this write makes a new key. */
bool hook_key_is_due(const struct resource_write *write);
/* A new key in `write` as the row of `table` keeps it, then the write: `hook_key_hash`, `secret`, `box`. `hook_key`, the key itself, where it can't be sealed
 * (there is no key ring) or must not be yet: a process of an earlier build may live, which can't open it. `once`: the answer's member that has
 * the key, which is kept nowhere; may be NULL. */
void hook_key_make(struct resource_write *write, const char *table, const char *once);

/* Of struct resource.show: `name` of an item of `table` is "<box>:<hex>", and becomes the key; anything else stays. null: it does not open. */
void hook_key_show(struct http_req *req, json_t *item, const char *table, const char *name);

#endif
