/* looks - see looks.h */
#include "routerd/core/looks.h"

static struct look *
look_find(struct looks *looks, int64_t tenant)
{
	for (size_t i = 0; i < looks->count; i++)
		if (looks->at[i].tenant == tenant)
			return &looks->at[i];
	return NULL;
}

static struct look *
look_room(struct looks *looks)
{
	struct look *oldest = looks->at;

	if (looks->count < LOOKS_MAX)
		return &looks->at[looks->count++];
	for (size_t i = 1; i < looks->count; i++)
		if (looks->at[i].looked_ms < oldest->looked_ms)
			oldest = &looks->at[i];
	return oldest;
}

void
looks_add(struct looks *looks, int64_t tenant, int64_t now_ms)
{
	struct look *look = look_find(looks, tenant);

	if (look == NULL) {
		look = look_room(looks);
		*look = (struct look){ .tenant = tenant, .next_ms = now_ms };
	}
	look->looked_ms = now_ms;
}

static void
forget(struct looks *looks, int64_t now_ms)
{
	for (size_t i = looks->count; i-- > 0;)
		if (looks->at[i].looked_ms + LOOK_MS <= now_ms && looks->at[i].next_ms <= now_ms)
			looks->at[i] = looks->at[--looks->count];
}

int64_t
looks_next(struct looks *looks, int64_t now_ms, int64_t *next_ms)
{
	const struct look *first = NULL;

	forget(looks, now_ms);
	for (size_t i = 0; i < looks->count; i++)
		if (first == NULL || looks->at[i].next_ms < first->next_ms)
			first = &looks->at[i];
	*next_ms = first == NULL ? INT64_MAX : first->next_ms;
	return first != NULL && first->next_ms <= now_ms ? first->tenant : 0;
}

void
looks_counted(struct looks *looks, int64_t tenant, int64_t now_ms, int64_t took_ms)
{
	struct look *look = look_find(looks, tenant);
	int64_t gap_ms = took_ms * LOOK_SHARE;

	if (look != NULL)
		look->next_ms = now_ms + (gap_ms > LOOK_GAP_MS ? gap_ms : LOOK_GAP_MS);
}

void
looks_early(struct looks *looks, int64_t tenant, int64_t now_ms)
{
	struct look *look = look_find(looks, tenant);

	if (look != NULL)
		look->next_ms = now_ms + LOOK_EARLY_MS;
}
