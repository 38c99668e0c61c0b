/* pace: the bucket's rate, its empty start, its credit; the back-off's bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "smsgw/core/backoff.h"
#include "smsgw/core/bucket.h"

static void
a_new_bucket_is_empty_and_fills_at_its_rate(void **unused)
{
	struct bucket bucket;

	(void)unused;
	bucket_init(&bucket, 2000, 0); /* two a second */
	assert_int_equal(bucket_take(&bucket, 1, 0), 500);
	assert_int_equal(bucket_take(&bucket, 1, 499), 1);
	assert_int_equal(bucket_take(&bucket, 1, 500), 0);
	assert_int_equal(bucket_take(&bucket, 1, 500), 500);
	assert_int_equal(bucket_take(&bucket, 2, 100000), 0);
	assert_int_equal(bucket_take(&bucket, 1, 100000), 500);
}

static void
a_long_text_goes_from_a_full_bucket_and_the_debt_is_paid_after(void **unused)
{
	struct bucket bucket;

	(void)unused;
	bucket_init(&bucket, 1000, 0);
	assert_int_equal(bucket_take(&bucket, 4, 1000), 0);
	assert_int_equal(bucket_take(&bucket, 1, 1000), 4000);
	assert_int_equal(bucket_take(&bucket, 1, 5000), 0);
}

static void
another_rate_counts_from_now_on_and_what_was_saved_stays(void **unused)
{
	struct bucket bucket;

	(void)unused;
	bucket_init(&bucket, 10000, 0); /* ten a second, burst ten */
	assert_int_equal(bucket_take(&bucket, 8, 1000), 0);
	bucket_set_rate(&bucket, 500, 1000); /* one in two seconds, burst one */
	assert_int_equal(bucket_take(&bucket, 1, 1000), 0);
	assert_int_equal(bucket_take(&bucket, 1, 1000), 2000);
	bucket_set_rate(&bucket, 1000, 2000); /* half of one is there */
	assert_int_equal(bucket_take(&bucket, 1, 2000), 500);
	bucket_set_rate(&bucket, 1000, 2400); /* the same again changes nothing */
	assert_int_equal(bucket_take(&bucket, 1, 2500), 0);
}

static void
over_any_hour_no_more_leaves_than_the_rate_and_one_burst(void **unused)
{
	struct bucket bucket;
	int64_t sent = 0;

	(void)unused;
	srand(1);
	bucket_init(&bucket, 3500, 0);
	for (int64_t now = 0; now < 3600000; now += rand() % 50)
		if (bucket_take(&bucket, 1, now) == 0)
			sent++;
	assert_true(sent <= 3600 * 35 / 10 + bucket.burst);
	assert_true(sent >= 3600 * 35 / 10 * 99 / 100);
}

static void
backing_off_doubles_to_its_ceiling_and_obeys_the_carrier(void **unused)
{
	(void)unused;
	for (int64_t attempt = 1; attempt < 100; attempt++)
		for (uint64_t random = 0; random < 100000; random += 777) {
			int64_t ms = backoff_ms(attempt, -1, random);

			assert_in_range(ms, BACKOFF_LEAST_MS, BACKOFF_MAX_MS);
			if (attempt == 1)
				assert_in_range(ms, BACKOFF_LEAST_MS, BACKOFF_FIRST_MS);
		}
	assert_int_equal(backoff_ms(3, 7000, 1), 7000);
	assert_int_equal(backoff_ms(1, INT64_MAX, 1), RETRY_AFTER_MAX_MS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_bucket_is_empty_and_fills_at_its_rate),
		cmocka_unit_test(a_long_text_goes_from_a_full_bucket_and_the_debt_is_paid_after),
		cmocka_unit_test(another_rate_counts_from_now_on_and_what_was_saved_stays),
		cmocka_unit_test(over_any_hour_no_more_leaves_than_the_rate_and_one_burst),
		cmocka_unit_test(backing_off_doubles_to_its_ceiling_and_obeys_the_carrier),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
