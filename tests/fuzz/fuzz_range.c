/* fuzz_range: any header is a range within what there is, or none. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/fuzz/fuzz.h"
#include "voiced/core/range.h"

int fuzz_reached; /* ranges */

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int64_t sizes[] = { 1, 100, 1LL << 40 };
	struct range range;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		if (!range_read((struct view){ (const char *)data, size }, sizes[i], &range))
			continue;
		fuzz_reached++;
		assert(range.n >= 0 && range.from >= 0);
		assert(range.n == 0 || range.from + range.n <= sizes[i]);
	}
	return 0;
}
