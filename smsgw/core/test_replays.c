/* test_replays - which signed calls came lately */
#include "smsgw/core/replays.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

enum { ACCOUNT = 7, OTHER_ACCOUNT = 8, NOW_S = 1000000, AGE_S = 300 };

static enum replay_verdict
judge(const struct replays *replays, int64_t account, const char *nonce, const char *bytes,
    int64_t now_s)
{
	return replays_judge(replays, account, view_of(nonce), view_of(bytes), now_s, AGE_S);
}

static void
a_nonce_comes_again_with_its_bytes_only(void **unused)
{
	static struct replays replays;

	(void)unused;
	assert_int_equal(judge(&replays, ACCOUNT, "n", "a", NOW_S), REPLAY_NEW);
	replays_note(&replays, ACCOUNT, VIEW("n"), VIEW("a"), NOW_S);
	assert_int_equal(judge(&replays, ACCOUNT, "n", "a", NOW_S), REPLAY_AGAIN);
	assert_int_equal(judge(&replays, ACCOUNT, "n", "b", NOW_S), REPLAY_OTHER);
	assert_int_equal(judge(&replays, OTHER_ACCOUNT, "n", "b", NOW_S), REPLAY_NEW);
}

static void
what_came_before_the_age_is_forgotten(void **unused)
{
	static struct replays replays;

	(void)unused;
	replays_note(&replays, ACCOUNT, VIEW("n"), VIEW("a"), NOW_S);
	assert_int_equal(judge(&replays, ACCOUNT, "n", "b", NOW_S + AGE_S), REPLAY_OTHER);
	assert_int_equal(judge(&replays, ACCOUNT, "n", "b", NOW_S + AGE_S + 1), REPLAY_NEW);
}

static void
the_oldest_makes_room(void **unused)
{
	static struct replays replays;
	char nonce[16];

	(void)unused;
	for (int i = 0; i <= REPLAYS_MAX; i++) {
		(void)snprintf(nonce, sizeof(nonce), "n%d", i);
		replays_note(&replays, ACCOUNT, view_of(nonce), VIEW("a"), NOW_S);
	}
	assert_int_equal(judge(&replays, ACCOUNT, "n0", "a", NOW_S), REPLAY_NEW);
	assert_int_equal(judge(&replays, ACCOUNT, "n1", "a", NOW_S), REPLAY_AGAIN);
	assert_int_equal(judge(&replays, ACCOUNT, nonce, "a", NOW_S), REPLAY_AGAIN);
}

static void
without_a_nonce_a_call_is_always_new(void **unused)
{
	static struct replays replays;

	(void)unused;
	replays_note(&replays, ACCOUNT, VIEW(""), VIEW("a"), NOW_S);
	assert_int_equal(judge(&replays, ACCOUNT, "", "a", NOW_S), REPLAY_NEW);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_nonce_comes_again_with_its_bytes_only),
		cmocka_unit_test(what_came_before_the_age_is_forgotten),
		cmocka_unit_test(the_oldest_makes_room),
		cmocka_unit_test(without_a_nonce_a_call_is_always_new),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
