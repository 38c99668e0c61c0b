/*
 * html_escape - a text as a page holds it: also within an attribute in double quotes.
 *
 * Owns: the four characters that are written otherwise. Must not know: which elements there are.
 */
#ifndef CHATD_CORE_HTML_ESCAPE_H
#define CHATD_CORE_HTML_ESCAPE_H

#include "common/base/str.h"

void html_escape(struct buf *out, struct view text);

#endif
