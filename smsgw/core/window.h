/*
 * window - how many requests to carriers are under way at a time.
 *
 * One carrier may take at most as many places as are left free for all others: alone half of all,
 * two of them a third each. So a carrier that hangs holds up its own texts only, however many hang.
 * A carrier is told apart by its address: accounts at one address wait for the same machines.
 * Who finds no place may wait for one: as many places as there are waiters before somebody are kept for
 * these, so nobody is overtaken at their carrier, however long they take to come.
 *
 * Owns: the places, and who waits for them. Must not know: clock, connections.
 */
#ifndef SMSGW_CORE_WINDOW_H
#define SMSGW_CORE_WINDOW_H

#include <stdbool.h>

#include "common/base/list.h"

struct window_carrier;

struct window {
	int max, taken; /* places of all carriers */
	int waiting; /* waiters at all of them */
	struct window_carrier
	    *carriers; /* uthash by address; those that have a place or a waiter */
};

/* Who takes many places, one after the other. Zero at first; at most at one carrier at a time. */
struct window_waiter {
	struct link link;
	struct window_carrier *carrier; /* where it waits; NULL: it does not */
	bool called; /* window_next has named it, and it was not refused since */
};

void window_init(struct window *window, int max); /* max > 0 */
void window_fini(struct window *window); /* all places must be given back */

/* Takes a place; NULL: there is none for this carrier now, and `waiter`, if it is one, waits there. Who enters waits no
 * more. `address` is copied. */
struct window_carrier *window_enter(
    struct window *window, const char *address, struct window_waiter *waiter);
/* Gives one place of this carrier back; the pointer is not valid afterwards. */
void window_leave(struct window *window, struct window_carrier *carrier);
/* It needs no place any more. Does nothing when it does not wait. */
void window_forgo(struct window *window, struct window_waiter *waiter);
/* A waiter that finds a place now and was not called yet; it is to enter or to forgo. NULL: there is none. To be asked
 * until then after each leave, forgo, and round of enters. */
struct window_waiter *window_next(struct window *window);

#endif
