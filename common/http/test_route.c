/* route: which row a path finds, what is captured, and what the others get. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "common/http/internal.h"

static const struct http_route table[] = {
	ROUTE(GET, "/", 0, body_none, NULL, "root"),
	ROUTE(GET, "/agents/:id", 0, body_none, NULL, "agent"),
	ROUTE(GET, "/agents/me", 0, body_none, NULL, "me"),
	ROUTE(DEL, "/agents/:id", 0, body_none, NULL, "remove"),
	ROUTE(POST, "/agents/me/status", 0, body_none, NULL, "my status"),
	ROUTE(PUT, "/agents/:id/status", 0, body_none, NULL, "status"),
	ROUTE(PATCH, "/a/:b/c/:d", 0, body_none, NULL, "two"),
	ROUTES_END,
};

static int
setup(void **state)
{
	struct routes *routes = mem_zero(1, sizeof(*routes));

	routes_add(routes, table);
	*state = routes;
	return 0;
}

static int
teardown(void **state)
{
	routes_fini(*state);
	free(*state);
	return 0;
}

static void
a_path_finds_the_row_with_the_earliest_literal(void **state)
{
	static const struct {
		int method;
		const char *path, *summary;
	} cases[] = {
		{ HTTP_GET_, "/", "root" },
		{ HTTP_GET_, "/agents/7", "agent" },
		{ HTTP_GET_, "/agents/me", "me" },
		{ HTTP_DEL_, "/agents/me", "remove" },
		{ HTTP_POST_, "/agents/me/status", "my status" },
		{ HTTP_PUT_, "/agents/me/status", "status" },
		{ HTTP_PATCH_, "/a/1/c/2", "two" },
	};
	struct route_match match;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		routes_match(*state, cases[i].method, view_of(cases[i].path), &match);
		assert_int_equal(match.status, 0);
		assert_string_equal(match.row->route->summary, cases[i].summary);
	}
}

static void
captures_are_found_by_name_in_the_matched_row(void **state)
{
	struct route_match match;

	routes_match(*state, HTTP_PATCH_, VIEW("/a/one/c/two"), &match);
	assert_int_equal(match.param_count, 2);
	assert_int_equal(route_param_index(match.row, "b"), 0);
	assert_int_equal(route_param_index(match.row, "d"), 1);
	assert_int_equal(route_param_index(match.row, "c"), -1);
	assert_true(view_is(match.params[0], "one"));
	assert_true(view_is(match.params[1], "two"));
}

static void
a_path_that_no_row_fits_is_404(void **state)
{
	static const char *const paths[] = { "/x", "/agents", "/agents/", "/agents//status",
		"//agents/7", "/agents/7/", "", "x", "/agents/7/status/x",
		"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18" };
	struct route_match match;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		routes_match(*state, HTTP_GET_, view_of(paths[i]), &match);
		assert_int_equal(match.status, 404);
	}
}

static void
a_known_path_with_another_method_is_405_and_says_what_is_allowed(void **state)
{
	struct route_match match;
	struct buf text = { .p = NULL };

	routes_match(*state, HTTP_POST_, VIEW("/agents/me"), &match);
	assert_int_equal(match.status, 405);
	route_allow_text(match.allow, &text);
	assert_string_equal(text.p, "GET, HEAD, DELETE");
	buf_fini(&text);
	routes_match(*state, -1, VIEW("/agents/me/status"), &match);
	assert_int_equal(match.status, 405);
	route_allow_text(match.allow, &text);
	assert_string_equal(text.p, "POST, PUT");
	buf_fini(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_finds_the_row_with_the_earliest_literal),
		cmocka_unit_test(captures_are_found_by_name_in_the_matched_row),
		cmocka_unit_test(a_path_that_no_row_fits_is_404),
		cmocka_unit_test(a_known_path_with_another_method_is_405_and_says_what_is_allowed),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
