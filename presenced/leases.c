/*
 * leases - what time does to agents' leases, their emergencies and Work users' devices, the sessions of a chatd that died, and the calls that a daemon
 *          that died told of.
 *
 * Owns: the sweeps of both sides. The next round begins when all that the last one began has ended. Each
 *       asks on the read lane what is due and handles each user by one owner function under the user's key,
 *       which looks again: whoever commits last sees the other (consistency.md, rule 9).
 * Must not know: what a lease allows, what a device shows; presence.lease_sweep and work_sweep do.
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

enum { SWEEP_MS = 1000, SWEEP_MORE_MS = 50, SWEEP_MAX = 500 };
enum { LOST_TENANT, LOST_NAME, LOST_EPOCH }; /* of legs, of calls, of accounts' call logs */
enum { COLUMN_BOOT, COLUMN_NAME, COLUMN_BUS, COLUMN_HTTP, COLUMN_RELEASE, COLUMN_BEAT };

static COUNTER(sweeps, "lease_sweeps_total",
    "Agents whose lease or emergency's lock, Work users whose device or status reached its end");
static COUNTER(
    deaths, "lease_dead_streams_total", "Streams of dead instances of chatd that were judged");

/* A user's two sides are swept alike, and never by each other's functions; so are locks of emergencies, and who
 * is still to be written to about one; no chatd's death touches these. */
struct side_sweep {
	const struct db_query *due, *sweep;
	const struct db_query *of_boot, *orphaned, *stale; /* NULL: it knows no streams */
};
enum { EMERGENCIES = SIDE_WORK + 1, EMERGENCY_MAILS };

static const struct side_sweep sides[] = {
	[SIDE_AGENT] = { &q_lease_due, &q_lease_sweep, &q_streams_of_boot, &q_streams_orphaned,
	    &q_session_stale },
	[SIDE_WORK] = { &q_work_due, &q_work_sweep, &q_work_of_boot, &q_work_orphaned,
	    &q_work_stale },
	[EMERGENCIES] = { .due = &q_emergency_due, .sweep = &q_emergency_sweep },
	[EMERGENCY_MAILS] = { .due = &q_emergency_mail_due, .sweep = &q_emergency_mail },
};

enum { SIDES = sizeof(sides) / sizeof(sides[0]) };

struct leases;

/* What a call's answer is handed: whose sweep, and of which side. */
struct sweeper {
	struct leases *leases;
	const struct side_sweep *side;
};

struct leases {
	struct rounds rounds;
	struct pulse pulse;
	int64_t asked_ms; /* for the instances */
	struct sweeper sweepers[SIDES];
	bool more; /* a page of this round was full: the next one begins soon */
};

static void
round_part_done(struct leases *leases)
{
	if (!rounds_back(&leases->rounds))
		return;
	rounds_in(&leases->rounds, leases->more ? SWEEP_MORE_MS : SWEEP_MS);
	leases->more = false;
}

static void
on_judged(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	(void)outcome; /* what failed is still due in the next round */
	(void)row;
	round_part_done(ctx);
}

static void
sweep_user(struct sweeper *sweeper, int64_t tenant, int64_t user)
{
	const struct db_param params[] = { P_INT(tenant), P_INT(user) };
	const int64_t keys[] = { key_of_id("agent", tenant, user) };

	metric_add(&sweeps, 1);
	rounds_begun(&sweeper->leases->rounds);
	effect_run(sweeper->leases->rounds.daemon,
	    &(struct command){
		.query = sweeper->side->sweep, .params = params, .keys = keys, .key_count = 1 },
	    on_judged, sweeper->leases);
}

static void
note_page(struct leases *leases, enum db_outcome outcome, const struct db_result *result)
{
	if (outcome == DB_DONE && result->rows >= SWEEP_MAX)
		leases->more = true;
}

static void
on_due(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct sweeper *sweeper = ctx;

	note_page(sweeper->leases, outcome, result);
	for (int i = 0; outcome == DB_DONE && i < result->rows; i++)
		sweep_user(sweeper, db_int(result, i, 0), db_int(result, i, 1));
	round_part_done(sweeper->leases);
}

/* The sessions of a dead chatd are judged here: nobody else can. */
static void
on_streams(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct sweeper *sweeper = ctx;
	struct leases *leases = sweeper->leases;

	note_page(leases, outcome, result);
	for (int i = 0; outcome == DB_DONE && i < result->rows; i++) {
		int64_t tenant = db_int(result, i, 0);
		const struct db_param params[] = { P_INT(tenant), P_INT(db_int(result, i, 1)),
			P_INT(db_int(result, i, 3)), P_BOOL(true) };
		const int64_t keys[] = { key_of_id("agent", tenant, db_int(result, i, 2)) };

		rounds_begun(&leases->rounds);
		effect_run(leases->rounds.daemon,
		    &(struct command){ .query = sweeper->side->stale,
			.params = params,
			.keys = keys,
			.key_count = 1 },
		    on_judged, leases);
	}
	if (outcome == DB_DONE && result->rows > 0) {
		metric_add(&deaths, result->rows);
		LOG(WARN, "chatd_dead", LOG_INT("streams", result->rows));
	}
	round_part_done(leases);
}

/* What a dead voiced told of: each of `class` by `query`, which looks again. */
static void
judge_lost(struct leases *leases, enum db_outcome outcome, const struct db_result *result,
    const struct db_query *query, const char *class)
{
	note_page(leases, outcome, result);
	for (int i = 0; outcome == DB_DONE && i < result->rows; i++) {
		int64_t tenant = db_int(result, i, LOST_TENANT);
		struct view name = db_text(result, i, LOST_NAME);
		const struct db_param params[] = { P_INT(tenant), P_VIEW(name),
			P_INT(db_int(result, i, LOST_EPOCH)) };
		const int64_t keys[] = { key_of(class, tenant, name) };

		rounds_begun(&leases->rounds);
		effect_run(leases->rounds.daemon,
		    &(struct command){
			.query = query, .params = params, .keys = keys, .key_count = 1 },
		    on_judged, leases);
	}
	if (outcome == DB_DONE && result->rows > 0)
		LOG(WARN, "voiced_dead", LOG_TEXT("lost", class), LOG_INT("count", result->rows));
	round_part_done(leases);
}

/* Legs are shown no more. */
static void
on_legs(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	judge_lost(((struct sweeper *)ctx)->leases, outcome, result, &q_live_lost, "leg");
}

/* Customers' calls end (SP-17). */
static void
on_calls(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	judge_lost(((struct sweeper *)ctx)->leases, outcome, result, &q_call_lost, "call");
}

/* So do users' calls in their logs, all of an account's by one query. */
static void
on_call_logs(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	judge_lost(((struct sweeper *)ctx)->leases, outcome, result, &q_call_log_lost, "calls");
}

/* One read of the round, whose answer is for the sweep of one side. */
static void
ask(struct sweeper *sweeper, const struct db_query *query, const struct db_param *params,
    void (*done)(void *ctx, enum db_outcome outcome, const struct db_result *result))
{
	rounds_begun(&sweeper->leases->rounds);
	db_submit(daemon_db(sweeper->leases->rounds.daemon),
	    &(struct db_call){ .query = query, .params = params }, done, sweeper);
}

static void
judge_dead(struct leases *leases, int64_t boot)
{
	const struct db_param params[] = { P_INT(boot), P_INT(SWEEP_MAX) };

	for (int i = 0; i < SIDES; i++)
		if (sides[i].of_boot != NULL)
			ask(&leases->sweepers[i], sides[i].of_boot, params, on_streams);
	ask(&leases->sweepers[0], &q_live_of_boot, params, on_legs);
	ask(&leases->sweepers[0], &q_calls_of_boot, params, on_calls);
	ask(&leases->sweepers[0], &q_call_logs_of_boot, params, on_call_logs);
}

/* Of whom others are told something that ends with them. */
static bool
is_judged(struct view name)
{
	return view_starts(name, "chatd") || view_starts(name, "voiced");
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
	pulse_begin(&leases->pulse, leases->asked_ms, now);
	for (int i = 0; i < result->rows; i++)
		if (is_judged(db_text(result, i, COLUMN_NAME)))
			pulse_seen(&leases->pulse, db_int(result, i, COLUMN_BOOT),
			    db_int(result, i, COLUMN_BEAT), now);
	count = pulse_dead(&leases->pulse, now, dead);
	for (int i = 0; i < count; i++)
		judge_dead(leases, dead[i]);
	round_part_done(leases);
}

static void
sweep(void *ctx)
{
	struct leases *leases = ctx;
	const struct db_param limit[] = { P_INT(SWEEP_MAX) };

	leases->asked_ms = clock_mono_ms();
	rounds_begun(&leases->rounds);
	db_submit(daemon_db(leases->rounds.daemon), &(struct db_call){ .query = &q_instance_list },
	    on_instances, leases);
	for (int i = 0; i < SIDES; i++) {
		ask(&leases->sweepers[i], sides[i].due, limit, on_due);
		if (sides[i].orphaned != NULL)
			ask(&leases->sweepers[i], sides[i].orphaned, limit, on_streams);
	}
	ask(&leases->sweepers[0], &q_live_orphaned, limit, on_legs);
	ask(&leases->sweepers[0], &q_calls_orphaned, limit, on_calls);
	ask(&leases->sweepers[0], &q_call_logs_orphaned, limit, on_call_logs);
}

int
leases_start(struct daemon *daemon, struct err *err)
{
	struct leases *leases = mem_zero(1, sizeof(*leases));

	(void)err;
	metric_register(&sweeps);
	metric_register(&deaths);
	for (int i = 0; i < SIDES; i++)
		leases->sweepers[i] = (struct sweeper){ leases, &sides[i] };
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
