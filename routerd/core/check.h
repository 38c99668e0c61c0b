/*
 * check - the ranges of the router's inputs.
 *
 * Owns: what is accepted at all. Each function returns 0, or -1 with the field that
 * is wrong.
 */
#ifndef ROUTERD_CORE_CHECK_H
#define ROUTERD_CORE_CHECK_H

#include "routerd/core/router.h"

/* Times are far from the ends of int64_t, so that adding a delay can't overflow. */
#define CHECK_TIME_MAX_MS (INT64_C(1) << 53)

/* Says that the field is out of range; returns -1. */
int check_wrong(struct err *err, const char *field);
bool check_within(int64_t value, int64_t low, int64_t high);

int check_ids(int64_t id, int64_t tenant, int64_t version, struct err *err);
int check_queue(const struct router_queue *state, struct err *err);
int check_agent(const struct router_agent *state, struct err *err);
int check_interaction(const struct router_interaction *state, struct err *err);

#endif
