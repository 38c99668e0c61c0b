/* idmap - see idmap.h */
#include "routerd/core/idmap.h"

#include <stdlib.h>

#include "common/base/str.h"

enum { IDMAP_FIRST_CAP = 64 };

static size_t
home(const struct idmap *map, int64_t id)
{
	uint64_t mixed = (uint64_t)id * UINT64_C(0x9E3779B97F4A7C15);

	return (size_t)(mixed >> 32) & (map->cap - 1);
}

/* Where the id is, or the free slot where it would be. */
static size_t
slot_of(const struct idmap *map, int64_t id)
{
	size_t at = home(map, id);

	while (map->slots[at].id != 0 && map->slots[at].id != id)
		at = (at + 1) & (map->cap - 1);
	return at;
}

void *
idmap_find(const struct idmap *map, int64_t id)
{
	return map->cap == 0 || id == 0 ? NULL : map->slots[slot_of(map, id)].thing;
}

static void
grow(struct idmap *map)
{
	struct idmap old = *map;

	map->cap = old.cap == 0 ? IDMAP_FIRST_CAP : old.cap * 2;
	map->slots = mem_zero(map->cap, sizeof(map->slots[0]));
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].id != 0)
			map->slots[slot_of(map, old.slots[i].id)] = old.slots[i];
	free(old.slots);
}

void
idmap_add(struct idmap *map, int64_t id, void *thing)
{
	if (2 * (map->count + 1) > map->cap)
		grow(map);
	map->slots[slot_of(map, id)] = (struct idmap_slot){ id, thing };
	map->count++;
}

void
idmap_remove(struct idmap *map, int64_t id)
{
	size_t mask = map->cap - 1, hole, at;

	if (idmap_find(map, id) == NULL)
		return;
	hole = slot_of(map, id);
	/* Those behind the hole move up, unless they would pass their home. */
	for (at = (hole + 1) & mask; map->slots[at].id != 0; at = (at + 1) & mask) {
		size_t from_home = (at - home(map, map->slots[at].id)) & mask;

		if (from_home < ((at - hole) & mask))
			continue;
		map->slots[hole] = map->slots[at];
		hole = at;
	}
	map->slots[hole] = (struct idmap_slot){ 0 };
	map->count--;
}

void
idmap_fini(struct idmap *map)
{
	free(map->slots);
	*map = (struct idmap){ 0 };
}
