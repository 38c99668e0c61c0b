/* frame: the head of each message and the heartbeat, to the byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/bus/frame.h"

static void
the_kind_stands_first_so_that_a_prefix_selects_it(void **unused)
{
	static const char expected[] =
	    "\0\x05TLB1\x01\x01\x02\x03\x04\x05\x06\x07\x08\0\0\0\0\0\0\0\x09";
	struct buf wire = { 0 };
	char prefix[FRAME_KIND_SIZE];

	(void)unused;
	frame_begin(&wire, 5, 0x0102030405060708, 9);
	frame_prefix(5, prefix);
	assert_int_equal(wire.n, FRAME_HEAD_SIZE);
	assert_memory_equal(wire.p, expected, FRAME_HEAD_SIZE);
	assert_memory_equal(wire.p, prefix, FRAME_KIND_SIZE);
	buf_fini(&wire);
}

static void
a_frame_comes_back_as_it_was_with_what_follows(void **unused)
{
	struct buf wire = { 0 };
	struct frame frame;

	(void)unused;
	frame_begin(&wire, 31, UINT64_MAX, UINT64_MAX - 1);
	buf_add_text(&wire, "body");
	assert_true(frame_decode(buf_view(&wire), &frame));
	assert_int_equal(frame.kind, 31);
	assert_true(frame.boot == UINT64_MAX && frame.seq == UINT64_MAX - 1);
	assert_true(view_is(frame.body, "body"));
	buf_fini(&wire);
}

static void
a_head_cut_anywhere_or_of_another_version_is_refused(void **unused)
{
	struct buf wire = { 0 };
	struct frame frame;

	(void)unused;
	frame_begin(&wire, 5, 1, 1);
	for (size_t n = 0; n < wire.n; n++)
		assert_false(frame_decode((struct view){ wire.p, n }, &frame));
	for (size_t at = 2; at < 7; at++) {
		wire.p[at]++;
		assert_false(frame_decode(buf_view(&wire), &frame));
		wire.p[at]--;
	}
	assert_true(frame_decode(buf_view(&wire), &frame));
	buf_fini(&wire);
}

static void
only_a_heartbeat_has_no_sequence(void **unused)
{
	static const struct {
		unsigned kind;
		uint64_t seq;
		bool taken;
	} cases[] = { { 0, 0, true }, { 0, 1, false }, { 1, 0, false }, { 1, 1, true } };
	struct frame frame;

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf wire = { 0 };

		frame_begin(&wire, cases[i].kind, 1, cases[i].seq);
		assert_int_equal(frame_decode(buf_view(&wire), &frame), cases[i].taken);
		buf_fini(&wire);
	}
}

static void
a_heartbeat_comes_back_as_it_was(void **unused)
{
	uint64_t before[MESSAGE_KIND_MAX] = { 0 }, after[MESSAGE_KIND_MAX];
	struct buf wire = { 0 };

	(void)unused;
	heartbeat_encode(before, &wire);
	assert_true(heartbeat_decode(buf_view(&wire), after));
	assert_memory_equal(before, after, sizeof(before));
	for (unsigned kind = 1; kind < MESSAGE_KIND_MAX; kind++)
		before[kind] = UINT64_MAX - kind;
	buf_clear(&wire);
	heartbeat_encode(before, &wire);
	assert_true(heartbeat_decode(buf_view(&wire), after));
	assert_memory_equal(before, after, sizeof(before));
	buf_fini(&wire);
}

static void
a_heartbeat_of_a_later_release_tells_what_this_one_knows(void **unused)
{
	const struct view wire = VIEW("\x02\0\x01\0\0\0\0\0\0\0\x05\x01\0\0\0\0\0\0\0\0\x06");
	uint64_t last[MESSAGE_KIND_MAX];

	(void)unused;
	assert_true(heartbeat_decode(wire, last));
	assert_true(last[1] == 5);
	for (unsigned kind = 2; kind < MESSAGE_KIND_MAX; kind++)
		assert_true(last[kind] == 0);
}

static void
a_heartbeat_that_is_cut_or_out_of_order_is_refused(void **unused)
{
	const struct view good = VIEW("\x02\0\x01\0\0\0\0\0\0\0\x05\0\x02\0\0\0\0\0\0\0\x06");
	const struct view bad[] = {
		VIEW("\x02\0\x02\0\0\0\0\0\0\0\x05\0\x01\0\0\0\0\0\0\0\x06"), /* falling */
		VIEW("\x02\0\x01\0\0\0\0\0\0\0\x05\0\x01\0\0\0\0\0\0\0\x06"), /* twice */
		VIEW("\x01\0\0\0\0\0\0\0\0\0\x05"), /* kind 0 */
		VIEW("\x01\0\x01\0\0\0\0\0\0\0\0"), /* none sent */
		VIEW("\x01\0\x01\0\0\0\0\0\0\0\x05\0"), /* more */
	};
	uint64_t last[MESSAGE_KIND_MAX];

	(void)unused;
	assert_true(heartbeat_decode(good, last));
	for (size_t n = 0; n < good.n; n++)
		assert_false(heartbeat_decode((struct view){ good.p, n }, last));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(heartbeat_decode(bad[i], last));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_kind_stands_first_so_that_a_prefix_selects_it),
		cmocka_unit_test(a_frame_comes_back_as_it_was_with_what_follows),
		cmocka_unit_test(a_head_cut_anywhere_or_of_another_version_is_refused),
		cmocka_unit_test(only_a_heartbeat_has_no_sequence),
		cmocka_unit_test(a_heartbeat_comes_back_as_it_was),
		cmocka_unit_test(a_heartbeat_of_a_later_release_tells_what_this_one_knows),
		cmocka_unit_test(a_heartbeat_that_is_cut_or_out_of_order_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
