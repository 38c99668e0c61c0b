/* quota - see quota.h */
#include "chatd/core/quota.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "common/base/bytes.h"

struct quota_key {
	uint64_t kind;
	unsigned char who[SHA256_SIZE]; /* however long it is */
};

struct quota_window {
	struct quota_key key;
	int64_t began_ms, taken;
	UT_hash_handle hh;
};

static void
drop(struct quota *quota, struct quota_window *window)
{
	HASH_DEL(quota->windows, window);
	free(window);
}

void
quota_fini(struct quota *quota)
{
	while (quota->windows != NULL)
		drop(quota, quota->windows);
}

static struct quota_window *
begin(struct quota *quota, const struct quota_key *key, int64_t now_ms)
{
	struct quota_window *window;

	if (HASH_COUNT(quota->windows) >= QUOTA_MAX)
		drop(quota, quota->windows);
	window = mem_zero(1, sizeof(*window));
	window->key = *key;
	window->began_ms = now_ms;
	HASH_ADD(hh, quota->windows, key, sizeof(window->key), window);
	return window;
}

/* NULL: none that has not ended. */
static struct quota_window *
find(struct quota *quota, const struct quota_key *key, int64_t now_ms)
{
	struct quota_window *window;

	HASH_FIND(hh, quota->windows, key, sizeof(*key), window);
	if (window == NULL || now_ms - window->began_ms < QUOTA_WINDOW_MS)
		return window;
	drop(quota, window);
	return NULL;
}

static struct quota_key
key_of(unsigned kind, struct view who)
{
	struct quota_key key = { .kind = kind };

	sha256(who, key.who);
	return key;
}

/* In how many seconds `amount` may be had; 0: now. */
static int
wait_s(
    struct quota *quota, const struct quota_key *key, int64_t amount, int64_t limit, int64_t now_ms)
{
	const struct quota_window *window = find(quota, key, now_ms);

	if (amount <= limit - (window != NULL ? window->taken : 0))
		return 0;
	return window == NULL ? QUOTA_WINDOW_MS / 1000
			      : (int)((window->began_ms + QUOTA_WINDOW_MS - now_ms + 999) / 1000);
}

int
quota_take(struct quota *quota, unsigned kind, const struct view *who, int count, int64_t amount,
    int64_t limit, int64_t now_ms)
{
	struct quota_key keys[QUOTA_SOURCES_MAX];
	int after_s = 0;

	for (int i = 0; i < count; i++, limit *= QUOTA_WIDER) {
		int wait;

		keys[i] = key_of(kind, who[i]);
		wait = wait_s(quota, &keys[i], amount, limit, now_ms);
		after_s = wait > after_s ? wait : after_s;
	}
	for (int i = 0; i < count && after_s == 0; i++) {
		struct quota_window *window = find(quota, &keys[i], now_ms);

		if (window == NULL)
			window = begin(quota, &keys[i], now_ms);
		window->taken += amount;
	}
	return after_s;
}
