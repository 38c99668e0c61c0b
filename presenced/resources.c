/*
 * resources - what is done before a resource of `directory` is written: secrets are made.
 *
 * Owns: no state; the tables of fields stand in routes.c.
 */
#include <string.h>

#include "presenced/presenced.h"

enum { HOOK_KEY_BYTES = 16 };

/* A secret of ours, told once. */

void
api_key_prepare(struct resource_write *write)
{
	char token[TOKEN_TEXT_SIZE];
	unsigned char hash[SHA256_SIZE];
	struct buf hex = { 0 };

	if (write->id == 0 || strcmp(write->verb, "rotate") == 0) {
		token_make("tlk_", token);
		if (!token_hash(view_of(token), hash))
			abort();
		buf_add_text(&hex, "\\x");
		hex_encode((struct view){ (const char *)hash, sizeof(hash) }, &hex);
		resource_replace(write, "key_hash", "key_hash", buf_view(&hex));
		write->once = json_pack("{s:s}", "key", token);
		buf_fini(&hex);
		mem_wipe(token, sizeof(token));
	}
	resource_write_run(write);
}

void
channel_prepare(struct resource_write *write)
{
	unsigned char random[HOOK_KEY_BYTES];
	struct buf key = { 0 };

	if (write->id == 0 || strcmp(write->verb, "rotate") == 0) {
		random_fill(random, sizeof(random));
		hex_encode((struct view){ (const char *)random, sizeof(random) }, &key);
		resource_replace(write, "hook_key", "hook_key", buf_view(&key));
		write->once = json_pack("{s:s%}", "hook_key", buf_view(&key).p, buf_view(&key).n);
		buf_fini(&key);
	}
	resource_write_run(write);
}
