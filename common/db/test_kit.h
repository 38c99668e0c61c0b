/*
 * test_kit - what the tests of db against a server share: a schema, its statements, a
 * loop that runs until a condition holds, and a note of each callback.
 */
#ifndef COMMON_DB_TEST_KIT_H
#define COMMON_DB_TEST_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/base/clock.h"
#include "common/base/test_patience.h"
#include "common/db/internal.h"
#include "common/db/test_fixture.h"

enum { KIT_TICK_MS = 20, KIT_TEXT = 96 };

#define KIT_KEYS_SQL \
	"SELECT count(pg_advisory_xact_lock(k)) FROM (SELECT k FROM unnest($1) AS k ORDER BY k) s"

static const char kit_schema[] =
    "CREATE SCHEMA t;"
    "CREATE TABLE t.dedupe (id bigint PRIMARY KEY);"
    "CREATE TABLE t.log (id bigint GENERATED ALWAYS AS IDENTITY, n bigint CHECK (n >= 0));"
    "CREATE TABLE t.late (n bigint UNIQUE DEFERRABLE INITIALLY DEFERRED);"
    "CREATE TABLE t.counter (id bigint PRIMARY KEY, v bigint NOT NULL);"
    "INSERT INTO t.counter SELECT g, 0 FROM generate_series(1, 200) g;"
    "CREATE TABLE t.shard (shard bigint PRIMARY KEY, epoch bigint NOT NULL);"
    "INSERT INTO t.shard VALUES (1, 7);"
    "CREATE TABLE t.wide (a bigint);"
    "CREATE TABLE t.keys (k bigint[]);"
    "CREATE SEQUENCE t.once;"
    "CREATE SEQUENCE t.full;"
    "CREATE SEQUENCE t.noted;"
    "CREATE FUNCTION t.full_once() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN"
    " IF nextval('t.full') = 1 THEN RAISE 'disk full' USING ERRCODE = '53100'; END IF;"
    " RETURN 1; END $$;"
    "CREATE FUNCTION t.conflict(p bigint) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE 'conflict' USING ERRCODE = '40001'; END $$;"
    /* Repeatable: the second call answers what the first answered. */
    "CREATE FUNCTION t.accept(p bigint) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN "
    " INSERT INTO t.dedupe VALUES (p) ON CONFLICT DO NOTHING;"
    " IF FOUND THEN INSERT INTO t.log (n) VALUES (p); END IF; RETURN p; END $$;"
    "CREATE FUNCTION t.holds(p bigint) RETURNS boolean LANGUAGE sql AS $$"
    " SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1"
    " AND pid = pg_backend_pid() AND (classid::bigint << 32 | objid::bigint) = p) $$;"
    "CREATE FUNCTION t.forget_once() RETURNS bigint LANGUAGE plpgsql AS $$ DECLARE n bigint :="
    " nextval('t.once'); BEGIN IF n = 1 THEN EXECUTE 'DEALLOCATE ALL'; END IF; RETURN n; END $$;";

static const struct db_query kit_accept = { "kit_accept", "SELECT t.accept($1)", 1, 0 };
static const struct db_query kit_add = { "kit_add", "INSERT INTO t.log (n) VALUES ($1)", 1, 0 };
static const struct db_query kit_late = { "kit_late", "INSERT INTO t.late VALUES ($1)", 1, 0 };
static const struct db_query kit_sleep = { "kit_sleep", "SELECT pg_sleep($1)", 1, 0 };
static const struct db_query kit_bump = { "kit_bump",
	"UPDATE t.counter SET v = v + 1 WHERE id = $1", 1, 0 };
static const struct db_query kit_moves = { "kit_moves",
	"SELECT CASE WHEN t.holds($1) AND t.holds(3) THEN 'made' ELSE 'moved' END AS outcome, "
	"ARRAY[$1, 5] AS "
	"keys",
	1, DB_MOVES };
/* The key that the call holds and twelve more, each of them twice: more than DB_KEYS_MAX, unless each counts once. */
static const struct db_query kit_moves_twice = { "kit_moves_twice",
	"SELECT CASE WHEN t.holds($1::bigint + 12) THEN 'made' ELSE 'moved' END AS outcome,"
	" (SELECT array_agg(k) FROM generate_series($1::bigint, $1::bigint + 12) AS k,"
	" generate_series(1, 2)) AS keys",
	1, DB_MOVES };
static const struct db_query kit_runs_away = { "kit_runs_away",
	"SELECT 'moved' AS outcome, ARRAY[$1::bigint + 1] AS keys", 1, DB_MOVES };
static const struct db_query kit_forget_once = { "kit_forget_once", "SELECT t.forget_once()", 0,
	0 };
static const struct db_query kit_wrong_count = { "kit_wrong_count", "SELECT $1::bigint, $2::bigint",
	1, 0 };
static const struct db_query kit_full_once = { "kit_full_once", "SELECT t.full_once()", 0, 0 };
static const struct db_query kit_conflict = { "kit_conflict", "SELECT t.conflict($1)", 1, 0 };
static const struct db_query kit_kill = { "kit_kill",
	"SELECT pg_terminate_backend(pg_backend_pid())", 0, 0 };
static const struct db_query kit_read_kill = { "kit_read_kill",
	"SELECT pg_terminate_backend(pg_backend_pid())", 0, DB_READ };
static const struct db_query kit_emergency = { "kit_emergency", "SELECT t.accept($1)", 1,
	DB_ALONE };
static const struct db_query kit_echo = { "kit_echo",
	"SELECT $1::text AS text, $2::bigint AS number, $3::boolean AS flag, $4::bytea AS bytes,"
	" $5::text AS nothing",
	5, DB_READ };
static const struct db_query kit_divide = { "kit_divide", "SELECT 12 / $1::bigint", 1, DB_READ };
static const struct db_query kit_read_sleep = { "kit_read_sleep", "SELECT pg_sleep($1)", 1,
	DB_READ };
static const struct db_query kit_sleep_and_note = { "kit_sleep_and_note",
	"SELECT pg_sleep($1), nextval('t.noted')", 1, DB_READ };
static const struct db_query kit_wide = { "kit_wide", "SELECT * FROM t.wide", 0, DB_READ };
static const struct db_query kit_deallocate = { "kit_deallocate", "DEALLOCATE ALL", 0, DB_READ };

static const struct db_query *const kit_set[] = { &kit_accept, &kit_add, &kit_late, &kit_sleep,
	&kit_bump, &kit_moves, &kit_moves_twice, &kit_runs_away, &kit_forget_once, &kit_wrong_count,
	&kit_kill, &kit_read_kill, &kit_full_once, &kit_conflict, &kit_emergency, &kit_echo,
	&kit_divide, &kit_read_sleep, &kit_sleep_and_note, &kit_wide, &kit_deallocate, NULL };
static const struct db_query *const *const kit_sets[] = { kit_set, NULL };

/* What a callback has said. */
struct seen {
	int times, cols;
	enum db_outcome outcome;
	int64_t number, at_ms;
	char text[KIT_TEXT], sqlstate[6], message[KIT_TEXT];
};

struct kit {
	uv_loop_t loop;
	uv_timer_t tick;
	struct db *db;
	int done, committed, ups, downs;
	bool closed, inside_submit;
	const char *fence;
};

static inline void
kit_on_tick(uv_timer_t *tick)
{
	(void)tick; /* wakes the loop so that a condition is looked at again */
}

static inline void
kit_on_committed(void *ctx)
{
	((struct kit *)ctx)->committed++;
}

static inline void
kit_on_state(void *ctx, bool up)
{
	struct kit *kit = ctx;

	kit->ups += up ? 1 : 0;
	kit->downs += up ? 0 : 1;
}

static inline const char *
kit_fence(void *ctx)
{
	return ((struct kit *)ctx)->fence;
}

static inline struct db_config
kit_config(struct kit *kit)
{
	return (struct db_config){
		.conninfo = fixture.conninfo,
		.application_name = "trunkline-test",
		.query_sets = kit_sets,
		.hot_lanes = 1,
		.fenced_lane = true,
		.begin_sql = KIT_KEYS_SQL,
		.fence_sql =
		    "SELECT 1 FROM t.shard WHERE shard = $1[1] AND epoch = $1[2] FOR SHARE;\n",
		.fence_param = kit_fence,
		.committed = kit_on_committed,
		.state = kit_on_state,
		.ctx = kit,
	};
}

static inline void
kit_open(struct kit *kit, const struct db_config *config)
{
	struct err err = { 0 };

	kit->fence = "{1,7}";
	assert_int_equal(uv_loop_init(&kit->loop), 0);
	assert_int_equal(uv_timer_init(&kit->loop, &kit->tick), 0);
	assert_int_equal(uv_timer_start(&kit->tick, kit_on_tick, KIT_TICK_MS, KIT_TICK_MS), 0);
	assert_int_equal(db_open(&kit->loop, config, &kit->db, &err), 0);
}

#define KIT_UNTIL(kit, condition) \
	do { \
		int64_t kit_end_ = test_patience_ends_ms(); \
		while (!(condition) && clock_mono_ms() < kit_end_) \
			(void)uv_run(&(kit)->loop, UV_RUN_ONCE); \
		assert_true(condition); \
	} while (0)

static inline bool
kit_all_idle(const struct kit *kit)
{
	for (int i = 0; i < kit->db->lane_count; i++)
		if (kit->db->lanes[i].state != LANE_IDLE)
			return false;
	return true;
}

static inline void
kit_start(struct kit *kit)
{
	struct db_config config = kit_config(kit);

	kit_open(kit, &config);
	KIT_UNTIL(kit, kit_all_idle(kit));
}

static inline void
kit_on_closed(void *ctx)
{
	((struct kit *)ctx)->closed = true;
}

static inline void
kit_stop(struct kit *kit)
{
	if (!kit->closed)
		db_close(kit->db, 1000, kit_on_closed, kit);
	KIT_UNTIL(kit, kit->closed);
	uv_close((uv_handle_t *)&kit->tick, NULL);
	assert_int_equal(uv_run(&kit->loop, UV_RUN_DEFAULT), 0);
	assert_int_equal(uv_loop_close(&kit->loop), 0);
}

struct note {
	struct kit *kit;
	struct seen *seen;
};

static inline void
kit_done(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct note *note = ctx;
	struct seen *seen = note->seen;

	assert_false(note->kit->inside_submit);
	seen->times++;
	seen->outcome = outcome;
	seen->number = db_int(result, 0, 0);
	seen->cols = result->cols;
	seen->at_ms = clock_mono_ms();
	(void)view_copy(db_text(result, 0, 0), seen->text, sizeof(seen->text));
	(void)snprintf(seen->sqlstate, sizeof(seen->sqlstate), "%s", result->sqlstate);
	(void)snprintf(seen->message, sizeof(seen->message), "%s", result->message);
	note->kit->done++;
	free(note);
}

static inline void
kit_submit(struct kit *kit, struct db_call call, struct seen *seen)
{
	struct note *note = mem_new(sizeof(*note));

	*note = (struct note){ kit, seen };
	kit->inside_submit = true;
	db_submit(kit->db, &call, kit_done, note);
	kit->inside_submit = false;
}

/* A call with one number and, when not 0, one key. */
static inline void
kit_call(
    struct kit *kit, const struct db_query *query, int64_t number, int64_t key, struct seen *seen)
{
	struct db_param param = P_INT(number);

	kit_submit(kit,
	    (struct db_call){ .query = query,
		.lane = DB_LANE_HOT,
		.params = &param,
		.keys = &key,
		.key_count = key != 0 ? 1 : 0 },
	    seen);
}

static inline struct db_stats
kit_stats(const struct kit *kit)
{
	struct db_stats stats;

	db_stats(kit->db, &stats);
	return stats;
}

static inline int
kit_clean(void **unused)
{
	(void)unused;
	fixture_sql("TRUNCATE t.dedupe, t.log, t.late, t.wide; UPDATE t.counter SET v = 0");
	return 0;
}

#endif
