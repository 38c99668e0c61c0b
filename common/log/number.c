/* number - hides the middle of a telephone number; see log_number in log.h */
#include <string.h>

#include "common/log/log.h"

enum { HEAD_CHARS = 5, TAIL_CHARS = 2, HIDDEN_MIN = 4, DOTS_MAX = 8, OUT_SIZE = 32 };

static const char dot[] = "\xe2\x80\xa2";

_Static_assert(HEAD_CHARS + TAIL_CHARS + DOTS_MAX * (sizeof(dot) - 1) <= OUT_SIZE, "fits");

static size_t
copy_plain(char *out, const char *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (char)(from[i] > ' ' && from[i] < 0x7f ? from[i] : '?');
	return n;
}

struct view
log_number(struct view number, char out[OUT_SIZE])
{
	/* HIDDEN_MIN comes first: a short code would otherwise be shown whole. */
	size_t shown = number.n > HIDDEN_MIN ? number.n - HIDDEN_MIN : 0;
	size_t tail = shown < 2UL * TAIL_CHARS ? 0 : TAIL_CHARS;
	size_t head = shown - tail < HEAD_CHARS ? shown - tail : HEAD_CHARS;
	size_t n = 0;

	if (number.n == 0)
		return (struct view){ out, 0 };
	n += copy_plain(out, number.p, head);
	for (size_t i = head; i < number.n - tail && i < head + DOTS_MAX; i++) {
		memcpy(out + n, dot, sizeof(dot) - 1);
		n += sizeof(dot) - 1;
	}
	n += copy_plain(out + n, number.p + number.n - tail, tail);
	return (struct view){ out, n };
}
