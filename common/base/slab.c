/* slab - see slab.h */
#include "common/base/slab.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/str.h"

enum { SLAB_THINGS = 128, SLAB_ALIGN = 16 };

struct slab_chunk {
	_Alignas(SLAB_ALIGN) struct slab_chunk *next;
};

struct slab_free {
	struct slab_free *next;
};

void
slab_init(struct slab *slab, size_t size)
{
	*slab = (struct slab){ .size = (size + SLAB_ALIGN - 1) / SLAB_ALIGN * SLAB_ALIGN };
}

void
slab_give(struct slab *slab, void *thing)
{
	struct slab_free *free_thing = thing;

	free_thing->next = slab->free;
	slab->free = free_thing;
}

static void
add_chunk(struct slab *slab)
{
	struct slab_chunk *chunk = mem_new(sizeof(*chunk) + SLAB_THINGS * slab->size);
	char *things = (char *)(chunk + 1);

	chunk->next = slab->chunks;
	slab->chunks = chunk;
	for (size_t i = SLAB_THINGS; i > 0; i--)
		slab_give(slab, things + (i - 1) * slab->size);
}

void *
slab_take(struct slab *slab)
{
	struct slab_free *thing;

	if (slab->free == NULL)
		add_chunk(slab);
	thing = slab->free;
	slab->free = thing->next;
	return memset(thing, 0, slab->size);
}

void
slab_fini(struct slab *slab)
{
	while (slab->chunks != NULL) {
		struct slab_chunk *next = slab->chunks->next;

		free(slab->chunks);
		slab->chunks = next;
	}
	slab->free = NULL;
}
