/* bucket - see bucket.h */
#include "smsgw/core/bucket.h"

enum { MICRO = 1000000 };

static void
set_rate(struct bucket *bucket, int64_t rate_milli)
{
	bucket->rate_milli = rate_milli;
	bucket->burst = rate_milli > 1000 ? rate_milli / 1000 : 1;
}

void
bucket_init(struct bucket *bucket, int64_t rate_milli, int64_t now_ms)
{
	set_rate(bucket, rate_milli);
	bucket->level_micro = 0;
	bucket->at_ms = now_ms;
}

static void
fill(struct bucket *bucket, int64_t now_ms)
{
	int64_t full = bucket->burst * MICRO;
	int64_t passed = now_ms - bucket->at_ms;

	if (passed <= 0)
		return;
	bucket->at_ms = now_ms;
	/* rate_milli a second is rate_milli millionths a millisecond. */
	if (passed > (full - bucket->level_micro) / bucket->rate_milli + 1)
		bucket->level_micro = full;
	else
		bucket->level_micro += passed * bucket->rate_milli;
	if (bucket->level_micro > full)
		bucket->level_micro = full;
}

void
bucket_set_rate(struct bucket *bucket, int64_t rate_milli, int64_t now_ms)
{
	if (bucket->rate_milli == rate_milli)
		return;
	fill(bucket, now_ms);
	set_rate(bucket, rate_milli);
	if (bucket->level_micro > bucket->burst * MICRO)
		bucket->level_micro = bucket->burst * MICRO;
}

int64_t
bucket_take(struct bucket *bucket, int64_t segments, int64_t now_ms)
{
	int64_t wanted = (segments < bucket->burst ? segments : bucket->burst) * MICRO;

	fill(bucket, now_ms);
	if (bucket->level_micro < wanted)
		return (wanted - bucket->level_micro + bucket->rate_milli - 1) / bucket->rate_milli;
	bucket->level_micro -= segments * MICRO;
	return 0;
}
