/* fuzz_multipart: a body of any bytes is cut into parts that lie within it, in order, or refused. The first byte
 * says how many of the next are the boundary. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/fuzz/fuzz.h"
#include "voiced/core/multipart.h"

int fuzz_reached; /* bodies that have parts */

static bool
within(struct view inner, struct view outer)
{
	return inner.n == 0 || (inner.p >= outer.p && inner.p + inner.n <= outer.p + outer.n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct multipart parts;
	struct view boundary, body;
	size_t cut;

	if (size == 0)
		return 0;
	cut = data[0] % 80 < size ? data[0] % 80 : size - 1;
	boundary = (struct view){ (const char *)data + 1, cut };
	body = (struct view){ (const char *)data + 1 + cut, size - 1 - cut };
	if (!multipart_read(body, boundary, &parts))
		return 0;
	fuzz_reached++;
	assert(parts.count > 0 && parts.count <= MULTIPART_PARTS_MAX);
	assert(!parts.over || parts.count == MULTIPART_PARTS_MAX);
	for (int i = 0; i < parts.count; i++) {
		assert(within(parts.parts[i].type, body));
		assert(within(parts.parts[i].id, body));
		assert(within(parts.parts[i].body, body));
	}
	return 0;
}
