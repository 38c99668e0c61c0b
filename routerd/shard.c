/* shard - see shard.h */
#include "routerd/shard.h"

#include <stdlib.h>

#include "common/daemon/holder.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "routerd/arrive.h"
#include "routerd/choose.h"
#include "routerd/load.h"
#include "routerd/routerd.h"
#include "routerd/rows.h"
#include "routerd/sweeps.h"

enum { US_PER_MS = 1000, MIB = 1024 * 1024 };

static GAUGE(held, "router_shard_held", "1 while this instance chooses");
static COUNTER(terms, "router_terms_total", "Times the whole state was read");

struct call {
	struct shard *shard;
	int64_t term;
	shard_done done;
	void *ctx;
};

static struct shard *
shard_of(struct daemon *daemon)
{
	return daemon_data(daemon, "shard");
}

int64_t
shard_now_ms(const struct shard *shard)
{
	return daemon_now_us(shard->daemon) / US_PER_MS;
}

/* ---- calls ---- */

static void give_up_when_quiet(struct shard *shard);

static void
on_call(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct call call = *(struct call *)ctx;
	struct shard *shard = call.shard;
	bool same_term = call.term == shard->term;

	free(ctx);
	shard->under_way--;
	call.done(call.ctx, shard, same_term && outcome != DB_FENCED, outcome, result);
	if (outcome == DB_FENCED && same_term && !shard->stopping)
		holder_fenced(shard->holder);
	give_up_when_quiet(shard);
}

static struct call *
call_new(struct shard *shard, shard_done done, void *ctx)
{
	struct call *call = mem_new(sizeof(*call));

	*call = (struct call){ shard, shard->term, done, ctx };
	shard->under_way++;
	return call;
}

void
shard_effect(struct shard *shard, const struct shard_call *call, shard_done done, void *ctx)
{
	effect_run(shard->daemon,
	    &(struct command){ .query = call->query,
		.params = call->params,
		.keys = call->keys,
		.key_count = call->key_count,
		.lane = call->lane == DB_LANE_USUAL ? DB_LANE_FENCED : call->lane },
	    on_call, call_new(shard, done, ctx));
}

void
shard_read(struct shard *shard, const struct db_query *query, const struct db_param *params,
    shard_done done, void *ctx)
{
	db_submit(daemon_db(shard->daemon), &(struct db_call){ .query = query, .params = params },
	    on_call, call_new(shard, done, ctx));
}

/* ---- terms ---- */

static void
end_term(struct shard *shard)
{
	shard->term++;
	shard->state = SHARD_IDLE;
	chooser_stop(shard->chooser);
	sweeper_stop(shard->sweeper);
	model_free(shard->model);
	shard->model = NULL;
	metric_set(&held, 0);
}

static void
begin_term(struct shard *shard)
{
	const struct config *config = daemon_config(shard->daemon);

	end_term(shard);
	metric_add(&terms, 1);
	shard->state = SHARD_LOADING;
	/* A log's name has the term in it, as a reload begins another one. */
	shard->model = model_new(config_text(config, "record_file"),
	    shard->epoch * 1000 + shard->term, config_int(config, "record_max_mb") * MIB);
	loader_begin(shard->loader);
}

void
shard_loaded(struct shard *shard)
{
	shard->state = SHARD_CHOOSING;
	metric_set(&held, 1);
	LOG(INFO, "shard_loaded", LOG_INT("epoch", shard->epoch),
	    LOG_INT("waiting", shard->model->inputs.waiting),
	    LOG_INT("took_ms", shard_now_ms(shard) - shard->gained_ms));
	chooser_wake(shard->chooser);
	sweeper_begin(shard->sweeper);
}

static void
on_gained(void *ctx, int64_t thing, int64_t epoch)
{
	struct shard *shard = ctx;

	if (shard->stopping)
		return;
	LOG(INFO, "shard_gained", LOG_ID("shard", thing), LOG_INT("epoch", epoch));
	shard->epoch = epoch;
	shard->gained_ms = shard_now_ms(shard);
	begin_term(shard);
}

static void
on_lost(void *ctx, int64_t thing)
{
	LOG(WARN, "shard_lost", LOG_ID("shard", thing));
	end_term(ctx);
}

void
on_routerd_reload(struct daemon *daemon)
{
	struct shard *shard = shard_of(daemon);

	if (shard != NULL && shard->state != SHARD_IDLE && !shard->stopping)
		begin_term(shard);
}

/* ---- news ---- */

static void
take_interaction(struct shard *shard, const struct news *news)
{
	struct interaction_facts facts;

	if (news->state != NULL &&
	    state_interaction(news->tenant, news->key, news->version, news->state, &facts))
		model_interaction(shard->model, &facts);
	else
		row_unreadable("interaction", news->key);
}

static void
take_agent(struct shard *shard, const struct news *news)
{
	const struct router_agent *known =
	    router_agent_find(shard->model->inputs.router, news->key);
	struct router_agent agent;

	if (news->state != NULL && state_agent(news->tenant, news->version, news->state, &agent)) {
		model_agent(shard->model, &agent);
	} else if (news->state == NULL && known != NULL) {
		/* An agent without a seat any more is offered nothing. */
		agent = *known;
		agent.version = news->version > known->version ? news->version : known->version + 1;
		agent.status = ROUTER_LOGGED_OUT;
		model_agent(shard->model, &agent);
	} else if (news->state != NULL) {
		row_unreadable("agent", news->key);
	}
}

static void
take_offer(struct shard *shard, const struct news *news)
{
	struct offer_facts facts;

	if (news->state != NULL && state_offer(news->state, &facts))
		model_offer(shard->model, news->tenant, news->key, &facts);
	else if (news->state != NULL)
		row_unreadable("offer", news->key);
	else
		model_offer_gone(shard->model, news->key);
}

void
on_routerd_news(struct daemon *daemon, const struct news *news)
{
	struct shard *shard = shard_of(daemon);

	if (shard == NULL || shard->model == NULL)
		return;
	switch (news->kind) {
	case MESSAGE_agent:
		take_agent(shard, news);
		break;
	case MESSAGE_interaction:
		take_interaction(shard, news);
		break;
	case MESSAGE_offer:
		take_offer(shard, news);
		sweeper_arm(shard->sweeper);
		return;
	case MESSAGE_config:
		loader_config(shard->loader, news->tenant);
		return;
	default:
		return;
	}
	sweeper_arm(shard->sweeper);
	chooser_wake(shard->chooser);
}

/* ---- start and stop ---- */

int
shard_start(struct daemon *daemon, struct err *err)
{
	struct shard *shard = mem_zero(1, sizeof(*shard));
	const struct holder_config config = {
		.kind = "shard", .max = 1, .gained = on_gained, .lost = on_lost, .ctx = shard
	};

	(void)err;
	metric_register(&held);
	metric_register(&terms);
	inputs_register();
	rows_register();
	arrive_register();
	shard->daemon = daemon;
	daemon_set_data(daemon, "shard", shard);
	shard->loader = loader_new(shard);
	shard->chooser = chooser_new(shard);
	shard->sweeper = sweeper_new(shard);
	shard->holder = holder_start(daemon, &config);
	return 0;
}

static void
shard_free(struct shard *shard)
{
	struct daemon *daemon = shard->daemon;

	free(shard->loader);
	free(shard->chooser);
	free(shard->sweeper);
	daemon_set_data(daemon, "shard", NULL);
	free(shard);
	daemon_part_stopped(daemon);
}

static void
on_timer_closed(void *ctx)
{
	struct shard *shard = ctx;

	if (--shard->timers == 0)
		shard_free(shard);
}

void
shard_timer_close(struct shard *shard, struct timer *timer)
{
	timer->ctx = shard; /* `closed` gets the timer's ctx */
	shard->timers++;
	timer_close(timer, on_timer_closed);
}

static void
on_given_up(void *ctx)
{
	struct shard *shard = ctx;

	end_term(shard);
	shard->timers = 1; /* until all are being closed */
	loader_close(shard->loader);
	chooser_close(shard->chooser);
	sweeper_close(shard->sweeper);
	on_timer_closed(shard);
}

/* The shard is given away when nothing is under way, so that the next one reads all of it. */
static void
give_up_when_quiet(struct shard *shard)
{
	if (!shard->stopping || shard->under_way > 0 || shard->given_up)
		return;
	shard->given_up = true;
	holder_stop(shard->holder, on_given_up, shard);
}

void
shard_stop(struct daemon *daemon)
{
	struct shard *shard = shard_of(daemon);

	shard->stopping = true;
	end_term(shard);
	give_up_when_quiet(shard);
}
