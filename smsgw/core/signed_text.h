/*
 * signed_text - the bytes over which a carrier's signature stands, put together from a call by its table.
 *
 * Owns: the order and the escapes of parameters, the forms of the URL. Must not know: keys, digests, what is a good signature.
 */
#ifndef SMSGW_CORE_SIGNED_TEXT_H
#define SMSGW_CORE_SIGNED_TEXT_H

#include "smsgw/core/signature.h"

struct signed_text {
	const struct call *call;
	const char *parts; /* of struct signature: a letter each, any other character is itself */
	struct view time, nonce; /* as they came */
};

/* `other_port`: with the port that the scheme has anyway written out, or left out where it was. */
void signed_text_add(const struct signed_text *text, bool other_port, struct buf *out);
void signed_url(const struct call *call, bool other_port, bool query, struct buf *out);
/* By name, then by value; the caller frees it. */
struct pair *pairs_sorted(const struct pairs *pairs);

#endif
