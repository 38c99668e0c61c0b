/* session: the cache of tokens is bounded in time and number, and drops what ended. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "common/daemon/session_cache.h"

static void
hash_of(int number, unsigned char out[SHA256_SIZE])
{
	sha256((struct view){ (const char *)&number, sizeof(number) }, out);
}

static void
add(struct session_cache *cache, int number, int64_t session, int64_t at_ms)
{
	struct actor actor = { .user = number, .session = session };
	unsigned char hash[SHA256_SIZE];

	hash_of(number, hash);
	session_cache_add(cache, hash, &actor, at_ms);
}

static const struct actor *
find(struct session_cache *cache, int number, int64_t now_ms)
{
	unsigned char hash[SHA256_SIZE];

	hash_of(number, hash);
	return session_cache_find(cache, hash, now_ms);
}

static void
a_session_is_remembered_for_five_seconds_and_not_a_millisecond_more(void **unused)
{
	struct session_cache cache;

	(void)unused;
	session_cache_init(&cache, 10);
	add(&cache, 1, 11, 1000);
	assert_non_null(find(&cache, 1, 1000));
	assert_int_equal(find(&cache, 1, 5999)->session, 11);
	assert_null(find(&cache, 2, 1000));
	assert_null(find(&cache, 1, 6000));
	assert_null(find(&cache, 1, 1000)); /* dropped, not hidden */
	session_cache_fini(&cache);
}

static void
a_revoked_session_is_gone_with_all_its_tokens_and_no_other(void **unused)
{
	struct session_cache cache;

	(void)unused;
	session_cache_init(&cache, 10);
	add(&cache, 1, 11, 0);
	add(&cache, 2, 11, 0);
	add(&cache, 3, 12, 0);
	session_cache_drop(&cache, 11);
	assert_null(find(&cache, 1, 1));
	assert_null(find(&cache, 2, 1));
	assert_non_null(find(&cache, 3, 1));
	session_cache_drop(&cache, 99);
	session_cache_fini(&cache);
}

static void
the_oldest_goes_when_the_cache_is_full(void **unused)
{
	struct session_cache cache;

	(void)unused;
	session_cache_init(&cache, 10);
	for (int i = 0; i < 25; i++)
		add(&cache, i, i, i);
	assert_int_equal(cache.by_age.count, 10);
	assert_null(find(&cache, 14, 30));
	assert_non_null(find(&cache, 15, 30));
	session_cache_fini(&cache);
}

static void
what_is_read_again_counts_anew(void **unused)
{
	struct session_cache cache;

	(void)unused;
	session_cache_init(&cache, 10);
	add(&cache, 1, 11, 0);
	add(&cache, 1, 11, 4000);
	assert_int_equal(cache.by_age.count, 1);
	assert_non_null(find(&cache, 1, 8000));
	session_cache_fini(&cache);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_session_is_remembered_for_five_seconds_and_not_a_millisecond_more),
		cmocka_unit_test(a_revoked_session_is_gone_with_all_its_tokens_and_no_other),
		cmocka_unit_test(the_oldest_goes_when_the_cache_is_full),
		cmocka_unit_test(what_is_read_again_counts_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
