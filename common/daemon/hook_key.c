/* hook_key - see hook_key.h */
#include "common/daemon/hook_key.h"

#include <stdlib.h>
#include <string.h>

#include "common/daemon/box.h"
#include "common_queries.h"

enum { HOOK_KEY_BYTES = 16 };

void
hook_key_hash(struct view key, unsigned char out[SHA256_SIZE])
{
	sha256(key, out);
}

/* A write that waits for the answer of key_check_missing. */
struct making {
	struct resource_write *write;
	const char *table, *once;
};

bool
hook_key_is_due(const struct resource_write *write)
{
	return write->id == 0 || strcmp(write->verb, "rotate") == 0;
}

static int
keep_sealed(struct resource_write *write, const char *table, struct view key, struct err *err)
{
	unsigned char hash[SHA256_SIZE];

	if (resource_seal(write, "hook_key", "secret", table, key, err) != 0)
		return -1;
	hook_key_hash(key, hash);
	resource_replace_bytes(write, "hook_key_hash", "hook_key_hash",
	    (struct view){ (const char *)hash, sizeof(hash) });
	return 0;
}

static void
make(const struct making *making, bool sealed)
{
	struct resource_write *write = making->write;
	unsigned char random[HOOK_KEY_BYTES];
	struct buf key = { 0 };
	struct err err = { 0 };
	int result = 0;

	random_fill(random, sizeof(random));
	hex_encode((struct view){ (const char *)random, sizeof(random) }, &key);
	if (sealed)
		result = keep_sealed(write, making->table, buf_view(&key), &err);
	else
		resource_replace(write, "hook_key", "hook_key", buf_view(&key));
	if (result == 0 && making->once != NULL)
		write->once = json_pack("{s:s%}", making->once, key.p, key.n);
	box_wipe(&key);
	mem_wipe(random, sizeof(random));
	if (result == 0)
		resource_write_run(write);
	else
		resource_write_refuse(write, &err);
}

/* Where the database does not say, the key is one that all builds read: smsgw seals it later. */
static void
on_builds_known(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct making *making = ctx;

	make(making, outcome == DB_DONE && !db_bool(row, 0, 0));
	free(making);
}

void
hook_key_make(struct resource_write *write, const char *table, const char *once)
{
	struct making making = { write, table, once }, *waits;
	struct daemon *daemon = request_daemon(write->req);

	if (daemon_key_ring(daemon) == NULL) {
		make(&making, false);
		return;
	}
	waits = mem_zero(1, sizeof(*waits));
	*waits = making;
	db_submit(daemon_db(daemon),
	    &(struct db_call){ .query = &q_key_check_missing, .lane = DB_LANE_READ },
	    on_builds_known, waits);
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
