/* line - see line.h */
#include "tests/sim/line.h"

int64_t
line_wait(struct line *line, int64_t arrived_ms, int64_t handle_ms)
{
	int64_t *first = &line->free_at_ms[0];
	int64_t begin_ms;

	for (int i = 1; i < line->agents; i++)
		if (line->free_at_ms[i] < *first)
			first = &line->free_at_ms[i];
	begin_ms = *first > arrived_ms ? *first : arrived_ms;
	*first = begin_ms + handle_ms;
	return begin_ms - arrived_ms;
}
