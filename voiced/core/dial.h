/*
 * dial - what becomes of what somebody dials: help, a colleague, a code, a number that goes out by certain trunks, or nothing.
 *
 * Owns: how typed text is read, the choice of the rule, the price class.
 * Must not know: the database, SIP, which trunk is up, how much was called already (voice.out_begin).
 *
 * An emergency number is found before anything else is asked, by the country alone: no rule, no extension, no limit comes
 * before it (60-emergency). Digits behind one are not dialled: a whole number that begins as help does would pass the plan.
 * A rule says what a class costs at least; what the number itself is (abroad, premium rate, a satellite) raises
 * it and nothing lowers it, so a wide rule never makes a dear number cheap.
 *
 * Rules: SP-4, SP-13, Security; docs/trunks.md. voice.dial_rule_of is the twin of the choice of a rule, in SQL.
 */
#ifndef VOICED_CORE_DIAL_H
#define VOICED_CORE_DIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

enum {
	DIAL_PREFIX_SIZE = 17, /* "+", 15 digits, NUL */
	DIAL_TRUNKS_MAX = 8,
	DIAL_EXTENSION_MAX = 8, /* digits */
	DIAL_TEXT_SIZE = 40 + 1, /* what is typed, at most, and a NUL */
};

/* ---- price classes, cheapest first ---- */

enum price { PRICE_FREE, PRICE_NATIONAL, PRICE_MOBILE, PRICE_INTERNATIONAL, PRICE_PREMIUM, PRICES };

const char *price_name(enum price price); /* as in voice.price_class */
enum price price_find(struct view name); /* PRICES: no such class */

/* ---- the plan ---- */

struct dial_rule {
	int64_t id, site; /* site 0: of all */
	char prefix[DIAL_PREFIX_SIZE]; /* "+", "+49" */
	bool allow;
	enum price price; /* PRICES: what the number itself is */
	int64_t trunks[DIAL_TRUNKS_MAX]; /* in the order in which they are tried */
	unsigned int trunk_count;
};

/* The one of `count` that judges this number: the longest prefix, of two alike the site's own. NULL: none does. */
const struct dial_rule *dial_rule_find(
    const struct dial_rule *rules, size_t count, int64_t site, struct view e164);

/* ---- who dials ---- */

/* Whom an extension or a number of the organisation reaches without leaving it. */
enum dial_inside_kind { DIAL_WORK, DIAL_AGENT, DIAL_SERVICE, DIAL_CHANNEL };
struct dial_inside {
	enum dial_inside_kind kind;
	int64_t id; /* the user's, the service's, the channel's */
};

struct dial_from {
	const char *country; /* ISO 3166 in capitals, where they are; NULL: nobody knows */
	int64_t site; /* 0: none */
	const char *const
	    *emergency; /* the organisation's own emergency numbers, ended by NULL; or NULL */
	const struct dial_rule *rules;
	size_t rule_count;
	/* Whether `text`, an extension or a number in E.164, is one of the organisation's. NULL: none is. */
	bool (*inside)(const void *ctx, struct view text, struct dial_inside *out);
	const void *ctx;
};

/* ---- the decision ---- */

#define DIAL_WORDS_SIZE (DIAL_TEXT_SIZE + sizeof("There is no extension .") - 1)

enum dial_kind { DIAL_REFUSED, DIAL_EMERGENCY, DIAL_CODE, DIAL_INSIDE, DIAL_OUTSIDE };

enum dial_refusal {
	DIAL_NOT_A_NUMBER,
	DIAL_UNKNOWN_EXTENSION,
	DIAL_NO_RULE, /* the plan does not know it */
	DIAL_FORBIDDEN, /* a rule refuses it */
	DIAL_NO_TRUNK, /* its trunks are all out (dial_order) */
	DIAL_REFUSALS
};

struct dial {
	enum dial_kind kind;
	char number
	    [DIAL_TEXT_SIZE]; /* emergency: its number alone; code, inside: the digits; outside: E.164 */
	struct dial_inside inside;
	enum price price; /* of outside; of refused by a rule, too; else PRICES */
	int64_t trunks[DIAL_TRUNKS_MAX]; /* of outside; of emergency filled by trunks_order */
	unsigned int trunk_count;
	int64_t rule; /* that judged it; 0: none */
	enum dial_refusal refusal; /* of refused */
	const char *unread; /* why it is no number, in words; NULL: nothing more is known */
	char words[DIAL_WORDS_SIZE]; /* names an unknown extension in a sentence; else "" */
};

const char *dial_kind_name(
    enum dial_kind kind); /* "emergency", "extension", "code", "number", "refused" */
const char *dial_refusal_name(enum dial_refusal refusal); /* "no_rule" */
/* Why, in a sentence for who dialled. */
const char *dial_words(const struct dial *dial); /* as long as `dial` is there */

/* How a trunk is now, as trunks.h knows it. */
enum dial_trunk { DIAL_TRUNK_GOOD, DIAL_TRUNK_FAILED, DIAL_TRUNK_OUT };

/* Of a decision's trunks those that are not out, in their order, those that failed lately behind the others. Without any left what
 * goes outside is refused (DIAL_NO_TRUNK); help never is. */
void dial_order(
    struct dial *dial, enum dial_trunk (*state)(const void *ctx, int64_t id), const void *ctx);

/* `typed` is what somebody typed or a phone sent as the user of a URI: any bytes. The same text decides the same. */
void dial_decide(struct view typed, const struct dial_from *from, struct dial *out);

#endif
