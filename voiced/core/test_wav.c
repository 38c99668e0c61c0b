/* WAV: what is written is read; broken files are refused with what is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "voiced/core/wav.h"

static void
make(struct buf *file, enum wav_format format, struct view data)
{
	uint8_t header[WAV_HEADER_MAX];

	buf_add(file, header, wav_header(format, (uint32_t)data.n, header));
	buf_add_view(file, data);
	if (data.n & 1)
		buf_add_char(file, 0);
}

static void
what_is_written_is_read_in_each_format(void **state)
{
	static const enum wav_format formats[] = { WAV_PCM, WAV_ALAW, WAV_ULAW };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct buf file = { 0 };
		struct wav wav;
		struct err err;

		make(&file, formats[i], VIEW("abcdef"));
		assert_int_equal(wav_read(buf_view(&file), &wav, &err), 0);
		assert_int_equal(wav.format, formats[i]);
		assert_true(view_is(wav.data, "abcdef"));
		assert_int_equal(wav_samples(&wav), formats[i] == WAV_PCM ? 3 : 6);
		/* RIFF's own length counts what follows it. */
		assert_int_equal((uint8_t)file.p[4] + 8u, file.n);
		buf_fini(&file);
	}
}

static void
sound_of_any_format_becomes_either_law(void **state)
{
	struct buf file = { 0 };
	struct wav wav;
	uint8_t out[3];

	(void)state;
	make(&file, WAV_PCM, VIEW("\x00\x00\x40\x1f\xc0\xe0")); /* 0, 8000, -8000 */
	assert_int_equal(wav_read(buf_view(&file), &wav, NULL), 0);
	wav_to_g711(&wav, G711_ULAW, out);
	assert_int_equal(out[0], 0xff);
	assert_in_range(g711_decode(G711_ULAW, out[1]), 7800, 8200);
	assert_in_range(-g711_decode(G711_ULAW, out[2]), 7800, 8200);
	buf_clear(&file);
	make(&file, WAV_ALAW, VIEW("\xd5\xaa\x2a"));
	assert_int_equal(wav_read(buf_view(&file), &wav, NULL), 0);
	wav_to_g711(&wav, G711_ALAW, out);
	assert_memory_equal(out, "\xd5\xaa\x2a", 3);
	wav_to_g711(&wav, G711_ULAW, out);
	assert_in_range(g711_decode(G711_ULAW, out[1]), 31000, 32767);
	buf_fini(&file);
}

static void
chunks_of_others_are_passed_over(void **state)
{
	struct buf file = { 0 }, sound = { 0 };
	struct wav wav;
	struct err err;

	(void)state;
	make(&sound, WAV_ULAW, VIEW("xyz"));
	buf_add(&file, sound.p, 12);
	buf_add(&file, "LIST\x03\0\0\0abc\0", 12); /* odd, with its filling byte */
	buf_add(&file, sound.p + 12, sound.n - 12);
	assert_int_equal(wav_read(buf_view(&file), &wav, &err), 0);
	assert_true(view_is(wav.data, "xyz"));
	buf_fini(&file);
	buf_fini(&sound);
}

static void
a_file_that_is_shorter_than_it_says_is_refused_at_each_length(void **state)
{
	struct buf file = { 0 };
	struct wav wav;
	struct err err;

	(void)state;
	make(&file, WAV_ULAW, VIEW("12345678"));
	assert_int_equal(wav_read(buf_view(&file), &wav, &err), 0);
	for (size_t n = 0; n < file.n; n++) {
		assert_int_equal(wav_read((struct view){ file.p, n }, &wav, &err), -1);
		assert_true(err.kind == ERR_INVALID && err.text[0] != '\0');
	}
	buf_fini(&file);
}

static void
other_sound_than_a_telephone_s_is_refused_with_what_is_wrong(void **state)
{
	static const struct {
		size_t at;
		char byte;
		const char *says;
	} cases[] = {
		{ 0, 'x', "no WAV file" },
		{ 8, 'x', "no WAV file" },
		{ 20, 3, "format is 3" },
		{ 22, 2, "one channel" },
		{ 25, 0x3e, "8000 samples" },
		{ 34, 24, "16 bits" },
		{ 12, 'x', "before its format" },
		{ 16, 2, "too short" },
		{ 36, 'x', "ends before" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf file = { 0 };
		struct wav wav;
		struct err err;

		make(&file, WAV_PCM, VIEW("12345678"));
		file.p[cases[i].at] = cases[i].byte;
		assert_int_equal(wav_read(buf_view(&file), &wav, &err), -1);
		if (strstr(err.text, cases[i].says) == NULL)
			fail_msg("case %zu: '%s'", i, err.text);
		buf_fini(&file);
	}
}

static void
a_file_of_chunks_without_end_is_given_up(void **state)
{
	struct buf file = { 0 };
	struct wav wav;
	struct err err;

	(void)state;
	buf_add(&file, "RIFF\0\0\0\0WAVE", 12);
	for (int i = 0; i < 100000; i++)
		buf_add(&file, "junk\0\0\0\0", 8);
	assert_int_equal(wav_read(buf_view(&file), &wav, &err), -1);
	buf_fini(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_in_each_format),
		cmocka_unit_test(sound_of_any_format_becomes_either_law),
		cmocka_unit_test(chunks_of_others_are_passed_over),
		cmocka_unit_test(a_file_that_is_shorter_than_it_says_is_refused_at_each_length),
		cmocka_unit_test(other_sound_than_a_telephone_s_is_refused_with_what_is_wrong),
		cmocka_unit_test(a_file_of_chunks_without_end_is_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
