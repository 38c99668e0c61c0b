/* recent: known for a time, the oldest makes room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "voiced/core/recent.h"

static void
a_key_is_known_for_its_time_since_it_was_seen_last(void **unused)
{
	struct recent recent = { .for_ms = 100 };

	(void)unused;
	assert_false(recent_has(&recent, VIEW("a"), 0));
	recent_add(&recent, VIEW("a"), 0);
	recent_add(&recent, VIEW("a"), 50);
	assert_true(recent_has(&recent, VIEW("a"), 149));
	assert_false(recent_has(&recent, VIEW("a"), 150));
	assert_false(recent_has(&recent, VIEW("b"), 50));
	recent_fini(&recent);
}

static void
beyond_its_bound_the_key_seen_longest_ago_makes_room(void **unused)
{
	struct recent recent = { .for_ms = 100 };
	char key[16];

	(void)unused;
	for (int i = 0; i < RECENT_MAX; i++) {
		(void)snprintf(key, sizeof(key), "%d", i);
		recent_add(&recent, view_of(key), 0);
	}
	recent_add(&recent, VIEW("0"), 1);
	recent_add(&recent, VIEW("new"), 1);
	assert_true(recent_has(&recent, VIEW("0"), 1));
	assert_false(recent_has(&recent, VIEW("1"), 1));
	assert_true(recent_has(&recent, VIEW("2"), 1));
	recent_fini(&recent);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_known_for_its_time_since_it_was_seen_last),
		cmocka_unit_test(beyond_its_bound_the_key_seen_longest_ago_makes_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
