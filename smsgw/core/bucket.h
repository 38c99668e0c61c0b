/*
 * bucket - a token bucket counted in segments (SMS-22).
 *
 * A new bucket is empty: after a takeover nobody knows what the former holder has just
 * sent (consistency.md, rule 8).
 */
#ifndef SMSGW_CORE_BUCKET_H
#define SMSGW_CORE_BUCKET_H

#include <stdint.h>

struct bucket {
	int64_t rate_milli; /* thousandths of a segment a second, > 0 */
	int64_t burst; /* segments it can hold, at least 1 */
	/* Millionths of a segment; negative: a long text was let through on credit. */
	int64_t level_micro;
	int64_t at_ms;
};

void bucket_init(struct bucket *bucket, int64_t rate_milli, int64_t now_ms);
/* From now on another rate; what was saved stays, up to what it holds then. */
void bucket_set_rate(struct bucket *bucket, int64_t rate_milli, int64_t now_ms);
/* 0: taken. Else: milliseconds until there is enough; nothing was taken. A text of more
 * segments than the bucket holds goes when it is full, and the debt is paid after. */
int64_t bucket_take(struct bucket *bucket, int64_t segments, int64_t now_ms);

#endif
