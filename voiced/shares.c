/* shares - see shares.h */
#include "voiced/shares.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "voiced/sip/sip.h"

enum { LOG_EVERY_MS = 60000, LOG_KEY_SIZE = 48 };

static COUNTER(refused_total, "voice_inside_calls_refused_total",
    "Internal calls that were refused because their user had too many in progress");

struct user_key {
	int64_t tenant, user;
};

struct user_calls {
	struct user_key key;
	int count;
	UT_hash_handle hh;
};

struct share {
	struct daemon *daemon;
	struct user_key of;
	int holders;
};

/* uthash; NULL: nobody has any. */
static struct user_calls *
all_of(struct daemon *daemon)
{
	return daemon_data(daemon, "shares");
}

static struct user_calls *
user_find(struct daemon *daemon, const struct user_key *key)
{
	struct user_calls *all = all_of(daemon), *found = NULL;

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, all, key, sizeof(*key), found);
	return found;
}

static void
count_up(struct daemon *daemon, const struct user_key *key)
{
	struct user_calls *all = all_of(daemon), *of = user_find(daemon, key);

	if (of == NULL) {
		of = mem_zero(1, sizeof(*of));
		of->key = *key;
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_ADD(hh, all, key, sizeof(of->key), of);
		daemon_set_data(daemon, "shares", all);
	}
	of->count++;
}

static void
count_down(struct daemon *daemon, const struct user_key *key)
{
	struct user_calls *all = all_of(daemon), *of = user_find(daemon, key);

	if (--of->count > 0)
		return;
	HASH_DEL(all, of); /* NOLINT(clang-analyzer-core*): uthash's own */
	daemon_set_data(daemon, "shares", all);
	free(of);
}

static void
refuse(struct sip_request *request, const struct user_key *key)
{
	char whose[LOG_KEY_SIZE];
	int64_t suppressed;

	metric_add(&refused_total, 1);
	(void)snprintf(whose, sizeof(whose), "%" PRId64 " %" PRId64, key->tenant, key->user);
	if (log_allow("inside_calls_refused", view_of(whose), LOG_EVERY_MS, &suppressed))
		LOG(WARN, "inside_calls_refused", LOG_ID("tenant", key->tenant),
		    LOG_ID("user", key->user), LOG_INT("suppressed", suppressed));
	sip_reply(request, 486, SHARES_WORDS, VIEW(""));
}

struct share *
share_take(struct daemon *daemon, struct sip_request *request, int64_t tenant, int64_t user)
{
	const struct user_key key = { tenant, user };
	const struct user_calls *of = user_find(daemon, &key);
	struct share *share;

	if (of != NULL && of->count >= config_int(daemon_config(daemon), "inside_calls_of_user")) {
		refuse(request, &key);
		return NULL;
	}
	count_up(daemon, &key);
	share = mem_new(sizeof(*share));
	*share = (struct share){ daemon, key, 1 };
	return share;
}

struct share *
share_hold(struct share *share)
{
	if (share != NULL)
		share->holders++;
	return share;
}

void
share_drop(struct share *share)
{
	if (share == NULL || --share->holders > 0)
		return;
	count_down(share->daemon, &share->of);
	free(share);
}
