/* rtp - see rtp.h */
#include "voiced/core/rtp.h"

#include <string.h>

enum {
	VERSION = 2,
	RTCP_FIRST = 64, /* RTCP's types 192 to 223, as they look where RTP has its own */
	RTCP_LAST = 95,
	LATE_MAX = 10 * 8000, /* further back is no late copy: the source's clock was set back */
	SEGMENT_SLACK = 8000, /* a segment begins where the one before ended, within a second */
};

static uint16_t
get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t
get32(const uint8_t *p)
{
	return (uint32_t)get16(p) << 16 | get16(p + 2);
}

static void
put16(uint8_t *p, uint16_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static void
put32(uint8_t *p, uint32_t value)
{
	put16(p, (uint16_t)(value >> 16));
	put16(p + 2, (uint16_t)value);
}

/* Where the payload begins, behind sources and extension; 0: beyond the packet. */
static size_t
payload_begin(const uint8_t *p, size_t n)
{
	size_t at = RTP_HEADER_SIZE + 4 * (size_t)(p[0] & 0x0f);

	if (p[0] & 0x10) {
		if (at + 4 > n)
			return 0;
		at += 4 + 4 * (size_t)get16(p + at + 2);
	}
	return at <= n ? at : 0;
}

bool
rtp_read(struct view datagram, struct rtp_packet *out)
{
	const uint8_t *p = (const uint8_t *)datagram.p;
	size_t n = datagram.n, begin, padding = 0;

	if (n < RTP_HEADER_SIZE || n > RTP_PACKET_MAX || p[0] >> 6 != VERSION)
		return false;
	*out = (struct rtp_packet){ .type = p[1] & 0x7f,
		.marker = p[1] & 0x80,
		.sequence = get16(p + 2),
		.timestamp = get32(p + 4),
		.ssrc = get32(p + 8) };
	if (out->type >= RTCP_FIRST && out->type <= RTCP_LAST)
		return false;
	begin = payload_begin(p, n);
	if (begin == 0)
		return false;
	if (p[0] & 0x20) {
		padding = p[n - 1];
		if (padding == 0 || padding > n - begin)
			return false;
	}
	out->payload = (struct view){ datagram.p + begin, n - begin - padding };
	return true;
}

size_t
rtp_write(const struct rtp_packet *packet, uint8_t *out, size_t size)
{
	if (size < RTP_HEADER_SIZE || packet->payload.n > size - RTP_HEADER_SIZE)
		return 0;
	out[0] = VERSION << 6;
	out[1] = (uint8_t)((packet->marker ? 0x80 : 0) | (packet->type & 0x7f));
	put16(out + 2, packet->sequence);
	put32(out + 4, packet->timestamp);
	put32(out + 8, packet->ssrc);
	if (packet->payload.n > 0)
		memcpy(out + RTP_HEADER_SIZE, packet->payload.p, packet->payload.n);
	return RTP_HEADER_SIZE + packet->payload.n;
}

int
rtp_sequence_after(uint16_t from, uint16_t to)
{
	return (int16_t)(uint16_t)(to - from);
}

int64_t
rtp_timestamp_after(uint32_t from, uint32_t to)
{
	return (int32_t)(to - from);
}

bool
rtp_event_read(struct view payload, struct rtp_event *out)
{
	const uint8_t *p = (const uint8_t *)payload.p;

	if (payload.n < RTP_EVENT_SIZE)
		return false;
	*out = (struct rtp_event){
		.code = p[0], .end = p[1] & 0x80, .volume = p[1] & 0x3f, .duration = get16(p + 2)
	};
	return true;
}

/* The same key, still down, told on under a new timestamp. */
static bool
is_segment(const struct rtp_digits *digits, const struct rtp_event *event, int64_t after)
{
	return !digits->ended && digits->code == event->code && after > INT16_MAX &&
	    after >= digits->duration && after - digits->duration <= SEGMENT_SLACK;
}

static const char names[] = "0123456789*#ABCD";

char
rtp_digit(struct rtp_digits *digits, const struct rtp_packet *packet)
{
	struct rtp_event event;
	bool known, segment = false;

	if (!rtp_event_read(packet->payload, &event) || event.code >= sizeof(names) - 1)
		return 0;
	known = digits->any && digits->ssrc == packet->ssrc;
	if (known) {
		int64_t after = rtp_timestamp_after(digits->timestamp, packet->timestamp);

		if (after < 0 && after >= -LATE_MAX)
			return 0; /* a late copy */
		if (after == 0) {
			digits->ended |= event.end;
			if (event.duration > digits->duration)
				digits->duration = event.duration;
			return 0;
		}
		segment = is_segment(digits, &event, after);
	}
	*digits = (struct rtp_digits){ .any = true,
		.ended = event.end,
		.code = event.code,
		.duration = event.duration,
		.ssrc = packet->ssrc,
		.timestamp = packet->timestamp };
	if (segment)
		return 0;
	return names[event.code];
}

enum rtp_event_step
rtp_event_step(struct rtp_events *events, const struct rtp_packet *packet)
{
	struct rtp_event event;
	int64_t after = 1;

	if (!rtp_event_read(packet->payload, &event) || event.code >= sizeof(names) - 1)
		return RTP_EVENT_NONE;
	if (events->any && events->ssrc == packet->ssrc)
		after = rtp_timestamp_after(events->timestamp, packet->timestamp);
	if (after <= 0 && after >= -LATE_MAX)
		return after == 0 ? RTP_EVENT_NEXT : RTP_EVENT_NONE;
	*events = (struct rtp_events){ true, packet->ssrc, packet->timestamp };
	return RTP_EVENT_FIRST;
}
