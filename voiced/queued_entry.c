/* queued_entry - when the caller of a queue is answered; see queued_parts.h */
#include <stdlib.h>

#include "common/base/clock.h"
#include "voiced/queued_parts.h"
#include "voiced/voiced.h"

enum {
	/* From 183 until our sound is taken to be heard: nothing says so. */
	HEARD_MS = 400,
	/* 183 may be lost, and proxies end what they hear nothing of (RFC 3261, 13.3.1.1: at least once a minute). */
	AGAIN_MS = 20000,
	MS_PER_S = 1000,
};

/* ---- early sound ---- */

void
queued_answer_caller(struct queued *queued)
{
	if (queued->answered)
		return;
	queued->answered = true;
	timer_stop(&queued->entry_timer);
	call_answer(queued->call);
}

void
queued_early(void *ctx)
{
	struct queued *queued = ctx;

	if (!queued->heard)
		timer_in(&queued->entry_timer, HEARD_MS);
}

/* Whoever waited for somebody else before has spent their time, too. */
static void
early_begin(struct queued *queued)
{
	int64_t most_s = config_int(daemon_config(queued->daemon), "unanswered_s");

	queued->early_end_ms = call_began_ms(queued->call) + most_s * MS_PER_S;
	if (clock_mono_ms() >= queued->early_end_ms || !call_early(queued->call))
		queued_answer_caller(queued);
}

/* Networks end calls that nobody answers (ITU-T Q.764, T9: after 90 s to 3 minutes): who still waits is answered before that. */
void
queued_entry_due(void *ctx)
{
	struct queued *queued = ctx;
	int64_t now_ms = clock_mono_ms(), left_ms = queued->early_end_ms - now_ms;

	if (left_ms <= 0) {
		queued_answer_caller(queued);
		return;
	}
	if (queued->heard)
		(void)call_early(queued->call);
	else
		queued_heard(queued);
	timer_in(&queued->entry_timer, left_ms < AGAIN_MS ? left_ms : AGAIN_MS);
}

/* ---- as the queue wants it ---- */

/* What could not be read is read again at the next announcement, or with the next news; the first of it answers. */
static void
on_entry(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct queued_ask asked = *(struct queued_ask *)ctx;
	struct queued *queued = asked.queued;
	bool wanted =
	    queued->call != NULL && !queued->answered && queued->entry_queue == asked.queue;

	free(ctx);
	if (wanted && outcome != DB_DONE)
		queued->entry_queue = 0;
	else if (wanted && (row->rows != 1 || db_bool(row, 0, 0)))
		queued_answer_caller(queued);
	else if (wanted && queued->early_end_ms == 0)
		early_begin(queued);
	queued_answered(queued);
}

void
queued_entry_follow(struct queued *queued, int64_t queue)
{
	const struct db_param params[] = { P_INT(queued->place.tenant), P_INT(queue) };

	if (queued->answered || queue == 0 || queue == queued->entry_queue)
		return;
	queued->entry_queue = queue;
	db_submit(daemon_db(queued->daemon),
	    &(struct db_call){ .query = &q_queue_entry, .lane = DB_LANE_READ, .params = params },
	    on_entry, queued_ask(queued, queue));
}
