/*
 * window - how many requests to carriers are under way at a time.
 *
 * One carrier may take at most as many places as are left free for all others: alone half of all,
 * two of them a third each. So a carrier that hangs holds up its own texts only, however many hang.
 * A carrier is told apart by its address: accounts at one address wait for the same machines.
 *
 * Owns: the places. Must not know: clock, connections.
 */
#ifndef SMSGW_CORE_WINDOW_H
#define SMSGW_CORE_WINDOW_H

struct window_carrier;

struct window {
	int max, taken; /* places of all carriers */
	struct window_carrier *carriers; /* uthash by address; those that have a place */
};

void window_init(struct window *window, int max); /* max > 0 */
void window_fini(struct window *window); /* all places must be given back */

/* Takes a place; NULL: there is none for this carrier now. `address` is copied. */
struct window_carrier *window_enter(struct window *window, const char *address);
/* Gives one place of this carrier back; the pointer is not valid afterwards. */
void window_leave(struct window *window, struct window_carrier *carrier);

#endif
