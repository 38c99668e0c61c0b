/*
 * leases - what time does to agents' leases, and the sessions of a chatd that died.
 *
 * Owns: two sweeps. The next round begins when all that the last one began has ended. Each asks on the read lane what is due and handles each agent by one
 *       owner function under the agent's key, which looks again: whoever commits last
 *       sees the other (consistency.md, rule 9).
 * Must not know: what a lease allows; that is presence.lease_sweep's table.
 *
 * An instance is dead when its beat stood still for DEAD_MS of our own monotonic clock, in
 * successful reads; after a lost database nobody is judged for GRACE_MS.
 */
#include <stdlib.h>

#include "common/base/clock.h"
#include "common/daemon/rounds.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common_queries.h"
#include "presenced/core/pulse.h"
#include "presenced/presenced.h"

enum { SWEEP_MS = 1000, SWEEP_MAX = 500 };
enum { COLUMN_BOOT, COLUMN_NAME, COLUMN_BUS, COLUMN_HTTP, COLUMN_RELEASE, COLUMN_BEAT };

static COUNTER(sweeps, "lease_sweeps_total", "Agents whose lease reached a limit");
static COUNTER(
    deaths, "lease_dead_streams_total", "Streams of dead instances of chatd that were judged");

struct leases {
	struct rounds rounds;
	struct pulse pulse;
};

static void
round_part_done(struct leases *leases)
{
	if (rounds_back(&leases->rounds))
		rounds_in(&leases->rounds, SWEEP_MS);
}

static void
on_judged(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	(void)outcome; /* what failed is still due in the next round */
	(void)row;
	round_part_done(ctx);
}

static void
sweep_agent(struct leases *leases, int64_t tenant, int64_t agent)
{
	const struct db_param params[] = { P_INT(tenant), P_INT(agent) };
	const int64_t keys[] = { key_of_id("agent", tenant, agent) };

	metric_add(&sweeps, 1);
	rounds_begun(&leases->rounds);
	effect_run(leases->rounds.daemon,
	    &(struct command){
		.query = &q_lease_sweep, .params = params, .keys = keys, .key_count = 1 },
	    on_judged, leases);
}

static void
on_due(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct leases *leases = ctx;

	for (int i = 0; outcome == DB_DONE && i < result->rows; i++)
		sweep_agent(leases, db_int(result, i, 0), db_int(result, i, 1));
	round_part_done(leases);
}

/* The sessions of a dead chatd are judged here: nobody else can. */
static void
on_streams(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct leases *leases = ctx;

	for (int i = 0; outcome == DB_DONE && i < result->rows; i++) {
		int64_t tenant = db_int(result, i, 0);
		const struct db_param params[] = { P_INT(tenant), P_INT(db_int(result, i, 1)),
			P_INT(db_int(result, i, 3)), P_BOOL(true) };
		const int64_t keys[] = { key_of_id("agent", tenant, db_int(result, i, 2)) };

		rounds_begun(&leases->rounds);
		effect_run(leases->rounds.daemon,
		    &(struct command){
			.query = &q_session_stale, .params = params, .keys = keys, .key_count = 1 },
		    on_judged, leases);
	}
	if (outcome == DB_DONE && result->rows > 0) {
		metric_add(&deaths, result->rows);
		LOG(WARN, "chatd_dead", LOG_INT("streams", result->rows));
	}
	round_part_done(leases);
}

static void
on_instances(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct leases *leases = ctx;
	int64_t now = clock_mono_ms();
	int64_t dead[PULSE_MAX];
	int count;

	if (outcome != DB_DONE) {
		pulse_blind(&leases->pulse, now);
		round_part_done(leases);
		return;
	}
	pulse_begin(&leases->pulse);
	for (int i = 0; i < result->rows; i++)
		if (view_starts(db_text(result, i, COLUMN_NAME), "chatd"))
			pulse_seen(&leases->pulse, db_int(result, i, COLUMN_BOOT),
			    db_int(result, i, COLUMN_BEAT), now);
	count = pulse_dead(&leases->pulse, now, dead);
	for (int i = 0; i < count; i++) {
		const struct db_param params[] = { P_INT(dead[i]), P_INT(SWEEP_MAX) };

		rounds_begun(&leases->rounds);
		db_submit(daemon_db(leases->rounds.daemon),
		    &(struct db_call){ .query = &q_streams_of_boot, .params = params }, on_streams,
		    leases);
	}
	round_part_done(leases);
}

static void
sweep(void *ctx)
{
	struct leases *leases = ctx;
	const struct db_param limit[] = { P_INT(SWEEP_MAX) };

	for (int calls = 0; calls < 3; calls++)
		rounds_begun(&leases->rounds);
	db_submit(daemon_db(leases->rounds.daemon),
	    &(struct db_call){ .query = &q_lease_due, .params = limit }, on_due, leases);
	db_submit(daemon_db(leases->rounds.daemon), &(struct db_call){ .query = &q_instance_list },
	    on_instances, leases);
	db_submit(daemon_db(leases->rounds.daemon),
	    &(struct db_call){ .query = &q_streams_orphaned, .params = limit }, on_streams, leases);
}

int
leases_start(struct daemon *daemon, struct err *err)
{
	struct leases *leases = mem_zero(1, sizeof(*leases));

	(void)err;
	metric_register(&sweeps);
	metric_register(&deaths);
	rounds_init(&leases->rounds, daemon, "leases", sweep);
	rounds_in(&leases->rounds, 0);
	return 0;
}

void
leases_stop(struct daemon *daemon)
{
	struct leases *leases = daemon_data(daemon, "leases");

	rounds_stop(&leases->rounds);
}
