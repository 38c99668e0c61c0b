/*
 * dtmf - keys of a telephone that are sent one after the other in steps of 20 ms: as events (RFC 4733) or as the two tones of each.
 *
 * Owns: the keys that wait and their bound, how long a key and the gap behind it last, the events' bytes, the tones' samples.
 * Must not know: packets, sockets, whose keys they are. They may be a secret: none is ever logged.
 */
#ifndef VOICED_CORE_DTMF_H
#define VOICED_CORE_DTMF_H

#include <stdbool.h>
#include <stddef.h>

#include "voiced/core/g711.h"
#include "voiced/core/rtp.h"

/* In steps. Receivers need 40 ms of tone (ITU-T Q.24); lost packets and slow menus need more. */
enum {
	DTMF_STEP = 20 * G711_SAMPLES_PER_MS, /* samples */
	DTMF_TONE_STEPS = 5,
	DTMF_GAP_STEPS = 4, /* behind each key, and before the first */
	DTMF_PAUSE_STEPS = 50,
	DTMF_ENDS = 3, /* the end of an event is sent so often */
	DTMF_WAITING_MAX = 64,
	DTMF_PAUSE = ',',
};

enum dtmf_sends {
	DTMF_IDLE, /* nothing is sent any more */
	DTMF_TONE, /* the key */
	DTMF_AGAIN, /* the gap behind it, in which its end is told once more */
	DTMF_GAP, /* nothing, so that the next key is one of its own */
};

/* Zeroed at first. */
struct dtmf {
	char waiting[DTMF_WAITING_MAX];
	size_t count;
	char key; /* that is sent; 0: a pause, or none yet */
	int step, steps; /* of it, with the gap behind it */
};

/* What is sent in one step. */
struct dtmf_step {
	enum dtmf_sends sends;
	char key;
	int at; /* steps since the key began */
};

bool dtmf_is_key(char key); /* 0-9 * # A-D, or ',': a pause of a second */
/* False: not all of them fit, and none is taken. */
bool dtmf_add(struct dtmf *dtmf, const char *keys, size_t n);
/* Goes on by a step. True: a key has begun, and waits no more. */
bool dtmf_next(struct dtmf *dtmf, struct dtmf_step *out);
/* What waits is forgotten; a key that has begun ends as it would. Returns how many waited. */
size_t dtmf_stop(struct dtmf *dtmf);

/* The bytes of the event, of DTMF_TONE and DTMF_AGAIN. */
void dtmf_event(const struct dtmf_step *step, uint8_t out[RTP_EVENT_SIZE]);
/* The two tones of DTMF_TONE; silence of all else. */
void dtmf_sound(const struct dtmf_step *step, enum g711_law law, uint8_t out[DTMF_STEP]);

#endif
