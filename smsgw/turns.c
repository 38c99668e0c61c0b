/* turns - see turns.h */
#include "smsgw/turns.h"

#include <stdlib.h>

#include "common/base/clock.h"
#include "common/base/key.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "smsgw/core/failover.h"
#include "smsgw/smsgw.h"

static COUNTER(to_second, "sms_carrier_switches_total{to=\"second\"}",
    "Times that a channel's second carrier took over, and that the first was back");
static COUNTER(to_first, "sms_carrier_switches_total{to=\"first\"}",
    "Times that a channel's second carrier took over, and that the first was back");

struct turn {
	int64_t channel;
	struct failover failover;
	UT_hash_handle hh;
};

static struct turn *
turn_find(const struct turns *turns, int64_t channel)
{
	struct turn *turn;

	HASH_FIND(hh, turns->by_channel, &channel, sizeof(channel), turn);
	return turn;
}

static struct turn *
turn_get(struct turns *turns, int64_t channel)
{
	struct turn *turn = turn_find(turns, channel);

	if (turn != NULL)
		return turn;
	turn = mem_zero(1, sizeof(*turn));
	turn->channel = channel;
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD(hh, turns->by_channel, channel, sizeof(turn->channel), turn);
	return turn;
}

const struct channel *
turns_carrier(struct turns *turns, const struct channel *channel, int64_t now, bool *probe)
{
	int64_t now_ms = clock_mono_ms();
	struct turn *turn;

	*probe = false;
	if (channel->second == NULL)
		return channel;
	turn = turn_get(turns, channel->id);
	failover_stands(
	    &turn->failover, now == channel->second->account.id, channel->second_after_ms, now_ms);
	*probe = failover_due(&turn->failover, now_ms);
	return turn->failover.second && !*probe ? channel->second : channel;
}

void
turns_probe(struct turns *turns, int64_t channel)
{
	struct turn *turn = turn_find(turns, channel);

	if (turn != NULL)
		failover_probe(&turn->failover);
}

void
turns_probed(struct turns *turns, int64_t channel)
{
	struct turn *turn = turn_find(turns, channel);

	if (turn != NULL)
		turn->failover.probing = false; /* also where no carrier was asked in the end */
}

/* ---- the switch ---- */

struct call {
	struct turns *turns;
	int64_t channel;
	bool second;
};

static void
tell(const struct call *call)
{
	metric_add(call->second ? &to_second : &to_first, 1);
	LOG(WARN, call->second ? "carrier_second" : "carrier_first",
	    LOG_ID("channel", call->channel), LOG_ID("group", call->turns->group));
}

static void
on_switched(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct call *call = ctx;
	struct turns *turns = call->turns;

	if (outcome == DB_DONE) {
		daemon_publish_news(turns->daemon, db_text(row, 0, db_col(row, "news")));
		if (view_is(db_text(row, 0, 0), "ok"))
			tell(call);
	}
	free(call);
	turns->calls--;
	turns->changed(turns->ctx);
}

static void
change(struct turns *turns, int64_t channel, bool second)
{
	struct call *call = mem_zero(1, sizeof(*call));
	const struct db_param params[] = { P_INT(turns->tenant), P_INT(turns->group),
		P_INT(turns->epoch), P_INT(channel), P_BOOL(second) };
	const int64_t keys[] = { key_of_id("sender_group", turns->tenant, turns->group) };

	*call = (struct call){ turns, channel, second };
	turns->calls++;
	db_submit(daemon_db(turns->daemon),
	    &(struct db_call){ .query = &q_carrier_switch,
		.lane = DB_LANE_ALONE,
		.params = params,
		.keys = keys,
		.key_count = 1 },
	    on_switched, call);
}

void
turns_told(struct turns *turns, int64_t id, int64_t account, bool up)
{
	const struct channel *channel = channel_get(turns->daemon, turns->tenant, id);
	struct turn *turn = turn_find(turns, id);
	enum failover_act act;

	if (turn == NULL || channel == NULL || channel->second == NULL ||
	    channel->account.id != account)
		return;
	act = failover_told(&turn->failover, up, channel->second_after_ms, clock_mono_ms());
	if (act != FAILOVER_STAY && turns->calls == 0)
		change(turns, id, act == FAILOVER_TO_SECOND);
}

void
turns_fini(struct turns *turns)
{
	struct turn *turn, *next;

	HASH_ITER (hh, turns->by_channel, turn, next) {
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_DEL(turns->by_channel, turn);
		free(turn);
	}
}
