/* orphans - see orphans.h */
#include "voiced/orphans.h"

#include <stdlib.h>
#include <time.h>

#include "common/base/clock.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "voiced/calls.h"

enum { ROUND_MS = 5000, AT_ONCE = 100, MS_PER_S = 1000 };

static COUNTER(orphans_total, "voice_orphans_ended_total",
    "Calls at the relay that a former process had left, ended when nobody sent any more");

struct orphans {
	struct daemon *daemon;
	struct timer timer;
	int64_t since_ms;
	int asked; /* of the relay, not answered yet */
	bool left, closing;
};

/* A call that is looked at; its id. */
struct orphan {
	struct orphans *orphans;
	char *call;
};

static void
on_closed(void *ctx)
{
	struct orphans *orphans = ctx;
	struct daemon *daemon = orphans->daemon;

	free(orphans);
	daemon_part_stopped(daemon);
}

static void
settle(struct orphans *orphans)
{
	if (orphans->asked > 0)
		return;
	if (orphans->closing)
		timer_close(&orphans->timer, on_closed);
	else if (orphans->left)
		timer_in(&orphans->timer, ROUND_MS);
}

static void
done(struct orphan *orphan)
{
	struct orphans *orphans = orphan->orphans;

	orphans->asked--;
	free(orphan->call);
	free(orphan);
	settle(orphans);
}

static void
on_deleted(void *ctx, const struct relay_result *result)
{
	if (result->err == NULL)
		metric_add(&orphans_total, 1);
	done(ctx);
}

/* Whether somebody has sent lately; or could have, in the time that this process has been there. */
static bool
is_alive(const struct orphans *orphans, const struct ng_reply *reply)
{
	struct ng_leg legs[NG_LEGS_MAX];
	const int64_t patience_s = config_int(daemon_config(orphans->daemon), "media_lost_s");
	int count = ng_legs(reply, legs);

	if (clock_mono_ms() - orphans->since_ms < patience_s * MS_PER_S)
		return true;
	for (int i = 0; i < count; i++)
		if (time(NULL) - legs[i].last_packet_s < patience_s)
			return true;
	return false;
}

static void
on_queried(void *ctx, const struct relay_result *result)
{
	struct orphan *orphan = ctx;
	struct orphans *orphans = orphan->orphans;

	if (orphans->closing || result->err != NULL || is_alive(orphans, result->reply))
		done(orphan);
	else
		relay_delete(
		    calls_relay(orphans->daemon), view_of(orphan->call), on_deleted, orphan);
}

static void
on_listed(void *ctx, const struct relay_result *result)
{
	struct orphans *orphans = ctx;
	size_t count = result->err == NULL ? ng_list_count(result->reply) : 0;
	int asked = 0;

	orphans->asked--;
	orphans->left = result->err != NULL; /* not known */
	for (size_t i = 0; i < count && asked < AT_ONCE && !orphans->closing; i++) {
		struct view call = ng_list_at(result->reply, i);
		struct orphan *orphan;

		if (!calls_former(orphans->daemon, call))
			continue;
		orphan = mem_new(sizeof(*orphan));
		*orphan = (struct orphan){ orphans, view_dup(call) };
		orphans->left = true;
		orphans->asked++;
		asked++;
		relay_query(
		    calls_relay(orphans->daemon), view_of(orphan->call), on_queried, orphan);
	}
	settle(orphans);
}

static void
on_round(void *ctx)
{
	struct orphans *orphans = ctx;

	orphans->asked++;
	relay_list(calls_relay(orphans->daemon), NG_LIST_MAX, on_listed, orphans);
}

int
orphans_start(struct daemon *daemon, struct err *err)
{
	struct orphans *orphans = mem_zero(1, sizeof(*orphans));

	(void)err;
	metric_register(&orphans_total);
	orphans->daemon = daemon;
	orphans->since_ms = clock_mono_ms();
	timer_init(&orphans->timer, daemon_loop(daemon), on_round, orphans);
	daemon_set_data(daemon, "orphans", orphans);
	timer_in(&orphans->timer, ROUND_MS);
	return 0;
}

void
orphans_stop(struct daemon *daemon)
{
	struct orphans *orphans = daemon_data(daemon, "orphans");

	orphans->closing = true;
	timer_stop(&orphans->timer);
	settle(orphans);
}
