/* form: decoding of urlencoded pairs, their order, their bound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "common/http/body.h"

struct seen {
	struct buf text;
	int stop_after, count;
};

static bool
see(void *ctx, struct view name, struct view value)
{
	struct seen *seen = ctx;

	buf_add_char(&seen->text, '[');
	buf_add_view(&seen->text, name);
	buf_add_char(&seen->text, '|');
	buf_add_view(&seen->text, value);
	buf_add_char(&seen->text, ']');
	return ++seen->count != seen->stop_after;
}

static void
check(const char *text, int result, const char *wanted)
{
	struct seen seen = { .count = 0 };

	assert_int_equal(form_each(view_of(text), 4, see, &seen), result);
	assert_string_equal(buf_view(&seen.text).p, wanted);
	buf_fini(&seen.text);
}

static void
pairs_are_decoded_in_their_order(void **unused)
{
	(void)unused;
	check("", 0, "");
	check("a=1", 0, "[a|1]");
	check("b=2&a=1&b=3", 0, "[b|2][a|1][b|3]");
	check("From=%2B1415&Body=a+b%26c", 0, "[From|+1415][Body|a b&c]");
	check("a", 0, "[a|]");
	check("a=", 0, "[a|]");
	check("=b", 0, "[|b]");
	check("a=b=c", 0, "[a|b=c]");
	check("&a=1&&", 0, "[a|1]");
	check("%41=%c3%A4", 0, "[A|\xc3\xa4]");
}

static void
a_percent_sign_without_two_digits_is_malformed(void **unused)
{
	(void)unused;
	check("a=%", -1, "");
	check("a=%4", -1, "");
	check("a=%4g", -1, "");
	check("a=1&%zz=1", -1, "[a|1]");
	check("a=%&b", -1, "");
}

static void
more_pairs_than_allowed_are_malformed(void **unused)
{
	(void)unused;
	check("a&b&c&d", 0, "[a|][b|][c|][d|]");
	check("a&b&c&d&e", -1, "[a|][b|][c|][d|]");
}

static void
the_receiver_may_stop_early(void **unused)
{
	struct seen seen = { .stop_after = 1 };

	(void)unused;
	assert_int_equal(form_each(VIEW("a=1&b=%"), 4, see, &seen), 0);
	assert_int_equal(seen.count, 1);
	buf_fini(&seen.text);
}

static void
a_decoded_nul_is_a_byte_like_others(void **unused)
{
	struct seen seen = { .count = 0 };

	(void)unused;
	assert_int_equal(form_each(VIEW("a=b%00c"), 4, see, &seen), 0);
	assert_int_equal(seen.text.n, 7);
	assert_memory_equal(seen.text.p, "[a|b\0c]", 7);
	buf_fini(&seen.text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs_are_decoded_in_their_order),
		cmocka_unit_test(a_percent_sign_without_two_digits_is_malformed),
		cmocka_unit_test(more_pairs_than_allowed_are_malformed),
		cmocka_unit_test(the_receiver_may_stop_early),
		cmocka_unit_test(a_decoded_nul_is_a_byte_like_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
