/*
 * resources - what is done before a resource of `directory` is written: secrets are hashed or made.
 *
 * Owns: no state; the tables of fields stand in routes.c.
 */
#include <stdlib.h>
#include <string.h>

#include "common/loop/loop.h"
#include "presenced/presenced.h"

enum { HOOK_KEY_BYTES = 16 };

/* ---- users: the password is hashed, off the loop ---- */

struct hashing {
	struct resource_write *write;
	char *password;
	struct buf hash;
	int failed;
};

static void
hash_work(void *ctx)
{
	struct hashing *hashing = ctx;

	hashing->failed = password_hash(view_of(hashing->password), &hashing->hash);
}

static void
hash_done(void *ctx)
{
	struct hashing *hashing = ctx;

	if (hashing->failed != 0)
		abort(); /* argon2id without memory */
	resource_replace(hashing->write, "password", "password_hash", buf_view(&hashing->hash));
	resource_write_run(hashing->write);
	mem_wipe(hashing->password, strlen(hashing->password));
	free(hashing->password);
	buf_fini(&hashing->hash);
	free(hashing);
}

void
user_prepare(struct resource_write *write)
{
	const char *password = json_string_value(json_object_get(write->item, "password"));
	struct hashing *hashing;

	if (password == NULL) {
		resource_write_run(write);
		return;
	}
	hashing = mem_zero(1, sizeof(*hashing));
	*hashing = (struct hashing){ .write = write, .password = mem_text(password) };
	job_run(daemon_loop(request_daemon(write->req)), hash_work, hash_done, hashing);
}

/* ---- API keys and channels: a secret of ours, told once ---- */

void
api_key_prepare(struct resource_write *write)
{
	char token[TOKEN_TEXT_SIZE];
	unsigned char hash[SHA256_SIZE];
	struct buf hex = { 0 };

	if (write->id == 0) {
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

	if (write->id == 0) {
		random_fill(random, sizeof(random));
		hex_encode((struct view){ (const char *)random, sizeof(random) }, &key);
		resource_replace(write, "hook_key", "hook_key", buf_view(&key));
		write->once = json_pack("{s:s%}", "hook_key", buf_view(&key).p, buf_view(&key).n);
		buf_fini(&key);
	}
	resource_write_run(write);
}
