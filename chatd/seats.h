/*
 * seats - logged-in sessions that have at least one open stream here.
 *
 * Owns: the streams, the frames' numbers, application pings, and what presenced was told of
 *       each session's liveness (consistency.md, rule 9). A session is live while any of its
 *       streams answered within the tenant's stale_ms (core/liveness.h); only changes are committed.
 * Must not know: what a frame means.
 */
#ifndef CHATD_SEATS_H
#define CHATD_SEATS_H

#include <stdint.h>

#include "common/daemon/daemon.h"

enum {
	SEATS_TICK_MS = 1000,
	SEAT_STREAMS_MAX = 8,
	SEATS_RETURN_MS = 5000, /* pages of a stopping instance come back within it, at random */
};

/* Sends a frame to every stream of these accounts (account_of: a user's workspace pages and Work pages
 * are two). `rest` is the frame's JSON without its opening brace and number: `"kind":"offer",…}`. */
void seats_tell(
    struct daemon *daemon, int64_t tenant, const int64_t *accounts, int count, struct view rest);
void seats_tell_all(struct daemon *daemon, struct view rest);

/* Closes the streams of a session that was revoked. */
void seats_revoke(struct daemon *daemon, int64_t session);

/* Somebody says that this account has no live session: whoever has a live stream of it here says
 * again that it is. An instance that was taken for dead by mistake so comes back by itself. */
void seats_doubt(struct daemon *daemon, int64_t tenant, int64_t account);

/* The tenant's settings changed: one live session asks for the limit, which counts for all. */
void seats_relearn(struct daemon *daemon, int64_t tenant);

/* ---- one stream: a page ---- */

struct stream;

const struct actor *stream_actor(const struct stream *stream);
struct daemon *stream_daemon(const struct stream *stream);
void stream_send(struct stream *stream, struct view rest); /* as seats_tell, to this page alone */
/* Where what this page watches is kept; watch.c's. */
struct watch **stream_watch(struct stream *stream);
/* Whether nobody has touched this page for a while. */
void stream_idle(struct stream *stream, bool idle);

/* What becomes of what a page says, and of what it asked for when it closes: said.c's. */
struct stream_hooks {
	void (*hear)(struct stream *stream, struct view text);
	void (*closed)(struct stream *stream);
};
extern const struct stream_hooks stream_hooks;

extern const struct ws_config seats_stream; /* for the route */

#endif
