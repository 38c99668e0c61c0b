/* hook_key - see hook_key.h */
#include "common/daemon/hook_key.h"

#include <stdio.h>

#include "common/daemon/box.h"

void
hook_key_hash(struct view key, unsigned char out[SHA256_SIZE])
{
	sha256(key, out);
}

static int
hook_key_keep(struct resource_write *write, const char *table, struct view key, struct err *err)
{
	unsigned char hash[SHA256_SIZE];
	struct buf hex = { 0 };

	if (daemon_key_ring(request_daemon(write->req)) == NULL) {
		resource_replace(write, "hook_key", "hook_key", key);
		return 0;
	}
	if (resource_seal(write, "hook_key", "secret", table, key, err) != 0)
		return -1;
	hook_key_hash(key, hash);
	buf_add_text(&hex, "\\x");
	hex_encode((struct view){ (const char *)hash, sizeof(hash) }, &hex);
	resource_replace(write, "hook_key_hash", "hook_key_hash", buf_view(&hex));
	buf_fini(&hex);
	return 0;
}

int
hook_key_make(
    struct resource_write *write, const char *table, char out[HOOK_KEY_SIZE], struct err *err)
{
	unsigned char random[HOOK_KEY_BYTES];
	struct buf key = { 0 };
	int result;

	random_fill(random, sizeof(random));
	hex_encode((struct view){ (const char *)random, sizeof(random) }, &key);
	(void)snprintf(out, HOOK_KEY_SIZE, "%s", key.p);
	result = hook_key_keep(write, table, buf_view(&key), err);
	box_wipe(&key);
	mem_wipe(random, sizeof(random));
	return result;
}

void
hook_key_show(struct http_req *req, json_t *item, const char *table, const char *name)
{
	const json_t *shown = json_object_get(item, name);
	struct view rest = { json_string_value(shown), json_string_length(shown) };
	struct view box = view_cut(&rest, ':');
	struct buf sealed = { 0 }, key = { 0 };
	int64_t row;

	if (rest.n == 0 || !view_to_int(box, 0, INT64_MAX, &row))
		return;
	hex_decode(rest, &sealed);
	if (box_open(request_daemon(req), table, request_actor(req)->tenant, row, buf_view(&sealed),
		&key) == 0)
		(void)json_object_set_new(item, name, json_stringn(key.p, key.n));
	else
		(void)json_object_set_new(item, name, json_null());
	box_wipe(&key);
	buf_fini(&sealed);
}
