/* schedule - see schedule.h */
#include "routerd/core/schedule.h"

bool
schedule_valid(const struct schedule *schedule)
{
	for (size_t i = 1; i < schedule->count; i++)
		if (schedule->boundaries[i].time_ms <= schedule->boundaries[i - 1].time_ms)
			return false;
	return true;
}

/* How many boundaries stand at or before the time. */
static size_t
passed(const struct schedule *schedule, int64_t time_ms)
{
	size_t low = 0, high = schedule->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (schedule->boundaries[middle].time_ms <= time_ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
schedule_open_at(const struct schedule *schedule, int64_t time_ms)
{
	size_t count = passed(schedule, time_ms);

	return count > 0 && schedule->boundaries[count - 1].open;
}

int64_t
schedule_next(const struct schedule *schedule, int64_t time_ms)
{
	size_t at = passed(schedule, time_ms);
	bool open = at > 0 && schedule->boundaries[at - 1].open;

	while (at < schedule->count && schedule->boundaries[at].open == open)
		at++;
	return at < schedule->count ? schedule->boundaries[at].time_ms : INT64_MAX;
}
