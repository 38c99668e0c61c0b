/*
 * parked - what an endpoint could not be given yet: events that failed, and those behind them in their
 * threads; when they are tried again; when there are too many of them.
 *
 * Owns: how many are parked, the parked events that are being tried, when to look for what is due, the
 *       pause. Tells threads who is held back, and told what is to be stored.
 * Must not know: the feed, how an event is sent, when what was told is stored.
 *
 * Times are of clock_mono_ms. Bounds: at most 64 due events are read at a time; a try again begins only
 * if a request may.
 */
#ifndef HOOKD_PARKED_H
#define HOOKD_PARKED_H

#include "common/daemon/daemon.h"
#include "hookd/item.h"
#include "hookd/threads.h"
#include "hookd/told.h"

typedef void (*parked_read_done)(
    struct follower *follower, enum db_outcome outcome, const struct db_result *rows);

struct parked {
	struct follower *follower;
	int64_t endpoint;
	struct threads *threads; /* the follower's */
	struct told *told; /* the follower's */
	struct list
	    tries; /* parked events tried again, from the try's beginning until it is stored */
	int64_t count; /* all that are parked, whether stored or not */
	int64_t untold; /* how much of `count` no store holds yet; below 0 after deliveries */
	int64_t due_ms; /* when to look for what is due */
	bool paused; /* too many: the feed waits */
	bool reading;
	parked_read_done done;
};

void parked_init(struct parked *parked, struct follower *follower, int64_t endpoint,
    struct threads *threads, struct told *told);
void parked_clear(struct parked *parked); /* no try may be under way */
/* As the database says: `count` are parked, paused or not. Looks for what is due at once. */
void parked_begin(struct parked *parked, int64_t count, bool paused);

/* An event of the window is passed without being delivered: after its failed try number `attempt`
 * (wait_ms until the next), or behind one of its thread (0 and wait_ms -1). The item is done. */
void parked_add(struct parked *parked, struct item *item, int attempt, int64_t wait_ms);
/* A try of a parked event: it was delivered, or failed, or never left (it is still due; item freed). */
void parked_delivered(struct parked *parked, struct item *item);
void parked_failed(struct parked *parked, struct item *item, int attempt, int64_t wait_ms);
void parked_held(struct parked *parked, struct item *item);

/* Pauses at `max` (parked_max), goes on below nine tenths of it. */
void parked_judge_pause(struct parked *parked, int64_t max);

/* Reads what is due. `done` exactly once, never from inside; then parked_take, unless the follower has
 * ended. */
void parked_read(
    struct parked *parked, struct daemon *daemon, int64_t tenant, parked_read_done done);
/* Begins what is due with `fly` (false: no request may begin), and says when to look again. */
void parked_take(struct parked *parked, enum db_outcome outcome, const struct db_result *rows,
    bool (*fly)(struct follower *follower, struct item *item));

/* What was told until now is in a store that begins; it has been stored: so many are parked there, the
 * next is due in due_ms (-1: none), `died` is a JSON list of the threads of those that are dead. */
void parked_store_begun(struct parked *parked);
/* False: others were parked meanwhile (dead letters are sent again), so that the threads must be read anew. */
bool parked_stored(struct parked *parked, int64_t count, int64_t due_ms, struct view died);

#endif
