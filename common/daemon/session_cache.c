/* session_cache - see session_cache.h */
#include "common/daemon/session_cache.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct session_entry {
	unsigned char hash[SHA256_SIZE];
	struct actor actor;
	int64_t read_ms;
	struct link link;
	UT_hash_handle hh;
};

void
session_cache_init(struct session_cache *cache, size_t max)
{
	*cache = (struct session_cache){ .max = max };
	list_init(&cache->by_age);
}

static void
drop(struct session_cache *cache, struct session_entry *entry)
{
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_DEL(cache->table, entry);
	list_remove(&cache->by_age, &entry->link);
	free(entry);
}

void
session_cache_fini(struct session_cache *cache)
{
	list_for_each_safe (&cache->by_age, at)
		drop(cache, LIST_OF(at, struct session_entry, link));
}

static struct session_entry *
find(struct session_cache *cache, const unsigned char *hash)
{
	struct session_entry *found;

	HASH_FIND(hh, cache->table, hash, SHA256_SIZE, found);
	return found;
}

void
session_cache_add(struct session_cache *cache, const unsigned char hash[SHA256_SIZE],
    const struct actor *actor, int64_t read_ms)
{
	struct session_entry *entry = find(cache, hash);

	if (entry != NULL)
		drop(cache, entry);
	else if (cache->by_age.count >= cache->max)
		drop(cache, LIST_OF(cache->by_age.head.next, struct session_entry, link));
	entry = mem_zero(1, sizeof(*entry));
	memcpy(entry->hash, hash, SHA256_SIZE);
	entry->actor = *actor;
	entry->read_ms = read_ms;
	HASH_ADD(hh, cache->table, hash, SHA256_SIZE, entry);
	list_append(&cache->by_age, &entry->link);
}

const struct actor *
session_cache_find(
    struct session_cache *cache, const unsigned char hash[SHA256_SIZE], int64_t now_ms)
{
	struct session_entry *entry = find(cache, hash);

	if (entry == NULL)
		return NULL;
	if (now_ms - entry->read_ms >= SESSION_CACHE_MS) {
		drop(cache, entry);
		return NULL;
	}
	return &entry->actor;
}

void
session_cache_drop(struct session_cache *cache, int64_t session)
{
	list_for_each_safe (&cache->by_age, at) {
		struct session_entry *entry = LIST_OF(at, struct session_entry, link);

		if (entry->actor.session == session)
			drop(cache, entry);
	}
}
