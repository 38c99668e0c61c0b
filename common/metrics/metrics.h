/*
 * metrics - counters, gauges and histograms, shown as Prometheus text.
 *
 * Owns: a registry of at most METRICS_MAX static metrics. A metric is declared
 * once at file scope and registers itself on first use; labels are part of the
 * declared name text (`sms_accept_total{outcome="duplicate"}`), so their number is bounded.
 */
#ifndef COMMON_METRICS_METRICS_H
#define COMMON_METRICS_METRICS_H

#include <stdint.h>

#include "common/base/str.h"

enum { METRICS_MAX = 512, METRIC_BUCKETS = 14 };

enum metric_type { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM };

struct metric {
	const char *name; /* with labels */
	const char *help;
	enum metric_type type;
	int64_t value;
	int64_t buckets[METRIC_BUCKETS]; /* histogram: milliseconds, upper bounds 1,2,5,…,20000 */
	int64_t sum, count;
	int registered;
};

#define COUNTER(variable, text_name, text_help) \
	struct metric variable = { .name = text_name, .help = text_help, .type = METRIC_COUNTER }
#define GAUGE(variable, text_name, text_help) \
	struct metric variable = { .name = text_name, .help = text_help, .type = METRIC_GAUGE }
#define HISTOGRAM(variable, text_name, text_help) \
	struct metric variable = { .name = text_name, .help = text_help, .type = METRIC_HISTOGRAM }

void metric_register(struct metric *metric); /* idempotent; shows it with 0 before its first use */
void metric_add(struct metric *metric, int64_t n);
void metric_set(struct metric *metric, int64_t value);
void metric_observe(struct metric *metric, int64_t ms);
void metrics_text(struct buf *out); /* the whole registry, Prometheus 0.0.4 */

#endif
