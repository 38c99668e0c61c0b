/*
 * bridge - SIP over WebSocket (RFC 7118) to SIP over TCP and back: one text frame is one message.
 *
 * Owns: what of a browser's message is let through, what is changed on the way, where a message ends in a stream of bytes.
 * Must not know: sockets, who the browser belongs to.
 *
 * What a browser says of who it is counts for nothing and is left out: that its connection knows. A message is taken apart line by
 * line and written anew, ended by CRLF and with a length of our own, so that nothing in it is read in two ways.
 */
#ifndef VOICED_CORE_BRIDGE_H
#define VOICED_CORE_BRIDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

enum {
	BRIDGE_FRAME_MAX = 32 * 1024, /* bytes of a browser's message */
	BRIDGE_MESSAGE_MAX = 64 * 1024, /* of one to it */
	BRIDGE_LINES_MAX = 200,
	BRIDGE_LINE_MAX = 8192,
	BRIDGE_NAME_MAX = 64, /* of a header's name */
};

enum bridge_kind {
	BRIDGE_MESSAGE,
	BRIDGE_PING, /* CRLF CRLF: a CRLF is its answer (RFC 5626 3.5.1) */
	BRIDGE_NOTHING, /* a lone CRLF */
	BRIDGE_BAD,
};

/* A browser's frame as it goes on over TCP, added to `out`: its topmost Via says TCP for WS or WSS (`secure` tells which; untouched
 * otherwise), its length is its own. Of what is not BRIDGE_MESSAGE nothing is added, but `out` may have got memory, which is the caller's all the same. */
enum bridge_kind bridge_in(struct view frame, bool *secure, struct buf *out);

/* The first message of what has come over TCP, as the frame for the browser, added to `out`: its topmost Via says WS, or WSS. Answers how many
 * bytes of `stream` are done with, CRLFs before it included; 0: more has to come; -1: this is no SIP, or too large.
 * When only CRLFs were there, `out` is empty. */
int64_t bridge_out(struct view stream, bool secure, struct buf *out);

/* How fast a browser may speak: `burst` messages at once, `per_s` in the long run. */
struct bridge_pace {
	int64_t burst, per_s;
	int64_t left_thousandths, at_ms;
	bool begun;
};

bool bridge_pace_take(struct bridge_pace *pace, int64_t now_ms);

#endif
