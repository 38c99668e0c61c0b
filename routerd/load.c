/* load - see load.h */
#include "routerd/load.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/log/log.h"
#include "routerd/choose.h"
#include "routerd/rows.h"
#include "routerd/shard.h"
#include "routerd_queries.h"

enum { PAGE = 2000, RETRY_MS = 200, NEW_TENANTS_MAX = 64 };

enum step_params { PARAMS_TENANTS, PARAMS_PLACED, PARAMS_ARRIVED };

/* Schedules before queues, queues before what waits in them, wrap-ups before agents. What waits in
 * a queue needs no rule: only of what has just arrived number, text and language are read. */
static const struct step {
	const struct db_query *query;
	enum step_params params;
	void (*row)(struct model *model, const struct db_result *rows, int i);
} steps[] = {
	{ &q_tenants_load, PARAMS_TENANTS, row_tenant },
	{ &q_skills_load, PARAMS_TENANTS, row_skill },
	{ &q_schedules_load, PARAMS_TENANTS, row_schedule },
	{ &q_boundaries_load, PARAMS_TENANTS, row_boundary },
	{ &q_queues_load, PARAMS_TENANTS, row_queue },
	{ &q_members_load, PARAMS_TENANTS, row_member },
	{ &q_reserves_load, PARAMS_TENANTS, row_reserve },
	{ &q_agent_skills_load, PARAMS_TENANTS, row_level },
	{ &q_rules_load, PARAMS_TENANTS, row_rule },
	{ &q_arrived_load, PARAMS_ARRIVED, row_interaction },
	{ &q_interactions_load, PARAMS_PLACED, row_interaction },
	{ &q_cooldowns_load, PARAMS_TENANTS, row_cooldown },
	{ &q_agents_load, PARAMS_TENANTS, row_agent },
	{ &q_offers_load, PARAMS_TENANTS, row_offer },
};

enum { STEPS_CONFIG = 9, STEPS_ALL = sizeof(steps) / sizeof(steps[0]) };

/* What is read of whom. `sweep`: the tenant (0: all, -1: none) of whom nothing else is there. */
struct reading {
	int end; /* STEPS_ALL or STEPS_CONFIG */
	int64_t sweep;
	struct buf tenants; /* "{7}"; empty: all of the shard's */
};

enum { SWEEP_ALL = 0, SWEEP_NONE = -1 };

struct loader {
	struct shard *shard;
	struct timer retry;
	bool busy;
	bool want_all, want_config;
	int64_t want_tenant; /* 0: all tenants' configuration */
	int64_t fresh[NEW_TENANTS_MAX]; /* tenants that have come to this shard */
	int fresh_count;
	struct reading reading; /* under way */
	int step;
	int64_t tenant, queue, after; /* where the next page begins */
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

void
loader_free(struct loader *loader)
{
	buf_fini(&loader->reading.tenants);
	free(loader);
}

/* ---- one reading ---- */

static bool
reads_all(const struct reading *reading)
{
	return reading->end == STEPS_ALL && reading->sweep == SWEEP_ALL;
}

static void
finish(struct loader *loader)
{
	struct shard *shard = loader->shard;

	loader->busy = false;
	if (reads_all(&loader->reading))
		shard_loaded(shard);
	else
		LOG(INFO, "configuration_loaded", LOG_ID("shard", shard->id),
		    LOG_VIEW("tenants", buf_view(&loader->reading.tenants)),
		    LOG_INT(
			"revision", setup_revision(&shard->model->setup, loader->reading.sweep)));
	(void)arrivals_renew(&shard->model->arrivals, ARRIVAL_PARKED);
	chooser_wake(shard->chooser);
	pump(loader);
}

/* Another term has begun, which has asked for all; or the read failed, and what was wanted is read from its
 * beginning: of tenants that had come to the shard with all the others. */
static void
give_up(struct loader *loader, bool same_term)
{
	const struct reading *reading = &loader->reading;

	loader->busy = false;
	if (same_term && reading->end == STEPS_ALL)
		loader->want_all = true;
	else if (same_term)
		loader_config(loader, reading->sweep);
	if (!shard_stopping(loader->shard))
		timer_in(&loader->retry, same_term ? RETRY_MS : 0);
}

static void read_step(struct loader *loader);

static bool
begins_another_page(struct loader *loader, const struct step *step, const struct db_result *rows)
{
	if (step->params == PARAMS_TENANTS || rows->rows < PAGE)
		return false;
	loader->tenant = db_int(rows, rows->rows - 1, ROW_INTERACTION_TENANT);
	loader->queue = db_int(rows, rows->rows - 1, ROW_INTERACTION_QUEUE);
	loader->after = db_int(rows, rows->rows - 1, ROW_INTERACTION_ID);
	return true;
}

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
	if (begins_another_page(loader, step, rows)) {
		read_step(loader);
		return;
	}
	loader->tenant = loader->queue = loader->after = 0;
	if (++loader->step == STEPS_CONFIG)
		setup_end(&shard->model->setup, loader->reading.sweep);
	if (loader->step == loader->reading.end)
		finish(loader);
	else
		read_step(loader);
}

static void
read_step(struct loader *loader)
{
	const struct step *step = &steps[loader->step];
	const struct buf *tenants =
	    loader->reading.tenants.n > 0 ? &loader->reading.tenants : &loader->shard->tenants;
	struct db_param params[5] = { P_VIEW(buf_view(tenants)), P_INT(PAGE), P_INT(loader->tenant),
		P_INT(loader->after), P_INT(loader->queue) };

	shard_read(loader->shard, step->query, params, on_rows, loader);
}

/* ---- what is to be read ---- */

static void
start(struct loader *loader, int end, int64_t sweep)
{
	loader->busy = true;
	loader->step = 0;
	loader->reading.end = end;
	loader->reading.sweep = sweep;
	loader->tenant = loader->queue = loader->after = 0;
	setup_begin(&loader->shard->model->setup, shard_now_ms(loader->shard));
	read_step(loader);
}

static void
start_fresh(struct loader *loader)
{
	struct buf *tenants = &loader->reading.tenants;

	for (int i = 0; i < loader->fresh_count; i++)
		buf_addf(tenants, "%s%" PRId64, i == 0 ? "{" : ",", loader->fresh[i]);
	buf_add_char(tenants, '}');
	loader->fresh_count = 0;
	start(loader, STEPS_ALL, SWEEP_NONE);
}

static void
start_config(struct loader *loader)
{
	loader->want_config = false;
	if (loader->want_tenant != 0)
		buf_addf(&loader->reading.tenants, "{%" PRId64 "}", loader->want_tenant);
	start(loader, STEPS_CONFIG, loader->want_tenant);
}

static void
pump(struct loader *loader)
{
	struct shard *shard = loader->shard;

	if (loader->busy || shard->model == NULL || shard_stopping(shard) ||
	    timer_armed(&loader->retry))
		return;
	buf_clear(&loader->reading.tenants);
	if (loader->want_all) {
		loader->want_all = loader->want_config = false;
		loader->fresh_count = 0;
		start(loader, STEPS_ALL, SWEEP_ALL);
	} else if (loader->fresh_count > 0) {
		start_fresh(loader);
	} else if (loader->want_config) {
		start_config(loader);
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
loader_tenant(struct loader *loader, int64_t tenant)
{
	if (loader->fresh_count == NEW_TENANTS_MAX)
		loader->want_all = true;
	else
		loader->fresh[loader->fresh_count++] = tenant;
	pump(loader);
}

void
loader_close(struct loader *loader)
{
	shard_timer_close(loader->shard, &loader->retry);
}
