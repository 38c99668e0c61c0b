/* shard - see shard.h */
#include "routerd/shard.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "routerd/choose.h"
#include "routerd/load.h"
#include "routerd/rows.h"
#include "routerd/shards.h"
#include "routerd/sweeps.h"

enum { US_PER_MS = 1000, MIB = 1024 * 1024, PATH_SIZE = 4096 };

static COUNTER(terms, "router_terms_total", "Times the whole state was read");

struct call {
	struct shard *shard;
	int64_t term;
	shard_done done;
	void *ctx;
};

int64_t
shard_now_ms(const struct shard *shard)
{
	return daemon_now_us(shard->daemon) / US_PER_MS;
}

bool
shard_stopping(const struct shard *shard)
{
	return shards_stopping(shard->shards);
}

/* ---- calls ---- */

static void when_quiet(struct shard *shard);

static void
on_call(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct call call = *(struct call *)ctx;
	struct shard *shard = call.shard;
	bool same_term = call.term == shard->term;

	free(ctx);
	shard->under_way--;
	call.done(call.ctx, shard, same_term && outcome != DB_FENCED, outcome, result);
	if (outcome == DB_FENCED && same_term && !shard_stopping(shard))
		shards_fenced(shard->shards);
	when_quiet(shard);
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
		.lane = call->lane == DB_LANE_USUAL ? DB_LANE_FENCED : call->lane,
		.epoch = shard->epoch },
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

void
shard_end(struct shard *shard)
{
	shard->term++;
	shard->state = SHARD_IDLE;
	chooser_stop(shard->chooser);
	sweeper_stop(shard->sweeper);
	model_free(shard->model);
	shard->model = NULL;
	shards_tell(shard->shards);
}

/* One log a term; also a standby's, for it is what it knows when it begins to choose. */
static struct model *
new_model(struct shard *shard)
{
	const struct config *config = daemon_config(shard->daemon);
	const char *path = config_text(config, "record_file");
	char name[PATH_SIZE] = "";

	if (path[0] != '\0')
		(void)snprintf(name, sizeof(name), "%s.%" PRId64, path, shard->id);
	return model_new(name, shard->began_ms, config_int(config, "record_max_mb") * MIB);
}

void
shard_begin(struct shard *shard)
{
	shard_end(shard);
	metric_add(&terms, 1);
	shard->state = SHARD_LOADING;
	shard->began_ms = shard_now_ms(shard);
	shard->model = new_model(shard);
	loader_begin(shard->loader);
}

static void
begin_choosing(struct shard *shard)
{
	shard->state = SHARD_CHOOSING;
	shards_tell(shard->shards);
	LOG(INFO, "shard_chooses", LOG_ID("shard", shard->id), LOG_INT("epoch", shard->epoch),
	    LOG_INT("waiting", shard->model->inputs.waiting),
	    LOG_INT("took_ms", shard_now_ms(shard) - shard->gained_ms));
	chooser_begin(shard->chooser);
	sweeper_begin(shard->sweeper);
}

void
shard_loaded(struct shard *shard)
{
	shard->state = SHARD_WARM;
	LOG(INFO, "shard_loaded", LOG_ID("shard", shard->id),
	    LOG_INT("waiting", shard->model->inputs.waiting),
	    LOG_INT("took_ms", shard_now_ms(shard) - shard->began_ms));
	if (shard->held)
		begin_choosing(shard);
}

bool
shard_warm(const struct shard *shard)
{
	return shard->state >= SHARD_WARM;
}

void
shard_gained(struct shard *shard, int64_t epoch)
{
	LOG(INFO, "shard_gained", LOG_ID("shard", shard->id), LOG_INT("epoch", epoch));
	shard->held = true;
	shard->epoch = epoch;
	shard->gained_ms = shard_now_ms(shard);
	if (shard->state == SHARD_WARM)
		begin_choosing(shard);
}

/* Offers may be under way: their reservations would never be answered in this model. */
void
shard_lost(struct shard *shard)
{
	LOG(WARN, "shard_lost", LOG_ID("shard", shard->id));
	shard->held = false;
	shard_begin(shard);
}

/* It may be asked for again while its calls are still coming back. */
void
shard_wind_down(struct shard *shard)
{
	if (shard->state == SHARD_GIVING)
		return;
	LOG(INFO, "shard_winds_down", LOG_ID("shard", shard->id));
	if (shard->state == SHARD_CHOOSING) {
		shard->state = SHARD_GIVING;
		when_quiet(shard);
	} else {
		shard->held = false;
		shards_give(shard->shards, shard->id);
	}
}

static void
when_quiet(struct shard *shard)
{
	if (shard->under_way > 0)
		return;
	if (shard->state == SHARD_GIVING) {
		shard->state = SHARD_WARM;
		shard->held = false;
		shards_tell(shard->shards);
		shards_give(shard->shards, shard->id);
	}
	shards_quiet(shard->shards);
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
shard_news(struct shard *shard, const struct news *news)
{
	if (shard->model == NULL)
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
	default:
		return;
	}
	sweeper_arm(shard->sweeper);
	chooser_wake(shard->chooser);
}

/* ---- begin and end ---- */

struct shard *
shard_new(struct daemon *daemon, struct shards *shards, int64_t id)
{
	struct shard *shard = mem_zero(1, sizeof(*shard));

	metric_register(&terms);
	shard->daemon = daemon;
	shard->shards = shards;
	shard->id = id;
	buf_add_text(&shard->tenants, "{}");
	shard->loader = loader_new(shard);
	shard->chooser = chooser_new(shard);
	shard->sweeper = sweeper_new(shard);
	return shard;
}

void
shard_timer_close(struct shard *shard, struct timer *timer)
{
	shards_timer_close(shard->shards, timer);
}

void
shard_close(struct shard *shard)
{
	loader_close(shard->loader);
	chooser_close(shard->chooser);
	sweeper_close(shard->sweeper);
}

void
shard_free(struct shard *shard)
{
	loader_free(shard->loader);
	free(shard->chooser);
	free(shard->sweeper);
	buf_fini(&shard->tenants);
	free(shard);
}
