/* sources: what is one source, and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/base/sources.h"

static void
a_source_is_an_address_or_a_network_of_64_bits(void **unused)
{
	static const struct {
		const char *one, *other;
		int counted;
	} cases[] = {
		{ "192.0.2.1", "192.0.2.1", 1 },
		{ "192.0.2.1", "192.0.2.2", 0 },
		{ "192.0.2.1", "::ffff:192.0.2.1", 1 },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.2", 0 },
		{ "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", 1 },
		{ "2001:db8:1:2::1", "2001:db8:1:3::1", 0 },
		{ "", "no address", 1 },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sources sources = { 0 };

		sources_add(&sources, cases[i].one);
		assert_int_equal(sources_count(&sources, cases[i].other), cases[i].counted);
		sources_fini(&sources);
	}
}

static void
what_is_taken_back_counts_no_more_and_takes_no_memory(void **unused)
{
	struct sources sources = { 0 };

	(void)unused;
	sources_add(&sources, "192.0.2.1");
	sources_add(&sources, "192.0.2.1");
	sources_remove(&sources, "192.0.2.1");
	assert_int_equal(sources_count(&sources, "192.0.2.1"), 1);
	sources_remove(&sources, "192.0.2.1");
	sources_remove(&sources, "192.0.2.1");
	assert_int_equal(sources_count(&sources, "192.0.2.1"), 0);
	assert_null(sources.counts);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_source_is_an_address_or_a_network_of_64_bits),
		cmocka_unit_test(what_is_taken_back_counts_no_more_and_takes_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
