/* sms_text: alphabets, the limits of one and of several segments, characters never split. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/sms_text.h"
#include "common/base/utf8.h"

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
		{ "", 0, "", SMS_GSM7, 0, 0, 160 },
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

/* 3GPP TS 23.038, 6.2.1: a few of each row, where a table is shifted most easily. */
static void
characters_have_the_codes_of_the_standard(void **unused)
{
	static const struct {
		const char *text;
		int n;
		unsigned char octets[2];
	} cases[] = {
		{ "@", 1, { 0x00 } },
		{ "Ç", 1, { 0x09 } },
		{ "Ξ", 1, { 0x1a } },
		{ "Æ", 1, { 0x1c } },
		{ "É", 1, { 0x1f } },
		{ " ", 1, { 0x20 } },
		{ "¤", 1, { 0x24 } },
		{ "?", 1, { 0x3f } },
		{ "¡", 1, { 0x40 } },
		{ "A", 1, { 0x41 } },
		{ "Ä", 1, { 0x5b } },
		{ "§", 1, { 0x5f } },
		{ "¿", 1, { 0x60 } },
		{ "a", 1, { 0x61 } },
		{ "à", 1, { 0x7f } },
		{ "\f", 2, { 0x1b, 0x0a } },
		{ "\\", 2, { 0x1b, 0x2f } },
		{ "|", 2, { 0x1b, 0x40 } },
		{ "€", 2, { 0x1b, 0x65 } },
		{ "ç", 0, { 0 } },
		{ "\t", 0, { 0 } },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct view rest = view_of(cases[i].text);
		unsigned char octets[2];
		struct buf text = { 0 };

		assert_int_equal(sms_gsm_encode(utf8_next(&rest), octets), cases[i].n);
		assert_memory_equal(octets, cases[i].octets, (size_t)cases[i].n);
		if (cases[i].n == 0)
			continue;
		sms_gsm_decode((struct view){ (const char *)octets, (size_t)cases[i].n }, &text);
		assert_string_equal(text.p, cases[i].text);
		buf_fini(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(segments_follow_the_limits_of_each_encoding),
		cmocka_unit_test(every_character_of_both_gsm_tables_is_gsm),
		cmocka_unit_test(characters_have_the_codes_of_the_standard),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
