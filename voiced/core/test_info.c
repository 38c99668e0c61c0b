/* Digits of INFO requests, in both forms, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "voiced/core/info.h"

#define RELAY "application/dtmf-relay"
#define PLAIN "application/dtmf"

static void
digits_are_read(void **state)
{
	static const struct {
		const char *type, *body;
		char digit;
		int duration_ms;
	} cases[] = {
		{ RELAY, "Signal=5\r\nDuration=160\r\n", '5', 160 },
		{ RELAY, "signal = * \nduration= 90", '*', 90 },
		{ "APPLICATION/DTMF-RELAY", "Signal=11", '#', INFO_DURATION_DEFAULT_MS },
		{ RELAY, "Duration=99999999\nSignal=d\n", 'D', INFO_DURATION_MAX_MS },
		{ RELAY, "Signal=1\nDuration=-4\n", '1', INFO_DURATION_DEFAULT_MS },
		{ PLAIN, "7\r\n", '7', INFO_DURATION_DEFAULT_MS },
	};
	struct info_digit digit;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(info_digit_known(view_of(cases[i].type)));
		assert_true(
		    info_digit_read(view_of(cases[i].type), view_of(cases[i].body), &digit));
		assert_int_equal(digit.digit, cases[i].digit);
		assert_int_equal(digit.duration_ms, cases[i].duration_ms);
	}
}

static void
what_is_no_digit_is_none(void **state)
{
	static const struct {
		const char *type, *body;
	} cases[] = { { RELAY, "" }, { RELAY, "Signal=" }, { RELAY, "Signal=55" },
		{ RELAY, "Signal=16" }, { RELAY, "Signal=x" }, { PLAIN, "" }, { PLAIN, "Signal=5" },
		{ "text/plain", "5" } };
	static char longer[INFO_BODY_MAX + 2];
	struct info_digit digit;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_false(
		    info_digit_read(view_of(cases[i].type), view_of(cases[i].body), &digit));
	for (size_t i = 0; i < sizeof(longer) - 1; i++)
		longer[i] = i == 0 ? '5' : ' ';
	assert_false(info_digit_read(VIEW(PLAIN), view_of(longer), &digit));
	assert_false(info_digit_read(VIEW(PLAIN), (struct view){ "\0", 1 }, &digit));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digits_are_read),
		cmocka_unit_test(what_is_no_digit_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
