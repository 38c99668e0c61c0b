/* g711 - see g711.h */
#include "voiced/core/g711.h"

enum { ULAW_BIAS = 0x84, ULAW_CLIP = 32635, ALAW_TOGGLE = 0x55 };

/* The place of the highest set bit of `value` at or above bit `base`, counted from there. */
static int
segment_of(int value, int base)
{
	int segment = 0;

	while (segment < 7 && value >= 1 << (base + segment + 1))
		segment++;
	return segment;
}

static int16_t
ulaw_decode(uint8_t byte)
{
	int code = ~byte & 0xff;
	int magnitude = ((((code & 0x0f) << 3) + ULAW_BIAS) << (code >> 4 & 7)) - ULAW_BIAS;

	return (int16_t)(code & 0x80 ? -magnitude : magnitude);
}

static uint8_t
ulaw_encode(int16_t sample)
{
	int sign = sample < 0 ? 0x80 : 0;
	int magnitude = sample < 0 ? -(int)sample : sample;
	int segment;

	if (magnitude > ULAW_CLIP)
		magnitude = ULAW_CLIP;
	magnitude += ULAW_BIAS;
	segment = segment_of(magnitude, 7);
	return (uint8_t) ~(sign | segment << 4 | (magnitude >> (segment + 3) & 0x0f));
}

static int16_t
alaw_decode(uint8_t byte)
{
	int code = byte ^ ALAW_TOGGLE;
	int segment = code >> 4 & 7;
	int magnitude = ((code & 0x0f) << 4) + 8;

	if (segment > 0)
		magnitude = (magnitude + 0x100) << (segment - 1);
	return (int16_t)(code & 0x80 ? magnitude : -magnitude);
}

static uint8_t
alaw_encode(int16_t sample)
{
	int sign = sample < 0 ? 0 : 0x80;
	int magnitude = sample < 0 ? ~(int)sample : sample; /* 0 to 32767 */
	int segment = magnitude < 0x100 ? 0 : segment_of(magnitude, 8) + 1;
	int mantissa = magnitude >> (segment > 0 ? segment + 3 : 4) & 0x0f;

	return (uint8_t)((sign | segment << 4 | mantissa) ^ ALAW_TOGGLE);
}

int16_t
g711_decode(enum g711_law law, uint8_t byte)
{
	if (law == G711_ALAW)
		return alaw_decode(byte);
	return ulaw_decode(byte);
}

uint8_t
g711_encode(enum g711_law law, int16_t sample)
{
	return law == G711_ALAW ? alaw_encode(sample) : ulaw_encode(sample);
}

uint8_t
g711_silence(enum g711_law law)
{
	return law == G711_ALAW ? 0xd5 : 0xff;
}

void
g711_convert(enum g711_law from, const uint8_t *in, enum g711_law to, uint8_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = from == to ? in[i] : g711_encode(to, g711_decode(from, in[i]));
}

int
g711_loudness(enum g711_law law, const uint8_t *bytes, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		int sample = g711_decode(law, bytes[i]);

		sum += (uint64_t)(sample < 0 ? -sample : sample);
	}
	return n > 0 ? (int)(sum / n) : 0;
}
