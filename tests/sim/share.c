/* share - see share.h */
#include "tests/sim/share.h"

#include <math.h>

/* What a day has above its part of the whole. */
static double
above(struct share_day day, double value)
{
	return (double)day.part - value * (double)day.whole;
}

struct share
share_of(const struct share_day *days, int count)
{
	double part = 0, whole = 0, own = 0, with_next = 0, value;

	for (int i = 0; i < count; i++) {
		part += (double)days[i].part;
		whole += (double)days[i].whole;
	}
	value = part / whole;
	if (count < 2)
		return (struct share){ value, INFINITY };
	for (int i = 0; i < count; i++) {
		own += above(days[i], value) * above(days[i], value);
		if (i > 0)
			with_next += above(days[i - 1], value) * above(days[i], value);
	}
	own += 2 * fmax(with_next, 0);
	return (struct share){ value, sqrt(own * count / (count - 1)) / whole };
}
