/* bans - see bans.h */
#include "voiced/core/bans.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct ban {
	char key[BANS_KEY_MAX];
	int wrong;
	int64_t since_ms, until_ms; /* of the window, of the ban; 0: none */
	UT_hash_handle hh;
};

static struct view
cut(struct view key)
{
	return (struct view){ key.p, key.n < BANS_KEY_MAX ? key.n : BANS_KEY_MAX - 1 };
}

static struct ban *
find(const struct bans *bans, struct view key)
{
	struct ban *found;

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, bans->keys, key.p, key.n, found);
	return found;
}

static void
drop(struct bans *bans, struct ban *ban)
{
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_DEL(bans->keys, ban);
	free(ban);
}

static struct ban *
get(struct bans *bans, struct view key)
{
	struct ban *ban = find(bans, key);

	if (ban != NULL)
		return ban;
	if (HASH_COUNT(bans->keys) >= BANS_MAX)
		drop(bans, bans->keys);
	ban = mem_zero(1, sizeof(*ban));
	memcpy(ban->key, key.p, key.n);
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD_KEYPTR(hh, bans->keys, ban->key, key.n, ban);
	return ban;
}

void
bans_fini(struct bans *bans)
{
	while (bans->keys != NULL)
		drop(bans, bans->keys);
}

bool
bans_banned(struct bans *bans, struct view key, int64_t now_ms)
{
	const struct ban *ban = find(bans, cut(key));

	return ban != NULL && now_ms < ban->until_ms;
}

bool
bans_wrong(struct bans *bans, struct view key, int64_t now_ms)
{
	struct ban *ban = get(bans, cut(key));

	if (now_ms < ban->until_ms)
		return false;
	if (ban->wrong == 0 || now_ms - ban->since_ms >= bans->window_ms) {
		ban->wrong = 0;
		ban->since_ms = now_ms;
	}
	if (++ban->wrong < bans->limit)
		return false;
	ban->wrong = 0;
	ban->until_ms = now_ms + bans->ban_ms;
	return true;
}

void
bans_right(struct bans *bans, struct view key, int64_t now_ms)
{
	struct ban *ban = find(bans, cut(key));

	if (ban != NULL && now_ms >= ban->until_ms)
		drop(bans, ban);
}
