/* Ranges of bytes, as browsers and strangers ask for them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "voiced/core/range.h"

static void
a_range_is_read_and_what_is_none_is_ignored(void **state)
{
	static const struct {
		const char *header;
		bool good;
		int64_t from, n;
	} cases[] = {
		{ "bytes=0-", true, 0, 100 },
		{ "bytes=0-0", true, 0, 1 },
		{ "bytes=10-19", true, 10, 10 },
		{ "bytes=90-200", true, 90, 10 },
		{ "bytes=-7", true, 93, 7 },
		{ "bytes=-200", true, 0, 100 },
		{ "bytes=-0", true, 100, 0 },
		{ "bytes=100-", true, 100, 0 },
		{ "bytes=500-900", true, 500, 0 },
		{ "bytes=999999999999999999-", true, 999999999999999999, 0 },
		{ "bytes=9999999999999999999-", false, 0, 0 },
		{ "bytes=5-2", false, 0, 0 },
		{ "bytes=-", false, 0, 0 },
		{ "bytes=", false, 0, 0 },
		{ "bytes=1", false, 0, 0 },
		{ "bytes=1-2,4-5", false, 0, 0 },
		{ "bytes=a-2", false, 0, 0 },
		{ "bytes= 1-2", false, 0, 0 },
		{ "Bytes=1-2", false, 0, 0 },
		{ "lines=1-2", false, 0, 0 },
		{ "", false, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct range range = { 0 };
		bool good = range_read(view_of(cases[i].header), 100, &range);

		if (good != cases[i].good || range.from != cases[i].from || range.n != cases[i].n)
			fail_msg("%s: %d %lld+%lld", cases[i].header, good, (long long)range.from,
			    (long long)range.n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_range_is_read_and_what_is_none_is_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
