/*
 * read - the read lane: pipelined statements, each with its own sync.
 *
 * Owns: the window of reads in flight; each fails, or is tried again, alone.
 * Must not know: transactions.
 */
#include "common/db/internal.h"

#include <string.h>

#include "common/base/clock.h"

static bool
send_one(struct lane *lane, struct call *call)
{
	list_remove(&lane->queue, &call->link);
	list_append(&lane->flight, &call->link);
	return batch_send_call(lane, call) && PQpipelineSync(lane->conn) == 1;
}

static void
begin_busy(struct lane *lane)
{
	if (lane->state == LANE_BUSY)
		return;
	lane_set_state(lane, LANE_BUSY);
	lane_arm(lane, lane_watchdog_ms(lane));
}

void
read_send(struct lane *lane, int64_t now_ms)
{
	struct call *call;

	/* A rest is due: it begins when what is in flight has come back. */
	if (lane->reprepare || lane->pause_ms > 0)
		return;
	while (lane->flight.count < DB_READ_WINDOW && (call = lane_next(lane, now_ms)) != NULL) {
		begin_busy(lane);
		if (!send_one(lane, call)) {
			lane_lost(lane, PQerrorMessage(lane->conn));
			return;
		}
	}
	if (lane->state == LANE_BUSY && !lane_flush(lane))
		lane_lost(lane, PQerrorMessage(lane->conn));
}

static void
again(struct lane *lane, struct call *call)
{
	call_keep(call, NULL);
	lane->db->stats.retries++;
	lane_requeue_one(lane, call);
}

static void
again_at_most(struct lane *lane, struct call *call, bool allowed, enum db_outcome otherwise)
{
	if (allowed)
		again(lane, call);
	else
		db_finish(lane->db, call, otherwise);
}

static void
settle_error(struct lane *lane, struct call *call)
{
	bool fresh = !call->stale;

	switch (result_judge(call->result, RETRY_AT_MEMBER)) {
	case RETRY_ALONE:
		again_at_most(lane, call, ++call->timeouts <= 1, DB_TIMED_OUT);
		break;
	case RETRY_BATCH:
		lane->pause_ms = RETRY_JITTER_MAX_MS;
		again_at_most(lane, call, ++call->tries <= RETRY_WHOLE_MAX, DB_OVERLOADED);
		break;
	case RETRY_PREPARE:
		lane->reprepare = lane->reprepare || fresh;
		call->stale = true;
		again_at_most(lane, call, fresh, DB_FAILED);
		break;
	case RETRY_PRESSURE:
		lane->pause_ms = RETRY_PRESSURE_MS;
		again(lane, call);
		break;
	case RETRY_DROP:
	case RETRY_HALVES:
	case RETRY_BATCH_ON:
	case RETRY_FENCED:
	case RETRY_RECONNECT:
		db_finish(lane->db, call, DB_FAILED);
		break;
	}
}

static void
settle(struct lane *lane, struct call *call)
{
	if (PQresultStatus(call->result) == PGRES_TUPLES_OK ||
	    PQresultStatus(call->result) == PGRES_COMMAND_OK) {
		lane->db->last_read_ms = clock_mono_ms();
		db_finish(lane->db, call, DB_DONE);
	} else if (call->done == NULL) {
		call_free(call); /* nobody waits for it any more */
	} else {
		settle_error(lane, call);
	}
}

/* The sync of the first read in flight has come. */
static void
advance(struct lane *lane)
{
	struct link *first = list_take(&lane->flight);

	if (first == NULL) {
		lane_lost(lane, "an answer too many");
		return;
	}
	settle(lane, LIST_OF(first, struct call, link));
	if (list_empty(&lane->flight))
		lane_rest(lane);
	else
		lane_arm(lane, lane_watchdog_ms(lane));
}

void
read_take(struct lane *lane, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	if (status == PGRES_PIPELINE_SYNC || list_empty(&lane->flight)) {
		PQclear(result);
		advance(lane);
		return;
	}
	if (status == PGRES_FATAL_ERROR &&
	    result_judge(result, RETRY_AT_MEMBER) == RETRY_RECONNECT) {
		lane_lost(lane, PQresultErrorMessage(result));
		PQclear(result);
		return;
	}
	call_keep(LIST_OF(lane->flight.head.next, struct call, link), result);
}

/* A read in flight whose deadline has passed is answered at once; a stand-in without
 * caller keeps its place in the pipeline. */
void
read_expire(struct lane *lane, int64_t now_ms)
{
	list_for_each_safe (&lane->flight, at) {
		struct call *call = LIST_OF(at, struct call, link), *stand_in;

		if (call->done == NULL || call->deadline_ms > now_ms)
			continue;
		stand_in = mem_zero(1, sizeof(*stand_in));
		stand_in->query = call->query;
		stand_in->deadline_ms = INT64_MAX;
		list_insert(&lane->flight, &call->link, &stand_in->link);
		list_remove(&lane->flight, &call->link);
		call_keep(call, NULL);
		db_expire(lane->db, call);
	}
}
