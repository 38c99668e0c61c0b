/*
 * looks - whose wallboard is looked at, and which tenant's figures are counted next.
 *
 * Owns: when each tenant has its turn: one at a time, who waits longest first; a turn that took long comes again
 *       as much later, whatever became of it, so no tenant takes another's.
 * Must not know: what is counted, and by whom. The time is a parameter, in ms of one clock.
 */
#ifndef ROUTERD_CORE_LOOKS_H
#define ROUTERD_CORE_LOOKS_H

#include <stddef.h>
#include <stdint.h>

enum {
	LOOKS_MAX = 1000, /* tenants; the one who looked longest ago makes room */
	LOOK_MS = 60000, /* so long after a look they are counted */
	LOOK_GAP_MS = 5000, /* from one count to the next, at the least */
	LOOK_SHARE = 20, /* or as often as makes them this part of the time */
	LOOK_EARLY_MS = 1000, /* another instance has counted: asked again */
};

struct look {
	int64_t tenant, looked_ms, next_ms;
};

struct looks {
	struct look at[LOOKS_MAX];
	size_t count;
};

void looks_add(struct looks *looks, int64_t tenant, int64_t now_ms);
/* Answers the tenant whose turn it is, 0: nobody's; forgets who looks no more. *next_ms: when there is to be looked
 * again, INT64_MAX: after the next looks_add. */
int64_t looks_next(struct looks *looks, int64_t now_ms, int64_t *next_ms);
/* Its turn is over at now_ms. */
void looks_counted(struct looks *looks, int64_t tenant, int64_t now_ms, int64_t took_ms);
void looks_early(struct looks *looks, int64_t tenant, int64_t now_ms);

#endif
