/* queued_left - see queued_parts.h: an agent has left a call; the database says whom the caller is with then */
#include "voiced/consult.h"
#include "voiced/listen.h"
#include "voiced/queued_parts.h"
#include "voiced/voiced.h"

enum {
	LEFT_MS = 5000, /* a caller whom the database says nothing of hears music no longer */
};

/* ---- the caller waits again ---- */

/* Another agent has the call by now, or none. */
static bool
is_stale(const struct db_result *row)
{
	return row != NULL && view_is(db_text(row, 0, 0), "stale");
}

static void
on_returned(void *ctx, const struct db_result *row)
{
	struct queued *queued = ctx;

	queued->returning--;
	if (queued->call != NULL && queued->talker == NULL && is_stale(row))
		queued_look_again(queued);
	queued_answered(queued);
}

void
queued_returned(struct queued *queued, int64_t agent, const char *reason)
{
	struct fact fact = queued_fact(queued, &q_call_returned);

	fact.params[2] = P_TEXT(reason);
	fact.params[3] = P_INT(agent);
	queued->returning++;
	queued->returning_agent = agent;
	queued->pending++;
	tell(queued->daemon, &fact, on_returned, queued);
}

bool
queued_is_returning(const struct queued *queued, int64_t agent)
{
	return (queued->departed.agent != 0 && queued->departed.agent == agent) ||
	    (queued->returning > 0 &&
		(queued->returning_agent == 0 || queued->returning_agent == agent));
}

/* ---- the call ends ---- */

static void
tell_over(struct queued *queued, const struct departure *left, tell_done done)
{
	struct fact fact = queued_fact(queued, &q_call_over);

	fact.params[2] = P_TEXT(left->by);
	fact.params[3] = P_TEXT(left->cause);
	fact.params[4] = db_int_or_null(left->agent);
	queued->pending++;
	tell(queued->daemon, &fact, done, queued);
}

static void
on_over_told(void *ctx, const struct db_result *row)
{
	(void)row;
	queued_answered(ctx);
}

void
queued_tell_over(struct queued *queued)
{
	const struct departure whoever = { .by = queued->over_by, .cause = queued->over_cause };

	tell_over(queued, &whoever, on_over_told);
}

static void
on_hung_up(void *ctx, const struct db_result *row)
{
	struct queued *queued = ctx;
	bool stale = is_stale(row);

	queued->ending = false;
	queued->departed.agent = 0;
	if (queued->call != NULL && stale)
		queued_look_again(queued);
	else if (queued->call != NULL)
		queued_finish(queued, NULL, NULL);
	else if (queued->over_by != NULL && (stale || row == NULL))
		queued_tell_over(queued);
	queued_answered(queued);
}

/* The database is asked whose the caller is, but not for long. */
static void
departed_await(struct queued *queued, const struct departure *departed)
{
	queued->departed = *departed;
	if (departed->by != NULL)
		timer_in(&queued->left_timer, LEFT_MS);
}

/* The caller may be another's by now, as by a take-over that nobody has heard of yet: else they are hung up, too. */
static void
hung_up(struct queued *queued, const struct departure *departed)
{
	queued->ending = true;
	departed_await(queued, departed);
	tell_over(queued, departed, on_hung_up);
}

void
queued_left_late(void *ctx)
{
	struct queued *queued = ctx;

	if (queued->departed.agent == 0 || queued->talker != NULL)
		return;
	if (queued_ring_keeps(queued))
		timer_in(&queued->left_timer, LEFT_MS);
	else if (queued->ending)
		queued_finish(queued, "system", "failed"); /* where it proves to be another's */
	else
		queued_finish(queued, queued->departed.by, queued->departed.cause);
}

void
queued_left_heard(struct queued *queued)
{
	timer_stop(&queued->left_timer);
}

/* ---- which of the two ---- */

void
queued_deserted(struct queued *queued, const struct departure *departed)
{
	consult_drop(queued);
	listen_drop(queued);
	if (queued_ring_asks(queued))
		departed_await(queued, departed);
	else if (departed->by == NULL)
		queued_returned(queued, departed->agent, departed->cause);
	else
		hung_up(queued, departed);
}

void
queued_departed_settle(struct queued *queued)
{
	const struct departure departed = queued->departed;

	queued->departed.agent = 0;
	if (departed.agent == 0)
		return;
	if (queued->next_agent == departed.agent)
		queued->next_agent = 0; /* older than that they left */
	queued_deserted(queued, &departed);
}
