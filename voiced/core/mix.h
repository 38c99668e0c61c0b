/*
 * mix - sound of several people added for one who hears them: G.711 that comes in packets, put in order, in steps of 20 ms.
 *
 * Owns: the little that waits of each source so that late packets find their place; the sum and its bounds.
 * Must not know: sockets, clocks, who may hear whom.
 *
 * A source begins MIX_AHEAD behind its first packet, and anew after silence or a jump of its timestamps (another phone).
 * What waits never grows beyond MIX_DEEP: a source that is faster than our clock loses 20 ms now and then.
 */
#ifndef VOICED_CORE_MIX_H
#define VOICED_CORE_MIX_H

#include <stdbool.h>

#include "voiced/core/g711.h"

enum {
	MIX_STEP = 20 * G711_SAMPLES_PER_MS, /* samples */
	MIX_AHEAD = 2 * MIX_STEP,
	MIX_DEEP = 6 * MIX_STEP,
	MIX_RING = 2048, /* a power of two above MIX_DEEP and the longest packet */
};

/* Zeroed at first. */
struct mix_source {
	int16_t ring[MIX_RING];
	int16_t step[MIX_STEP]; /* what it says in this step */
	bool speaks; /* the step is not silence */
	bool begun;
	uint32_t next, end; /* timestamps: of the next step, and behind the last that came */
};

/* A packet's sound: `n` bytes, of which no more than half the ring is taken. */
void mix_put(struct mix_source *source, enum g711_law law, uint32_t timestamp, const uint8_t *bytes,
    size_t n);
/* Goes on by a step. */
void mix_step(struct mix_source *source);
/* What `count` sources say in this step, added; where it is too loud it is cut, never turned over. */
void mix_sum(const struct mix_source *const *sources, size_t count, enum g711_law law,
    uint8_t out[MIX_STEP]);

#endif
