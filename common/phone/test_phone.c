/* phone: the vectors of the carriers' reference, section 6; what is refused, and why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "common/phone/phone.h"

static void
numbers_are_read_as_people_write_them(void **unused)
{
	static const struct {
		const char *typed, *country;
		enum phone_verdict verdict;
		const char *e164, *whose;
	} cases[] = {
		{ "(415) 555-2671", "US", PHONE_VALID, "+14155552671", "US" },
		{ "020 7946 0958", "GB", PHONE_VALID, "+442079460958", "GB" },
		{ "0412 345 678", "AU", PHONE_VALID, "+61412345678", "AU" },
		{ "+39 02 3661 8300", NULL, PHONE_VALID, "+390236618300", "IT" },
		{ "011 15-2345-6789", "AR", PHONE_VALID, "+5491123456789", "AR" },
		{ "00 44 7400 123456", "DE", PHONE_VALID, "+447400123456", "GB" },
		{ "+44 1534 456789", NULL, PHONE_VALID, "+441534456789", "JE" },
		{ "+5213312345678", NULL, PHONE_VALID, "+523312345678", "MX" },
		{ "1-800-FLOWERS", "US", PHONE_VALID, "+18003569377", "US" },
		{ "+1 416 555 0123", NULL, PHONE_VALID, "+14165550123", "CA" },
		/* What was not given out when the data was made may be by now. */
		{ "+447700900123", NULL, PHONE_POSSIBLE, "+447700900123", "" },
		/* A guessed country needs a number that it is known to have. */
		{ "07700 900123", "GB", PHONE_DOUBTFUL, NULL, NULL },
		{ "447700900123", "GB", PHONE_DOUBTFUL, NULL, NULL },
		{ "00 44 7700 900123", "DE", PHONE_POSSIBLE, "+447700900123", "" },
		{ "+15005550006", NULL, PHONE_VALID, "+15005550006", "US" },
		{ "14155552671", NULL, PHONE_NO_COUNTRY, NULL, NULL },
		{ "ACME", "US", PHONE_NO_NUMBER, NULL, NULL },
		{ "", "US", PHONE_NO_NUMBER, NULL, NULL },
		{ "+999 123 4567", "US", PHONE_UNKNOWN_CODE, NULL, NULL },
		{ "911", "US", PHONE_TOO_SHORT, NULL, NULL },
		{ "12345", "US", PHONE_TOO_SHORT, NULL, NULL },
		{ "+1 415 555 26711", NULL, PHONE_TOO_LONG, NULL, NULL },
		{ "+49 1", NULL, PHONE_TOO_SHORT, NULL, NULL },
		{ "555-2671", "US", PHONE_LOCAL, NULL, NULL },
		{ "+1 900 555 0123", NULL, PHONE_PREMIUM, NULL, NULL },
		{ "+49 30 123456 and a word that goes on and on", NULL, PHONE_TOO_LONG, NULL,
		    NULL },
		{ "\xff\xfe", "US", PHONE_NO_NUMBER, NULL, NULL },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct phone phone = { "", "" };
		enum phone_verdict verdict =
		    phone_read(cases[i].typed, strlen(cases[i].typed), cases[i].country, &phone);

		if (verdict != cases[i].verdict)
			print_message("%s\n", cases[i].typed);
		assert_int_equal(verdict, cases[i].verdict);
		if (cases[i].e164 != NULL) {
			assert_string_equal(phone.e164, cases[i].e164);
			assert_string_equal(phone.country, cases[i].whose);
		}
	}
}

static void
each_refusal_has_its_words(void **unused)
{
	(void)unused;
	for (int v = PHONE_FAILED; v < PHONE_POSSIBLE; v++)
		assert_non_null(phone_words((enum phone_verdict)v));
	assert_null(phone_words(PHONE_POSSIBLE));
	assert_null(phone_words(PHONE_VALID));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read_as_people_write_them),
		cmocka_unit_test(each_refusal_has_its_words),
	};

	phone_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
