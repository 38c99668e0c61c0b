/*
 * whatif - a recorded day with another configuration (spec/20-routing, "Explanation").
 *
 * Owns: the comparison of what was decided with what would have been.
 * Must not know: where the logs come from, names.
 *
 * Queues, memberships, the reserve and skills come from the beginning of the second log, up to its first
 * decision: what a router read when it began. Whether a queue is open, and all else, comes from the
 * first: agents, work and time go as they went, whatever would have been decided, so each decision is
 * compared for the situation that was. What was decided between two moments in which nothing was left
 * to decide counts as one; of each interaction the first difference is told.
 */
#ifndef ROUTERD_CORE_WHATIF_H
#define ROUTERD_CORE_WHATIF_H

#include <stdio.h>

#include "routerd/core/record.h"

struct whatif_difference {
	int64_t at_ms, tenant, interaction;
	int64_t was,
	    would; /* the agent it was offered to, and would be; 0: it waited, would wait */
};

struct whatif_report {
	int64_t lines, offers, would_offers, differences;
	bool in_configuration; /* bad_line is one of the second log */
	int64_t bad_line; /* where reading stopped; 0 = read to the end */
	struct err err;
};

/* 0 when both were read, whatever they said; -1 when a line could not be read. */
int whatif_run(FILE *log, FILE *configuration,
    void (*differs)(void *ctx, const struct whatif_difference *difference), void *ctx,
    struct whatif_report *report);

#endif
