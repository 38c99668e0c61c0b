/* relay_ports - see relay_ports.h */
#include "voiced/core/relay_ports.h"

void
relay_ports_queried(struct relay_ports *ports, int pending)
{
	ports->taken_since_query = pending;
}

void
relay_ports_update(struct relay_ports *ports, int free, int total)
{
	ports->free = free;
	ports->total = total;
	ports->taken = ports->taken_since_query;
	ports->released = 0;
}

void
relay_ports_take(struct relay_ports *ports, int count)
{
	ports->taken += count;
	ports->taken_since_query += count;
}

void
relay_ports_release(struct relay_ports *ports, int count)
{
	ports->released += count;
}

/* At least so many are free. */
static int
left(const struct relay_ports *ports)
{
	return ports->free - ports->taken + ports->released;
}

static int
reserve(const struct relay_ports *ports)
{
	int share = ports->total / RELAY_PORTS_SHARE;

	return share < RELAY_PORTS_RESERVED ? share : RELAY_PORTS_RESERVED;
}

bool
relay_ports_allow(const struct relay_ports *ports, enum relay_claim claim, int count)
{
	static const int reserves_left[RELAY_CLAIM_COUNT] = {
		[RELAY_EXISTING_CALL] = 1,
		[RELAY_NEW_CALL] = 2,
	};

	return claim == RELAY_EMERGENCY_CALL || ports->total == 0 ||
	    left(ports) - count >= reserves_left[claim] * reserve(ports);
}

bool
relay_ports_low(const struct relay_ports *ports)
{
	return ports->total > 0 && left(ports) <= ports->total / 2;
}
