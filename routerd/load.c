/* load - see load.h */
#include "routerd/load.h"

#include "common/log/log.h"
#include "routerd/choose.h"
#include "routerd/rows.h"
#include "routerd/shard.h"
#include "routerd_queries.h"

enum { PAGE = 1000, RETRY_MS = 200 };

enum step_params { PARAMS_NONE, PARAMS_TENANT, PARAMS_AGENT, PARAMS_PAGE };

/* Schedules before queues, queues before what waits in them, wrap-ups before agents. */
static const struct step {
	const struct db_query *query;
	enum step_params params;
	void (*row)(struct model *model, const struct db_result *rows, int i);
} steps[] = {
	{ &q_tenants_load, PARAMS_NONE, row_tenant },
	{ &q_skills_load, PARAMS_TENANT, row_skill },
	{ &q_schedules_load, PARAMS_TENANT, row_schedule },
	{ &q_boundaries_load, PARAMS_TENANT, row_boundary },
	{ &q_queues_load, PARAMS_TENANT, row_queue },
	{ &q_members_load, PARAMS_TENANT, row_member },
	{ &q_reserves_load, PARAMS_TENANT, row_reserve },
	{ &q_agent_skills_load, PARAMS_TENANT, row_level },
	{ &q_rules_load, PARAMS_TENANT, row_rule },
	{ &q_interactions_load, PARAMS_PAGE, row_interaction },
	{ &q_cooldowns_load, PARAMS_NONE, row_cooldown },
	{ &q_agents_load, PARAMS_AGENT, row_agent },
	{ &q_offers_load, PARAMS_NONE, row_offer },
};

enum { STEPS_CONFIG = 9, STEPS_ALL = sizeof(steps) / sizeof(steps[0]) };

struct loader {
	struct shard *shard;
	struct timer retry;
	bool busy;
	bool want_all, want_config;
	int64_t want_tenant; /* 0: all tenants' configuration */
	int step, end; /* of the reading under way */
	int64_t tenant, after;
};

static void pump(struct loader *loader);

static void
on_retry(void *ctx)
{
	pump(ctx);
}

struct loader *
loader_new(struct shard *shard)
{
	struct loader *loader = mem_zero(1, sizeof(*loader));

	loader->shard = shard;
	timer_init(&loader->retry, daemon_loop(shard->daemon), on_retry, loader);
	return loader;
}

/* ---- one reading ---- */

static void
finish(struct loader *loader)
{
	struct shard *shard = loader->shard;

	loader->busy = false;
	if (loader->end == STEPS_ALL)
		shard_loaded(shard);
	else
		LOG(INFO, "configuration_loaded", LOG_ID("tenant", loader->tenant));
	(void)arrivals_renew(&shard->model->arrivals, ARRIVAL_PARKED);
	chooser_wake(shard->chooser);
	pump(loader);
}

/* Another term has begun, or the read failed: what is wanted is read from its beginning. */
static void
give_up(struct loader *loader, bool same_term)
{
	loader->busy = false;
	if (same_term && loader->end == STEPS_ALL)
		loader->want_all = true;
	else if (same_term)
		loader_config(loader, loader->tenant);
	if (!loader->shard->stopping)
		timer_in(&loader->retry, same_term ? RETRY_MS : 0);
}

static void read_step(struct loader *loader);

static void
on_rows(void *ctx, struct shard *shard, bool same_term, enum db_outcome outcome,
    const struct db_result *rows)
{
	struct loader *loader = ctx;
	const struct step *step = &steps[loader->step];

	if (!same_term || outcome != DB_DONE) {
		give_up(loader, same_term);
		return;
	}
	for (int i = 0; i < rows->rows; i++)
		step->row(shard->model, rows, i);
	if (step->params == PARAMS_PAGE && rows->rows == PAGE) {
		loader->after = db_int(rows, rows->rows - 1, ROW_INTERACTION_ID);
		read_step(loader);
		return;
	}
	if (++loader->step == STEPS_CONFIG)
		setup_end(&shard->model->setup, loader->tenant);
	if (loader->step == loader->end)
		finish(loader);
	else
		read_step(loader);
}

static void
read_step(struct loader *loader)
{
	const struct step *step = &steps[loader->step];
	struct db_param params[2] = { P_NULL(), P_NULL() };

	if (step->params == PARAMS_PAGE) {
		params[0] = P_INT(loader->after);
		params[1] = P_INT(PAGE);
	} else if (step->params == PARAMS_TENANT && loader->tenant != 0) {
		params[0] = P_INT(loader->tenant);
	}
	shard_read(loader->shard, step->query, params, on_rows, loader);
}

/* ---- what is to be read ---- */

static void
start(struct loader *loader, int end, int64_t tenant)
{
	loader->busy = true;
	loader->step = 0;
	loader->end = end;
	loader->tenant = tenant;
	loader->after = 0;
	setup_begin(&loader->shard->model->setup, shard_now_ms(loader->shard));
	read_step(loader);
}

static void
pump(struct loader *loader)
{
	struct shard *shard = loader->shard;

	if (loader->busy || shard->model == NULL || shard->stopping || timer_armed(&loader->retry))
		return;
	if (loader->want_all) {
		loader->want_all = loader->want_config = false;
		start(loader, STEPS_ALL, 0);
	} else if (loader->want_config) {
		loader->want_config = false;
		start(loader, STEPS_CONFIG, loader->want_tenant);
	}
}

void
loader_begin(struct loader *loader)
{
	loader->want_all = true;
	pump(loader);
}

void
loader_config(struct loader *loader, int64_t tenant)
{
	bool other = loader->want_config && loader->want_tenant != tenant;

	loader->want_config = true;
	loader->want_tenant = other ? 0 : tenant;
	pump(loader);
}

void
loader_close(struct loader *loader)
{
	shard_timer_close(loader->shard, &loader->retry);
}
