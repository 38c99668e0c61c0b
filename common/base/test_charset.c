/* charset: files of Windows programs become UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/base/charset.h"

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
	assert_false(charset_read(VIEW("x"), VIEW("x-unheard-of"), &out));
	assert_int_equal(out.n, 0);
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
		cmocka_unit_test(what_is_no_character_is_marked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
