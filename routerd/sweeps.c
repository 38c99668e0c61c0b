/* sweeps - see sweeps.h */
#include "routerd/sweeps.h"

#include <stdlib.h>

#include "common/base/key.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "routerd/choose.h"
#include "routerd/shard.h"
#include "routerd_queries.h"

enum { LEASES_UNJUDGED_MS = 30000 };
enum { ROUND_MS = 1000, CHECK_EVERY = 5, LIMIT = 200, ENDS_A_TURN = 256, US_PER_MS = 1000 };
/* The core tells what overflows; what it may have missed is looked for once a minute. */
enum { OVERFLOW_EVERY = 60, OVERFLOWS_MAX = 256 };

/* A schedule compiled today reaches to the beginning of the 401st day from today, where it is: less is
 * ahead of us from its next midnight on. Two hours later, as daylight saving moves that end. */
static const int64_t COMPILED_AHEAD_MS = (INT64_C(400) * 24 - 2) * 60 * 60 * 1000;

static COUNTER(expired, "router_offer_ends_total{outcome=\"expired\"}", "Offers ended by time");
static COUNTER(withdrawn, "router_offer_ends_total{outcome=\"withdrawn\"}", "Offers ended by time");
static COUNTER(wrapped, "router_wrap_up_ends_total", "Wrap-ups ended by time");
static COUNTER(closed, "router_closings_total",
    "Waiting interactions told, moved or ended as their queue closed");
static COUNTER(
    overflowed, "router_overflows_total", "Waiting interactions that their queue's overflow took");
static COUNTER(
    unanswered, "router_unanswered_total", "Chats taken back from agents who did not answer");
static COUNTER(repairs, "router_repairs_total", "States that can't be, repaired: must be 0");

enum {
	CHORE_CLOSING,
	CHORE_OVERFLOW,
	CHORE_NOTE,
	CHORE_LINKED,
	CHORE_WAIT,
	CHORE_CONSULT,
	CHORE_ANSWER,
	CHORES
};

/* What an owner function of (tenant, interaction) does about what is due: by the word of routing.sweep_due. */
static const struct chore {
	const char *what;
	const struct db_query *act;
	struct metric *count; /* what is done by it; NULL: not counted, not logged */
	const char *event;
} chores[CHORES] = {
	[CHORE_CLOSING] = { "closing", &q_queue_closed, &closed, "queue_closing_done" },
	[CHORE_OVERFLOW] = { "overflow", &q_overflow, &overflowed, "queue_overflow_done" },
	[CHORE_NOTE] = { "note", &q_return_note, NULL, NULL },
	[CHORE_LINKED] = { "linked", &q_linked_end, NULL, NULL },
	[CHORE_WAIT] = { "wait_text", &q_wait_text, NULL, NULL },
	[CHORE_CONSULT] = { "consult", &q_consult_expire, NULL, NULL },
	[CHORE_ANSWER] = { "answer", &q_answer_missed, &unanswered, "chat_unanswered" },
};

struct sweeper {
	struct shard *shard;
	struct timer due, round;
	int rounds;
	int under_way; /* calls of this round, and the round itself until all are submitted */
	int overflows; /* decided by the core, under way */
	int64_t compiled; /* the tenant whose schedules were compiled last, or are being */
	bool compiling;
};

/* One call of a sweep. */
struct errand {
	struct sweeper *sweeper;
	struct due_key due;
	int64_t tenant, interaction, agent; /* agent: of a repair */
	char what[32]; /* a repair's problem */
	const struct chore *chore; /* NULL: a repair, or a deadline's end */
	bool decided; /* by the core: no part of a round */
};

static struct errand *
errand_new(struct sweeper *sweeper, int64_t tenant, int64_t interaction)
{
	struct errand *errand = mem_zero(1, sizeof(*errand));

	errand->sweeper = sweeper;
	errand->tenant = tenant;
	errand->interaction = interaction;
	return errand;
}

/* ---- stored deadlines ---- */

/* What it says of the outcome: it is over, or it was not time yet. */
static bool
is_over(enum db_outcome outcome, const struct db_result *row)
{
	return outcome == DB_DONE && row->rows == 1 && !view_is(db_text(row, 0, 0), "not_due");
}

static void
count_end(const struct errand *errand, struct view outcome)
{
	if (view_is(outcome, "expired"))
		metric_add(&expired, 1);
	else if (view_is(outcome, "withdrawn"))
		metric_add(&withdrawn, 1);
	else if (errand->due.kind == DUE_WRAP_UP && view_is(outcome, "ok"))
		metric_add(&wrapped, 1);
}

static void
on_end(void *ctx, struct shard *shard, bool same_term, enum db_outcome outcome,
    const struct db_result *row)
{
	struct errand *errand = ctx;

	if (outcome == DB_DONE && row->rows == 1)
		count_end(errand, db_text(row, 0, 0));
	if (same_term && is_over(outcome, row))
		due_remove(&shard->model->due, errand->due);
	else if (same_term)
		due_again(&shard->model->due, errand->due, shard_now_ms(shard));
	if (same_term)
		sweeper_arm(shard->sweeper);
	free(errand);
}

/* Nobody was there to end it in time when the deadline passed before this term. */
static void
end_offer(struct sweeper *sweeper, const struct due_fact *fact, struct errand *errand)
{
	bool unattended = fact->at_ms - MODEL_EXPIRE_AFTER_MS <= sweeper->shard->gained_ms;
	const struct db_param params[] = { P_INT(fact->tenant), P_INT(fact->key.id),
		P_BOOL(unattended) };
	const int64_t keys[] = { key_of_id("agent", fact->tenant, fact->agent) };

	shard_effect(sweeper->shard,
	    &(struct shard_call){
		.query = &q_offer_expire, .params = params, .keys = keys, .key_count = 1 },
	    on_end, errand);
}

static void
end_wrap_up(struct sweeper *sweeper, const struct due_fact *fact, struct errand *errand)
{
	const struct db_param params[] = { P_INT(fact->tenant), P_INT(fact->key.id) };
	const int64_t keys[] = { key_of_id("agent", fact->tenant, fact->agent) };

	shard_effect(sweeper->shard,
	    &(struct shard_call){
		.query = &q_wrap_expire, .params = params, .keys = keys, .key_count = 1 },
	    on_end, errand);
}

static void
on_due(void *ctx)
{
	struct sweeper *sweeper = ctx;
	struct shard *shard = sweeper->shard;
	struct due_fact fact;

	if (shard->state != SHARD_CHOOSING)
		return;
	for (int i = 0; i < ENDS_A_TURN && due_take(&shard->model->due, shard_now_ms(shard), &fact);
	     i++) {
		struct errand *errand = errand_new(sweeper, fact.tenant, 0);

		errand->due = fact.key;
		if (fact.key.kind == DUE_OFFER)
			end_offer(sweeper, &fact, errand);
		else
			end_wrap_up(sweeper, &fact, errand);
	}
	sweeper_arm(sweeper);
}

void
sweeper_arm(struct sweeper *sweeper)
{
	struct shard *shard = sweeper->shard;
	int64_t next_ms;

	if (shard->state != SHARD_CHOOSING)
		return;
	next_ms = due_next(&shard->model->due);
	if (next_ms == INT64_MAX)
		timer_stop(&sweeper->due);
	else
		timer_at(&sweeper->due, daemon_mono_ms(shard->daemon, next_ms * US_PER_MS));
}

/* ---- the regular round ---- */

static void
part_done(struct sweeper *sweeper)
{
	if (--sweeper->under_way == 0)
		timer_in(&sweeper->round, ROUND_MS);
}

/* Not: stale, or it is not time any more. */
static bool
is_done(struct view answer)
{
	return view_is(answer, "told") || view_is(answer, "overflowed") ||
	    view_is(answer, "ended") || view_is(answer, "returned");
}

/* The chooser may have waited for one of them to come back. */
static void
overflow_done(struct sweeper *sweeper)
{
	if (sweeper->overflows-- == OVERFLOWS_MAX)
		chooser_wake(sweeper->shard->chooser);
}

static void
on_errand(void *ctx, struct shard *shard, bool same_term, enum db_outcome outcome,
    const struct db_result *row)
{
	struct errand *errand = ctx;
	struct sweeper *sweeper = errand->sweeper;
	const struct chore *chore = errand->chore;
	struct view answer = outcome == DB_DONE && row->rows == 1 ? db_text(row, 0, 0) : VIEW("");

	(void)shard;
	if (view_is(answer, "repaired")) {
		metric_add(&repairs, 1);
		LOG(WARN, "repaired", LOG_TEXT("problem", errand->what),
		    LOG_ID("tenant", errand->tenant), LOG_ID("agent", errand->agent),
		    LOG_ID("interaction", errand->interaction));
	} else if (chore != NULL && chore->count != NULL && is_done(answer)) {
		metric_add(chore->count, 1);
		LOG(INFO, chore->event, LOG_ID("interaction", errand->interaction),
		    LOG_VIEW("outcome", answer));
	}
	if (same_term && errand->decided)
		overflow_done(sweeper);
	else if (same_term)
		part_done(sweeper);
	free(errand);
}

/* The owner function asks for the other keys by `moved`. */
static void
run_errand(struct sweeper *sweeper, const struct chore *chore, int64_t tenant, int64_t interaction,
    bool decided)
{
	struct errand *errand = errand_new(sweeper, tenant, interaction);
	const struct db_param params[] = { P_INT(tenant), P_INT(interaction) };
	const int64_t keys[] = { key_of_id("interaction", tenant, interaction) };

	errand->chore = chore;
	errand->decided = decided;
	if (decided)
		sweeper->overflows++;
	else
		sweeper->under_way++;
	shard_effect(sweeper->shard,
	    &(struct shard_call){
		.query = chore->act, .params = params, .keys = keys, .key_count = 1 },
	    on_errand, errand);
}

bool
sweeper_may_overflow(const struct sweeper *sweeper)
{
	return sweeper->overflows < OVERFLOWS_MAX;
}

void
sweeper_overflow(struct sweeper *sweeper, int64_t tenant, int64_t interaction)
{
	run_errand(sweeper, &chores[CHORE_OVERFLOW], tenant, interaction, true);
}

/* ---- what is due ---- */

/* Only what no news told is new here. */
static void
note_due(struct model *model, enum due_kind kind, int64_t tenant, int64_t id, int64_t agent,
    int64_t now_ms)
{
	struct due_key key = { kind, id };

	if (!due_has(&model->due, key))
		due_put(&model->due, &(struct due_fact){ key, tenant, agent, now_ms });
}

static void
take_due(struct sweeper *sweeper, const struct db_result *rows, int i)
{
	enum { WHAT, TENANT, ID, AGENT };
	struct shard *shard = sweeper->shard;
	struct view what = db_text(rows, i, WHAT);
	int64_t tenant = db_int(rows, i, TENANT), id = db_int(rows, i, ID);

	if (view_is(what, "offer") || view_is(what, "wrap_up"))
		note_due(shard->model, view_is(what, "offer") ? DUE_OFFER : DUE_WRAP_UP, tenant, id,
		    db_int(rows, i, AGENT), shard_now_ms(shard));
	for (int chore = 0; chore < CHORES; chore++)
		if (view_is(what, chores[chore].what))
			run_errand(sweeper, &chores[chore], tenant, id, false);
}

static void
on_sweep_due(void *ctx, struct shard *shard, bool same_term, enum db_outcome outcome,
    const struct db_result *rows)
{
	if (!same_term)
		return;
	for (int i = 0; outcome == DB_DONE && i < rows->rows; i++)
		take_due(ctx, rows, i);
	sweeper_arm(shard->sweeper);
	part_done(ctx);
}

/* ---- what can't be (RT-14) ---- */

static struct db_param
id_or_null(const struct db_result *rows, int i, int col)
{
	return db_is_null(rows, i, col) ? P_NULL() : P_INT(db_int(rows, i, col));
}

static void
repair(struct sweeper *sweeper, const struct db_result *rows, int i)
{
	enum { PROBLEM, TENANT, AGENT, INTERACTION, OFFER };
	int64_t tenant = db_int(rows, i, TENANT), keys[2];
	struct errand *errand = errand_new(sweeper, tenant, db_int(rows, i, INTERACTION));
	const struct db_param params[] = { P_VIEW(db_text(rows, i, PROBLEM)), P_INT(tenant),
		id_or_null(rows, i, AGENT), id_or_null(rows, i, INTERACTION),
		id_or_null(rows, i, OFFER) };
	int count = 0;

	if (!db_is_null(rows, i, AGENT))
		keys[count++] = key_of_id("agent", tenant, db_int(rows, i, AGENT));
	if (!db_is_null(rows, i, INTERACTION))
		keys[count++] = key_of_id("interaction", tenant, db_int(rows, i, INTERACTION));
	errand->agent = db_int(rows, i, AGENT);
	(void)view_copy(db_text(rows, i, PROBLEM), errand->what, sizeof(errand->what));
	sweeper->under_way++;
	shard_effect(sweeper->shard,
	    &(struct shard_call){
		.query = &q_repair, .params = params, .keys = keys, .key_count = count },
	    on_errand, errand);
}

/* After a lost database, and so a new term, presenced judges no lease at once: nor is that judged here (rule 9). */
static bool
is_early(const struct shard *shard, struct view problem)
{
	return view_is(problem, "lease_overdue") &&
	    shard_now_ms(shard) - shard->gained_ms < LEASES_UNJUDGED_MS;
}

static void
on_impossible(void *ctx, struct shard *shard, bool same_term, enum db_outcome outcome,
    const struct db_result *rows)
{
	if (!same_term)
		return;
	for (int i = 0; outcome == DB_DONE && i < rows->rows; i++)
		if (!is_early(shard, db_text(rows, i, 0)))
			repair(ctx, rows, i);
	part_done(ctx);
}

/* ---- schedules, each night ---- */

static void
on_compiled(void *ctx, struct shard *shard, bool same_term, enum db_outcome outcome,
    const struct db_result *row)
{
	(void)shard;
	(void)same_term;
	(void)outcome; /* its turn comes again */
	(void)row;
	((struct sweeper *)ctx)->compiling = false;
}

/* It takes long and waits for administrators: one tenant at a time, and no round waits for it. */
static void
compile(struct sweeper *sweeper, int64_t tenant)
{
	const struct db_param params[] = { P_INT(tenant) };
	const int64_t keys[] = { key_of("config", tenant, VIEW("")) };

	LOG(INFO, "schedules_compile", LOG_ID("tenant", tenant));
	sweeper->compiling = true;
	sweeper->compiled = tenant;
	shard_effect(sweeper->shard,
	    &(struct shard_call){ .query = &q_schedules_compile,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.lane = DB_LANE_ALONE },
	    on_compiled, sweeper);
}

static void
compile_next(struct sweeper *sweeper)
{
	struct shard *shard = sweeper->shard;
	int64_t tenant;

	if (sweeper->compiling)
		return;
	tenant = hours_uncompiled(
	    &shard->model->setup.hours, shard_now_ms(shard) + COMPILED_AHEAD_MS, sweeper->compiled);
	if (tenant != 0)
		compile(sweeper, tenant);
}

/* ---- rounds ---- */

static void
look(struct sweeper *sweeper)
{
	const struct db_param params[] = { P_INT(LIMIT),
		P_VIEW(buf_view(&sweeper->shard->tenants)) };

	sweeper->under_way++;
	shard_read(sweeper->shard, &q_sweep_due, params, on_sweep_due, sweeper);
}

/* A call of its own: what takes so long that it fails must not hide a lost deadline. */
static void
look_for_rare(struct sweeper *sweeper)
{
	bool answers = sweeper->rounds % CHECK_EVERY == 0;
	bool overflows = sweeper->rounds % OVERFLOW_EVERY == OVERFLOW_EVERY - 1;
	const struct db_param params[] = { P_INT(LIMIT), P_VIEW(buf_view(&sweeper->shard->tenants)),
		P_BOOL(answers), P_BOOL(overflows) };

	if (!answers && !overflows)
		return;
	sweeper->under_way++;
	shard_read(sweeper->shard, &q_sweep_rare, params, on_sweep_due, sweeper);
}

static void
check(struct sweeper *sweeper)
{
	const struct db_param params[] = { P_INT(LIMIT),
		P_VIEW(buf_view(&sweeper->shard->tenants)) };

	sweeper->under_way++;
	shard_read(sweeper->shard, &q_impossible, params, on_impossible, sweeper);
	compile_next(sweeper);
}

static void
on_round(void *ctx)
{
	struct sweeper *sweeper = ctx;
	struct shard *shard = sweeper->shard;

	if (shard->state != SHARD_CHOOSING)
		return;
	sweeper->under_way = 1;
	look(sweeper);
	look_for_rare(sweeper);
	if (sweeper->rounds++ % CHECK_EVERY == 0)
		check(sweeper);
	chooser_place_again(shard->chooser);
	if (arrivals_renew(&shard->model->arrivals, ARRIVAL_FAILED) > 0)
		chooser_wake(shard->chooser);
	part_done(sweeper);
}

struct sweeper *
sweeper_new(struct shard *shard)
{
	struct sweeper *sweeper = mem_zero(1, sizeof(*sweeper));
	struct metric *const all[] = { &expired, &withdrawn, &wrapped, &closed, &overflowed,
		&unanswered, &repairs };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		metric_register(all[i]);
	sweeper->shard = shard;
	timer_init(&sweeper->due, daemon_loop(shard->daemon), on_due, sweeper);
	timer_init(&sweeper->round, daemon_loop(shard->daemon), on_round, sweeper);
	return sweeper;
}

void
sweeper_begin(struct sweeper *sweeper)
{
	sweeper_arm(sweeper);
	timer_in(&sweeper->round, 0);
}

void
sweeper_stop(struct sweeper *sweeper)
{
	sweeper->overflows = 0;
	timer_stop(&sweeper->due);
	timer_stop(&sweeper->round);
}

void
sweeper_close(struct sweeper *sweeper)
{
	shard_timer_close(sweeper->shard, &sweeper->due);
	shard_timer_close(sweeper->shard, &sweeper->round);
}
