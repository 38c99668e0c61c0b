/* opt_word: what is exactly a word, and what only begins with one or holds one; where each counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/opt_word.h"

static void
assert_text(const char *text, const char *got, const char *wanted)
{
	if ((got == NULL) != (wanted == NULL) || (got != NULL && strcmp(got, wanted) != 0))
		fail_msg("%s: %s, not %s", text, got != NULL ? got : "none",
		    wanted != NULL ? wanted : "none");
}

static void
letters_and_digits_are_left_small_and_without_accents(void **unused)
{
	static const struct {
		const char *text, *folded;
	} cases[] = {
		{ "STOP", "stop" },
		{ " stop\r\n", "stop" },
		{ "\u00a0Stop\u200b", "stop" },
		{ "S\u200bT\u00adO\u2060P\ufeff", "stop" },
		{ "Stop.", "stop" },
		{ "STOP!!", "stop" },
		{ "\"stop\"", "stop" },
		{ "\u00abArr\u00eat\u00bb", "arret" },
		{ "ARR\u00caT !", "arret" },
		{ "Arre\u0302t", "arret" },
		{ "arre\u0302\u0301t", "arret" },
		{ "S.T.O.P", "stop" },
		{ "STOP  ALL", "stopall" },
		{ "opt-out", "optout" },
		{ "\uff33\uff34\uff2f\uff30\uff01", "stop" },
		{ "stop \U0001f6d1", "stop" },
		{ "stop \u2764\ufe0f", "stop" },
		{ "\u0130NFO", "info" },
		{ "\u0131nfo", "info" },
		{ "D\u00c9SABONNER", "desabonner" },
		{ "\u0141\u00d3\u0106", "loc" },
		{ "Stra\u00dfe", "strasse" },
		{ "\u0152uf \u00c6", "oeufae" },
		{ "\u05d4\u05e1\u05e8!", "\u05d4\u05e1\u05e8" },
		{ "\u9000\u8a02\u3002", "\u9000\u8a02" },
		{ "\u0421\u0422\u041e\u041f", "\u0441\u0442\u043e\u043f" },
		{ "\u0401", "\u0451" },
		{ "\u03a3\u03a4\u039f\u03a0", "\u03c3\u03c4\u03bf\u03c0" },
		{ "stop 24", "stop24" },
		{ "Stop?", NULL },
		{ "\u00bfbaja?", NULL },
		{ "stop\uff1f", NULL },
		{ "stop\u2753", NULL },
		{ "", NULL },
		{ " ", NULL },
		{ "...", NULL },
		{ "\U0001f44d", NULL },
		{ "st\xffop", NULL },
		{ "stop\xc3", NULL },
		{ "a very long text that is surely no word at all and goes on and on, further than "
		  "that",
		    NULL },
	};
	char folded[OPT_WORD_SIZE];

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_text(cases[i].text,
		    opt_word_fold(view_of(cases[i].text), folded) ? folded : NULL, cases[i].folded);
}

static void
a_text_that_only_holds_a_word_is_none(void **unused)
{
	static const char *const texts[] = { "please don't stop", "stop please", "don't stop",
		"STO", "stops", "stop it", "I want to stop", "baja la voz", "sal de baja",
		"la baja de maternidad", "n'arr\u00eatez pas", "no", "fin", "ende", "si", "oui",
		"ja", "no stop", "stop 24", "the end", "end of story", "yes please", "cancelled" };
	char folded[OPT_WORD_SIZE];

	(void)unused;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (opt_word_fold(view_of(texts[i]), folded))
			assert_text(texts[i], opt_word_anywhere(folded), NULL);
}

static void
a_word_counts_where_its_language_is_spoken(void **unused)
{
	static const struct {
		const char *word, *country, *other, *intent;
	} cases[] = {
		{ "stop", "", "", "stop" },
		{ "stop", "FR", "ES", "stop" },
		{ "revoke", "US", "US", "stop" },
		{ "optout", "DE", "", "stop" },
		{ "start", "HK", "", "start" },
		{ "yes", "US", "US", "yes" },
		{ "info", "", "", "help" },
		{ "arret", "FR", "FR", "stop" },
		{ "arret", "CA", "US", "stop" },
		{ "arret", "GB", "FR", "stop" }, /* a customer from France */
		{ "arret", "GB", "GB", NULL },
		{ "arret", "", "", NULL },
		{ "baja", "ES", "ES", "stop" },
		{ "baja", "US", "US", "stop" },
		{ "baja", "DE", "DE", NULL },
		{ "parar", "PT", "", "stop" },
		{ "parar", "", "MX", "stop" },
		{ "parar", "FR", "", NULL },
		{ "stopp", "SE", "", "stop" },
		{ "stopp", "NO", "", "stop" },
		{ "stopp", "DE", "", "stop" },
		{ "stopp", "US", "US", NULL },
		{ "alto", "IT", "PT", NULL },
		{ "alta", "ES", "", "yes" },
		{ "alta", "IT", "", NULL },
		{ "ayuda", "CL", "", "help" },
		{ "\u05d4\u05e1\u05e8", "IL", "IL", "stop" },
		{ "\u9000\u8a02", "HK", "", "stop" },
		{ "nonsense", "US", "ES", NULL },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_text(cases[i].word,
		    opt_word_intent(cases[i].word, cases[i].country, cases[i].other),
		    cases[i].intent);
}

/* Else it could never match, or two rows would say different things of one text. */
static void
each_word_of_the_table_is_folded_and_means_one_thing(void **unused)
{
	static const struct {
		const char *intent, *word;
	} words[] = {
#define WORD(intent, language, word) { #intent, word },
#include "common/base/opt_word.def"
	};
	char folded[OPT_WORD_SIZE];

	(void)unused;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		assert_true(opt_word_fold(view_of(words[i].word), folded));
		assert_text(words[i].word, folded, words[i].word);
		assert_text(words[i].word, opt_word_anywhere(words[i].word), words[i].intent);
		(void)opt_word_intent(
		    words[i].word, "", ""); /* aborts where its language has no countries */
	}
}

static void
a_word_of_ones_own_is_judged(void **unused)
{
	static const struct {
		const char *text;
		enum opt_word_own verdict;
	} rows[] = {
		{ "Genug!", OPT_WORD_OWN },
		{ "stop", OPT_WORD_OWN },
		{ "Baja", OPT_WORD_OWN },
		{ "no", OPT_WORD_OWN },
		{ "n!", OPT_WORD_SHORT },
		{ "\xd7\x94", OPT_WORD_SHORT }, /* two bytes, one letter */
		{ "ende?", OPT_WORD_UNFOLDED },
		{ "!", OPT_WORD_UNFOLDED },
		{ "Ayuda", OPT_WORD_HELPS },
		{ "START", OPT_WORD_STARTS },
		{ "anmelden", OPT_WORD_STARTS },
	};
	char word[OPT_WORD_SIZE];

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(opt_word_own(view_of(rows[i].text), word), rows[i].verdict);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_and_digits_are_left_small_and_without_accents),
		cmocka_unit_test(a_text_that_only_holds_a_word_is_none),
		cmocka_unit_test(a_word_counts_where_its_language_is_spoken),
		cmocka_unit_test(each_word_of_the_table_is_folded_and_means_one_thing),
		cmocka_unit_test(a_word_of_ones_own_is_judged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
