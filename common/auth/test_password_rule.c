/* password_rule: by table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "common/auth/password_rule.h"

static void
a_password_is_judged_by_length_name_and_what_everybody_tries(void **unused)
{
	static const struct {
		const char *password, *why; /* a word of the sentence; NULL: it may be taken */
	} cases[] = {
		{ "a long password", NULL },
		{ "nine char", "short" },
		{ "ten chars!", NULL },
		{ "zwölfäöü", "short" }, /* 8 characters of 12 bytes */
		{ "zwölfäöü ß", NULL },
		{ "so maya it is", "name" },
		{ "MAYAortiz-1", "name" },
		{ "I am m.ortiz", "name" },
		{ "password12", "everybody" },
		{ "PassWord2026!", "everybody" },
		{ "demo-123456789012", "everybody" },
		{ "demo-x123456789012", NULL }, /* what seed-demo draws at worst */
		{ "qwertyuiop", "everybody" },
		{ "1q2w3e4r5t", "everybody" },
		{ "my password holds", NULL },
		{ "aaaaaaaaaaaa", "neighbouring" },
		{ "abcdefghijkl", "neighbouring" },
		{ "123456789012", "neighbouring" },
		{ "hgfedcbabcde", "neighbouring" },
		{ "            ", "neighbouring" },
		{ "", "short" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *why =
		    password_problem(view_of(cases[i].password), VIEW("m.ortiz"), VIEW("Maya"), 10);
		struct err err = { 0 };

		if (cases[i].why == NULL)
			assert_null(why);
		else
			assert_true(why != NULL && strstr(why, cases[i].why) != NULL);
		assert_int_equal(password_judge(view_of(cases[i].password), VIEW("m.ortiz"),
				     VIEW("Maya"), 10, &err),
		    why == NULL ? 0 : -1);
		assert_string_equal(err.field, why == NULL ? "" : "/password");
	}
}

static void
the_tenants_length_counts_and_names_of_two_letters_do_not(void **unused)
{
	struct err err = { 0 };

	(void)unused;
	assert_null(password_problem(VIEW("ab-and-so-on"), VIEW("ab"), VIEW(""), 8));
	assert_null(password_problem(VIEW("eight of"), VIEW("ab"), VIEW(""), 8));
	assert_non_null(password_problem(VIEW("eight of"), VIEW("ab"), VIEW(""), 9));
	assert_int_equal(password_judge(VIEW("eight of"), VIEW("ab"), VIEW(""), 9, &err), -1);
	assert_string_equal(err.text, "The password needs 9 characters");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_password_is_judged_by_length_name_and_what_everybody_tries),
		cmocka_unit_test(the_tenants_length_counts_and_names_of_two_letters_do_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
