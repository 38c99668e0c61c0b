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

enum {
	PHONE_SIZE = 20, /* "+", 18 digits at most, NUL */
	PHONE_EXTENSION_SIZE = 24, /* the library takes 20 digits at most; NUL */
	PHONE_TYPED_MAX = 40 /* bytes */
};

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
	PHONE_PREMIUM, /* a premium rate number: nothing is sent there; phone_read_call has none */
	PHONE_DOUBTFUL, /* in national form, and possible, but not valid: it may be of another country */
	PHONE_POSSIBLE, /* no number that was given out when the library's data was made */
	PHONE_VALID,
};

struct phone {
	char e164[PHONE_SIZE];
	char country[3]; /* ISO 3166; "" when it is not known */
	char extension
	    [PHONE_EXTENSION_SIZE]; /* digits after "ext.", "x", "#" and the like; "": none */
};

/* Loads the library's data. */
void phone_start(void);

/* `typed` is `n` bytes in UTF-8; `country` reads a national number, ISO 3166 in capitals, or NULL. `out` is set
 * from PHONE_POSSIBLE on. Any thread. */
enum phone_verdict phone_read(const char *typed, size_t n, const char *country, struct phone *out);

/* What a call there costs, by what the number is. */
enum phone_cost {
	PHONE_COST_PLAIN,
	PHONE_COST_FREE, /* toll-free */
	PHONE_COST_MOBILE,
	PHONE_COST_PREMIUM, /* premium rate, shared cost, personal numbers, and what is no country's: satellites */
};

/* The same of a number that is called: one of premium rate is read, too, and `cost` says so. */
enum phone_verdict phone_read_call(
    const char *typed, size_t n, const char *country, struct phone *out, enum phone_cost *cost);

/* Whether this, as it was dialled, calls the emergency services of a country (ISO 3166 in capitals), more digits behind it
 * included where the country's network takes them; `more`: the tenant's own besides, ended by NULL, or NULL. Nothing but
 * the number counts: no prefix of a line to the outside. Any thread. Rule: 60-emergency. */
bool phone_is_emergency(const char *country, const char *typed, size_t n, const char *const *more);
/* The same, and in `out` the number that is called: the emergency number alone, without marks, and without what was dialled behind
 * it, which a carrier could read as a number of its own. The tenant's own stands as it is in `more`. False: `out` is as it was. */
bool phone_emergency(const char *country, const char *typed, size_t n, const char *const *more,
    char out[PHONE_TYPED_MAX + 1]);

/* Why a number is refused, in words for who typed it; NULL from PHONE_POSSIBLE on. */
const char *phone_words(enum phone_verdict verdict);

#ifdef __cplusplus
}
#endif

#endif
