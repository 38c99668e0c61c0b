/*
 * due - what ends at a stored time: offers and wrap-ups, in the order of their times.
 *
 * Owns: a table and a heap; whether an end is under way.
 * Must not know: clocks, what the end of something is.
 */
#ifndef ROUTERD_DUE_H
#define ROUTERD_DUE_H

#include <stdbool.h>
#include <stdint.h>

#include "routerd/core/order.h"

enum due_kind { DUE_OFFER, DUE_WRAP_UP };

struct due_key {
	int64_t kind, id;
};

struct due_item;

struct due {
	struct due_item *items;
	struct order order;
};

struct due_fact {
	struct due_key key;
	int64_t tenant, agent, at_ms;
};

void due_put(struct due *due, const struct due_fact *fact); /* new, or another time */
bool due_has(const struct due *due, struct due_key key);
void due_remove(struct due *due, struct due_key key);

int64_t due_next(const struct due *due); /* INT64_MAX: none */

/* The first whose time has come; it stays known as under way until due_again() or due_remove(). */
bool due_take(struct due *due, int64_t now_ms, struct due_fact *out);

/* It was not time yet, or could not be done: again after a while that grows; forgotten after
 * DUE_TRIES_MAX tries, as the regular look at the database finds it again. */
enum { DUE_AGAIN_MS = 20, DUE_TRIES_MAX = 8 };
void due_again(struct due *due, struct due_key key, int64_t now_ms);

void due_fini(struct due *due);

#endif
