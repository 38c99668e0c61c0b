/* utf8 - see utf8.h */
#include "common/base/utf8.h"

/* Lead byte ranges: how many bytes follow, the bits it gives, the least code point. */
static const struct {
	unsigned char first, last;
	unsigned follow, bits;
	int32_t least;
} leads[] = {
	{ 0x00, 0x7f, 0, 0x7f, 0 },
	{ 0xc2, 0xdf, 1, 0x1f, 0x80 },
	{ 0xe0, 0xef, 2, 0x0f, 0x800 },
	{ 0xf0, 0xf4, 3, 0x07, 0x10000 },
};

static int32_t
decode(struct view text, unsigned follow, unsigned bits, int32_t least)
{
	int32_t code = (unsigned char)text.p[0] & (int32_t)bits;

	if (text.n < follow + 1)
		return -1;
	for (unsigned i = 1; i <= follow; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if ((c & 0xc0) != 0x80)
			return -1;
		code = code << 6 | (c & 0x3f);
	}
	if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return -1;
	return code;
}

int32_t
utf8_next(struct view *rest)
{
	if (rest->n == 0)
		return -1;
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
		unsigned char c = (unsigned char)rest->p[0];
		int32_t code;

		if (c < leads[i].first || c > leads[i].last)
			continue;
		code = decode(*rest, leads[i].follow, leads[i].bits, leads[i].least);
		if (code < 0)
			return -1;
		rest->p += leads[i].follow + 1;
		rest->n -= leads[i].follow + 1;
		return code;
	}
	return -1;
}

bool
utf8_valid(struct view text)
{
	while (text.n > 0)
		if (utf8_next(&text) < 0)
			return false;
	return true;
}

void
utf8_add(struct buf *out, int32_t code)
{
	unsigned at, lead;
	size_t i = 0;

	if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		code = 0xfffd;
	at = (unsigned)code;
	while (i + 1 < sizeof(leads) / sizeof(leads[0]) && code >= leads[i + 1].least)
		i++;
	lead = leads[i].follow > 0 ? ~leads[i].bits << 1 & 0xff : 0; /* 110…, 1110…, 11110… */
	buf_add_char(out, (char)(unsigned char)(lead | at >> (6 * leads[i].follow)));
	for (unsigned left = leads[i].follow; left-- > 0;)
		buf_add_char(out, (char)(unsigned char)(0x80 | (at >> (6 * left) & 0x3f)));
}

struct view
utf8_head(struct view text, size_t most)
{
	if (text.n <= most)
		return text;
	while (most > 0 && ((unsigned char)text.p[most] & 0xc0) == 0x80)
		most--;
	return (struct view){ text.p, most };
}

/* White_Space, Cc and Default_Ignorable_Code_Point of Unicode, as far as a keyboard or a paste brings them, and Braille's
 * empty cell. Ascending. */
static const struct {
	int32_t first, last;
} blanks[] = {
	{ 0, ' ' },
	{ 0x7f, 0xa0 },
	{ 0xad, 0xad },
	{ 0x34f, 0x34f },
	{ 0x61c, 0x61c },
	{ 0x115f, 0x1160 },
	{ 0x1680, 0x1680 },
	{ 0x180b, 0x180f },
	{ 0x2000, 0x200f },
	{ 0x2028, 0x202f },
	{ 0x205f, 0x206f },
	{ 0x2800, 0x2800 },
	{ 0x3000, 0x3000 },
	{ 0x3164, 0x3164 },
	{ 0xfe00, 0xfe0f },
	{ 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 },
	{ 0xe0000, 0xe0fff },
};

static bool
is_blank(int32_t code)
{
	size_t i = 0;

	while (i < sizeof(blanks) / sizeof(blanks[0]) && code > blanks[i].last)
		i++;
	return i < sizeof(blanks) / sizeof(blanks[0]) && code >= blanks[i].first;
}

bool
utf8_blank(struct view text)
{
	while (text.n > 0)
		if (!is_blank(utf8_next(&text)))
			return false;
	return true;
}

size_t
utf8_count(struct view text)
{
	size_t count = 0;

	while (utf8_next(&text) >= 0)
		count++;
	return count;
}
