/*
 * fuzz_rtp - datagrams of strangers: what is read lies within the datagram, and is written and read again.
 *
 * The input is a row of datagrams, each after its length in two bytes.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "voiced/core/rtp.h"

int fuzz_reached; /* events */

static void
write_anew(const struct rtp_packet *packet)
{
	uint8_t out[RTP_PACKET_MAX];
	struct rtp_packet again;
	size_t n = rtp_write(packet, out, sizeof(out));

	assert(n == RTP_HEADER_SIZE + packet->payload.n);
	assert(rtp_read((struct view){ (char *)out, n }, &again));
	assert(again.type == packet->type && again.marker == packet->marker &&
	    again.sequence == packet->sequence && again.timestamp == packet->timestamp &&
	    again.ssrc == packet->ssrc && view_eq(again.payload, packet->payload));
}

/* A digit that begins is an event that begins, and the same packet once more is of the same event. */
static void
digit(struct rtp_digits *digits, struct rtp_events *events, const struct rtp_packet *packet)
{
	const char name = rtp_digit(digits, packet);
	const enum rtp_event_step step = rtp_event_step(events, packet);
	struct rtp_event event;

	assert(name == 0 || step == RTP_EVENT_FIRST);
	if (step == RTP_EVENT_NONE)
		return;
	fuzz_reached++;
	assert(rtp_event_read(packet->payload, &event) && event.code < 16);
	assert(rtp_digit(digits, packet) == 0);
	assert(rtp_event_step(events, packet) == RTP_EVENT_NEXT);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rtp_digits digits = { .any = false };
	struct rtp_events events = { .any = false };

	while (size >= 2) {
		size_t n = (size_t)(data[0] << 8 | data[1]);
		struct rtp_packet packet;
		char *own;

		data += 2, size -= 2;
		if (n > size)
			n = size;
		own = malloc(n > 0 ? n : 1); /* its own, so that a read beyond the end is seen */
		memcpy(own, data, n);
		if (rtp_read((struct view){ own, n }, &packet)) {
			assert(packet.payload.p >= own + RTP_HEADER_SIZE &&
			    packet.payload.p + packet.payload.n <= own + n);
			write_anew(&packet);
			digit(&digits, &events, &packet);
		}
		free(own);
		data += n, size -= n;
	}
	return 0;
}
