/*
 * recorder - what was heard, put in order: each packet's sound stands where its timestamp says.
 *
 * Owns: gaps (silence), packets that come late or twice, sources that begin anew, the ends (length, silence).
 * Must not know: files, sockets; time comes as samples that have passed. The media thread alone has it.
 */
#ifndef VOICED_MEDIA_RECORDER_H
#define VOICED_MEDIA_RECORDER_H

#include "voiced/core/g711.h"
#include "voiced/core/rtp.h"

enum {
	RECORD_CHUNK = 8000, /* samples: a second */
	RECORD_WINDOW = 2 * RECORD_CHUNK,
	RECORD_MS_MAX = 15 * 60 * 1000,
	RECORD_LOUDNESS = 200, /* below it is silence: 44 dB below the loudest */
	RECORD_LATE_MAX = 10, /* packets in a row from long ago: the source's clock was set back */
};

enum record_end { RECORD_GOES_ON, RECORD_STOPPED, RECORD_LENGTH, RECORD_SILENCE, RECORD_LOST };

struct record_chunk {
	struct record_chunk *next;
	size_t n;
	uint8_t bytes[RECORD_CHUNK];
};

struct recorder {
	enum g711_law law; /* of what is kept */
	int64_t length, silence; /* samples; silence 0: does not end it */
	int64_t elapsed, loud_at; /* samples of time since it began; when it was loud */
	int64_t loud; /* samples that were */
	int64_t written, flushed; /* the end of what is known, the begin of `open` */
	bool based;
	int late;
	uint32_t ssrc, base; /* the timestamp that stands at 0 */
	struct record_chunk *first, **last; /* full ones, to be taken */
	uint8_t open[RECORD_WINDOW];
};

struct recorder *recorder_new(enum g711_law law, int64_t length_ms, int64_t silence_ms);
void recorder_free(struct recorder *recorder); /* NULL is nothing */

void recorder_hear(struct recorder *recorder, enum g711_law law, const struct rtp_packet *packet);
/* `samples` of time have passed. */
enum record_end recorder_pass(struct recorder *recorder, int64_t samples);
void recorder_skip(
    struct recorder *recorder, int64_t samples); /* the same, and nobody could be heard */
void recorder_end(struct recorder *recorder); /* what is open becomes chunks too */
/* The next chunk: the caller frees it. NULL: none. */
struct record_chunk *recorder_take(struct recorder *recorder);
int64_t recorder_ms(const struct recorder *recorder);
/* Of it, what was no silence. */
int64_t recorder_loud_ms(const struct recorder *recorder);

#endif
