/*
 * share - which tenant, and which of its webhooks, may take one more of so many slots, so that none keeps the others from theirs.
 *
 * Owns: how many are free, and how many each tenant holds.
 *
 * A tenant may hold as many as it leaves free: one alone half of them, two who want all a third each. So whoever holds none gets one while there
 * is one, however many others wait for slow receivers (dynamic thresholds: Choudhury and Hahne, 1998). The same holds within a
 * tenant: a webhook may hold as many as it leaves its tenant, so a slow receiver, which keeps what it takes, leaves some to the quick ones.
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

/* `held`: how many of them the webhook that asks holds. False: it, or its tenant, has its share, or none is free. */
bool share_take(struct share *share, int64_t tenant, int held);
void share_give(struct share *share, int64_t tenant); /* one that it took */

#endif
