/*
 * settle - what follows when a batch has come to its end.
 *
 * Owns: who is answered, who is tried again and how, the rollback in between.
 * Must not know: which SQLSTATE means what (retry.c), how a batch is sent.
 *
 * Members that go again return to the head of the queue in their order. How they may
 * be put together next time stands in each call's `limit`.
 */
#include "common/db/internal.h"

#include "common/base/bytes.h"
#include "common/log/log.h"

/* ---- committed ---------------------------------------------------------------------- */

static void
fail(struct lane *lane, struct call *call, enum db_outcome outcome, const char *why)
{
	call->why = why;
	call_keep(call, NULL);
	db_finish(lane->db, call, outcome);
}

static void
settle_moved(struct lane *lane, struct call *call, struct list *again)
{
	lane->db->stats.moved++;
	if (++call->moves > DB_MOVES_MAX)
		fail(lane, call, DB_OVERLOADED, "the holder moved too often");
	else if (call_move(call) != 0)
		fail(lane, call, DB_FAILED, "the row 'moved' has no usable keys");
	else
		list_append(again, &call->link);
}

static void
settle_committed(struct lane *lane)
{
	struct list again;
	struct link *link;

	list_init(&again);
	while ((link = list_take(&lane->flight)) != NULL) {
		struct call *call = LIST_OF(link, struct call, link);

		call->unsure = false;
		if (call_is_moved(call))
			settle_moved(lane, call, &again);
		else
			db_finish(lane->db, call, DB_DONE);
	}
	lane->db->stats.commits++;
	if (lane->kind != DB_LANE_BEAT && !lane->batch.silent) /* else nothing is to be numbered */
		lane->db->commits_untold++;
	lane_requeue(lane, &again);
	lane_rest(lane);
}

/* ---- rolled back ---------------------------------------------------------------------- */

/* The culprit leaves the batch with the server's error. */
static void
drop_culprit(struct lane *lane, struct batch *batch, enum db_outcome outcome)
{
	struct call *culprit = batch->culprit;

	list_remove(&lane->flight, &culprit->link);
	call_keep(culprit, batch->error);
	batch->error = NULL;
	batch->culprit = NULL;
	db_finish(lane->db, culprit, outcome);
}

/* The only member bears an error that has no culprit. */
static void
drop_last(struct lane *lane, struct batch *batch, enum db_outcome outcome)
{
	batch->culprit = LIST_OF(lane->flight.head.next, struct call, link);
	drop_culprit(lane, batch, outcome);
}

static void
finish_fenced(struct lane *lane)
{
	while (!list_empty(&lane->flight)) {
		struct call *call = LIST_OF(list_take(&lane->flight), struct call, link);

		fail(lane, call, DB_FENCED, "another holds this work");
	}
}

static void
limit_all(struct lane *lane, int limit, int tries)
{
	list_for_each (&lane->flight, at) {
		struct call *call = LIST_OF(at, struct call, link);

		call->limit = limit;
		call->tries = tries;
	}
}

static void
again_smaller(struct lane *lane, struct batch *batch)
{
	int size = (int)lane->flight.count;

	if (size == 1)
		drop_last(lane, batch, DB_FAILED);
	else
		limit_all(lane, retry_half(size), 0);
}

static void
again_transient(struct lane *lane, struct batch *batch)
{
	int tries = 0;
	struct retry_step step;

	list_for_each (&lane->flight, at) {
		const struct call *call = LIST_OF(at, struct call, link);

		if (call->tries > tries)
			tries = call->tries;
	}
	step = retry_advance(tries, (int)lane->flight.count);
	lane->pause_ms = retry_jitter_ms(random_u64());
	if (step.give_up)
		drop_last(lane, batch, DB_OVERLOADED);
	else
		limit_all(lane, step.limit, step.tries);
}

static void
again_alone(struct lane *lane, struct batch *batch)
{
	struct call *culprit = batch->culprit;

	culprit->limit = 1;
	if (++culprit->timeouts > 1)
		drop_culprit(lane, batch, DB_TIMED_OUT);
}

/* Stale statements once; an error that comes back after preparing anew is an error. */
static void
again_prepared(struct lane *lane, struct batch *batch)
{
	struct link *first =
	    batch->culprit != NULL ? &batch->culprit->link : lane->flight.head.next;
	struct call *suspect = LIST_OF(first, struct call, link);

	if (suspect->stale && batch->culprit != NULL)
		drop_culprit(lane, batch, DB_FAILED);
	else if (suspect->stale)
		again_smaller(lane, batch);
	else
		lane->reprepare = true;
	suspect->stale = true;
}

static void
decide(struct lane *lane, struct batch *batch)
{
	switch (batch->action) {
	case RETRY_DROP:
		drop_culprit(lane, batch, DB_FAILED);
		break;
	case RETRY_ALONE:
		again_alone(lane, batch);
		break;
	case RETRY_BATCH:
		again_transient(lane, batch);
		break;
	case RETRY_BATCH_ON:
		lane->pause_ms = retry_jitter_ms(random_u64());
		break;
	case RETRY_HALVES:
		again_smaller(lane, batch);
		break;
	case RETRY_PREPARE:
		again_prepared(lane, batch);
		break;
	case RETRY_PRESSURE:
		lane->pause_ms = RETRY_PRESSURE_MS;
		break;
	case RETRY_FENCED:
		finish_fenced(lane);
		break;
	case RETRY_RECONNECT:
		break; /* batch_take has dropped the connection */
	}
}

static void
roll_back(struct lane *lane)
{
	lane_set_state(lane, LANE_ROLLING_BACK);
	lane_arm(lane, lane_watchdog_ms(lane));
	/* Not prepared, because after 26000 nothing is. */
	if (PQsendQueryParams(lane->conn, "ROLLBACK", 0, NULL, NULL, NULL, NULL, 0) != 1 ||
	    PQpipelineSync(lane->conn) != 1 || !lane_flush(lane))
		lane_lost(lane, PQerrorMessage(lane->conn));
}

static void
log_failed(const struct lane *lane, const struct batch *batch)
{
	LOG(DEBUG, "db_batch_failed", LOG_TEXT("lane", lane->name),
	    LOG_TEXT("sqlstate", result_sqlstate(batch->error)), LOG_INT("step", batch->at),
	    LOG_TEXT("query", batch->culprit != NULL ? batch->culprit->query->name : ""),
	    LOG_INT("members", lane->flight.count));
}

static void
settle_failed(struct lane *lane)
{
	struct batch *batch = &lane->batch;

	log_failed(lane, batch);
	decide(lane, batch);
	lane->db->stats.retries += list_empty(&lane->flight) ? 0 : 1;
	lane_requeue(lane, &lane->flight);
	batch_clear(batch);
	roll_back(lane);
}

void
settle_batch(struct lane *lane)
{
	struct batch *batch = &lane->batch;

	if (batch->error == NULL && batch->committed) {
		settle_committed(lane);
		return;
	}
	if (batch->error == NULL)
		batch->action = RETRY_HALVES; /* a member has ended the transaction by itself */
	settle_failed(lane);
}

void
settle_take(struct lane *lane, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	if (status == PGRES_PIPELINE_SYNC)
		lane_rest(lane);
	else if (status != PGRES_COMMAND_OK)
		lane_lost(lane, PQresultErrorMessage(result));
	PQclear(result);
}
