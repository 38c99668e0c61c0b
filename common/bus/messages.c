/*
 * messages - see messages.h
 *
 * The wire form, big endian:
 *
 *   magic "TM" | version u8 | kind u16 | tenant i64 | key i64 | version i64 |
 *   audience count u8, then i64 each | state length u16, then its bytes
 */
#include "common/bus/messages.h"

#include <assert.h>

#include "common/base/utf8.h"
#include "common/bus/wire.h"

enum { MAGIC = 0x544d, WIRE_VERSION = 1 };

static const char *const names[MESSAGE_KIND_MAX] = {
#define MESSAGE(name, number, owner, since, text) [number] = #name,
#include "common/bus/messages.def"
#undef MESSAGE
};

const char *
message_kind_name(enum message_kind kind)
{
	return (unsigned)kind < MESSAGE_KIND_MAX ? names[kind] : NULL;
}

void
message_encode(const struct message *message, struct buf *out)
{
	bool fits = message->state.n <= MESSAGE_STATE_MAX && utf8_valid(message->state);

	assert(message_kind_name(message->kind) != NULL);
	assert(message->audience_count >= 0 && message->audience_count <= MESSAGE_AUDIENCE_MAX);
	wire_put(out, MAGIC, 2);
	wire_put(out, WIRE_VERSION, 1);
	wire_put(out, message->kind, 2);
	wire_put(out, (uint64_t)message->tenant, 8);
	wire_put(out, (uint64_t)message->key, 8);
	wire_put(out, (uint64_t)message->version, 8);
	wire_put(out, (uint64_t)message->audience_count, 1);
	for (int i = 0; i < message->audience_count; i++)
		wire_put(out, (uint64_t)message->audience[i], 8);
	wire_put(out, fits ? message->state.n : 0, 2);
	if (fits)
		buf_add_view(out, message->state);
}

static bool
take_audience(struct wire_reader *reader, struct message *out)
{
	out->audience_count = (int)wire_take(reader, 1);
	if (out->audience_count > MESSAGE_AUDIENCE_MAX)
		return false;
	for (int i = 0; i < out->audience_count; i++)
		out->audience[i] = (int64_t)wire_take(reader, 8);
	return true;
}

static bool
take_state(struct wire_reader *reader, struct message *out)
{
	size_t n = (size_t)wire_take(reader, 2);

	if (n > MESSAGE_STATE_MAX)
		return false;
	out->state = wire_take_bytes(reader, n);
	return utf8_valid(out->state);
}

bool
message_decode(struct view wire, struct message *out)
{
	struct wire_reader reader = { .rest = wire };

	*out = (struct message){ 0 };
	if (wire_take(&reader, 2) != MAGIC || wire_take(&reader, 1) != WIRE_VERSION)
		return false;
	out->kind = (enum message_kind)wire_take(&reader, 2);
	if (message_kind_name(out->kind) == NULL)
		return false;
	out->tenant = (int64_t)wire_take(&reader, 8);
	out->key = (int64_t)wire_take(&reader, 8);
	out->version = (int64_t)wire_take(&reader, 8);
	return take_audience(&reader, out) && take_state(&reader, out) && wire_done(&reader);
}
