/*
 * hook_key - the secret in the address that a carrier or a fax provider calls (docs/decisions/0101-hook-keys.md).
 *
 * Owns: how one is made, what a row keeps of it: its hash, and the key in a box. Must not know: whose addresses they are.
 */
#ifndef COMMON_DAEMON_HOOK_KEY_H
#define COMMON_DAEMON_HOOK_KEY_H

#include "common/base/bytes.h"
#include "common/daemon/resource.h"

enum { HOOK_KEY_BYTES = 16, HOOK_KEY_SIZE = 2 * HOOK_KEY_BYTES + 1 };

void hook_key_hash(struct view key, unsigned char out[SHA256_SIZE]);

/* A new key, in `out`, and in `write` what the row of `table` keeps of it: `hook_key_hash`, `secret`, `box`. Without a key ring nothing can be sealed: then
 * `hook_key`, the key itself. -1: `err` says why not. */
int hook_key_make(
    struct resource_write *write, const char *table, char out[HOOK_KEY_SIZE], struct err *err);

/* Of struct resource.show: `name` of an item of `table` is "<box>:<hex>", and becomes the key; anything else stays. null: it does not open. */
void hook_key_show(struct http_req *req, json_t *item, const char *table, const char *name);

#endif
