/*
 * fuzz_message - the bus's readers: whatever is taken is written back to the same bytes.
 *
 * The first byte picks the reader, so that each gets its share of the inputs.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/bus/frame.h"
#include "common/bus/messages.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached;

static void
must_equal(struct buf *written, struct view read)
{
	if (!view_eq(buf_view(written), read))
		abort();
	buf_fini(written);
}

static void
try_message(struct view wire)
{
	struct message message;
	struct buf again = { 0 };

	if (!message_decode(wire, &message))
		return;
	message_encode(&message, &again);
	must_equal(&again, wire);
}

static void
try_frame(struct view wire)
{
	struct frame frame;
	struct buf again = { 0 };

	if (!frame_decode(wire, &frame))
		return;
	frame_begin(&again, frame.kind, frame.boot, frame.seq);
	buf_add_view(&again, frame.body);
	must_equal(&again, wire);
	fuzz_reached++;
	try_message(frame.body);
}

/* A heartbeat may tell of kinds that are not known here, so its bytes need not come
 * back; but what was understood must. */
static void
try_heartbeat(struct view wire)
{
	uint64_t first[MESSAGE_KIND_MAX], second[MESSAGE_KIND_MAX];
	struct buf again = { 0 };

	if (!heartbeat_decode(wire, first))
		return;
	heartbeat_encode(first, &again);
	if (!heartbeat_decode(buf_view(&again), second) ||
	    memcmp(first, second, sizeof(first)) != 0)
		abort();
	buf_fini(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(struct view) = { try_message, try_frame, try_heartbeat };
	struct view wire;

	if (size == 0)
		return 0;
	wire = (struct view){ (const char *)data + 1, size - 1 };
	readers[data[0] % 3](wire);
	return 0;
}
