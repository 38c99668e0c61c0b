/* opt_word - see opt_word.h */
#include "common/base/opt_word.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"

enum { FULL_WIDTH_FIRST = 0xff01, FULL_WIDTH_LAST = 0xff5e, FULL_WIDTH = 0xff01 - '!' };
enum {
	OWN_MIN = 2 /* characters */,
	COUNTRY_N = 2,
	TEXT_MAX = 1024 /* bytes: who writes more than that writes no word */
};

static const struct {
	const char *language, *countries;
} languages[] = {
#define COUNTRIES(language, countries) { #language, countries },
#include "common/base/opt_word.def"
};

static const struct {
	const char *intent, *language, *word;
} words[] = {
#define WORD(intent, language, word) { #intent, #language, word },
#include "common/base/opt_word.def"
};

/* In ascending order. Of marks, blanks and pictures nothing is left, and neither of accents that stand by themselves. */
static const struct run {
	int32_t first, last;
	const char *to;
} runs[] = {
	{ 0x00, 0x2f, "" },
	{ 0x3a, 0x40, "" },
	{ 0x5b, 0x60, "" },
	{ 0x7b, 0xa9, "" },
	{ 0xab, 0xb4, "" },
	{ 0xb6, 0xb9, "" },
	{ 0xbb, 0xbf, "" },
	{ 0xc0, 0xc5, "a" },
	{ 0xc6, 0xc6, "ae" },
	{ 0xc7, 0xc7, "c" },
	{ 0xc8, 0xcb, "e" },
	{ 0xcc, 0xcf, "i" },
	{ 0xd0, 0xd0, "d" },
	{ 0xd1, 0xd1, "n" },
	{ 0xd2, 0xd6, "o" },
	{ 0xd7, 0xd7, "" },
	{ 0xd8, 0xd8, "o" },
	{ 0xd9, 0xdc, "u" },
	{ 0xdd, 0xdd, "y" },
	{ 0xde, 0xde, "th" },
	{ 0xdf, 0xdf, "ss" },
	{ 0xe0, 0xe5, "a" },
	{ 0xe6, 0xe6, "ae" },
	{ 0xe7, 0xe7, "c" },
	{ 0xe8, 0xeb, "e" },
	{ 0xec, 0xef, "i" },
	{ 0xf0, 0xf0, "d" },
	{ 0xf1, 0xf1, "n" },
	{ 0xf2, 0xf6, "o" },
	{ 0xf7, 0xf7, "" },
	{ 0xf8, 0xf8, "o" },
	{ 0xf9, 0xfc, "u" },
	{ 0xfd, 0xfd, "y" },
	{ 0xfe, 0xfe, "th" },
	{ 0xff, 0xff, "y" },
	{ 0x100, 0x105, "a" },
	{ 0x106, 0x10d, "c" },
	{ 0x10e, 0x111, "d" },
	{ 0x112, 0x11b, "e" },
	{ 0x11c, 0x123, "g" },
	{ 0x124, 0x127, "h" },
	{ 0x128, 0x131, "i" },
	{ 0x132, 0x133, "ij" },
	{ 0x134, 0x135, "j" },
	{ 0x136, 0x138, "k" },
	{ 0x139, 0x142, "l" },
	{ 0x143, 0x14b, "n" },
	{ 0x14c, 0x151, "o" },
	{ 0x152, 0x153, "oe" },
	{ 0x154, 0x159, "r" },
	{ 0x15a, 0x161, "s" },
	{ 0x162, 0x167, "t" },
	{ 0x168, 0x173, "u" },
	{ 0x174, 0x175, "w" },
	{ 0x176, 0x178, "y" },
	{ 0x179, 0x17e, "z" },
	{ 0x17f, 0x17f, "s" },
	{ 0x218, 0x219, "s" },
	{ 0x21a, 0x21b, "t" },
	{ 0x2b0, 0x36f, "" },
	{ 0x591, 0x5c7, "" },
	{ 0x61c, 0x61c, "" },
	{ 0x180e, 0x180e, "" },
	{ 0x2000, 0x2bff, "" },
	{ 0x3000, 0x3004, "" },
	{ 0x3008, 0x3020, "" },
	{ 0x3030, 0x3030, "" },
	{ 0xfe00, 0xfe6f, "" },
	{ 0xfeff, 0xfeff, "" },
	{ 0x1f000, 0x1faff, "" },
	{ 0xe0000, 0xe0fff, "" },
};

/* Who asks "Stop?" wants an answer. */
static bool
is_question(int32_t code)
{
	static const int32_t marks[] = { '?', 0xbf, 0x37e, 0x61f, 0x203d, 0x2047, 0x2048, 0x2049,
		0x2753, 0x2754, 0xfe56 };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (code == marks[i])
			return true;
	return false;
}

/* NULL: stays as it is. */
static const char *
run_of(int32_t code)
{
	size_t i = 0;

	while (i < sizeof(runs) / sizeof(runs[0]) && code > runs[i].last)
		i++;
	return i < sizeof(runs) / sizeof(runs[0]) && code >= runs[i].first ? runs[i].to : NULL;
}

/* Capitals of Greek and Cyrillic, all of two bytes in UTF-8, as their small letters. */
static int32_t
lower(int32_t code)
{
	if ((code >= 0x391 && code <= 0x3a9) || (code >= 0x410 && code <= 0x42f))
		return code + 0x20;
	return code >= 0x400 && code <= 0x40f ? code + 0x50 : code;
}

/* False: there is no room for it. */
static bool
add(struct view piece, char out[OPT_WORD_SIZE], size_t *n)
{
	if (*n + piece.n >= OPT_WORD_SIZE)
		return false;
	if (piece.n > 0)
		memcpy(out + *n, piece.p, piece.n);
	*n += piece.n;
	return true;
}

/* `as_is`: its bytes. */
static bool
add_code(int32_t code, struct view as_is, char out[OPT_WORD_SIZE], size_t *n)
{
	const char *to = run_of(code);
	int32_t small = lower(code);

	if (to != NULL)
		return add(view_of(to), out, n);
	if (code < 0x80)
		return add((struct view){ (char[]){ char_lower((char)code) }, 1 }, out, n);
	if (small == code)
		return add(as_is, out, n);
	return add(
	    (struct view){
		(char[]){ (char)(0xc0 | small >> 6), (char)(0x80 | (small & 0x3f)) }, 2 },
	    out, n);
}

bool
opt_word_fold(struct view text, char out[OPT_WORD_SIZE])
{
	struct view rest = text;
	size_t n = 0;
	int32_t code;

	if (text.n > TEXT_MAX)
		return false;
	while ((code = utf8_next(&rest)) >= 0) {
		struct view as_is = { text.p, text.n - rest.n };

		if (code >= FULL_WIDTH_FIRST && code <= FULL_WIDTH_LAST)
			code -= FULL_WIDTH;
		if (is_question(code) || !add_code(code, as_is, out, &n))
			return false;
		text = rest;
	}
	out[n] = '\0';
	return n > 0 && rest.n == 0;
}

/* `countries` are names of two letters with a blank between them. */
static bool
counts_in(const char *countries, const char *country)
{
	for (const char *at = countries; country[0] != '\0' && *at != '\0';
	     at += at[COUNTRY_N] == ' ' ? COUNTRY_N + 1 : COUNTRY_N)
		if (strncmp(at, country, COUNTRY_N) == 0)
			return true;
	return false;
}

static const char *
countries_of(const char *language)
{
	size_t i = 0;

	while (i < sizeof(languages) / sizeof(languages[0]) &&
	    strcmp(languages[i].language, language) != 0)
		i++;
	if (i == sizeof(languages) / sizeof(languages[0]))
		abort(); /* a word of the table whose language has no row: its test fails */
	return languages[i].countries;
}

const char *
opt_word_intent(const char *folded, const char *country, const char *other)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *countries;

		if (strcmp(words[i].word, folded) != 0)
			continue;
		countries = countries_of(words[i].language);
		if (countries[0] == '\0' || counts_in(countries, country) ||
		    counts_in(countries, other))
			return words[i].intent;
	}
	return NULL;
}

const char *
opt_word_anywhere(const char *folded)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].word, folded) == 0)
			return words[i].intent;
	return NULL;
}

enum opt_word_own
opt_word_own(struct view text, char out[OPT_WORD_SIZE])
{
	const char *intent;

	if (!opt_word_fold(text, out))
		return OPT_WORD_UNFOLDED;
	if (utf8_count(view_of(out)) < OWN_MIN)
		return OPT_WORD_SHORT;
	intent = opt_word_anywhere(out);
	if (intent == NULL || strcmp(intent, "stop") == 0)
		return OPT_WORD_OWN;
	return strcmp(intent, "help") == 0 ? OPT_WORD_HELPS : OPT_WORD_STARTS;
}
