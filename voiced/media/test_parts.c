/* The media thread's parts without a thread: ticks, lists, recordings by timestamp, the box between threads, files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "voiced/media/hatch.h"
#include "voiced/media/player.h"
#include "voiced/media/prompts.h"
#include "voiced/media/recorder.h"
#include "voiced/media/socket.h"
#include "voiced/media/ticker.h"

/* ---- ticks ---- */

static void
a_tick_is_due_each_20_ms_and_late_ones_catch_up_to_a_bound(void **state)
{
	struct ticker ticker = { 1000000 };
	struct ticks ticks;

	(void)state;
	assert_int_equal(ticker_due(&ticker, 999999).due, 0);
	assert_int_equal(ticker_due(&ticker, 1000000).due, 1);
	assert_int_equal(ticker_due(&ticker, 1019999).due, 0);
	assert_int_equal(ticker_due(&ticker, 1075000).due, 3); /* those of 20, 40 and 60 ms */
	assert_int_equal(ticker.next_us, 1080000); /* lateness does not add up */
	ticks = ticker_due(&ticker, 1080000 + (int64_t)TICKS_LATE_MAX * TICK_US);
	assert_int_equal(ticks.due, TICKS_LATE_MAX);
	assert_int_equal(ticks.skipped, 1);
	ticks = ticker_due(&ticker, ticker.next_us + (int64_t)3600 * 1000000);
	assert_int_equal(ticks.due, TICKS_LATE_MAX);
	assert_int_equal(ticks.due + ticks.skipped, 3600 * 50 + 1);
}

/* ---- players ---- */

static struct clip *
clip_of(const char *text)
{
	struct wav wav = { WAV_ULAW, view_of(text) };

	return clip_new(&wav);
}

static struct playlist
list_of(const char *one, const char *two)
{
	struct playlist list = { .count = 0 };
	const char *texts[] = { one, two };

	for (int i = 0; i < 2; i++)
		if (texts[i] != NULL) {
			struct clip *clip = clip_of(texts[i]);

			assert_true(playlist_add(&list, clip));
			clip_drop(clip);
		}
	return list;
}

static void
expect(struct player *player, const char *text, bool ended)
{
	uint8_t out[64];
	size_t n = strlen(text);

	assert_int_equal(player_fill(player, G711_ULAW, out, n), ended);
	if (memcmp(out, text, n) != 0)
		fail_msg("'%.*s' instead of '%s'", (int)n, (char *)out, text);
}

static void
announcements_come_in_order_and_the_music_goes_on_where_it_rested(void **state)
{
	struct player player = { 0 };
	struct playlist music = list_of("abcdef", "gh"), front = list_of("123", "4567");

	(void)state;
	player_music(&player, &music);
	assert_int_equal(music.count, 0);
	expect(&player, "abcdefghabcd", false);
	player_front(&player, &front);
	assert_true(player_busy(&player));
	expect(&player, "12", false);
	expect(&player, "34567efg", true);
	assert_false(player_busy(&player));
	expect(&player, "hab", false);
	player_fini(&player);
}

static void
the_end_of_a_list_is_told_once_also_at_the_edge_of_a_packet(void **state)
{
	struct player player = { 0 };
	struct playlist front = list_of("12", NULL), other = list_of("xyz", NULL);
	struct playlist none = { .count = 0 };

	(void)state;
	player_front(&player, &front);
	expect(&player, "12", true);
	expect(&player, "\xff\xff", false);
	player_front(&player, &other);
	expect(&player, "x", false);
	player_front(&player, &none); /* cut off */
	expect(&player, "\xff", false);
	player_fini(&player);
}

static void
empty_clips_are_passed_and_music_of_nothing_else_is_silence(void **state)
{
	struct player player = { 0 };
	struct playlist front = list_of("", "1"), music = list_of("", "");

	(void)state;
	player_front(&player, &front);
	player_music(&player, &music);
	expect(&player, "1\xff\xff\xff", true);
	player_fini(&player);
}

static void
a_list_has_a_bound(void **state)
{
	struct playlist list = { .count = 0 };
	struct clip *clip = clip_of("a");

	(void)state;
	for (int i = 0; i < PLAYLIST_MAX; i++)
		assert_true(playlist_add(&list, clip));
	assert_false(playlist_add(&list, clip));
	playlist_fini(&list);
	clip_drop(clip);
}

/* ---- recorders ---- */

enum { QUIET = 0xff, LOUD = 0x10 };

static void
say(struct recorder *recorder, uint32_t ssrc, uint32_t timestamp, uint8_t byte)
{
	uint8_t sound[TICK_SAMPLES];
	struct rtp_packet packet = {
		.ssrc = ssrc, .timestamp = timestamp, .payload = { (char *)sound, sizeof(sound) }
	};

	memset(sound, byte, sizeof(sound));
	recorder_hear(recorder, G711_ULAW, &packet);
}

/* All that is kept, one byte a packet's length. */
static void
expect_kept(struct recorder *recorder, const uint8_t *bytes, size_t n)
{
	struct record_chunk *chunk;
	struct buf all = { 0 };

	recorder_end(recorder);
	while ((chunk = recorder_take(recorder)) != NULL) {
		buf_add(&all, chunk->bytes, chunk->n);
		free(chunk);
	}
	assert_int_equal(all.n, n * TICK_SAMPLES);
	for (size_t i = 0; i < all.n; i++)
		if ((uint8_t)all.p[i] != bytes[i / TICK_SAMPLES])
			fail_msg("packet %zu is %02x", i / TICK_SAMPLES, (uint8_t)all.p[i]);
	buf_fini(&all);
}

static void
sound_stands_where_its_timestamp_says(void **state)
{
	struct recorder *recorder = recorder_new(G711_ULAW, 60000, 0);
	const uint32_t t = UINT32_MAX - 200; /* round the circle */

	(void)state;
	say(recorder, 1, t, 1);
	say(recorder, 1, t + 320, 3); /* before the second */
	say(recorder, 1, t + 160, 2);
	say(recorder, 1, t + 160, 2); /* twice */
	say(recorder, 1, t + 800, 6); /* two got lost */
	expect_kept(recorder, (const uint8_t[]){ 1, 2, 3, QUIET, QUIET, 6 }, 6);
	assert_int_equal(recorder_ms(recorder), 120);
	recorder_free(recorder);
}

static void
a_source_that_begins_anew_goes_on_behind_what_was_heard(void **state)
{
	struct recorder *recorder = recorder_new(G711_ULAW, 60000, 0);
	uint8_t kept[3 + RECORD_LATE_MAX] = { 1, 2, 3 };

	(void)state;
	say(recorder, 1, 5000, 1);
	say(recorder, 2, 900000, 2); /* another source */
	say(recorder, 2, 90000000, 3); /* its clock jumped */
	/* Set back: after some that look late it is believed. */
	for (uint32_t i = 0; i < 2 * RECORD_LATE_MAX - 1; i++)
		say(recorder, 2, 1000 + i * 160, (uint8_t)(10 + i));
	for (int i = 0; i < RECORD_LATE_MAX; i++)
		kept[3 + i] = (uint8_t)(10 + RECORD_LATE_MAX - 1 + i);
	expect_kept(recorder, kept, 3 + RECORD_LATE_MAX);
	recorder_free(recorder);
}

static void
long_recordings_come_in_chunks_and_lose_nothing(void **state)
{
	struct recorder *recorder = recorder_new(G711_ULAW, 60000, 0);
	static uint8_t kept[1000];
	size_t chunks = 0;
	struct record_chunk *chunk;

	(void)state;
	for (uint32_t i = 0; i < 500; i++) {
		assert_int_equal(recorder_pass(recorder, TICK_SAMPLES), RECORD_GOES_ON);
		say(recorder, 1, i * 160, (uint8_t)i);
	}
	while ((chunk = recorder_take(recorder)) != NULL) {
		assert_int_equal(chunk->n, RECORD_CHUNK);
		for (size_t i = 0; i < chunk->n; i++)
			assert_int_equal(
			    chunk->bytes[i], (uint8_t)((chunks * RECORD_CHUNK + i) / TICK_SAMPLES));
		chunks++;
		free(chunk);
	}
	assert_int_equal(chunks, 9);
	/* A pause of five seconds without packets is kept as such. */
	for (int i = 0; i < 250; i++)
		(void)recorder_pass(recorder, TICK_SAMPLES);
	say(recorder, 1, 750 * 160, 7);
	memset(kept, QUIET, sizeof(kept));
	for (int i = 0; i < 50; i++)
		kept[i] = (uint8_t)(450 + i);
	kept[300] = 7;
	expect_kept(recorder, kept, 301);
	recorder_free(recorder);
}

static void
silence_and_length_end_a_recording(void **state)
{
	struct recorder *recorder = recorder_new(G711_ULAW, 60000, 200);
	int ticks = 0;

	(void)state;
	for (uint32_t i = 0; i < 20; i++) { /* longer than the silence that ends it */
		assert_int_equal(recorder_pass(recorder, TICK_SAMPLES), RECORD_GOES_ON);
		say(recorder, 1, i * 160, LOUD);
	}
	for (uint32_t i = 20; recorder_pass(recorder, TICK_SAMPLES) == RECORD_GOES_ON; i++, ticks++)
		say(recorder, 1, i * 160, QUIET);
	assert_int_equal(ticks, 9);
	recorder_free(recorder);

	/* Nobody says anything, no packet comes: the same. A stall of our own is no silence. */
	recorder = recorder_new(G711_ULAW, 60000, 200);
	recorder_skip(recorder, 8000);
	for (ticks = 0; recorder_pass(recorder, TICK_SAMPLES) == RECORD_GOES_ON; ticks++)
		;
	assert_int_equal(ticks, 9);
	recorder_free(recorder);

	recorder = recorder_new(G711_ULAW, 100, 0);
	for (uint32_t i = 0; recorder_pass(recorder, TICK_SAMPLES) != RECORD_LENGTH; i++)
		say(recorder, 1, i * 160, 1);
	say(recorder, 1, 5 * 160, 2); /* more than its length */
	expect_kept(recorder, (const uint8_t[]){ 1, 1, 1, 1, 1 }, 5);
	recorder_free(recorder);
}

static void
timestamps_of_strangers_break_nothing(void **state)
{
	struct recorder *recorder = recorder_new(G711_ALAW, 5000, 0);
	uint64_t x = 88172645463325252ULL;
	int64_t kept = 0;
	struct record_chunk *chunk;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		x ^= x << 13, x ^= x >> 7, x ^= x << 17;
		if (x % 4 == 0)
			(void)recorder_pass(recorder, TICK_SAMPLES);
		say(recorder, (uint32_t)(x >> 60), (uint32_t)(x >> (x % 31)), (uint8_t)x);
		assert_true(recorder->written <= recorder->length);
		assert_true(recorder->flushed <= recorder->length);
	}
	recorder_end(recorder);
	while ((chunk = recorder_take(recorder)) != NULL) {
		kept += (int64_t)chunk->n;
		free(chunk);
	}
	assert_int_equal(kept, recorder->written);
	recorder_free(recorder);
}

/* ---- the box ---- */

static void
a_box_keeps_order_and_has_a_bound(void **state)
{
	struct hatch box;
	struct buf out = { 0 };

	(void)state;
	hatch_init(&box, sizeof(int));
	for (int i = 0; i < 3; i++)
		assert_true(hatch_put(&box, &i, 3));
	assert_false(hatch_put(&box, &(int){ 3 }, 3));
	assert_true(hatch_put(&box, &(int){ 4 }, 4));
	assert_int_equal(hatch_take(&box, &out), 4);
	assert_memory_equal(out.p, ((int[]){ 0, 1, 2, 4 }), 4 * sizeof(int));
	assert_int_equal(hatch_take(&box, &out), 0);
	buf_fini(&out);
	hatch_fini(&box);
}

/* ---- sockets ---- */

static void
ports_are_even_each_is_taken_once_and_all_taken_is_an_error(void **state)
{
	struct port_range range;
	struct err err;
	int fds[4], port, count = 0;

	(void)state;
	assert_int_equal(port_range_init(&range, "127.0.0.1", 31001, 31007, &err), 0);
	while (count < 4 && (fds[count] = socket_open(&range, &port, &err)) >= 0) {
		assert_int_equal(port % 2, 0);
		assert_in_range(port, 31002, 31006);
		count++;
	}
	assert_in_range(count, 1, 3); /* others of this machine may have some */
	assert_int_equal(err.kind, ERR_OVERLOAD);
	while (count > 0)
		(void)close(fds[--count]);
}

static void
settings_that_cannot_be_are_named(void **state)
{
	static const struct {
		const char *address, *field;
		int min, max;
	} cases[] = {
		{ "localhost", "media_address", 30000, 30100 },
		{ "", "media_address", 30000, 30100 },
		{ "127.0.0.1", "media_port_min", 80, 30100 },
		{ "127.0.0.1", "media_port_min", 70000, 70001 },
		{ "127.0.0.1", "media_port_max", 30000, 30000 },
		{ "::1", "media_port_max", 30000, 65536 },
	};
	struct port_range range;
	struct err err;
	int port;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    port_range_init(&range, cases[i].address, cases[i].min, cases[i].max, &err),
		    -1);
		assert_string_equal(err.field, cases[i].field);
	}
	/* Another machine's address. */
	assert_int_equal(port_range_init(&range, "192.0.2.1", 30000, 30100, &err), 0);
	assert_int_equal(socket_open(&range, &port, &err), -1);
	assert_int_equal(err.kind, ERR_CONFIG);
}

/* ---- prompts ---- */

static const char *const folder = "build/prompts/en";

static void
every_prompt_is_made_and_can_be_heard(void **state)
{
	struct prompts *prompts;
	struct err err;

	(void)state;
	if (prompts_load(folder, &prompts, &err) != 0)
		fail_msg("%s", err.text);
	for (int i = 0; i < SAY_COUNT; i++) {
		struct clip *clip = prompts_clip(prompts, (enum say_prompt)i);
		size_t n = clip_samples(clip);

		/* A word is longer than a sixth of a second, and no prompt than 20 s. */
		if (n < G711_RATE / 6 || n > (size_t)20 * G711_RATE)
			fail_msg("%s: %zu samples", say_name((enum say_prompt)i), n);
		for (int law = G711_ULAW; law <= G711_ALAW; law += G711_ALAW)
			if (g711_loudness(
				(enum g711_law)law, clip_bytes(clip, (enum g711_law)law), n) < 400)
				fail_msg("%s is not heard", say_name((enum say_prompt)i));
	}
	prompts_free(prompts);
}

static void
a_missing_or_broken_prompt_is_named(void **state)
{
	char root[] = "/tmp/prompts-XXXXXX", path[128];
	struct prompts *prompts;
	struct err err;
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(root));
	assert_int_equal(prompts_load(root, &prompts, &err), -1);
	assert_int_equal(err.kind, ERR_CONFIG);
	assert_non_null(strstr(err.text, root));
	assert_non_null(strstr(err.text, "/music.wav can't be opened: No such file"));
	(void)snprintf(path, sizeof(path), "%s/music.wav", root);
	file = fopen(path, "w");
	assert_non_null(file);
	(void)fputs("RIFF....", file);
	(void)fclose(file);
	assert_int_equal(prompts_load(root, &prompts, &err), -1);
	assert_non_null(strstr(err.text, "/music.wav: the file is no WAV file"));
	(void)unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(prompts_load(root, &prompts, &err), -1);
	assert_non_null(strstr(err.text, "/music.wav is no file"));
	(void)rmdir(path);
	(void)rmdir(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tick_is_due_each_20_ms_and_late_ones_catch_up_to_a_bound),
		cmocka_unit_test(announcements_come_in_order_and_the_music_goes_on_where_it_rested),
		cmocka_unit_test(the_end_of_a_list_is_told_once_also_at_the_edge_of_a_packet),
		cmocka_unit_test(empty_clips_are_passed_and_music_of_nothing_else_is_silence),
		cmocka_unit_test(a_list_has_a_bound),
		cmocka_unit_test(sound_stands_where_its_timestamp_says),
		cmocka_unit_test(a_source_that_begins_anew_goes_on_behind_what_was_heard),
		cmocka_unit_test(long_recordings_come_in_chunks_and_lose_nothing),
		cmocka_unit_test(silence_and_length_end_a_recording),
		cmocka_unit_test(timestamps_of_strangers_break_nothing),
		cmocka_unit_test(a_box_keeps_order_and_has_a_bound),
		cmocka_unit_test(ports_are_even_each_is_taken_once_and_all_taken_is_an_error),
		cmocka_unit_test(settings_that_cannot_be_are_named),
		cmocka_unit_test(every_prompt_is_made_and_can_be_heard),
		cmocka_unit_test(a_missing_or_broken_prompt_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
