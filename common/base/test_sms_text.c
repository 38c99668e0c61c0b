/* sms_text: alphabets, the limits of one and of several segments, characters never split. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/sms_text.h"

static struct sms_count
count_repeated(const char *piece, int times, const char *tail)
{
	struct buf text = { 0 };
	struct sms_count count;

	for (int i = 0; i < times; i++)
		buf_add_text(&text, piece);
	buf_add_text(&text, tail);
	count = sms_count(buf_view(&text));
	buf_fini(&text);
	return count;
}

static void
segments_follow_the_limits_of_each_encoding(void **unused)
{
	static const struct {
		const char *piece;
		int times;
		const char *tail;
		enum sms_encoding encoding;
		int characters, segments, left;
	} cases[] = {
		{ "", 0, "", SMS_GSM7, 0, 1, 160 },
		{ "a", 160, "", SMS_GSM7, 160, 1, 0 },
		{ "a", 161, "", SMS_GSM7, 161, 2, 145 },
		{ "a", 306, "", SMS_GSM7, 306, 2, 0 },
		{ "a", 307, "", SMS_GSM7, 307, 3, 152 },
		{ "€", 80, "", SMS_GSM7, 160, 1, 0 },
		/* An escape pair does not fit the 153rd place: it moves to the next segment. */
		{ "a", 152, "€aaaaaaa", SMS_GSM7, 161, 2, 144 },
		{ "ж", 70, "", SMS_UCS2, 70, 1, 0 },
		{ "ж", 71, "", SMS_UCS2, 71, 2, 63 },
		{ "😕", 35, "", SMS_UCS2, 70, 1, 0 },
		{ "ж", 66, "😕жжж", SMS_UCS2, 71, 2, 62 },
		{ "a", 10, "`", SMS_UCS2, 11, 1, 59 },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sms_count count =
		    count_repeated(cases[i].piece, cases[i].times, cases[i].tail);

		assert_int_equal(count.encoding, cases[i].encoding);
		assert_int_equal(count.characters, cases[i].characters);
		assert_int_equal(count.segments, cases[i].segments);
		assert_int_equal(count.left, cases[i].left);
	}
}

static void
every_character_of_both_gsm_tables_is_gsm(void **unused)
{
	(void)unused;
	assert_int_equal(
	    sms_count(VIEW("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà")).encoding, SMS_GSM7);
	assert_int_equal(sms_count(VIEW("^{}\\[~]|€\f")).characters, 20);
	assert_int_equal(sms_count(VIEW("ç")).encoding, SMS_UCS2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(segments_follow_the_limits_of_each_encoding),
		cmocka_unit_test(every_character_of_both_gsm_tables_is_gsm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
