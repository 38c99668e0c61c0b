/*
 * phone - telephone numbers as people write them, by libphonenumber.
 *
 * Owns: the way into that C++ library, which is phone.cc alone: nothing of C++ comes out of it, no
 *       exception, no allocation; its own log says nothing, for it would say numbers.
 * Must not know: SQL, HTTP, which countries are allowed (sms.country).
 *
 * Carriers' numbers do not pass here: number_normalise of smsgw is enough for them and costs nothing.
 * The library reads its data at the first call, some tens of milliseconds: phone_start does at start.
 *
 * Rules: SMS-12; the carriers' reference, section 6; docs/decisions/0022-countries.md.
 */
#ifndef COMMON_PHONE_PHONE_H
#define COMMON_PHONE_PHONE_H

#ifdef __cplusplus
extern "C" {
#endif

#include <stdbool.h>
#include <stddef.h>

enum { PHONE_SIZE = 20 /* "+", 18 digits at most, NUL */, PHONE_TYPED_MAX = 40 /* bytes */ };

/* What became of it; from PHONE_POSSIBLE on there is a number. */
enum phone_verdict {
	PHONE_FAILED, /* the library itself: a bug or no memory */
	PHONE_NO_NUMBER, /* nothing in it is a number */
	PHONE_NO_COUNTRY, /* national form, and no country to read it in */
	PHONE_UNKNOWN_CODE, /* begins with no country's code */
	PHONE_TOO_SHORT,
	PHONE_TOO_LONG,
	PHONE_IMPOSSIBLE, /* no number of this country has this length */
	PHONE_LOCAL, /* can be dialled within its town alone */
	PHONE_PREMIUM, /* a premium rate number: nothing is sent there */
	PHONE_DOUBTFUL, /* in national form, and possible, but not valid: it may be of another country */
	PHONE_POSSIBLE, /* no number that was given out when the library's data was made */
	PHONE_VALID,
};

struct phone {
	char e164[PHONE_SIZE];
	char country[3]; /* ISO 3166; "" when it is not known */
};

/* Loads the library's data. */
void phone_start(void);

/* `typed` is `n` bytes in UTF-8; `country` reads a national number, ISO 3166 in capitals, or NULL. `out` is set
 * from PHONE_POSSIBLE on. Any thread. */
enum phone_verdict phone_read(const char *typed, size_t n, const char *country, struct phone *out);

/* Why a number is refused, in words for who typed it; NULL from PHONE_POSSIBLE on. */
const char *phone_words(enum phone_verdict verdict);

#ifdef __cplusplus
}
#endif

#endif
