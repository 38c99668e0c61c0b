/*
 * sweeps - what time does to texts: parts that did not come (SMS-8), receipts that wait for
 * their message (consistency.md, 17), texts that wait for the end of quiet hours (SMS-21).
 *
 * Owns: one timer. Each sweep is an owner function that looks again under its keys, so that two
 *       instances do no harm to each other.
 */
#include <stdlib.h>

#include "common/daemon/rounds.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "smsgw/accept.h"
#include "smsgw/smsgw.h"

enum { SWEEP_MS = 5000, MATCH_EVERY = 12, SWEEP_MAX = 200 };
enum { DUE_TENANT, DUE_SET, DUE_CHANNEL, DUE_NUMBER };
enum { PARKED, PARKED_LATE, PARKED_LOST, PARKED_DOUBTFUL };

static GAUGE(parked, "sms_receipts_parked", "Receipts that wait for their message");
static GAUGE(
    late, "sms_receipts_parked_late", "Parked for 5 minutes though we sent the message: must be 0");

static GAUGE(doubtful, "sms_receipts_parked_doubtful",
    "Parked that may be of a text whose send was lost: to its number, without its words");

static COUNTER(lifted, "sms_held_lifted_total", "Texts whose quiet hours were over");

struct sweeps {
	struct rounds rounds;
	int round;
};

static void
part_done(struct sweeps *sweeps)
{
	if (rounds_back(&sweeps->rounds))
		rounds_in(&sweeps->rounds, SWEEP_MS);
}

static void
on_done(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	(void)outcome;
	(void)result;
	part_done(ctx);
}

/* ---- parts ---- */

struct flush {
	struct sweeps *sweeps;
	int64_t tenant, channel;
	char number[32];
};

static void
on_flushed(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct flush *flush = ctx;

	if (outcome == DB_DONE && view_is(db_text(row, 0, 0), "accepted"))
		accept_tell(flush->sweeps->rounds.daemon, flush->tenant, row,
		    (struct view){ NULL, 0 }, view_of(flush->number), flush->channel);
	part_done(flush->sweeps);
	free(flush);
}

static void
flush_set(struct sweeps *sweeps, const struct db_result *rows, int i)
{
	struct flush *flush = mem_zero(1, sizeof(*flush));
	struct view number = db_text(rows, i, DUE_NUMBER);

	flush->sweeps = sweeps;
	flush->tenant = db_int(rows, i, DUE_TENANT);
	flush->channel = db_int(rows, i, DUE_CHANNEL);
	(void)view_copy(number, flush->number, sizeof(flush->number));
	const struct db_param params[] = { P_INT(flush->tenant), P_INT(db_int(rows, i, DUE_SET)) };
	const int64_t keys[] = { key_conversation(flush->tenant, flush->channel, number),
		key_of("customer_number", flush->tenant, number) };

	rounds_begun(&sweeps->rounds);
	db_submit(daemon_db(sweeps->rounds.daemon),
	    &(struct db_call){ .query = &q_parts_flush,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = 2 },
	    on_flushed, flush);
}

static void
on_parts_due(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct sweeps *sweeps = ctx;

	for (int i = 0; outcome == DB_DONE && i < rows->rows; i++)
		flush_set(sweeps, rows, i);
	part_done(sweeps);
}

/* ---- quiet hours ---- */

static void
on_lifted(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct sweeps *sweeps = ctx;

	if (outcome == DB_DONE && row->rows == 1) {
		daemon_publish_news(sweeps->rounds.daemon, db_text(row, 0, db_col(row, "news")));
		metric_add(&lifted, db_int(row, 0, db_col(row, "lifted")));
	}
	part_done(sweeps);
}

/* ---- receipts ---- */

static void
on_parked(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	if (outcome == DB_DONE && row->rows == 1) {
		metric_set(&parked, db_int(row, 0, PARKED));
		metric_set(&late, db_int(row, 0, PARKED_LATE));
		metric_set(&doubtful, db_int(row, 0, PARKED_DOUBTFUL));
	}
	part_done(ctx);
}

static void
submit(struct sweeps *sweeps, const struct db_query *query, enum db_lane lane, int64_t limit,
    db_done done)
{
	const struct db_param params[] = { P_INT(limit) };

	rounds_begun(&sweeps->rounds);
	db_submit(daemon_db(sweeps->rounds.daemon),
	    &(struct db_call){ .query = query, .lane = lane, .params = params }, done, sweeps);
}

static void
sweep(void *ctx)
{
	struct sweeps *sweeps = ctx;

	rounds_begun(&sweeps->rounds); /* the round itself, until all are submitted */
	submit(sweeps, &q_parts_due, DB_LANE_READ, SWEEP_MAX, on_parts_due);
	submit(sweeps, &q_holds_due, DB_LANE_ALONE, SWEEP_MAX, on_lifted);
	if (sweeps->round++ % MATCH_EVERY == 0) {
		submit(sweeps, &q_receipts_match, DB_LANE_ALONE, SWEEP_MAX, on_done);
		rounds_begun(&sweeps->rounds);
		db_submit(daemon_db(sweeps->rounds.daemon),
		    &(struct db_call){ .query = &q_receipts_parked }, on_parked, sweeps);
	}
	part_done(sweeps);
}

int
sweeps_start(struct daemon *daemon, struct err *err)
{
	struct sweeps *sweeps = mem_zero(1, sizeof(*sweeps));

	(void)err;
	metric_register(&parked);
	metric_register(&late);
	metric_register(&doubtful);
	rounds_init(&sweeps->rounds, daemon, "sweeps", sweep);
	rounds_in(&sweeps->rounds, SWEEP_MS);
	return 0;
}

void
sweeps_stop(struct daemon *daemon)
{
	struct sweeps *sweeps = daemon_data(daemon, "sweeps");

	rounds_stop(&sweeps->rounds);
}
