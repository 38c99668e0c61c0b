/*
 * range - which bytes a request asks for (Range, RFC 9110, section 14): one range.
 *
 * Must not know: what the bytes are.
 */
#ifndef VOICED_CORE_RANGE_H
#define VOICED_CORE_RANGE_H

#include "common/base/str.h"

struct range {
	int64_t from, n;
};

/* Of `size` bytes. False: it is to be ignored, all is answered (not of bytes, more than one, not well-formed). `n` 0: none of
 * what it asks for is there. */
bool range_read(struct view header, int64_t size, struct range *out);

#endif
