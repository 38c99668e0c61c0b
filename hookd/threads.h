/*
 * threads - what holds an endpoint's events back: per thread how many are parked, and whether one is
 * under way. A thread is what events keep their order in: a conversation, an agent.
 *
 * Owns: the table. Must not know: what an event is.
 */
#ifndef HOOKD_THREADS_H
#define HOOKD_THREADS_H

#include <stdbool.h>

#include "common/base/str.h"

struct thread;

struct threads {
	struct thread *table; /* uthash; an entry only for a thread that holds something back */
};

void threads_clear(struct threads *threads);
/* From {"conversation/1": 2, …}. False: it is not that. */
bool threads_read(struct threads *threads, struct view json);

int threads_parked(const struct threads *threads, const char *name);
bool threads_busy(const struct threads *threads, const char *name);
void threads_park(struct threads *threads, const char *name, int by); /* never below 0 */
void threads_set_busy(struct threads *threads, const char *name, bool busy);

#endif
