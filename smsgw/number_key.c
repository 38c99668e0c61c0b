/* number_key - see number_key.h */
#include "smsgw/number_key.h"

#include <stdlib.h>

#include "common/auth/key_chain.h"
#include "smsgw/smsgw.h"

struct check {
	struct daemon *daemon;
	int keys;
	void (*done)(void *ctx, bool well);
	void *ctx;
};

/* Never wrong: the configuration was checked (CONFIG_KEYS). */
static void
chain_read(struct daemon *daemon, struct key_chain *chain)
{
	const struct config *config = daemon_config(daemon);

	(void)key_chain_parse(view_of(config_text(config, "number_key")),
	    view_of(config_text(config, "number_key_chain")), chain);
}

void
number_key_hash(struct daemon *daemon, struct view text, unsigned char out[SHA256_SIZE])
{
	struct key_chain chain;

	chain_read(daemon, &chain);
	key_chain_hash(&chain, 0, text, out);
}

/* `kept`: how many keys of the chain the database's hashes have; 0: they have other ones. */
static void
refuse(struct daemon *daemon, int64_t kept)
{
	struct err err;

	if (kept > 0)
		(void)err_set(&err, ERR_CONFIG, "number_key_chain",
		    "number_key_chain has keys that the database's hashes do not have yet, so no "
		    "opt-out would be found: run trunklinectl number-key rotate");
	else
		(void)err_set(&err, ERR_CONFIG, "number_key",
		    "number_key is not the one that this database was first used with, or "
		    "number_key_chain lacks a key that was added since, so no opt-out would be "
		    "found: give the former ones");
	daemon_fail(daemon, &err);
}

static void
on_kept(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct check check = *(struct check *)ctx;
	bool well = outcome == DB_DONE && db_int(row, 0, 0) == check.keys;

	free(ctx);
	if (outcome == DB_DONE && !well && !daemon_draining(check.daemon))
		refuse(check.daemon, db_int(row, 0, 0));
	check.done(check.ctx, well);
}

void
number_key_check(struct daemon *daemon, void (*done)(void *ctx, bool well), void *ctx)
{
	struct check *check = mem_new(sizeof(*check));
	struct buf checks = { 0 };
	struct key_chain chain;

	chain_read(daemon, &chain);
	key_chain_checks(&chain, &checks);
	*check = (struct check){ daemon, chain.count, done, ctx };
	const struct db_param params[] = { P_VIEW(buf_view(&checks)) };

	db_submit(daemon_db(daemon),
	    &(struct db_call){
		.query = &q_number_key_keep, .lane = DB_LANE_ALONE, .params = params },
	    on_kept, check);
	buf_fini(&checks);
}
