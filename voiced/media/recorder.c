/* recorder - see recorder.h */
#include "voiced/media/recorder.h"

#include <stdlib.h>
#include <string.h>

enum { MARGIN = RECORD_CHUNK / 5, AHEAD_MAX = RECORD_CHUNK };

struct recorder *
recorder_new(enum g711_law law, int64_t length_ms, int64_t silence_ms)
{
	struct recorder *recorder = mem_zero(1, sizeof(*recorder));

	if (length_ms > RECORD_MS_MAX)
		length_ms = RECORD_MS_MAX;
	recorder->law = law;
	recorder->length = length_ms * G711_SAMPLES_PER_MS;
	recorder->silence = silence_ms * G711_SAMPLES_PER_MS;
	recorder->last = &recorder->first;
	memset(recorder->open, g711_silence(law), RECORD_WINDOW);
	return recorder;
}

void
recorder_free(struct recorder *recorder)
{
	struct record_chunk *chunk;

	if (recorder == NULL)
		return;
	while ((chunk = recorder_take(recorder)) != NULL)
		free(chunk);
	free(recorder);
}

/* The first `n` open samples become a chunk. */
static void
flush(struct recorder *recorder, size_t n)
{
	struct record_chunk *chunk = mem_new(sizeof(*chunk));

	chunk->next = NULL;
	chunk->n = n;
	memcpy(chunk->bytes, recorder->open, n);
	memmove(recorder->open, recorder->open + n, RECORD_WINDOW - n);
	memset(recorder->open + RECORD_WINDOW - n, g711_silence(recorder->law), n);
	recorder->flushed += (int64_t)n;
	*recorder->last = chunk;
	recorder->last = &chunk->next;
}

static void
base_at(struct recorder *recorder, const struct rtp_packet *packet)
{
	int64_t at = recorder->elapsed > recorder->written ? recorder->elapsed : recorder->written;

	recorder->based = true;
	recorder->late = 0;
	recorder->ssrc = packet->ssrc;
	recorder->base = packet->timestamp - (uint32_t)at;
}

/* The recording begins with the first packet: what passed before counts for the silence only. */
static void
begin(struct recorder *recorder, const struct rtp_packet *packet)
{
	recorder->loud_at -= recorder->elapsed;
	recorder->elapsed = 0;
	base_at(recorder, packet);
}

/* Where the packet's sound stands; -1: too late, it is left out. */
static int64_t
place(struct recorder *recorder, const struct rtp_packet *packet)
{
	int64_t at;

	if (!recorder->based)
		begin(recorder, packet);
	else if (recorder->ssrc != packet->ssrc)
		base_at(recorder, packet);
	at = rtp_timestamp_after(recorder->base, packet->timestamp);
	if (at < recorder->flushed && ++recorder->late < RECORD_LATE_MAX)
		return -1;
	if (at < recorder->flushed || at > recorder->elapsed + AHEAD_MAX) {
		base_at(recorder, packet);
		at = rtp_timestamp_after(recorder->base, packet->timestamp);
	}
	recorder->late = 0;
	return at;
}

void
recorder_hear(struct recorder *recorder, enum g711_law law, const struct rtp_packet *packet)
{
	const uint8_t *sound = (const uint8_t *)packet->payload.p;
	int64_t n = (int64_t)packet->payload.n, at;

	if (n == 0)
		return;
	at = place(recorder, packet);
	if (g711_loudness(law, sound, packet->payload.n) >= RECORD_LOUDNESS) {
		recorder->loud_at = recorder->elapsed;
		recorder->loud += n;
	}
	if (at < 0 || at >= recorder->length)
		return;
	if (n > recorder->length - at)
		n = recorder->length - at;
	while (at + n > recorder->flushed + RECORD_WINDOW)
		flush(recorder, RECORD_CHUNK);
	g711_convert(
	    law, sound, recorder->law, recorder->open + (at - recorder->flushed), (size_t)n);
	if (at + n > recorder->written)
		recorder->written = at + n;
	while (recorder->written >= recorder->flushed + RECORD_CHUNK + MARGIN)
		flush(recorder, RECORD_CHUNK);
}

enum record_end
recorder_pass(struct recorder *recorder, int64_t samples)
{
	recorder->elapsed += samples;
	if (recorder->written >= recorder->length ||
	    recorder->elapsed >= recorder->length + AHEAD_MAX)
		return RECORD_LENGTH;
	if (recorder->silence > 0 && recorder->elapsed - recorder->loud_at >= recorder->silence)
		return RECORD_SILENCE;
	return RECORD_GOES_ON;
}

void
recorder_skip(struct recorder *recorder, int64_t samples)
{
	recorder->elapsed += samples;
	recorder->loud_at += samples;
}

void
recorder_end(struct recorder *recorder)
{
	while (recorder->written > recorder->flushed) {
		int64_t n = recorder->written - recorder->flushed;

		flush(recorder, n < RECORD_CHUNK ? (size_t)n : RECORD_CHUNK);
	}
}

struct record_chunk *
recorder_take(struct recorder *recorder)
{
	struct record_chunk *chunk = recorder->first;

	if (chunk == NULL)
		return NULL;
	recorder->first = chunk->next;
	if (recorder->first == NULL)
		recorder->last = &recorder->first;
	return chunk;
}

int64_t
recorder_ms(const struct recorder *recorder)
{
	return recorder->written / G711_SAMPLES_PER_MS;
}

int64_t
recorder_loud_ms(const struct recorder *recorder)
{
	return recorder->loud / G711_SAMPLES_PER_MS;
}
