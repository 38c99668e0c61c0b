/* holder - see holder.h */
#include "common/daemon/holder.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/daemon/beatwatch.h"
#include "common/daemon/skeleton.h"
#include "common/metrics/metrics.h"
#include "common_queries.h"

static COUNTER(gained_total, "trunkline_holder_gained_total", "Things this instance has taken");
static COUNTER(lost_total, "trunkline_holder_lost_total", "Things this instance has lost");
static GAUGE(held_now, "trunkline_holder_held", "Things this instance holds");

enum {
	HOLDER_BEAT_MS = 300,
	HOLDER_SURE_MS = 1000,
	HOLDER_THINGS_MAX = 1024,
	HOLDER_CLAIMS_MAX = 8, /* under way at the same time */
	HOLDER_DEADLINE_MS = 1000,
	HOLDER_RELEASE_MS = 2000,
};

/* Of ops.holder_look. */
enum { COLUMN_THING, COLUMN_BOOT, COLUMN_EPOCH, COLUMN_BEAT, COLUMN_RAISED };

struct held {
	int64_t thing, epoch;
	int64_t sure_ms; /* when the last answered beat, or the claim, was sent */
	struct beatwatch watch;
	bool mine, raised, claiming;
};

struct holder {
	struct daemon *daemon;
	struct holder_config config;
	struct timer round, sure;
	struct held things[HOLDER_THINGS_MAX];
	int count, claims, calls; /* calls: of any kind, under way */
	int64_t raise_sent_ms;
	bool raising, stopping, closing;
	int timers;
	struct buf fence;
	void (*stopped)(void *ctx);
	void *stopped_ctx;
};

struct claim {
	struct holder *holder;
	int64_t thing, sent_ms;
};

/* ---- things ---- */

static struct held *
find(const struct holder *holder, int64_t thing)
{
	for (int i = 0; i < holder->count; i++)
		if (holder->things[i].thing == thing)
			return (struct held *)&holder->things[i];
	return NULL;
}

static struct held *
get(struct holder *holder, int64_t thing)
{
	struct held *held = find(holder, thing);

	if (held != NULL || holder->count == HOLDER_THINGS_MAX)
		return held;
	held = &holder->things[holder->count++];
	*held = (struct held){ .thing = thing };
	return held;
}

static int
count_mine(const struct holder *holder)
{
	int count = 0;

	for (int i = 0; i < holder->count; i++)
		count += holder->things[i].mine ? 1 : 0;
	return count;
}

static void
gain(struct holder *holder, struct held *held, int64_t epoch)
{
	held->mine = true;
	held->epoch = epoch;
	metric_add(&gained_total, 1);
	metric_set(&held_now, count_mine(holder));
	LOG(INFO, "holder_gained", LOG_TEXT("kind", holder->config.kind),
	    LOG_ID("thing", held->thing), LOG_INT("epoch", epoch));
	holder->config.gained(holder->config.ctx, held->thing, epoch);
}

static void
lose(struct holder *holder, struct held *held, const char *why)
{
	held->mine = false;
	metric_add(&lost_total, 1);
	metric_set(&held_now, count_mine(holder));
	LOG(WARN, "holder_lost", LOG_TEXT("kind", holder->config.kind),
	    LOG_ID("thing", held->thing), LOG_TEXT("why", why));
	holder->config.lost(holder->config.ctx, held->thing);
}

static void
arm_sure(struct holder *holder)
{
	int64_t soonest = INT64_MAX;

	for (int i = 0; i < holder->count; i++)
		if (holder->things[i].mine && holder->things[i].sure_ms < soonest)
			soonest = holder->things[i].sure_ms;
	if (soonest == INT64_MAX)
		timer_stop(&holder->sure);
	else
		timer_at(&holder->sure, soonest + HOLDER_SURE_MS + 1);
}

static void
on_unsure(void *ctx)
{
	struct holder *holder = ctx;
	int64_t now_ms = clock_mono_ms();

	for (int i = 0; i < holder->count; i++)
		if (holder->things[i].mine && now_ms - holder->things[i].sure_ms > HOLDER_SURE_MS)
			lose(holder, &holder->things[i], "no_beat");
	arm_sure(holder);
}

/* ---- ending ---- */

static void
on_timer_closed(void *ctx)
{
	struct holder *holder = ctx;
	void (*stopped)(void *) = holder->stopped;
	void *stopped_ctx = holder->stopped_ctx;

	if (--holder->timers > 0)
		return;
	if (holder->daemon->holder == holder)
		holder->daemon->holder = NULL;
	buf_fini(&holder->fence);
	free(holder);
	stopped(stopped_ctx);
}

static void
finish(struct holder *holder)
{
	if (!holder->stopping || holder->closing || holder->calls > 0)
		return;
	holder->closing = true;
	timer_close(&holder->round, on_timer_closed);
	timer_close(&holder->sure, on_timer_closed);
}

static void
on_released(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct holder *holder = ctx;

	(void)outcome; /* else the others wait until the beat stands still */
	(void)result;
	holder->calls--;
	finish(holder);
}

static void
submit(struct holder *holder, const struct db_query *query, enum db_lane lane,
    const struct db_param *params, uint32_t deadline_ms, db_done done, void *ctx)
{
	holder->calls++;
	db_submit(holder->daemon->db,
	    &(struct db_call){
		.query = query,
		.lane = lane,
		.params = params,
		.deadline_ms = deadline_ms,
	    },
	    done, ctx);
}

static void
release(struct holder *holder, int64_t thing, int64_t epoch)
{
	const struct db_param params[] = { P_TEXT(holder->config.kind), P_INT(thing),
		P_INT(holder->daemon->boot), P_INT(epoch) };

	submit(holder, &q_holder_release, DB_LANE_ALONE, params, HOLDER_RELEASE_MS, on_released,
	    holder);
}

/* ---- claiming ---- */

static void
on_claimed(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct claim claim = *(struct claim *)ctx;
	struct holder *holder = claim.holder;
	struct held *held = find(holder, claim.thing);
	bool got = outcome == DB_DONE && result->rows == 1 && !db_is_null(result, 0, 0);

	free(ctx);
	holder->calls--;
	holder->claims--;
	held->claiming = false;
	if (got && holder->stopping) {
		release(holder, held->thing, db_int(result, 0, 0));
	} else if (got && !held->mine) {
		held->sure_ms = claim.sent_ms;
		gain(holder, held, db_int(result, 0, 0));
		arm_sure(holder);
	}
	finish(holder);
}

static void
claim(struct holder *holder, struct held *held, int64_t epoch, int64_t seen_beat)
{
	const struct db_param params[] = { P_TEXT(holder->config.kind), P_INT(held->thing),
		P_INT(holder->daemon->boot), P_INT(epoch), P_INT(seen_beat) };
	struct claim *ctx;

	if (held->mine || held->claiming || holder->claims >= HOLDER_CLAIMS_MAX ||
	    count_mine(holder) + holder->claims >= holder->config.max)
		return;
	held->claiming = true;
	holder->claims++;
	ctx = mem_new(sizeof(*ctx));
	*ctx = (struct claim){ holder, held->thing, clock_mono_ms() };
	submit(holder, &q_holder_claim, DB_LANE_ALONE, params, HOLDER_DEADLINE_MS, on_claimed, ctx);
}

/* What was given away is free at once; what another holds, when its beat stands still. */
static void
look_at(struct holder *holder, const struct db_result *result, int row)
{
	struct held *held = get(holder, db_int(result, row, COLUMN_THING));
	int64_t epoch = db_int(result, row, COLUMN_EPOCH);
	int64_t seen = db_int(result, row, COLUMN_BEAT);
	bool dead;

	if (held == NULL) {
		LOG(ERROR, "holder_things_full", LOG_INT("max", HOLDER_THINGS_MAX));
		return;
	}
	dead = beatwatch_see(&held->watch, epoch, seen, holder->raise_sent_ms, clock_mono_ms());
	if (db_is_null(result, row, COLUMN_BOOT) ||
	    (dead && db_int(result, row, COLUMN_BOOT) != holder->daemon->boot))
		claim(holder, held, epoch, seen);
}

/* ---- beating ---- */

/* The answer is the truth: what it does not call raised is not ours, what it does is. */
static void
take_raised(struct holder *holder, const struct db_result *result)
{
	for (int i = 0; i < holder->count; i++)
		holder->things[i].raised = false;
	for (int i = 0; i < result->rows; i++) {
		struct held *held = get(holder, db_int(result, i, COLUMN_THING));
		int64_t epoch = db_int(result, i, COLUMN_EPOCH);

		if (held == NULL || !db_bool(result, i, COLUMN_RAISED))
			continue;
		held->raised = true;
		held->sure_ms = holder->raise_sent_ms;
		if (held->mine && held->epoch != epoch)
			lose(holder, held, "other_epoch");
		if (!held->mine)
			gain(holder, held, epoch);
	}
	for (int i = 0; i < holder->count; i++)
		if (holder->things[i].mine && !holder->things[i].raised)
			lose(holder, &holder->things[i], "taken_over");
	arm_sure(holder);
}

static void
on_raised(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct holder *holder = ctx;

	holder->calls--;
	holder->raising = false;
	if (outcome == DB_DONE && !holder->stopping) {
		take_raised(holder, result);
		for (int i = 0; i < result->rows; i++)
			look_at(holder, result, i);
	}
	finish(holder);
}

static void
beat(void *ctx)
{
	struct holder *holder = ctx;
	const struct db_param params[] = { P_TEXT(holder->config.kind),
		P_INT(holder->daemon->boot) };

	if (holder->stopping)
		return;
	timer_in(&holder->round, HOLDER_BEAT_MS);
	if (holder->raising)
		return;
	holder->raising = true;
	holder->raise_sent_ms = clock_mono_ms();
	submit(
	    holder, &q_holder_look, DB_LANE_ALONE, params, HOLDER_DEADLINE_MS, on_raised, holder);
}

/* ---- from outside ---- */

struct holder *
holder_start(struct daemon *daemon, const struct holder_config *config)
{
	struct holder *holder = mem_zero(1, sizeof(*holder));

	assert(daemon->holder == NULL || !daemon->spec->fenced); /* one fence a daemon */
	holder->daemon = daemon;
	holder->config = *config;
	holder->timers = 2;
	timer_init(&holder->round, &daemon->loop, beat, holder);
	timer_init(&holder->sure, &daemon->loop, on_unsure, holder);
	if (daemon->spec->fenced)
		daemon->holder = holder;
	beat(holder);
	return holder;
}

void
holder_stop(struct holder *holder, void (*stopped)(void *ctx), void *ctx)
{
	assert(!holder->stopping);
	holder->stopping = true;
	holder->stopped = stopped;
	holder->stopped_ctx = ctx;
	timer_stop(&holder->round);
	timer_stop(&holder->sure);
	for (int i = 0; i < holder->count; i++) {
		struct held *held = &holder->things[i];

		if (!held->mine)
			continue;
		held->mine = false;
		release(holder, held->thing, held->epoch);
	}
	metric_set(&held_now, 0);
	finish(holder);
}

int64_t
holder_epoch(const struct holder *holder, int64_t thing)
{
	const struct held *held = find(holder, thing);

	return held != NULL && held->mine ? held->epoch : 0;
}

bool
holder_sure(const struct holder *holder, int64_t thing)
{
	const struct held *held = find(holder, thing);

	return held != NULL && held->mine && clock_mono_ms() - held->sure_ms <= HOLDER_SURE_MS;
}

const char *
holder_fence_param(const struct holder *holder)
{
	struct buf *text = (struct buf *)&holder->fence;

	buf_clear(text);
	buf_add_char(text, '{');
	for (int i = 0; i < holder->count; i++)
		if (holder->things[i].mine)
			buf_addf(text, "%s%" PRId64 ",%" PRId64, text->n > 1 ? "," : "",
			    holder->things[i].thing, holder->things[i].epoch);
	buf_add_char(text, '}');
	return text->p;
}

void
holder_fenced(struct holder *holder)
{
	for (int i = 0; i < holder->count; i++)
		if (holder->things[i].mine)
			lose(holder, &holder->things[i], "fenced");
	arm_sure(holder);
	if (!holder->raising)
		beat(holder);
}
