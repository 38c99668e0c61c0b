/*
 * slab - a pool of things of one size: taken zeroed, given back, never moved.
 *
 * Owns: the memory in chunks; all of it goes at slab_fini().
 */
#ifndef COMMON_BASE_SLAB_H
#define COMMON_BASE_SLAB_H

#include <stddef.h>

struct slab_chunk;
struct slab_free;

struct slab {
	size_t size; /* of one thing; set by slab_init() */
	struct slab_chunk *chunks;
	struct slab_free *free;
};

void slab_init(struct slab *slab, size_t size);
void *slab_take(struct slab *slab);
void slab_give(struct slab *slab, void *thing);
void slab_fini(struct slab *slab);

#endif
