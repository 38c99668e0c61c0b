/* frame - see frame.h */
#include "common/bus/frame.h"

#include "common/bus/wire.h"

enum { MAGIC = 0x544c4231, VERSION = 1 };

void
frame_prefix(unsigned kind, char out[FRAME_KIND_SIZE])
{
	out[0] = (char)(kind >> 8 & 0xff);
	out[1] = (char)(kind & 0xff);
}

void
frame_begin(struct buf *out, unsigned kind, uint64_t boot, uint64_t seq)
{
	wire_put(out, kind, FRAME_KIND_SIZE);
	wire_put(out, MAGIC, 4);
	wire_put(out, VERSION, 1);
	wire_put(out, boot, 8);
	wire_put(out, seq, 8);
}

bool
frame_decode(struct view wire, struct frame *out)
{
	struct wire_reader reader = { .rest = wire };

	out->kind = (unsigned)wire_take(&reader, FRAME_KIND_SIZE);
	if (wire_take(&reader, 4) != MAGIC || wire_take(&reader, 1) != VERSION)
		return false;
	out->boot = wire_take(&reader, 8);
	out->seq = wire_take(&reader, 8);
	out->body = reader.rest;
	return !reader.bad && (out->kind == FRAME_HEARTBEAT) == (out->seq == 0);
}

/* count u8, then (kind u16, seq u64) each, by rising kind. */
void
heartbeat_encode(const uint64_t last[MESSAGE_KIND_MAX], struct buf *out)
{
	unsigned count = 0;

	for (unsigned kind = 1; kind < MESSAGE_KIND_MAX; kind++)
		count += last[kind] != 0;
	wire_put(out, count, 1);
	for (unsigned kind = 1; kind < MESSAGE_KIND_MAX; kind++) {
		if (last[kind] == 0)
			continue;
		wire_put(out, kind, FRAME_KIND_SIZE);
		wire_put(out, last[kind], 8);
	}
}

bool
heartbeat_decode(struct view body, uint64_t last[MESSAGE_KIND_MAX])
{
	struct wire_reader reader = { .rest = body };
	uint64_t count = wire_take(&reader, 1);
	uint64_t before = 0;

	for (int i = 0; i < MESSAGE_KIND_MAX; i++)
		last[i] = 0;
	for (uint64_t i = 0; i < count; i++) {
		uint64_t kind = wire_take(&reader, FRAME_KIND_SIZE);
		uint64_t seq = wire_take(&reader, 8);

		if (kind <= before || seq == 0)
			return false;
		before = kind;
		if (kind < MESSAGE_KIND_MAX)
			last[kind] = seq;
	}
	return wire_done(&reader);
}
