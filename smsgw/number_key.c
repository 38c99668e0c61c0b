/* number_key - see number_key.h */
#include "smsgw/number_key.h"

#include <stdlib.h>

#include "smsgw/smsgw.h"

struct check {
	struct daemon *daemon;
	void (*done)(void *ctx, bool well);
	void *ctx;
};

static void
refuse(struct daemon *daemon)
{
	struct err err;

	(void)err_set(&err, ERR_CONFIG, "number_key",
	    "number_key is not the one that this database was first used with, so no opt-out "
	    "would be found: give the former one");
	daemon_fail(daemon, &err);
}

static void
on_kept(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct check check = *(struct check *)ctx;
	bool well = outcome == DB_DONE && db_bool(row, 0, 0);

	free(ctx);
	if (outcome == DB_DONE && !well && !daemon_draining(check.daemon))
		refuse(check.daemon);
	check.done(check.ctx, well);
}

void
number_key_check(struct daemon *daemon, void (*done)(void *ctx, bool well), void *ctx)
{
	struct check *check = mem_new(sizeof(*check));
	unsigned char digest[SHA256_SIZE];
	struct buf hex = { 0 };

	*check = (struct check){ daemon, done, ctx };
	/* A number is hashed as "<tenant>:<number>": this is no number's hash. */
	hmac_sha256(
	    view_of(config_text(daemon_config(daemon), "number_key")), VIEW("check"), digest);
	hex_encode((struct view){ (const char *)digest, sizeof(digest) }, &hex);
	const struct db_param params[] = { P_VIEW(buf_view(&hex)) };

	db_submit(daemon_db(daemon),
	    &(struct db_call){
		.query = &q_number_key_keep, .lane = DB_LANE_ALONE, .params = params },
	    on_kept, check);
	buf_fini(&hex);
}
