/* login_name: what is one account. */
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
	login_account(VIEW("Åsa Öberg"), out);
	assert_string_equal(out,
	    "\x7fsa \x7f"
	    "berg");
	login_account(VIEW("åSA öBERG"), out);
	assert_string_equal(out,
	    "\x7fsa \x7f"
	    "berg");
	login_account(VIEW(""), out);
	assert_string_equal(out, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_account_is_one_in_any_case),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
