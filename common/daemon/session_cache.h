/*
 * session_cache - whose token it is, remembered for 5 s at most (consistency.md, 19).
 *
 * Owns: a bounded table of token hash -> actor; drops by age, by session, by number.
 * Must not know: HTTP, the database, the clock.
 */
#ifndef COMMON_DAEMON_SESSION_CACHE_H
#define COMMON_DAEMON_SESSION_CACHE_H

#include "common/auth/auth.h"
#include "common/base/list.h"

enum { SESSION_CACHE_MAX = 16384, SESSION_CACHE_MS = 5000 };

struct session_entry;

struct session_cache {
	struct session_entry *table; /* uthash */
	struct list by_age;
	size_t max;
};

void session_cache_init(struct session_cache *cache, size_t max);
void session_cache_fini(struct session_cache *cache);

/* `read_ms`: the moment before the database was asked. */
void session_cache_add(struct session_cache *cache, const unsigned char hash[SHA256_SIZE],
    const struct actor *actor, int64_t read_ms);

/* NULL: not known, or known for too long. Valid until the next call. */
const struct actor *session_cache_find(
    struct session_cache *cache, const unsigned char hash[SHA256_SIZE], int64_t now_ms);

/* Every entry of this session (an API key counts as one). */
void session_cache_drop(struct session_cache *cache, int64_t session);

#endif
