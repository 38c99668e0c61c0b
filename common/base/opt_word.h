/*
 * opt_word - whether a text is a stop, start or help word and nothing else (SMS-20).
 *
 * Owns: the words (opt_word.def) and what of a text is compared. Must not know: channels, what a word brings about.
 */
#ifndef COMMON_BASE_OPT_WORD_H
#define COMMON_BASE_OPT_WORD_H

#include "common/base/str.h"

enum { OPT_WORD_SIZE = 64 /* bytes with the NUL */ };

/* What of a text is compared: its letters and digits, Latin ones small and without accents ("«Arrêt !»" is "arret", "opt-out"
 * "optout"), those of other scripts as they are. False: it can be no word, as it asks something (a question mark), is too long,
 * has no letter or digit, or is not UTF-8. */
bool opt_word_fold(struct view text, char out[OPT_WORD_SIZE]);

/* "stop", "start", "yes" (lifts a block, else an ordinary text), "help" or NULL, by a folded text: the first word of it that
 * counts in either country (ISO 3166; "": not known). */
const char *opt_word_intent(const char *folded, const char *country, const char *other);

/* The same in any country. */
const char *opt_word_anywhere(const char *folded);

/* Whether somebody may choose `text`, folded into `out`, as a stop word of their own (OPT_WORD_OWN), or why not: it can't be folded; one
 * character alone is an answer to many a question; a word of the table means something else somewhere, and goes before. */
enum opt_word_own {
	OPT_WORD_OWN,
	OPT_WORD_UNFOLDED,
	OPT_WORD_SHORT,
	OPT_WORD_HELPS,
	OPT_WORD_STARTS
};
enum opt_word_own opt_word_own(struct view text, char out[OPT_WORD_SIZE]);

#endif
