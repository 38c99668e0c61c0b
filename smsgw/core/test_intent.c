/* intent: what is exactly a word, and what only begins with one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "smsgw/core/intent.h"

static void
only_the_exact_word_counts_in_any_case_and_trimmed(void **unused)
{
	static const struct {
		const char *text, *intent;
	} cases[] = {
		{ "STOP", "stop" },
		{ " stop\r\n", "stop" },
		{ "\u00a0Stop\u200b", "stop" },
		{ "STOP  ALL", "stop" },
		{ "opt out", "stop" },
		{ "Start", "start" },
		{ "YES", "yes" },
		{ "info", "help" },
		{ "Stop.", NULL },
		{ "stop please", NULL },
		{ "", NULL },
		{ "ştop", NULL },
		{ "\u0130NFO", NULL },
		{ "STO", NULL },
		{ "STOPP", NULL },
		{ "a very long text that is surely no word at all and goes on", NULL },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *intent = intent_of(view_of(cases[i].text));

		if (cases[i].intent == NULL) {
			assert_null(intent);
		} else {
			assert_non_null(intent);
			assert_string_equal(intent, cases[i].intent);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_exact_word_counts_in_any_case_and_trimmed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
