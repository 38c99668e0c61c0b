/*
 * g711 - ITU-T G.711: A-law and mu-law, both ways.
 *
 * Owns: the two laws. Must not know: packets, files.
 */
#ifndef VOICED_CORE_G711_H
#define VOICED_CORE_G711_H

#include <stddef.h>
#include <stdint.h>

/* The RTP payload types of RFC 3551. */
enum g711_law { G711_ULAW = 0, G711_ALAW = 8 };

enum { G711_RATE = 8000, G711_SAMPLES_PER_MS = 8 };

int16_t g711_decode(enum g711_law law, uint8_t byte);
uint8_t g711_encode(enum g711_law law, int16_t sample);
uint8_t g711_silence(enum g711_law law); /* the byte of sample zero */

/* `n` bytes of one law become bytes of the other (or of the same). `in` and `out` may be one. */
void g711_convert(enum g711_law from, const uint8_t *in, enum g711_law to, uint8_t *out, size_t n);

/* The mean of the samples' magnitude, 0 to 32124: how loud it is. 0 for no bytes. */
int g711_loudness(enum g711_law law, const uint8_t *bytes, size_t n);

#endif
