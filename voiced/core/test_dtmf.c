/* Keys one after the other: how long each lasts, what its events say, which two tones it has, and what is left when it is stopped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include "voiced/core/dtmf.h"

enum { STEPS_MAX = 4096, KEY_STEPS = DTMF_TONE_STEPS + DTMF_GAP_STEPS };

static const int tones[] = { 697, 770, 852, 941, 1209, 1336, 1477, 1633 };

/* One letter a step, until nothing is sent: the key, '+' its end once more, '.' a gap. */
static size_t
course(struct dtmf *dtmf, char out[STEPS_MAX])
{
	static const char letters[] = { [DTMF_AGAIN] = '+', [DTMF_GAP] = '.' };
	struct dtmf_step step;
	size_t n = 0;

	for (;;) {
		(void)dtmf_next(dtmf, &step);
		if (step.sends == DTMF_IDLE)
			break;
		assert_true(n < STEPS_MAX - 1);
		out[n++] = step.sends == DTMF_TONE ? step.key : letters[step.sends];
	}
	out[n] = '\0';
	return n;
}

static void
each_key_sounds_for_100_ms_behind_a_gap_and_before_one(void **state)
{
	struct dtmf dtmf = { 0 };
	char out[STEPS_MAX];

	(void)state;
	assert_int_equal(course(&dtmf, out), 0);
	assert_true(dtmf_add(&dtmf, "12#", 3));
	(void)course(&dtmf, out);
	assert_string_equal(out, "....11111++..22222++..#####++..");
	assert_int_equal(course(&dtmf, out), 0);
	assert_true(dtmf_add(&dtmf, "1", 1)); /* the same key again is another one */
	(void)course(&dtmf, out);
	assert_string_equal(out, "....11111++..");
}

static void
a_comma_is_a_second_in_which_nothing_sounds(void **state)
{
	struct dtmf dtmf = { 0 };
	char out[STEPS_MAX];

	(void)state;
	assert_true(dtmf_add(&dtmf, "1,2", 3));
	assert_int_equal(course(&dtmf, out), DTMF_GAP_STEPS + 2 * KEY_STEPS + DTMF_PAUSE_STEPS);
	assert_int_equal(strspn(out + DTMF_GAP_STEPS + KEY_STEPS, "."), DTMF_PAUSE_STEPS);
}

static void
what_comes_while_keys_are_sent_is_sent_behind_them_and_more_than_fit_are_not_taken(void **state)
{
	struct dtmf dtmf = { 0 };
	struct dtmf_step step;
	char out[STEPS_MAX], keys[DTMF_WAITING_MAX + 1];
	int began = 0;

	(void)state;
	memset(keys, '7', sizeof(keys));
	assert_false(dtmf_add(&dtmf, keys, sizeof(keys)));
	assert_int_equal(course(&dtmf, out), 0);
	assert_true(dtmf_add(&dtmf, keys, DTMF_WAITING_MAX));
	assert_false(dtmf_add(&dtmf, "8", 1));
	while (began == 0)
		began += dtmf_next(&dtmf, &step);
	assert_true(dtmf_add(&dtmf, "8", 1));
	assert_int_equal(course(&dtmf, out), DTMF_WAITING_MAX * KEY_STEPS + KEY_STEPS - 1);
	assert_non_null(strstr(out, "77777++..88888++.."));
}

static void
what_waits_is_forgotten_and_the_key_that_sounds_ends_as_it_would(void **state)
{
	struct dtmf dtmf = { 0 };
	struct dtmf_step step;
	char out[STEPS_MAX];

	(void)state;
	assert_int_equal(dtmf_stop(&dtmf), 0);
	assert_true(dtmf_add(&dtmf, "123", 3));
	while (!dtmf_next(&dtmf, &step))
		;
	assert_int_equal(dtmf_stop(&dtmf), 2);
	for (size_t i = 0; i < DTMF_WAITING_MAX; i++)
		assert_int_equal(dtmf.waiting[i], 0); /* nothing is left of it */
	(void)course(&dtmf, out);
	assert_string_equal(out, "1111++..");
}

static void
an_event_grows_with_its_key_and_its_end_is_told_three_times(void **state)
{
	struct dtmf dtmf = { 0 };
	struct dtmf_step step;
	uint8_t out[RTP_EVENT_SIZE];
	struct rtp_event event;
	int ends = 0, events = 0;

	(void)state;
	assert_true(dtmf_add(&dtmf, "#", 1));
	for (;;) {
		(void)dtmf_next(&dtmf, &step);
		if (step.sends == DTMF_IDLE)
			break;
		if (step.sends == DTMF_GAP)
			continue;
		dtmf_event(&step, out);
		assert_true(
		    rtp_event_read((struct view){ (const char *)out, sizeof(out) }, &event));
		events++;
		assert_int_equal(event.code, 11);
		assert_int_equal(
		    event.duration, 160 * (events < DTMF_TONE_STEPS ? events : DTMF_TONE_STEPS));
		assert_int_equal(event.end, events >= DTMF_TONE_STEPS);
		ends += event.end;
	}
	assert_int_equal(ends, 3);
	assert_int_equal(events, DTMF_TONE_STEPS + 2);
}

/* What the receiver of its events makes of each key. */
static void
every_key_is_received_as_itself(void **state)
{
	static const char all[] = "0123456789*#ABCD";

	(void)state;
	for (const char *key = all; *key != '\0'; key++) {
		const struct dtmf_step step = { .sends = DTMF_TONE, .key = *key };
		struct rtp_digits digits = { 0 };
		uint8_t out[RTP_EVENT_SIZE];

		assert_true(dtmf_is_key(*key));
		dtmf_event(&step, out);
		assert_int_equal(
		    rtp_digit(&digits,
			&(struct rtp_packet){ .payload = { (const char *)out, sizeof(out) } }),
		    *key);
	}
	assert_true(dtmf_is_key(','));
	for (const char *key = "EeaP+ \n"; *key != '\0'; key++)
		assert_false(dtmf_is_key(*key));
	assert_false(dtmf_is_key('\0'));
}

/* Its peak, of a tone that fills the samples. */
static double
peak(const int16_t *samples, int n, double hertz)
{
	double a = 0, b = 0;

	for (int i = 0; i < n; i++) {
		a += samples[i] * cos(2 * M_PI * hertz * i / G711_RATE);
		b += samples[i] * sin(2 * M_PI * hertz * i / G711_RATE);
	}
	return 2 * hypot(a, b) / n;
}

static void
a_key_is_its_row_and_its_column_without_a_step_between_packets_and_else_silence(void **state)
{
	static const struct {
		char key;
		int row, column;
	} keys[] = { { '1', 697, 1209 }, { '5', 770, 1336 }, { '9', 852, 1477 }, { '0', 941, 1336 },
		{ '*', 941, 1209 }, { '#', 941, 1477 }, { 'A', 697, 1633 }, { 'D', 941, 1633 } };
	static const enum g711_law laws[] = { G711_ULAW, G711_ALAW };

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(keys) / sizeof(keys[0]); i++) {
		enum g711_law law = laws[i % 2];
		int16_t samples[DTMF_TONE_STEPS * DTMF_STEP];
		uint8_t out[DTMF_STEP];

		for (int at = 0; at < DTMF_TONE_STEPS; at++) {
			dtmf_sound(&(struct dtmf_step){ DTMF_TONE, keys[i / 2].key, at }, law, out);
			for (int k = 0; k < DTMF_STEP; k++)
				samples[at * DTMF_STEP + k] = g711_decode(law, out[k]);
		}
		for (size_t k = 0; k < sizeof(tones) / sizeof(tones[0]); k++) {
			bool is = tones[k] == keys[i / 2].row || tones[k] == keys[i / 2].column;
			double loud = peak(samples, DTMF_TONE_STEPS * DTMF_STEP, tones[k]);

			assert_true(is ? loud > 7000 && loud < 11000 : loud < 700);
		}
		dtmf_sound(&(struct dtmf_step){ DTMF_GAP, keys[i / 2].key, 6 }, law, out);
		for (int k = 0; k < DTMF_STEP; k++)
			assert_int_equal(out[k], g711_silence(law));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_key_sounds_for_100_ms_behind_a_gap_and_before_one),
		cmocka_unit_test(a_comma_is_a_second_in_which_nothing_sounds),
		cmocka_unit_test(
		    what_comes_while_keys_are_sent_is_sent_behind_them_and_more_than_fit_are_not_taken),
		cmocka_unit_test(what_waits_is_forgotten_and_the_key_that_sounds_ends_as_it_would),
		cmocka_unit_test(an_event_grows_with_its_key_and_its_end_is_told_three_times),
		cmocka_unit_test(every_key_is_received_as_itself),
		cmocka_unit_test(
		    a_key_is_its_row_and_its_column_without_a_step_between_packets_and_else_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
