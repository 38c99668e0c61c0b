/*
 * wraps - the part of each agent's load that is in wrap-up, for the verdict "wrap_up".
 *
 * Owns: two tables, of interactions in wrap-up and of the agents who have them, by medium.
 * Must not know: when a wrap-up ends.
 */
#ifndef ROUTERD_WRAPS_H
#define ROUTERD_WRAPS_H

#include <stdint.h>

#include "routerd/core/router.h"

struct wrap;
struct wrapping;

struct wraps {
	struct wrap *by_interaction;
	struct wrapping *by_agent;
};

/* `load` in hundredths; 0: it holds no capacity. */
void wraps_put(struct wraps *wraps, int64_t interaction, int64_t agent, enum router_medium medium,
    int32_t load);
void wraps_remove(struct wraps *wraps, int64_t interaction);
/* Sets wrap_load and wrap_count of each medium, at most its load and count. */
void wraps_of(const struct wraps *wraps, int64_t agent, struct router_use use[ROUTER_MEDIA]);
void wraps_fini(struct wraps *wraps);

#endif
