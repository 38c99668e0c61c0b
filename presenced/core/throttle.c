/* throttle - see throttle.h */
#include "presenced/core/throttle.h"

#include <stdlib.h>
#include <uthash.h>

struct entry {
	char name[THROTTLE_NAME_SIZE];
	int64_t began_ms;
	int failures;
	UT_hash_handle hh; /* uthash keeps the order of insertion: the first began first */
};

struct throttle {
	int limit;
	struct entry *entries;
};

struct throttle *
throttle_new(int limit)
{
	struct throttle *throttle = mem_zero(1, sizeof(*throttle));

	throttle->limit = limit;
	return throttle;
}

static void
entry_drop(struct throttle *throttle, struct entry *entry)
{
	HASH_DEL(throttle->entries, entry);
	free(entry);
}

void
throttle_free(struct throttle *throttle)
{
	while (throttle->entries != NULL)
		entry_drop(throttle, throttle->entries);
	free(throttle);
}

static struct entry *
entry_find(const struct throttle *throttle, struct view name, char key[THROTTLE_NAME_SIZE])
{
	struct entry *entry;

	if (name.n >= THROTTLE_NAME_SIZE)
		name.n = THROTTLE_NAME_SIZE - 1;
	(void)view_copy(name, key, THROTTLE_NAME_SIZE);
	HASH_FIND_STR(throttle->entries, key, entry);
	return entry;
}

/* The oldest one whose window is over; else the oldest of those with the fewest tries: names that somebody makes up, once each, wash
 * away no other. */
static struct entry *
entry_to_forget(const struct throttle *throttle, int64_t now_ms)
{
	struct entry *least = throttle->entries;

	if (now_ms - least->began_ms >= THROTTLE_WINDOW_MS)
		return least;
	for (struct entry *at = least->hh.next; at != NULL && least->failures > 1; at = at->hh.next)
		if (at->failures < least->failures)
			least = at;
	return least;
}

int64_t
throttle_wait_ms(const struct throttle *throttle, struct view name, int64_t now_ms)
{
	char key[THROTTLE_NAME_SIZE];
	const struct entry *entry = entry_find(throttle, name, key);
	int64_t left;

	if (entry == NULL || entry->failures < throttle->limit)
		return 0;
	left = entry->began_ms + THROTTLE_WINDOW_MS - now_ms;
	return left > 0 ? left : 0;
}

void
throttle_try(struct throttle *throttle, struct view name, int64_t now_ms)
{
	char key[THROTTLE_NAME_SIZE];
	struct entry *entry = entry_find(throttle, name, key);

	if (entry != NULL && now_ms - entry->began_ms >= THROTTLE_WINDOW_MS) {
		entry_drop(throttle, entry);
		entry = NULL;
	}
	if (entry == NULL) {
		if (HASH_COUNT(throttle->entries) >= THROTTLE_NAMES)
			entry_drop(throttle, entry_to_forget(throttle, now_ms));
		entry = mem_zero(1, sizeof(*entry));
		(void)view_copy(view_of(key), entry->name, sizeof(entry->name));
		entry->began_ms = now_ms;
		HASH_ADD_STR(throttle->entries, name, entry);
	}
	entry->failures++;
}

void
throttle_forget(struct throttle *throttle, struct view name)
{
	char key[THROTTLE_NAME_SIZE];
	struct entry *entry = entry_find(throttle, name, key);

	if (entry != NULL)
		entry_drop(throttle, entry);
}

void
throttle_undo(struct throttle *throttle, struct view name)
{
	char key[THROTTLE_NAME_SIZE];
	struct entry *entry = entry_find(throttle, name, key);

	if (entry != NULL && --entry->failures <= 0)
		entry_drop(throttle, entry);
}
