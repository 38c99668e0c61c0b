/* form_write - see form_write.h */
#include "smsgw/core/form_write.h"

static bool
plain(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    c == '-' || c == '.' || c == '_' || c == '~';
}

void
percent_encode(struct buf *out, struct view value)
{
	for (size_t i = 0; i < value.n; i++) {
		if (plain(value.p[i]))
			buf_add_char(out, value.p[i]);
		else
			buf_addf(out, "%%%02X", (unsigned)(unsigned char)value.p[i]);
	}
}

void
form_add(struct buf *out, const char *name, struct view value)
{
	if (out->n > 0)
		buf_add_char(out, '&');
	percent_encode(out, view_of(name));
	buf_add_char(out, '=');
	percent_encode(out, value);
}
