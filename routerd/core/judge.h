/*
 * judge - whether an agent may be offered an interaction: every condition of
 * "Eligibility and choice" but the cool-down, which belongs to a single pair.
 *
 * The first condition that fails gives the verdict, in the order membership,
 * medium, skill, level, emergency, status, stop_new, lease, wrap_up, capacity:
 * what lasts longest is named first.
 */
#ifndef ROUTERD_CORE_JUDGE_H
#define ROUTERD_CORE_JUDGE_H

#include "routerd/core/parts.h"

/* Fine enough that two different shares of limits up to ROUTER_LOAD_MAX never
 * become equal: they differ by at least 1 / (limit * limit). */
#define JUDGE_SHARE_BITS 40
#define JUDGE_SHARE_ONE (INT64_C(1) << JUDGE_SHARE_BITS)

/* As long as this stays the same, so do all verdicts and keys of the agent in the
 * medium, but for skills and memberships. */
struct standing judge_standing(
    const struct agent *agent, enum router_medium medium, int64_t now_ms);

/* Eligible, skill or level. `level` becomes the lowest held of those required. */
enum verdict judge_fit(const struct agent *agent, const struct router_need *needs,
    uint32_t need_count, int32_t *level);

/* The verdict of a member, from its parts, at a step of the queue's widening. `weight` is what one
 * more would take. */
enum verdict judge_member(const struct member *member, uint32_t step, int64_t tenant,
    const struct standing *standing, enum verdict fit, int32_t weight);

bool judge_same(const struct standing *x, const struct standing *y);

int32_t judge_weight(const struct queue *queue, enum router_medium medium);

/* RT-1 as a key, and back. */
struct order_key judge_key(
    const struct agent *agent, const struct standing *standing, int32_t level);
struct decision_candidate judge_values(struct order_key key, int64_t now_ms);

#endif
