/*
 * peer - one other daemon whose news is received: a socket, a publisher's sequence,
 * and when it was last heard.
 *
 * Owns: the subscriber socket, its place in the loop, the judgement of silence.
 * Must not know: publishing, what is done about a resync.
 *
 * A socket for each URL, so that all that comes from it is one publisher's, and a
 * slow publisher's queue is not another's.
 */
#ifndef COMMON_BUS_PEER_H
#define COMMON_BUS_PEER_H

#include <nng/nng.h>

#include "common/base/list.h"
#include "common/bus/bus.h"
#include "common/bus/sequence.h"

/* What all peers of a bus share; belongs to the bus. */
struct peer_home {
	uv_loop_t *loop;
	uv_async_t *wake; /* all that nng's threads may touch of it */
	int queue;
	int64_t silence_ms;
	uint32_t wanted; /* bit by kind */
	struct bus_stats stats;
	void (*on_message)(void *ctx, const struct message *message);
	void (*on_trouble)(void *ctx, enum bus_why why);
	void *ctx;
};

struct peer {
	struct link link;
	struct peer_home *home;
	char *url;
	nng_socket socket;
	uv_poll_t poll;
	struct sequence sequence;
	int64_t heard_ms;
	bool silent, closing;
	uv_mutex_t lock; /* nng's threads change what follows */
	uv_async_t *wake; /* NULL once abandoned */
	int pipes;
	bool pipe_up; /* since last asked */
	void (*left)(void *ctx, struct peer *peer);
	void *ctx;
};

/* Dials in the background. NULL, with `err`, when the URL can't be dialled at all. */
struct peer *peer_open(struct peer_home *home, const char *url, struct err *err);

/* Receives messages of `kind` from now on. */
void peer_want(struct peer *peer, unsigned kind);

/* Tells on_trouble of a pipe that came up since the last call. */
void peer_check_pipe(struct peer *peer);

/* Tells on_trouble once when nothing was heard for silence_ms. */
void peer_check_silence(struct peer *peer, int64_t now_ms);

/* The process itself stood still until `now_ms`: that is not the peer's silence. */
void peer_excuse(struct peer *peer, int64_t now_ms);

/* How many lines are up: 0 or 1. */
int peer_pipes(struct peer *peer);

/*
 * Ending takes two steps, because nng 1.5.2 loses the end of a pipe on which a
 * message is just arriving (its issue 1543): nng_close then never returns, nor does
 * its reaper thread. So a socket is closed only when its line is down; that of a
 * publisher which left is.
 */

/* Leaves the loop: nothing is received from now on. `left` is called on the loop
 * afterwards, and has to call one of the two below, sooner or later. */
void peer_leave(struct peer *peer, void (*left)(void *ctx, struct peer *peer), void *ctx);

/* Closes the socket and frees the peer, when its line is down. False: it is up. */
bool peer_free(struct peer *peer);

/* Gives the socket and the peer's memory to nng until the process ends. The home may
 * go away. */
void peer_abandon(struct peer *peer);

#endif
