/* metrics: the text that Prometheus reads, buckets to the millisecond, counting from
 * several threads. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/metrics/metrics.h"

enum { THREADS = 4, ROUNDS = 10000 };

static COUNTER(accepted, "test_accept_total{outcome=\"new\"}", "Texts accepted");
static COUNTER(between, "test_accept_total_beside", "Sorts between the two by bytes");
static COUNTER(duplicate, "test_accept_total{outcome=\"duplicate\"}", "Texts accepted");
static GAUGE(open_now, "test_open", "Open, with a \\ and a\nsecond line");
static HISTOGRAM(wait, "test_wait_ms{queue=\"a\"}", "Waiting time");
static HISTOGRAM(edges, "test_edges_ms", "Edges");
static COUNTER(shared, "test_shared_total", "Counted by threads");
static HISTOGRAM(shared_ms, "test_shared_ms", "Observed by threads");

static void
assert_shown(const char *text)
{
	struct buf out = { 0 };

	metrics_text(&out);
	if (strstr(out.p, text) == NULL)
		fail_msg("not found:\n%s\nin:\n%s", text, out.p);
	buf_fini(&out);
}

static void
a_metric_shows_zero_once_registered_and_only_once(void **unused)
{
	struct buf out = { 0 };
	const char *first;

	(void)unused;
	metric_register(&open_now);
	metric_register(&open_now);
	metrics_text(&out);
	first = strstr(out.p, "\ntest_open 0\n");
	assert_non_null(first);
	assert_null(strstr(first + 1, "\ntest_open 0\n"));
	buf_fini(&out);
}

static void
series_of_one_family_stand_together_under_one_head(void **unused)
{
	(void)unused;
	metric_add(&accepted, 3);
	metric_add(&between, 1);
	metric_add(&duplicate, 1);
	metric_add(&duplicate, 1);
	assert_shown("# HELP test_accept_total Texts accepted\n"
		     "# TYPE test_accept_total counter\n"
		     "test_accept_total{outcome=\"duplicate\"} 2\n"
		     "test_accept_total{outcome=\"new\"} 3\n"
		     "# HELP test_accept_total_beside ");
}

static void
a_gauge_goes_up_and_down_and_its_help_is_escaped(void **unused)
{
	(void)unused;
	metric_set(&open_now, 10);
	metric_add(&open_now, -12);
	assert_shown("# HELP test_open Open, with a \\\\ and a\\nsecond line\n"
		     "# TYPE test_open gauge\n"
		     "test_open -2\n");
	metric_set(&open_now, 0);
}

static void
a_histogram_counts_upwards_and_keeps_its_labels(void **unused)
{
	(void)unused;
	metric_observe(&wait, 3);
	metric_observe(&wait, 150);
	metric_observe(&wait, 30000);
	assert_shown("# TYPE test_wait_ms histogram\n"
		     "test_wait_ms_bucket{queue=\"a\",le=\"1\"} 0\n"
		     "test_wait_ms_bucket{queue=\"a\",le=\"2\"} 0\n"
		     "test_wait_ms_bucket{queue=\"a\",le=\"5\"} 1\n"
		     "test_wait_ms_bucket{queue=\"a\",le=\"10\"} 1\n"
		     "test_wait_ms_bucket{queue=\"a\",le=\"20\"} 1\n"
		     "test_wait_ms_bucket{queue=\"a\",le=\"50\"} 1\n"
		     "test_wait_ms_bucket{queue=\"a\",le=\"100\"} 1\n"
		     "test_wait_ms_bucket{queue=\"a\",le=\"200\"} 2\n"
		     "test_wait_ms_bucket{queue=\"a\",le=\"500\"} 2\n"
		     "test_wait_ms_bucket{queue=\"a\",le=\"1000\"} 2\n"
		     "test_wait_ms_bucket{queue=\"a\",le=\"2000\"} 2\n"
		     "test_wait_ms_bucket{queue=\"a\",le=\"5000\"} 2\n"
		     "test_wait_ms_bucket{queue=\"a\",le=\"10000\"} 2\n"
		     "test_wait_ms_bucket{queue=\"a\",le=\"20000\"} 2\n"
		     "test_wait_ms_bucket{queue=\"a\",le=\"+Inf\"} 3\n"
		     "test_wait_ms_sum{queue=\"a\"} 30153\n"
		     "test_wait_ms_count{queue=\"a\"} 3\n");
}

static void
a_bound_belongs_to_its_bucket_and_a_negative_time_counts_as_none(void **unused)
{
	(void)unused;
	metric_observe(&edges, -5);
	metric_observe(&edges, 1);
	metric_observe(&edges, 2);
	metric_observe(&edges, 20000);
	metric_observe(&edges, 20001);
	assert_shown("test_edges_ms_bucket{le=\"1\"} 2\ntest_edges_ms_bucket{le=\"2\"} 3\n");
	assert_shown("test_edges_ms_bucket{le=\"20000\"} 4\ntest_edges_ms_bucket{le=\"+Inf\"} 5\n"
		     "test_edges_ms_sum 40004\ntest_edges_ms_count 5\n");
}

static void *
count_up(void *unused)
{
	for (int i = 0; i < ROUNDS; i++) {
		metric_add(&shared, 1);
		metric_observe(&shared_ms, 1);
	}
	return unused;
}

static void
threads_lose_no_count(void **unused)
{
	pthread_t threads[THREADS];

	(void)unused;
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, count_up, NULL), 0);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_shown("\ntest_shared_total 40000\n");
	assert_shown("test_shared_ms_bucket{le=\"1\"} 40000\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_metric_shows_zero_once_registered_and_only_once),
		cmocka_unit_test(series_of_one_family_stand_together_under_one_head),
		cmocka_unit_test(a_gauge_goes_up_and_down_and_its_help_is_escaped),
		cmocka_unit_test(a_histogram_counts_upwards_and_keeps_its_labels),
		cmocka_unit_test(a_bound_belongs_to_its_bucket_and_a_negative_time_counts_as_none),
		cmocka_unit_test(threads_lose_no_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
