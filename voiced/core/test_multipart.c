/* A body of several parts is cut where its boundary stands, and nowhere else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "voiced/core/multipart.h"

#define CALL \
	"a preamble\r\n--cut\r\nContent-Type: application/sdp;x=y\r\n\r\nv=0\r\ns=-\r\n\r\n" \
	"--cut \r\ncontent-type:application/pidf+xml\r\nX: y\r\nContent-ID: " \
	"<here@example.com>\r\n\r\n" \
	"<presence>\n--cutting\n</presence>\r\n--cut--\r\nan epilogue\r\n--cut\r\n"

static void
parts_are_cut_at_the_boundary(void **state)
{
	struct multipart parts;

	(void)state;
	assert_true(multipart_read(VIEW(CALL), VIEW("cut"), &parts));
	assert_int_equal(parts.count, 2);
	assert_false(parts.over);
	assert_true(view_is(parts.parts[0].type, "application/sdp"));
	assert_true(view_is(parts.parts[0].body, "v=0\r\ns=-\r\n"));
	assert_int_equal(parts.parts[0].id.n, 0);
	assert_true(view_is(parts.parts[1].type, "application/pidf+xml"));
	assert_true(view_is(parts.parts[1].id, "here@example.com"));
	assert_true(view_is(parts.parts[1].body, "<presence>\n--cutting\n</presence>"));
}

static void
what_is_not_ended_by_its_boundary_is_refused(void **state)
{
	static const struct {
		const char *body, *boundary;
	} bad[] = { { "", "cut" }, { "--cut", "cut" }, { "--cut\r\n", "cut" },
		{ "--cut\r\n\r\nv=0\r\n", "cut" }, { "--cut--\r\n", "cut" }, { CALL, "" },
		{ CALL, "other" }, { "--\r\n--\r\n----\r\n", "" },
		{ CALL,
		    "0123456789012345678901234567890123456789012345678901234567890123456789!" } };
	struct multipart parts;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(
		    multipart_read(view_of(bad[i].body), view_of(bad[i].boundary), &parts));
}

static void
empty_parts_and_parts_without_a_head_are_parts(void **state)
{
	struct multipart parts;

	(void)state;
	assert_true(multipart_read(VIEW("--b\n--b\n\nx\n--b\nno colon\n--b--"), VIEW("b"), &parts));
	assert_int_equal(parts.count, 3);
	assert_int_equal(parts.parts[0].body.n, 0);
	assert_true(view_is(parts.parts[1].body, "x"));
	assert_int_equal(parts.parts[2].body.n, 0);
}

static void
more_parts_than_are_kept_are_told(void **state)
{
	struct buf body = { 0 };
	struct multipart parts;

	(void)state;
	for (int i = 0; i < MULTIPART_PARTS_MAX + 1; i++)
		buf_addf(&body, "--b\r\n\r\n%d\r\n", i);
	buf_add_text(&body, "--b--");
	assert_true(multipart_read(buf_view(&body), VIEW("b"), &parts));
	assert_int_equal(parts.count, MULTIPART_PARTS_MAX);
	assert_true(parts.over);
	assert_true(view_is(parts.parts[7].body, "7"));
	buf_fini(&body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_cut_at_the_boundary),
		cmocka_unit_test(what_is_not_ended_by_its_boundary_is_refused),
		cmocka_unit_test(empty_parts_and_parts_without_a_head_are_parts),
		cmocka_unit_test(more_parts_than_are_kept_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
