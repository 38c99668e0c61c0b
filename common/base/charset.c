/* charset - see charset.h */
#include "common/base/charset.h"

#include "common/base/utf8.h"

enum { UNKNOWN = 0xFFFD, HIGH_FIRST = 0xD800, LOW_FIRST = 0xDC00, SURROGATE_END = 0xE000 };

/* 0x80 to 0x9F of Windows-1252 as the WHATWG's encoding standard has them: the five holes are C1 controls. */
static const int32_t windows_1252[32] = { 0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020,
	0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019,
	0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
	0x017E, 0x0178 };

/* A text holds no control characters but tab and the ends of lines. */
static void
add(struct buf *out, int32_t code)
{
	bool text = code >= ' ' ? code != 0x7f : code == '\t' || code == '\n' || code == '\r';

	utf8_add(out, text ? code : UNKNOWN);
}

static void
from_windows_1252(struct view bytes, struct buf *out)
{
	for (size_t i = 0; i < bytes.n; i++) {
		int32_t code = (unsigned char)bytes.p[i];

		add(out, code >= 0x80 && code < 0xA0 ? windows_1252[code - 0x80] : code);
	}
}

/* The unit at `i`; `high` says which byte of a pair comes first. */
static int32_t
unit_at(struct view bytes, size_t i, bool big_endian)
{
	unsigned first = (unsigned char)bytes.p[i], second = (unsigned char)bytes.p[i + 1];

	return (int32_t)(big_endian ? first << 8 | second : second << 8 | first);
}

static void
from_utf16(struct view bytes, bool big_endian, struct buf *out)
{
	size_t i = 0;

	while (i + 1 < bytes.n) {
		int32_t code = unit_at(bytes, i, big_endian), low;

		i += 2;
		if (code >= HIGH_FIRST && code < LOW_FIRST && i + 1 < bytes.n) {
			low = unit_at(bytes, i, big_endian);
			if (low >= LOW_FIRST && low < SURROGATE_END) {
				code = 0x10000 + ((code - HIGH_FIRST) << 10) + (low - LOW_FIRST);
				i += 2;
			}
		}
		add(out, code);
	}
	if (i < bytes.n)
		add(out, UNKNOWN);
}

static struct view
without_mark(struct view bytes, size_t n)
{
	return (struct view){ bytes.p + n, bytes.n - n };
}

static void
from_utf8(struct view bytes, struct buf *out)
{
	while (bytes.n > 0) {
		int32_t code = utf8_next(&bytes);

		if (code < 0)
			bytes = without_mark(bytes, 1);
		add(out, code);
	}
}

const char *
charset_to_utf8(struct view bytes, struct buf *out)
{
	if (view_starts(bytes, "\xEF\xBB\xBF")) {
		from_utf8(without_mark(bytes, 3), out);
		return "UTF-8";
	}
	if (view_starts(bytes, "\xFF\xFE")) {
		from_utf16(without_mark(bytes, 2), false, out);
		return "UTF-16LE";
	}
	if (view_starts(bytes, "\xFE\xFF")) {
		from_utf16(without_mark(bytes, 2), true, out);
		return "UTF-16BE";
	}
	if (utf8_valid(bytes)) {
		from_utf8(bytes, out);
		return "UTF-8";
	}
	from_windows_1252(bytes, out);
	return "windows-1252";
}
