/*
 * told - what a follower has done and not stored yet, as hooks.progress takes it.
 *
 * Owns: the JSON. Must not know: when it is stored.
 */
#ifndef HOOKD_TOLD_H
#define HOOKD_TOLD_H

#include <jansson.h>
#include <stdbool.h>

#include "hookd/event.h"
#include "hookd/sender.h"

/* What is under way, told, or being stored: then a follower begins nothing new. So many events come twice
 * when a process dies, no more. */
enum { UNSTORED_MAX = 64 };

struct told {
	json_t *park, *done, *failed, *log;
	int count; /* entries of all four */
	bool gone;
	bool back; /* it takes events again, after it took none for a while */
	char failure[160]; /* the last one, "" if there was none */
};

void told_init(struct told *told);
void told_fini(struct told *told);
bool told_empty(const struct told *told);

/* An event that is passed without being delivered: after a failed try (wait_ms until the next), or
 * behind one of its thread (wait_ms -1). */
void told_park(struct told *told, const struct event *event, int attempt, int64_t wait_ms);
/* Of a parked event. */
void told_done(struct told *told, const struct event *event);
void told_failed(struct told *told, const struct event *event, int attempt, int64_t wait_ms);
/* Each try, but not SENT_HELD: it did not leave. */
void told_attempt(
    struct told *told, const struct event *event, int attempt, const struct sent *sent);

/* What is stored with each store. */
struct standing {
	int64_t pos, event; /* all up to there is delivered or parked */
	bool paused;
};

/* All of it with the position, and what is delivered or parked beyond it (ids of events; is taken over), as
 * text for the caller to free; `told` is empty then. */
char *told_take(struct told *told, const struct standing *standing, json_t *ahead);

#endif
