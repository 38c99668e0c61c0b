/* charset - see charset.h */
#include "common/base/charset.h"

#include "common/base/utf8.h"

enum { UNKNOWN = 0xFFFD, HIGH_FIRST = 0xD800, LOW_FIRST = 0xDC00, SURROGATE_END = 0xE000 };

enum { UPPER = 0x80 };

static const struct {
	const char *name;
	uint16_t upper[UPPER];
} tables[] = {
#define CHARSET(name, ...) { name, { __VA_ARGS__ } },
#include "common/base/charset.def"
};

static const struct {
	const char *alias, *name;
} aliases[] = {
#define CHARSET_ALIAS(alias, name) { alias, name },
#include "common/base/charset.def"
};

/* A text holds no control characters but tab and the ends of lines. */
static void
add(struct buf *out, int32_t code)
{
	bool text = code >= ' ' ? code != 0x7f : code == '\t' || code == '\n' || code == '\r';

	utf8_add(out, text ? code : UNKNOWN);
}

static void
from_table(struct view bytes, const uint16_t upper[UPPER], struct buf *out)
{
	for (size_t i = 0; i < bytes.n; i++) {
		int32_t code = (unsigned char)bytes.p[i];

		add(out, code >= UPPER ? upper[code - UPPER] : code);
	}
}

/* NULL: nobody knows the name. */
static const uint16_t *
table_find(struct view name)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (view_is_nocase(name, aliases[i].alias))
			name = view_of(aliases[i].name);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (view_is_nocase(name, tables[i].name))
			return tables[i].upper;
	return NULL;
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
	from_table(bytes, table_find(VIEW("windows-1252")), out);
	return "windows-1252";
}

static bool
has_mark(struct view bytes)
{
	return view_starts(bytes, "\xEF\xBB\xBF") || view_starts(bytes, "\xFF\xFE") ||
	    view_starts(bytes, "\xFE\xFF");
}

/* Encodings that bytes tell, whatever was declared: "utf-8" is written over anything, too. */
static bool
is_told(struct view declared)
{
	return declared.n == 0 || view_is_nocase(declared, "utf-8") ||
	    view_is_nocase(declared, "utf8");
}

bool
charset_read(struct view bytes, struct view declared, struct buf *out)
{
	const uint16_t *upper = table_find(declared);
	bool big_endian = view_is_nocase(declared, "utf-16be"),
	     wide = big_endian || view_is_nocase(declared, "utf-16") ||
	    view_is_nocase(declared, "utf-16le");

	if (!is_told(declared) && upper == NULL && !wide)
		return false;
	if (is_told(declared) || has_mark(bytes))
		(void)charset_to_utf8(bytes, out);
	else if (wide)
		from_utf16(bytes, big_endian, out);
	else
		from_table(bytes, upper, out);
	return true;
}
