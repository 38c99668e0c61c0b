/* recent - see recent.h */
#include "voiced/core/recent.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

struct recent_key {
	char key[RECENT_KEY_MAX];
	int64_t seen_ms;
	UT_hash_handle hh;
};

static struct recent_key *
recent_find(const struct recent *recent, struct view key)
{
	struct recent_key *found;

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, recent->keys, key.p, key.n < RECENT_KEY_MAX ? key.n : RECENT_KEY_MAX, found);
	return found;
}

static void
recent_drop(struct recent *recent, struct recent_key *key)
{
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_DEL(recent->keys, key);
	free(key);
}

void
recent_fini(struct recent *recent)
{
	while (recent->keys != NULL)
		recent_drop(recent, recent->keys);
}

void
recent_add(struct recent *recent, struct view key, int64_t now_ms)
{
	const size_t n = key.n < RECENT_KEY_MAX ? key.n : RECENT_KEY_MAX;
	struct recent_key *at = recent_find(recent, key);

	if (at != NULL)
		recent_drop(recent, at); /* it goes to the end */
	else if (HASH_COUNT(recent->keys) >= RECENT_MAX)
		recent_drop(recent, recent->keys);
	at = mem_zero(1, sizeof(*at));
	memcpy(at->key, key.p, n);
	at->seen_ms = now_ms;
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD_KEYPTR(hh, recent->keys, at->key, n, at);
}

bool
recent_has(const struct recent *recent, struct view key, int64_t now_ms)
{
	const struct recent_key *at = recent_find(recent, key);

	return at != NULL && now_ms - at->seen_ms < recent->for_ms;
}
