/* range - see range.h */
#include "voiced/core/range.h"

#include <string.h>

enum { DIGITS_MAX = 18 };

/* The digits at the begin of `rest`, which goes on behind them; -1: none. False: too many. */
static bool
take_number(struct view *rest, int64_t *out)
{
	size_t n = 0;

	*out = -1;
	while (n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9') {
		if (n == DIGITS_MAX)
			return false;
		*out = (*out < 0 ? 0 : *out * 10) + (rest->p[n] - '0');
		n++;
	}
	*rest = (struct view){ rest->p + n, rest->n - n };
	return true;
}

bool
range_read(struct view header, int64_t size, struct range *out)
{
	static const char unit[] = "bytes=";
	struct view rest = header;
	int64_t first, last;

	if (rest.n < sizeof(unit) || memcmp(rest.p, unit, sizeof(unit) - 1) != 0)
		return false;
	rest = (struct view){ rest.p + sizeof(unit) - 1, rest.n - (sizeof(unit) - 1) };
	if (!take_number(&rest, &first) || rest.n == 0 || *rest.p != '-')
		return false;
	rest = (struct view){ rest.p + 1, rest.n - 1 };
	if (!take_number(&rest, &last) || rest.n > 0 || (first < 0 && last < 0) ||
	    (first >= 0 && last >= 0 && last < first))
		return false;
	if (first < 0) { /* the last ones */
		first = last < size ? size - last : 0;
		last = size - 1;
	} else if (last < 0 || last >= size) {
		last = size - 1;
	}
	*out = (struct range){ first, last < first ? 0 : last - first + 1 };
	return true;
}
