/* charset - see charset.h */
#include "common/base/charset.h"

#include <errno.h>
#include <iconv.h>
#include <pthread.h>

#include "common/base/utf8.h"

enum { UNKNOWN = 0xFFFD, HIGH_FIRST = 0xD800, LOW_FIRST = 0xDC00, SURROGATE_END = 0xE000 };

enum { PIECE_BYTES = 1024 }; /* converted at once */

/* A text holds no control characters but tab and the ends of lines. */
static void
add(struct buf *out, int32_t code)
{
	bool text = code >= ' ' ? code != 0x7f : code == '\t' || code == '\n' || code == '\r';

	utf8_add(out, text ? code : UNKNOWN);
}

static struct view
without_head(struct view bytes, size_t n)
{
	return (struct view){ bytes.p + n, bytes.n - n };
}

/* ---- encodings that are read here ---- */

static void
from_windows_1252(struct view bytes, struct buf *out)
{
	static const uint16_t other[0xA0 - 0x80] = { 0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026,
		0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D, 0x8F, 0x90,
		0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161,
		0x203A, 0x153, 0x9D, 0x17E, 0x178 };

	for (size_t i = 0; i < bytes.n; i++) {
		int32_t code = (unsigned char)bytes.p[i];

		add(out, code >= 0x80 && code < 0xA0 ? other[code - 0x80] : code);
	}
}

/* The unit at `i`; `big_endian`: the high byte comes first. */
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

static void
from_utf16le(struct view bytes, struct buf *out)
{
	from_utf16(bytes, false, out);
}

static void
from_utf16be(struct view bytes, struct buf *out)
{
	from_utf16(bytes, true, out);
}

static void
from_utf8(struct view bytes, struct buf *out)
{
	while (bytes.n > 0) {
		int32_t code = utf8_next(&bytes);

		if (code < 0)
			bytes = without_head(bytes, 1);
		add(out, code);
	}
}

/* No encoding is known: UTF-8 is hardly ever valid by chance. */
static void
from_guess(struct view bytes, struct buf *out)
{
	(utf8_valid(bytes) ? from_utf8 : from_windows_1252)(bytes, out);
}

static const struct {
	const char *declared;
	void (*read)(struct view bytes, struct buf *out);
} own[] = {
	{ "", from_guess },
	{ "us-ascii", from_guess },
	{ "ascii", from_guess },
	{ "utf-8", from_utf8 },
	{ "utf8", from_utf8 },
	{ "utf-16", from_utf16le },
	{ "utf-16le", from_utf16le },
	{ "utf-16be", from_utf16be },
	{ "windows-1252", from_windows_1252 },
	{ "cp1252", from_windows_1252 },
	{ "iso-8859-1", from_windows_1252 }, /* a text has no C1 controls */
	{ "iso8859-1", from_windows_1252 },
	{ "latin1", from_windows_1252 },
};

static const struct {
	const char *bytes, *name;
	void (*read)(struct view bytes, struct buf *out);
} marks[] = {
	{ "\xEF\xBB\xBF", "UTF-8", from_utf8 },
	{ "\xFF\xFE", "UTF-16LE", from_utf16le },
	{ "\xFE\xFF", "UTF-16BE", from_utf16be },
};

/* ---- encodings of the C library ---- */

static const struct {
	const char *declared, *name;
} charsets[] = {
#define CHARSET(declared, name) { declared, name },
#include "common/base/charset.def"
};

enum { CHARSETS = sizeof(charsets) / sizeof(charsets[0]) };

/* -1: not one of them. */
static int
charset_find(struct view declared)
{
	for (int i = 0; i < CHARSETS; i++)
		if (view_is_nocase(declared, charsets[i].declared))
			return i;
	return -1;
}

/* One unused converter of each charset stays open. Otherwise glibc would load and unload the charset's module for each value. */
static struct {
	pthread_mutex_t lock;
	iconv_t converters[CHARSETS];
} kept = { .lock = PTHREAD_MUTEX_INITIALIZER };

static iconv_t
converter_open(int charset)
{
	iconv_t converter = iconv_open("UTF-8", charsets[charset].name);

	if (converter == (iconv_t)-1)
		return converter;
	(void)pthread_mutex_lock(&kept.lock);
	if (kept.converters[charset] == NULL)
		kept.converters[charset] = iconv_open("UTF-8", charsets[charset].name);
	(void)pthread_mutex_unlock(&kept.lock);
	return converter;
}

/* Converts one piece; `in` NULL: writes what the converter has held back. Returns iconv's errno, or 0. */
static int
convert_piece(iconv_t converter, char **in, size_t *left, struct buf *out)
{
	char text[PIECE_BYTES], *to = text;
	size_t room = sizeof(text);
	int error = iconv(converter, in, left, &to, &room) == (size_t)-1 ? errno : 0;

	from_utf8((struct view){ text, (size_t)(to - text) }, out);
	return error;
}

static bool
from_converter(int charset, struct view bytes, struct buf *out)
{
	iconv_t converter = converter_open(charset);
	char *in = (char *)(uintptr_t)bytes.p; /* iconv does not write there */
	size_t left = bytes.n;

	if (converter == (iconv_t)-1)
		return false;
	while (left > 0) {
		int error = convert_piece(converter, &in, &left, out);

		if (error == 0 || error == E2BIG)
			continue;
		add(out, UNKNOWN);
		in++;
		left =
		    error == EILSEQ ? left - 1 : 0; /* EINVAL: the last character is incomplete */
	}
	(void)convert_piece(converter, NULL, NULL, out);
	(void)iconv_close(converter);
	return true;
}

/* ---- both ---- */

/* The name of the encoding that the mark says; NULL: there is no mark. */
static const char *
from_mark(struct view bytes, struct buf *out)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (view_starts(bytes, marks[i].bytes)) {
			marks[i].read(without_head(bytes, view_of(marks[i].bytes).n), out);
			return marks[i].name;
		}
	return NULL;
}

const char *
charset_to_utf8(struct view bytes, struct buf *out)
{
	const char *marked = from_mark(bytes, out);

	if (marked != NULL)
		return marked;
	from_guess(bytes, out);
	return utf8_valid(bytes) ? "UTF-8" : "windows-1252";
}

bool
charset_read(struct view bytes, struct view declared, struct buf *out)
{
	int charset = charset_find(declared);

	if (!charset_is_known(declared))
		return false;
	if (from_mark(bytes, out) != NULL)
		return true;
	if (charset >= 0)
		return from_converter(charset, bytes, out);
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (view_is_nocase(declared, own[i].declared))
			own[i].read(bytes, out);
	return true;
}

bool
charset_is_known(struct view declared)
{
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (view_is_nocase(declared, own[i].declared))
			return true;
	return charset_find(declared) >= 0;
}

bool
charset_is_utf8(struct view declared)
{
	return view_is_nocase(declared, "utf-8") || view_is_nocase(declared, "utf8");
}

void
charset_shown(struct view declared, char out[CHARSET_SHOWN_SIZE])
{
	size_t n = 0;

	for (size_t i = 0; i < declared.n && n < CHARSET_SHOWN_SIZE - 1; i++)
		if (declared.p[i] > ' ' && declared.p[i] < 0x7f)
			out[n++] = declared.p[i];
	out[n] = '\0';
}
