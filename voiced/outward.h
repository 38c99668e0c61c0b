/*
 * outward - a number outside that is called for a call: the trunks of a dial plan, one after the other.
 *
 * Owns: which trunk is tried and its login, the limits that it counts in (voice.out_begin), how long it may ring and last.
 * Must not know: why it is called, who else is rung, the call log.
 *
 * A number for help goes at once, by all trunks, without plan, limits, or an answer of the database; with the caller's location, and where
 * that is refused or not answered, without.
 */
#ifndef VOICED_OUTWARD_H
#define VOICED_OUTWARD_H

#include "voiced/call.h"
#include "voiced/core/dial.h"

/* A cause: its part of the day's minutes is used up. */
#define OUTWARD_MINUTES_USED "minutes_used"

struct outward;

struct outward_spec {
	int64_t tenant, user; /* in whose limits it counts */
	const struct dial *dial; /* outside, or emergency */
	const char *id; /* it is counted once by this: unique for ever, CALL_ID_SIZE */
	const char *
	    caller_id; /* of a call for help: what is shown. Else what is asked for, among those that are granted; NULL: the
	                  user's own */
	bool
	    as_agent; /* an agent dials: to show the number of a queue needs Available, also as the default (SP-11) */
	struct view location; /* of a call for help, as PIDF_TYPE; empty: nobody knows */
};

/* answered and ended are there. `ended` comes once and is the last: it is gone then, its far party too. */
struct outward_events {
	void (*progress)(void *ctx, struct far *far, int status, bool sound);
	void (*answered)(void *ctx, struct far *far); /* far_give is not for this one */
	void (*connected)(void *ctx, struct far *far);
	void (*held)(void *ctx, struct far *far, bool held);
	/* cause: as the call log has it. It was answered: "normal", "failed", OUTWARD_MINUTES_USED; or it was not reached: "busy", "declined",
	 * "no_answer", "failed".
	 * status, phrase: what a caller who was not answered is told. */
	void (*ended)(void *ctx, const char *cause, int status, const char *phrase);
};

/* Events come from the loop, never from inside. When the call ends, outward_end before it or within its `ended`. */
struct outward *outward_begin(struct daemon *daemon, struct call *call,
    const struct outward_spec *spec, const struct outward_events *events, void *ctx);
/* Its events go to another owner from now on. */
void outward_give(struct outward *outward, const struct outward_events *events, void *ctx);
/* Whoever is called and has sound before an answer; NULL: nobody. */
struct far *outward_sound(const struct outward *outward);
/* Inside `ended`, too: there were no media between it and whom it called last. */
bool outward_no_media(const struct outward *outward);
bool outward_not_called(
    const struct outward *outward); /* likewise: the relay had no room, nobody was called last */
/* Takes back or hangs up; no event comes any more. */
void outward_end(struct outward *outward);

#endif
