/*
 * sms_text - how a text is encoded and counted as SMS segments.
 *
 * Owns: sms_text.def: the GSM 7-bit default alphabet with its extension table (3GPP TS 23.038, 6.2.1)
 *       and the sizes of single and concatenated segments. One table for sending, rates and the
 *       page's counter (SMS-14, SMS-22); docs/segments.md has the rules and how others count.
 * Must not know: carriers.
 */
#ifndef COMMON_BASE_SMS_TEXT_H
#define COMMON_BASE_SMS_TEXT_H

#include "common/base/str.h"

enum sms_encoding { SMS_GSM7, SMS_UCS2 };

/* A text of more segments is refused. */
enum {
#define SMS_ENCODING(id, name, single, part)
#define SMS_ALPHABET(name, units, characters)
#define SMS_PARTS_MAX(n) SMS_SEGMENTS_MAX = (n),
#include "common/base/sms_text.def"
#undef SMS_ENCODING
#undef SMS_ALPHABET
#undef SMS_PARTS_MAX
};

/* Units in a text of one segment, and in each of several. */
struct sms_size {
	int single, part;
};

struct sms_count {
	enum sms_encoding encoding;
	int characters; /* units: septets (an extension character counts two) or UTF-16 units */
	int segments; /* 0 for an empty text */
	int left; /* units left in the last segment */
};

/* `text` is valid UTF-8. A character of two units is never split over two segments. */
struct sms_count sms_count(struct view text);

const char *sms_encoding_name(enum sms_encoding encoding); /* "GSM-7", "UCS-2" */
struct sms_size sms_size(enum sms_encoding encoding);
/* Units of a character; 0: GSM 7-bit has none. */
int sms_units(enum sms_encoding encoding, int32_t code);

/* One character and its units. `out`: in GSM 7-bit the octets of it, unpacked (one septet each); 0: it
 * has none. */
int sms_gsm_encode(int32_t code, unsigned char out[2]);
/* The same text as septets, one an octet. Escape + unknown: the basic character of that code; two escapes, or
 * one at the end: a blank (3GPP TS 23.038, 6.2.1). A code above 127 is no character: U+FFFD. */
void sms_gsm_decode(struct view septets, struct buf *out);

#endif
