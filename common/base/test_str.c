/* str: views, integers at their limits, buffers that grow up to their bound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/str.h"

static void
a_view_of_nothing_is_empty_and_equals_every_empty_view(void **unused)
{
	(void)unused;
	assert_int_equal(view_of(NULL).n, 0);
	assert_true(view_eq(view_of(NULL), VIEW("")));
	assert_true(view_is(view_of(NULL), ""));
	assert_true(view_starts(view_of(NULL), ""));
	assert_int_equal(view_compare(view_of(NULL), VIEW("")), 0);
}

static void
views_are_compared_by_all_their_bytes(void **unused)
{
	(void)unused;
	assert_true(view_eq(VIEW("a\0b"), VIEW("a\0b")));
	assert_false(view_eq(VIEW("a\0b"), VIEW("a\0c")));
	assert_false(view_eq(VIEW("ab"), VIEW("abc")));
	assert_false(view_is(VIEW("ab\0"), "ab"));
	assert_true(view_compare(VIEW("a"), VIEW("b")) < 0);
	assert_true(view_compare(VIEW("b"), VIEW("a")) > 0);
	assert_true(view_compare(VIEW("a"), VIEW("aa")) < 0);
	assert_true(view_compare(VIEW("aa"), VIEW("a")) > 0);
	assert_true(view_compare(VIEW("\x7f"), VIEW("\x80")) < 0);
}

static void
case_is_ignored_for_ascii_only_and_a_prefix_must_fit(void **unused)
{
	(void)unused;
	assert_true(view_is_nocase(VIEW("Content-TYPE"), "content-type"));
	assert_false(view_is_nocase(VIEW("\xc3\x84"), "\xc3\xa4"));
	assert_false(view_is_nocase(VIEW("ab"), "abc"));
	assert_true(view_starts(VIEW("Bearer x"), "Bearer "));
	assert_true(view_starts(VIEW("Bearer "), "Bearer "));
	assert_false(view_starts(VIEW("Bearer"), "Bearer "));
}

static void
letters_of_ascii_are_made_small_and_no_other_byte_is_touched(void **unused)
{
	struct buf lower = { 0 };

	(void)unused;
	for (int c = 0; c < 256; c++)
		assert_int_equal(
		    (unsigned char)char_lower((char)c), c >= 'A' && c <= 'Z' ? c + 32 : c);
	buf_add_lower(&lower, VIEW("@AZ[ az\xc3\x84"));
	assert_true(view_is(buf_view(&lower), "@az[ az\xc3\x84"));
	buf_fini(&lower);
}

static void
white_space_is_trimmed_at_both_ends_only(void **unused)
{
	(void)unused;
	assert_true(view_is(view_trim(VIEW(" \t\r\n\v\fa b \n")), "a b"));
	assert_true(view_is(view_trim(VIEW(" \t ")), ""));
	assert_true(view_is(view_trim(VIEW("")), ""));
	assert_true(view_is(view_trim(VIEW("\xc2\xa0")), "\xc2\xa0"));
}

static void
digits_are_those_of_ascii_and_at_least_one(void **unused)
{
	(void)unused;
	assert_true(view_is_digits(VIEW("0123456789")));
	assert_false(view_is_digits(VIEW("")));
	assert_false(view_is_digits(VIEW("12a")));
	assert_false(view_is_digits(VIEW("+12")));
	assert_false(view_is_digits(VIEW("/:")));
}

static void
a_view_is_cut_at_each_separator_and_ends_with_null(void **unused)
{
	struct view rest = VIEW("a,,b,");

	(void)unused;
	assert_true(view_is(view_cut(&rest, ','), "a"));
	assert_true(view_is(view_cut(&rest, ','), ""));
	assert_true(view_is(view_cut(&rest, ','), "b"));
	assert_non_null(rest.p);
	assert_int_equal(rest.n, 0);
	assert_true(view_is(view_cut(&rest, ','), ""));
	assert_null(rest.p);
	rest = VIEW("whole");
	assert_true(view_is(view_cut(&rest, ','), "whole"));
	assert_null(rest.p);
	assert_int_equal(rest.n, 0);
}

static void
integers_are_taken_at_their_limits_and_not_one_beyond(void **unused)
{
	static const struct {
		const char *text;
		int64_t min, max;
		bool taken;
		int64_t value;
	} cases[] = {
		{ "0", 0, 0, true, 0 },
		{ "-0", 0, 0, true, 0 },
		{ "007", 0, 9, true, 7 },
		{ "10", 0, 9, false, 0 },
		{ "-1", 0, 9, false, 0 },
		{ "-5", -5, -5, true, -5 },
		{ "-6", -5, 5, false, 0 },
		{ "9223372036854775807", INT64_MIN, INT64_MAX, true, INT64_MAX },
		{ "9223372036854775808", INT64_MIN, INT64_MAX, false, 0 },
		{ "-9223372036854775808", INT64_MIN, INT64_MAX, true, INT64_MIN },
		{ "-9223372036854775809", INT64_MIN, INT64_MAX, false, 0 },
		{ "99999999999999999999999", INT64_MIN, INT64_MAX, false, 0 },
		{ "", INT64_MIN, INT64_MAX, false, 0 },
		{ "-", INT64_MIN, INT64_MAX, false, 0 },
		{ "+1", INT64_MIN, INT64_MAX, false, 0 },
		{ " 1", INT64_MIN, INT64_MAX, false, 0 },
		{ "1 ", INT64_MIN, INT64_MAX, false, 0 },
		{ "1.0", INT64_MIN, INT64_MAX, false, 0 },
		{ "0x1", INT64_MIN, INT64_MAX, false, 0 },
		{ "--1", INT64_MIN, INT64_MAX, false, 0 },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t value = 77;
		bool taken =
		    view_to_int(view_of(cases[i].text), cases[i].min, cases[i].max, &value);

		if (taken != cases[i].taken || value != (taken ? cases[i].value : 77))
			fail_msg("\"%s\"", cases[i].text);
	}
}

static void
a_copy_fits_whole_or_is_empty(void **unused)
{
	char out[4] = "xxx";

	(void)unused;
	assert_true(view_copy(VIEW("abc"), out, sizeof(out)));
	assert_string_equal(out, "abc");
	assert_false(view_copy(VIEW("abcd"), out, sizeof(out)));
	assert_string_equal(out, "");
	assert_false(view_copy(VIEW("a\0b"), out, sizeof(out)));
	assert_string_equal(out, "");
	assert_true(view_copy(view_of(NULL), out, sizeof(out)));
	assert_string_equal(out, "");
}

static void
a_duplicate_ends_with_nul(void **unused)
{
	char *copy = view_dup((struct view){ "abcdef", 3 });
	char *empty = view_dup(view_of(NULL));
	char *text = mem_text("text");

	(void)unused;
	assert_string_equal(copy, "abc");
	assert_string_equal(empty, "");
	assert_string_equal(text, "text");
	free(copy);
	free(empty);
	free(text);
}

static void
a_buffer_grows_and_always_ends_with_nul(void **unused)
{
	struct buf buf = { 0 };

	(void)unused;
	assert_true(view_is(buf_view(&buf), ""));
	buf_add(&buf, NULL, 0);
	for (int i = 0; i < 1000; i++) {
		buf_addf(&buf, "%d,", i);
		assert_int_equal(strlen(buf.p), buf.n);
	}
	buf_add_char(&buf, 'x');
	buf_add_text(&buf, "yz");
	buf_add_view(&buf, VIEW("!"));
	assert_int_equal(buf.n, 10 * 2 + 90 * 3 + 900 * 4 + 4);
	assert_string_equal(buf.p + buf.n - 8, "999,xyz!");
	assert_false(buf.full);
	buf_fini(&buf);
	assert_null(buf.p);
	buf_add_text(&buf, "again");
	assert_string_equal(buf.p, "again");
	buf_fini(&buf);
}

static void
a_full_buffer_keeps_what_it_has_until_it_is_cleared(void **unused)
{
	struct buf buf = { .max = 5 };

	(void)unused;
	buf_add_text(&buf, "abc");
	buf_add_text(&buf, "de");
	assert_false(buf.full);
	buf_add_char(&buf, 'f');
	assert_true(buf.full);
	buf_addf(&buf, "%s", "");
	buf_add(&buf, "g", SIZE_MAX);
	assert_string_equal(buf.p, "abcde");
	buf_clear(&buf);
	assert_false(buf.full);
	assert_string_equal(buf.p, "");
	buf_addf(&buf, "%s", "abcdef");
	assert_true(buf.full);
	assert_string_equal(buf.p, "");
	buf_fini(&buf);
}

static void
the_front_of_a_buffer_can_be_dropped(void **unused)
{
	struct buf buf = { 0 };

	(void)unused;
	buf_drop(&buf, 0);
	buf_add_text(&buf, "abcdef");
	buf_drop(&buf, 2);
	assert_string_equal(buf.p, "cdef");
	buf_drop(&buf, 4);
	assert_string_equal(buf.p, "");
	assert_int_equal(buf.n, 0);
	buf_fini(&buf);
}

static void
new_memory_is_zero_where_promised_and_wiped_where_asked(void **unused)
{
	unsigned char *p = mem_zero(16, 4);
	static const unsigned char zeros[64];

	(void)unused;
	assert_memory_equal(p, zeros, 64);
	memset(p, 0xaa, 64);
	p = mem_grow(p, 128);
	assert_int_equal(p[63], 0xaa);
	mem_wipe(p, 64);
	assert_memory_equal(p, zeros, 64);
	free(p);
	p = mem_new(0);
	assert_non_null(p);
	free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_view_of_nothing_is_empty_and_equals_every_empty_view),
		cmocka_unit_test(views_are_compared_by_all_their_bytes),
		cmocka_unit_test(case_is_ignored_for_ascii_only_and_a_prefix_must_fit),
		cmocka_unit_test(letters_of_ascii_are_made_small_and_no_other_byte_is_touched),
		cmocka_unit_test(white_space_is_trimmed_at_both_ends_only),
		cmocka_unit_test(digits_are_those_of_ascii_and_at_least_one),
		cmocka_unit_test(a_view_is_cut_at_each_separator_and_ends_with_null),
		cmocka_unit_test(integers_are_taken_at_their_limits_and_not_one_beyond),
		cmocka_unit_test(a_copy_fits_whole_or_is_empty),
		cmocka_unit_test(a_duplicate_ends_with_nul),
		cmocka_unit_test(a_buffer_grows_and_always_ends_with_nul),
		cmocka_unit_test(a_full_buffer_keeps_what_it_has_until_it_is_cleared),
		cmocka_unit_test(the_front_of_a_buffer_can_be_dropped),
		cmocka_unit_test(new_memory_is_zero_where_promised_and_wiped_where_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
