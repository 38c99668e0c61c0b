/* allow - rate limits per event and source; see log_allow in log.h */
#include <pthread.h>
#include <string.h>

#include <uthash.h>

#include "common/base/clock.h"
#include "common/log/log.h"

enum { PAIRS_MAX = 1024, EVENT_MAX = 48, SOURCE_MAX = 80 };

/* The key is the bytes of event and source, both filled up with zeros. */
struct pair {
	char name[EVENT_MAX + SOURCE_MAX];
	int64_t next_ms; /* when it is allowed again */
	int64_t suppressed;
	UT_hash_handle hh;
};

/* uthash keeps the order of insertion, so the head is the oldest. */
static struct {
	pthread_mutex_t lock;
	struct pair pool[PAIRS_MAX];
	size_t used;
	struct pair *pairs;
} allowed = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* A longer event or source is told apart by its first bytes only. */
static void
name_pair(char name[EVENT_MAX + SOURCE_MAX], const char *event, struct view source)
{
	memset(name, 0, EVENT_MAX + SOURCE_MAX);
	memcpy(name, event, strnlen(event, EVENT_MAX));
	if (source.n > 0)
		memcpy(name + EVENT_MAX, source.p, source.n < SOURCE_MAX ? source.n : SOURCE_MAX);
}

static struct pair *
find_pair(const char name[EVENT_MAX + SOURCE_MAX])
{
	struct pair *pair;

	HASH_FIND(hh, allowed.pairs, name, EVENT_MAX + SOURCE_MAX, pair);
	return pair;
}

static struct pair *
add_pair(const char name[EVENT_MAX + SOURCE_MAX])
{
	struct pair *pair = allowed.pairs;

	if (allowed.used < PAIRS_MAX)
		pair = &allowed.pool[allowed.used++];
	else
		HASH_DEL(allowed.pairs, pair);
	memset(pair, 0, sizeof(*pair));
	memcpy(pair->name, name, sizeof(pair->name));
	HASH_ADD(hh, allowed.pairs, name, sizeof(pair->name), pair);
	return pair;
}

static bool
allow(
    const char name[EVENT_MAX + SOURCE_MAX], int64_t now_ms, int64_t every_ms, int64_t *suppressed)
{
	struct pair *pair = find_pair(name);

	if (pair == NULL)
		pair = add_pair(name);
	if (now_ms < pair->next_ms) {
		pair->suppressed++;
		return false;
	}
	*suppressed = pair->suppressed;
	pair->suppressed = 0;
	pair->next_ms = now_ms + every_ms;
	return true;
}

bool
log_allow(const char *event, struct view source, int64_t every_ms, int64_t *suppressed)
{
	char name[EVENT_MAX + SOURCE_MAX];
	int64_t before = 0;
	bool yes;

	name_pair(name, event, source);
	(void)pthread_mutex_lock(&allowed.lock);
	yes = allow(name, clock_mono_ms(), every_ms, &before);
	(void)pthread_mutex_unlock(&allowed.lock);
	if (suppressed != NULL)
		*suppressed = before;
	return yes;
}
