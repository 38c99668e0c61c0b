/*
 * instance - this process's row in ops.instance, and who else is there.
 *
 * Owns: registering; the look (1 s), one call for what each process asks all the time: its beat with what is
 *       missing and a sample of the database's time, the peers whose news are listened to, where the feed stands; beside it,
 *       whether batches wait to be numbered.
 * Must not know: what peers and the feed are for.
 */
#ifndef COMMON_DAEMON_INSTANCE_H
#define COMMON_DAEMON_INSTANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/loop/loop.h"

enum {
	INSTANCE_BEAT_MS = 1000,
	INSTANCE_PEERS_MAX = 256,
	INSTANCE_URL_MAX = 128,
	INSTANCE_SILENT_MS = 30000, /* a peer whose beat stood still for so long is hung up */
	INSTANCE_SAMPLE_MAX_US = 1000000, /* a slower answer says little about the time */
};

struct daemon;

struct peer_row {
	char url[INSTANCE_URL_MAX];
	int64_t beat, read,
	    seen_ms; /* sum of the beats at this address, as it is being read; last change */
	bool dialled, listed;
};

struct instance {
	struct daemon *daemon;
	struct timer timer;
	struct peer_row peers[INSTANCE_PEERS_MAX];
	int peer_count;
	int64_t sent_us;
	void (*left)(void *ctx);
	void *left_ctx;
	bool looking, asking, joined, stopped;
};

void instance_init(struct instance *instance, struct daemon *daemon);
/* Registers, looks once, which tells the feed's head; then daemon_start_done. Tries again until the
 * database answers. */
void instance_join(struct instance *instance);
void instance_start(struct instance *instance); /* looks every second from now on */
void instance_announce(struct instance *instance); /* the row again: an address has changed */
/* Takes the row away; `left` is called in any case. */
void instance_leave(struct instance *instance, void (*left)(void *ctx), void *ctx);
void instance_stop(struct instance *instance);

#endif
