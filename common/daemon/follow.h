/*
 * follow - the one place where a daemon learns of a change (consistency.md, 4 and 5).
 *
 * Owns: the position in the feed that has been taken in, the versions that were applied, the
 *       things whose state is still to be read.
 * Must not know: what news mean.
 *
 * Doorbells are applied at once when they bring a newer version and the state; all else is
 * found by reading the feed: as soon as its head is told to have moved (instance.h, every second), at each
 * sign that a doorbell was lost, and every second while nothing is told.
 */
#ifndef COMMON_DAEMON_FOLLOW_H
#define COMMON_DAEMON_FOLLOW_H

#include "common/bus/bus.h"
#include "common/daemon/daemon.h"
#include "common/daemon/versions.h"
#include "common/loop/loop.h"

enum {
	FOLLOW_READ_MS = 1000,
	FOLLOW_LIVE_MS = 2000,
	FOLLOW_TOLD_MS =
	    1500, /* so long nothing is read after the head was told to be where we are */
	FOLLOW_PAGE = 64, /* positions of one read; each is a batch, up to a few hundred events */
	FOLLOW_WANTS_MAX =
	    8192, /* things whose state is to be read; a page of the feed comes on top */
	FOLLOW_READS = 32, /* of them at the same time, so that the read lane stays usable */
};

struct want;

struct follow {
	struct daemon *daemon;
	struct timer timer;
	struct versions versions;
	struct want *wants; /* uthash */
	struct list queue; /* wants that are not being read */
	int reads;
	int64_t position, caught_up_ms, told_ms;
	bool following, reading, again, check_trim, checked, stopped;
};

void follow_init(struct follow *follow, struct daemon *daemon);
void follow_fini(struct follow *follow); /* after the loop's end */
/* From this position on; the caller has read nothing before. */
void follow_start(struct follow *follow, int64_t position);
void follow_stop(struct follow *follow);

/* From the bus (`state` NULL: parsed here) or from an own commit. */
void follow_doorbell(struct follow *follow, const struct message *message, const json_t *state);
void follow_resync(void *ctx, enum bus_why why); /* ctx: the follow */
void follow_reconnected(struct follow *follow);
void follow_told(struct follow *follow, int64_t head); /* the feed's newest position, just read */
bool follow_live(const struct follow *follow, int64_t now_ms);

/* "[1,2,3]" as PostgreSQL writes a bigint[] in JSON. Takes at most `max`; -1: not one. */
int follow_audience_parse(struct view text, int64_t *out, int max);
/* Kinds that have no state to show: a doorbell is all there is (sql/functions/ops/state.sql). */
bool follow_stateless(enum message_kind kind);

#endif
