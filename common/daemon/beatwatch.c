/* beatwatch - see beatwatch.h */
#include "common/daemon/beatwatch.h"

bool
beatwatch_see(
    struct beatwatch *watch, int64_t epoch, int64_t beat, int64_t sent_ms, int64_t answered_ms)
{
	bool same = watch->known && watch->epoch == epoch && watch->beat == beat &&
	    answered_ms - watch->last_ms <= BEATWATCH_GAP_MS;

	if (!same) {
		watch->known = true;
		watch->epoch = epoch;
		watch->beat = beat;
		watch->first_ms = answered_ms;
	}
	watch->last_ms = answered_ms;
	/* The read happened after it was sent, so at least so much time has passed. */
	return same && beatwatch_still_ms(watch, sent_ms) >= BEATWATCH_DEAD_MS;
}

int64_t
beatwatch_still_ms(const struct beatwatch *watch, int64_t sent_ms)
{
	return watch->known && sent_ms > watch->first_ms ? sent_ms - watch->first_ms : 0;
}
