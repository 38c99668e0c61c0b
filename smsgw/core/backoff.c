/* backoff - see backoff.h */
#include "smsgw/core/backoff.h"

int64_t
backoff_ms(int64_t attempt, int64_t retry_after_ms, uint64_t random)
{
	int64_t ceiling = BACKOFF_FIRST_MS;

	if (retry_after_ms >= 0)
		return retry_after_ms < RETRY_AFTER_MAX_MS ? retry_after_ms : RETRY_AFTER_MAX_MS;
	for (int64_t i = 1; i < attempt && ceiling < BACKOFF_MAX_MS; i++)
		ceiling *= 2;
	if (ceiling > BACKOFF_MAX_MS)
		ceiling = BACKOFF_MAX_MS;
	return BACKOFF_LEAST_MS + (int64_t)(random % (uint64_t)(ceiling - BACKOFF_LEAST_MS + 1));
}
