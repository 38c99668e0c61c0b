/* relay_state - see relay_state.h */
#include "voiced/core/relay_state.h"

#include <assert.h>

static const bool may_go[RELAY_HEALTH_COUNT][RELAY_HEALTH_COUNT] = {
	[RELAY_UNKNOWN] = { [RELAY_UP] = true, [RELAY_DOWN] = true },
	[RELAY_UP] = { [RELAY_DOWN] = true },
	[RELAY_DOWN] = { [RELAY_UP] = true },
};

bool
relay_state_may_go(enum relay_health from, enum relay_health to)
{
	return may_go[from][to];
}

static bool
set(struct relay_state *state, enum relay_health to)
{
	if (state->health == to)
		return false;
	assert(may_go[state->health][to]);
	state->health = to;
	return true;
}

bool
relay_state_on_ping(struct relay_state *state, enum relay_ping ping, int64_t sent_ms)
{
	state->next_ms =
	    sent_ms + (ping == RELAY_PING_ANSWERED ? RELAY_STATE_EVERY_MS : RELAY_STATE_SOON_MS);
	if (ping == RELAY_PING_ANSWERED) {
		state->silent = 0;
		return set(state, RELAY_UP);
	}
	if (ping == RELAY_PING_UNSENT)
		return false;
	if (state->silent == 0)
		state->silent_since_ms = sent_ms;
	if (state->silent < RELAY_STATE_SILENT)
		state->silent++;
	return state->silent == RELAY_STATE_SILENT && set(state, RELAY_DOWN);
}
