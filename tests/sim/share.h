/*
 * share - a share measured over many days, and how far chance may have moved it.
 *
 * Must not know: what is counted.
 */
#ifndef TESTS_SIM_SHARE_H
#define TESTS_SIM_SHARE_H

#include <stdint.h>

struct share_day {
	int64_t part, whole; /* 0 <= part <= whole */
};

struct share {
	double value; /* of all days together, 0 to 1; NAN when there was nothing */
	double error; /* standard error; INFINITY of fewer than two days */
};

/* The error is that of a ratio of sums over days, of which each may resemble the next
 * (what waits at midnight waits on), but not later ones. */
struct share share_of(const struct share_day *days, int count);

#endif
