/*
 * multipart - the parts of a body that has several (RFC 2046 5.1), as views into it.
 *
 * Owns: where one part ends and the next begins, the three header fields that SIP needs of each.
 * Must not know: what the parts say.
 */
#ifndef VOICED_CORE_MULTIPART_H
#define VOICED_CORE_MULTIPART_H

#include "common/base/str.h"

enum {
	MULTIPART_PARTS_MAX = 8,
	MULTIPART_BOUNDARY_MAX = 70, /* bytes, RFC 2046 5.1.1 */
};

struct multipart_part {
	struct view type; /* "application/sdp", without parameters; empty: not told */
	struct view id; /* of Content-ID, without its angle brackets */
	struct view body;
};

struct multipart {
	struct multipart_part parts[MULTIPART_PARTS_MAX];
	int count;
	bool over; /* there are more parts, left out */
};

/* False: the boundary is empty or too long, does not stand in the body, or never ends it. */
bool multipart_read(struct view body, struct view boundary, struct multipart *out);

/* "application/sdp ; a=b" → "application/sdp" */
struct view multipart_type(struct view content_type);

#endif
