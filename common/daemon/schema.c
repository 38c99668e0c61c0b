/* schema - see schema.h */
#include "common/daemon/schema.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/daemon/skeleton.h"
#include "common_queries.h"

struct check {
	struct daemon *daemon;
	void (*well)(struct daemon *daemon);
};

int
schema_judge(int64_t version, int64_t contract, struct err *err)
{
	if (version < SCHEMA_NEEDED)
		return err_set(err, ERR_CONFIG, "database",
		    "the database's schema is %" PRId64
		    ", this release needs %d: run trunklinectl migrate",
		    version, SCHEMA_NEEDED);
	if (contract > SCHEMA_CONTRACT)
		return err_set(err, ERR_CONFIG, "database",
		    "migration %" PRId64 " took away what this release needs: install a newer one",
		    contract);
	return 0;
}

static void
on_version(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct check check = *(struct check *)ctx;
	struct err err;

	free(ctx);
	if (outcome != DB_DONE || row->rows != 1 || daemon_draining(check.daemon))
		return;
	if (schema_judge(db_int(row, 0, 0), db_int(row, 0, 1), &err) != 0)
		daemon_fail(check.daemon, &err);
	else
		check.well(check.daemon);
}

void
schema_check(struct daemon *daemon, void (*well)(struct daemon *daemon))
{
	struct check *check = mem_new(sizeof(*check));

	*check = (struct check){ daemon, well };
	db_submit(daemon->db, &(struct db_call){ .query = &q_schema_version, .lane = DB_LANE_READ },
	    on_version, check);
}
