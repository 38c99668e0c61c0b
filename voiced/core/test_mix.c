/* Sound of several people added: each tone is found in the sum as loud as it was said, and only there where it may be heard. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/clock.h"
#include "voiced/core/mix.h"

enum { LOUD = 6000, STEPS = 50 };

struct tone {
	double hertz;
	int loud;
	enum g711_law law;
	uint32_t timestamp;
	uint32_t said; /* samples */
};

static void
say(struct mix_source *source, struct tone *tone)
{
	uint8_t bytes[MIX_STEP];

	for (uint32_t i = 0; i < MIX_STEP; i++)
		bytes[i] = g711_encode(tone->law,
		    (int16_t)(tone->loud *
			sin(2 * M_PI * tone->hertz * (tone->said + i) / G711_RATE)));
	mix_put(source, tone->law, tone->timestamp, bytes, sizeof(bytes));
	tone->timestamp += MIX_STEP;
	tone->said += MIX_STEP;
}

/* The amplitude of one frequency in a stretch of samples (Goertzel's sum, written out). */
static double
loud_at(const int16_t *samples, size_t n, double hertz)
{
	double in = 0, across = 0;

	for (size_t i = 0; i < n; i++) {
		in += samples[i] * cos(2 * M_PI * hertz * (double)i / G711_RATE);
		across += samples[i] * sin(2 * M_PI * hertz * (double)i / G711_RATE);
	}
	return 2 * sqrt(in * in + across * across) / (double)n;
}

static void
decode(enum g711_law law, const uint8_t bytes[MIX_STEP], int16_t *out)
{
	for (size_t i = 0; i < MIX_STEP; i++)
		out[i] = g711_decode(law, bytes[i]);
}

/* Three talk for a second; `heard` is what one hears who hears the others: [hearer][sample]. */
static void
three_talk(struct tone tones[3], int16_t heard[3][STEPS * MIX_STEP])
{
	static struct mix_source sources[3];
	uint8_t bytes[MIX_STEP];

	memset(sources, 0, sizeof(sources));
	for (int step = 0; step < STEPS + 2; step++) {
		for (int i = 0; i < 3; i++)
			say(&sources[i], &tones[i]);
		for (int i = 0; i < 3; i++)
			mix_step(&sources[i]);
		for (int i = 0; i < 3 && step >= 2; i++) {
			const struct mix_source *const others[] = { &sources[(i + 1) % 3],
				&sources[(i + 2) % 3] };

			mix_sum(others, 2, tones[i].law, bytes);
			decode(tones[i].law, bytes, &heard[i][(step - 2) * MIX_STEP]);
		}
	}
}

static void
each_hears_the_others_as_loud_as_they_are_and_never_itself(void **state)
{
	struct tone tones[] = { { 400, LOUD, G711_ULAW, 7000, 0 },
		{ 700, LOUD, G711_ALAW, UINT32_MAX - 500, 0 }, { 1100, LOUD, G711_ULAW, 90, 0 } };
	static int16_t heard[3][STEPS * MIX_STEP];

	(void)state;
	three_talk(tones, heard);
	for (int who = 0; who < 3; who++)
		for (int whom = 0; whom < 3; whom++) {
			double loud = loud_at(heard[who], STEPS * MIX_STEP, tones[whom].hertz);

			assert_true(who == whom ? loud < LOUD / 50 : fabs(loud - LOUD) < LOUD / 20);
		}
}

static void
what_is_too_loud_is_cut_and_never_turned_over(void **state)
{
	static struct mix_source sources[2];
	const struct mix_source *const both[] = { &sources[0], &sources[1] };
	uint8_t loud[MIX_STEP], out[MIX_STEP];

	(void)state;
	memset(sources, 0, sizeof(sources));
	memset(loud, 0x80, sizeof(loud)); /* 32124 of mu-law */
	for (int i = 0; i < 2; i++) {
		mix_put(&sources[i], G711_ULAW, 0, loud, sizeof(loud));
		sources[i].next = 0;
		mix_step(&sources[i]);
	}
	mix_sum(both, 2, G711_ULAW, out);
	assert_memory_equal(out, loud, sizeof(out));
	memset(loud, 0x00, sizeof(loud));
	for (int i = 0; i < 2; i++) {
		mix_put(&sources[i], G711_ULAW, MIX_STEP, loud, sizeof(loud));
		mix_step(&sources[i]);
	}
	mix_sum(both, 2, G711_ULAW, out);
	assert_memory_equal(out, loud, sizeof(out));
}

static void
late_packets_find_their_place_and_too_late_ones_none(void **state)
{
	static struct mix_source source;
	struct tone tone = { 500, LOUD, G711_ULAW, 160, 0 };
	uint8_t noise[MIX_STEP];

	(void)state;
	memset(&source, 0, sizeof(source));
	say(&source, &tone); /* 160 */
	tone.timestamp = 480;
	say(&source, &tone);
	tone.timestamp = 320;
	say(&source, &tone); /* behind its follower */
	mix_step(&source);
	mix_step(&source); /* what it begins behind */
	for (int i = 0; i < 3; i++) {
		mix_step(&source);
		assert_true(source.speaks);
		assert_true(loud_at(source.step, MIX_STEP, 500) > LOUD * 0.9);
	}
	memset(noise, 0x80, sizeof(noise));
	mix_put(&source, G711_ULAW, 320, noise, sizeof(noise)); /* it was said already */
	mix_step(&source);
	assert_false(source.speaks);
}

static void
silence_and_another_phone_begin_anew(void **state)
{
	static struct mix_source source;
	struct tone tone = { 500, LOUD, G711_ULAW, 0, 0 };
	int spoke = 0;

	(void)state;
	memset(&source, 0, sizeof(source));
	for (int i = 0; i < 10; i++) {
		say(&source, &tone);
		mix_step(&source);
	}
	for (int i = 0; i < 10; i++)
		mix_step(&source);
	assert_false(source.speaks);
	tone.timestamp = 0x90000000;
	for (int i = 0; i < 10; i++) {
		say(&source, &tone);
		mix_step(&source);
		spoke += loud_at(source.step, MIX_STEP, 500) > LOUD * 0.9;
	}
	assert_true(spoke >= 7);
	tone.timestamp = 12; /* while it speaks */
	for (int i = 0, more = 0; i < 10; i++) {
		say(&source, &tone);
		mix_step(&source);
		more += loud_at(source.step, MIX_STEP, 500) > LOUD * 0.9;
		assert_true(i < 9 || more >= 7);
	}
}

static void
a_clock_that_is_too_fast_makes_nothing_wait_for_ever(void **state)
{
	static struct mix_source source;
	struct tone tone = { 500, LOUD, G711_ULAW, 0, 0 };
	int heard = 0;

	(void)state;
	memset(&source, 0, sizeof(source));
	for (int i = 0; i < 1000; i++) {
		say(&source, &tone);
		if (i % 20 == 0)
			say(&source, &tone);
		mix_step(&source);
		assert_true(source.speaks);
		assert_true((int32_t)(source.end - source.next) <= MIX_DEEP);
		heard += loud_at(source.step, MIX_STEP, 500) > LOUD * 0.9;
	}
	assert_int_equal(heard, 1000 - MIX_AHEAD / MIX_STEP); /* all but the first moment */
}

static void
a_packet_that_is_longer_than_any_is_no_harm(void **state)
{
	static struct mix_source source;
	static uint8_t bytes[MIX_RING * 4];

	(void)state;
	memset(&source, 0, sizeof(source));
	for (uint32_t i = 0; i < 100; i++) {
		mix_put(&source, G711_ALAW, i * 7777, bytes, sizeof(bytes) - i);
		assert_int_equal(source.end - source.next, MIX_AHEAD + MIX_RING / 2); /* its head */
		mix_put(&source, G711_ALAW, i * 77777777, bytes, i);
		mix_step(&source);
		assert_true(source.speaks);
	}
}

/* The figure in media/README.md. */
static void
a_step_of_three_who_hear_each_other_costs_little(void **state)
{
	enum { ROUNDS = 5000 };
	static int16_t heard[3][STEPS * MIX_STEP];
	struct tone tones[] = { { 400, LOUD, G711_ULAW, 0, 0 }, { 700, LOUD, G711_ULAW, 0, 0 },
		{ 1100, LOUD, G711_ULAW, 0, 0 } };
	static struct mix_source sources[3];
	uint8_t bytes[MIX_STEP], out[MIX_STEP];
	int64_t began, us;

	(void)state;
	three_talk(tones, heard);
	memset(bytes, 0x35, sizeof(bytes));
	memset(sources, 0, sizeof(sources));
	began = clock_mono_us();
	for (uint32_t round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < 3; i++) {
			mix_put(&sources[i], G711_ULAW, round * MIX_STEP, bytes, sizeof(bytes));
			mix_step(&sources[i]);
		}
		for (int i = 0; i < 3; i++) {
			const struct mix_source *const others[] = { &sources[(i + 1) % 3],
				&sources[(i + 2) % 3] };

			mix_sum(others, 2, G711_ULAW, out);
		}
	}
	us = clock_mono_us() - began;
	print_message("mixing for three: %.1f us each 20 ms\n", (double)us / ROUNDS);
	assert_true(us / ROUNDS < 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_hears_the_others_as_loud_as_they_are_and_never_itself),
		cmocka_unit_test(what_is_too_loud_is_cut_and_never_turned_over),
		cmocka_unit_test(late_packets_find_their_place_and_too_late_ones_none),
		cmocka_unit_test(silence_and_another_phone_begin_anew),
		cmocka_unit_test(a_clock_that_is_too_fast_makes_nothing_wait_for_ever),
		cmocka_unit_test(a_packet_that_is_longer_than_any_is_no_harm),
		cmocka_unit_test(a_step_of_three_who_hear_each_other_costs_little),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
