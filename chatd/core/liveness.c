/* liveness - see liveness.h */
#include "chatd/core/liveness.h"

#include <stdlib.h>
#include <uthash.h>

#include "common/base/str.h"

struct limit {
	int64_t tenant, stale_ms;
	UT_hash_handle hh;
};

struct limits {
	struct limit *by_tenant;
};

enum liveness
liveness_judge(int64_t streams, int64_t silent_ms, int64_t stale_ms)
{
	if (streams == 0)
		return SEAT_CLOSED;
	return stale_ms == 0 || silent_ms < stale_ms ? SEAT_LIVE : SEAT_STALE;
}

bool
liveness_answers(enum liveness liveness)
{
	return liveness == SEAT_LIVE || liveness == SEAT_IDLE;
}

int64_t
liveness_ping_ms(int64_t stale_ms)
{
	int64_t often = stale_ms / 5 * 2;

	return stale_ms == 0 || often > PING_MS ? PING_MS : often;
}

struct limits *
limits_new(void)
{
	return mem_zero(1, sizeof(struct limits));
}

void
limits_free(struct limits *limits)
{
	struct limit *limit, *next;

	HASH_ITER (hh, limits->by_tenant, limit, next) {
		HASH_DEL(limits->by_tenant, limit);
		free(limit);
	}
	free(limits);
}

static struct limit *
find(const struct limits *limits, int64_t tenant)
{
	struct limit *limit;

	HASH_FIND(hh, limits->by_tenant, &tenant, sizeof(tenant), limit);
	return limit;
}

int64_t
limits_find(const struct limits *limits, int64_t tenant)
{
	const struct limit *limit = find(limits, tenant);

	return limit != NULL ? limit->stale_ms : 0;
}

void
limits_set(struct limits *limits, int64_t tenant, int64_t stale_ms)
{
	struct limit *limit = find(limits, tenant);

	if (stale_ms < 1)
		return;
	if (limit == NULL) {
		limit = mem_zero(1, sizeof(*limit));
		limit->tenant = tenant;
		HASH_ADD(hh, limits->by_tenant, tenant, sizeof(limit->tenant), limit);
	}
	limit->stale_ms = stale_ms;
}
