/* html_escape - see html_escape.h */
#include "chatd/core/html_escape.h"

static void
add_char(struct buf *out, char c)
{
	switch (c) {
	case '&':
		buf_add_text(out, "&amp;");
		break;
	case '<':
		buf_add_text(out, "&lt;");
		break;
	case '>':
		buf_add_text(out, "&gt;");
		break;
	case '"':
		buf_add_text(out, "&quot;");
		break;
	default:
		buf_add_char(out, c);
	}
}

void
html_escape(struct buf *out, struct view text)
{
	for (size_t i = 0; i < text.n; i++)
		add_char(out, text.p[i]);
}
