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
		struct phone phone = { .e164 = "" };
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
what_a_call_costs_follows_from_the_number(void **unused)
{
	static const struct {
		const char *typed, *country;
		enum phone_verdict verdict;
		enum phone_cost cost;
	} cases[] = {
		{ "030 123456", "DE", PHONE_VALID, PHONE_COST_PLAIN },
		{ "0151 23456789", "DE", PHONE_VALID, PHONE_COST_MOBILE },
		{ "0800 1234567", "DE", PHONE_VALID, PHONE_COST_FREE },
		{ "0900 1234567", "DE", PHONE_VALID, PHONE_COST_PREMIUM },
		{ "0180 5123456", "DE", PHONE_VALID, PHONE_COST_PREMIUM }, /* shared cost */
		{ "+49 900 1234567 8", NULL, PHONE_POSSIBLE,
		    PHONE_COST_PREMIUM }, /* and a digit that nobody hears */
		{ "+44 70 1234 5678", NULL, PHONE_VALID, PHONE_COST_PREMIUM }, /* personal */
		{ "+1 900 555 0123", NULL, PHONE_VALID, PHONE_COST_PREMIUM },
		{ "+1 415 555 2671", NULL, PHONE_VALID, PHONE_COST_PLAIN },
		{ "+1 876 555 0123", NULL, PHONE_VALID, PHONE_COST_MOBILE }, /* Jamaica */
		{ "+870 773 123456", NULL, PHONE_VALID, PHONE_COST_PREMIUM }, /* satellites */
		{ "+881 6 1234 5678", NULL, PHONE_VALID, PHONE_COST_PREMIUM },
		{ "+882 16 12345678", NULL, PHONE_VALID, PHONE_COST_PREMIUM },
		{ "+979 1 2345 6789", NULL, PHONE_VALID, PHONE_COST_PREMIUM },
		{ "+800 1234 5678", NULL, PHONE_VALID, PHONE_COST_FREE },
		{ "+447700900123", NULL, PHONE_POSSIBLE, PHONE_COST_PLAIN },
		{ "911", "US", PHONE_TOO_SHORT, PHONE_COST_PREMIUM },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct phone phone = { .e164 = "" };
		enum phone_cost cost;
		enum phone_verdict verdict = phone_read_call(
		    cases[i].typed, strlen(cases[i].typed), cases[i].country, &phone, &cost);

		if (verdict != cases[i].verdict || cost != cases[i].cost)
			print_message(
			    "%s: verdict %d, cost %d\n", cases[i].typed, (int)verdict, (int)cost);
		assert_int_equal(verdict, cases[i].verdict);
		assert_int_equal(cost, cases[i].cost);
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

static void
emergency_numbers_are_those_of_the_country_and_the_tenants_own(void **unused)
{
	static const char *const own[] = { "0999", "*112#", NULL };
	static const struct {
		const char *country, *typed;
		const char *const *more;
		bool emergency;
	} cases[] = {
		{ "US", "911", NULL, true },
		{ "US", "9-1-1", NULL, true },
		{ "US", " 911 ", NULL, true },
		{ "US", "112", NULL, true },
		{ "US", "999", NULL, false },
		{ "US", "+911", NULL, false },
		{ "US", "+1911", NULL, false },
		{ "US", "9911", NULL, false },
		{ "US", "415 555 2671", NULL, false },
		{ "DE", "112", NULL, true },
		{ "DE", "110", NULL, true },
		{ "DE", "911", NULL, false },
		{ "DE", "112334455", NULL, true }, /* the network connects it */
		{ "DE", "030112", NULL, false },
		{ "GB", "999", NULL, true },
		{ "GB", "112", NULL, true },
		{ "GB", "911", NULL, false },
		{ "AU", "000", NULL, true },
		{ "FR", "15", NULL, true },
		{ "FR", "112", NULL, true },
		{ "CH", "144", NULL, true },
		{ "JP", "119", NULL, true },
		{ "BR", "190", NULL, true },
		{ "BR", "1900", NULL, false }, /* must be exact there */
		{ "ZZ", "112", NULL, false },
		{ "XX", "911", NULL, false },
		{ NULL, "112", NULL, false },
		{ "US", "", NULL, false },
		{ "US", "+", NULL, false },
		{ "US", "sos", NULL, false },
		{ "US", "911 now", NULL, false },
		{ "US", "0999", own, true },
		{ "US", "09 99", own, true },
		{ "US", "*112#", own, true },
		{ "US", "09991", own, false },
		{ "US", "911", own, true },
		{ NULL, "0999", own, true },
		{ "US", "91191191191191191191191191191191191191191", own, false },
		{ "US", "\xff\xfe", own, false },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool emergency = phone_is_emergency(
		    cases[i].country, cases[i].typed, strlen(cases[i].typed), cases[i].more);

		if (emergency != cases[i].emergency)
			print_message("%s in %s\n", cases[i].typed,
			    cases[i].country != NULL ? cases[i].country : "no country");
		assert_int_equal(emergency, cases[i].emergency);
	}
	assert_false(phone_is_emergency("US", "911\0", 4, NULL));
}

/* What was read before is remembered by all that decides about it. */
static void
what_is_read_again_is_judged_as_the_first_time(void **unused)
{
	static const struct {
		const char *country;
		bool call;
		enum phone_verdict verdict;
		const char *e164;
	} cases[] = {
		{ "US", true, PHONE_VALID, "+14155552671" },
		{ "US", false, PHONE_VALID, "+14155552671" },
		{ "GB", true, PHONE_DOUBTFUL, "" },
		{ NULL, true, PHONE_NO_COUNTRY, "" },
	};

	(void)unused;
	for (size_t i = 0; i < 5 * sizeof(cases) / sizeof(cases[0]); i++) {
		const size_t at = i * 3 % (sizeof(cases) / sizeof(cases[0]));
		struct phone phone = { .e164 = "" };
		enum phone_cost cost = PHONE_COST_FREE;
		const enum phone_verdict verdict = cases[at].call
		    ? phone_read_call("4155552671", 10, cases[at].country, &phone, &cost)
		    : phone_read("4155552671", 10, cases[at].country, &phone);

		assert_int_equal(verdict, cases[at].verdict);
		assert_string_equal(phone.e164, cases[at].e164);
		if (cases[at].call)
			assert_int_equal(
			    cost, verdict == PHONE_VALID ? PHONE_COST_PLAIN : PHONE_COST_PREMIUM);
	}
}

static void
the_emergency_number_is_told_without_what_is_behind_it(void **unused)
{
	static const char *const own[] = { "0999", "*112#", "9115550", NULL };
	static const struct {
		const char *country, *typed, *number;
	} cases[] = {
		{ "US", "911", "911" },
		{ "US", "9-1-1", "911" },
		{ "US", "91114085550123", "911" },
		{ "US", "9115550", "9115550" }, /* their own, as a whole */
		{ "US", "09 99", "0999" },
		{ "DE", "*112#", "*112#" },
		{ "GB", "*112#", "*112#" },
		{ "DE", "*112", "112" },
		{ "DE", "11+2", "112" },
		{ "DE", "112334455", "112" },
		{ "CH", "14415550123", "144" },
		{ "US", "415 555 2671", NULL },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char number[PHONE_TYPED_MAX + 1] = "as it was";
		bool emergency = phone_emergency(
		    cases[i].country, cases[i].typed, strlen(cases[i].typed), own, number);

		assert_int_equal(emergency, cases[i].number != NULL);
		assert_string_equal(number, emergency ? cases[i].number : "as it was");
	}
}

static void
an_extension_is_read_beside_its_number(void **unused)
{
	static const struct {
		const char *typed, *e164, *extension;
	} cases[] = {
		{ "+44 20 7946 0000", "+442079460000", "" },
		{ "020 7946 0000 x12", "+442079460000", "12" },
		{ "020 7946 0000 X 12", "+442079460000", "12" },
		{ "020 7946 0000 ext. 12", "+442079460000", "12" },
		{ "020 7946 0000 extension 12", "+442079460000", "12" },
		{ "020 7946 0000 #12", "+442079460000", "12" },
		{ "+44-20-7946-0000;ext=12", "+442079460000", "12" },
		{ "020 7946 0000 ext 00123", "+442079460000", "00123" },
		{ "Fax 020 7946 0000", "+442079460000", "" },
		{ "Fax020 7946 0000", "+442079460000", "" },
		{ "020 7946 0000 Durchwahl 12", NULL, NULL }, /* refused, not misread */
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct phone phone = { .e164 = "" };
		enum phone_verdict verdict =
		    phone_read(cases[i].typed, strlen(cases[i].typed), "GB", &phone);

		if (cases[i].e164 == NULL) {
			assert_true(verdict < PHONE_POSSIBLE);
			continue;
		}
		assert_int_equal(verdict, PHONE_VALID);
		assert_string_equal(phone.e164, cases[i].e164);
		assert_string_equal(phone.extension, cases[i].extension);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read_as_people_write_them),
		cmocka_unit_test(emergency_numbers_are_those_of_the_country_and_the_tenants_own),
		cmocka_unit_test(the_emergency_number_is_told_without_what_is_behind_it),
		cmocka_unit_test(what_a_call_costs_follows_from_the_number),
		cmocka_unit_test(what_is_read_again_is_judged_as_the_first_time),
		cmocka_unit_test(an_extension_is_read_beside_its_number),
		cmocka_unit_test(each_refusal_has_its_words),
	};

	phone_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
