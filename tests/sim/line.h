/*
 * line - a line before a group of equal agents of whom none stands idle while somebody
 * waits: how long each waits (Kiefer and Wolfowitz, 1955).
 *
 * Must not know: the router, chance. Told the arrivals and handling times that the
 * router got, it says to the millisecond what should have become of them.
 */
#ifndef TESTS_SIM_LINE_H
#define TESTS_SIM_LINE_H

#include <stdint.h>

enum { LINE_AGENTS_MAX = 20 };

struct line {
	int agents; /* 1 to LINE_AGENTS_MAX */
	int64_t free_at_ms[LINE_AGENTS_MAX]; /* 0 = from the beginning */
};

/* The wait of the one who is taken next. Times are 0 or later. Told in the order of the
 * arrivals, it is first come, first served. */
int64_t line_wait(struct line *line, int64_t arrived_ms, int64_t handle_ms);

#endif
