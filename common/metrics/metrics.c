/* metrics - see metrics.h */
#include "common/metrics/metrics.h"

#include <assert.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Values are changed by the loop and by worker threads: relaxed atomics, because
 * no figure has to agree with another. */
#define ADD(place, n) __atomic_fetch_add(&(place), (n), __ATOMIC_RELAXED)
#define SET(place, n) __atomic_store_n(&(place), (n), __ATOMIC_RELAXED)
#define GET(place) __atomic_load_n(&(place), __ATOMIC_RELAXED)

static const int64_t bounds_ms[METRIC_BUCKETS] = { 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000,
	5000, 10000, 20000 };

static const char *const type_names[] = {
	[METRIC_COUNTER] = "counter",
	[METRIC_GAUGE] = "gauge",
	[METRIC_HISTOGRAM] = "histogram",
};

static struct {
	pthread_mutex_t lock;
	struct metric *metrics[METRICS_MAX];
	size_t count;
} registry = { .lock = PTHREAD_MUTEX_INITIALIZER };

void
metric_register(struct metric *metric)
{
	if (__atomic_load_n(&metric->registered, __ATOMIC_ACQUIRE) != 0)
		return;
	(void)pthread_mutex_lock(&registry.lock);
	if (metric->registered == 0) {
		assert(registry.count < METRICS_MAX);
		registry.metrics[registry.count++] = metric;
		__atomic_store_n(&metric->registered, 1, __ATOMIC_RELEASE);
	}
	(void)pthread_mutex_unlock(&registry.lock);
}

void
metric_add(struct metric *metric, int64_t n)
{
	assert(metric->type == METRIC_GAUGE || (metric->type == METRIC_COUNTER && n >= 0));
	metric_register(metric);
	ADD(metric->value, n);
}

void
metric_set(struct metric *metric, int64_t value)
{
	assert(metric->type == METRIC_GAUGE);
	metric_register(metric);
	SET(metric->value, value);
}

void
metric_observe(struct metric *metric, int64_t ms)
{
	assert(metric->type == METRIC_HISTOGRAM);
	metric_register(metric);
	if (ms < 0)
		ms = 0;
	for (int i = 0; i < METRIC_BUCKETS; i++) {
		if (ms <= bounds_ms[i]) {
			ADD(metric->buckets[i], 1);
			break;
		}
	}
	ADD(metric->sum, ms);
	ADD(metric->count, 1);
}

/* The name without labels, and the labels without braces. */
static struct view
family_of(const struct metric *metric, struct view *labels)
{
	struct view rest = view_of(metric->name);
	struct view family = view_cut(&rest, '{');

	*labels = rest;
	if (labels->n > 0)
		labels->n--;
	return family;
}

/* A family's series must stand together; sorting by the whole name would put
 * "a_b" between "a" and "a{…}". */
static int
compare(const void *a, const void *b)
{
	struct view labels_a, labels_b;
	struct view family_a = family_of(*(struct metric *const *)a, &labels_a);
	struct view family_b = family_of(*(struct metric *const *)b, &labels_b);
	int order = view_compare(family_a, family_b);

	return order != 0 ? order : view_compare(labels_a, labels_b);
}

static void
add_head(struct buf *out, struct view family, const struct metric *metric)
{
	buf_add_text(out, "# HELP ");
	buf_add_view(out, family);
	buf_add_char(out, ' ');
	for (const char *at = metric->help; *at != '\0'; at++) {
		if (*at == '\n')
			buf_add_text(out, "\\n");
		else if (*at == '\\')
			buf_add_text(out, "\\\\");
		else
			buf_add_char(out, *at);
	}
	buf_add_text(out, "\n# TYPE ");
	buf_add_view(out, family);
	buf_addf(out, " %s\n", type_names[metric->type]);
}

/* One line: family, suffix, {labels, le}, value. */
static void
add_sample(struct buf *out, struct view family, const char *suffix, struct view labels,
    const char *le, int64_t value)
{
	buf_add_view(out, family);
	buf_add_text(out, suffix);
	if (labels.n > 0 || le != NULL) {
		buf_add_char(out, '{');
		buf_add_view(out, labels);
		if (le != NULL)
			buf_addf(out, "%sle=\"%s\"", labels.n > 0 ? "," : "", le);
		buf_add_char(out, '}');
	}
	buf_addf(out, " %" PRId64 "\n", value);
}

static void
add_histogram(struct buf *out, struct view family, struct view labels, const struct metric *metric)
{
	int64_t below = 0;

	for (int i = 0; i < METRIC_BUCKETS; i++) {
		struct buf le = { 0 };

		below += GET(metric->buckets[i]);
		buf_addf(&le, "%" PRId64, bounds_ms[i]);
		add_sample(out, family, "_bucket", labels, le.p, below);
		buf_fini(&le);
	}
	add_sample(out, family, "_bucket", labels, "+Inf", GET(metric->count));
	add_sample(out, family, "_sum", labels, NULL, GET(metric->sum));
	add_sample(out, family, "_count", labels, NULL, GET(metric->count));
}

static size_t
take_registry(struct metric *out[METRICS_MAX])
{
	size_t count;

	(void)pthread_mutex_lock(&registry.lock);
	count = registry.count;
	memcpy(out, registry.metrics, count * sizeof(struct metric *));
	(void)pthread_mutex_unlock(&registry.lock);
	return count;
}

void
metrics_text(struct buf *out)
{
	struct metric *metrics[METRICS_MAX];
	size_t count = take_registry(metrics);
	struct view before = { NULL, 0 };

	qsort(metrics, count, sizeof(struct metric *), compare);
	for (size_t i = 0; i < count; i++) {
		struct view labels;
		struct view family = family_of(metrics[i], &labels);

		if (!view_eq(family, before))
			add_head(out, family, metrics[i]);
		before = family;
		if (metrics[i]->type == METRIC_HISTOGRAM)
			add_histogram(out, family, labels, metrics[i]);
		else
			add_sample(out, family, "", labels, NULL, GET(metrics[i]->value));
	}
}
