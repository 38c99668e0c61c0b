/*
 * lane - one connection and its queue.
 *
 * Owns: the states of a connection and every change of them, the queue, the
 *       giving back of what was in flight when the connection is lost.
 * Must not know: what a batch consists of (batch.c), how one connects (connect.c).
 */
#include "common/db/internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/log/log.h"

enum { LOST_LOG_MS = 5000 };

static const struct {
	const char *name;
	bool batched; /* many calls a transaction */
	uint32_t statement_ms; /* 0: the configuration's */
	uint32_t lock_ms;
} kinds[] = {
	[DB_LANE_READ] = { "read", false, DB_STATEMENT_SLOW_MS, DB_LOCK_MS },
	[DB_LANE_HOT] = { "hot", true, 0, DB_LOCK_SHORT_MS },
	[DB_LANE_ALONE] = { "alone", false, DB_STATEMENT_SLOW_MS, DB_LOCK_MS },
	[DB_LANE_BEAT] = { "beat", false, DB_STATEMENT_BEAT_MS, DB_LOCK_SHORT_MS },
	[DB_LANE_FENCED] = { "fenced", true, 0, DB_LOCK_SHORT_MS },
	[DB_LANE_LONG] = { "long", false, DB_STATEMENT_LONG_MS, DB_LOCK_LONG_MS },
};

static const bool allowed[LANE_STATES][LANE_STATES] = {
	[LANE_DOWN] = { [LANE_CONNECTING] = true, [LANE_CLOSED] = true },
	[LANE_CONNECTING] = { [LANE_DOWN] = true, [LANE_PREPARING] = true, [LANE_CLOSED] = true },
	[LANE_PREPARING] = { [LANE_DOWN] = true,
	    [LANE_IDLE] = true,
	    [LANE_PAUSED] = true,
	    [LANE_CLOSED] = true },
	[LANE_IDLE] = { [LANE_DOWN] = true, [LANE_BUSY] = true, [LANE_CLOSED] = true },
	[LANE_BUSY] = { [LANE_DOWN] = true,
	    [LANE_IDLE] = true,
	    [LANE_ROLLING_BACK] = true,
	    [LANE_PREPARING] = true,
	    [LANE_PAUSED] = true,
	    [LANE_CLOSED] = true },
	[LANE_ROLLING_BACK] = { [LANE_DOWN] = true,
	    [LANE_IDLE] = true,
	    [LANE_PREPARING] = true,
	    [LANE_PAUSED] = true,
	    [LANE_CLOSED] = true },
	[LANE_PAUSED] = { [LANE_DOWN] = true, [LANE_IDLE] = true, [LANE_CLOSED] = true },
};

bool
lane_may_go(enum lane_state from, enum lane_state to)
{
	return allowed[from][to];
}

void
lane_set_state(struct lane *lane, enum lane_state to)
{
	assert(lane_may_go(lane->state, to));
	(void)uv_timer_stop(&lane->timer);
	lane->state = to;
}

static void lane_exchange(struct lane *lane);

/* The watchdog. When the process itself was stopped, the answer lies in the socket. */
static void
bite(struct lane *lane)
{
	enum lane_state before = lane->state;

	lane_exchange(lane);
	if (lane->state == before)
		lane_lost(lane, "the answer took too long");
}

static void
on_timer(uv_timer_t *timer)
{
	struct lane *lane = timer->data;

	switch (lane->state) {
	case LANE_DOWN:
		connect_start(lane);
		break;
	case LANE_PAUSED:
		lane_set_state(lane, LANE_IDLE);
		break;
	case LANE_CONNECTING:
	case LANE_PREPARING:
		lane_lost(lane, "connecting took too long");
		break;
	case LANE_BUSY:
	case LANE_ROLLING_BACK:
		bite(lane);
		break;
	case LANE_IDLE:
	case LANE_CLOSED:
	case LANE_STATES:
		break;
	}
	db_deliver(lane->db);
}

void
lane_arm(struct lane *lane, uint32_t ms)
{
	(void)uv_timer_start(&lane->timer, on_timer, ms, 0);
}

void
lane_init(struct lane *lane, struct db *db, enum db_lane kind)
{
	uint32_t statement_ms = kinds[kind].statement_ms;

	*lane = (struct lane){
		.db = db,
		.kind = kind,
		.name = kinds[kind].name,
		.state = LANE_DOWN,
		.batch_max = kinds[kind].batched ? db->config.batch_max : 1,
		.statement_ms = statement_ms != 0 ? statement_ms : db->config.statement_ms,
		.lock_ms = kinds[kind].lock_ms,
		.idle_tx_ms = kind == DB_LANE_FENCED ? DB_IDLE_TX_FENCED_MS : DB_IDLE_TX_MS,
	};
	list_init(&lane->queue);
	list_init(&lane->flight);
}

uint32_t
lane_watchdog_ms(const struct lane *lane)
{
	return lane->statement_ms * 2 + DB_WATCHDOG_MS;
}

/* ---- the queue ---------------------------------------------------------------- */

void
lane_requeue_one(struct lane *lane, struct call *call)
{
	if (call->over) {
		db_fence_over(lane->db, call);
		return;
	}
	list_prepend(&lane->queue, &call->link);
	db_watch(lane->db, call);
}

void
lane_requeue(struct lane *lane, struct list *calls)
{
	while (!list_empty(calls)) {
		struct link *last = calls->head.prev;

		list_remove(calls, last);
		lane_requeue_one(lane, LIST_OF(last, struct call, link));
	}
}

struct call *
lane_next(struct lane *lane, int64_t now_ms)
{
	while (!list_empty(&lane->queue)) {
		struct call *call = LIST_OF(lane->queue.head.next, struct call, link);

		if (call_deadline(call) > now_ms)
			return call;
		list_remove(&lane->queue, &call->link);
		db_expire(lane->db, call);
	}
	return NULL;
}

void
lane_dispatch(struct lane *lane)
{
	if (list_empty(&lane->queue))
		return;
	if (lane->kind == DB_LANE_READ) {
		if (lane->state == LANE_IDLE || lane->state == LANE_BUSY)
			read_send(lane, clock_mono_ms());
	} else if (lane->state == LANE_IDLE) {
		batch_send(lane, clock_mono_ms());
	}
}

/* ---- the connection ------------------------------------------------------------- */

bool
lane_flush(struct lane *lane)
{
	int rc = PQflush(lane->conn);

	if (rc < 0)
		return false;
	return wire_events(lane->wire, rc == 0 ? UV_READABLE : UV_READABLE | UV_WRITABLE) == 0;
}

static void
lane_take(struct lane *lane, PGresult *result)
{
	if (lane->state == LANE_PREPARING)
		connect_take(lane, result);
	else if (lane->state == LANE_BUSY && lane->kind == DB_LANE_READ)
		read_take(lane, result);
	else if (lane->state == LANE_BUSY)
		batch_take(lane, result);
	else if (lane->state == LANE_ROLLING_BACK)
		settle_take(lane, result);
	else
		PQclear(result); /* a farewell of the server; the socket's end follows */
}

/* Takes all results that have come. PQgetResult answers NULL after each statement's
 * results, so only the second NULL in a row means that nothing is left. */
static void
lane_drain(struct lane *lane)
{
	const struct wire *wire = lane->wire;
	int nulls = 0;

	while (nulls < 2 && lane->wire == wire && PQisBusy(lane->conn) == 0) {
		PGresult *result = PQgetResult(lane->conn);

		nulls = result == NULL ? nulls + 1 : 0;
		if (result != NULL)
			lane_take(lane, result);
	}
}

static void
lane_exchange(struct lane *lane)
{
	const struct wire *wire = lane->wire;
	bool alive = PQconsumeInput(lane->conn) == 1;

	/* The last words of a server that went away may hold the COMMIT and its sync. */
	lane_drain(lane);
	if (lane->wire != wire)
		return;
	if (!alive || PQstatus(lane->conn) != CONNECTION_OK || !lane_flush(lane))
		lane_lost(lane, PQerrorMessage(lane->conn));
}

void
lane_on_wire(struct lane *lane, bool healthy)
{
	if (lane->state == LANE_CONNECTING)
		connect_step(lane);
	else if (healthy)
		lane_exchange(lane);
	else
		lane_lost(lane, "the socket failed");
	db_deliver(lane->db);
}

void
lane_rest(struct lane *lane)
{
	uint32_t pause_ms = lane->pause_ms;

	if (lane->reprepare) {
		lane->reprepare = false;
		connect_setup(lane);
		return;
	}
	lane->pause_ms = 0;
	lane_set_state(lane, pause_ms > 0 ? LANE_PAUSED : LANE_IDLE);
	if (pause_ms > 0)
		lane_arm(lane, pause_ms);
}

static void
log_lost(const struct lane *lane, const char *why)
{
	struct view line = view_of(why), first = view_cut(&line, '\n');
	int64_t suppressed = 0;

	if (log_allow("db_lane_lost", view_of(lane->name), LOST_LOG_MS, &suppressed))
		LOG(WARN, "db_lane_lost", LOG_TEXT("lane", lane->name), LOG_VIEW("why", first),
		    LOG_INT("in_flight", lane->flight.count), LOG_INT("queued", lane->queue.count),
		    LOG_INT("suppressed", suppressed));
}

/* A batch that was lost several times may hold the call that kills the server's
 * process: it is made smaller, so that the others get through. */
static void
call_lose(struct call *call, int size)
{
	call->losses++;
	if (call->losses == DB_LOSSES_MAX)
		call->limit = retry_half(size);
	else if (call->losses > DB_LOSSES_MAX)
		call->limit = 1;
}

/* Each read is answered by itself, so only the first in flight can be the cause. */
static void
count_losses(struct lane *lane)
{
	int size = lane->kind == DB_LANE_READ ? 1 : (int)lane->flight.count;

	list_for_each (&lane->flight, at) {
		call_lose(LIST_OF(at, struct call, link), size);
		if (lane->kind == DB_LANE_READ)
			break;
	}
}

/* The first goes for good when it has lost its connection alone again and again. */
static void
drop_killer(struct lane *lane, bool alone)
{
	struct call *first = LIST_OF(lane->flight.head.next, struct call, link);

	if (list_empty(&lane->flight) || !alone || first->losses <= DB_LOSSES_ALONE_MAX)
		return;
	list_remove(&lane->flight, &first->link);
	first->why = "its connection was lost again and again";
	LOG(ERROR, "db_call_kills", LOG_TEXT("query", first->query->name));
	db_finish(lane->db, first, DB_TIMED_OUT);
}

/* True when a COMMIT may have been carried out without our seeing its answer. */
static bool
is_unsure(const struct lane *lane)
{
	const struct batch *batch = &lane->batch;

	if (lane->kind == DB_LANE_READ)
		return false;
	return batch->error == NULL || (batch->action == RETRY_RECONNECT && batch->at == AT_COMMIT);
}

/* Their callers have been answered: they only kept a place in the pipeline. */
static void
drop_stand_ins(struct lane *lane)
{
	list_for_each_safe (&lane->flight, at) {
		struct call *call = LIST_OF(at, struct call, link);

		if (call->done != NULL)
			continue;
		list_remove(&lane->flight, &call->link);
		call_free(call);
	}
}

static void
take_back(struct lane *lane)
{
	bool unsure = is_unsure(lane);
	bool alone = lane->kind == DB_LANE_READ || lane->flight.count == 1;

	list_for_each (&lane->flight, at) {
		struct call *call = LIST_OF(at, struct call, link);

		call_keep(call, NULL);
		lane->db->stats.unknown += unsure ? 1 : 0;
		call->unsure = call->unsure || unsure;
	}
	count_losses(lane);
	drop_killer(lane, alone);
	if (lane->kind == DB_LANE_READ)
		drop_stand_ins(lane);
	lane->db->stats.retries += list_empty(&lane->flight) ? 0 : 1;
	lane_requeue(lane, &lane->flight);
	batch_clear(&lane->batch);
}

static void
drop_connection(struct lane *lane)
{
	PGconn *conn = lane->conn;

	lane->conn = NULL;
	lane->up = lane->reprepare = false;
	lane->pause_ms = 0;
	wire_close(lane, conn);
}

void
lane_lost(struct lane *lane, const char *why)
{
	log_lost(lane, why);
	take_back(lane);
	drop_connection(lane);
	/* One host at a time: libpq would wait for a dead first host for ever. */
	if (lane->state == LANE_CONNECTING || lane->state == LANE_PREPARING)
		lane->host = (lane->host + 1) % lane->db->hosts.count;
	lane_set_state(lane, LANE_DOWN);
	lane->backoff_ms = retry_backoff_ms(lane->backoff_ms);
	lane_arm(lane, retry_spread_ms(lane->backoff_ms, random_u64()));
}

static void
on_timer_closed(uv_handle_t *handle)
{
	struct lane *lane = handle->data;

	free(lane->setup);
	db_handle_closed(lane->db);
}

void
lane_close(struct lane *lane)
{
	struct list *lists[] = { &lane->flight, &lane->queue };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct link *link;

		while ((link = list_take(lists[i])) != NULL)
			db_finish(lane->db, LIST_OF(link, struct call, link), DB_CLOSED);
	}
	batch_clear(&lane->batch);
	drop_connection(lane);
	lane_set_state(lane, LANE_CLOSED);
	uv_close((uv_handle_t *)&lane->timer, on_timer_closed);
}
