/* tape - see tape.h */
#include "voiced/core/tape.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/str.h"

enum { MARGIN = TAPE_JUMP + TAPE_CHUNK / 10 }; /* nothing that comes may stand before it */

struct tape *
tape_new(void)
{
	struct tape *tape = mem_zero(1, sizeof(*tape));

	tape->last = &tape->first;
	memset(tape->open, g711_silence(G711_ULAW), sizeof(tape->open));
	return tape;
}

void
tape_free(struct tape *tape)
{
	struct tape_chunk *chunk;

	if (tape == NULL)
		return;
	while ((chunk = tape_take(tape)) != NULL)
		free(chunk);
	mem_wipe(tape, sizeof(*tape));
	free(tape);
}

/* The first `n` open frames become a chunk. */
static void
flush(struct tape *tape, size_t n)
{
	struct tape_chunk *chunk = mem_new(sizeof(*chunk));
	size_t bytes = n * TAPE_SIDES;

	chunk->next = NULL;
	chunk->from = tape->flushed;
	chunk->frames = n;
	memcpy(chunk->bytes, tape->open, bytes);
	memmove(tape->open, tape->open + bytes, sizeof(tape->open) - bytes);
	memset(tape->open + sizeof(tape->open) - bytes, g711_silence(G711_ULAW), bytes);
	tape->flushed += (int64_t)n;
	*tape->last = chunk;
	tape->last = &chunk->next;
}

/* Its sound was said in the time that has just passed. */
static void
base_at(struct tape_track *track, const struct rtp_packet *packet, int64_t at)
{
	track->based = true;
	track->away = track->jumped = 0;
	track->ssrc = packet->ssrc;
	track->base = packet->timestamp - (uint32_t)at;
}

static int64_t
size_of(int64_t n)
{
	return n < 0 ? -n : n;
}

/* Where the packet's sound begins; far before all: nowhere. */
static int64_t
place(struct tape_track *track, const struct rtp_packet *packet, int64_t heard_at)
{
	int64_t away;

	if (!track->based || track->ssrc != packet->ssrc)
		base_at(track, packet, heard_at);
	away = rtp_timestamp_after(track->base, packet->timestamp) - heard_at;
	if (size_of(away) > TAPE_JUMP) {
		if (++track->jumped < TAPE_JUMP_PACKETS)
			return INT64_MIN / 2;
		base_at(track, packet, heard_at);
		return heard_at;
	}
	track->jumped = 0;
	if (size_of(away) <= TAPE_DRIFT ||
	    (track->away > 0 && (away < 0) != (track->nearest < 0))) {
		track->away = 0;
	} else {
		if (track->away == 0 || size_of(away) < size_of(track->nearest))
			track->nearest = away;
		if (++track->away >= TAPE_DRIFT_PACKETS)
			base_at(track, packet, heard_at + away - track->nearest);
	}
	return rtp_timestamp_after(track->base, packet->timestamp);
}

void
tape_hear(
    struct tape *tape, enum tape_side side, enum g711_law law, const struct rtp_packet *packet)
{
	struct tape_track *track = &tape->tracks[side];
	const uint8_t *sound = (const uint8_t *)packet->payload.p;
	int64_t n = (int64_t)packet->payload.n, at, least;

	if (n == 0)
		return;
	at = place(track, packet, tape->elapsed - n) - tape->flushed;
	least = track->kept_from > tape->flushed ? track->kept_from - tape->flushed : 0;
	if (!track->kept || at < -n)
		return;
	for (int64_t i = at < least ? least - at : 0; i < n && at + i < TAPE_WINDOW; i++)
		g711_convert(
		    law, sound + i, G711_ULAW, tape->open + (at + i) * TAPE_SIDES + side, 1);
}

void
tape_keep(struct tape *tape, enum tape_side side, bool kept, int64_t ago)
{
	struct tape_track *track = &tape->tracks[side];
	int64_t at = tape->elapsed - ago - TAPE_DRIFT - tape->flushed;

	if (kept && !track->kept)
		track->kept_from = tape->elapsed + TAPE_DRIFT;
	if (!kept && track->kept)
		for (int64_t i = at < 0 ? 0 : at; i < TAPE_WINDOW; i++)
			tape->open[i * TAPE_SIDES + side] = g711_silence(G711_ULAW);
	track->kept = kept;
}

void
tape_pass(struct tape *tape, int64_t samples)
{
	tape->elapsed += samples;
	while (tape->elapsed >= tape->flushed + TAPE_CHUNK + MARGIN)
		flush(tape, TAPE_CHUNK);
}

void
tape_end(struct tape *tape)
{
	while (tape->elapsed > tape->flushed) {
		int64_t n = tape->elapsed - tape->flushed;

		flush(tape, n < TAPE_CHUNK ? (size_t)n : TAPE_CHUNK);
	}
}

struct tape_chunk *
tape_take(struct tape *tape)
{
	struct tape_chunk *chunk = tape->first;

	if (chunk == NULL)
		return NULL;
	tape->first = chunk->next;
	if (tape->first == NULL)
		tape->last = &tape->first;
	return chunk;
}
