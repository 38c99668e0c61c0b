/* charset: files of Windows programs become UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/base/charset.h"
#include "common/base/utf8.h"

static void
reads(struct view bytes, const char *name, const char *text)
{
	struct buf out = { 0 };

	assert_string_equal(charset_to_utf8(bytes, &out), name);
	assert_string_equal(out.p != NULL ? out.p : "", text);
	buf_fini(&out);
}

static void
each_encoding_is_known(void **unused)
{
	(void)unused;
	reads(VIEW(""), "UTF-8", "");
	reads(VIEW("\xEF\xBB\xBFNåme"), "UTF-8", "Nåme");
	reads(VIEW("Nåme"), "UTF-8", "Nåme");
	reads(VIEW("N\xE5me \x80 \x93x\x94"), "windows-1252", "Nåme € “x”");
	reads(VIEW("\xFF\xFEN\0\xE5\0\x3D\xD8\x00\xDE"), "UTF-16LE", "Nå😀");
	reads(VIEW("\xFE\xFF\0N\0\xE5\xD8\x3D\xDE\x00"), "UTF-16BE", "Nå😀");
}

static void
declared_encodings_are_honoured(void **unused)
{
	struct buf out = { 0 };

	(void)unused;
	assert_true(charset_read(VIEW("\xCC\xE0 \xC6"), VIEW("Windows-1251"), &out));
	assert_string_equal(out.p, "Ма Ж");
	buf_clear(&out);
	assert_true(charset_read(VIEW("N\xA5"), VIEW("macintosh"), &out));
	assert_string_equal(out.p, "N•");
	buf_clear(&out);
	assert_true(charset_read(VIEW("\0N"), VIEW("utf-16be"), &out));
	assert_string_equal(out.p, "N");
	buf_clear(&out);
	assert_true(
	    charset_read(VIEW("\xEF\xBB\xBFå"), VIEW("latin1"), &out)); /* its mark says more */
	assert_string_equal(out.p, "å");
	buf_clear(&out);
	assert_true(charset_read(VIEW("N\xE5"), VIEW(""), &out));
	assert_string_equal(out.p, "Nå");
	buf_clear(&out);
	assert_true(charset_read(VIEW("N\xE5"), VIEW("UTF-8"), &out)); /* not Windows-1252 */
	assert_string_equal(out.p, "N\xEF\xBF\xBD");
	buf_clear(&out);
	assert_false(charset_read(VIEW("x"), VIEW("x-unheard-of"), &out));
	assert_int_equal(out.n, 0);
	buf_fini(&out);
}

static void
charsets_of_the_c_library_are_read(void **unused)
{
	static const struct {
		const char *declared, *bytes, *text;
	} cases[] = {
		{ "ISO-8859-15", "A\xA4", "A€" },
		{ "koi8-r", "\xED\xCF\xD3\xCB\xD7\xC1", "Москва" },
		{ "Shift_JIS", "\x93\x8C\x8B\x9E", "東京" },
		{ "EUC-JP", "\xC5\xEC\xB5\xFE", "東京" },
		{ "GB2312", "\xB1\xB1\xBE\xA9", "北京" },
		{ "GB18030", "\xB1\xB1\x94\x39\xFC\x36", "北😀" },
		{ "Big5", "\xA5\x78\xA5\x5F", "台北" },
		{ "EUC-KR", "\xBC\xAD\xBF\xEF", "서울" },
		{ "windows-1255", "\xF9\xC8", "שָ" }, /* the converter holds the letter back */
		{ "Shift_JIS", "\x93\x8C\x8B", "東\xEF\xBF\xBD" }, /* cut in a character */
		{ "Shift_JIS", "\xFF\x93\x8C", "\xEF\xBF\xBD東" },
		{ "koi8-u", "\0x", "\xEF\xBF\xBDx" },
	};
	struct buf out = { 0 };

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct view bytes = view_of(cases[i].bytes);

		bytes.n += bytes.n == 0 ? 2 : 0; /* a NUL and one more */
		buf_clear(&out);
		assert_true(charset_read(bytes, view_of(cases[i].declared), &out));
		assert_string_equal(out.p, cases[i].text);
	}
	buf_fini(&out);
}

/* The list promises what this machine's library has: a name that is missing here would be refused. */
static void
each_charset_of_the_list_is_there(void **unused)
{
	static const char *const names[] = {
#define CHARSET(declared, name) declared,
#include "common/base/charset.def"
	};
	struct buf out = { 0 };

	(void)unused;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		buf_clear(&out);
		assert_true(charset_read(VIEW("a1"), view_of(names[i]), &out));
		assert_string_equal(out.p, "a1");
	}
	buf_fini(&out);
}

/* More than one piece of the converter, with an end in the middle of a character. */
static void
long_texts_are_converted_in_pieces(void **unused)
{
	struct buf bytes = { 0 }, out = { 0 };

	(void)unused;
	buf_add_char(&bytes, 'x');
	for (int i = 0; i < 5000; i++)
		buf_add_text(&bytes, "\x93\x8C");
	assert_true(charset_read(buf_view(&bytes), VIEW("cp932"), &out));
	assert_int_equal(out.n, 1 + 5000 * 3);
	assert_true(utf8_valid(buf_view(&out)));
	buf_fini(&bytes);
	buf_fini(&out);
}

static void
what_is_no_character_is_marked(void **unused)
{
	(void)unused;
	reads(VIEW("\xFF\xFE\x3D\xD8N\0"), "UTF-16LE", "\xEF\xBF\xBDN");
	reads(VIEW("\xFF\xFEN\0x"), "UTF-16LE", "N\xEF\xBF\xBD");
	reads(VIEW("\xEF\xBB\xBF"
		   "a\xFFz"),
	    "UTF-8", "a\xEF\xBF\xBDz");
	reads(VIEW("a\0z"), "UTF-8", "a\xEF\xBF\xBDz");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_encoding_is_known),
		cmocka_unit_test(declared_encodings_are_honoured),
		cmocka_unit_test(charsets_of_the_c_library_are_read),
		cmocka_unit_test(each_charset_of_the_list_is_there),
		cmocka_unit_test(long_texts_are_converted_in_pieces),
		cmocka_unit_test(what_is_no_character_is_marked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
