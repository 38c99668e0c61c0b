/*
 * internal - what the files of common/db share; nobody else includes it.
 *
 * A `call` is one submitted statement. A `lane` is one connection with its queue; what
 * is sent moves from `queue` to `flight` and from there to the db's `finished` list (or
 * back to the head of the queue). A `wire` is the poll handle of one socket: it outlives
 * the lane's interest in it, because the PGconn may be freed only after the handle is closed.
 */
#ifndef COMMON_DB_INTERNAL_H
#define COMMON_DB_INTERNAL_H

#include <libpq-fe.h>

#include "common/base/input_mark.h"
#include "common/base/list.h"
#include "common/db/db.h"
#include "common/db/retry.h"

enum {
	DB_HOSTS_MAX = 8,
	DB_HOT_MAX = 4,
	DB_LANES_MAX = DB_HOT_MAX + 5,
	DB_BATCH_MAX = 128,
	DB_BATCH_KEYS_MAX =
	    DB_BATCH_MAX * 4, /* at least DB_KEYS_MANY, so that one call always fits */
	DB_BATCH_BYTES_MAX = 1024 * 1024, /* of the members' memory; one larger call goes alone */
	DB_READ_WINDOW = 64, /* reads in flight on one connection */
	DB_QUEUE_DEFAULT = 4096,
	DB_QUEUE_LIMIT = 65536,
	DB_DEADLINE_DEFAULT_MS = 10000,
	DB_STATEMENT_DEFAULT_MS = 250, /* hot and fenced lanes */
	DB_STATEMENT_BEAT_MS = 1000, /* a later beat is worth nothing */
	DB_STATEMENT_SLOW_MS = 10000, /* read and alone */
	DB_STATEMENT_LONG_MS = 25000, /* less than an HTTP answer may take */
	DB_STATEMENT_LIMIT_MS = 600000,
	DB_LOCK_SHORT_MS = 250, /* lock_timeout of hot, fenced and beat lanes */
	DB_LOCK_MS = 2000,
	DB_LOCK_LONG_MS = 10000,
	DB_IDLE_TX_FENCED_MS = 1000, /* rule 6: bounds a holder that was paused in a transaction */
	DB_IDLE_TX_MS = 5000,
	DB_SETUP_MS = 3000, /* connecting to one host and preparing */
	DB_WATCHDOG_MS = 2000, /* on top of twice the statement timeout */
	DB_SWEEP_MS = 10, /* deadlines of queued calls are looked at no more often */
	DB_MOVES_MAX = 3,
	DB_LOSSES_MAX = 3, /* lost connections until a batch is made smaller */
	DB_LOSSES_ALONE_MAX = 8, /* of a call that was alone: it is the cause */
};

/* The statements that db itself brings, beside the query sets. */
enum db_own { OWN_BEGIN, OWN_KEYS, OWN_FENCE, OWN_END, OWN_COMMIT, OWN_COUNT };

struct call {
	struct link link;
	const struct db_query *query;
	db_done done; /* NULL: a stand-in, see read_expire */
	void *ctx;
	struct input_peer input; /* of the moment of db_submit: entered again for `done` */
	int64_t deadline_ms; /* monotonic */
	int64_t last_ms; /* the deadline when a COMMIT without answer is behind it */
	size_t bytes; /* of this block */
	int limit; /* the largest batch it may be in */
	int64_t epoch; /* of the term in which it was decided, 0: none */
	bool over; /* that term is */
	int tries, losses, timeouts, moves;
	bool stale; /* was tried again after a new preparation */
	bool unsure; /* a COMMIT was sent and its answer not seen */
	enum db_outcome outcome;
	const char *why; /* a failure without PGresult */
	PGresult *result;
	int key_count;
	int own_key_count; /* the first of them: the caller's, kept when the call moves */
	int64_t *keys;
	const char **values;
	int *lengths, *formats;
};

/* Copies all of `call` into one block. */
struct call *call_new(
    const struct db_call *call, int64_t now_ms, uint32_t deadline_ms, db_done done, void *ctx);
void call_free(struct call *call);
int64_t call_deadline(const struct call *call);
void call_keep(struct call *call, PGresult *result); /* owns the result from now on */

/* The row says 'moved': takes the keys of the row. -1: there are no good keys in it. */
bool call_is_moved(const struct call *call);
int call_move(struct call *call);

enum lane_state {
	LANE_DOWN, /* waits to connect */
	LANE_CONNECTING, /* the handshake */
	LANE_PREPARING, /* settings and statements are under way */
	LANE_IDLE,
	LANE_BUSY, /* a batch, or reads, in flight */
	LANE_ROLLING_BACK, /* a batch has failed, the transaction is being ended */
	LANE_PAUSED, /* jitter or back-pressure before the next try */
	LANE_CLOSED,
	LANE_STATES
};

enum batch_step { AT_BEGIN, AT_KEYS, AT_FENCE, AT_MEMBER, AT_END, AT_COMMIT, AT_SYNC };

/* The batch in flight; its members are lane->flight. */
struct batch {
	enum batch_step at;
	struct link *member; /* whose answer comes next, when at AT_MEMBER */
	bool committed; /* the tag was COMMIT */
	bool silent; /* the end has said that there are no events */
	PGresult *error; /* the first one */
	enum retry_action action;
	struct call *culprit; /* NULL: no member */
	int keys; /* of the members, not yet made distinct */
	size_t bytes; /* of the members */
};

struct wire {
	uv_poll_t poll;
	struct lane *lane;
	PGconn *finish; /* freed when the handle is closed */
	int fd, events;
};

struct lane {
	struct db *db;
	enum db_lane kind;
	const char *name;
	enum lane_state state;
	bool up; /* connected and prepared */
	bool reprepare;
	PGconn *conn;
	struct wire *wire;
	uv_timer_t timer; /* what it means is decided by the state */
	uint32_t backoff_ms, pause_ms;
	int64_t connects;
	int host; /* which of db->hosts is tried, or used */
	int batch_max;
	uint32_t statement_ms, lock_ms, idle_tx_ms;
	const struct db_query **setup; /* what is prepared, in order */
	int setup_count, setup_at;
	struct list queue, flight;
	struct batch batch;
};

/* The connection string's lists, taken apart. */
struct hosts {
	int count;
	char *host[DB_HOSTS_MAX], *address[DB_HOSTS_MAX], *port[DB_HOSTS_MAX]; /* "": not given */
};

struct db {
	uv_loop_t *loop;
	struct hosts hosts;
	struct db_config config;
	char *conninfo, *application_name;
	char *fence_sql; /* wrapped */
	struct db_query own[OWN_COUNT];
	struct lane lanes[DB_LANES_MAX];
	int lane_count;
	struct lane *read, *alone, *beat, *fenced, *longs, *hot;
	uv_prepare_t prepare;
	uv_idle_t kick; /* keeps the loop from sleeping over a call submitted late in a turn */
	uv_timer_t sweep, grace;
	int64_t sweep_ms; /* when the sweep will run, INT64_MAX: not armed */
	struct list finished;
	struct buf keys_text;
	int handles; /* uv handles not yet closed */
	bool closing, grace_over, shut, told_up;
	bool refused, told_refused; /* a connection has not answered as db_config.admission wants */
	int64_t refusal; /* the first such answer */
	int commits_untold;
	void (*closed)(void *ctx);
	void *closed_ctx;
	int64_t last_read_ms;
	struct db_stats stats;
};

/* db.c */
void db_finish(struct db *db, struct call *call, enum db_outcome outcome);
void db_expire(struct db *db, struct call *call); /* its deadline has passed */
void db_fence_over(struct db *db, struct call *call); /* the term in which it was decided is */
void db_deliver(struct db *db); /* at the end of each handler: the callbacks */
void db_watch(struct db *db, const struct call *call);
void db_handle_closed(struct db *db);

/* lane.c */
void lane_init(struct lane *lane, struct db *db, enum db_lane kind);
bool lane_may_go(enum lane_state from, enum lane_state to);
void lane_set_state(struct lane *lane, enum lane_state to);
void lane_arm(struct lane *lane, uint32_t ms);
void lane_dispatch(struct lane *lane);
void lane_rest(struct lane *lane); /* nothing is in flight: what comes next */
void lane_lost(struct lane *lane, const char *why);
bool lane_flush(struct lane *lane); /* false: the connection is lost */
void lane_requeue(struct lane *lane, struct list *calls); /* at the head, in order */
void lane_requeue_one(struct lane *lane, struct call *call);
struct call *lane_next(struct lane *lane, int64_t now_ms); /* head of the queue, or NULL */
uint32_t lane_watchdog_ms(const struct lane *lane);
void lane_on_wire(struct lane *lane, bool healthy); /* the socket has something, or failed */
void lane_close(struct lane *lane);

/* wire.c */
int wire_open(struct lane *lane, int fd);
int wire_events(struct wire *wire, int events);
void wire_close(struct lane *lane, PGconn *finish);

/* connect.c */
void connect_start(struct lane *lane);
void connect_step(struct lane *lane);
void connect_setup(struct lane *lane);
void connect_take(struct lane *lane, PGresult *result);
int connect_list(struct lane *lane, struct err *err); /* fills lane->setup */
char *connect_wrap_fence(const char *sql); /* the caller frees */

/* hosts.c */
int hosts_parse(const char *conninfo, struct hosts *out, struct err *err);
void hosts_fini(struct hosts *hosts);

/* batch.c */
void batch_send(struct lane *lane, int64_t now_ms);
void batch_take(struct lane *lane, PGresult *result);
void batch_clear(struct batch *batch);
bool batch_send_call(struct lane *lane, const struct call *call);

/* settle.c */
void settle_batch(struct lane *lane); /* the sync has come */
void settle_take(struct lane *lane, PGresult *result);

/* read.c */
void read_send(struct lane *lane, int64_t now_ms);
void read_take(struct lane *lane, PGresult *result);
void read_expire(struct lane *lane, int64_t now_ms);

/* result.c */
enum retry_action result_judge(const PGresult *result, enum retry_place place);
void result_of_call(const struct call *call, struct db_result *out);
const char *result_sqlstate(const PGresult *result); /* "" when there is none */

#endif
