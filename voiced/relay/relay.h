/*
 * relay - asks rtpengine, which carries the media: commands over UDP, each answered exactly once.
 *
 * Owns: one socket, cookies, repeats, the order of a call's commands, the bound of commands under way, and what
 *       is left behind by an offer that failed.
 * Must not know: SIP, what a call is for, the database.
 *
 * A lost datagram is sent again with the same cookie, so that rtpengine does nothing twice. Commands to one call
 * take effect in the order in which they were asked: each is sent when the one before it was answered or given up.
 * ng has no authentication: rtpengine listens on this machine alone.
 */
#ifndef VOICED_RELAY_RELAY_H
#define VOICED_RELAY_RELAY_H

#include <stdint.h>
#include <uv.h>

#include "common/base/err.h"
#include "common/base/str.h"
#include "voiced/core/ng.h"

enum {
	RELAY_TRIES = 4,
	RELAY_WAIT_MS = 200, /* for the first answer, then twice as long each time: 3 s in all */
	RELAY_UNDER_WAY_MAX = 1024,
};

struct relay;

struct relay_config {
	const char *address; /* 127.… or ::1 */
	int port;
	int tries; /* 1 to 8; 0: RELAY_TRIES */
	int64_t wait_ms; /* 0: RELAY_WAIT_MS */
	int under_way; /* at most 4096; 0: RELAY_UNDER_WAY_MAX */
};

/* What came of a command; it is valid inside `done` only.
 *
 * err NULL: done, `reply` holds what it gives. Else `reply` is NULL, and err's kind is one of
 *   INVALID, TOO_LARGE  never sent: a field is wrong
 *   OVERLOAD            never sent, too much is under way, or the free ports are reserved; or rtpengine has none left
 *   NOT_FOUND           rtpengine does not have the call (any more)
 *   UPSTREAM            it refused, or said nothing that can be read
 *   TIMEOUT             no answer after all tries: it may have been done
 *   UNAVAILABLE         the relay was closed meanwhile */
struct relay_result {
	const struct err *err;
	const struct ng_reply *reply;
};

/* Exactly once, on the loop, never from inside the call that asked. */
typedef void (*relay_done)(void *ctx, const struct relay_result *result);

/* -1: the address is not of this machine, or the socket can't be had. */
int relay_new(
    uv_loop_t *loop, const struct relay_config *config, struct relay **out, struct err *err);
/* Answers all that is under way with UNAVAILABLE, then calls closed. Nothing may be asked from then on. */
void relay_close(struct relay *relay, void (*closed)(void *ctx), void *ctx);

/* How somebody's media goes over the wire: plain, SRTP with keys in the descriptions (SDES), or a browser's DTLS-SRTP. */
enum relay_wire { RELAY_RTP, RELAY_SRTP, RELAY_WEBRTC };

/* A leg's media to be carried. The SDP that comes back is for the other side. */
struct relay_media {
	struct view call, from; /* the call's id and the tag of who was there first, the caller */
	struct view to; /* answer: the far end's tag, one for all that come one after the other */
	struct view sdp;
	enum relay_wire given,
	    wanted; /* of the end whose `sdp` it is; of the other side, who gets what comes back */
	bool again; /* the call is carried already and is paired anew */
	/* `sdp` is of an end on this machine, which sends from where it says: nobody else is heard in its place, from the first
	 * packet on. Else the source is learned within 3 s, the address in `sdp` before any other; a browser's is for ICE to decide. */
	bool exact;
	bool priority; /* an emergency call: the ports reserved for those may be used */
};

/* Begins a call, or with `again` takes the caller's side once more before another far end answers: the caller's
 * port stays.
 *
 * If it is not done (and not `again`) the relay deletes by itself what may be left of it: rtpengine may come to an
 * offer when it was given up, and makes a call of one without SDP. An answer that is not done is the caller's to delete.
 * With `again` an error leaves the call as it was, except OVERLOAD: if new media need ports that are not there,
 * rtpengine ends the whole call.
 *
 * A browser can't take over (`again` with RELAY_WEBRTC wanted is INVALID): rtpengine takes its DTLS for that of the far end before.
 * Its leg is a call of its own, begun with the SDP that the first call's offer gave; what its answer gives is then the
 * far end that takes over. */
void relay_offer(struct relay *relay, const struct relay_media *media, relay_done done, void *ctx);
void relay_answer(struct relay *relay, const struct relay_media *media, relay_done done, void *ctx);

/* Ends a call at once, its ports are free. A call that is not there is done, too. One that was given up, or found no room, is asked for again
 * once rtpengine answers. */
void relay_delete(struct relay *relay, struct view call, relay_done done, void *ctx);
/* What was counted: ng_legs, ng_leg_find. */
void relay_query(struct relay *relay, struct view call, relay_done done, void *ctx);
/* At most `limit` calls: ng_list_count, ng_list_at. rtpengine can't go on from there: who looks for calls that
 * nobody knows deletes them and lists again. */
void relay_list(struct relay *relay, int limit, relay_done done, void *ctx);
/* Whether it answers at all, and how many ports are free, which is known by that alone. */
void relay_statistics(struct relay *relay, relay_done done, void *ctx);

/* Whether there are ports for a new call with both its legs, not counting those that are reserved for emergency calls
 * (voiced/core/relay_ports.h); true while it is not known. An offer without priority, or a copy, that would take from the
 * reserve is OVERLOAD, and never sent. */
bool relay_can_admit(const struct relay *relay);
/* Whether there are ports for a further leg of a call that there is, which may use what new calls leave. */
bool relay_can_extend(const struct relay *relay);
/* Half of the ports may be in use: the figure should be refreshed soon. */
bool relay_runs_low(const struct relay *relay);

/* What `speaks` sends is dropped, and let through again. A tag that the call has not is done, too. */
void relay_block(
    struct relay *relay, struct view call, struct view speaks, relay_done done, void *ctx);
void relay_unblock(
    struct relay *relay, struct view call, struct view speaks, relay_done done, void *ctx);

/* Of what `speaks` sends each packet goes on with silence in it, and as it is again. Of a codec without a pattern of silence that rtpengine
 * knows (sdp_can_be_silent) it goes on as it is; so do digits. Beside a block, which is stronger. */
void relay_silence(
    struct relay *relay, struct view call, struct view speaks, relay_done done, void *ctx);
void relay_unsilence(
    struct relay *relay, struct view call, struct view speaks, relay_done done, void *ctx);

/* A copy of what `speaks` sends, or with an empty view of what all send: the reply has an offer and the copy's tag.
 * Then our answer to it, and the end of the copy, by that tag. */
void relay_subscribe(
    struct relay *relay, struct view call, struct view speaks, relay_done done, void *ctx);
void relay_subscribed(struct relay *relay, struct view call, struct view copy, struct view sdp,
    relay_done done, void *ctx);
void relay_unsubscribe(
    struct relay *relay, struct view call, struct view copy, relay_done done, void *ctx);

/* Nothing listens where rtpengine is (it is on this machine): it carries nothing any more. False: it listens, or nothing was asked of it
 * since it ended. */
bool relay_is_gone(const struct relay *relay);
int relay_under_way(const struct relay *relay);

#endif
