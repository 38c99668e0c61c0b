/*
 * idmap - from an id (any 64-bit number but 0) to a thing.
 *
 * Owns: an open-addressed table that stays at most half full.
 * Must not know: what the things are; it borrows them.
 */
#ifndef ROUTERD_CORE_IDMAP_H
#define ROUTERD_CORE_IDMAP_H

#include <stddef.h>
#include <stdint.h>

struct idmap_slot {
	int64_t id; /* 0 = free */
	void *thing;
};

struct idmap {
	struct idmap_slot *slots;
	size_t count, cap; /* cap is 0 or a power of two */
};

void *idmap_find(const struct idmap *map, int64_t id); /* NULL when absent */
void idmap_add(struct idmap *map, int64_t id, void *thing); /* id must be absent */
void idmap_remove(struct idmap *map, int64_t id); /* absent: does nothing */
void idmap_fini(struct idmap *map);

#endif
