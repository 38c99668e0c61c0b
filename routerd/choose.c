/* choose - see choose.h */
#include "routerd/choose.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/json_text.h"
#include "common/base/key.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "routerd/arrive.h"
#include "routerd/shard.h"
#include "routerd/shards.h"
#include "routerd/sweeps.h"
#include "routerd/words.h"
#include "routerd_queries.h"

enum { DECISIONS_A_TURN = 512, OFFERS_MAX = 1024, NOTES_MAX = 256, US_PER_MS = 1000 };

static COUNTER(offers, "router_decisions_total{kind=\"offer\"}", "Decisions of the core");
static COUNTER(nobodies, "router_decisions_total{kind=\"nobody\"}", "Decisions of the core");
static COUNTER(overflows, "router_decisions_total{kind=\"overflow\"}", "Decisions of the core");
static COUNTER(
    made, "router_offers_total{outcome=\"made\"}", "Offers by what became of them in the database");
static COUNTER(stale, "router_offers_total{outcome=\"stale\"}",
    "Offers by what became of them in the database");
static COUNTER(failed, "router_offers_total{outcome=\"failed\"}",
    "Offers by what became of them in the database");
static COUNTER(dropped, "router_explanations_dropped_total",
    "Explanations of nobody not stored, too many at once");
static HISTOGRAM(to_offer_ms, "router_arrival_to_offer_ms",
    "From an interaction's first enqueue to each of its offers");

struct chooser {
	struct shard *shard;
	struct timer timer;
	int offers, notes; /* under way in this term */
	bool catching_up; /* until the core has once said all it had to say */
};

/* An offer, or a place, under way. */
struct flight {
	struct chooser *chooser;
	int64_t tenant, interaction, agent, entered_ms;
};

static struct flight *
flight_new(struct chooser *chooser, const struct decision *decision)
{
	struct flight *flight = mem_zero(1, sizeof(*flight));

	flight->chooser = chooser;
	flight->tenant = decision->tenant;
	flight->interaction = decision->interaction;
	flight->agent = decision->agent;
	return flight;
}

/* ---- parameters ---- */

static void
needs_json(const struct router_interaction *interaction, struct buf *out)
{
	buf_add_char(out, '[');
	for (uint32_t i = 0; i < interaction->need_count; i++)
		buf_addf(out, "%s{\"skill\":\"%lld\",\"level\":%d}", i == 0 ? "" : ",",
		    (long long)interaction->needs[i].skill, (int)interaction->needs[i].level);
	buf_add_char(out, ']');
}

/* ---- the answer to an offer ---- */

static void
take_gate(struct model *model, int64_t tenant, const json_t *body)
{
	struct router_agent agent;

	if (state_gate(tenant, json_object_get(body, "gate"), &agent))
		model_agent(model, &agent);
}

/* An interaction that went on without us: its news may still be on the way. */
static void
take_situation(struct model *model, int64_t id, const json_t *body)
{
	const json_t *now = json_object_get(body, "interaction");
	const struct router_interaction *known = router_interaction_find(model->inputs.router, id);
	struct router_event event = { .kind = EVENT_INTERACTION };
	struct interaction_facts facts;

	if (known == NULL || !json_id(json_object_get(now, "version"), 1, &facts.version) ||
	    facts.version <= known->version ||
	    !state_interaction(known->tenant, id, facts.version, now, &facts) ||
	    facts.phase <= PHASE_WAITING)
		return;
	event.u.interaction = *known;
	event.u.interaction.version = facts.version;
	event.u.interaction.state = facts_interaction(&facts).state;
	(void)inputs_apply(&model->inputs, &event);
	arrivals_remove(&model->arrivals, id);
}

/* A miss whose doorbell was lost. */
static void
take_cooldown(struct model *model, const struct flight *flight, const json_t *body)
{
	const json_t *since = json_object_get(body, "cooled_since_us");

	if (json_is_integer(since))
		model_cooldown(model, flight->interaction, flight->agent,
		    json_integer_value(since) / US_PER_MS);
}

static void
confirm(struct chooser *chooser, const struct flight *flight, const json_t *body)
{
	struct shard *shard = chooser->shard;
	struct router_event event = { .kind = EVENT_CONFIRM };

	event.u.confirm.interaction = flight->interaction;
	if (!json_id(json_object_get(json_object_get(body, "interaction"), "version"), 1,
		&event.u.confirm.version))
		event.u.confirm.version = 1;
	(void)inputs_apply(&shard->model->inputs, &event);
	arrivals_remove(&shard->model->arrivals, flight->interaction);
	metric_add(&made, 1);
	metric_observe(&to_offer_ms, shard_now_ms(shard) - flight->entered_ms);
}

static void
release(struct chooser *chooser, const struct flight *flight)
{
	struct shard *shard = chooser->shard;
	struct router_event event = { .kind = EVENT_STALE };

	event.u.stale.interaction = flight->interaction;
	event.u.stale.now_ms = shard_now_ms(shard);
	(void)inputs_apply(&shard->model->inputs, &event);
}

static void
take_answer(struct chooser *chooser, const struct flight *flight, const struct db_result *row)
{
	struct model *model = chooser->shard->model;
	struct view text = db_text(row, 0, 1);
	json_t *body = json_loadb(text.p, text.n, 0, NULL);
	const char *verdict = json_string_value(json_object_get(body, "verdict"));

	take_gate(model, flight->tenant, body);
	if (view_is(db_text(row, 0, 0), "made")) {
		confirm(chooser, flight, body);
	} else {
		metric_add(&stale, 1);
		LOG(DEBUG, "offer_stale", LOG_ID("interaction", flight->interaction),
		    LOG_TEXT("verdict", verdict));
		take_situation(model, flight->interaction, body);
		take_cooldown(model, flight, body);
		release(chooser, flight);
	}
	json_decref(body);
}

static void
on_offer(void *ctx, struct shard *shard, bool same_term, enum db_outcome outcome,
    const struct db_result *row)
{
	struct flight *flight = ctx;
	struct chooser *chooser = flight->chooser;

	if (same_term) {
		chooser->offers--;
		if (outcome == DB_DONE && row->rows == 1) {
			take_answer(chooser, flight, row);
		} else {
			metric_add(&failed, 1);
			release(chooser, flight);
		}
		chooser_wake(shard->chooser);
	}
	free(flight);
}

static void
make_offer(struct chooser *chooser, const struct decision *decision, struct view explanation)
{
	struct shard *shard = chooser->shard;
	const struct router_interaction *interaction =
	    router_interaction_find(shard->model->inputs.router, decision->interaction);
	struct flight *flight = flight_new(chooser, decision);
	struct buf needs = { 0 };

	needs_json(interaction, &needs);
	flight->entered_ms = interaction->entered_at_ms;
	const struct db_param params[] = {
		P_INT(decision->tenant),
		P_INT(decision->interaction),
		P_INT(decision->interaction_version),
		P_INT(decision->agent),
		P_INT(decision->queue),
		db_int_or_null(interaction->priority),
		P_VIEW(buf_view(&needs)),
		P_INT(decision->offer_ms),
		P_VIEW(explanation),
		P_BOOL(decision->alone),
	};
	const int64_t keys[] = { key_of_id("agent", decision->tenant, decision->agent),
		key_of_id("interaction", decision->tenant, decision->interaction) };

	chooser->offers++;
	metric_add(&offers, 1);
	shard_effect(shard,
	    &(struct shard_call){
		.query = &q_offer_make, .params = params, .keys = keys, .key_count = 2 },
	    on_offer, flight);
	buf_fini(&needs);
}

/* ---- nobody ---- */

/* Stale as the queue is gone: its rules are applied again with the next sweep. */
static bool
has_arrived(const struct db_result *row)
{
	struct view text = row->rows == 1 ? db_text(row, 0, 1) : VIEW("");
	json_t *body = json_loadb(text.p, text.n, 0, NULL);
	const char *state =
	    json_string_value(json_object_get(json_object_get(body, "state"), "state"));
	bool arrived = state != NULL && strcmp(state, "arrived") == 0;

	json_decref(body);
	return arrived;
}

static void
on_placed(void *ctx, struct shard *shard, bool same_term, enum db_outcome outcome,
    const struct db_result *row)
{
	struct flight *flight = ctx;
	struct arrival *arrival =
	    same_term ? arrivals_find(&shard->model->arrivals, flight->interaction) : NULL;

	free(flight);
	if (arrival == NULL)
		return;
	arrival->under_way = false;
	/* Placed or stale: the news say where it stands. Else the sweep tries again. */
	if (outcome == DB_DONE && has_arrived(row))
		arrival->stage = ARRIVAL_FAILED;
	else if (outcome == DB_DONE)
		arrivals_remove(&shard->model->arrivals, arrival->facts.id);
}

static void
store_place(struct chooser *chooser, struct arrival *arrival)
{
	struct shard *shard = chooser->shard;
	const struct router_interaction *interaction =
	    router_interaction_find(shard->model->inputs.router, arrival->facts.id);
	const int64_t keys[] = { key_of_id(
	    "interaction", arrival->facts.tenant, arrival->facts.id) };
	struct flight *flight;
	struct buf needs = { 0 };

	if (interaction == NULL || arrival->under_way)
		return;
	needs_json(interaction, &needs);
	const struct db_param params[] = { P_INT(arrival->facts.tenant), P_INT(arrival->facts.id),
		P_INT(interaction->queue), db_int_or_null(interaction->priority),
		P_VIEW(buf_view(&needs)), P_TEXT(arrival->explanation) };

	flight = mem_zero(1, sizeof(*flight));
	flight->chooser = chooser;
	flight->interaction = arrival->facts.id;
	arrival->under_way = true;
	shard_effect(shard,
	    &(struct shard_call){
		.query = &q_place, .params = params, .keys = keys, .key_count = 1 },
	    on_placed, flight);
	buf_fini(&needs);
}

void
chooser_place_again(struct chooser *chooser)
{
	struct arrival *arrival, *next;

	HASH_ITER (hh, chooser->shard->model->arrivals.by_id, arrival, next)
		if (arrival->stage == ARRIVAL_UNPLACED && arrival->explanation != NULL)
			store_place(chooser, arrival);
}

static void
on_noted(void *ctx, struct shard *shard, bool same_term, enum db_outcome outcome,
    const struct db_result *row)
{
	(void)shard;
	(void)outcome;
	(void)row;
	if (same_term)
		((struct chooser *)ctx)->notes--;
}

/* Touches nothing that others change: it needs no fence. The key is its own, for its repetition. */
static void
store_nobody(struct chooser *chooser, const struct decision *decision, struct view explanation)
{
	const struct db_param params[] = { P_INT(decision->tenant), P_INT(decision->interaction),
		P_VIEW(explanation) };
	const int64_t keys[] = { key_of_id("decision", decision->tenant, decision->interaction) };

	chooser->notes++;
	shard_effect(chooser->shard,
	    &(struct shard_call){ .query = &q_nobody,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.lane = DB_LANE_HOT },
	    on_noted, chooser);
}

static void
explain_nobody(struct chooser *chooser, const struct decision *decision, struct view explanation)
{
	struct arrival *arrival =
	    arrivals_find(&chooser->shard->model->arrivals, decision->interaction);

	if (arrival == NULL) {
		store_nobody(chooser, decision, explanation);
		return;
	}
	free(arrival->explanation);
	arrival->explanation = view_dup(explanation);
	store_place(chooser, arrival);
}

/* ---- the turn ---- */

/* What waited before this holder came was explained by the former one: a hundred thousand rows that
 * say the same again are not worth a takeover. Nor is more than can be stored. */
static bool
goes_without_saying(struct chooser *chooser, const struct decision *decision)
{
	if (decision->kind == DECISION_OFFER)
		return false;
	metric_add(&nobodies, 1);
	if (arrivals_find(&chooser->shard->model->arrivals, decision->interaction) != NULL)
		return false;
	if (chooser->catching_up)
		return true;
	if (chooser->notes < NOTES_MAX)
		return false;
	metric_add(&dropped, 1);
	return true;
}

static void
carry_out(struct chooser *chooser, const struct decision *decision)
{
	struct buf explanation = { 0 };

	if (decision->kind == DECISION_OVERFLOW) {
		metric_add(&overflows, 1);
		sweeper_overflow(chooser->shard->sweeper, decision->tenant, decision->interaction);
		return;
	}
	if (goes_without_saying(chooser, decision))
		return;
	words_explain(&chooser->shard->model->setup, decision,
	    daemon_feed_position(chooser->shard->daemon), &explanation);
	LOG(DEBUG, "decision",
	    LOG_TEXT("kind", decision->kind == DECISION_OFFER ? "offer" : "nobody"),
	    LOG_ID("interaction", decision->interaction), LOG_ID("queue", decision->queue),
	    LOG_ID("agent", decision->agent),
	    LOG_INT("eligible", decision->counts[VERDICT_ELIGIBLE]));
	if (decision->kind == DECISION_OFFER)
		make_offer(chooser, decision, buf_view(&explanation));
	else
		explain_nobody(chooser, decision, buf_view(&explanation));
	buf_fini(&explanation);
}

static bool
may_decide(const struct chooser *chooser)
{
	return chooser->offers < OFFERS_MAX;
}

/* Offers go on while as many overflows are under way as may be. */
static void
hold_overflows(struct chooser *chooser)
{
	struct shard *shard = chooser->shard;
	struct router_event event = { .kind = EVENT_OVERFLOW_HOLD };

	event.u.overflow_hold.held = !sweeper_may_overflow(shard->sweeper);
	if (event.u.overflow_hold.held != router_overflow_held(shard->model->inputs.router))
		(void)inputs_apply(&shard->model->inputs, &event);
}

/* What is left over comes with the next turn, or with the next answer when too much is under way. A turn
 * later is a millisecond later: timers that are due at once run before anything else is heard. */
static void
arm(struct chooser *chooser, bool more, int64_t queues_ms)
{
	int64_t wake_ms = router_wake_at(chooser->shard->model->inputs.router);

	chooser->catching_up = chooser->catching_up && more;
	if (more && may_decide(chooser)) {
		timer_in(&chooser->timer, 1);
		return;
	}
	if (queues_ms < wake_ms)
		wake_ms = queues_ms;
	if (!more && wake_ms != INT64_MAX)
		timer_at(
		    &chooser->timer, daemon_mono_ms(chooser->shard->daemon, wake_ms * US_PER_MS));
}

static void
choose(void *ctx)
{
	struct chooser *chooser = ctx;
	struct shard *shard = chooser->shard;
	int64_t now_ms = shard_now_ms(shard), queues_ms;
	struct decision decision;
	bool more = true;

	if (shard->state != SHARD_CHOOSING)
		return;
	queues_ms = setup_advance(&shard->model->setup, now_ms);
	arrive_all(shard, now_ms);
	for (int i = 0; more && i < DECISIONS_A_TURN && may_decide(chooser); i++) {
		hold_overflows(chooser);
		more = inputs_decide(&shard->model->inputs, now_ms, &decision);
		if (more)
			carry_out(chooser, &decision);
	}
	inputs_flush(&shard->model->inputs);
	shards_tell(shard->shards);
	arm(chooser, more, queues_ms);
}

struct chooser *
chooser_new(struct shard *shard)
{
	struct chooser *chooser = mem_zero(1, sizeof(*chooser));
	struct metric *const all[] = { &offers, &nobodies, &overflows, &made, &stale, &failed,
		&dropped, &to_offer_ms };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		metric_register(all[i]);
	chooser->shard = shard;
	timer_init(&chooser->timer, daemon_loop(shard->daemon), choose, chooser);
	return chooser;
}

void
chooser_wake(struct chooser *chooser)
{
	if (chooser->shard->state == SHARD_CHOOSING)
		timer_at(&chooser->timer, 0);
}

void
chooser_begin(struct chooser *chooser)
{
	chooser->catching_up = true;
	chooser_wake(chooser);
}

void
chooser_stop(struct chooser *chooser)
{
	timer_stop(&chooser->timer);
	chooser->offers = chooser->notes = 0;
}

void
chooser_close(struct chooser *chooser)
{
	shard_timer_close(chooser->shard, &chooser->timer);
}
