/* boards - see boards.h */
#include "routerd/boards.h"

#include <stdlib.h>

#include "common/base/clock.h"
#include "common/daemon/rounds.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "routerd/core/looks.h"
#include "routerd/routerd.h"

enum { COUNT_MS = 10000 };

static COUNTER(refreshed, "router_wallboards_counted_total",
    "Counts of a tenant's quarter that goes on for the wallboard");

struct boards {
	struct rounds rounds;
	struct looks looks;
	int64_t tenant, begun_ms; /* of the count under way */
	int64_t rest_ms; /* none before */
};

static void next(void *ctx);

static void
on_counted(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct boards *boards = ctx;
	int64_t now_ms = clock_mono_ms(), took_ms = now_ms - boards->begun_ms;
	int64_t count = outcome == DB_DONE && row->rows == 1 ? db_int(row, 0, 0) : 0;

	boards->rest_ms = now_ms + took_ms;
	if (count > 0)
		metric_add(&refreshed, count);
	if (outcome == DB_DONE && count <= 0)
		looks_early(&boards->looks, boards->tenant, now_ms);
	else /* without a state nothing was counted: the database did not answer */
		looks_counted(&boards->looks, boards->tenant, now_ms,
		    outcome == DB_DONE || row->sqlstate[0] != '\0' ? took_ms : 0);
	if (outcome != DB_DONE)
		LOG(ERROR, "wallboard_not_counted", LOG_INT("tenant", boards->tenant),
		    LOG_INT("took_ms", took_ms), LOG_TEXT("sqlstate", row->sqlstate));
	if (rounds_back(&boards->rounds))
		next(boards);
}

static void
next(void *ctx)
{
	struct boards *boards = ctx;
	int64_t now_ms = clock_mono_ms(), next_ms;

	if (boards->rounds.under_way > 0 || boards->rounds.stopping)
		return;
	if (now_ms < boards->rest_ms) {
		rounds_at(&boards->rounds, boards->rest_ms);
		return;
	}
	boards->tenant = looks_next(&boards->looks, now_ms, &next_ms);
	if (boards->tenant == 0) {
		if (next_ms < INT64_MAX)
			rounds_at(&boards->rounds, next_ms);
		return;
	}
	const struct db_param params[] = { P_INT(boards->tenant) };

	rounds_begun(&boards->rounds);
	boards->begun_ms = now_ms;
	db_submit(daemon_db(boards->rounds.daemon),
	    &(struct db_call){
		.query = &q_figures_refresh, .params = params, .deadline_ms = COUNT_MS },
	    on_counted, boards);
}

void
boards_looked(struct daemon *daemon, int64_t tenant)
{
	struct boards *boards = daemon_data(daemon, "boards");

	if (boards == NULL) /* it stops */
		return;
	looks_add(&boards->looks, tenant, clock_mono_ms());
	next(boards);
}

int
boards_start(struct daemon *daemon, struct err *err)
{
	struct boards *boards = mem_zero(1, sizeof(*boards));

	(void)err;
	metric_register(&refreshed);
	rounds_init(&boards->rounds, daemon, "boards", next);
	return 0;
}

void
boards_stop(struct daemon *daemon)
{
	struct boards *boards = daemon_data(daemon, "boards");

	rounds_stop(&boards->rounds);
}
