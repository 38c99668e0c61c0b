/*
 * batch - many calls, one transaction, one round trip.
 *
 * Owns: what a batch consists of, in which order it is sent, and to which step
 *       each answer belongs. Sending and reading walk the same steps.
 * Must not know: what happens to the members afterwards (settle.c).
 */
#include "common/db/internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/log/log.h"

/* ---- who goes ----------------------------------------------------------------------- */

static bool
fits(const struct lane *lane, const struct call *call, int limit)
{
	int members = (int)lane->flight.count;

	return members == 0 ||
	    (members < limit && members < call->limit &&
		lane->batch.keys + call->key_count <= DB_BATCH_KEYS_MAX &&
		lane->batch.bytes + call->bytes <= DB_BATCH_BYTES_MAX);
}

static void
fill(struct lane *lane, int64_t now_ms)
{
	int limit = lane->batch_max;
	struct call *call;

	while ((call = lane_next(lane, now_ms)) != NULL && fits(lane, call, limit)) {
		list_remove(&lane->queue, &call->link);
		list_append(&lane->flight, &call->link);
		lane->batch.keys += call->key_count;
		lane->batch.bytes += call->bytes;
		if (call->limit < limit)
			limit = call->limit;
	}
}

/* ---- the steps ---------------------------------------------------------------------- */

static bool
has_step(const struct lane *lane, enum batch_step step)
{
	switch (step) {
	case AT_KEYS: /* beats lock nothing and make no events */
		return lane->kind != DB_LANE_BEAT && lane->db->own[OWN_KEYS].sql != NULL;
	case AT_FENCE:
		return lane->kind == DB_LANE_FENCED;
	case AT_END:
		return lane->kind != DB_LANE_BEAT && lane->db->own[OWN_END].sql != NULL;
	case AT_BEGIN:
	case AT_MEMBER:
	case AT_COMMIT:
	case AT_SYNC:
		break;
	}
	return true;
}

static void
rewind_steps(struct lane *lane)
{
	lane->batch.at = AT_BEGIN;
	lane->batch.member = lane->flight.head.next;
}

static void
next_step(struct lane *lane)
{
	struct batch *batch = &lane->batch;

	if (batch->at == AT_MEMBER) {
		batch->member = batch->member->next;
		if (batch->member != &lane->flight.head)
			return;
	}
	do
		batch->at++;
	while (!has_step(lane, batch->at));
}

static struct call *
current_member(const struct lane *lane)
{
	if (lane->batch.at != AT_MEMBER)
		return NULL;
	return LIST_OF(lane->batch.member, struct call, link);
}

/* ---- sending ------------------------------------------------------------------------ */

static int
compare_keys(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

/* All members' keys as bigint[], distinct and ascending (rule 1). */
static const char *
keys_text(struct lane *lane)
{
	struct buf *out = &lane->db->keys_text;
	int64_t keys[DB_BATCH_KEYS_MAX];
	size_t n = 0;

	list_for_each (&lane->flight, at) {
		const struct call *call = LIST_OF(at, struct call, link);

		memcpy(keys + n, call->keys, (size_t)call->key_count * sizeof(keys[0]));
		n += (size_t)call->key_count;
	}
	qsort(keys, n, sizeof(keys[0]), compare_keys);
	buf_clear(out);
	buf_add_char(out, '{');
	for (size_t i = 0; i < n; i++)
		if (i == 0 || keys[i] != keys[i - 1])
			buf_addf(out, "%s%" PRId64, i == 0 ? "" : ",", keys[i]);
	buf_add_char(out, '}');
	return out->p;
}

static bool
send_own(struct lane *lane, enum db_own own, const char *param)
{
	const struct db_query *query = &lane->db->own[own];

	return PQsendQueryPrepared(
		   lane->conn, query->name, query->param_count, &param, NULL, NULL, 0) == 1;
}

bool
batch_send_call(struct lane *lane, const struct call *call)
{
	return PQsendQueryPrepared(lane->conn, call->query->name, call->query->param_count,
		   call->values, call->lengths, call->formats, 0) == 1;
}

static bool
send_step(struct lane *lane)
{
	const struct db_config *config = &lane->db->config;

	switch (lane->batch.at) {
	case AT_BEGIN:
		return send_own(lane, OWN_BEGIN, NULL);
	case AT_KEYS:
		return send_own(lane, OWN_KEYS, keys_text(lane));
	case AT_FENCE:
		return send_own(lane, OWN_FENCE, config->fence_param(config->ctx));
	case AT_MEMBER:
		return batch_send_call(lane, current_member(lane));
	case AT_END:
		return send_own(lane, OWN_END, NULL);
	case AT_COMMIT:
		return send_own(lane, OWN_COMMIT, NULL);
	case AT_SYNC:
		break;
	}
	return PQpipelineSync(lane->conn) == 1;
}

static bool
send_steps(struct lane *lane)
{
	for (rewind_steps(lane); lane->batch.at != AT_SYNC; next_step(lane))
		if (!send_step(lane))
			return false;
	if (!send_step(lane))
		return false;
	rewind_steps(lane);
	return lane_flush(lane);
}

void
batch_send(struct lane *lane, int64_t now_ms)
{
	batch_clear(&lane->batch);
	fill(lane, now_ms);
	if (list_empty(&lane->flight))
		return;
	lane->db->stats.batches++;
	lane->db->stats.members += (int64_t)lane->flight.count;
	lane_set_state(lane, LANE_BUSY);
	lane_arm(lane, lane_watchdog_ms(lane));
	if (!send_steps(lane))
		lane_lost(lane, PQerrorMessage(lane->conn));
}

void
batch_clear(struct batch *batch)
{
	PQclear(batch->error);
	*batch = (struct batch){ .at = AT_BEGIN };
}

/* ---- reading ------------------------------------------------------------------------ */

static enum retry_place
place_of(enum batch_step step)
{
	switch (step) {
	case AT_BEGIN:
	case AT_KEYS:
		return RETRY_AT_KEYS;
	case AT_FENCE:
		return RETRY_AT_FENCE;
	case AT_MEMBER:
		return RETRY_AT_MEMBER;
	case AT_END:
	case AT_COMMIT:
	case AT_SYNC:
		break;
	}
	return RETRY_AT_END;
}

static void
take_answer(struct lane *lane, PGresult *result)
{
	struct batch *batch = &lane->batch;
	struct call *member = current_member(lane);

	/* COMMIT of an aborted transaction answers "ROLLBACK", and no error. */
	if (batch->at == AT_COMMIT)
		batch->committed = strcmp(PQcmdStatus(result), "COMMIT") == 0;
	if (batch->at == AT_END)
		batch->silent = PQntuples(result) == 1 && PQnfields(result) == 1 &&
		    strcmp(PQgetvalue(result, 0, 0), "f") == 0;
	if (member != NULL)
		call_keep(member, result);
	else
		PQclear(result);
}

static void
take_error(struct lane *lane, PGresult *result)
{
	struct batch *batch = &lane->batch;

	batch->error = result;
	batch->culprit = current_member(lane);
	batch->action = result_judge(result, place_of(batch->at));
	if (strcmp(result_sqlstate(result), "40P01") != 0)
		return;
	lane->db->stats.deadlocks++;
	LOG(ERROR, "db_deadlock", LOG_TEXT("lane", lane->name), /* rule 1: keys are missing */
	    LOG_TEXT("query", batch->culprit != NULL ? batch->culprit->query->name : ""));
}

void
batch_take(struct lane *lane, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	if (status == PGRES_PIPELINE_SYNC) {
		PQclear(result);
		settle_batch(lane);
		return;
	}
	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
		take_answer(lane, result);
	else if (status == PGRES_FATAL_ERROR && lane->batch.error == NULL)
		take_error(lane, result);
	else
		PQclear(result);
	if (lane->batch.action == RETRY_RECONNECT && lane->batch.error != NULL)
		lane_lost(lane, PQresultErrorMessage(lane->batch.error));
	else if (lane->batch.at == AT_SYNC)
		lane_lost(lane, "an answer too many");
	else
		next_step(lane);
}
