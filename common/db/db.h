/*
 * db - PostgreSQL on the loop: pipelined statements, micro-batched group commit.
 *
 * Owns: the connections (lanes), batches, retries, reconnection.
 * Must not know: any table. The statements that open and close a batch (lock keys,
 *       fence, outbox) are given to it in db_config.
 *
 * Rules: design/consistency.md 1, 13, 28; facts: design/database-and-bus.md 1.
 *
 * Lanes. HOT: writes, batched; which of the hot connections is decided by the hash of
 * the first key. ALONE: one call a transaction (administration, emergency). BEAT: the
 * same for beats, which no other work may hold up; what goes there waits for no lock. LONG: the same for what
 * takes seconds (imports), so that nothing else waits behind it; its caller says the deadline.
 * FENCED: batched, each batch begins with the fence statement. READ: one call at a time
 * fails alone, no transaction. Each lane is one connection and is FIFO; a retry
 * goes to the head.
 *
 * A batch is: BEGIN; begin_sql(keys); [fence_sql]; one statement a member; [end_sql];
 * COMMIT; sync; a beat's has no begin_sql and end_sql. What was submitted while one batch was in flight is the next
 * (at most batch_max). Nothing is called back before the tag COMMIT and the sync.
 *
 * Every write call can be repeated (rule 13), so a lost connection, also after
 * COMMIT was sent, ends in a retry inside db.
 */
#ifndef COMMON_DB_DB_H
#define COMMON_DB_DB_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "common/base/err.h"
#include "common/base/str.h"

struct db;

enum {
	DB_READ = 1, /* goes on the read lane whatever the call says */
	DB_MOVES = 2, /* may answer a row with outcome 'moved' and a column `keys` (bigint[]): tried
	               * again with its own and those keys, three times at most, then DB_OVERLOADED */
	DB_ALONE = 4, /* goes on the alone lane whatever the call says */
	DB_LONG = 8, /* goes on the long lane (db_config.long_lane) whatever the call says */
	DB_KEYS_MAX = 16,
	DB_KEYS_MANY = 256, /* of a call that never moves */
	DB_PARAMS_MAX = 40,
};

/* Made by sql/embed.awk from one file under sql/queries/. Prepared at each connect. */
struct db_query {
	const char *name;
	const char *sql;
	int param_count;
	unsigned flags;
};

enum db_lane {
	DB_LANE_USUAL, /* READ for a query that reads, else HOT */
	DB_LANE_READ,
	DB_LANE_HOT,
	DB_LANE_ALONE,
	DB_LANE_BEAT,
	DB_LANE_FENCED,
	DB_LANE_LONG, /* with long_lane */
};

enum db_outcome {
	DB_DONE, /* rows are there; writes are committed */
	DB_FAILED, /* the statement itself failed: a bug; nothing of it was written */
	DB_TIMED_OUT, /* deadline or statement timeout. Whether it was written is not known: its
	               * connection may have been lost at COMMIT, and stayed so until twice the
	               * deadline, or been lost again and again with it alone */
	DB_OVERLOADED, /* the lane's queue is full, or three tries lost; nothing was written */
	DB_FENCED, /* the fence found no row: the holder lost its epoch; or db_fence_lost. Nothing was written */
	DB_CLOSED, /* db_close was called; what was in flight may have been written */
};

struct db_param {
	enum { DB_NULL, DB_INT, DB_TEXT, DB_BYTES, DB_BOOL } type;
	int64_t number;
	struct view text;
};

#define P_NULL() ((struct db_param){ .type = DB_NULL })
#define P_INT(value) ((struct db_param){ .type = DB_INT, .number = (value) })
#define P_BOOL(value) ((struct db_param){ .type = DB_BOOL, .number = (value) })
#define P_VIEW(value) ((struct db_param){ .type = DB_TEXT, .text = (value) })
#define P_TEXT(value) ((struct db_param){ .type = DB_TEXT, .text = view_of(value) })
#define P_BYTES(value) ((struct db_param){ .type = DB_BYTES, .text = (value) })

/* P_NULL for a text that is NULL or empty, else P_TEXT or P_VIEW. */
struct db_param db_text_or_null(const char *text);
struct db_param db_view_or_null(struct view text);
/* P_NULL for 0, where that stands for none (an id, a priority, a version), else P_INT. */
struct db_param db_int_or_null(int64_t number);

/* Valid inside the callback only. */
struct db_result {
	int rows, cols;
	const void *handle; /* PGresult, private */
	char sqlstate[6]; /* with DB_FAILED and DB_TIMED_OUT */
	const char *message; /* likewise; without parameter values */
};

/* Called exactly once, on the loop, never from inside db_submit. */
typedef void (*db_done)(void *ctx, enum db_outcome outcome, const struct db_result *result);

struct db_call {
	bool
	    shared; /* `done` works for everybody: it runs without the mark of the peer that is being served now (input_mark.h) */
	const struct db_query *query;
	enum db_lane lane;
	const struct db_param *params; /* query->param_count of them; copied */
	const int64_t *keys; /* lock keys, at most DB_KEYS_MAX, or DB_KEYS_MANY; copied */
	int key_count;
	uint32_t deadline_ms; /* 0: config.deadline_ms; counted from db_submit */
	int64_t epoch; /* on the fenced lane: by which it was decided; 0: it belongs to no term */
};

/* What a connection must answer before it serves anything: the last statement of its setup. Its session exists when the answer is
 * given, and no call has run there. */
struct db_admission {
	const struct db_query
	    *query; /* takes a text, answers an integer; NULL: each connection serves */
	const char *param; /* the owner's, unchanged until the db is closed */
	int64_t wanted; /* with any other answer the connection is closed, and tried again later */
};

struct db_config {
	const char *conninfo; /* socket path or hostaddr, never a host name */
	const char *application_name;
	/* Ends with NULL; each set ends with NULL. */
	const struct db_query *const *const *query_sets;
	int hot_lanes; /* 1..4 */
	bool fenced_lane, long_lane;
	int batch_max; /* 1..128, default 128 */
	int queue_max; /* a lane's queue, default 4096 */
	uint32_t deadline_ms; /* default 10000 */
	uint32_t
	    statement_ms; /* hot and fenced lanes; default 250; beat: 1000; long: 25000; others: 10000 */
	const char *begin_sql; /* takes $1 bigint[]: locks the keys, ascending; NULL: none */
	/* Last statement of each batch but of beats, which lock nothing and make no events; NULL: none. An
	 * answer of false: the batch has made no events. */
	const char *end_sql;
	const char *fence_sql; /* takes $1 bigint[]; returns a row while the holder still holds */
	/* The fence's parameter, as text like "{1,7}"; read when a batch is sent. */
	const char *(*fence_param)(void *ctx);
	/* After each committed batch that may have made events: the daemon calls ops.sequence. */
	void (*committed)(void *ctx);
	void (*state)(void *ctx, bool up); /* read lane connected or lost, on each change */
	struct db_admission admission;
	/* The first answer that was not the wanted one: once, on the loop; what is called back may close the db. */
	void (*refused)(void *ctx, int64_t answer);
	void *ctx;
};

/* Starts connecting; never waits. -1: the configuration is wrong. Statements that
 * the server refuses to prepare (a bug, or the wrong schema) end the process with
 * one clear line. */
int db_open(uv_loop_t *loop, const struct db_config *config, struct db **out, struct err *err);

/* Takes the call. When it can't (queue full, closing), `done` is called on the next turn
 * with DB_OVERLOADED or DB_CLOSED: there is one way to be told. */
void db_submit(struct db *db, const struct db_call *call, db_done done, void *ctx);

/* The holder has lost what it held by this epoch. Calls of it on the fenced lane were decided in that term: what is
 * not sent yet, and what would be tried again, ends as DB_FENCED (as DB_TIMED_OUT where a COMMIT was sent and
 * its answer not seen), so that nothing of it goes out under another fence. */
void db_fence_lost(struct db *db, int64_t epoch);

bool db_up(const struct db *db);
/* Monotonic time of the last successful read, 0: never. */
int64_t db_last_read_ms(const struct db *db);

/* Takes no more calls, finishes what is queued (at most grace_ms), then calls `closed`. */
void db_close(struct db *db, uint32_t grace_ms, void (*closed)(void *ctx), void *ctx);

/* What a daemon shows in /metrics. */
struct db_stats {
	int64_t batches, members, commits, retries, deadlocks, reconnects, unknown, failed,
	    timed_out, moved;
};
void db_stats(const struct db *db, struct db_stats *out);

/* Reading a result: `col` counts from 0. A NULL gives an empty view, 0, false. */
bool db_is_null(const struct db_result *result, int row, int col);
struct view db_text(const struct db_result *result, int row, int col);
/* Appends what a bytea holds; nothing for NULL. */
void db_bytes(const struct db_result *result, int row, int col, struct buf *out);
int64_t db_int(const struct db_result *result, int row, int col);
bool db_bool(const struct db_result *result, int row, int col); /* 't' */
int db_col(const struct db_result *result, const char *name); /* -1: no such column */

/* The error that a caller is told for an outcome other than DB_DONE. */
void db_outcome_err(enum db_outcome outcome, const struct db_result *result, struct err *err);
/* The same where a row was wanted: DB_DONE, which then had none, is ERR_NOT_FOUND. */
void db_row_err(enum db_outcome outcome, const struct db_result *result, struct err *err);

#endif
