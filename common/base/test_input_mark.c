/* input_mark: peers are named by ids or address, and the mark is where it is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/input_mark.h"

static void
a_peer_is_told_by_its_ids_or_its_address(void **unused)
{
	const struct input_peer user = input_peer_of(INPUT_USER, 1, INT64_MAX),
				address = input_peer_at(INPUT_ADDRESS, VIEW("2001:db8::1"));

	(void)unused;
	assert_int_equal(user.kind, INPUT_USER);
	assert_string_equal(user.id, "1:9223372036854775807");
	assert_int_equal(address.kind, INPUT_ADDRESS);
	assert_string_equal(address.id, "2001:db8::1");
}

static void
an_address_that_is_empty_or_too_long_names_no_peer(void **unused)
{
	char longest[INPUT_ID_SIZE + 1];

	(void)unused;
	memset(longest, '1', sizeof(longest));
	assert_int_equal(input_peer_at(INPUT_ADDRESS, VIEW("")).kind, INPUT_NONE);
	assert_int_equal(
	    input_peer_at(INPUT_ADDRESS, (struct view){ longest, INPUT_ID_SIZE }).kind, INPUT_NONE);
	assert_int_equal(
	    input_peer_at(INPUT_ADDRESS, (struct view){ longest, INPUT_ID_SIZE - 1 }).kind,
	    INPUT_ADDRESS);
}

static void
each_kind_has_a_word_and_any_other_number_too(void **unused)
{
	(void)unused;
	for (uint32_t kind = 0; kind < INPUT_KIND_COUNT; kind++)
		assert_true(strlen(input_kind_word(kind)) > 0);
	assert_string_equal(input_kind_word(INPUT_SMPP_CLIENT), "smpp_client");
	assert_string_equal(input_kind_word(INPUT_KIND_COUNT), "unknown");
	assert_string_equal(input_kind_word(UINT32_MAX), "unknown");
}

static void
the_mark_is_where_it_is_kept(void **unused)
{
	const struct input_peer user = input_peer_of(INPUT_USER, 1, 2);
	struct input_peer kept = { INPUT_ADDRESS, "192.0.2.1" };

	(void)unused;
	input_enter(&user);
	input_mark_keep(&kept);
	assert_int_equal(kept.kind, INPUT_NONE); /* it begins without a peer */
	input_enter(&user);
	assert_int_equal(kept.kind, INPUT_USER);
	assert_string_equal(kept.id, "1:2");
	assert_string_equal(input_current().id, "1:2");
	input_leave();
	assert_int_equal(kept.kind, INPUT_NONE);
	assert_int_equal(input_current().kind, INPUT_NONE);
	input_enter(&user);
	input_mark_keep(NULL);
	assert_int_equal(kept.kind, INPUT_NONE); /* nothing of it stays behind */
	input_enter(&user);
	assert_int_equal(kept.kind, INPUT_NONE);
	assert_int_equal(input_current().kind, INPUT_USER);
	input_leave();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_peer_is_told_by_its_ids_or_its_address),
		cmocka_unit_test(an_address_that_is_empty_or_too_long_names_no_peer),
		cmocka_unit_test(each_kind_has_a_word_and_any_other_number_too),
		cmocka_unit_test(the_mark_is_where_it_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
