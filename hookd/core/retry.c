/* retry - see retry.h */
#include "hookd/core/retry.h"

int64_t
retry_wait_ms(int64_t attempt, int64_t first_ms, int64_t retry_after_ms, uint64_t random)
{
	int64_t wait = first_ms;

	for (int64_t i = 1; i < attempt && wait < RETRY_MAX_MS; i++)
		wait *= RETRY_GROWTH;
	if (wait > RETRY_MAX_MS)
		wait = RETRY_MAX_MS;
	wait += (int64_t)(random % (uint64_t)(wait * 2 / 5 + 1)) - wait / 5;
	if (retry_after_ms > RETRY_ASKED_MAX_MS)
		retry_after_ms = RETRY_ASKED_MAX_MS;
	return wait > retry_after_ms ? wait : retry_after_ms;
}
