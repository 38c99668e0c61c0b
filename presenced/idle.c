/*
 * idle - ends sessions without activity where the organisation says so (docs/decisions/0109-idle-sessions.md).
 *
 * Owns: the rounds that ask which sessions are to be judged; what a page says and asks of its own session.
 * Must not know: what idle is and who is busy; presence.session_idle_sweep does, by the database's clock.
 */
#include <stdlib.h>

#include "common/daemon/rounds.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "presenced/presenced.h"

enum { ROUND_MS = 5000, ROUND_MORE_MS = 50, ROUND_MAX = 500 };
enum { COLUMN_TENANT, COLUMN_SESSION, COLUMN_USER };

static COUNTER(judged, "session_idle_judged_total",
    "Sessions without activity that were ended, or kept because their user was busy");

struct idle {
	struct rounds rounds;
	bool more; /* the page was full: the next round begins soon */
};

static void
idle_back(struct idle *idle)
{
	if (!rounds_back(&idle->rounds))
		return;
	rounds_in(&idle->rounds, idle->more ? ROUND_MORE_MS : ROUND_MS);
	idle->more = false;
}

static void
on_idle_judged(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct idle *idle = ctx;

	(void)row;
	if (outcome != DB_DONE)
		idle->more = false; /* still due: in the next round, not at once */
	idle_back(idle);
}

static void
idle_judge(struct idle *idle, int64_t tenant, int64_t session, int64_t user)
{
	const struct db_param params[] = { P_INT(tenant), P_INT(session) };
	const int64_t keys[] = { key_of_id("agent", tenant, user) };

	metric_add(&judged, 1);
	rounds_begun(&idle->rounds);
	effect_run(idle->rounds.daemon,
	    &(struct command){
		.query = &q_session_idle_sweep, .params = params, .keys = keys, .key_count = 1 },
	    on_idle_judged, idle);
}

static void
on_idle_due(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct idle *idle = ctx;

	for (int i = 0; outcome == DB_DONE && i < result->rows; i++)
		idle_judge(idle, db_int(result, i, COLUMN_TENANT),
		    db_int(result, i, COLUMN_SESSION), db_int(result, i, COLUMN_USER));
	if (outcome == DB_DONE && result->rows > 0) {
		idle->more = result->rows >= ROUND_MAX;
		LOG(INFO, "sessions_idle", LOG_INT("judged", result->rows));
	}
	idle_back(idle);
}

static void
idle_round(void *part)
{
	struct idle *idle = part;
	const struct db_param params[] = { P_INT(ROUND_MAX) };

	rounds_begun(&idle->rounds);
	db_submit(daemon_db(idle->rounds.daemon),
	    &(struct db_call){ .query = &q_session_idle_due, .params = params }, on_idle_due, idle);
}

int
idle_start(struct daemon *daemon, struct err *err)
{
	struct idle *idle = mem_zero(1, sizeof(*idle));

	(void)err;
	metric_register(&judged);
	rounds_init(&idle->rounds, daemon, "idle", idle_round);
	rounds_in(&idle->rounds, 0);
	return 0;
}

void
idle_stop(struct daemon *daemon)
{
	struct idle *idle = daemon_data(daemon, "idle");

	rounds_stop(&idle->rounds);
}

void
on_session_idle_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->session) };

	(void)app;
	read_run(req, &q_session_idle_get, params);
}

static void
on_active_stored(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct http_req *req = ctx;

	if (outcome != DB_DONE) {
		request_reply_retry(req, outcome, row);
		return;
	}
	request_reply_outcome(req, 200, db_text(row, 0, 0), db_text(row, 0, 1));
}

void
on_session_active(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->session) };
	const int64_t keys[] = { key_of_id("agent", actor->tenant, actor->user) };

	(void)app;
	effect_run(request_daemon(req),
	    &(struct command){
		.query = &q_session_active, .params = params, .keys = keys, .key_count = 1 },
	    on_active_stored, req);
}
