/*
 * rtp - reads and writes RTP packets (RFC 3550), reads telephone events (RFC 4733).
 *
 * Owns: the header's form and its bounds; when a telephone event is a new digit.
 * Must not know: sockets, clocks, what the payload means.
 */
#ifndef VOICED_CORE_RTP_H
#define VOICED_CORE_RTP_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

enum { RTP_HEADER_SIZE = 12, RTP_PACKET_MAX = 1500, RTP_TYPE_MAX = 127 };

struct rtp_packet {
	uint8_t type; /* payload type, 0 to 127 */
	bool marker;
	uint16_t sequence;
	uint32_t timestamp, ssrc;
	struct view payload; /* borrowed */
};

/* False: not RTP of version 2, RTCP (RFC 5761, section 4), longer than RTP_PACKET_MAX, or a header, extension or
 * padding that is longer than the packet. */
bool rtp_read(struct view datagram, struct rtp_packet *out);

/* Writes header and payload. Answers the length, or 0 if `size` does not hold it. */
size_t rtp_write(const struct rtp_packet *packet, uint8_t *out, size_t size);

/* How far `to` is after `from`, on the circle of 16 or 32 bits; below 0: before. */
int rtp_sequence_after(uint16_t from, uint16_t to);
int64_t rtp_timestamp_after(uint32_t from, uint32_t to);

/* ---- telephone events ---- */

enum { RTP_EVENT_SIZE = 4 };

struct rtp_event {
	uint8_t code; /* 0-9, 10 *, 11 #, 12-15 A-D, others are no digit */
	bool end;
	uint8_t volume;
	uint16_t duration; /* in units of the timestamp, so far */
};

bool rtp_event_read(struct view payload, struct rtp_event *out); /* the first block of it */

/* What was heard last. Zeroed at first. */
struct rtp_digits {
	bool any, ended;
	uint8_t code;
	uint16_t duration;
	uint32_t ssrc, timestamp;
};

/* The digit (0-9 * # A-D) that begins with this packet, else 0. All packets of one event have one timestamp: it is
 * told at the first that comes, also when the real first got lost, and never again, however late a copy comes (10 s).
 * An event too long for its counter goes on in segments (RFC 4733, 2.5.1.3): they are no new digit. */
char rtp_digit(struct rtp_digits *digits, const struct rtp_packet *packet);

/* Which event of a source goes on. Zeroed at first. */
struct rtp_events {
	bool any;
	uint32_t ssrc, timestamp;
};

enum rtp_event_step {
	RTP_EVENT_NONE, /* no digit, or of an event before this one */
	RTP_EVENT_FIRST, /* of an event that begins: the first of its packets that comes */
	RTP_EVENT_NEXT, /* of the same one */
};

/* For who sends a digit on as it comes, packet by packet. */
enum rtp_event_step rtp_event_step(struct rtp_events *events, const struct rtp_packet *packet);

#endif
