/*
 * served - whose turn it is in a group: a customer that was served waits until all others that wait were (SMS-22).
 *
 * Without it the customer whose texts are the oldest would be served until none of them are left, and one with a thousand
 * would starve all who come after.
 *
 * Owns: who was served in this round, by a hash; at most SERVED_MAX, then a new round begins by itself.
 * Must not know: texts, clock, rate.
 */
#ifndef SMSGW_CORE_SERVED_H
#define SMSGW_CORE_SERVED_H

#include <stdbool.h>
#include <stdint.h>

enum { SERVED_MAX = 4096 };

struct served_one;

struct served {
	struct served_one *seen; /* uthash */
	int count;
};

bool served_in_round(const struct served *served, int64_t customer);
void served_add(struct served *served, int64_t customer);
void served_clear(struct served *served); /* a new round: nobody was served; also its end */

#endif
