/*
 * wav - reads and writes WAV files of telephone sound: 8 kHz, one channel, A-law, mu-law or 16 bit PCM.
 *
 * Owns: the chunks, their bounds, which files are refused and why.
 * Must not know: where a file lies.
 */
#ifndef VOICED_CORE_WAV_H
#define VOICED_CORE_WAV_H

#include "common/base/err.h"
#include "common/base/str.h"
#include "voiced/core/g711.h"

enum wav_format { WAV_PCM = 1, WAV_ALAW = 6, WAV_ULAW = 7 };

enum {
	WAV_BYTES_MAX = 64 * 1024 * 1024, /* more than two hours of G.711 */
	WAV_HEADER_MAX = 58,
	WAV_CHUNKS_MAX = 32, /* before the sound */
};

struct wav {
	enum wav_format format;
	struct view data; /* borrowed; whole samples */
};

/* -1: `err` (INVALID, no field) says what is wrong with the file. A file that is shorter than it says is refused. */
int wav_read(struct view file, struct wav *out, struct err *err);

size_t wav_samples(const struct wav *wav);
/* All samples as G.711: `out` has room for wav_samples(). */
void wav_to_g711(const struct wav *wav, enum g711_law law, uint8_t *out);

/* The header of a file with `data_bytes` of sound, which follow it; after an odd number of them one zero byte.
 * Answers its length. */
size_t wav_header(enum wav_format format, uint32_t data_bytes, uint8_t out[WAV_HEADER_MAX]);

/* The same of several channels, one sample of each after the other. */
size_t wav_header_of(
    enum wav_format format, int channels, uint32_t data_bytes, uint8_t out[WAV_HEADER_MAX]);

enum wav_format wav_format_of(enum g711_law law);

#endif
