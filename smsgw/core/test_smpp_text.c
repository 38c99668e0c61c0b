/* smpp_text, smpp_receipt: encodings there and back, parts as they are cut and read, numbers, validity,
 * receipts and their ids. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "common/base/bytes.h"
#include "common/base/sms_text.h"
#include "smsgw/core/smpp_receipt.h"
#include "smsgw/core/smpp_text.h"

static const struct smpp_charsets gsm = { SMPP_GSM, SMPP_GSM };

static struct view
unhex(const char *text, struct buf *out)
{
	hex_decode(view_of(text), out);
	return buf_view(out);
}

static void
a_data_coding_says_the_charset(void **unused)
{
	static const struct smpp_charsets other = { SMPP_LATIN1, SMPP_ASCII };
	static const struct {
		uint8_t coding;
		enum smpp_charset usual, other;
	} rows[] = {
		{ 0x00, SMPP_GSM, SMPP_LATIN1 },
		{ 0x01, SMPP_GSM, SMPP_ASCII },
		{ 0x02, SMPP_BINARY, SMPP_BINARY },
		{ 0x03, SMPP_LATIN1, SMPP_LATIN1 },
		{ 0x04, SMPP_BINARY, SMPP_BINARY },
		{ 0x05, SMPP_BINARY, SMPP_BINARY },
		{ 0x06, SMPP_CYRILLIC, SMPP_CYRILLIC },
		{ 0x07, SMPP_HEBREW, SMPP_HEBREW },
		{ 0x08, SMPP_UCS2, SMPP_UCS2 },
		{ 0x0d, SMPP_BINARY, SMPP_BINARY },
		{ 0x0e, SMPP_BINARY, SMPP_BINARY },
		{ 0x10, SMPP_GSM, SMPP_GSM },
		{ 0x18, SMPP_UCS2, SMPP_UCS2 },
		{ 0xf0, SMPP_GSM, SMPP_GSM },
		{ 0xf1, SMPP_GSM, SMPP_GSM },
		{ 0xf4, SMPP_BINARY, SMPP_BINARY },
		{ 0xf5, SMPP_BINARY, SMPP_BINARY },
		{ 0x80, SMPP_BINARY, SMPP_BINARY },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(smpp_charset_of(rows[i].coding, &gsm), rows[i].usual);
		assert_int_equal(smpp_charset_of(rows[i].coding, &other), rows[i].other);
	}
}

static void
octets_are_read_as_text(void **unused)
{
	static const struct {
		enum smpp_charset charset;
		const char *octets, *text;
	} rows[] = {
		{ SMPP_GSM, "000102", "@£$" },
		{ SMPP_GSM, "1b65201b28611b3c091b0a", "€ {a[Ç\f" },
		{ SMPP_GSM, "1b41", "A" }, /* unknown behind the escape: the basic one */
		{ SMPP_GSM, "1b1b61", " a" },
		{ SMPP_GSM, "611b", "a " },
		{ SMPP_GSM, "ff", "\xef\xbf\xbd" },
		{ SMPP_ASCII, "24405b80", "$@[\xef\xbf\xbd" },
		{ SMPP_LATIN1, "e76000", "ç`\xef\xbf\xbd" },
		{ SMPP_CYRILLIC, "bfe0d8f0", "При№" },
		{ SMPP_HEBREW, "f9e5ed", "שום" },
		{ SMPP_UTF8, "c3a9ff61",
		    "é\xef\xbf\xbd"
		    "a" },
		{ SMPP_UCS2, "044f0020d83dde00", "я 😀" },
		{ SMPP_UCS2, "044f00", "я" }, /* the odd octet is dropped */
		{ SMPP_UCS2, "0000", "\xef\xbf\xbd" },
		{ SMPP_UCS2, "d83d", "\xf4\x8d\xa0\xbd" }, /* half a pair: U+10D83D */
		{ SMPP_UCS2, "de000041",
		    "\xf4\x8d\xb8\x80"
		    "A" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf octets = { 0 }, text = { 0 };

		smpp_text_decode(rows[i].charset, unhex(rows[i].octets, &octets), &text);
		assert_string_equal(text.p, rows[i].text);
		buf_fini(&octets);
		buf_fini(&text);
	}
}

static void
every_septet_comes_back_as_it_went(void **unused)
{
	(void)unused;
	for (int escape = 0; escape < 2; escape++)
		for (int septet = 0; septet < 128; septet++) {
			char octets[2] = { escape ? 0x1b : (char)septet, (char)septet };
			struct buf text = { 0 }, again = { 0 };
			struct view one = { octets, escape ? 2 : 1 };

			smpp_text_decode(SMPP_GSM, one, &text);
			assert_true(smpp_text_encode(SMPP_GSM, buf_view(&text), &again));
			if (!escape && septet != 0x1b)
				assert_true(view_eq(buf_view(&again), one));
			buf_fini(&text);
			buf_fini(&again);
		}
}

static void
a_text_that_the_charset_lacks_is_not_written(void **unused)
{
	static const struct {
		enum smpp_charset charset;
		const char *text;
		bool fits;
	} rows[] = {
		{ SMPP_GSM, "€{}Ç", true },
		{ SMPP_GSM, "ç", false },
		{ SMPP_GSM, "`", false },
		{ SMPP_LATIN1, "ç`", true },
		{ SMPP_LATIN1, "€", false },
		{ SMPP_ASCII, "abc", true },
		{ SMPP_ASCII, "é", false },
		{ SMPP_UTF8, "😀", true },
		{ SMPP_UCS2, "😀я", true },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf out = { 0 }, back = { 0 };

		assert_int_equal(
		    smpp_text_encode(rows[i].charset, view_of(rows[i].text), &out), rows[i].fits);
		if (rows[i].fits) {
			smpp_text_decode(rows[i].charset, buf_view(&out), &back);
			assert_string_equal(back.p, rows[i].text);
		} else {
			assert_int_equal(out.n, 0);
		}
		buf_fini(&out);
		buf_fini(&back);
	}
}

/* ---- parts ---- */

static void
repeat(struct buf *out, int times, const char *text)
{
	while (times-- > 0)
		buf_add_text(out, text);
}

/* Makes, writes, reads and joins again what the parts hold. */
static void
check_parts(struct view text, enum smpp_long how, int expected)
{
	struct smpp_parts parts;
	struct buf joined = { 0 };
	struct err err;

	assert_int_equal(smpp_parts_make(text, &gsm, how, 77, &parts, &err), 0);
	assert_int_equal(parts.count, expected);
	for (int i = 0; i < parts.count; i++) {
		struct smpp_pdu pdu = { .command = SMPP_SUBMIT_SM, .sequence = 1 }, back;
		struct buf tlvs = { 0 }, frame = { 0 };
		struct smpp_content content;

		smpp_part_fill(&parts, i, &pdu, &tlvs);
		assert_int_equal(smpp_encode(&pdu, &frame, &err), 0);
		assert_int_equal(smpp_decode(buf_view(&frame), &back, &err), 0);
		assert_int_equal(smpp_content(&back, &gsm, &content, &err), 0);
		assert_int_equal(content.total, parts.count > 1 ? parts.count : 0);
		assert_int_equal(content.number, parts.count > 1 ? i + 1 : 0);
		if (parts.count > 1)
			assert_int_equal(
			    content.ref, how == SMPP_LONG_SAR ? SMPP_WIDE_REF + 77 : 77);
		if (!parts.payload)
			assert_true(pdu.short_message.n <= (parts.data_coding == 8 ? 140 : 160));
		smpp_text_decode(content.charset, content.octets, &joined);
		buf_fini(&tlvs);
		buf_fini(&frame);
	}
	assert_true(view_eq(buf_view(&joined), text));
	smpp_parts_fini(&parts);
	buf_fini(&joined);
}

/* The reference, section 4: the split is the one that is counted and billed. */
static void
a_text_is_cut_as_it_is_counted(void **unused)
{
	static const struct {
		int times;
		const char *first, *then;
		int parts;
	} rows[] = {
		{ 160, "a", "", 1 },
		{ 161, "a", "", 2 },
		{ 306, "a", "", 2 },
		{ 307, "a", "", 3 },
		{ 80, "€", "", 1 },
		{ 159, "a", "€", 2 },
		{ 152, "a", "€aaaaaaa", 2 },
		{ 153, "€", "", 3 },
		{ 305, "a", "~", 3 },
		{ 304, "a", "~", 2 },
		{ 158, "a", "\r\n", 1 },
		{ 69, "a", "ç", 1 },
		{ 159, "a", "`", 3 },
		{ 70, "я", "", 1 },
		{ 71, "я", "", 2 },
		{ 134, "я", "", 2 },
		{ 135, "я", "", 3 },
		{ 35, "😀", "", 1 },
		{ 36, "😀", "", 2 },
		{ 66, "я", "😀яяя", 2 },
		{ 1530, "a", "", 10 },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf text = { 0 };

		repeat(&text, rows[i].times, rows[i].first);
		buf_add_text(&text, rows[i].then);
		assert_int_equal(sms_count(buf_view(&text)).segments, rows[i].parts);
		check_parts(buf_view(&text), SMPP_LONG_UDH, rows[i].parts);
		check_parts(buf_view(&text), SMPP_LONG_SAR, rows[i].parts);
		check_parts(buf_view(&text), SMPP_LONG_PAYLOAD, 1);
		buf_fini(&text);
	}
}

static void
over_ten_parts_are_refused_and_not_cut_short_and_so_is_nothing(void **unused)
{
	struct buf text = { 0 };

	(void)unused;
	repeat(&text, 1531, "a");
	for (int how = SMPP_LONG_UDH; how <= SMPP_LONG_PAYLOAD; how++) {
		struct smpp_parts parts;
		struct err err;

		assert_int_equal(
		    smpp_parts_make(buf_view(&text), &gsm, (enum smpp_long)how, 1, &parts, &err),
		    -1);
		assert_string_equal(err.field, "text");
		assert_null(parts.octets.p);
		assert_int_equal(
		    smpp_parts_make(VIEW(""), &gsm, (enum smpp_long)how, 1, &parts, &err), -1);
		assert_string_equal(err.field, "text");
	}
	buf_fini(&text);
}

static void
what_a_links_charset_lacks_goes_as_ucs2(void **unused)
{
	static const struct smpp_charsets latin1 = { SMPP_LATIN1, SMPP_GSM },
					  utf8 = { SMPP_UTF8, SMPP_GSM };
	struct smpp_parts parts;
	struct buf text = { 0 };
	struct err err;

	(void)unused;
	assert_int_equal(smpp_parts_make(VIEW("5 €"), &latin1, SMPP_LONG_UDH, 1, &parts, &err), 0);
	assert_int_equal(parts.data_coding, 8);
	smpp_parts_fini(&parts);
	assert_int_equal(smpp_parts_make(VIEW("5 é"), &latin1, SMPP_LONG_UDH, 1, &parts, &err), 0);
	assert_int_equal(parts.data_coding, 0);
	assert_true(view_is(buf_view(&parts.octets), "5 \xe9"));
	smpp_parts_fini(&parts);
	repeat(&text, 300, "Ω"); /* two octets each: a part must not be over 254 */
	assert_int_equal(
	    smpp_parts_make(buf_view(&text), &utf8, SMPP_LONG_UDH, 1, &parts, &err), 0);
	for (int i = 0; i < parts.count; i++)
		assert_true(parts.at[i].n <= SMPP_SHORT_MAX);
	smpp_parts_fini(&parts);
	buf_fini(&text);
}

static void
a_header_is_read_and_one_that_lies_is_refused(void **unused)
{
	static const struct {
		uint8_t esm_class;
		const char *octets;
		int result;
		int64_t ref, total, number;
		const char *text;
	} rows[] = {
		{ 0x40, "0500032a020161", 0, 42, 2, 1, "a" },
		{ 0x43, "0500032a020261", 0, 42, 2, 2, "a" }, /* Kannel's class: the bit counts */
		{ 0x40, "0608041234030361", 0, SMPP_WIDE_REF + 0x1234, 3, 3, "a" },
		{ 0x40, "0b05040b8423f000032a020161", 0, 42, 2, 1, "a" }, /* ports beside it */
		{ 0x40, "0500032a020361", 0, 0, 0, 0, "a" }, /* part 3 of 2: ignored */
		{ 0x40, "0500032a020061", 0, 0, 0, 0, "a" },
		{ 0x40, "0500032a010161", 0, 0, 0, 0, "a" }, /* one part is whole */
		{ 0x40, "0061", 0, 0, 0, 0, "a" },
		{ 0x40, "", -1, 0, 0, 0, "" },
		{ 0x40, "05", -1, 0, 0, 0, "" },
		{ 0x40, "0500032a02", -1, 0, 0, 0, "" },
		{ 0x40, "0300092a0161", -1, 0, 0, 0, "" }, /* an element past the header */
		{ 0x40, "010061", -1, 0, 0, 0, "" },
		{ 0x00, "0500032a020161", 0, 0, 0, 0, NULL },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf octets = { 0 };
		struct smpp_pdu pdu = { .command = SMPP_DELIVER_SM,
			.esm_class = rows[i].esm_class,
			.short_message = unhex(rows[i].octets, &octets) };
		struct smpp_content content;
		struct err err;

		assert_int_equal(smpp_content(&pdu, &gsm, &content, &err), rows[i].result);
		if (rows[i].result == 0) {
			assert_int_equal(content.ref, rows[i].ref);
			assert_int_equal(content.total, rows[i].total);
			assert_int_equal(content.number, rows[i].number);
			if (rows[i].text != NULL)
				assert_true(view_is(content.octets, rows[i].text));
		} else {
			assert_string_equal(err.field, "short_message");
		}
		buf_fini(&octets);
	}
}

static void
a_payload_is_cut_at_whole_characters(void **unused)
{
	static char octets[3 * SMPP_PAYLOAD_MAX];
	struct view rest = { octets, sizeof(octets) };
	size_t lengths[] = { SMPP_PAYLOAD_MAX - 2, SMPP_PAYLOAD_MAX, SMPP_PAYLOAD_MAX, 2, 0 };

	(void)unused;
	octets[SMPP_PAYLOAD_MAX - 2] = (char)0xd8; /* a pair of surrogates over the first end */
	octets[SMPP_PAYLOAD_MAX] = (char)0xdc;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		assert_int_equal(smpp_payload_next(&rest).n, lengths[i]);
}

static void
a_payload_beside_a_short_message_is_refused(void **unused)
{
	struct buf tlvs = { 0 };
	struct smpp_pdu pdu = { .command = SMPP_DELIVER_SM, .short_message = VIEW("a") };
	struct smpp_content content;
	struct err err;

	(void)unused;
	smpp_tlv_add(&tlvs, SMPP_TLV_MESSAGE_PAYLOAD, VIEW("whole"));
	pdu.tlvs = buf_view(&tlvs);
	assert_int_equal(smpp_content(&pdu, &gsm, &content, &err), -1);
	assert_string_equal(err.field, "message_payload");
	pdu.short_message.n = 0;
	assert_int_equal(smpp_content(&pdu, &gsm, &content, &err), 0);
	assert_true(view_is(content.octets, "whole"));
	buf_fini(&tlvs);
}

/* ---- numbers and times ---- */

static void
numbers_have_their_type(void **unused)
{
	static const struct {
		const char *number;
		uint8_t ton, npi;
		const char *address;
	} rows[] = { { "+46701234567", 1, 1, "46701234567" }, { "72345", 3, 0, "72345" },
		{ "Lindqvist", 5, 0, "Lindqvist" } };
	static const struct {
		uint8_t ton;
		const char *address, *number;
	} back[] = { { 1, "46701234567", "+46701234567" }, { 1, "+46701234567", "+46701234567" },
		{ 0, "46701234567", "+46701234567" }, { 0, "72345", "72345" },
		{ 3, "72345", "72345" }, { 2, "0701234567", "0701234567" },
		{ 5, "Lindqvist", "Lindqvist" }, { 1, "", NULL }, { 1, "+", NULL },
		{ 1, "1234567890123456", NULL }, { 1, "+abc", NULL } };

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t ton, npi;
		struct view address;

		smpp_address(view_of(rows[i].number), &ton, &npi, &address);
		assert_int_equal(ton, rows[i].ton);
		assert_int_equal(npi, rows[i].npi);
		assert_true(view_is(address, rows[i].address));
	}
	for (size_t i = 0; i < sizeof(back) / sizeof(back[0]); i++) {
		char number[24];
		bool known =
		    smpp_number(back[i].ton, view_of(back[i].address), number, sizeof(number));

		assert_int_equal(known, back[i].number != NULL);
		if (known)
			assert_string_equal(number, back[i].number);
	}
}

static void
a_validity_is_told_from_now(void **unused)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} rows[] = { { 0, "" }, { -5, "" }, { 1, "000000000001000R" }, { 3600, "000000010000000R" },
		{ 86400, "000001000000000R" }, { 90061, "000001010101000R" },
		{ INT64_MAX, "000030000000000R" } };

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[SMPP_TIME_SIZE];

		smpp_validity(rows[i].seconds, text);
		assert_string_equal(text, rows[i].text);
	}
}

/* ---- receipts ---- */

static void
a_receipt_repeats_how_its_text_begins(void **unused)
{
	static const struct {
		const char *text, *said;
	} rows[] = {
		{ "id:1 stat:DELIVRD err:000 text:Hello", "Hello" },
		{ "id:1 stat:DELIVRD Text: id:2 ", " id:2 " },
		{ "id:1 stat:DELIVRD text:", "" },
		{ "id:1 stat:DELIVRD", "" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct smpp_pdu pdu = { .command = SMPP_DELIVER_SM, .esm_class = 0x04 };
		struct smpp_receipt receipt;

		assert_true(smpp_receipt_read(&pdu, view_of(rows[i].text), &receipt));
		assert_true(view_is(receipt.id, "1"));
		assert_true(view_is(receipt.said, rows[i].said));
	}
}

static void
a_receipt_is_read_from_its_text(void **unused)
{
	static const struct {
		const char *text, *id, *state, *code;
	} rows[] = {
		{ "id:0123456789 sub:001 dlvrd:001 submit date:2611201200 done date:2611201201 "
		  "stat:DELIVRD err:000 text:Hello",
		    "0123456789", "delivered", "000" },
		{ "ID:7F STAT:delivrd", "7F", "delivered", "" },
		{ "stat:UNDELIV err:00a id:1a2b-3c", "1a2b-3c", "undelivered", "00a" },
		{ "id:1 stat:EXPIRED err:", "1", "expired", "" },
		{ "id:1 stat:REJECTD err:0123456789", "1", "rejected",
		    "" }, /* a code that can't be one */
		{ "id:1 stat:ACCEPTD", "1", "sent", "" },
		{ "id:1 stat:ENROUTE", "1", "sent", "" },
		{ "id:1 stat:BUFFERD", "1", "sent", "" },
		{ "id:1 stat:ACKED", "1", "sent", "" },
		{ "id:1 stat:DELETED", "1", "failed", "" },
		{ "id:1 stat:UNKNOWN", "1", "unknown", "" },
		{ "id:1 stat:DELIV", "1", "delivered", "" },
		{ "id:1 stat:DELIVERED", "1", "delivered", "" },
		{ "id:1 stat:UNDELIVERABLE", "1", "undelivered", "" },
		{ "id:1 stat:SKIPPED", "1", "failed", "" },
		/* what the customer wrote is no receipt's word */
		{ "id:1 stat:UNDELIV text:id:2 stat:DELIVRD", "1", "undelivered", "" },
		{ "id:1 id:2 stat:UNDELIV stat:DELIVRD", "1", "undelivered", "" },
		{ "text:id:2 stat:DELIVRD", NULL, NULL, NULL },
		{ "stat:DELIVRD", NULL, NULL, NULL },
		{ "id:1", NULL, NULL, NULL },
		{ "id:1 stat:DELI", NULL, NULL, NULL },
		{ "id:1 stat:OTHER", NULL, NULL, NULL },
		{ "", NULL, NULL, NULL },
		{ "id:12345678901234567890123456789012345678901234567890123456789012345 "
		  "stat:DELIVRD",
		    NULL, NULL, NULL },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct smpp_pdu pdu = { .command = SMPP_DELIVER_SM, .esm_class = 0x04 };
		struct smpp_receipt receipt;
		bool read = smpp_receipt_read(&pdu, view_of(rows[i].text), &receipt);

		assert_int_equal(read, rows[i].id != NULL);
		if (!read)
			continue;
		assert_true(view_is(receipt.id, rows[i].id));
		assert_string_equal(receipt.state, rows[i].state);
		assert_true(view_is(receipt.code, rows[i].code));
	}
}

static void
what_the_parameters_say_of_a_receipt_counts_before_its_text(void **unused)
{
	struct buf tlvs = { 0 };
	struct smpp_pdu pdu = { .command = SMPP_DELIVER_SM, .esm_class = 0x04 };
	struct smpp_receipt receipt;

	(void)unused;
	smpp_tlv_add(&tlvs, SMPP_TLV_RECEIPTED_ID, VIEW("abc\0"));
	smpp_tlv_add_number(&tlvs, SMPP_TLV_MESSAGE_STATE, 1, 5);
	pdu.tlvs = buf_view(&tlvs);
	assert_true(smpp_receipt_read(&pdu, VIEW("id:9 stat:DELIVRD err:042"), &receipt));
	assert_true(view_is(receipt.id, "abc"));
	assert_string_equal(receipt.state, "undelivered");
	assert_true(view_is(receipt.code, "042"));
	assert_true(smpp_receipt_read(&pdu, VIEW(""), &receipt));
	buf_fini(&tlvs);
}

static void
a_class_tells_receipts_from_texts(void **unused)
{
	static const struct {
		uint8_t esm_class;
		bool receipt;
	} rows[] = { { 0x00, false }, { 0x03, false }, { 0x40, false }, { 0x80, false },
		{ 0x04, true }, { 0x08, true }, { 0x10, true }, { 0x20, true }, { 0x44, true },
		{ 0x18, false } };

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct smpp_pdu pdu = { .esm_class = rows[i].esm_class };

		assert_int_equal(smpp_is_receipt(&pdu), rows[i].receipt);
	}
}

static void
an_id_has_one_form_whatever_its_base(void **unused)
{
	static const struct {
		enum smpp_id_type type;
		const char *response, *receipt;
		bool same;
	} rows[] = {
		{ SMPP_ID_TEXT, "1a2b3c4d", "1a2b3c4d", true },
		{ SMPP_ID_TEXT, "1a2b3c4d", "1A2B3C4D", false },
		{ SMPP_ID_HEX_DEC, "1a2b3c4d", "439041101", true },
		{ SMPP_ID_DEC_HEX, "439041101", "1A2B3C4D", true },
		{ SMPP_ID_HEX_HEX, "1a2b3c4d", "001A2B3C4D", true },
		{ SMPP_ID_DEC_DEC, "0439041101", "439041101", true },
		{ SMPP_ID_DEC_DEC, "10", "11", false },
		{ SMPP_ID_HEX_DEC, "10", "16", true },
		{ SMPP_ID_DEC_DEC, "1a", "26", true }, /* a digit that is none: hexadecimal */
		{ SMPP_ID_HEX_DEC, "ffffffffffffffff", "18446744073709551615", true },
		{ SMPP_ID_HEX_DEC, "10000000000000000", "18446744073709551616",
		    false }, /* over 64 bits: as text */
		{ SMPP_ID_DEC_DEC, "a-b-c", "a-b-c", true },
		{ SMPP_ID_UNSET, "00aB", "AB", true },
		{ SMPP_ID_UNSET, "0", "000", true },
		{ SMPP_ID_UNSET, "1a2b3c4d", "439041101", false },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char response[SMPP_ID_SIZE], receipt[SMPP_ID_SIZE];

		smpp_id_of_response(rows[i].type, view_of(rows[i].response), response);
		smpp_id_of_receipt(rows[i].type, view_of(rows[i].receipt), receipt);
		assert_int_equal(strcmp(response, receipt) == 0, rows[i].same);
	}
}

static void
an_id_of_no_known_base_has_two_more_forms(void **unused)
{
	char forms[SMPP_ID_FORMS][SMPP_ID_SIZE];

	(void)unused;
	smpp_id_forms("439041101", forms);
	assert_string_equal(forms[0], "1a2b3c4d");
	assert_string_equal(forms[1], "18136436993");
	smpp_id_forms("1a2b3c4d", forms);
	assert_string_equal(forms[0], "");
	assert_string_equal(forms[1], "439041101");
	smpp_id_forms("a-b", forms);
	assert_string_equal(forms[0], "");
	assert_string_equal(forms[1], "");
}

static void
our_own_receipt_reads_as_what_it_says(void **unused)
{
	static const struct {
		const char *state, *code, *read, *text;
	} rows[] = {
		{ "delivered", "", "delivered",
		    "id:00000000000002ff sub:001 dlvrd:001 submit date:2611201000 done "
		    "date:2611201001 "
		    "stat:DELIVRD err:000 text:" },
		{ "undelivered", "7", "undelivered",
		    "id:00000000000002ff sub:001 dlvrd:000 submit date:2611201000 done "
		    "date:2611201001 "
		    "stat:UNDELIV err:007 text:" },
		{ "blocked", "21610", "rejected",
		    "id:00000000000002ff sub:001 dlvrd:000 submit date:2611201000 done "
		    "date:2611201001 "
		    "stat:REJECTD err:000 text:" },
		{ "expired", "a b", "expired",
		    "id:00000000000002ff sub:001 dlvrd:000 submit date:2611201000 done "
		    "date:2611201001 "
		    "stat:EXPIRED err:a0b text:" },
		{ "cancelled", "", "failed",
		    "id:00000000000002ff sub:001 dlvrd:000 submit date:2611201000 done "
		    "date:2611201001 "
		    "stat:DELETED err:000 text:" },
	};
	char text[SMPP_RECEIPT_TEXT_SIZE];
	struct smpp_receipt receipt;
	int64_t id;

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct smpp_receipt_own own = { .id = 0x2ff,
			.state = view_of(rows[i].state),
			.code = view_of(rows[i].code),
			.submitted_s = 1795168800,
			.ended_s = 1795168860 };

		smpp_receipt_text(&own, text);
		assert_string_equal(text, rows[i].text);
		assert_true(smpp_receipt_read(
		    &(struct smpp_pdu){ .command = SMPP_DELIVER_SM, .esm_class = 4 }, view_of(text),
		    &receipt));
		assert_string_equal(receipt.state, rows[i].read);
		assert_true(smpp_client_id_read(receipt.id, &id));
		assert_int_equal(id, 0x2ff);
	}
	assert_false(smpp_client_id_read(VIEW(""), &id));
	assert_false(smpp_client_id_read(VIEW("12x"), &id));
	assert_false(smpp_client_id_read(VIEW("ffffffffffffffff"), &id));
	assert_false(smpp_client_id_read(VIEW("00000000000000001"), &id));
}

static void
a_clients_validity_is_read_relative_and_absolute(void **unused)
{
	enum { NOW = 1790000000 }; /* 2026-09-21 14:13:20 UTC */
	static const struct {
		const char *text;
		int64_t seconds; /* -1: refused */
	} rows[] = {
		{ "", 0 },
		{ "000000000001000R", 1 },
		{ "000000010000000R", 3600 },
		{ "000002000000000R", 2 * 86400 },
		{ "000100000000000R", 30 * 86400 },
		{ "010000000000000R", 365 * 86400 },
		{ "999999999999999R", INT64_C(3387588039) },
		{ "260921141420000+", 60 },
		{ "260921141420900-", 60 },
		{ "260921161420008+", 60 }, /* two hours ahead of UTC */
		{ "260921091420020-", 60 },
		{ "260921151320000+", 3600 },
		{ "260922141320000+", 86400 },
		{ "000000000000000R", -1 },
		{ "260921141320000+", -1 }, /* now */
		{ "260921131320000+", -1 },
		{ "261301000000000+", -1 },
		{ "260931000000000+", -1 },
		{ "260922240000000+", -1 },
		{ "260922236000000+", -1 },
		{ "260922141320049+", -1 },
		{ "260922141320000Z", -1 },
		{ "260922141320000", -1 },
		{ "26092214132000R", -1 },
		{ "2609221413200000+", -1 },
		{ "26092214132-000+", -1 },
		{ "tomorrow evening", -1 },
	};
	int64_t seconds;

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool read = smpp_validity_read(view_of(rows[i].text), NOW, &seconds);

		if (read != (rows[i].seconds >= 0) || (read && seconds != rows[i].seconds))
			print_message("%s\n", rows[i].text);
		assert_int_equal(read, rows[i].seconds >= 0);
		if (read)
			assert_int_equal(seconds, rows[i].seconds);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(our_own_receipt_reads_as_what_it_says),
		cmocka_unit_test(a_data_coding_says_the_charset),
		cmocka_unit_test(octets_are_read_as_text),
		cmocka_unit_test(every_septet_comes_back_as_it_went),
		cmocka_unit_test(a_text_that_the_charset_lacks_is_not_written),
		cmocka_unit_test(a_text_is_cut_as_it_is_counted),
		cmocka_unit_test(over_ten_parts_are_refused_and_not_cut_short_and_so_is_nothing),
		cmocka_unit_test(what_a_links_charset_lacks_goes_as_ucs2),
		cmocka_unit_test(a_header_is_read_and_one_that_lies_is_refused),
		cmocka_unit_test(a_payload_is_cut_at_whole_characters),
		cmocka_unit_test(a_payload_beside_a_short_message_is_refused),
		cmocka_unit_test(numbers_have_their_type),
		cmocka_unit_test(a_validity_is_told_from_now),
		cmocka_unit_test(a_clients_validity_is_read_relative_and_absolute),
		cmocka_unit_test(a_receipt_is_read_from_its_text),
		cmocka_unit_test(a_receipt_repeats_how_its_text_begins),
		cmocka_unit_test(what_the_parameters_say_of_a_receipt_counts_before_its_text),
		cmocka_unit_test(a_class_tells_receipts_from_texts),
		cmocka_unit_test(an_id_has_one_form_whatever_its_base),
		cmocka_unit_test(an_id_of_no_known_base_has_two_more_forms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
