/*
 * share - which tenant may take one more of so many slots, so that none keeps the others from theirs.
 *
 * Owns: how many are free, and how many each tenant holds.
 *
 * A tenant may hold as many as it leaves free: one alone half of them, two who want all a third each. So whoever holds none gets one while there
 * is one, however many others wait for slow receivers (dynamic thresholds: Choudhury and Hahne, 1998). Within a tenant
 * nothing is shared out: its webhooks have what they take first, each at most sends_max.
 */
#ifndef HOOKD_CORE_SHARE_H
#define HOOKD_CORE_SHARE_H

#include <stdbool.h>
#include <stdint.h>

struct share_holder;

struct share {
	int free;
	struct share_holder *holders; /* uthash: those who hold any */
};

void share_init(struct share *share, int slots); /* at least 1 */
void share_fini(struct share *share); /* whatever is still held */

/* False: this tenant has its share, or none is free. */
bool share_take(struct share *share, int64_t tenant);
void share_give(struct share *share, int64_t tenant); /* one that it took */

#endif
