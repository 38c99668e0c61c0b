/*
 * centre - a contact center in compressed time around the real routing core: 50
 * queues, 500 agents of one conversation each, no database, no bus, no clock.
 *
 * Owns: the events (an arrival, an end), the random numbers, what the database would
 *       answer to an offer, and the counts per queue and day.
 * Must not know: Erlang C, what a good figure is.
 *
 * Arrivals are Poisson, handling times exponential (whole milliseconds). Each queue
 * draws both from streams of its own, the handling time at the accept: whatever the
 * agents' memberships, the n-th interaction of a queue arrives at the same time and
 * takes as long. Offers are accepted at once, nobody leaves, there is no wrap-up.
 * The same plans, seed and days give the same decisions.
 */
#ifndef TESTS_SIM_CENTRE_H
#define TESTS_SIM_CENTRE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	CENTRE_QUEUES = 50,
	CENTRE_AGENTS = 500,
	CENTRE_GROUP_MAX = 20, /* agents of one queue's own */
	CENTRE_IN_TIME_MS = 20000, /* answered within it counts for the service level */
	CENTRE_DAY_MS = 24 * 60 * 60 * 1000,
	CENTRE_DAYS_MAX = 10000,
};

/* A queue: its own agents, who are CENTRE_AGENTS in all, and its work. */
struct centre_plan {
	int32_t agents; /* 1 to CENTRE_GROUP_MAX */
	int32_t load_percent; /* of its own agents' time, 1 to 99 */
	int32_t handle_s; /* mean */
};

/* Of one queue; an interaction counts on the day on which it arrived. */
struct centre_day {
	int64_t offered, answered, in_time;
	int64_t wait_ms, handle_ms; /* of those answered */
};

struct centre_totals {
	int64_t offers, nobodies;
	int64_t overtaken; /* answered after a later one of the same queue */
	int64_t unlike_line; /* waits other than those of line.h before the own agents */
	int64_t late; /* offers that came by the passing of time alone: there must be none */
	int64_t left; /* interactions never answered */
};

struct centre;

/* `queues_per_agent` 1: each agent serves the own queue only. More: that many, the own
 * queue with a higher level of its skill than the others. The first day begins empty
 * and is day 0; `days` more follow, 1 to CENTRE_DAYS_MAX. `mirrored`: each random
 * number is taken from the other end (what was the shortest of times is the longest),
 * as likely a world, and busy where the other one is idle. Ends the process with a
 * message when the core refuses something. */
struct centre *centre_new(const struct centre_plan plans[CENTRE_QUEUES], int queues_per_agent,
    int days, uint64_t seed, bool mirrored);
void centre_free(struct centre *centre);

/* Until all that arrived has ended. Once. */
void centre_run(struct centre *centre);

const struct centre_day *centre_day_of(const struct centre *centre, int queue, int day);
struct centre_totals centre_totals_of(const struct centre *centre);

#endif
