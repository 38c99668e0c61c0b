/* cursor - see cursor.h */
#include "common/daemon/cursor.h"

#include <string.h>

#include "common/base/bytes.h"
#include "common/base/utf8.h"

void
cursor_encode(struct view place, struct buf *out)
{
	base64url_encode(place, out);
}

static char
standard_alphabet(char c)
{
	if (c == '-')
		return '+';
	if (c == '_')
		return '/';
	return c;
}

/* A '+' or '/' is refused: each place has one cursor only. */
bool
cursor_decode(struct view cursor, struct buf *out)
{
	char padded[CURSOR_MAX + 4];
	size_t n = cursor.n;

	if (n == 0 || n > CURSOR_MAX || memchr(cursor.p, '+', n) != NULL ||
	    memchr(cursor.p, '/', n) != NULL || memchr(cursor.p, '=', n) != NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		padded[i] = standard_alphabet(cursor.p[i]);
	while (n % 4 != 0)
		padded[n++] = '=';
	return base64_decode((struct view){ padded, n }, out) && utf8_valid(buf_view(out)) &&
	    memchr(out->p, '\0', out->n) == NULL;
}
