/*
 * erlang - what queueing theory says of a queue: the Erlang-C model (M/M/c).
 *
 * Owns: the formulas. They hold for Poisson arrivals, exponential handling times,
 *       `agents` equal agents who do nothing else, first come first served, nobody
 *       who leaves; and in the long run, not for one day.
 * Must not know: the router, the simulator.
 *
 * `offered` is the load in erlangs: arrivals per second times the mean handling time
 * in seconds; 0 <= offered. With offered >= agents the queue grows without end:
 * everybody waits, the service level is 0, the mean wait INFINITY. Shares are 0 to 1.
 * Sources: A. K. Erlang, "Solution of some Problems in the Theory of Probabilities of
 * Significance in Automatic Telephone Exchanges", 1917; the figures' names as in
 * spec/75-metrics.
 */
#ifndef TESTS_SIM_ERLANG_H
#define TESTS_SIM_ERLANG_H

/* Erlang B: the share lost when nobody can wait. agents >= 0. */
double erlang_lost(int agents, double offered);

/* Erlang C: the share that waits at all. agents >= 1. */
double erlang_waits(int agents, double offered);

/* The share answered within `within_s` of arriving. */
double erlang_service_level(int agents, double offered, double handle_s, double within_s);

/* ASA: the mean wait of all, those who did not wait too; seconds. */
double erlang_asa(int agents, double offered, double handle_s);

/* The share of their time for which the agents are busy; 1 when offered >= agents. */
double erlang_occupancy(int agents, double offered);

#endif
