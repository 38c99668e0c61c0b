/* sms_text - see sms_text.h */
#include "common/base/sms_text.h"

#include <string.h>

#include "common/base/utf8.h"

static const struct {
	const char *name;
	struct sms_size size;
} encodings[] = {
#define SMS_ENCODING(id, name, single, part) [id] = { name, { single, part } },
#define SMS_ALPHABET(name, units, characters)
#define SMS_PARTS_MAX(n)
#include "common/base/sms_text.def"
#undef SMS_ENCODING
#undef SMS_ALPHABET
};

/* `basic` and `extension`: what stands behind the escape. */
#define SMS_ENCODING(id, name, single, part)
#undef SMS_ALPHABET
#define SMS_ALPHABET(name, units, characters) static const char name[] = characters;
#include "common/base/sms_text.def"
#undef SMS_ENCODING
#undef SMS_ALPHABET
#undef SMS_PARTS_MAX

static const unsigned char extension_codes[] = { 0x0a, 0x14, 0x28, 0x29, 0x2f, 0x3c, 0x3d, 0x3e,
	0x40, 0x65 };
enum { ESCAPE = 0x1b }; /* stands between basic's 27th character and the next */

/* The character's place in the set; -1: it is not there. */
static int
place_of(const char *set, int32_t code)
{
	struct view rest = view_of(set);
	int32_t at;

	for (int place = 0; (at = utf8_next(&rest)) >= 0; place++)
		if (at == code)
			return place;
	return -1;
}

/* ASCII letters, digits and the space, which have their own codes: the common case without a search. */
static bool
is_plain(int32_t code)
{
	return code == ' ' || (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') ||
	    (code >= 'A' && code <= 'Z');
}

/* Units of a character in GSM 7-bit; 0: it has none. */
static int
septets(int32_t code)
{
	if (is_plain(code) || place_of(basic, code) >= 0)
		return 1;
	return place_of(extension, code) >= 0 ? 2 : 0;
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

int
sms_units(enum sms_encoding encoding, int32_t code)
{
	return encoding == SMS_GSM7 ? septets(code) : code > 0xffff ? 2 : 1;
}

struct sms_count
sms_count(struct view text)
{
	struct sms_count count = { .encoding = encoding_of(text), .segments = 1 };
	const struct sms_size size = sms_size(count.encoding);
	int used = 0; /* units in the last segment, were there several */
	int32_t code;

	while ((code = utf8_next(&text)) >= 0) {
		int n = sms_units(count.encoding, code);

		count.characters += n;
		if (used + n > size.part) {
			count.segments++;
			used = 0;
		}
		used += n;
	}
	if (count.characters <= size.single) {
		count.segments = count.characters > 0 ? 1 : 0;
		count.left = size.single - count.characters;
	} else {
		count.left = size.part - used;
	}
	return count;
}

const char *
sms_encoding_name(enum sms_encoding encoding)
{
	return encodings[encoding].name;
}

struct sms_size
sms_size(enum sms_encoding encoding)
{
	return encodings[encoding].size;
}

/* ---- octets ---- */

int
sms_gsm_encode(int32_t code, unsigned char out[2])
{
	int place = is_plain(code) ? code : place_of(basic, code);

	if (place >= 0) {
		out[0] = (unsigned char)(is_plain(code) || place < ESCAPE ? place : place + 1);
		return 1;
	}
	place = place_of(extension, code);
	if (place < 0)
		return 0;
	out[0] = ESCAPE;
	out[1] = extension_codes[place];
	return 2;
}

static int32_t
character_at(const char *set, int place)
{
	struct view rest = view_of(set);
	int32_t code = -1;

	while (place-- >= 0)
		code = utf8_next(&rest);
	return code;
}

static int32_t
basic_character(int septet)
{
	if (is_plain(septet))
		return septet;
	if (septet == ESCAPE)
		return ' ';
	return character_at(basic, septet < ESCAPE ? septet : septet - 1);
}

static int32_t
extension_character(int septet)
{
	for (int i = 0; i < (int)sizeof(extension_codes); i++)
		if (extension_codes[i] == septet)
			return character_at(extension, i);
	return basic_character(septet);
}

void
sms_gsm_decode(struct view septets, struct buf *out)
{
	for (size_t i = 0; i < septets.n; i++) {
		int septet = (unsigned char)septets.p[i];
		bool escaped = septet == ESCAPE && i + 1 < septets.n;

		if (escaped)
			septet = (unsigned char)septets.p[++i];
		if (septet > 0x7f)
			utf8_add(out, -1);
		else
			utf8_add(
			    out, escaped ? extension_character(septet) : basic_character(septet));
	}
}
