/*
 * reports - figures over REST: by quarter, day or week, as JSON or CSV, and the interactions behind them.
 *
 * Owns: the way from a request to routing.report, and its answer's two forms.
 * Must not know: a formula; it comes with the figures.
 */
#ifndef ROUTERD_REPORTS_H
#define ROUTERD_REPORTS_H

#include "common/daemon/daemon.h"

/* A body of a report of a page as CSV: a line of names, then one line each. Times are UTC. */
void report_csv(const json_t *body, struct buf *out);

#endif
