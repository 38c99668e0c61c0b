/* cbor_item - see cbor_item.h */
#include "presenced/core/cbor_item.h"

#include <cbor.h>

/* ---- libcbor calls one of these for an item ---- */

#define ON_UNSIGNED(bits) \
	static void on_uint##bits(void *item, uint##bits##_t value) \
	{ \
		unsigned_set(item, value); \
	} \
	static void on_negint##bits(void *item, uint##bits##_t value) \
	{ \
		negative_set(item, value); \
	}

static void
unsigned_set(struct cbor_item *item, uint64_t value)
{
	item->kind = value <= INT64_MAX ? CBOR_INT : CBOR_OTHER;
	item->number = value <= INT64_MAX ? (int64_t)value : 0;
}

/* CBOR writes -1 - value. */
static void
negative_set(struct cbor_item *item, uint64_t value)
{
	unsigned_set(item, value);
	item->number = -1 - item->number;
}

ON_UNSIGNED(8)
ON_UNSIGNED(16)
ON_UNSIGNED(32)
ON_UNSIGNED(64)

static void
bytes_set(struct cbor_item *item, enum cbor_kind kind, cbor_data data, size_t n)
{
	item->kind = kind;
	item->bytes = (struct view){ (const char *)data, n };
}

static void
count_set(struct cbor_item *item, enum cbor_kind kind, uint64_t count)
{
	item->kind = kind;
	item->count = count;
}

static void
on_bytes(void *item, cbor_data data, size_t n)
{
	bytes_set(item, CBOR_BYTES, data, n);
}

static void
on_text(void *item, cbor_data data, size_t n)
{
	bytes_set(item, CBOR_TEXT, data, n);
}

static void
on_array(void *item, size_t count)
{
	count_set(item, CBOR_ARRAY, count);
}

static void
on_map(void *item, size_t count)
{
	count_set(item, CBOR_MAP, count);
}

static void
on_tag(void *item, uint64_t tag)
{
	(void)tag;
	count_set(item, CBOR_TAG, 1);
}

static void
on_open(void *item)
{
	((struct cbor_item *)item)->kind = CBOR_OPEN;
}

static void
on_other(void *item)
{
	(void)item; /* as it was zeroed */
}

static void
on_boolean(void *item, bool value)
{
	(void)item;
	(void)value;
}

static void
on_float(void *item, float value)
{
	(void)item;
	(void)value;
}

static void
on_double(void *item, double value)
{
	(void)item;
	(void)value;
}

static const struct cbor_callbacks callbacks = {
	.uint8 = on_uint8,
	.uint16 = on_uint16,
	.uint32 = on_uint32,
	.uint64 = on_uint64,
	.negint8 = on_negint8,
	.negint16 = on_negint16,
	.negint32 = on_negint32,
	.negint64 = on_negint64,
	.byte_string = on_bytes,
	.byte_string_start = on_open,
	.string = on_text,
	.string_start = on_open,
	.array_start = on_array,
	.indef_array_start = on_open,
	.map_start = on_map,
	.indef_map_start = on_open,
	.tag = on_tag,
	.float2 = on_float,
	.float4 = on_float,
	.float8 = on_double,
	.undefined = on_other,
	.null = on_other,
	.boolean = on_boolean,
	.indef_break = on_open,
};

bool
cbor_item_next(struct view *rest, struct cbor_item *out)
{
	struct cbor_decoder_result result;

	*out = (struct cbor_item){ 0 };
	if (rest->n == 0)
		return false;
	result = cbor_stream_decode((cbor_data)rest->p, rest->n, &callbacks, out);
	if (result.status != CBOR_DECODER_FINISHED || result.read == 0 || result.read > rest->n)
		return false;
	rest->p += result.read;
	rest->n -= result.read;
	return true;
}

/* Each item has a byte at least: a count beyond the bytes that are left lacks some, and `due` can't overflow. */
bool
cbor_item_skip(struct view *rest)
{
	uint64_t due = 1;

	while (due > 0) {
		struct cbor_item item;

		if (!cbor_item_next(rest, &item) || item.kind == CBOR_OPEN || item.count > rest->n)
			return false;
		due += item.count * (item.kind == CBOR_MAP ? 2 : 1) - 1;
	}
	return true;
}
