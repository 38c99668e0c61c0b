/* relay_monitor - see relay_monitor.h */
#include "voiced/relay_monitor.h"

#include "common/base/clock.h"
#include "common/daemon/rounds.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "voiced/calls.h"
#include "voiced/core/relay_state.h"

static GAUGE(
    up_gauge, "voiced_relay_up", "1: rtpengine answers pings; 0: it does not, or has not yet");

struct relay_monitor {
	struct rounds rounds;
	struct relay_state state;
	int64_t sent_ms;
};

static enum relay_ping
ping_of(const struct relay_result *result)
{
	if (result->err == NULL)
		return RELAY_PING_ANSWERED;
	switch (result->err->kind) {
	case ERR_UPSTREAM: /* it refuses */
		return RELAY_PING_ANSWERED;
	case ERR_TIMEOUT:
	case ERR_OVERLOAD: /* every slot waits for it */
		return RELAY_PING_SILENT;
	default:
		return RELAY_PING_UNSENT;
	}
}

static void
tell(const struct relay_state *state, enum relay_health before)
{
	int64_t silent_ms = clock_mono_ms() - state->silent_since_ms;

	metric_set(&up_gauge, state->health == RELAY_UP);
	if (state->health == RELAY_DOWN)
		LOG(ERROR, "relay_down", LOG_INT("silent_ms", silent_ms));
	else if (before == RELAY_DOWN)
		LOG(INFO, "relay_up", LOG_INT("silent_ms", silent_ms));
}

static void
on_ping(void *ctx, const struct relay_result *result)
{
	struct relay_monitor *monitor = ctx;
	enum relay_health before = monitor->state.health;

	if (!rounds_back(&monitor->rounds))
		return;
	if (relay_state_on_ping(&monitor->state, ping_of(result), monitor->sent_ms))
		tell(&monitor->state, before);
	rounds_at(&monitor->rounds, monitor->sent_ms + RELAY_STATE_SOON_MS);
}

/* At once when it is due, and each second while ports may run short: rtpengine logs two lines for each. */
static void
ping(void *part)
{
	struct relay_monitor *monitor = part;
	struct relay *relay = calls_relay(monitor->rounds.daemon);
	int64_t now = clock_mono_ms();

	if (now < monitor->state.next_ms && !relay_runs_low(relay)) {
		rounds_in(&monitor->rounds, RELAY_STATE_SOON_MS);
		return;
	}
	monitor->sent_ms = now;
	rounds_begun(&monitor->rounds);
	relay_statistics(relay, on_ping, monitor);
}

int
relay_monitor_start(struct daemon *daemon, struct err *err)
{
	struct relay_monitor *monitor = mem_zero(1, sizeof(*monitor));

	(void)err;
	metric_register(&up_gauge);
	rounds_init(&monitor->rounds, daemon, "relay_monitor", ping);
	rounds_in(&monitor->rounds, 0);
	return 0;
}

void
relay_monitor_stop(struct daemon *daemon)
{
	rounds_stop(daemon_data(daemon, "relay_monitor"));
}

bool
relay_monitor_answers(struct daemon *daemon)
{
	const struct relay_monitor *monitor = daemon_data(daemon, "relay_monitor");

	return monitor != NULL && monitor->state.health == RELAY_UP;
}

bool
relay_monitor_is_down(struct daemon *daemon)
{
	const struct relay_monitor *monitor = daemon_data(daemon, "relay_monitor");

	return monitor != NULL && monitor->state.health == RELAY_DOWN;
}
