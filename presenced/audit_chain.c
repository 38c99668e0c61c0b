/*
 * audit_chain - chains the lines of the audit log, and writes the chains' ends in the daemon's own log.
 *
 * Owns: when that is done: once a second, sooner while a batch was full.
 * Must not know: how lines are hashed, which may be chained: ops.audit_link says so, for any number of instances.
 *
 * The log of a daemon leaves the machine (syslog): an end that stands there shows later whether a chain was built anew.
 */
#include <inttypes.h>

#include "common/daemon/rounds.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "presenced/presenced.h"

enum {
	LINK_MS = 1000,
	LINK_AGAIN_MS = 50,
	LINK_ROWS = 1000,
	HEADS_MAX = 100,
	HEADS_ROUNDS =
	    60, /* rounds between two questions for ends of a log in which nothing new is chained */
};

static COUNTER(linked_total, "audit_linked_total", "Lines of the audit log that were chained");

struct audit_chain {
	struct rounds rounds;
	bool more; /* the batch was full */
	int64_t round;
};

enum {
	HEADS_TENANT,
	HEADS_ID,
	HEADS_HASH,
	HEADS_BASE,
	HEADS_BASE_HASH,
	HEADS_AT,
	HEADS_DAYS,
	HEADS_HELD
};

static void
next_round(struct audit_chain *chain)
{
	rounds_in(&chain->rounds, chain->more ? LINK_AGAIN_MS : LINK_MS);
}

static void
head_log(const struct db_result *result, int row)
{
	int64_t tenant = db_int(result, row, HEADS_TENANT);
	int64_t base = db_int(result, row, HEADS_BASE), held = db_int(result, row, HEADS_HELD);

	LOG(INFO, "audit_head", LOG_ID("tenant", tenant),
	    LOG_ID("audit_id", db_int(result, row, HEADS_ID)),
	    LOG_VIEW("hash", db_text(result, row, HEADS_HASH)));
	if (base != 0)
		LOG(INFO, "audit_base", LOG_ID("tenant", tenant), LOG_ID("audit_id", base),
		    LOG_VIEW("hash", db_text(result, row, HEADS_BASE_HASH)),
		    LOG_VIEW("at", db_text(result, row, HEADS_AT)),
		    LOG_INT("days", db_int(result, row, HEADS_DAYS)));
	if (held != 0)
		LOG(WARN, "audit_sweep_held", LOG_ID("tenant", tenant), LOG_ID("audit_id", held));
}

static void
on_heads_logged(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct audit_chain *chain = ctx;

	(void)result;
	if (outcome == DB_FAILED)
		LOG(ERROR, "audit_heads_not_marked", LOG_TEXT("sqlstate", result->sqlstate));
	if (rounds_back(&chain->rounds))
		next_round(chain);
}

static void
column_add(struct buf *out, const struct db_result *result, int column)
{
	buf_add_char(out, '{');
	for (int i = 0; i < result->rows; i++)
		buf_addf(out, "%s%" PRId64, i > 0 ? "," : "", db_int(result, i, column));
	buf_add_char(out, '}');
}

/* Only after they were logged: what a crash cuts off between is logged twice, never left out. */
static void
heads_logged(struct audit_chain *chain, const struct db_result *result)
{
	static const int columns[] = { HEADS_TENANT, HEADS_ID, HEADS_BASE };
	struct buf lists[DAEMON_COUNT(columns)] = { 0 };
	struct db_param params[DAEMON_COUNT(columns)];

	for (int i = 0; i < DAEMON_COUNT(columns); i++) {
		column_add(&lists[i], result, columns[i]);
		params[i] = P_VIEW(buf_view(&lists[i]));
	}
	rounds_begun(&chain->rounds);
	db_submit(daemon_db(chain->rounds.daemon),
	    &(struct db_call){
		.query = &q_audit_heads_logged, .lane = DB_LANE_ALONE, .params = params },
	    on_heads_logged, chain);
	for (int i = 0; i < DAEMON_COUNT(columns); i++)
		buf_fini(&lists[i]);
}

static void
on_heads(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct audit_chain *chain = ctx;

	if (outcome == DB_FAILED)
		LOG(ERROR, "audit_heads_not_read", LOG_TEXT("sqlstate", result->sqlstate));
	for (int i = 0; outcome == DB_DONE && i < result->rows; i++)
		head_log(result, i);
	if (!rounds_back(&chain->rounds))
		return;
	if (outcome == DB_DONE && result->rows > 0)
		heads_logged(chain, result);
	else
		next_round(chain);
}

static void
heads_log(struct audit_chain *chain)
{
	struct daemon *daemon = chain->rounds.daemon;
	const struct db_param params[] = { P_INT(config_int(daemon_config(daemon), "audit_head_s")),
		P_INT(HEADS_MAX) };

	rounds_begun(&chain->rounds);
	db_submit(daemon_db(daemon),
	    &(struct db_call){ .query = &q_audit_heads, .lane = DB_LANE_ALONE, .params = params },
	    on_heads, chain);
}

static void
on_linked(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct audit_chain *chain = ctx;
	int64_t linked = outcome == DB_DONE && result->rows == 1 ? db_int(result, 0, 0) : 0;

	metric_add(&linked_total, linked);
	if (outcome == DB_FAILED)
		LOG(ERROR, "audit_not_linked", LOG_TEXT("sqlstate", result->sqlstate));
	chain->more = linked >= LINK_ROWS;
	if (!rounds_back(&chain->rounds))
		return;
	if (linked > 0 || ++chain->round % HEADS_ROUNDS == 0)
		heads_log(chain);
	else
		next_round(chain);
}

static void
chain_round(void *part)
{
	struct audit_chain *chain = part;
	const struct db_param params[] = { P_INT(LINK_ROWS) };

	rounds_begun(&chain->rounds);
	db_submit(daemon_db(chain->rounds.daemon),
	    &(struct db_call){ .query = &q_audit_link, .lane = DB_LANE_ALONE, .params = params },
	    on_linked, chain);
}

int
audit_chain_start(struct daemon *daemon, struct err *err)
{
	struct audit_chain *chain = mem_zero(1, sizeof(*chain));

	(void)err;
	metric_register(&linked_total);
	rounds_init(&chain->rounds, daemon, "audit_chain", chain_round);
	rounds_in(&chain->rounds, LINK_MS);
	return 0;
}

void
audit_chain_stop(struct daemon *daemon)
{
	struct audit_chain *chain = daemon_data(daemon, "audit_chain");

	rounds_stop(&chain->rounds);
}
