/* others - see others.h */
#include "voiced/others.h"

#include "common/base/bytes.h"
#include "common/daemon/rounds.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "voiced/voiced.h"

enum { ROUND_MS = 30000 };

static GAUGE(others_now, "voice_others", "Other voiced of this database that live");

struct others {
	struct rounds rounds;
	int count; /* as they were counted last */
};

/* Said when there are more than before, not each time. */
static void
on_counted(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct others *others = ctx;

	if (!rounds_back(&others->rounds))
		return;
	if (outcome == DB_DONE) {
		for (int i = 0; rows->rows > others->count && i < rows->rows; i++)
			LOG(WARN, "voiced_not_alone", LOG_VIEW("other", db_text(rows, i, 0)));
		others->count = rows->rows;
		metric_set(&others_now, others->count);
	}
	rounds_in(&others->rounds, ROUND_MS);
}

static void
look(void *part)
{
	struct others *others = part;
	const struct db_param params[] = { P_INT(daemon_boot(others->rounds.daemon)) };

	rounds_begun(&others->rounds);
	db_submit(daemon_db(others->rounds.daemon),
	    &(struct db_call){ .query = &q_others, .lane = DB_LANE_READ, .params = params },
	    on_counted, others);
}

int
others_start(struct daemon *daemon, struct err *err)
{
	struct others *others = mem_zero(1, sizeof(*others));

	(void)err;
	metric_register(&others_now);
	rounds_init(&others->rounds, daemon, "others", look);
	rounds_in(&others->rounds, 0);
	return 0;
}

void
others_stop(struct daemon *daemon)
{
	rounds_stop(daemon_data(daemon, "others"));
}
