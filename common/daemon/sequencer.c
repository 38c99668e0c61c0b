/* sequencer - see sequencer.h */
#include "common/daemon/sequencer.h"

#include "common/base/clock.h"
#include "common/daemon/skeleton.h"
#include "common/metrics/metrics.h"
#include "common_queries.h"

static COUNTER(moved_total, "trunkline_sequenced_total", "Batches that ops.sequence has numbered");

static void
arm(struct sequencer *sequencer, int64_t delay_ms)
{
	int64_t due = sequencer->last_ms + delay_ms;

	if (sequencer->running)
		timer_at(&sequencer->timer, due);
}

/* Who follows the feed itself need not look all the time. */
static void
tell_moved(struct daemon *daemon)
{
	const struct message message = {
		.kind = MESSAGE_feed,
		.key = daemon->boot,
		.version = daemon_now_us(daemon),
	};

	daemon_publish(daemon, &message);
}

/* Another instance at it may have begun before our commit: then it is asked again. */
static void
on_sequenced(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct sequencer *sequencer = ctx;
	int64_t moved = -1;

	sequencer->calling = false;
	if (outcome == DB_DONE && result->rows == 1)
		moved = db_int(result, 0, 0);
	if (moved > 0) {
		metric_add(&moved_total, moved);
		tell_moved(sequencer->daemon);
	}
	if (outcome == DB_DONE &&
	    (moved < 0 || moved >= SEQUENCER_LIMIT || sequencer->commits > sequencer->seen))
		arm(sequencer, SEQUENCER_GAP_MS);
	else
		arm(sequencer, SEQUENCER_SLOW_MS);
}

static void
call(void *ctx)
{
	struct sequencer *sequencer = ctx;
	const struct db_param params[] = { P_INT(SEQUENCER_LIMIT) };

	if (sequencer->calling || !sequencer->running)
		return;
	sequencer->calling = true;
	sequencer->last_ms = clock_mono_ms();
	sequencer->seen = sequencer->commits;
	db_submit(sequencer->daemon->db,
	    &(struct db_call){ .query = &q_sequence, .lane = DB_LANE_ALONE, .params = params },
	    on_sequenced, sequencer);
}

void
sequencer_init(struct sequencer *sequencer, struct daemon *daemon)
{
	*sequencer = (struct sequencer){ .daemon = daemon };
	timer_init(&sequencer->timer, &daemon->loop, call, sequencer);
}

void
sequencer_start(struct sequencer *sequencer)
{
	sequencer->running = true;
	call(sequencer);
}

void
sequencer_committed(struct sequencer *sequencer)
{
	sequencer->commits++;
	if (!sequencer->calling && sequencer->commits > sequencer->seen)
		arm(sequencer, SEQUENCER_GAP_MS);
}

void
sequencer_needed(struct sequencer *sequencer)
{
	if (!sequencer->calling)
		arm(sequencer, SEQUENCER_GAP_MS);
}

void
sequencer_stop(struct sequencer *sequencer)
{
	sequencer->running = false;
	timer_close(&sequencer->timer, NULL);
}
