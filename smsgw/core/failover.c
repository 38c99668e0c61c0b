/* failover - see failover.h */
#include "smsgw/core/failover.h"

void
failover_stands(struct failover *failover, bool second, int64_t after_ms, int64_t now_ms)
{
	if (second == failover->second)
		return;
	*failover = (struct failover){
		.second = second, .probe_wait_ms = after_ms, .probe_ms = now_ms + after_ms
	};
}

bool
failover_due(const struct failover *failover, int64_t now_ms)
{
	return failover->second && !failover->probing && now_ms >= failover->probe_ms;
}

void
failover_probe(struct failover *failover)
{
	failover->probing = true;
}

static void
probe_failed(struct failover *failover, int64_t now_ms)
{
	if (!failover->probing)
		return; /* it was begun before the second's turn */
	failover->probing = false;
	failover->probe_wait_ms *= 2;
	if (failover->probe_wait_ms > FAILOVER_PROBE_MAX_MS)
		failover->probe_wait_ms = FAILOVER_PROBE_MAX_MS;
	failover->probe_ms = now_ms + failover->probe_wait_ms;
}

enum failover_act
failover_told(struct failover *failover, bool up, int64_t after_ms, int64_t now_ms)
{
	if (up) {
		failover->failing = failover->probing = false;
		return failover->second ? FAILOVER_TO_FIRST : FAILOVER_STAY;
	}
	if (failover->second) {
		probe_failed(failover, now_ms);
		return FAILOVER_STAY;
	}
	if (!failover->failing) {
		failover->failing = true;
		failover->failing_ms = now_ms;
	}
	return now_ms - failover->failing_ms >= after_ms ? FAILOVER_TO_SECOND : FAILOVER_STAY;
}
