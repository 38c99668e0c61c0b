/* utf8: every code point there and back, and each limit of RFC 3629. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/base/utf8.h"

enum { LAST_CODE = 0x10ffff, FIRST_SURROGATE = 0xd800, LAST_SURROGATE = 0xdfff };

/* Encodes without judging, also what must not be. */
static size_t
encode(int32_t code, char out[4])
{
	static const struct {
		int32_t below;
		int lead;
	} forms[] = { { 0x80, 0 }, { 0x800, 0xc0 }, { 0x10000, 0xe0 }, { 0x200000, 0xf0 } };
	size_t n = 0;

	while (code >= forms[n].below)
		n++;
	out[0] = (char)(forms[n].lead | code >> (6 * n));
	for (size_t i = 1; i <= n; i++)
		out[i] = (char)(0x80 | (code >> (6 * (n - i)) & 0x3f));
	return n + 1;
}

static void
every_code_point_but_the_surrogates_is_taken(void **unused)
{
	char text[4];

	(void)unused;
	for (int32_t code = 0; code <= LAST_CODE + 0x1000; code++) {
		struct view rest = { text, encode(code, text) };
		bool good = code <= LAST_CODE && (code < FIRST_SURROGATE || code > LAST_SURROGATE);

		if (utf8_valid(rest) != good || utf8_next(&rest) != (good ? code : -1) ||
		    (rest.n == 0) != good)
			fail_msg("U+%04X", (unsigned)code);
	}
}

static void
what_is_at_or_beyond_a_limit_is_judged_by_the_rfc(void **unused)
{
	static const struct {
		const char *text;
		bool valid;
	} cases[] = {
		{ "\x7f", true },
		{ "\x80", false }, /* a follower alone */
		{ "\xbf", false },
		{ "\xc0\x80", false }, /* overlong NUL */
		{ "\xc0\xaf", false }, /* overlong slash */
		{ "\xc1\xbf", false }, /* overlong U+007F */
		{ "\xc2\x80", true }, /* U+0080, the least of two */
		{ "\xdf\xbf", true }, /* U+07FF */
		{ "\xe0\x80\xaf", false }, /* overlong slash */
		{ "\xe0\x9f\xbf", false }, /* overlong U+07FF */
		{ "\xe0\xa0\x80", true }, /* U+0800, the least of three */
		{ "\xed\x9f\xbf", true }, /* U+D7FF */
		{ "\xed\xa0\x80", false }, /* U+D800, the first surrogate */
		{ "\xed\xbf\xbf", false }, /* U+DFFF, the last */
		{ "\xed\xa0\xbd\xed\xb8\x80", false }, /* CESU-8 pair */
		{ "\xee\x80\x80", true }, /* U+E000 */
		{ "\xef\xbf\xbf", true }, /* U+FFFF */
		{ "\xf0\x80\x80\xaf", false }, /* overlong slash */
		{ "\xf0\x8f\xbf\xbf", false }, /* overlong U+FFFF */
		{ "\xf0\x90\x80\x80", true }, /* U+10000, the least of four */
		{ "\xf4\x8f\xbf\xbf", true }, /* U+10FFFF */
		{ "\xf4\x90\x80\x80", false }, /* U+110000 */
		{ "\xf5\x80\x80\x80", false },
		{ "\xf8\x88\x80\x80\x80", false }, /* five bytes */
		{ "\xfc\x84\x80\x80\x80\x80", false },
		{ "\xfe", false },
		{ "\xff", false },
		{ "\xc3(", false }, /* a follower that is none */
		{ "\xe2\x28\xa1", false },
		{ "\xe2\x82\x28", false },
		{ "\xf0\x9f\x98\x28", false },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (utf8_valid(view_of(cases[i].text)) != cases[i].valid)
			fail_msg("case %zu", i);
}

static void
a_character_cut_short_is_refused(void **unused)
{
	static const char *const whole[] = { "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80" };

	(void)unused;
	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
		for (size_t n = 1; n < i + 2; n++) {
			/* A copy of exactly this length, so that a sanitizer sees a step too far. */
			char *cut = mem_new(n);

			for (size_t j = 0; j < n; j++)
				cut[j] = whole[i][j];
			assert_false(utf8_valid((struct view){ cut, n }));
			free(cut);
		}
		assert_true(utf8_valid((struct view){ whole[i], i + 2 }));
	}
}

static void
the_rest_stays_before_a_byte_that_is_not_utf8(void **unused)
{
	struct view rest = VIEW("a\xff"
				"b");
	const char *start = rest.p;

	(void)unused;
	assert_int_equal(utf8_next(&rest), 'a');
	assert_int_equal(utf8_next(&rest), -1);
	assert_ptr_equal(rest.p, start + 1);
	assert_int_equal(rest.n, 2);
	rest = VIEW("");
	assert_int_equal(utf8_next(&rest), -1);
}

static void
characters_are_counted_not_bytes(void **unused)
{
	(void)unused;
	assert_int_equal(utf8_count(VIEW("")), 0);
	assert_int_equal(utf8_count(VIEW("a\0b")), 3);
	assert_int_equal(utf8_count(VIEW("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80")), 4);
	assert_true(utf8_valid(VIEW("")));
	assert_true(utf8_valid(view_of(NULL)));
}

static void
what_is_added_is_read_again(void **unused)
{
	char text[4];

	(void)unused;
	for (int32_t code = -1; code <= LAST_CODE + 1; code += 7) {
		bool none = code < 0 || code > LAST_CODE ||
		    (code >= FIRST_SURROGATE && code <= LAST_SURROGATE);
		struct view expected = { text, encode(none ? 0xfffd : code, text) };
		struct buf out = { 0 };

		utf8_add(&out, code);
		assert_true(view_eq(buf_view(&out), expected));
		buf_fini(&out);
	}
}

static void
a_head_ends_between_characters(void **unused)
{
	static const struct {
		const char *text;
		size_t most;
		const char *head;
	} cases[] = {
		{ "abc", 3, "abc" },
		{ "abc", 2, "ab" },
		{ "a\xc3\xa9", 2, "a" }, /* two bytes */
		{ "a\xc3\xa9z", 3, "a\xc3\xa9" },
		{ "\xf0\x9f\x98\x80z", 3, "" }, /* four bytes */
		{ "", 0, "" },
		{ "\xe2\x82\xac", 0, "" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_true(
		    view_is(utf8_head(view_of(cases[i].text), cases[i].most), cases[i].head));
}

static void
what_shows_nothing_is_blank(void **unused)
{
	static const struct {
		const char *text;
		bool blank;
	} cases[] = {
		{ "", true }, { " \t\r\n", true },
		{ "\xc2\xa0\xe3\x80\x80", true }, /* no-break, ideographic */
		{ "\xe2\x80\x8b\xe2\x80\x8d\xef\xbb\xbf", true }, /* of no width */
		{ "\xe3\x85\xa4", true }, /* the Hangul filler */
		{ "\xf3\xa0\x80\xa0", true }, /* a tag */
		{ " .", false }, { "\xe2\x80\x90", false }, /* a hyphen, next to what is blank */
		{ "\xf0\x9f\x91\x8b", false }, { "\xff", false }, /* is not valid */
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(utf8_blank(view_of(cases[i].text)), cases[i].blank);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_but_the_surrogates_is_taken),
		cmocka_unit_test(what_is_at_or_beyond_a_limit_is_judged_by_the_rfc),
		cmocka_unit_test(a_character_cut_short_is_refused),
		cmocka_unit_test(the_rest_stays_before_a_byte_that_is_not_utf8),
		cmocka_unit_test(characters_are_counted_not_bytes),
		cmocka_unit_test(what_is_added_is_read_again),
		cmocka_unit_test(a_head_ends_between_characters),
		cmocka_unit_test(what_shows_nothing_is_blank),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
