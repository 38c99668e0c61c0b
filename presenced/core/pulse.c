/* pulse - see pulse.h */
#include "presenced/core/pulse.h"

void
pulse_begin(struct pulse *pulse, int64_t sent_ms, int64_t now_ms)
{
	if (now_ms - sent_ms > PULSE_SLOW_MS)
		pulse_blind(pulse, now_ms);
	for (int i = 0; i < pulse->count; i++)
		pulse->at[i].listed = false;
}

static int
find(const struct pulse *pulse, int64_t boot)
{
	for (int i = 0; i < pulse->count; i++)
		if (pulse->at[i].boot == boot)
			return i;
	return -1;
}

void
pulse_seen(struct pulse *pulse, int64_t boot, int64_t beat, int64_t now_ms)
{
	int i = find(pulse, boot);

	if (i < 0) {
		if (pulse->count == PULSE_MAX)
			return;
		i = pulse->count++;
		pulse->at[i].boot = boot;
		pulse->at[i].beat = beat;
		pulse->at[i].since_ms = now_ms;
	}
	pulse->at[i].listed = true;
	if (pulse->at[i].beat != beat) {
		pulse->at[i].beat = beat;
		pulse->at[i].since_ms = now_ms;
	}
}

int
pulse_dead(struct pulse *pulse, int64_t now_ms, int64_t dead[PULSE_MAX])
{
	int count = 0;

	if (now_ms < pulse->judge_from_ms)
		return 0;
	for (int i = pulse->count - 1; i >= 0; i--) {
		if (!pulse->at[i].listed)
			pulse->at[i] = pulse->at[--pulse->count];
		else if (now_ms - pulse->at[i].since_ms >= PULSE_DEAD_MS)
			dead[count++] = pulse->at[i].boot;
	}
	return count;
}

void
pulse_blind(struct pulse *pulse, int64_t now_ms)
{
	pulse->judge_from_ms = now_ms + PULSE_GRACE_MS;
	/* What stood still while we could not look does not count as standing still. */
	for (int i = 0; i < pulse->count; i++)
		pulse->at[i].since_ms = now_ms;
}
