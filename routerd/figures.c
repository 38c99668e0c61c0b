/* figures - see figures.h */
#include "routerd/figures.h"

#include <stdlib.h>

#include "common/daemon/rounds.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "routerd/routerd.h"

enum { ROUND_MS = 1000, POSITIONS = 200, PAST_ROWS = 200, QUARTERS = 1, ALARMS = 100, TENANTS = 1 };

static COUNTER(
    counted, "router_report_positions_total", "Positions of the feed counted for reports");
static COUNTER(texts, "router_report_text_positions_total",
    "Positions of the feed counted for the report on texts");
static COUNTER(past, "router_past_positions_total",
    "Positions of the feed looked through for what has ended or changed since");
static COUNTER(filled, "router_past_interactions_total",
    "Interactions that were made ready to be searched, again after each change");
static COUNTER(closed, "router_report_quarters_total", "Quarters of agents' figures stored");
static COUNTER(judged, "router_alarms_total", "Alarms raised or cleared");
static COUNTER(differing, "router_report_differences_total",
    "Figures that the nightly recount found otherwise: must be 0");

static const struct step {
	const struct db_query *query;
	int64_t limit;
	bool again; /* at once, when it did as much as it may: else others have their turn first */
	int every; /* rounds */
	struct metric *count;
} steps[] = {
	{ &q_reports_advance, POSITIONS, true, 1, &counted },
	{ &q_texts_advance, POSITIONS, true, 5, &texts },
	{ &q_past_advance, POSITIONS, true, 1, &past },
	{ &q_past_fill, PAST_ROWS, false, 1, &filled },
	{ &q_reports_close, QUARTERS, true, 5, &closed },
	{ &q_alarms_judge, ALARMS, true, 3, &judged },
	{ &q_recount_due, TENANTS, false, 5, &differing },
};

enum { STEPS = sizeof(steps) / sizeof(steps[0]) };

struct figures {
	struct rounds rounds;
	size_t step; /* the next one, or the one under way */
	int64_t round;
};

static void
on_step(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct figures *figures = ctx;
	const struct step *step = &steps[figures->step];
	int64_t count = outcome == DB_DONE && row->rows == 1 ? db_int(row, 0, 0) : 0;

	if (count > 0)
		metric_add(step->count, count);
	if (outcome == DB_FAILED)
		LOG(ERROR, "figures_failed", LOG_TEXT("step", step->query->name),
		    LOG_TEXT("sqlstate", row->sqlstate));
	if (count > 0 && step->count == &differing)
		LOG(ERROR, "report_differences", LOG_INT("count", count));
	if (!step->again || count < step->limit)
		figures->step++; /* one that failed has its next turn in the next round */
	if (rounds_back(&figures->rounds))
		rounds_in(&figures->rounds, 0);
}

static void
next(void *ctx)
{
	struct figures *figures = ctx;
	const struct step *step;

	while (figures->step < STEPS && figures->round % steps[figures->step].every != 0)
		figures->step++;
	if (figures->step == STEPS) {
		figures->step = 0;
		figures->round++;
		rounds_in(&figures->rounds, ROUND_MS);
		return;
	}
	step = &steps[figures->step];
	const struct db_param params[] = { P_INT(step->limit) };

	rounds_begun(&figures->rounds);
	db_submit(daemon_db(figures->rounds.daemon),
	    &(struct db_call){ .query = step->query, .lane = DB_LANE_ALONE, .params = params },
	    on_step, figures);
}

int
figures_start(struct daemon *daemon, struct err *err)
{
	struct figures *figures = mem_zero(1, sizeof(*figures));

	(void)err;
	for (size_t i = 0; i < STEPS; i++)
		metric_register(steps[i].count);
	rounds_init(&figures->rounds, daemon, "figures", next);
	rounds_in(&figures->rounds, 0);
	return 0;
}

void
figures_stop(struct daemon *daemon)
{
	struct figures *figures = daemon_data(daemon, "figures");

	rounds_stop(&figures->rounds);
}
