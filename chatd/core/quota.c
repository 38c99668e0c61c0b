/* quota - see quota.h */
#include "chatd/core/quota.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "common/base/bytes.h"

enum { NETWORK_BYTES = 8 };

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

int
quota_take(struct quota *quota, unsigned kind, struct view who, int64_t amount, int64_t limit,
    int64_t now_ms)
{
	struct quota_key key = { .kind = kind };
	struct quota_window *window;

	sha256(who, key.who);
	HASH_FIND(hh, quota->windows, &key, sizeof(key), window);
	if (window != NULL && now_ms - window->began_ms >= QUOTA_WINDOW_MS) {
		drop(quota, window);
		window = NULL;
	}
	if (window == NULL)
		window = begin(quota, &key, now_ms);
	if (amount > limit - window->taken)
		return (int)((window->began_ms + QUOTA_WINDOW_MS - now_ms + 999) / 1000);
	window->taken += amount;
	return 0;
}

struct view
quota_source(struct view address, char room[48])
{
	unsigned char bytes[sizeof(struct in6_addr)];
	char text[INET6_ADDRSTRLEN];
	size_t n = 0;

	if (!view_copy(address, text, sizeof(text)) || inet_pton(AF_INET6, text, bytes) != 1)
		return address;
	for (int i = 0; i < NETWORK_BYTES; i++)
		n += (size_t)snprintf(room + n, 48 - n, "%02x", bytes[i]);
	return (struct view){ room, n };
}
