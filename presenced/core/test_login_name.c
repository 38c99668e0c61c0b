/* login_name: what is one account, what is one source. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "presenced/core/login_name.h"

static void
an_account_is_one_in_any_case(void **unused)
{
	char out[LOGIN_NAME_SIZE];

	(void)unused;
	login_account(VIEW("toMAS"), out);
	assert_string_equal(out, "tomas");
	login_account(VIEW(""), out);
	assert_string_equal(out, "");
}

static void
a_source_is_an_address_or_the_64_of_one(void **unused)
{
	static const struct {
		const char *peer, *source;
	} cases[] = {
		{ "192.0.2.7", "192.0.2.7" },
		{ "2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002::/64" },
		{ "2001:db8:1:2::9", "2001:0db8:0001:0002::/64" },
		{ "::1", "0000:0000:0000:0000::/64" },
		{ "::ffff:192.0.2.7", "::ffff:192.0.2.7" },
		{ "", "" },
	};
	char out[LOGIN_NAME_SIZE];

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		login_source(view_of(cases[i].peer), out);
		assert_string_equal(out, cases[i].source);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_account_is_one_in_any_case),
		cmocka_unit_test(a_source_is_an_address_or_the_64_of_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
