/*
 * clean - the cleaner of formatted text as a program, for tests that show what it makes to a real browser.
 *
 * usage: clean < JSON array of texts > JSON array of { "html", "text" } or { "error" }
 */
#include <jansson.h>
#include <stdio.h>

#include "chatd/core/html.h"

static json_t *
clean_one(const json_t *text)
{
	struct view source = { json_string_value(text), json_string_length(text) };
	struct html html;
	struct err err;
	json_t *made;

	if (html_clean(source, &html, &err) != 0)
		made = json_pack("{s:s}", "error", err.text);
	else
		made = json_pack("{s:s%, s:s%}", "html", html.clean.n > 0 ? html.clean.p : "",
		    html.clean.n, "text", html.text.n > 0 ? html.text.p : "", html.text.n);
	html_fini(&html);
	return made;
}

int
main(void)
{
	json_t *texts = json_loadf(stdin, JSON_ALLOW_NUL, NULL), *made = json_array();
	size_t index;
	json_t *text;

	if (!json_is_array(texts))
		return 1;
	json_array_foreach (texts, index, text)
		(void)json_array_append_new(made, clean_one(text));
	(void)json_dumpf(made, stdout, JSON_COMPACT);
	json_decref(texts);
	json_decref(made);
	return 0;
}
