/* upkeep - see upkeep.h */
#include "common/daemon/upkeep.h"

#include <stdlib.h>

#include "common/daemon/rounds.h"
#include "common/daemon/skeleton.h"
#include "common/metrics/metrics.h"

static COUNTER(
    upkeep_total, "trunkline_upkeep_total", "Old rows forgotten, months made and dropped");

struct upkeep {
	struct rounds rounds;
	const struct upkeep_step *step; /* the next one, or the one under way */
	int64_t round;
};

static const struct upkeep_step *
first_step(const struct upkeep *upkeep)
{
	return upkeep->rounds.daemon->spec->upkeep;
}

static void
on_step(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct upkeep *upkeep = ctx;
	const struct upkeep_step *step = upkeep->step;
	int64_t count = outcome == DB_DONE && result->rows == 1 ? db_int(result, 0, 0) : 0;
	bool again = step->full > 0 && count >= step->full;

	metric_add(&upkeep_total, count);
	if (count > 0 && step->full <= 1)
		LOG(INFO, "upkeep_months", LOG_TEXT("step", step->query->name),
		    LOG_INT("count", count));
	if (outcome == DB_FAILED)
		LOG(ERROR, "upkeep_failed", LOG_TEXT("step", step->query->name),
		    LOG_TEXT("sqlstate", result->sqlstate));
	if (!again)
		upkeep->step++; /* one that failed has its next turn in the next round */
	if (rounds_back(&upkeep->rounds))
		rounds_in(&upkeep->rounds, again ? UPKEEP_AGAIN_MS : 0);
}

static void
run(struct upkeep *upkeep, int64_t days)
{
	const struct upkeep_step *step = upkeep->step;
	const struct db_param params[] = { P_INT(days), P_INT(step->full) };

	rounds_begun(&upkeep->rounds);
	db_submit(upkeep->rounds.daemon->db,
	    &(struct db_call){ .query = step->query,
		.lane = DB_LANE_ALONE,
		.params = step->days != NULL ? params : params + 1 },
	    on_step, upkeep);
}

static void
next(void *ctx)
{
	struct upkeep *upkeep = ctx;

	for (; upkeep->step->query != NULL; upkeep->step++) {
		const struct upkeep_step *step = upkeep->step;
		int64_t days =
		    step->days != NULL ? config_int(upkeep->rounds.daemon->config, step->days) : 1;

		if (days > 0 && upkeep->round % step->every == 0) {
			run(upkeep, days);
			return;
		}
	}
	upkeep->round++;
	upkeep->step = first_step(upkeep);
	rounds_in(&upkeep->rounds, UPKEEP_ROUND_MS);
}

int
upkeep_start(struct daemon *daemon, struct err *err)
{
	struct upkeep *upkeep = mem_zero(1, sizeof(*upkeep));

	(void)err;
	metric_register(&upkeep_total);
	rounds_init(&upkeep->rounds, daemon, "upkeep", next);
	upkeep->step = first_step(upkeep);
	rounds_in(&upkeep->rounds, 0);
	return 0;
}

void
upkeep_stop(struct daemon *daemon)
{
	struct upkeep *upkeep = daemon_data(daemon, "upkeep");

	rounds_stop(&upkeep->rounds);
}
