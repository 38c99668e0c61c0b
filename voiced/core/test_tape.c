/* Tapes: both sides where they were heard, whatever the network did; nothing of what must not be kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "voiced/core/tape.h"

enum { TICK = 160, LOUD = 0x10, LOUD_ALAW = 0x2a, SILENT = 0xff, SECONDS_MAX = 70 };

struct source {
	enum tape_side side;
	enum g711_law law;
	uint8_t byte;
	uint32_t timestamp, ssrc;
};

static struct source caller, others;
static struct tape *tape;
static uint8_t *kept;
static int64_t frames;

static int
set_up(void **state)
{
	(void)state;
	caller = (struct source){ TAPE_CALLER, G711_ULAW, LOUD, 4294967000u, 7 };
	others = (struct source){ TAPE_OTHERS, G711_ULAW, 0x20, 55, 8 };
	tape = tape_new();
	kept = calloc(SECONDS_MAX * TAPE_CHUNK, TAPE_SIDES);
	frames = 0;
	tape_keep(tape, TAPE_CALLER, true, 0);
	tape_keep(tape, TAPE_OTHERS, true, 0);
	tape->tracks[TAPE_CALLER].kept_from = tape->tracks[TAPE_OTHERS].kept_from = 0;
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	tape_free(tape);
	free(kept);
	return 0;
}

static void
take(void)
{
	struct tape_chunk *chunk;

	while ((chunk = tape_take(tape)) != NULL) {
		assert_int_equal(chunk->from, frames);
		assert_true(frames + (int64_t)chunk->frames <= SECONDS_MAX * TAPE_CHUNK);
		memcpy(kept + frames * TAPE_SIDES, chunk->bytes, chunk->frames * TAPE_SIDES);
		frames += (int64_t)chunk->frames;
		free(chunk);
	}
}

static void
pass(int ticks)
{
	tape_pass(tape, ticks * TICK);
	take();
}

/* A packet of 20 ms, said just now. */
static void
say(struct source *source)
{
	char sound[TICK];
	const struct rtp_packet packet = { .type = (uint8_t)source->law,
		.timestamp = source->timestamp,
		.ssrc = source->ssrc,
		.payload = { sound, TICK } };

	memset(sound, source->byte, TICK);
	source->timestamp += TICK;
	tape_hear(tape, source->side, source->law, &packet);
}

static int64_t
count(enum tape_side side, uint8_t byte)
{
	int64_t n = 0;

	for (int64_t i = 0; i < frames; i++)
		n += kept[i * TAPE_SIDES + side] == byte;
	return n;
}

static int64_t
first(enum tape_side side, uint8_t byte)
{
	for (int64_t i = 0; i < frames; i++)
		if (kept[i * TAPE_SIDES + side] == byte)
			return i;
	return -1;
}

static void
over(void)
{
	tape_end(tape);
	take();
}

static void
each_side_stands_where_it_was_heard(void **state)
{
	(void)state;
	pass(50);
	for (int i = 0; i < 100; i++) {
		pass(1);
		say(&caller);
		if (i >= 25)
			say(&others);
	}
	pass(25);
	over();
	assert_int_equal(frames, 175 * TICK);
	assert_int_equal(first(TAPE_CALLER, LOUD), 50 * TICK);
	assert_int_equal(first(TAPE_OTHERS, 0x20), 75 * TICK);
	assert_int_equal(count(TAPE_CALLER, LOUD), 100 * TICK);
	assert_int_equal(count(TAPE_OTHERS, 0x20), 75 * TICK);
}

static void
a_burst_after_a_gap_stands_where_it_was_said(void **state)
{
	(void)state;
	for (int i = 0; i < 50; i++) {
		pass(1);
		say(&caller);
	}
	pass(20); /* the network holds 20 packets back */
	for (int i = 0; i < 20; i++)
		say(&caller);
	caller.byte = 0x30;
	pass(1);
	say(&caller);
	over();
	assert_int_equal(count(TAPE_CALLER, LOUD), 70 * TICK);
	assert_int_equal(first(TAPE_CALLER, 0x30), 70 * TICK);
}

static void
late_and_double_packets_change_nothing_and_lost_ones_are_silence(void **state)
{
	struct source late;

	(void)state;
	for (int i = 0; i < 200; i++) {
		pass(1);
		if (i == 10)
			late = caller;
		if (i % 10 == 5)
			caller.timestamp += TICK; /* lost */
		else
			say(&caller);
	}
	late.byte = 0x30;
	say(&late); /* four seconds late */
	over();
	assert_int_equal(count(TAPE_CALLER, LOUD), 180 * TICK);
	assert_int_equal(count(TAPE_CALLER, SILENT), 20 * TICK);
}

static void
another_source_or_clock_goes_on_at_once(void **state)
{
	(void)state;
	for (int i = 0; i < 150; i++) {
		pass(1);
		if (i == 50)
			caller.ssrc++, caller.timestamp = 12;
		if (i == 100)
			caller.timestamp += 100000;
		say(&caller);
	}
	over();
	assert_int_equal(
	    count(TAPE_CALLER, LOUD), (150 - TAPE_JUMP_PACKETS + 1) * TICK); /* until it is sure */
}

/* One minute of a source whose clock is 0.2 % fast: 120 ms. */
static void
a_clock_that_runs_away_is_put_right(void **state)
{
	int64_t said = 0;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		pass(1);
		if (i == 2999)
			caller.byte = 0x30;
		say(&caller);
		caller.timestamp -= i % 3 == 0 ? 1 : 0;
		said++;
	}
	over();
	assert_int_equal(said, 3000);
	assert_in_range(first(TAPE_CALLER, 0x30), frames - TICK - TAPE_DRIFT - 10, frames - TICK);
}

static void
nothing_is_kept_of_a_side_that_is_not(void **state)
{
	static const bool sides[] = { false, true };

	(void)state;
	for (int i = 0; i < 150; i++) {
		pass(1);
		if (i == 50) { /* asked for 30 ms ago */
			tape_keep(tape, TAPE_CALLER, sides[0], 240);
			caller.byte = 0x30;
		}
		if (i == 100) {
			tape_keep(tape, TAPE_CALLER, sides[1], 80);
			caller.byte = LOUD;
		}
		say(&caller);
		say(&others);
	}
	over();
	assert_int_equal(count(TAPE_CALLER, 0x30), 0);
	assert_int_equal(
	    count(TAPE_CALLER, LOUD), 100 * TICK - 80 - TAPE_DRIFT - (TAPE_DRIFT + TICK));
	assert_int_equal(count(TAPE_OTHERS, 0x20), 150 * TICK);
}

/* The network holds back what was said in a pause until it is over. */
static void
what_was_said_in_a_pause_and_comes_late_is_not_kept(void **state)
{
	(void)state;
	for (int i = 0; i < 50; i++) {
		pass(1);
		say(&caller);
	}
	tape_keep(tape, TAPE_CALLER, false, 0);
	pass(20);
	tape_keep(tape, TAPE_CALLER, true, 0);
	caller.byte = 0x30;
	for (int i = 0; i < 20; i++)
		say(&caller);
	caller.byte = LOUD;
	for (int i = 0; i < 20; i++) {
		pass(1);
		say(&caller);
	}
	over();
	assert_int_equal(count(TAPE_CALLER, 0x30), 0);
	assert_int_equal(count(TAPE_CALLER, LOUD), 70 * TICK - 2 * TAPE_DRIFT);
}

static void
either_law_is_kept_as_one(void **state)
{
	(void)state;
	caller.law = G711_ALAW;
	caller.byte = LOUD_ALAW;
	pass(1);
	say(&caller);
	over();
	assert_int_equal(count(TAPE_CALLER, SILENT), 0);
	assert_in_range(g711_decode(G711_ULAW, kept[0]), g711_decode(G711_ALAW, LOUD_ALAW) - 1000,
	    g711_decode(G711_ALAW, LOUD_ALAW) + 1000);
}

/* What a stranger may put into a packet: nothing is written beyond the window. */
static void
any_timestamps_and_lengths_are_borne(void **state)
{
	char sound[RTP_PACKET_MAX];
	uint32_t random = 1;

	(void)state;
	memset(sound, LOUD, sizeof(sound));
	for (int i = 0; i < 20000; i++) {
		struct rtp_packet packet = { .ssrc = 1 };

		random = random * 1664525u + 1013904223u;
		packet.ssrc = random >> 31;
		packet.timestamp = random % 3 == 0 ? random : (uint32_t)i * 20 + random % 9000;
		packet.payload = (struct view){ sound, random % (sizeof(sound) + 1) };
		tape_hear(tape, random & 16 ? TAPE_CALLER : TAPE_OTHERS, G711_ULAW, &packet);
		if (i % 8 == 0)
			pass(1);
	}
	over();
	assert_int_equal(frames, 2500 * TICK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    each_side_stands_where_it_was_heard, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_burst_after_a_gap_stands_where_it_was_said, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    late_and_double_packets_change_nothing_and_lost_ones_are_silence, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    another_source_or_clock_goes_on_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_clock_that_runs_away_is_put_right, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    nothing_is_kept_of_a_side_that_is_not, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    what_was_said_in_a_pause_and_comes_late_is_not_kept, set_up, tear_down),
		cmocka_unit_test_setup_teardown(either_law_is_kept_as_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    any_timestamps_and_lengths_are_borne, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
