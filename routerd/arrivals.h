/*
 * arrivals - interactions that have arrived and are not in a queue yet, as the database
 * knows it: until their rules have been applied, and until their place has been stored.
 *
 * Owns: a bounded table with a copy of what the rules need.
 * Must not know: rules, the database.
 */
#ifndef ROUTERD_ARRIVALS_H
#define ROUTERD_ARRIVALS_H

#include "common/base/list.h"
#include "routerd/states.h"

#include <uthash.h>

enum { ARRIVALS_MAX = 1 << 17, ARRIVAL_TEXT_MAX = 6400 };

enum arrival_stage {
	ARRIVAL_NEW, /* its rules are still to be applied */
	ARRIVAL_READING, /* something that its rules need is being read */
	ARRIVAL_PARKED, /* no rule holds: again when the configuration changes */
	ARRIVAL_FAILED, /* a call for it failed: again at the next sweep */
	ARRIVAL_ENDING, /* an automatic reply ends it, or that no rule holds */
	ARRIVAL_UNPLACED, /* the core has it; the database does not know its queue */
};

struct arrival {
	struct interaction_facts facts; /* its views point into the entry's own memory */
	enum arrival_stage stage;
	bool under_way; /* a call that places it or replies */
	char *explanation; /* UNPLACED: why nobody could be offered it; NULL: not decided yet */
	char *store;
	struct link link; /* in `fresh` while NEW */
	UT_hash_handle hh;
};

struct arrivals {
	struct arrival *by_id;
	struct list fresh;
};

void arrivals_init(struct arrivals *arrivals);
void arrivals_fini(struct arrivals *arrivals);

/* NULL: there are ARRIVALS_MAX already. The same again changes nothing but what was missing. */
struct arrival *arrivals_add(struct arrivals *arrivals, const struct interaction_facts *facts);
struct arrival *arrivals_find(const struct arrivals *arrivals, int64_t id);
void arrivals_remove(struct arrivals *arrivals, int64_t id);

void arrival_renew(struct arrivals *arrivals, struct arrival *arrival); /* NEW again */
struct arrival *arrivals_next(struct arrivals *arrivals); /* the first NEW one, taken out; NULL */
/* All PARKED, or all FAILED ones, are NEW again; returns how many. */
int arrivals_renew(struct arrivals *arrivals, enum arrival_stage stage);

#endif
