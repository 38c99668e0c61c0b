/* fuzz_info: a body of any bytes is a digit that there is, of a length that there is, or none. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "voiced/core/info.h"

int fuzz_reached; /* digits */

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct view types[] = { VIEW("application/dtmf-relay"),
		VIEW("application/dtmf") };
	struct info_digit digit;

	for (size_t i = 0; i < 2; i++) {
		if (!info_digit_read(types[i], (struct view){ (const char *)data, size }, &digit))
			continue;
		fuzz_reached++;
		assert(strchr("0123456789*#ABCD", digit.digit) != NULL && digit.digit != '\0');
		assert(digit.duration_ms >= 0 && digit.duration_ms <= INFO_DURATION_MAX_MS);
		assert(size <= INFO_BODY_MAX);
	}
	return 0;
}
