/*
 * db - see db.h. This file: opening, submitting, the callbacks, closing.
 *
 * Owns: the configuration, the choice of the lane, the turn of the loop in which
 *       things happen. Calls are sent in uv_prepare, so that all that were born in
 *       one turn go together; callbacks are made by db_deliver, at the end of each
 *       handler, when no lane is in the middle of a change.
 * Must not know: the protocol.
 */
#include "common/db/internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/log/log.h"

/* ---- callbacks ------------------------------------------------------------------------ */

static void
count_outcome(struct db *db, const struct call *call)
{
	struct db_result result;

	if (call->outcome == DB_TIMED_OUT)
		db->stats.timed_out++;
	if (call->outcome != DB_FAILED)
		return;
	db->stats.failed++;
	result_of_call(call, &result);
	LOG(ERROR, "db_statement_failed", LOG_TEXT("query", call->query->name),
	    LOG_TEXT("sqlstate", result.sqlstate), LOG_TEXT("message", result.message));
}

void
db_finish(struct db *db, struct call *call, enum db_outcome outcome)
{
	call->outcome = outcome;
	count_outcome(db, call);
	list_append(&db->finished, &call->link);
}

void
db_expire(struct db *db, struct call *call)
{
	call->why = "the deadline has passed";
	db_finish(db, call, DB_TIMED_OUT);
}

void
db_fence_over(struct db *db, struct call *call)
{
	call->why = "the term in which it was decided is over";
	db_finish(db, call, call->unsure ? DB_TIMED_OUT : DB_FENCED);
}

static void
deliver_one(struct db *db)
{
	struct call *call = LIST_OF(list_take(&db->finished), struct call, link);
	struct db_result result;

	result_of_call(call, &result);
	input_enter(&call->input);
	if (call->done != NULL)
		call->done(call->ctx, call->outcome, &result);
	input_leave();
	call_free(call);
}

static void
tell_state(struct db *db)
{
	bool up = db->read->up;

	if (up == db->told_up)
		return;
	db->told_up = up;
	if (db->config.state != NULL)
		db->config.state(db->config.ctx, up);
}

static void
tell_refusal(struct db *db)
{
	if (!db->refused || db->told_refused)
		return;
	db->told_refused = true;
	if (db->config.refused != NULL)
		db->config.refused(db->config.ctx, db->refusal);
}

void
db_deliver(struct db *db)
{
	/* Those that come in meanwhile wait for the next turn. */
	for (size_t n = db->finished.count; n > 0 && !list_empty(&db->finished); n--)
		deliver_one(db);
	for (; db->commits_untold > 0; db->commits_untold--)
		if (db->config.committed != NULL)
			db->config.committed(db->config.ctx);
	tell_state(db);
	tell_refusal(db);
}

/* ---- deadlines ------------------------------------------------------------------------ */

static void on_sweep(uv_timer_t *timer);

void
db_watch(struct db *db, const struct call *call)
{
	int64_t deadline = call_deadline(call), soonest;

	if (deadline >= db->sweep_ms || db->shut)
		return;
	soonest = clock_mono_ms() + DB_SWEEP_MS;
	db->sweep_ms = deadline > soonest ? deadline : soonest;
	(void)uv_timer_start(
	    &db->sweep, on_sweep, (uint64_t)(db->sweep_ms - soonest + DB_SWEEP_MS), 0);
}

static void
sweep_queue(struct lane *lane, int64_t now_ms)
{
	list_for_each_safe (&lane->queue, at) {
		struct call *call = LIST_OF(at, struct call, link);

		if (call_deadline(call) > now_ms) {
			db_watch(lane->db, call);
			continue;
		}
		list_remove(&lane->queue, &call->link);
		db_expire(lane->db, call);
	}
}

static void
on_sweep(uv_timer_t *timer)
{
	struct db *db = timer->data;
	int64_t now_ms = clock_mono_ms();

	db->sweep_ms = INT64_MAX;
	for (int i = 0; i < db->lane_count; i++)
		sweep_queue(&db->lanes[i], now_ms);
	read_expire(db->read, now_ms);
	list_for_each (&db->read->flight, at)
		db_watch(db, LIST_OF(at, struct call, link));
	db_deliver(db);
}

/* ---- the turn of the loop ------------------------------------------------------------- */

static void
on_kick(uv_idle_t *kick)
{
	(void)kick; /* being active is all: the loop does not sleep before the next prepare */
}

static void
kick(struct db *db)
{
	if (!db->shut)
		(void)uv_idle_start(&db->kick, on_kick);
}

static bool
drained(const struct db *db)
{
	for (int i = 0; i < db->lane_count; i++)
		if (!list_empty(&db->lanes[i].queue) || !list_empty(&db->lanes[i].flight))
			return false;
	return true;
}

static void
on_handle_closed(uv_handle_t *handle)
{
	db_handle_closed(handle->data);
}

static void
close_own_handles(struct db *db)
{
	uv_close((uv_handle_t *)&db->prepare, on_handle_closed);
	uv_close((uv_handle_t *)&db->kick, on_handle_closed);
	uv_close((uv_handle_t *)&db->sweep, on_handle_closed);
	uv_close((uv_handle_t *)&db->grace, on_handle_closed);
}

static void
shut_down(struct db *db)
{
	db->shut = true;
	for (int i = 0; i < db->lane_count; i++)
		lane_close(&db->lanes[i]);
	close_own_handles(db);
}

static void
on_prepare(uv_prepare_t *prepare)
{
	struct db *db = prepare->data;

	(void)uv_idle_stop(&db->kick);
	db_deliver(db);
	for (int i = 0; i < db->lane_count; i++)
		lane_dispatch(&db->lanes[i]);
	if (db->closing && (db->grace_over || drained(db)))
		shut_down(db);
	else if (!list_empty(&db->finished))
		kick(db);
}

/* ---- open ------------------------------------------------------------------------------- */

static int
in_range(const char *field, int64_t value, int64_t min, int64_t max, struct err *err)
{
	if (value >= min && value <= max)
		return 0;
	return err_set(err, ERR_CONFIG, field, "%s must be between %lld and %lld", field,
	    (long long)min, (long long)max);
}

static int
check_config(const struct db_config *config, struct err *err)
{
	if (config->conninfo == NULL)
		return err_set(err, ERR_CONFIG, "database", "The connection string is missing");
	if (config->fenced_lane && (config->fence_sql == NULL || config->fence_param == NULL))
		return err_set(err, ERR_CONFIG, "fenced_lane", "The fence's statement is missing");
	if (config->admission.query != NULL && config->admission.param == NULL)
		return err_set(
		    err, ERR_CONFIG, "admission", "The admission's parameter is missing");
	if (in_range("hot_lanes", config->hot_lanes, 1, DB_HOT_MAX, err) != 0 ||
	    in_range("batch_max", config->batch_max, 1, DB_BATCH_MAX, err) != 0 ||
	    in_range("queue_max", config->queue_max, 1, DB_QUEUE_LIMIT, err) != 0 ||
	    in_range("deadline_ms", config->deadline_ms, 1, UINT32_MAX, err) != 0)
		return -1;
	return in_range("statement_ms", config->statement_ms, 1, DB_STATEMENT_LIMIT_MS, err);
}

static void
add_defaults(struct db_config *config)
{
	if (config->batch_max == 0)
		config->batch_max = DB_BATCH_MAX;
	if (config->queue_max == 0)
		config->queue_max = DB_QUEUE_DEFAULT;
	if (config->deadline_ms == 0)
		config->deadline_ms = DB_DEADLINE_DEFAULT_MS;
	if (config->statement_ms == 0)
		config->statement_ms = DB_STATEMENT_DEFAULT_MS;
}

static void
make_own(struct db *db)
{
	const struct db_config *config = &db->config;

	if (config->fenced_lane)
		db->fence_sql = connect_wrap_fence(config->fence_sql);
	db->own[OWN_BEGIN] = (struct db_query){ .name = "db_begin", .sql = "BEGIN" };
	db->own[OWN_KEYS] = (struct db_query){ "db_keys", config->begin_sql, 1, 0 };
	db->own[OWN_FENCE] = (struct db_query){ "db_fence", db->fence_sql, 1, 0 };
	db->own[OWN_END] = (struct db_query){ .name = "db_end", .sql = config->end_sql };
	db->own[OWN_COMMIT] = (struct db_query){ .name = "db_commit", .sql = "COMMIT" };
}

static struct lane *
add_lane(struct db *db, enum db_lane kind)
{
	struct lane *lane = &db->lanes[db->lane_count++];

	lane_init(lane, db, kind);
	return lane;
}

static int
make_lanes(struct db *db, struct err *err)
{
	db->read = add_lane(db, DB_LANE_READ);
	db->alone = add_lane(db, DB_LANE_ALONE);
	db->beat = add_lane(db, DB_LANE_BEAT);
	if (db->config.fenced_lane)
		db->fenced = add_lane(db, DB_LANE_FENCED);
	if (db->config.long_lane)
		db->longs = add_lane(db, DB_LANE_LONG);
	db->hot = &db->lanes[db->lane_count];
	for (int i = 0; i < db->config.hot_lanes; i++)
		(void)add_lane(db, DB_LANE_HOT);
	for (int i = 0; i < db->lane_count; i++)
		if (connect_list(&db->lanes[i], err) != 0)
			return -1;
	return 0;
}

static void
start_handles(struct db *db)
{
	(void)uv_prepare_init(db->loop, &db->prepare);
	(void)uv_idle_init(db->loop, &db->kick);
	(void)uv_timer_init(db->loop, &db->sweep);
	(void)uv_timer_init(db->loop, &db->grace);
	db->prepare.data = db->kick.data = db->sweep.data = db->grace.data = db;
	db->handles = 4 + db->lane_count;
	(void)uv_prepare_start(&db->prepare, on_prepare);
	for (int i = 0; i < db->lane_count; i++) {
		(void)uv_timer_init(db->loop, &db->lanes[i].timer);
		db->lanes[i].timer.data = &db->lanes[i];
		lane_arm(&db->lanes[i], 0);
	}
}

static void
db_free(struct db *db)
{
	hosts_fini(&db->hosts);
	free(db->conninfo);
	free(db->application_name);
	free(db->fence_sql);
	buf_fini(&db->keys_text);
	free(db);
}

int
db_open(uv_loop_t *loop, const struct db_config *config, struct db **out, struct err *err)
{
	struct db *db = mem_zero(1, sizeof(*db));

	db->loop = loop;
	db->config = *config;
	db->sweep_ms = INT64_MAX;
	list_init(&db->finished);
	add_defaults(&db->config);
	make_own(db);
	if (check_config(&db->config, err) != 0 ||
	    hosts_parse(config->conninfo, &db->hosts, err) != 0 || make_lanes(db, err) != 0) {
		for (int i = 0; i < db->lane_count; i++)
			free(db->lanes[i].setup);
		db_free(db);
		return -1;
	}
	db->conninfo = mem_text(config->conninfo);
	db->application_name =
	    mem_text(config->application_name != NULL ? config->application_name : "trunkline");
	start_handles(db);
	*out = db;
	return 0;
}

/* ---- submit ----------------------------------------------------------------------------- */

/* Keys are hashes already, but a caller may use small numbers too. */
static struct lane *
hot_lane(const struct db *db, const struct db_call *call)
{
	uint64_t mixed;

	if (call->key_count == 0)
		return db->hot;
	mixed = (uint64_t)call->keys[0] * UINT64_C(0x9E3779B97F4A7C15) >> 32;
	return &db->hot[mixed % (uint64_t)db->config.hot_lanes];
}

static struct lane *
choose_lane(const struct db *db, const struct db_call *call)
{
	if ((call->query->flags & DB_READ) != 0)
		return db->read;
	if ((call->query->flags & DB_LONG) != 0) {
		assert(db->longs != NULL);
		return db->longs;
	}
	if ((call->query->flags & DB_ALONE) != 0)
		return db->alone;
	switch (call->lane) {
	case DB_LANE_ALONE:
		return db->alone;
	case DB_LANE_BEAT:
		return db->beat;
	case DB_LANE_FENCED:
		return db->fenced;
	case DB_LANE_LONG:
	case DB_LANE_READ:
		assert(false); /* chosen by a query's flags */
		break;
	case DB_LANE_USUAL:
	case DB_LANE_HOT:
		break;
	}
	return hot_lane(db, call);
}

static int
keys_max(const struct db_query *query)
{
	return (query->flags & DB_MOVES) != 0 ? DB_KEYS_MAX : DB_KEYS_MANY;
}

void
db_submit(struct db *db, const struct db_call *from, db_done done, void *ctx)
{
	uint32_t deadline_ms = from->deadline_ms != 0 ? from->deadline_ms : db->config.deadline_ms;
	struct lane *lane = choose_lane(db, from);
	struct call *call;

	assert(from->key_count >= 0 && from->key_count <= keys_max(from->query));
	assert(lane != NULL);
	call = call_new(from, clock_mono_ms(), deadline_ms, done, ctx);
	if (db->closing) {
		db_finish(db, call, DB_CLOSED);
	} else if (lane->queue.count >= (size_t)db->config.queue_max) {
		call->why = "the queue is full";
		db_finish(db, call, DB_OVERLOADED);
	} else {
		list_append(&lane->queue, &call->link);
		db_watch(db, call);
	}
	kick(db);
}

void
db_fence_lost(struct db *db, int64_t epoch)
{
	if (db->fenced == NULL || epoch == 0)
		return;
	/* What is sent has its fence; it is not sent again (lane_requeue_one). */
	list_for_each (&db->fenced->flight, at) {
		struct call *call = LIST_OF(at, struct call, link);

		call->over = call->over || call->epoch == epoch;
	}
	list_for_each_safe (&db->fenced->queue, at) {
		struct call *call = LIST_OF(at, struct call, link);

		if (call->epoch != epoch)
			continue;
		list_remove(&db->fenced->queue, &call->link);
		db_fence_over(db, call);
	}
	kick(db);
}

/* ---- state and end ------------------------------------------------------------------------ */

bool
db_up(const struct db *db)
{
	return db->read->up;
}

int64_t
db_last_read_ms(const struct db *db)
{
	return db->last_read_ms;
}

void
db_stats(const struct db *db, struct db_stats *out)
{
	*out = db->stats;
}

static void
on_grace(uv_timer_t *timer)
{
	struct db *db = timer->data;

	db->grace_over = true;
}

void
db_close(struct db *db, uint32_t grace_ms, void (*closed)(void *ctx), void *ctx)
{
	assert(!db->closing);
	db->closing = true;
	db->closed = closed;
	db->closed_ctx = ctx;
	(void)uv_timer_start(&db->grace, on_grace, grace_ms, 0);
	kick(db);
}

void
db_handle_closed(struct db *db)
{
	void (*closed)(void *ctx) = db->closed;
	void *ctx = db->closed_ctx;

	if (--db->handles > 0)
		return;
	/* Also those that were submitted until now: each caller is told exactly once. */
	while (!list_empty(&db->finished))
		db_deliver(db);
	db_deliver(db);
	db_free(db);
	if (closed != NULL)
		closed(ctx);
}
