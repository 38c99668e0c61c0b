/*
 * sdp - reads a session description and writes it again with another direction or origin
 *       (RFC 8866, RFC 3264).
 *
 * Owns: the bounds of a body, what a section of media says, what a hold is and its answer.
 * Must not know: SIP, rtpengine. Everything comes from strangers.
 *
 * What is read are views into the body, which must stay. What is written keeps every byte of the lines
 * that it does not change.
 */
#ifndef VOICED_CORE_SDP_H
#define VOICED_CORE_SDP_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/base/str.h"

/* A browser's offer of sound has about 60 lines, with pictures about 200 and 70 payload types. */
enum {
	SDP_BYTES_MAX = 16 * 1024,
	SDP_LINES_MAX = 512,
	SDP_MEDIA_MAX = 8,
	SDP_PAYLOADS_MAX = 192, /* of all sections together */
	SDP_DIGITS_MAX = 32, /* of an origin's numbers */
};

/* Two bits, as its speaker sees it: who says sendonly sends. */
enum sdp_direction { SDP_INACTIVE = 0, SDP_SENDONLY = 1, SDP_RECVONLY = 2, SDP_SENDRECV = 3 };

enum sdp_setup { SDP_SETUP_NONE, SDP_SETUP_ACTIVE, SDP_SETUP_PASSIVE, SDP_SETUP_ACTPASS };

struct sdp_line {
	char type; /* the letter before '=' */
	struct view value;
	struct view whole; /* with its end */
};

struct sdp_payload {
	int number; /* 0 to 127 */
	struct view name; /* "PCMU"; empty: neither an rtpmap nor a number of RFC 3551 says it */
	int rate, channels;
	struct view fmtp; /* what stands behind the number, or empty */
};

struct sdp_media {
	struct view kind; /* "audio" */
	int port; /* 0: refused or switched off */
	struct view protocol; /* "RTP/AVP" */
	struct view address; /* of the section, or else of the session */
	enum sdp_direction direction; /* a hold by c=0.0.0.0 counts as what it means */
	bool held_by_address;
	bool rtp; /* the protocol is some RTP; else it has no payloads */
	bool rtcp_mux;
	bool sdes; /* it has keys of SRTP (a=crypto, RFC 4568) */
	enum sdp_setup setup;
	struct view fingerprint; /* "sha-256 AB:…"; empty: no DTLS */
	struct view ice_ufrag, ice_pwd; /* empty: no ICE */
	struct view mid;
	int first_payload, payload_count; /* in payloads of the whole */
	int first_line, end_line; /* in lines; the m= line is the first */
};

struct sdp {
	struct sdp_line lines[SDP_LINES_MAX];
	int line_count;
	struct sdp_media media[SDP_MEDIA_MAX];
	int media_count;
	struct sdp_payload payloads[SDP_PAYLOADS_MAX];
	int payload_count;
	/* The o= line. A version beyond 64 bits is read as UINT64_MAX. */
	struct view origin_user, origin_id, origin_address;
	uint64_t origin_version;
};

/* Reads a whole body; lines end with CR LF or LF. -1: it is none, `err` names the line ("line 3: …"),
 * and `out` must not be used. */
int sdp_read(struct view body, struct sdp *out, struct err *err);

/* The first section of sound that is not switched off, or NULL. */
const struct sdp_media *sdp_audio(const struct sdp *sdp);
const struct sdp_payload *sdp_payload_at(
    const struct sdp *sdp, const struct sdp_media *media, int index);
/* The number of a codec (case does not count), or -1. rate 0: any. */
int sdp_payload_of(
    const struct sdp *sdp, const struct sdp_media *media, const char *name, int rate);
/* Digits (RFC 4733) for a codec of this rate, or -1. */
int sdp_digits_payload(const struct sdp *sdp, const struct sdp_media *media, int rate);

/* Whether a browser speaks: fingerprint and the profile with feedback. Never judge it by the transport
 * of SIP (design: voice, 3). NULL, no sound at all: false. */
bool sdp_is_webrtc(const struct sdp_media *media);
/* Whether it is SRTP whose keys stand in the description (SDES), or plain RTP. NULL: false. */
bool sdp_is_sdes(const struct sdp_media *media);
bool sdp_is_plain(const struct sdp_media *media);
/* How many keys it has (a=crypto). An offer may have several, an answer has the one that it takes. */
int sdp_key_count(const struct sdp *sdp, const struct sdp_media *media);
/* Whether who says this wants to hear nothing. False also if there is no sound. */
bool sdp_is_hold(const struct sdp *sdp);
/* Whether the relay knows what silence is in each codec of this sound (G.711, G.722; beside them digits and comfort noise). NULL, or none:
 * false. */
bool sdp_can_be_silent(const struct sdp *sdp, const struct sdp_media *media);
/* Whether the sound goes to the same place under the same keys as before: address, port, ICE, fingerprint, SDES keys and protocol. Then
 * a new offer is answered without the relay. before: what the relay has. Directions don't count, nor does the address of a hold by
 * address in `now`. */
bool sdp_same_media(const struct sdp *now, const struct sdp *before);

const char *sdp_direction_name(enum sdp_direction direction);
int sdp_direction_of(struct view attribute); /* the direction with this name, or -1 */
const char *sdp_setup_name(enum sdp_setup setup);
/* What the answer to it says if the one who answers wants no less (RFC 3264, 6.1). */
enum sdp_direction sdp_direction_mirror(enum sdp_direction direction);

struct sdp_origin {
	struct view id; /* digits; empty: kept, with user and address */
	struct view address; /* an IP address; empty: the old one */
	uint64_t version;
};

/* Adds the body to `out` with another direction in each section that is not switched off, and (unless
 * NULL) another origin. */
void sdp_write(const struct sdp *sdp, enum sdp_direction direction, const struct sdp_origin *origin,
    struct buf *out);
/* Adds the body to `out` with another origin. For each leg one id, and a version that grows: what the relay
 * gives has the origin of the far end, which changes when another far end comes. */
void sdp_write_origin(const struct sdp *sdp, const struct sdp_origin *origin, struct buf *out);

/* Adds the body to `out` with its sound alone: the section that sdp_audio gives, which must be there, with one port. */
void sdp_write_audio(const struct sdp *sdp, struct buf *out);
/* The beginning of a description of sound at `address` (numeric, IPv4 or IPv6) and `port`, up to the payload types of its media line, which
 * follow as " 0 8\r\n" and attributes (RFC 8866). */
void sdp_write_own(const char *address, int port, struct buf *out);
/* The way back: adds `ours`, which answers such a body, as the answer to the whole `offer`. Each other section of it is refused
 * (RFC 3264, 6). origin: as in sdp_write_origin. */
void sdp_write_answer(const struct sdp *ours, const struct sdp *offer,
    const struct sdp_origin *origin, struct buf *out);

/* An answer of our own to a new offer on a leg: a hold, its end, or a refresh.
 *
 * offer: what came now. theirs: what came last before it. ours: what we said last; its version must not be
 * UINT64_MAX. want: what we want, sendrecv if nothing is in the way. The answer is `ours` with version + 1,
 * each direction as the offer and `want` allow, a DTLS role that stays what it was, and what the offer has
 * in new sections, or in those that we had refused, refused. -1: the offer can't be answered so
 * (ERR_CONFLICT): it leaves out or switches off a section that we had taken, changes its kind or protocol,
 * or has no codec of ours. */
int sdp_answer(const struct sdp *offer, const struct sdp *theirs, const struct sdp *ours,
    enum sdp_direction want, struct buf *out, struct err *err);

#endif
