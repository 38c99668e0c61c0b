/*
 * rounds - whose turn it is in a group: a customer that was served waits until all others that wait were (SMS-22).
 *
 * Without it the customer whose texts are the oldest would be served until none of them are left, and one with a thousand
 * would starve all who come after.
 *
 * Owns: who was served in this round, by a hash; at most ROUNDS_MAX, then a new round begins by itself.
 * Must not know: texts, clock, rate.
 */
#ifndef SMSGW_CORE_ROUNDS_H
#define SMSGW_CORE_ROUNDS_H

#include <stdbool.h>
#include <stdint.h>

enum { ROUNDS_MAX = 4096 };

struct rounds_seen;

struct rounds {
	struct rounds_seen *seen; /* uthash */
	int count;
};

bool rounds_served(const struct rounds *rounds, int64_t customer);
void rounds_serve(struct rounds *rounds, int64_t customer);
void rounds_begin(struct rounds *rounds); /* a new round: nobody was served; also its end */

#endif
