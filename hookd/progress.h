/*
 * progress - the storing of what a follower has done: its position, with all that was told since.
 *
 * Owns: what is told and not stored yet, the one store under way, what was stored last, when the next
 *       is due. A store that fails is sent again as it was: hooks.progress may be told twice.
 * Must not know: what is told, how the position moves, what follows from an answer.
 *
 * Times are of clock_mono_ms. Bounds: one store at a time, at most one in 50 ms; progress_unstored
 * stays near UNSTORED_MAX, for a follower begins nothing above it.
 */
#ifndef HOOKD_PROGRESS_H
#define HOOKD_PROGRESS_H

#include "common/daemon/daemon.h"
#include "hookd/told.h"
#include "hookd/window.h"

struct follower;

enum progress_result { PROGRESS_STORED, PROGRESS_FAILED, PROGRESS_FENCED };

struct progress_stored { /* of PROGRESS_STORED; valid inside `done` */
	int64_t parked;
	int64_t due_ms; /* until the next parked event is due; -1: none is */
	struct view died; /* JSON: the thread of each event that is dead now */
	struct view news; /* for daemon_publish_news */
};

typedef void (*progress_done)(
    struct follower *follower, enum progress_result result, const struct progress_stored *stored);

struct progress {
	struct daemon *daemon;
	struct follower *follower;
	struct told told;
	struct standing stored; /* as the store under way or the last one says */
	char *text; /* what is being stored, stays until it is; NULL: nothing */
	int text_count; /* entries in it */
	int64_t next_ms; /* not before */
	bool storing;
	progress_done done;
};

/* `done` exactly once for each progress_send, never from inside; after a failure next_ms is later. */
void progress_init(struct progress *progress, struct daemon *daemon, struct follower *follower,
    progress_done done);
void progress_fini(struct progress *progress); /* none may be under way */
void progress_begin(
    struct progress *progress, const struct standing *standing); /* as it is stored */

bool progress_any(const struct progress *progress, const struct standing *standing);
/* When what there is is to be stored; at_once: do not wait for more. */
int64_t progress_at_ms(
    const struct progress *progress, const struct standing *standing, bool at_once);
/* Entries that were told and are not stored. */
int progress_unstored(const struct progress *progress);
/* Makes a store of all that was told, with the window's state, unless one is left that failed; true: it did. */
bool progress_take(
    struct progress *progress, const struct standing *standing, const struct window *window);
void progress_send(struct progress *progress, int64_t tenant, int64_t endpoint, int64_t epoch);

#endif
