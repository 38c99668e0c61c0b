/* wire - see wire.h */
#include "common/bus/wire.h"

void
wire_put(struct buf *out, uint64_t value, int size)
{
	char bytes[8];

	for (int i = 0; i < size; i++)
		bytes[i] = (char)(value >> (8 * (size - 1 - i)) & 0xff);
	buf_add(out, bytes, (size_t)size);
}

struct view
wire_take_bytes(struct wire_reader *reader, size_t n)
{
	struct view taken = { reader->rest.p, n };

	if (reader->bad || n > reader->rest.n) {
		reader->bad = true;
		return (struct view){ NULL, 0 };
	}
	if (n > 0) {
		reader->rest.p += n;
		reader->rest.n -= n;
	}
	return taken;
}

uint64_t
wire_take(struct wire_reader *reader, int size)
{
	struct view bytes = wire_take_bytes(reader, (size_t)size);
	uint64_t value = 0;

	for (size_t i = 0; i < bytes.n; i++)
		value = value << 8 | (unsigned char)bytes.p[i];
	return value;
}

bool
wire_done(const struct wire_reader *reader)
{
	return !reader->bad && reader->rest.n == 0;
}
