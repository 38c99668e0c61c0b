/*
 * ng - the messages that we exchange with rtpengine: commands as JSON, and what it answers.
 *
 * A datagram is "cookie {json}"; the answer has the same cookie. rtpengine answers a repeated cookie with what
 * it answered before, and does nothing twice.
 *
 * Owns: the table of commands (what each needs), the table of flags (how each is written), bounds.
 * Must not know: sockets, times, what a call is for.
 */
#ifndef VOICED_CORE_NG_H
#define VOICED_CORE_NG_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/base/str.h"

enum {
	NG_ID_MAX = 128, /* bytes of a call's id, a tag, a cookie */
	NG_DATAGRAM_MAX = 65507, /* what UDP carries */
	NG_LIST_MAX =
	    1000, /* calls in one answer, so that it fits a datagram with ids of 40 bytes */
	NG_LEGS_MAX = 8, /* of one call that we look at */
};

enum ng_command {
	NG_STATISTICS,
	NG_OFFER,
	NG_ANSWER,
	NG_DELETE,
	NG_QUERY,
	NG_LIST,
	NG_BLOCK,
	NG_UNBLOCK,
	NG_SILENCE,
	NG_UNSILENCE,
	NG_SUBSCRIBE, /* asks for a copy of what legs send; the answer has an offer for us */
	NG_SUBSCRIBED, /* our answer to it */
	NG_UNSUBSCRIBE,
	NG_COMMANDS
};

/* How media is to be handled. One bit each; the table in ng.c says how it is written. */
enum ng_flag {
	NG_LATCH = 1 << 0, /* the ports of a leg stay when the other is paired anew */
	NG_REPLACE = 1 << 1, /* origin and session's connection show the relay's address */
	NG_STRICT = 1 << 2, /* packets from anywhere else than the one learned are dropped */
	NG_PLAIN = 1 << 3, /* the SDP that comes out is for a phone: RTP/AVP, no ICE, RTCP beside */
	NG_WEBRTC = 1 << 4, /* it is for a browser: DTLS, ICE, feedback, RTCP on the same port */
	NG_PASSIVE = 1 << 5, /* towards DTLS be the server */
	NG_ALL = 1 << 6, /* subscribe: all legs of the call */
	NG_EXACT =
	    1 << 7, /* who has this SDP sends from where it says: no other source is learned */
	NG_ADVERTISED_FIRST = 1 << 8, /* of all sources the address in this SDP is learned first */
	NG_SDES =
	    1 << 9, /* the SDP that comes out is for a phone with SRTP: RTP/SAVP with keys in it */
	NG_ENCRYPTED = 1
	    << 10, /* no suite of SRTP that encrypts nothing, in the SDP that comes out and of this one */
	NG_FLAGS_END = 1 << 11
};

/* What a command needs must be there, what it does not know is left out: see the table in ng.c. */
struct ng_request {
	enum ng_command command;
	struct view call, from, to; /* ids; `from` of block, silence: whose sound it is */
	struct view sdp;
	int limit; /* list: 1 to NG_LIST_MAX */
	unsigned flags;
};

/* Adds the datagram to `out`. -1: what the command needs is missing or not allowed; `err` names it. */
int ng_write(
    struct view cookie, const struct ng_request *request, struct buf *out, struct err *err);
const char *ng_command_name(enum ng_command command); /* "block media" */

/* The cookie of a datagram: empty if it has none. */
struct view ng_cookie(struct view datagram);

struct ng_reply {
	json_t *root;
	struct view sdp; /* empty: none */
	struct view to; /* subscribe: the tag of the copy */
	struct view warning; /* done, but */
};

/* Reads the answer to `command`. 0: it was done, and all that the command gives is there. -1: it was not, or the
 * answer can't be read; `err` says which:
 *   UPSTREAM   rtpengine refused, or said nothing that we understand
 *   OVERLOAD   it has no port, or no room, left
 *   NOT_FOUND  it does not have the call
 * ng_reply_fini after either. */
int ng_read(struct view datagram, enum ng_command command, struct ng_reply *out, struct err *err);
void ng_reply_fini(struct ng_reply *reply);

/* ---- what an answer holds ---- */

/* Of statistics: how many ports for media it has in all and how many are free, of the interface with the fewest. False: it does not say. */
bool ng_ports(const struct ng_reply *reply, int *total, int *free);

size_t ng_list_count(const struct ng_reply *reply);
struct view ng_list_at(const struct ng_reply *reply, size_t index);

/* One leg of a call, its first stream of RTP. */
struct ng_leg {
	struct view tag;
	int local_port; /* where it sends to */
	struct view address; /* where it was seen, or has said to be */
	int port;
	int64_t packets, bytes, errors; /* that came from it */
	int64_t last_packet_s; /* since 1970; 0: none yet */
};

/* The legs of an answer to query, at most NG_LEGS_MAX. */
int ng_legs(const struct ng_reply *reply, struct ng_leg out[NG_LEGS_MAX]);
/* The leg with this tag, also among more. */
bool ng_leg_find(const struct ng_reply *reply, struct view tag, struct ng_leg *out);

#endif
