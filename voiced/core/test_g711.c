/* G.711: both laws against the values of the recommendation's tables, and against each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "voiced/core/g711.h"

/* Tables 1a to 2b of ITU-T G.711, scaled to 16 bits: each segment's first and last value. */
static void
bytes_have_the_values_of_the_recommendation(void **state)
{
	static const struct {
		enum g711_law law;
		uint8_t byte;
		int sample;
	} known[] = {
		{ G711_ULAW, 0xff, 0 },
		{ G711_ULAW, 0x7f, 0 },
		{ G711_ULAW, 0xfe, 8 },
		{ G711_ULAW, 0xf0, 120 },
		{ G711_ULAW, 0xef, 132 },
		{ G711_ULAW, 0xe0, 372 },
		{ G711_ULAW, 0xdf, 396 },
		{ G711_ULAW, 0xd0, 876 },
		{ G711_ULAW, 0xc0, 1884 },
		{ G711_ULAW, 0xb0, 3900 },
		{ G711_ULAW, 0xa0, 7932 },
		{ G711_ULAW, 0x90, 15996 },
		{ G711_ULAW, 0x8f, 16764 },
		{ G711_ULAW, 0x80, 32124 },
		{ G711_ULAW, 0x00, -32124 },
		{ G711_ULAW, 0x70, -120 },
		{ G711_ALAW, 0xd5, 8 },
		{ G711_ALAW, 0x55, -8 },
		{ G711_ALAW, 0xda, 248 },
		{ G711_ALAW, 0xc5, 264 },
		{ G711_ALAW, 0xca, 504 },
		{ G711_ALAW, 0xf5, 528 },
		{ G711_ALAW, 0xfa, 1008 },
		{ G711_ALAW, 0xaa, 32256 },
		{ G711_ALAW, 0x2a, -32256 },
		{ G711_ALAW, 0xa5, 16896 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (g711_decode(known[i].law, known[i].byte) != known[i].sample)
			fail_msg("law %d byte %02x: %d, not %d", (int)known[i].law, known[i].byte,
			    g711_decode(known[i].law, known[i].byte), known[i].sample);
}

static void
what_is_decoded_is_encoded_as_it_was(void **state)
{
	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		int16_t ulaw = g711_decode(G711_ULAW, (uint8_t)byte);
		int16_t alaw = g711_decode(G711_ALAW, (uint8_t)byte);

		/* mu-law has a zero below zero. */
		assert_int_equal(g711_encode(G711_ULAW, ulaw), byte == 0x7f ? 0xff : byte);
		assert_int_equal(g711_encode(G711_ALAW, alaw), byte);
	}
}

static void
each_sample_becomes_one_that_is_near(void **state)
{
	(void)state;
	for (int sample = INT16_MIN; sample <= INT16_MAX; sample++) {
		int magnitude = sample < 0 ? -sample : sample;
		/* Half a step: at most one part in 32, and the smallest step's half; the ends are cut. */
		int most = magnitude / 32 + 8 + (magnitude > 32000 ? 700 : 0);

		for (int law = G711_ULAW; law <= G711_ALAW; law += G711_ALAW) {
			uint8_t byte = g711_encode((enum g711_law)law, (int16_t)sample);
			int off = g711_decode((enum g711_law)law, byte) - sample;

			if (off > most || off < -most)
				fail_msg("law %d: %d is off by %d", law, sample, off);
		}
	}
}

static void
silence_is_not_loud_and_a_conversion_keeps_loudness(void **state)
{
	uint8_t bytes[160], other[160];

	(void)state;
	memset(bytes, g711_silence(G711_ULAW), sizeof(bytes));
	assert_int_equal(g711_loudness(G711_ULAW, bytes, sizeof(bytes)), 0);
	memset(bytes, g711_silence(G711_ALAW), sizeof(bytes));
	assert_int_equal(g711_loudness(G711_ALAW, bytes, sizeof(bytes)), 8);
	assert_int_equal(g711_loudness(G711_ALAW, bytes, 0), 0);
	for (int i = 0; i < 160; i++)
		bytes[i] = g711_encode(G711_ULAW, (int16_t)(i % 2 ? 8000 : -8000));
	g711_convert(G711_ULAW, bytes, G711_ALAW, other, sizeof(bytes));
	assert_in_range(g711_loudness(G711_ULAW, bytes, sizeof(bytes)), 7800, 8200);
	assert_in_range(g711_loudness(G711_ALAW, other, sizeof(other)), 7700, 8300);
	g711_convert(G711_ALAW, other, G711_ALAW, bytes, sizeof(bytes));
	assert_memory_equal(bytes, other, sizeof(bytes));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_have_the_values_of_the_recommendation),
		cmocka_unit_test(what_is_decoded_is_encoded_as_it_was),
		cmocka_unit_test(each_sample_becomes_one_that_is_near),
		cmocka_unit_test(silence_is_not_loud_and_a_conversion_keeps_loudness),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
