/* ticker - see ticker.h */
#include "voiced/media/ticker.h"

struct ticks
ticker_due(struct ticker *ticker, int64_t now_us)
{
	struct ticks ticks = { 0, 0 };
	int64_t late;

	if (now_us < ticker->next_us)
		return ticks;
	late = (now_us - ticker->next_us) / TICK_US + 1;
	ticker->next_us += late * TICK_US;
	ticks.due = late < TICKS_LATE_MAX ? (int)late : TICKS_LATE_MAX;
	ticks.skipped = late - ticks.due;
	return ticks;
}
