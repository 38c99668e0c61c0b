/*
 * frame - what stands before each message on the wire, and the heartbeat.
 *
 * Owns: kind u16 | magic "TLB1" | version u8 | boot u64 | seq u64, big endian, then
 *       the body: a message (messages.h), or for kind 0 a heartbeat.
 * Must not know: sockets, what is done about a gap.
 *
 * The kind stands first because subscribers filter by the first bytes.
 */
#ifndef COMMON_BUS_FRAME_H
#define COMMON_BUS_FRAME_H

#include "common/bus/messages.h"

enum { FRAME_HEARTBEAT = 0, FRAME_KIND_SIZE = 2, FRAME_HEAD_SIZE = 23 };

struct frame {
	unsigned kind; /* any 16 bits; 0 is a heartbeat */
	uint64_t boot; /* of the publisher's process */
	uint64_t seq; /* of this kind, from 1; of a heartbeat always 0 */
	struct view body;
};

/* The two bytes to which a receiver of `kind` subscribes. */
void frame_prefix(unsigned kind, char out[FRAME_KIND_SIZE]);

/* Appends the head; the caller appends the body. */
void frame_begin(struct buf *out, unsigned kind, uint64_t boot, uint64_t seq);

/* `body` points into `wire`. False: not a frame of this version. */
bool frame_decode(struct view wire, struct frame *out);

/* The last sequence of each kind; 0 where none was published. Kinds that this
 * release does not know are left out. */
void heartbeat_encode(const uint64_t last[MESSAGE_KIND_MAX], struct buf *out);
bool heartbeat_decode(struct view body, uint64_t last[MESSAGE_KIND_MAX]);

#endif
