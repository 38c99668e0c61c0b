/* key_rate: so many requests a key and minute, and no memory beyond its bound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/daemon/key_rate.h"

static void
a_key_has_its_requests_and_then_waits_for_the_next_minute(void **unused)
{
	struct key_rate rate;
	struct key_rate_told told;

	(void)unused;
	key_rate_init(&rate, 2);
	assert_true(key_rate_take(&rate, 7, 1000, &told));
	assert_int_equal(told.limit, 2);
	assert_int_equal(told.remaining, 1);
	assert_int_equal(told.reset_s, 60);
	assert_true(key_rate_take(&rate, 7, 30500, &told));
	assert_int_equal(told.remaining, 0);
	assert_int_equal(told.reset_s, 31);
	assert_false(key_rate_take(&rate, 7, 60999, &told));
	assert_int_equal(told.remaining, 0);
	assert_int_equal(told.reset_s, 1);
	assert_true(key_rate_take(&rate, 8, 60999, &told)); /* another key has its own */
	assert_int_equal(told.remaining, 1);
	assert_true(key_rate_take(&rate, 7, 61000, &told));
	assert_int_equal(told.remaining, 1);
	key_rate_fini(&rate);
}

static void
the_oldest_makes_room(void **unused)
{
	struct key_rate rate;
	struct key_rate_told told;

	(void)unused;
	key_rate_init(&rate, 1);
	for (int64_t key = 0; key <= KEY_RATE_MAX; key++)
		assert_true(key_rate_take(&rate, key, key, &told));
	assert_false(key_rate_take(&rate, 1, KEY_RATE_MAX, &told));
	assert_true(key_rate_take(&rate, 0, KEY_RATE_MAX, &told)); /* forgotten: it begins anew */
	assert_true(key_rate_take(&rate, 1, KEY_RATE_MAX, &told)); /* whom it made room */
	key_rate_fini(&rate);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_has_its_requests_and_then_waits_for_the_next_minute),
		cmocka_unit_test(the_oldest_makes_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
