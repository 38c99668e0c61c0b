/* mix - see mix.h */
#include "voiced/core/mix.h"

#include <string.h>

enum { RING_MASK = MIX_RING - 1, PACKET_MOST = MIX_RING / 2 };

/* How far `timestamp` is after the next step, on the circle; below 0: it is late. */
static int32_t
ahead_of(const struct mix_source *source, uint32_t timestamp)
{
	return (int32_t)(timestamp - source->next);
}

static void
begin(struct mix_source *source, uint32_t timestamp)
{
	memset(source->ring, 0, sizeof(source->ring));
	source->begun = true;
	source->next = timestamp - MIX_AHEAD;
	source->end = timestamp;
}

void
mix_put(struct mix_source *source, enum g711_law law, uint32_t timestamp, const uint8_t *bytes,
    size_t n)
{
	int32_t ahead;

	if (n > PACKET_MOST)
		n = PACKET_MOST;
	ahead = ahead_of(source, timestamp);
	if (!source->begun || ahead < -MIX_RING || ahead > MIX_RING - (int32_t)n) {
		begin(source, timestamp);
		ahead = MIX_AHEAD;
	}
	for (size_t i = 0; i < n; i++)
		if (ahead + (int32_t)i >= 0)
			source->ring[(timestamp + i) & RING_MASK] = g711_decode(law, bytes[i]);
	if ((int32_t)(timestamp + (uint32_t)n - source->end) > 0)
		source->end = timestamp + (uint32_t)n;
}

/* Also out of the ring, where silence stands until something comes. */
static void
take(struct mix_source *source, int16_t out[MIX_STEP])
{
	for (uint32_t i = 0; i < MIX_STEP; i++) {
		int16_t *at = &source->ring[(source->next + i) & RING_MASK];

		out[i] = *at;
		*at = 0;
	}
	source->next += MIX_STEP;
}

void
mix_step(struct mix_source *source)
{
	int32_t waits = ahead_of(source, source->end);

	source->speaks = source->begun && waits > 0;
	if (!source->speaks) {
		source->begun = false;
		return;
	}
	if (waits > MIX_DEEP)
		take(source, source->step);
	take(source, source->step);
}

static int16_t
cut(int32_t sample)
{
	return (int16_t)(sample > INT16_MAX ? INT16_MAX : sample < INT16_MIN ? INT16_MIN : sample);
}

void
mix_sum(
    const struct mix_source *const *sources, size_t count, enum g711_law law, uint8_t out[MIX_STEP])
{
	int32_t sum[MIX_STEP] = { 0 };

	for (size_t i = 0; i < count; i++)
		for (size_t at = 0; sources[i]->speaks && at < MIX_STEP; at++)
			sum[at] += sources[i]->step[at];
	for (size_t at = 0; at < MIX_STEP; at++)
		out[at] = g711_encode(law, cut(sum[at]));
}
