/* dtmf - see dtmf.h */
#include "voiced/core/dtmf.h"

#include <math.h>
#include <string.h>

#include "common/base/str.h"

/* The event's code is the place here, and so are row and column of the keypad below. */
static const char codes[] = "0123456789*#ABCD";
static const char keypad[] = "123A456B789C*0#D";
static const int rows[] = { 697, 770, 852, 941 }, columns[] = { 1209, 1336, 1477, 1633 };

enum {
	COLUMNS = 4,
	EVENT_VOLUME = 10, /* dBm0 below zero */
	/* Peaks of the two: -9 and -7 dBm0, as Q.23's networks have them: the higher is a little louder. */
	ROW_PEAK = 7900,
	COLUMN_PEAK = 9900,
};

static const double two_pi = 6.28318530717958647692;

bool
dtmf_is_key(char key)
{
	return key != '\0' && (key == DTMF_PAUSE || strchr(codes, key) != NULL);
}

bool
dtmf_add(struct dtmf *dtmf, const char *keys, size_t n)
{
	if (n > DTMF_WAITING_MAX - dtmf->count)
		return false;
	memcpy(dtmf->waiting + dtmf->count, keys, n);
	dtmf->count += n;
	return true;
}

size_t
dtmf_stop(struct dtmf *dtmf)
{
	size_t waited = dtmf->count;

	mem_wipe(dtmf->waiting, sizeof(dtmf->waiting));
	dtmf->count = 0;
	return waited;
}

static void
take(struct dtmf *dtmf)
{
	char key = dtmf->waiting[0];

	memmove(dtmf->waiting, dtmf->waiting + 1, --dtmf->count);
	dtmf->waiting[dtmf->count] = '\0';
	dtmf->key = '\0';
	if (key != DTMF_PAUSE)
		dtmf->key = key;
	dtmf->step = 0;
	dtmf->steps = key == DTMF_PAUSE ? DTMF_PAUSE_STEPS : DTMF_TONE_STEPS + DTMF_GAP_STEPS;
}

/* Of a stretch in which no key sounds, as before the first. */
static void
gap(struct dtmf *dtmf)
{
	dtmf->key = '\0';
	dtmf->step = 0;
	dtmf->steps = DTMF_GAP_STEPS;
}

static enum dtmf_sends
sends(const struct dtmf *dtmf)
{
	return dtmf->key == '\0'                           ? DTMF_GAP
	    : dtmf->step < DTMF_TONE_STEPS                 ? DTMF_TONE
	    : dtmf->step < DTMF_TONE_STEPS - 1 + DTMF_ENDS ? DTMF_AGAIN
							   : DTMF_GAP;
}

bool
dtmf_next(struct dtmf *dtmf, struct dtmf_step *out)
{
	bool idle = dtmf->steps == 0, took = false;

	if (idle && dtmf->count > 0) {
		gap(dtmf);
	} else if (!idle && dtmf->step == dtmf->steps && dtmf->count > 0) {
		take(dtmf);
		took = true;
	} else if (dtmf->step == dtmf->steps) {
		dtmf->key = '\0';
		dtmf->step = dtmf->steps = 0;
		*out = (struct dtmf_step){ .sends = DTMF_IDLE };
		return false;
	}
	*out = (struct dtmf_step){ .sends = sends(dtmf), .key = dtmf->key, .at = dtmf->step };
	dtmf->step++;
	return took;
}

void
dtmf_event(const struct dtmf_step *step, uint8_t out[RTP_EVENT_SIZE])
{
	int steps = step->at < DTMF_TONE_STEPS ? step->at + 1 : DTMF_TONE_STEPS;
	int duration = steps * DTMF_STEP;
	const char *at = strchr(codes, step->key);

	out[0] = (uint8_t)(at != NULL ? at - codes : 0);
	out[1] = (uint8_t)((steps == DTMF_TONE_STEPS ? 0x80 : 0) | EVENT_VOLUME);
	out[2] = (uint8_t)(duration >> 8);
	out[3] = (uint8_t)duration;
}

static int16_t
sample(int row, int column, int at)
{
	double turn = two_pi * at / G711_RATE;

	return (int16_t)lround(ROW_PEAK * sin(turn * row) + COLUMN_PEAK * sin(turn * column));
}

void
dtmf_sound(const struct dtmf_step *step, enum g711_law law, uint8_t out[DTMF_STEP])
{
	const char *at = step->sends == DTMF_TONE ? strchr(keypad, step->key) : NULL;
	size_t place = at != NULL ? (size_t)(at - keypad) : 0;

	memset(out, g711_silence(law), DTMF_STEP);
	for (int i = 0; at != NULL && i < DTMF_STEP; i++)
		out[i] = g711_encode(law,
		    sample(
			rows[place / COLUMNS], columns[place % COLUMNS], step->at * DTMF_STEP + i));
}
