/* arrive - see arrive.h */
#include "routerd/arrive.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/key.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "routerd/choose.h"
#include "routerd/rows.h"
#include "routerd/shard.h"
#include "routerd_queries.h"

enum { NO_RULE_LOG_MS = 60000 };

static COUNTER(
    routed, "router_arrivals_total{outcome=\"routed\"}", "Arrivals by what rules made of them");
static COUNTER(
    replied, "router_arrivals_total{outcome=\"replied\"}", "Arrivals by what rules made of them");
static COUNTER(
    unrouted, "router_arrivals_total{outcome=\"no_rule\"}", "Arrivals by what rules made of them");

void
arrive_register(void)
{
	metric_register(&routed);
	metric_register(&replied);
	metric_register(&unrouted);
}

/* Which arrival a call is about; it may be gone when the call comes back. */
struct about {
	int64_t id;
};

/* ---- reading what a doorbell did not bring ---- */

static void
on_facts(void *ctx, struct shard *shard, bool same_term, enum db_outcome outcome,
    const struct db_result *rows)
{
	struct about *about = ctx;
	int64_t id = about->id;
	struct arrival *arrival = same_term ? arrivals_find(&shard->model->arrivals, id) : NULL;

	free(about);
	if (!same_term)
		return;
	if (outcome == DB_DONE && rows->rows == 1)
		row_interaction(shard->model, rows, 0);
	else if (outcome == DB_DONE && arrival != NULL)
		arrivals_remove(&shard->model->arrivals, arrival->facts.id);
	else if (arrival != NULL)
		arrival->stage = ARRIVAL_FAILED;
	/* A row that can't be read is tried again, as one that did not come. */
	arrival = arrivals_find(&shard->model->arrivals, id);
	if (arrival != NULL && arrival->stage == ARRIVAL_READING)
		arrival->stage = ARRIVAL_FAILED;
	chooser_wake(shard->chooser);
}

static void
read_facts(struct shard *shard, struct arrival *arrival)
{
	struct about *about = mem_new(sizeof(*about));
	const struct db_param params[] = { P_INT(arrival->facts.tenant), P_INT(arrival->facts.id) };

	about->id = arrival->facts.id;
	arrival->stage = ARRIVAL_READING;
	shard_read(shard, &q_interaction_load, params, on_facts, about);
}

/* ---- ends at once ---- */

/* changed: rules and arrival have crossed; the new ones are read by the next round. */
static void
on_ended(void *ctx, struct shard *shard, bool same_term, enum db_outcome outcome,
    const struct db_result *row)
{
	struct about *about = ctx;
	struct arrival *arrival =
	    same_term ? arrivals_find(&shard->model->arrivals, about->id) : NULL;

	free(about);
	if (arrival == NULL)
		return;
	/* Ended or stale: in either case it has not just arrived any more. */
	if (outcome == DB_DONE && !view_is(db_text(row, 0, 0), "changed"))
		arrivals_remove(&shard->model->arrivals, arrival->facts.id);
	else
		arrival->stage = ARRIVAL_FAILED;
}

/* By an effect whose third parameter, and further ones, are `params`' own. */
static void
end(struct shard *shard, struct arrival *arrival, const struct db_query *query,
    struct db_param *params)
{
	const struct interaction_facts *facts = &arrival->facts;
	struct about *about = mem_new(sizeof(*about));
	const int64_t keys[] = { key_of_id("interaction", facts->tenant, facts->id),
		key_conversation(facts->tenant, facts->channel, facts->number) };

	about->id = facts->id;
	arrival->stage = ARRIVAL_ENDING;
	params[0] = P_INT(facts->tenant);
	params[1] = P_INT(facts->id);
	shard_effect(shard,
	    &(struct shard_call){ .query = query, .params = params, .keys = keys, .key_count = 2 },
	    on_ended, about);
}

static void
reply(struct shard *shard, struct arrival *arrival, struct view text, size_t rule)
{
	struct buf why = { 0 };

	buf_addf(&why, "{\"rule\":%zu}", rule + 1);
	metric_add(&replied, 1);
	end(shard, arrival, &q_auto_reply,
	    (struct db_param[]){ [2] = P_VIEW(text), [3] = P_VIEW(buf_view(&why)) });
	buf_fini(&why);
}

/* ---- rules ---- */

/* Each channel needs a rule that always holds; without one the text waits for the administrator. Who calls does not. */
static void
unrouted_one(struct shard *shard, struct arrival *arrival)
{
	char channel[24];
	int64_t suppressed;

	metric_add(&unrouted, 1);
	arrival->stage = ARRIVAL_PARKED;
	(void)snprintf(channel, sizeof(channel), "%" PRId64, arrival->facts.channel);
	if (log_allow("no_rule_holds", view_of(channel), NO_RULE_LOG_MS, &suppressed))
		LOG(ERROR, "no_rule_holds", LOG_ID("channel", arrival->facts.channel),
		    LOG_ID("interaction", arrival->facts.id), LOG_INT("suppressed", suppressed));
	if (arrival->facts.medium == ROUTER_VOICE)
		end(shard, arrival, &q_no_rule,
		    (struct db_param[]){
			[2] = P_INT(setup_revision(&shard->model->setup, arrival->facts.tenant)) });
}

static bool
has_all(const struct interaction_facts *facts, const struct channel_rules *rules)
{
	return facts->has_text &&
	    (facts->has_language || !facts->known_customer || !rules->by_language);
}

static void
carry_out(struct shard *shard, struct arrival *arrival, const struct channel_rules *rules,
    struct rule_result result)
{
	if (result.rule == NULL) {
		unrouted_one(shard, arrival);
	} else if (result.rule->outcome == RULE_REPLY) {
		reply(shard, arrival, channel_rules_reply(rules, result.rule), result.index);
	} else if (!arrival->facts.has_last &&
	    setup_prefers_last(&shard->model->setup, result.rule->queue)) {
		read_facts(shard, arrival);
	} else {
		metric_add(&routed, 1);
		arrival->stage = ARRIVAL_UNPLACED;
		if (!model_place(shard->model, arrival, result.rule))
			arrivals_remove(&shard->model->arrivals, arrival->facts.id);
	}
}

struct moment {
	const struct hours *hours;
	int64_t now_ms;
};

static bool
is_open(const void *ctx, int64_t schedule)
{
	const struct moment *moment = ctx;
	int64_t next_ms;

	return hours_open_at(moment->hours, schedule, moment->now_ms, &next_ms);
}

void
arrive_all(struct shard *shard, int64_t now_ms)
{
	struct model *model = shard->model;
	const struct moment moment = { &model->setup.hours, now_ms };
	struct arrival *arrival;

	while ((arrival = arrivals_next(&model->arrivals)) != NULL) {
		const struct interaction_facts *facts = &arrival->facts;
		const struct channel_rules *rules = setup_channel(&model->setup, facts->channel);
		struct rules view = rules != NULL ? channel_rules_view(rules) : (struct rules){ 0 };

		if (rules != NULL && !has_all(facts, rules))
			read_facts(shard, arrival);
		else
			carry_out(shard, arrival, rules,
			    rules_apply(&view,
				&(struct rule_facts){ .is_open = is_open,
				    .ctx = &moment,
				    .text = facts->text,
				    .known_customer = facts->known_customer,
				    .language = facts->language,
				    .number = facts->number,
				    .page = facts->page,
				    .form = facts->form }));
	}
}
