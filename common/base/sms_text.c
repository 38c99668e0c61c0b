/* sms_text - see sms_text.h */
#include "common/base/sms_text.h"

#include <string.h>

#include "common/base/utf8.h"

static const struct {
	const char *name;
	int single, part; /* units in a message of one segment, and in each of several */
} sizes[] = {
	[SMS_GSM7] = { "GSM-7", 160, 153 },
	[SMS_UCS2] = { "UCS-2", 70, 67 },
};

/* 3GPP TS 23.038: the basic set, and what stands behind the escape. */
static const char basic[] =
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
static const char extension[] = "\f^{}\\[~]|€";

static bool
holds(const char *set, int32_t code)
{
	struct view rest = view_of(set);
	int32_t at;

	while ((at = utf8_next(&rest)) >= 0)
		if (at == code)
			return true;
	return false;
}

/* Units of a character in GSM 7-bit; 0: it has none. */
static int
septets(int32_t code)
{
	/* ASCII letters, digits and the space: the common case without a search. */
	if (code < 0x80 &&
	    (code == ' ' || (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') ||
		(code >= 'A' && code <= 'Z')))
		return 1;
	if (holds(basic, code))
		return 1;
	return holds(extension, code) ? 2 : 0;
}

static enum sms_encoding
encoding_of(struct view text)
{
	int32_t code;

	while ((code = utf8_next(&text)) >= 0)
		if (septets(code) == 0)
			return SMS_UCS2;
	return SMS_GSM7;
}

static int
units(enum sms_encoding encoding, int32_t code)
{
	return encoding == SMS_GSM7 ? septets(code) : code > 0xffff ? 2 : 1;
}

struct sms_count
sms_count(struct view text)
{
	struct sms_count count = { .encoding = encoding_of(text), .segments = 1 };
	int part = sizes[count.encoding].part;
	int used = 0; /* units in the last segment, were there several */
	int32_t code;

	while ((code = utf8_next(&text)) >= 0) {
		int n = units(count.encoding, code);

		count.characters += n;
		if (used + n > part) {
			count.segments++;
			used = 0;
		}
		used += n;
	}
	if (count.characters <= sizes[count.encoding].single) {
		count.segments = 1;
		count.left = sizes[count.encoding].single - count.characters;
	} else {
		count.left = part - used;
	}
	return count;
}

const char *
sms_encoding_name(enum sms_encoding encoding)
{
	return sizes[encoding].name;
}
