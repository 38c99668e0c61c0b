/*
 * resources - what is done before a resource of `directory` is written: secrets are made.
 *
 * Owns: no state; the tables of fields stand in routes.c.
 */
#include <string.h>

#include "common/auth/purpose.h"
#include "common/base/opt_word.h"
#include "common/base/utf8.h"
#include "common/daemon/hook_key.h"
#include "presenced/presenced.h"

enum { STOP_WORDS_MAX = 20, STOP_WORD_LONGEST = 40 /* characters */ };

/* A secret of ours, told once. */

void
api_key_prepare(struct resource_write *write)
{
	char token[TOKEN_TEXT_SIZE];
	unsigned char hash[SHA256_SIZE];

	if (write->id == 0 || strcmp(write->verb, "rotate") == 0) {
		token_make("tlk_", token);
		if (!token_hash(view_of(token), hash))
			abort();
		resource_replace_bytes(write, "key_hash", "key_hash",
		    (struct view){ (const char *)hash, sizeof(hash) });
		write->once = json_pack("{s:s}", "key", token);
		mem_wipe(token, sizeof(token));
	}
	resource_write_run(write);
}

/* Why it is no stop word; NULL: it is one. */
static const char *
stop_word_problem(const json_t *given)
{
	static const char *const problems[] = {
		[OPT_WORD_UNFOLDED] = "Can't be compared with texts: it needs letters, at most 63 "
				      "bytes of them in UTF-8, and no question mark.",
		[OPT_WORD_SHORT] = "Needs two letters or digits at least: one alone is an answer "
				   "to many a question.",
		[OPT_WORD_HELPS] = "Asks for help: it can't stop texts, too.",
		[OPT_WORD_STARTS] = "Asks for texts again: it can't stop them, too.",
	};
	struct view text = { json_string_value(given), json_string_length(given) };
	char word[OPT_WORD_SIZE];

	if (!json_is_string(given) || utf8_count(text) < 1 || utf8_count(text) > STOP_WORD_LONGEST)
		return "Must be a text of 1 to 40 characters.";
	return problems[opt_word_own(text, word)];
}

/* False: `err` says which is none. What is no list is told by the database, as with every list. */
static bool
stop_words_judge(const json_t *words, struct err *err)
{
	char field[40];
	const json_t *word;
	size_t i;

	if (json_array_size(words) > STOP_WORDS_MAX) {
		(void)err_set(
		    err, ERR_INVALID, "/stop_words", "Must be at most %d words.", STOP_WORDS_MAX);
		return false;
	}
	json_array_foreach (words, i, word) {
		const char *problem = stop_word_problem(word);

		if (problem == NULL)
			continue;
		(void)snprintf(field, sizeof(field), "/stop_words/%zu", i);
		(void)err_set(err, ERR_INVALID, field, "%s", problem);
		return false;
	}
	return true;
}

void
channel_prepare(struct resource_write *write)
{
	struct err err = { 0 };

	if (!stop_words_judge(json_object_get(write->item, "stop_words"), &err))
		resource_write_refuse(write, &err);
	else if (hook_key_is_due(write))
		hook_key_make(write, PURPOSE_CHANNEL, "hook_key");
	else
		resource_write_run(write);
}
