/* dbclock - see dbclock.h */
#include "common/daemon/dbclock.h"

#include <stdlib.h>
#include <string.h>

enum { US = 1000000, TIME_MINUTE_SIZE = 16 };

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static int64_t
median(const struct dbclock *clock)
{
	int64_t sorted[DBCLOCK_SAMPLES];

	memcpy(sorted, clock->offsets, (size_t)clock->count * sizeof(sorted[0]));
	qsort(sorted, (size_t)clock->count, sizeof(sorted[0]), compare);
	return sorted[clock->count / 2];
}

int64_t
dbclock_add(
    struct dbclock *clock, int64_t database_us, int64_t sent_mono_us, int64_t answered_mono_us)
{
	int64_t middle = sent_mono_us + (answered_mono_us - sent_mono_us) / 2;
	bool first = clock->count == 0;
	int64_t before = clock->offset_us, step;

	clock->offsets[clock->next] = database_us - middle;
	clock->next = (clock->next + 1) % DBCLOCK_SAMPLES;
	if (clock->count < DBCLOCK_SAMPLES)
		clock->count++;
	clock->offset_us = median(clock);
	step = clock->offset_us - before;
	return !first && (step > DBCLOCK_STEP_US || step < -DBCLOCK_STEP_US) ? step : 0;
}

bool
dbclock_known(const struct dbclock *clock)
{
	return clock->count > 0;
}

int64_t
dbclock_now_us(const struct dbclock *clock, int64_t mono_us)
{
	return mono_us + clock->offset_us;
}

int64_t
dbclock_mono_ms(const struct dbclock *clock, int64_t database_us)
{
	int64_t mono_us = database_us - clock->offset_us;

	return mono_us > 0 ? (mono_us + 999) / 1000 : 0;
}

/* ---- text ---- */

static bool
digits(const char *text, int count, int64_t *out)
{
	*out = 0;
	for (int i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		*out = *out * 10 + (text[i] - '0');
	}
	return true;
}

/* Days since 1970-01-01 of the proleptic Gregorian calendar; years begin in March, so that
 * the leap day is the last. */
static int64_t
days_of(int64_t year, int64_t month, int64_t day)
{
	int64_t y = month > 2 ? year : year - 1;
	int64_t era = y / 400, of_era = y % 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t
month_days(int64_t year, int64_t month)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return lengths[month - 1] + (month == 2 && leap ? 1 : 0);
}

/* The date and the minute: "2026-11-20T07:38", or with a blank for the T. */
static bool
parse_minute(const char *text, int64_t *seconds)
{
	int64_t year, month, day, hour, minute;

	if (!digits(text, 4, &year) || text[4] != '-' || !digits(text + 5, 2, &month) ||
	    text[7] != '-' || !digits(text + 8, 2, &day) || (text[10] != 'T' && text[10] != ' ') ||
	    !digits(text + 11, 2, &hour) || text[13] != ':' || !digits(text + 14, 2, &minute))
		return false;
	if (year < 1970 || month < 1 || month > 12 || day < 1 || day > month_days(year, month) ||
	    hour > 23 || minute > 59)
		return false;
	*seconds = days_of(year, month, day) * 86400 + hour * 3600 + minute * 60;
	return true;
}

/* ":29", ":29.123" (up to 6 digits) at `*at`, which goes behind it; nothing of the kind: 0. A leap second is the next minute's first. */
static bool
parse_seconds(const char *text, uint64_t n, uint64_t *at, int64_t *us)
{
	int64_t seconds, scale = US;

	*us = 0;
	if (*at >= n || text[*at] != ':')
		return true;
	if (n - *at < 3 || !digits(text + *at + 1, 2, &seconds) || seconds > 60)
		return false;
	*us = seconds * US;
	*at += 3;
	if (*at >= n || text[*at] != '.')
		return true;
	for (++*at; *at < n && text[*at] >= '0' && text[*at] <= '9' && scale > 1; ++*at) {
		scale /= 10;
		*us += (text[*at] - '0') * scale;
	}
	return scale < US && (seconds < 60 || *us == 60 * US);
}

/* "Z", or by how much the time is ahead of UTC: "+02:00". */
static bool
parse_zone(const char *text, uint64_t n, int64_t *ahead_seconds)
{
	int64_t hours, minutes;

	*ahead_seconds = 0;
	if (n == 1)
		return text[0] == 'Z';
	if (n != 6 || (text[0] != '+' && text[0] != '-') || !digits(text + 1, 2, &hours) ||
	    text[3] != ':' || !digits(text + 4, 2, &minutes) || hours > 15 || minutes > 59)
		return false;
	*ahead_seconds = (text[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
	return true;
}

bool
dbclock_parse(const char *text, uint64_t n, int64_t *us)
{
	int64_t minute, seconds_us, ahead;
	uint64_t at = TIME_MINUTE_SIZE;

	if (n <= TIME_MINUTE_SIZE || !parse_minute(text, &minute) ||
	    !parse_seconds(text, n, &at, &seconds_us) || at >= n ||
	    !parse_zone(text + at, n - at, &ahead))
		return false;
	*us = (minute - ahead) * US + seconds_us;
	return true;
}
