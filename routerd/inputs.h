/*
 * inputs - the router's core with its event log: the one place through which inputs and
 * decisions pass, so that what is recorded is what happened.
 *
 * Owns: the router, the log file (if one is wanted), the count of what waits.
 * Must not know: where inputs come from.
 */
#ifndef ROUTERD_INPUTS_H
#define ROUTERD_INPUTS_H

#include <stdio.h>

#include "routerd/core/event.h"

struct inputs {
	struct router *router;
	FILE *record; /* NULL: nothing is recorded */
	struct buf lines;
	int64_t written, record_max;
	int64_t waiting;
};

void inputs_register(void); /* shows the metrics before their first use */

/* `path` NULL or "": no log. The log goes to a new file "<path>.<at_ms>", or the next number that is
 * free, at most `record_max` bytes; then it ends with a comment that says so. */
void inputs_init(struct inputs *inputs, const char *path, int64_t at_ms, int64_t record_max);
void inputs_fini(struct inputs *inputs);

/* False: the router did not take it (counted and logged, unless it is just not known there). */
bool inputs_apply(struct inputs *inputs, const struct router_event *event);
bool inputs_decide(struct inputs *inputs, int64_t now_ms, struct decision *out);
void inputs_flush(struct inputs *inputs); /* at the end of each turn */

#endif
