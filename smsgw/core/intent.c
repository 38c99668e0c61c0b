/* intent - see intent.h */
#include "smsgw/core/intent.h"

#include "common/base/utf8.h"

enum { WORD_MAX = 32 };

static const struct {
	const char *word, *intent;
} words[] = {
	{ "stop", "stop" },
	{ "stopall", "stop" },
	{ "stop all", "stop" },
	{ "unsubscribe", "stop" },
	{ "cancel", "stop" },
	{ "end", "stop" },
	{ "quit", "stop" },
	{ "revoke", "stop" },
	{ "optout", "stop" },
	{ "opt out", "stop" },
	{ "start", "start" },
	{ "unstop", "start" },
	{ "yes", "yes" },
	{ "help", "help" },
	{ "info", "help" },
};

static bool
is_blank(int32_t code)
{
	return code == ' ' || (code >= '\t' && code <= '\r') || code == 0xa0 || code == 0x200b ||
	    code == 0xfeff || code == 0x3000 || (code >= 0x2000 && code <= 0x200a);
}

/* Trims, folds runs of blanks to one and ASCII capitals to small letters. False: no such word
 * can come of it. No locale: the word does not depend on a Turkish i. */
static bool
fold(struct view text, char out[WORD_MAX])
{
	size_t n = 0;
	bool blank = false;
	int32_t code;

	while ((code = utf8_next(&text)) >= 0) {
		if (is_blank(code)) {
			blank = n > 0;
			continue;
		}
		if (code >= 0x80 || n + 3 > WORD_MAX)
			return false;
		if (blank)
			out[n++] = ' ';
		blank = false;
		out[n++] = char_lower((char)code);
	}
	out[n] = '\0';
	return text.n == 0;
}

const char *
intent_of(struct view text)
{
	char folded[WORD_MAX];

	if (!fold(text, folded))
		return NULL;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (view_is(view_of(folded), words[i].word))
			return words[i].intent;
	return NULL;
}
