/* holder - see holder.h */
#include "common/daemon/holder.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "common/base/clock.h"
#include "common/base/list.h"
#include "common/daemon/beatwatch.h"
#include "common/daemon/skeleton.h"
#include "common/metrics/metrics.h"
#include "common_queries.h"

static COUNTER(gained_total, "trunkline_holder_gained_total", "Things this instance has taken");
static COUNTER(lost_total, "trunkline_holder_lost_total", "Things this instance has lost");
static GAUGE(held_now, "trunkline_holder_held", "Things this instance holds");
static GAUGE(over_now, "trunkline_holder_over",
    "Things that nobody holds and this instance may not take: it holds its most");

enum {
	HOLDER_BEAT_MS = 300,
	HOLDER_NOTHING_MS =
	    1000, /* between two looks while there is nothing of the kind to be held */
	HOLDER_SURE_MS = 1000,
	HOLDER_CLAIMS_MAX = 64, /* in one call */
	HOLDER_DEADLINE_MS = 1000,
	HOLDER_RELEASE_MS = 2000,
	HOLDER_FULL_TOLD_MS = 60000,
	HOLDER_COLD_MS = 350, /* a beat, and a little: so much later than a warm one */
	HOLDER_LIVES_MS = 600, /* who has beaten since can be asked for something */
	HOLDER_AGAIN_MS = 2000, /* a hand-over that came to nothing: again after this, */
	HOLDER_AGAIN_MAX_MS = 60000, /* then twice as long each time, up to this */
};

/* Of ops.holder_look. */
enum { COLUMN_THING, COLUMN_BOOT, COLUMN_EPOCH, COLUMN_BEAT, COLUMN_RAISED, COLUMN_HEIR };

struct held {
	int64_t thing, epoch;
	int64_t sure_ms; /* when the last answered beat, or the claim, was sent */
	struct beatwatch watch;
	bool mine, raised, claiming;
	bool waits; /* to be given once no other release is under way */
	int64_t looked; /* the last look that showed it */
	struct link link; /* in `wanted`: nobody holds it, as far as the last look knows */
	int64_t seen_boot, seen_epoch, seen_beat, heir; /* of that look; boot, heir 0: nobody */
	/* The last hand-over that was tried, of us or by us: in which epoch, when to try again. */
	int64_t asked_of, again_ms, again_after_ms;
	int64_t given_ms; /* what looks sent before say of it is old; INT64_MAX: being released */
	UT_hash_handle hh;
};

struct holder {
	struct daemon *daemon;
	struct holder_config config;
	struct timer round, sure;
	struct held *things; /* uthash by thing: all that the last look showed */
	struct list wanted; /* to be claimed */
	int64_t looks;
	int mine, claims, gifts, calls; /* gifts: being released; calls: of any kind, under way */
	int64_t raise_sent_ms;
	bool raising, stopping, closing;
	int timers;
	struct buf fence;
	void (*stopped)(void *ctx);
	void *stopped_ctx;
};

/* A call that claims several. */
struct claims {
	struct holder *holder;
	int64_t sent_ms;
	int count;
	int64_t things[HOLDER_CLAIMS_MAX];
};

/* A call that gives one away. */
struct claim {
	struct holder *holder;
	int64_t thing, sent_ms;
};

/* ---- things ---- */

static struct held *
find(const struct holder *holder, int64_t thing)
{
	struct held *held;

	HASH_FIND(hh, holder->things, &thing, sizeof(thing), held);
	return held;
}

static struct held *
get(struct holder *holder, int64_t thing)
{
	struct held *held = find(holder, thing);

	if (held != NULL)
		return held;
	held = mem_zero(1, sizeof(*held));
	held->thing = thing;
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD(hh, holder->things, thing, sizeof(held->thing), held);
	return held;
}

static void
forget(struct holder *holder, struct held *held)
{
	list_remove(&holder->wanted, &held->link);
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_DEL(holder->things, held);
	free(held);
}

/* What is not configured any more. */
static void
forget_gone(struct holder *holder)
{
	struct held *held, *next;

	HASH_ITER (hh, holder->things, held, next)
		if (held->looked != holder->looks && !held->mine && !held->claiming)
			forget(holder, held);
}

/* An answer that comes later says what may be so no more: the next beat's decides. */
static bool
is_fresh(int64_t sent_ms)
{
	return clock_mono_ms() - sent_ms <= HOLDER_SURE_MS;
}

static void
gain(struct holder *holder, struct held *held, int64_t epoch)
{
	held->mine = true;
	held->epoch = epoch;
	metric_add(&gained_total, 1);
	metric_set(&held_now, ++holder->mine);
	LOG(INFO, "holder_gained", LOG_TEXT("kind", holder->config.kind),
	    LOG_ID("thing", held->thing), LOG_INT("epoch", epoch));
	holder->config.gained(holder->config.ctx, held->thing, epoch);
}

static void
lose(struct holder *holder, struct held *held, const char *why)
{
	held->mine = held->waits = false;
	metric_add(&lost_total, 1);
	metric_set(&held_now, --holder->mine);
	LOG(WARN, "holder_lost", LOG_TEXT("kind", holder->config.kind),
	    LOG_ID("thing", held->thing), LOG_TEXT("why", why));
	holder->config.lost(holder->config.ctx, held->thing);
	if (holder->daemon->holder == holder) /* what was decided until now is not sent any more */
		db_fence_lost(holder->daemon->db, held->epoch);
}

static void
arm_sure(struct holder *holder)
{
	int64_t soonest = INT64_MAX;

	for (const struct held *held = holder->things; held != NULL; held = held->hh.next)
		if (held->mine && held->sure_ms < soonest)
			soonest = held->sure_ms;
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

	for (struct held *held = holder->things; held != NULL; held = held->hh.next)
		if (held->mine && now_ms - held->sure_ms > HOLDER_SURE_MS)
			lose(holder, held, "no_beat");
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
	holder->looks++;
	forget_gone(holder);
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

	submit(holder, &q_holder_release, DB_LANE_BEAT, params, HOLDER_RELEASE_MS, on_released,
	    holder);
}

/* ---- claiming ---- */

static void claim_wanted(struct holder *holder);

/* What the answer has no row for is another's by now. */
static void
take_claimed(struct holder *holder, const struct claims *claims, const struct db_result *result)
{
	enum { CLAIMED_THING, CLAIMED_EPOCH };

	for (int i = 0; i < result->rows; i++) {
		struct held *held = find(holder, db_int(result, i, CLAIMED_THING));
		int64_t epoch = db_int(result, i, CLAIMED_EPOCH);

		if (holder->stopping) {
			release(holder, held->thing, epoch);
		} else if (!held->mine && is_fresh(claims->sent_ms)) {
			held->sure_ms = claims->sent_ms;
			gain(holder, held, epoch);
		}
	}
	if (!holder->stopping && !timer_armed(&holder->sure)) /* those held before are due before */
		arm_sure(holder);
}

static void
on_claimed(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct claims *claims = ctx;
	struct holder *holder = claims->holder;

	holder->calls--;
	holder->claims = 0;
	for (int i = 0; i < claims->count; i++)
		find(holder, claims->things[i])->claiming = false;
	if (outcome == DB_DONE)
		take_claimed(holder, claims, result);
	free(claims);
	claim_wanted(holder);
	finish(holder);
}

/* Takes from `wanted` what one call may claim. */
static struct claims *
claims_gather(struct holder *holder, struct buf *things, struct buf *epochs, struct buf *beats)
{
	struct claims *claims = mem_zero(1, sizeof(*claims));

	while (claims->count < HOLDER_CLAIMS_MAX &&
	    holder->mine + claims->count < holder->config.max && !list_empty(&holder->wanted)) {
		struct held *held = LIST_OF(list_take(&holder->wanted), struct held, link);
		char before = claims->count == 0 ? '{' : ',';

		if (held->mine || held->claiming)
			continue;
		held->claiming = true;
		claims->things[claims->count++] = held->thing;
		buf_addf(things, "%c%" PRId64, before, held->thing);
		buf_addf(epochs, "%c%" PRId64, before, held->seen_epoch);
		buf_addf(beats, "%c%" PRId64, before, held->seen_beat);
	}
	return claims;
}

static void
claims_send(struct holder *holder, struct claims *claims, struct buf *things, struct buf *epochs,
    struct buf *beats)
{
	buf_add_char(things, '}');
	buf_add_char(epochs, '}');
	buf_add_char(beats, '}');

	const struct db_param params[] = { P_TEXT(holder->config.kind), P_INT(holder->daemon->boot),
		P_TEXT(things->p), P_TEXT(epochs->p), P_TEXT(beats->p) };

	claims->holder = holder;
	claims->sent_ms = clock_mono_ms();
	holder->claims = claims->count;
	submit(
	    holder, &q_holder_claim, DB_LANE_BEAT, params, HOLDER_DEADLINE_MS, on_claimed, claims);
}

/* One call at a time, of as many as a beat can wait for. */
static void
claim_wanted(struct holder *holder)
{
	struct buf things = { .p = NULL }, epochs = { .p = NULL }, beats = { .p = NULL };
	struct claims *claims;

	if (holder->stopping || holder->claims > 0)
		return;
	claims = claims_gather(holder, &things, &epochs, &beats);
	if (claims->count > 0)
		claims_send(holder, claims, &things, &epochs, &beats);
	else
		free(claims);
	buf_fini(&things);
	buf_fini(&epochs);
	buf_fini(&beats);
}

/* What was given away may be taken at once, by its heir if it has one; what another holds, when its
 * beat stands still. */
static int64_t
claim_after_ms(const struct holder *holder, const struct held *held)
{
	bool warm =
	    holder->config.warm == NULL || holder->config.warm(holder->config.ctx, held->thing);
	bool free = held->seen_boot == 0 && (held->heir == 0 || held->heir == holder->daemon->boot);

	return (free ? 0 : BEATWATCH_DEAD_MS) + (warm ? 0 : HOLDER_COLD_MS);
}

/* Answers when it may be claimed, if nothing changes: INT64_MAX when it may be, or is, by now. */
static int64_t
look_at(struct holder *holder, const struct db_result *result, int row)
{
	struct held *held = get(holder, db_int(result, row, COLUMN_THING));
	int64_t after_ms;

	held->looked = holder->looks;
	held->seen_boot = db_int(result, row, COLUMN_BOOT);
	held->seen_epoch = db_int(result, row, COLUMN_EPOCH);
	held->seen_beat = db_int(result, row, COLUMN_BEAT);
	held->heir = db_int(result, row, COLUMN_HEIR);
	(void)beatwatch_see(&held->watch, held->seen_epoch, held->seen_beat, holder->raise_sent_ms,
	    clock_mono_ms());
	list_remove(&holder->wanted, &held->link);
	if (held->mine || held->claiming || held->given_ms > holder->raise_sent_ms ||
	    held->seen_boot == holder->daemon->boot)
		return INT64_MAX;
	after_ms = claim_after_ms(holder, held);
	if (beatwatch_still_ms(&held->watch, holder->raise_sent_ms) < after_ms)
		return held->watch.first_ms + after_ms;
	list_append(&holder->wanted, &held->link);
	return INT64_MAX;
}

/* Nobody may see that some are left lying, unless who could have taken them says so. */
static void
tell_over(struct holder *holder)
{
	bool full = holder->mine + holder->claims >= holder->config.max;
	int64_t over = full ? (int64_t)holder->wanted.count : 0;

	metric_set(&over_now, over);
	if (over > 0 &&
	    log_allow("holder_full", view_of(holder->config.kind), HOLDER_FULL_TOLD_MS, NULL))
		LOG(ERROR, "holder_full", LOG_TEXT("kind", holder->config.kind),
		    LOG_INT("max", holder->config.max), LOG_INT("held_by_nobody", over));
}

/* ---- beating ---- */

/* The answer is the truth: what it does not call raised is not ours, what it does is. */
static void
take_raised(struct holder *holder, const struct db_result *result)
{
	for (struct held *held = holder->things; held != NULL; held = held->hh.next)
		held->raised = false;
	for (int i = 0; i < result->rows; i++) {
		struct held *held = get(holder, db_int(result, i, COLUMN_THING));
		int64_t epoch = db_int(result, i, COLUMN_EPOCH);

		if (!db_bool(result, i, COLUMN_RAISED) || held->given_ms > holder->raise_sent_ms)
			continue;
		held->raised = true;
		held->sure_ms = holder->raise_sent_ms;
		if (held->mine && held->epoch != epoch)
			lose(holder, held, "other_epoch");
		if (!held->mine && is_fresh(holder->raise_sent_ms))
			gain(holder, held, epoch);
	}
	for (struct held *held = holder->things; held != NULL; held = held->hh.next)
		if (held->mine && !held->raised)
			lose(holder, held, "taken_over");
	arm_sure(holder);
}

/* ---- spreading ---- */

static int
held_by(const struct holder *holder, int64_t boot)
{
	int count = 0;

	for (const struct held *held = holder->things; held != NULL; held = held->hh.next)
		count += held->seen_boot == boot;
	return count;
}

/* Whether a hand-over in this epoch may be tried: at once, then less and less often. */
static bool
may_try(const struct held *held, int64_t epoch)
{
	return held->asked_of != epoch || clock_mono_ms() >= held->again_ms;
}

static void
note_try(struct held *held, int64_t epoch)
{
	int64_t doubled_ms = 2 * held->again_after_ms;

	if (held->asked_of != epoch)
		held->again_after_ms = HOLDER_AGAIN_MS;
	else
		held->again_after_ms =
		    doubled_ms < HOLDER_AGAIN_MAX_MS ? doubled_ms : HOLDER_AGAIN_MAX_MS;
	held->asked_of = epoch;
	held->again_ms = clock_mono_ms() + held->again_after_ms;
}

/* Whether another holds it, lives, and could give it to us. */
static bool
may_be_asked_for(const struct holder *holder, const struct held *held)
{
	return held->seen_boot != 0 && held->seen_boot != holder->daemon->boot &&
	    beatwatch_still_ms(&held->watch, holder->raise_sent_ms) < HOLDER_LIVES_MS &&
	    (holder->config.warm == NULL || holder->config.warm(holder->config.ctx, held->thing));
}

static void
on_asked(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct holder *holder = ctx;

	(void)outcome; /* the next looks show whether it was heard */
	(void)result;
	holder->calls--;
	finish(holder);
}

static void
ask(struct holder *holder, struct held *held)
{
	const struct db_param params[] = { P_TEXT(holder->config.kind), P_INT(held->thing),
		P_INT(holder->daemon->boot), P_INT(held->seen_epoch) };

	LOG(INFO, "holder_asks", LOG_TEXT("kind", holder->config.kind),
	    LOG_ID("thing", held->thing));
	note_try(held, held->seen_epoch);
	submit(holder, &q_holder_ask, DB_LANE_BEAT, params, HOLDER_DEADLINE_MS, on_asked, holder);
}

/* Of who holds most, and at least two more than we: one thing at a time. For what does not come it is
 * asked again after a while. */
static void
ask_for_one(struct holder *holder)
{
	int most = holder->mine + holder->claims + 1;
	struct held *best = NULL;

	if (!holder->config.spread || holder->stopping || !list_empty(&holder->wanted))
		return;
	for (struct held *held = holder->things; held != NULL; held = held->hh.next) {
		int count;

		if (!may_be_asked_for(holder, held))
			continue;
		if (held->heir == holder->daemon->boot && !may_try(held, held->seen_epoch))
			return; /* it is on its way */
		count = held_by(holder, held->seen_boot);
		if (count > most && may_try(held, held->seen_epoch)) {
			most = count;
			best = held;
		}
	}
	if (best != NULL)
		ask(holder, best);
}

static void
give_what_is_asked_for(struct holder *holder)
{
	struct held *held, *next;

	if (holder->config.give == NULL)
		return;
	HASH_ITER (hh, holder->things, held, next) {
		if (!held->mine || held->heir == 0 || held->heir == holder->daemon->boot ||
		    !may_try(held, held->epoch))
			continue;
		note_try(held, held->epoch);
		holder->config.give(holder->config.ctx, held->thing);
	}
}

static void
look(struct holder *holder, const struct db_result *result)
{
	int64_t soonest_ms = INT64_MAX;

	holder->looks++;
	take_raised(holder, result);
	for (int i = 0; i < result->rows; i++) {
		int64_t at_ms = look_at(holder, result, i);

		if (at_ms < soonest_ms)
			soonest_ms = at_ms;
	}
	/* A dead holder is found out when its time has passed, not up to a beat later. */
	if (soonest_ms < holder->raise_sent_ms + HOLDER_BEAT_MS)
		timer_at(&holder->round, soonest_ms + 1);
	forget_gone(holder);
	if (holder->things == NULL)
		timer_at(&holder->round, holder->raise_sent_ms + HOLDER_NOTHING_MS);
	claim_wanted(holder);
	give_what_is_asked_for(holder);
	ask_for_one(holder);
	tell_over(holder);
}

static void
on_raised(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct holder *holder = ctx;

	holder->calls--;
	holder->raising = false;
	if (outcome == DB_DONE && !holder->stopping)
		look(holder, result);
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
	submit(holder, &q_holder_look, DB_LANE_BEAT, params, HOLDER_DEADLINE_MS, on_raised, holder);
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
	list_init(&holder->wanted);
	metric_register(&over_now);
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
	const struct db_param params[] = { P_TEXT(holder->config.kind),
		P_INT(holder->daemon->boot) };

	assert(!holder->stopping);
	holder->stopping = true;
	holder->stopped = stopped;
	holder->stopped_ctx = ctx;
	timer_stop(&holder->round);
	timer_stop(&holder->sure);
	if (holder->mine > 0)
		submit(holder, &q_holder_leave, DB_LANE_BEAT, params, HOLDER_RELEASE_MS,
		    on_released, holder);
	for (struct held *held = holder->things; held != NULL; held = held->hh.next)
		held->mine = held->waits = false;
	holder->mine = 0;
	metric_set(&held_now, 0);
	finish(holder);
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
	for (const struct held *held = holder->things; held != NULL; held = held->hh.next)
		if (held->mine)
			buf_addf(text, "%s%" PRId64 ",%" PRId64, text->n > 1 ? "," : "",
			    held->thing, held->epoch);
	buf_add_char(text, '}');
	return text->p;
}

static void
give_what_waits(struct holder *holder)
{
	for (struct held *held = holder->things; held != NULL; held = held->hh.next) {
		if (!held->waits)
			continue;
		held->waits = false;
		holder_give(holder, held->thing);
		return; /* the next one waits for this */
	}
}

static void
on_given(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct claim *call = ctx;
	struct holder *holder = call->holder;
	struct held *held = find(holder, call->thing);

	(void)
	    outcome; /* not given: the next look says that it is still ours, and it is gained again */
	(void)result;
	if (held != NULL)
		held->given_ms = clock_mono_ms();
	free(call);
	holder->calls--;
	if (--holder->gifts == 0)
		give_what_waits(holder);
	finish(holder);
}

/* What else is held goes on writing: its batches begin with a fence, and one that was sent before must
 * not find this thing gone. So the release waits for its turn behind them, in the same lane. With the last one
 * nothing is left to be fenced, and it goes beside: not while the release of another is under
 * way, whose fence names it (docs/models/spreading.pml). */
void
holder_give(struct holder *holder, int64_t thing)
{
	struct held *held = find(holder, thing);
	struct claim *call;

	if (held == NULL || !held->mine || holder->stopping)
		return;
	if (holder->mine == 1 && holder->gifts > 0) {
		held->waits = true;
		return;
	}
	const struct db_param params[] = { P_TEXT(holder->config.kind), P_INT(thing),
		P_INT(holder->daemon->boot), P_INT(held->epoch) };

	held->mine = false;
	held->given_ms = INT64_MAX;
	holder->gifts++;
	metric_set(&held_now, --holder->mine);
	arm_sure(holder);
	if (holder->daemon->holder == holder)
		db_fence_lost(holder->daemon->db, held->epoch);
	LOG(INFO, "holder_given", LOG_TEXT("kind", holder->config.kind), LOG_ID("thing", thing));
	call = mem_new(sizeof(*call));
	*call = (struct claim){ holder, thing, clock_mono_ms() };
	submit(holder, &q_holder_release,
	    holder->daemon->spec->fenced && holder->mine > 0 ? DB_LANE_FENCED : DB_LANE_BEAT,
	    params, HOLDER_RELEASE_MS, on_given, call);
}

static void
look_again(struct holder *holder)
{
	arm_sure(holder);
	if (!holder->raising)
		beat(holder);
}

void
holder_look(struct holder *holder)
{
	if (holder->things == NULL && !holder->stopping)
		look_again(holder);
}

void
holder_fenced(struct holder *holder)
{
	for (struct held *held = holder->things; held != NULL; held = held->hh.next)
		if (held->mine)
			lose(holder, held, "fenced");
	look_again(holder);
}

void
holder_fenced_thing(struct holder *holder, int64_t thing)
{
	struct held *held = find(holder, thing);

	if (held != NULL && held->mine)
		lose(holder, held, "fenced");
	look_again(holder);
}
