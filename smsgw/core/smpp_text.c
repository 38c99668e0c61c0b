/* smpp_text - see smpp_text.h */
#include "smsgw/core/smpp_text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/base/sms_text.h"
#include "common/base/utf8.h"
#include "smsgw/core/carrier.h"

/* ---- data_coding ---- */

/* The first row that fits. By GSM's own table (23.038, 4) 0x1x and 0xFx hold a class. */
static const struct {
	uint8_t mask, value;
	enum smpp_charset charset;
} codings[] = {
	{ 0xff, 0x02, SMPP_BINARY },
	{ 0xff, 0x03, SMPP_LATIN1 },
	{ 0xff, 0x04, SMPP_BINARY },
	{ 0xff, 0x06, SMPP_CYRILLIC },
	{ 0xff, 0x07, SMPP_HEBREW },
	{ 0xff, 0x08, SMPP_UCS2 },
	{ 0xfc, 0x10, SMPP_GSM },
	{ 0xfc, 0x18, SMPP_UCS2 },
	{ 0xf4, 0xf0, SMPP_GSM },
	{ 0x00, 0x00, SMPP_BINARY },
};

enum smpp_charset
smpp_charset_of(uint8_t data_coding, const struct smpp_charsets *charsets)
{
	size_t i = 0;

	if (data_coding <= 1)
		return data_coding == 0 ? charsets->dcs0 : charsets->dcs1;
	while ((data_coding & codings[i].mask) != codings[i].value)
		i++;
	return codings[i].charset;
}

/* ---- reading ---- */

/* The code point of one octet; -1: it is none. */
static int32_t
of_ascii(unsigned char c)
{
	return c < 0x80 ? c : -1;
}

static int32_t
of_latin1(unsigned char c)
{
	return c;
}

static int32_t
of_cyrillic(unsigned char c)
{
	if (c < 0xa1 || c == 0xad)
		return c;
	return c == 0xf0 ? 0x2116 : c == 0xfd ? 0xa7 : c - 0xa0 + 0x400;
}

static int32_t
of_hebrew(unsigned char c)
{
	static const struct {
		unsigned char octet;
		int32_t code;
	} odd[] = { { 0xaa, 0xd7 }, { 0xba, 0xf7 }, { 0xdf, 0x2017 }, { 0xfd, 0x200e },
		{ 0xfe, 0x200f } };

	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		if (odd[i].octet == c)
			return odd[i].code;
	if (c >= 0xe0 && c <= 0xfa)
		return c - 0xe0 + 0x5d0;
	return c <= 0xbe && c != 0xa1 ? c : -1;
}

static int32_t (*const octet_readers[])(unsigned char c) = {
	[SMPP_ASCII] = of_ascii,
	[SMPP_LATIN1] = of_latin1,
	[SMPP_CYRILLIC] = of_cyrillic,
	[SMPP_HEBREW] = of_hebrew,
};

/* The database holds no NUL. */
static void
add(struct buf *out, int32_t code)
{
	utf8_add(out, code == 0 ? -1 : code);
}

static void
decode_utf8(struct view octets, struct buf *out)
{
	while (octets.n > 0) {
		int32_t code = utf8_next(&octets);

		add(out, code);
		if (code < 0) {
			octets.p++;
			octets.n--;
		}
	}
}

static int32_t
unit_at(struct view octets, size_t i)
{
	return (unsigned char)octets.p[i] << 8 | (unsigned char)octets.p[i + 1];
}

static bool
is_high(int32_t unit)
{
	return unit >= 0xd800 && unit <= 0xdbff;
}

static bool
is_low(int32_t unit)
{
	return unit >= 0xdc00 && unit <= 0xdfff;
}

static void
decode_ucs2(struct view octets, struct buf *out)
{
	for (size_t i = 0; i + 1 < octets.n; i += 2) {
		int32_t unit = unit_at(octets, i);

		if (is_high(unit) && i + 3 < octets.n && is_low(unit_at(octets, i + 2))) {
			i += 2;
			unit = 0x10000 + ((unit - 0xd800) << 10) + (unit_at(octets, i) - 0xdc00);
		} else if (is_high(unit) || is_low(unit)) {
			unit += SMPP_HALF_FIRST - 0xd800;
		}
		add(out, unit);
	}
}

void
smpp_text_decode(enum smpp_charset charset, struct view octets, struct buf *out)
{
	if (charset == SMPP_GSM)
		sms_gsm_decode(octets, out);
	else if (charset == SMPP_UCS2)
		decode_ucs2(octets, out);
	else if (charset == SMPP_UTF8)
		decode_utf8(octets, out);
	else
		for (size_t i = 0; i < octets.n; i++)
			add(out, octet_readers[charset]((unsigned char)octets.p[i]));
}

/* ---- writing ---- */

static void
add_unit(struct buf *out, int32_t unit)
{
	buf_add_char(out, (char)(unsigned char)(unit >> 8));
	buf_add_char(out, (char)(unsigned char)unit);
}

/* One character; false: the charset lacks it. */
static bool
encode_one(enum smpp_charset charset, int32_t code, struct buf *out)
{
	unsigned char septets[2];
	int n;

	switch (charset) {
	case SMPP_GSM:
		n = sms_gsm_encode(code, septets);
		buf_add(out, septets, (size_t)n);
		return n > 0;
	case SMPP_ASCII:
	case SMPP_LATIN1:
		buf_add_char(out, (char)(unsigned char)code);
		return code < (charset == SMPP_ASCII ? 0x80 : 0x100);
	case SMPP_UTF8:
		utf8_add(out, code);
		return true;
	case SMPP_UCS2:
		if (code > 0xffff) {
			add_unit(out, 0xd800 + ((code - 0x10000) >> 10));
			add_unit(out, 0xdc00 + ((code - 0x10000) & 0x3ff));
		} else {
			add_unit(out, code);
		}
		return true;
	case SMPP_CYRILLIC:
	case SMPP_HEBREW:
	case SMPP_BINARY:
		break;
	}
	return false;
}

void
smpp_halves_drop(struct buf *text)
{
	struct view rest = buf_view(text);
	struct buf out = { 0 };
	int32_t code;

	while ((code = utf8_next(&rest)) >= 0)
		utf8_add(&out, code >= SMPP_HALF_FIRST && code <= SMPP_HALF_LAST ? -1 : code);
	buf_fini(text);
	*text = out;
}

bool
smpp_text_encode(enum smpp_charset charset, struct view text, struct buf *out)
{
	size_t before = out->n;
	int32_t code;

	while ((code = utf8_next(&text)) >= 0)
		if (!encode_one(charset, code, out)) {
			out->n = before;
			if (out->p != NULL)
				out->p[before] = '\0';
			return false;
		}
	return true;
}

/* ---- the user data header ---- */

enum { ESM_HEADER = 0x40, IE_CONCAT = 0x00, IE_CONCAT_WIDE = 0x08 };

static int64_t
octet(struct view bytes, size_t i)
{
	return (unsigned char)bytes.p[i];
}

static void
set_part(struct smpp_content *out, int64_t ref, int64_t total, int64_t number)
{
	/* 23.040: an element that contradicts itself is to be ignored. */
	if (total < 2 || number < 1 || number > total)
		return;
	out->ref = ref;
	out->total = total;
	out->number = number;
}

/* One element at the head of what is left; false: it runs past the header. */
static bool
read_element(struct view *header, struct smpp_content *out)
{
	struct view data;

	if (header->n < 2 || header->n - 2 < (size_t)octet(*header, 1))
		return false;
	data = (struct view){ header->p + 2, (size_t)octet(*header, 1) };
	if (header->p[0] == IE_CONCAT && data.n == 3)
		set_part(out, octet(data, 0), octet(data, 1), octet(data, 2));
	else if (header->p[0] == IE_CONCAT_WIDE && data.n == 4)
		set_part(out, SMPP_WIDE_REF + (octet(data, 0) << 8 | octet(data, 1)),
		    octet(data, 2), octet(data, 3));
	header->p += 2 + data.n;
	header->n -= 2 + data.n;
	return true;
}

static int
read_header(struct smpp_content *out, struct err *err)
{
	struct view header;

	if (out->octets.n == 0 || (size_t)octet(out->octets, 0) >= out->octets.n)
		return err_set(err, ERR_INVALID, "short_message",
		    "The user data header runs past the message.");
	header = (struct view){ out->octets.p + 1, (size_t)octet(out->octets, 0) };
	out->octets.p += 1 + header.n;
	out->octets.n -= 1 + header.n;
	while (header.n > 0)
		if (!read_element(&header, out))
			return err_set(err, ERR_INVALID, "short_message",
			    "An element of the user data header runs past it.");
	return 0;
}

static void
read_sar(const struct smpp_pdu *pdu, struct smpp_content *out)
{
	uint32_t ref, total, number;

	if (smpp_tlv_number(pdu, SMPP_TLV_SAR_REF, 2, &ref) &&
	    smpp_tlv_number(pdu, SMPP_TLV_SAR_TOTAL, 1, &total) &&
	    smpp_tlv_number(pdu, SMPP_TLV_SAR_NUMBER, 1, &number))
		set_part(out, SMPP_WIDE_REF + (int64_t)ref, total, number);
}

int
smpp_content(const struct smpp_pdu *pdu, const struct smpp_charsets *charsets,
    struct smpp_content *out, struct err *err)
{
	struct view payload;

	*out = (struct smpp_content){ .octets = pdu->short_message,
		.charset = smpp_charset_of(pdu->data_coding, charsets) };
	if (smpp_tlv_find(pdu, SMPP_TLV_MESSAGE_PAYLOAD, &payload)) {
		if (pdu->short_message.n > 0)
			return err_set(err, ERR_INVALID, "message_payload",
			    "There is a short_message beside it.");
		out->octets = payload;
	}
	if ((pdu->esm_class & ESM_HEADER) != 0)
		return read_header(out, err);
	read_sar(pdu, out);
	return 0;
}

/* ---- parts ---- */

enum { HEADER_SIZE = 6 };

/* A text is cut by the units of the phone's encoding, whatever the link's own charset is. */
static int
units_of(enum sms_encoding encoding, struct view text)
{
	int32_t code;
	int sum = 0;

	while ((code = utf8_next(&text)) >= 0)
		sum += sms_units(encoding, code);
	return sum;
}

static void
begin_part(struct smpp_parts *parts)
{
	unsigned char header[HEADER_SIZE] = { HEADER_SIZE - 1, IE_CONCAT, 3, parts->ref, 0, 0 };

	parts->at[parts->count++].at = parts->octets.n;
	header[HEADER_SIZE - 1] = (unsigned char)parts->count;
	if (parts->header)
		buf_add(&parts->octets, header, sizeof(header)); /* the total is not known yet */
}

static void
end_part(struct smpp_parts *parts)
{
	int last = parts->count - 1;

	parts->at[last].n = parts->octets.n - parts->at[last].at;
}

/* False: more than SMPP_PARTS_MAX. */
static bool
cut(struct smpp_parts *parts, enum smpp_charset charset, enum sms_encoding encoding,
    struct view text)
{
	enum { CHARACTER_MAX = 4 }; /* octets */
	int used = 0;
	int32_t code;

	begin_part(parts);
	while ((code = utf8_next(&text)) >= 0) {
		size_t octets = parts->octets.n - parts->at[parts->count - 1].at;

		if (used + sms_units(encoding, code) > sms_size(encoding).part ||
		    octets + CHARACTER_MAX > SMPP_SHORT_MAX) {
			end_part(parts);
			if (parts->count == SMPP_PARTS_MAX)
				return false;
			begin_part(parts);
			used = 0;
		}
		used += sms_units(encoding, code);
		(void)encode_one(charset, code, &parts->octets);
	}
	end_part(parts);
	for (int i = 0; parts->header && i < parts->count; i++)
		parts->octets.p[parts->at[i].at + HEADER_SIZE - 2] = (char)parts->count;
	return true;
}

static void
put_whole(struct smpp_parts *parts, enum smpp_charset charset, struct view text)
{
	(void)smpp_text_encode(charset, text, &parts->octets);
	parts->at[0].n = parts->octets.n;
	parts->count = 1;
}

int
smpp_parts_make(struct view text, const struct smpp_charsets *charsets, enum smpp_long how,
    uint8_t ref, struct smpp_parts *out, struct err *err)
{
	enum smpp_charset charset = charsets->dcs0;
	enum sms_encoding encoding = sms_count(text).encoding;
	struct buf tried = { 0 };
	int sum;

	*out = (struct smpp_parts){ .ref = ref };
	if (text.n == 0)
		return err_set(err, ERR_INVALID, "text", "The text is empty.");
	if (encoding == SMS_UCS2 || !smpp_text_encode(charset, text, &tried)) {
		encoding = SMS_UCS2;
		charset = SMPP_UCS2;
		out->data_coding = 0x08;
	}
	buf_fini(&tried);
	sum = units_of(encoding, text);
	if (sum > sms_size(encoding).single && how != SMPP_LONG_PAYLOAD) {
		out->header = how == SMPP_LONG_UDH;
		out->sar = how == SMPP_LONG_SAR;
		if (cut(out, charset, encoding, text))
			return 0;
	} else if (sum <= sms_size(encoding).part * SMPP_PARTS_MAX) {
		put_whole(out, charset, text);
		out->payload = sum > sms_size(encoding).single || out->octets.n > SMPP_SHORT_MAX;
		return 0;
	}
	smpp_parts_fini(out);
	return err_set(err, ERR_INVALID, "text", "The text has over %d parts.", SMPP_PARTS_MAX);
}

void
smpp_parts_fini(struct smpp_parts *parts)
{
	buf_fini(&parts->octets);
	*parts = (struct smpp_parts){ .count = 0 };
}

void
smpp_part_fill(const struct smpp_parts *parts, int i, struct smpp_pdu *pdu, struct buf *tlvs)
{
	struct view octets = { parts->octets.p + parts->at[i].at, parts->at[i].n };

	assert(i < parts->count);
	pdu->data_coding = parts->data_coding;
	pdu->esm_class = parts->header ? ESM_HEADER : 0;
	if (parts->payload)
		(void)smpp_tlv_add(tlvs, SMPP_TLV_MESSAGE_PAYLOAD, octets);
	else
		pdu->short_message = octets;
	if (parts->sar) {
		smpp_tlv_add_number(tlvs, SMPP_TLV_SAR_REF, 2, parts->ref);
		smpp_tlv_add_number(tlvs, SMPP_TLV_SAR_TOTAL, 1, (uint32_t)parts->count);
		smpp_tlv_add_number(tlvs, SMPP_TLV_SAR_NUMBER, 1, (uint32_t)i + 1);
	}
	pdu->tlvs = buf_view(tlvs);
}

struct view
smpp_payload_next(struct view *rest)
{
	struct view octets = { rest->p, rest->n < SMPP_PAYLOAD_MAX ? rest->n : SMPP_PAYLOAD_MAX };

	if (octets.n < rest->n && is_low(unit_at(*rest, octets.n)))
		octets.n -= 2;
	rest->p += octets.n;
	rest->n -= octets.n;
	return octets;
}

/* ---- numbers and times ---- */

enum {
	TON_UNKNOWN = 0,
	TON_INTERNATIONAL = 1,
	TON_NETWORK = 3,
	TON_NAME = 5,
	NPI_ISDN = 1,
	SHORT_CODE_MAX = 8,
};

void
smpp_address(struct view number, uint8_t *ton, uint8_t *npi, struct view *address)
{
	*address = number;
	if (view_starts(number, "+")) {
		address->p++;
		address->n--;
		*ton = TON_INTERNATIONAL;
		*npi = NPI_ISDN;
	} else {
		*ton = view_is_digits(number) ? TON_NETWORK : TON_NAME;
		*npi = 0;
	}
}

bool
smpp_number(uint8_t ton, struct view address, char *out, size_t size)
{
	bool plus = view_starts(address, "+");

	out[0] = '\0';
	if (plus) {
		address.p++;
		address.n--;
	}
	if (address.n == 0 || address.n + 2 > size)
		return false;
	if (!view_is_digits(address)) /* a name, which nobody can answer */
		return !plus && number_is_name(address) && view_copy(address, out, size);
	plus =
	    plus || ton == TON_INTERNATIONAL || (ton == TON_UNKNOWN && address.n > SHORT_CODE_MAX);
	(void)snprintf(out, size, "%s%.*s", plus ? "+" : "", (int)address.n, address.p);
	return address.n <= 15;
}

void
smpp_validity(int64_t seconds, char out[SMPP_TIME_SIZE])
{
	/* In days: how long a month is would be the carrier's to say. */
	int64_t rest = seconds < SMPP_VALIDITY_MAX_S ? seconds : SMPP_VALIDITY_MAX_S;

	out[0] = '\0';
	if (seconds > 0)
		(void)snprintf(out, SMPP_TIME_SIZE, "0000%02d%02d%02d%02d000R", (int)(rest / 86400),
		    (int)(rest / 3600 % 24), (int)(rest / 60 % 60), (int)(rest % 60));
}

enum time_part { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, TIME_PARTS };

enum { TENTHS = 2 * TIME_PARTS, QUARTERS = TENTHS + 1, TIME_SIGN = QUARTERS + 2 };
enum { QUARTERS_MAX = 48, QUARTER_S = 900 };

static int
two_digits(struct view text, int at)
{
	return (text.p[at] - '0') * 10 + text.p[at + 1] - '0';
}

static int64_t
relative_seconds(const int parts[TIME_PARTS])
{
	static const int64_t each[TIME_PARTS] = { 365 * 86400, 30 * 86400, 86400, 3600, 60, 1 };
	int64_t seconds = 0;

	for (int i = 0; i < TIME_PARTS; i++)
		seconds += parts[i] * each[i];
	return seconds;
}

/* UNIX time of the parts at UTC; -1: the calendar has no such time. */
static int64_t
calendar_seconds(const int parts[TIME_PARTS])
{
	struct tm tm = { .tm_year = 100 + parts[YEAR],
		.tm_mon = parts[MONTH] - 1,
		.tm_mday = parts[DAY],
		.tm_hour = parts[HOUR],
		.tm_min = parts[MINUTE],
		.tm_sec = parts[SECOND] };
	const struct tm given = tm;
	time_t at = timegm(&tm);

	return tm.tm_mon == given.tm_mon && tm.tm_mday == given.tm_mday &&
		tm.tm_hour == given.tm_hour && tm.tm_min == given.tm_min &&
		tm.tm_sec == given.tm_sec
	    ? (int64_t)at
	    : -1;
}

bool
smpp_validity_read(struct view text, int64_t now_s, int64_t *seconds)
{
	struct view digits = { text.p, TIME_SIGN };
	int parts[TIME_PARTS], quarters;
	int64_t at;
	char sign;

	*seconds = 0;
	if (text.n == 0)
		return true;
	if (text.n != SMPP_TIME_SIZE - 1 || !view_is_digits(digits))
		return false;
	for (int i = 0; i < TIME_PARTS; i++)
		parts[i] = two_digits(text, 2 * i);
	sign = text.p[TIME_SIGN];
	quarters = two_digits(text, QUARTERS);
	if (sign == 'R') {
		*seconds = relative_seconds(parts);
		return *seconds > 0;
	}
	at = calendar_seconds(parts);
	if (at < 0 || quarters > QUARTERS_MAX || (sign != '+' && sign != '-'))
		return false;
	*seconds = at - (sign == '+' ? 1 : -1) * (int64_t)quarters * QUARTER_S - now_s;
	return *seconds > 0;
}
