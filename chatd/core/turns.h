/*
 * turns - few places that many organisations share: who is served next, and who may wait.
 *
 * Owns: the lists. Must not know: what is done in a place, clocks.
 *
 * An organisation has one place at a time, and after its turn it waits behind the others, so that nobody waits for all that another
 * organisation has sent.
 */
#ifndef CHATD_CORE_TURNS_H
#define CHATD_CORE_TURNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/list.h"

/* Embedded in what is done. */
struct turn {
	struct link link;
	int64_t tenant;
	size_t bytes; /* that it holds while it waits */
};

struct turns_limits {
	size_t places;
	size_t waiting, waiting_bytes; /* in all */
	size_t tenant_waiting, tenant_bytes; /* of an organisation */
};

struct turns {
	struct turns_limits limits;
	struct list waiting, running;
};

void turns_init(struct turns *turns, const struct turns_limits *limits);
/* False, and not added: too many wait. */
bool turns_add(struct turns *turns, struct turn *turn);
/* Whose turn it is, if there is a place: it is among those running then. NULL: nobody's. */
struct turn *turns_next(struct turns *turns);
/* Its place is free, or it does not wait any longer. */
void turns_remove(struct turns *turns, struct turn *turn);

#endif
