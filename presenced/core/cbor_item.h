/*
 * cbor_item - CBOR (RFC 8949) item by item, as authenticators write it: nothing is allocated, every length lies in the input.
 *
 * Owns: libcbor's streaming decoder. Must not know: what items mean.
 */
#ifndef PRESENCED_CORE_CBOR_ITEM_H
#define PRESENCED_CORE_CBOR_ITEM_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

enum cbor_kind {
	CBOR_OTHER, /* true, null, a float… */
	CBOR_OPEN, /* of no stated length, or the end of it: CTAP knows none */
	CBOR_INT,
	CBOR_BYTES,
	CBOR_TEXT,
	CBOR_ARRAY,
	CBOR_MAP,
	CBOR_TAG
};

struct cbor_item {
	enum cbor_kind kind;
	int64_t number; /* CBOR_INT; an integer beyond 64 bits is CBOR_OTHER */
	struct view bytes; /* CBOR_BYTES, CBOR_TEXT */
	uint64_t count; /* CBOR_ARRAY: items that follow; CBOR_MAP: pairs; CBOR_TAG: 1 */
};

/* The first item of `rest`, which is cut; of an array, a map or a tag its head alone. False: it ends in the midst of one, or is no CBOR. */
bool cbor_item_next(struct view *rest, struct cbor_item *out);
/* The first item of `rest` with all that belongs to it is cut. False as above, or CBOR_OPEN. */
bool cbor_item_skip(struct view *rest);

#endif
