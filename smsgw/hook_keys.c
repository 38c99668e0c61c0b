/*
 * hook_keys - keys of hooks' addresses: those that stand in the database as they are, are sealed (docs/decisions/0101-hook-keys.md); a fax number's key is made
 * and shown.
 *
 * Owns: one timer. A key stands there after the upgrade, an import, a write by the release before or by SQL. Sealing looks again whether the row still has this
 *       key, so any number of instances may do it. Must not know: what is called at the address (channels.h, fax.h).
 */
#include "common/auth/purpose.h"
#include "common/daemon/box.h"
#include "common/daemon/hook_key.h"
#include "common/daemon/rounds.h"
#include "common/log/log.h"
#include "smsgw/smsgw.h"

enum { ROUND_MS = 60000, RETRY_MS = 2000, AGAIN_MS = 100, BATCH = 100 };
enum { OPEN_KIND, OPEN_TENANT, OPEN_ID, OPEN_KEY };

static const char fax_table[] = PURPOSE_FAX_NUMBER;

struct hook_keys {
	struct rounds rounds;
	bool full, failed, away, again; /* away: the database did not answer */
	int sealed, refused; /* of this round */
};

static void
key_done(struct hook_keys *keys)
{
	bool soon = (keys->full && !keys->failed && keys->sealed > 0) || keys->again;

	if (!rounds_back(&keys->rounds))
		return;
	/* Of one round: another instance was first, or the key is another by now. Of each: something is wrong with these rows. */
	if (keys->refused > 0)
		LOG(WARN, "hook_keys_refused", LOG_INT("keys", keys->refused));
	rounds_in(&keys->rounds, soon ? AGAIN_MS : keys->away ? RETRY_MS : ROUND_MS);
}

static void
on_sealed(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct hook_keys *keys = ctx;

	keys->away = keys->away || outcome != DB_DONE;
	keys->failed = keys->failed || keys->away;
	if (outcome == DB_DONE)
		*(db_bool(row, 0, 0) ? &keys->sealed : &keys->refused) += 1;
	key_done(keys);
}

static void
key_seal(struct hook_keys *keys, const struct db_result *rows, int i)
{
	struct view kind = db_text(rows, i, OPEN_KIND), key = db_text(rows, i, OPEN_KEY);
	const char *table = view_is(kind, "channel") ? PURPOSE_CHANNEL : fax_table;
	int64_t tenant = db_int(rows, i, OPEN_TENANT), place = (int64_t)(random_u64() >> 1);
	unsigned char hash[SHA256_SIZE];
	struct buf box = { 0 };
	struct err err;

	if (box_seal(keys->rounds.daemon, table, tenant, place, key, &box, &err) != 0) {
		keys->failed = true;
		LOG(ERROR, "hook_key_unsealed", LOG_TEXT("table", table),
		    LOG_ID("row", db_int(rows, i, OPEN_ID)), LOG_TEXT("why", err.text));
		return;
	}
	hook_key_hash(key, hash);
	const struct db_param params[] = { P_VIEW(kind), P_INT(tenant),
		P_INT(db_int(rows, i, OPEN_ID)),
		P_BYTES(((struct view){ (const char *)hash, sizeof(hash) })),
		P_BYTES(buf_view(&box)), P_INT(place) };

	rounds_begun(&keys->rounds);
	db_submit(daemon_db(keys->rounds.daemon),
	    &(struct db_call){ .query = &q_hook_key_seal, .lane = DB_LANE_ALONE, .params = params },
	    on_sealed, keys);
	buf_fini(&box);
}

static void
on_open(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct hook_keys *keys = ctx;

	keys->failed = keys->away = outcome != DB_DONE;
	keys->sealed = keys->refused = 0;
	keys->full = outcome == DB_DONE && rows->rows >= BATCH;
	for (int i = 0; outcome == DB_DONE && i < rows->rows; i++)
		key_seal(keys, rows, i);
	key_done(keys);
}

static void
look(void *ctx)
{
	struct hook_keys *keys = ctx;
	const struct db_param params[] = { P_INT(BATCH) };

	keys->again = false;
	rounds_begun(&keys->rounds);
	db_submit(daemon_db(keys->rounds.daemon),
	    &(struct db_call){ .query = &q_hook_keys_open, .lane = DB_LANE_READ, .params = params },
	    on_open, keys);
}

void
hook_keys_look(struct daemon *daemon)
{
	struct hook_keys *keys = daemon_data(daemon, "hook_keys");

	if (keys == NULL || daemon_key_ring(daemon) == NULL)
		return;
	keys->again = keys->rounds.under_way > 0;
	rounds_in(&keys->rounds, 0);
}

/* Without a key ring nothing can be sealed: the keys stay as they are. */
int
hook_keys_start(struct daemon *daemon, struct err *err)
{
	struct hook_keys *keys = mem_zero(1, sizeof(*keys));

	(void)err;
	rounds_init(&keys->rounds, daemon, "hook_keys", look);
	if (daemon_key_ring(daemon) != NULL)
		rounds_in(&keys->rounds, 0);
	else
		LOG(WARN, "hook_keys_unsealed", LOG_TEXT("why", "no key_ring is configured"));
	return 0;
}

void
hook_keys_stop(struct daemon *daemon)
{
	struct hook_keys *keys = daemon_data(daemon, "hook_keys");

	rounds_stop(&keys->rounds);
}

/* ---- fax numbers ---- */

void
fax_number_prepare(struct resource_write *write)
{
	if (hook_key_is_due(write))
		hook_key_make(write, fax_table, NULL);
	else
		resource_write_run(write);
}

void
fax_number_show(struct http_req *req, json_t *item)
{
	hook_key_show(req, item, fax_table, "address_key");
}
