/* json_text: members of somebody else's object, cut to fit between two characters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/base/json_text.h"

static void
text_and_whole_numbers_are_given_as_text_and_nothing_else_is(void **unused)
{
	static const char text[] =
	    "{\"a\":\"x\",\"b\":12,\"c\":1.5,\"d\":null,\"e\":[1],\"f\":\"\"}";
	struct json_text object;
	char out[8];

	(void)unused;
	assert_true(json_text_read(view_of(text), &object));
	assert_true(json_text_member(&object, "a", out, sizeof(out)));
	assert_string_equal(out, "x");
	assert_true(json_text_member(&object, "b", out, sizeof(out)));
	assert_string_equal(out, "12");
	assert_true(json_text_member(&object, "f", out, sizeof(out)));
	assert_string_equal(out, "");
	assert_false(json_text_member(&object, "c", out, sizeof(out)));
	assert_string_equal(out, "");
	assert_false(json_text_member(&object, "d", out, sizeof(out)));
	assert_false(json_text_member(&object, "e", out, sizeof(out)));
	assert_false(json_text_member(&object, "none", out, sizeof(out)));
	json_text_fini(&object);
	assert_false(json_text_read(VIEW("[1]"), &object));
	assert_false(json_text_read(VIEW("{"), &object));
	assert_false(json_text_read(VIEW(""), &object));
}

static void
a_text_that_is_too_long_is_cut_between_two_characters(void **unused)
{
	static const struct {
		const char *json;
		size_t size;
		const char *cut;
	} cases[] = {
		{ "{\"m\":\"abcdef\"}", 7, "abcdef" },
		{ "{\"m\":\"abcdef\"}", 6, "abcde" },
		{ "{\"m\":\"abcdef\"}", 1, "" },
		{ "{\"m\":\"aéé\"}", 6, "aéé" },
		{ "{\"m\":\"aéé\"}", 5, "aé" },
		{ "{\"m\":\"aéé\"}", 4, "aé" },
		{ "{\"m\":\"aéé\"}", 3, "a" },
		{ "{\"m\":\"€€\"}", 6, "€" },
		{ "{\"m\":\"😀😀\"}", 8, "😀" },
		{ "{\"m\":\"😀😀\"}", 4, "" },
		{ "{\"m\":\"\\u20ac\\u20ac\"}", 5, "€" },
	};
	struct json_text object;
	char out[16];

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(json_text_read(view_of(cases[i].json), &object));
		assert_true(json_text_member(&object, "m", out, cases[i].size));
		assert_string_equal(out, cases[i].cut);
		json_text_fini(&object);
	}
}

static void
values_are_counted_outside_strings(void **unused)
{
	static const struct {
		const char *json;
		size_t values;
	} cases[] = {
		{ "1", 1 },
		{ "[]", 2 }, /* an upper bound */
		{ "[{},{}]", 5 },
		{ "{\"a\":[1,2,3]}", 5 },
		{ "\"[,{\"", 1 },
		{ "\"\\\",\"", 1 },
		{ "\"\\\\\",", 2 },
		{ "\"\\", 1 },
		{ "", 1 },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(json_has_at_most(view_of(cases[i].json), cases[i].values));
		assert_false(json_has_at_most(view_of(cases[i].json), cases[i].values - 1));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_and_whole_numbers_are_given_as_text_and_nothing_else_is),
		cmocka_unit_test(a_text_that_is_too_long_is_cut_between_two_characters),
		cmocka_unit_test(values_are_counted_outside_strings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
