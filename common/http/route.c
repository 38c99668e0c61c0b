/*
 * route - from a method and a path to one row of a daemon's table.
 *
 * Owns: the compiled patterns; which pattern wins.
 * Must not know: requests, roles.
 *
 * Of several patterns that fit a path, the one whose first differing segment is literal
 * wins ("/agents/me" before "/agents/:id"), whatever their order in the table.
 */
#include <assert.h>
#include <stdlib.h>

#include "common/http/internal.h"

/* Cuts "/a/b" into its segments. -1: does not begin with a slash, or too many. */
static int
split(struct view path, struct view at[HTTP_SEGMENTS_MAX])
{
	struct view rest = path;
	int count = 0;

	if (path.n == 0 || path.p[0] != '/')
		return -1;
	(void)view_cut(&rest, '/');
	while (rest.p != NULL) {
		if (count == HTTP_SEGMENTS_MAX)
			return -1;
		at[count++] = view_cut(&rest, '/');
	}
	return count;
}

static unsigned
bit_of(int segment)
{
	return 1U << (HTTP_SEGMENTS_MAX - 1 - segment);
}

static bool
captures(const struct route_row *row, int segment)
{
	return (row->literal & bit_of(segment)) == 0;
}

static void
compile(struct route_row *row, const struct http_route *route)
{
	int params = 0;

	*row = (struct route_row){ .route = route };
	row->count = split(view_of(route->pattern), row->at);
	assert(row->count > 0);
	for (int i = 0; i < row->count; i++) {
		if (!view_starts(row->at[i], ":"))
			row->literal |= bit_of(i);
		else
			params++;
	}
	assert(params <= HTTP_PARAMS_MAX);
}

void
routes_add(struct routes *routes, const struct http_route *table)
{
	for (const struct http_route *route = table; route->pattern != NULL; route++) {
		routes->rows =
		    mem_grow(routes->rows, (routes->count + 1) * sizeof(routes->rows[0]));
		compile(&routes->rows[routes->count++], route);
	}
}

void
routes_fini(struct routes *routes)
{
	free(routes->rows);
	*routes = (struct routes){ NULL, 0 };
}

static bool
fits(const struct route_row *row, const struct view *at, int count)
{
	if (row->count != count)
		return false;
	for (int i = 0; i < count; i++) {
		if (captures(row, i) ? at[i].n == 0 : !view_eq(row->at[i], at[i]))
			return false;
	}
	return true;
}

void
routes_match(const struct routes *routes, int method, struct view path, struct route_match *out)
{
	struct view at[HTTP_SEGMENTS_MAX];
	int count = split(path, at);

	*out = (struct route_match){ .status = 404 };
	for (size_t i = 0; i < routes->count; i++) {
		const struct route_row *row = &routes->rows[i];

		if (!fits(row, at, count))
			continue;
		out->allow |= 1U << row->route->method;
		if ((int)row->route->method == method &&
		    (out->row == NULL || row->literal > out->row->literal))
			out->row = row;
	}
	if (out->row == NULL) {
		out->status = out->allow != 0 ? 405 : 404;
		return;
	}
	out->status = 0;
	for (int i = 0; i < count; i++)
		if (captures(out->row, i))
			out->params[out->param_count++] = at[i];
}

int
route_param_index(const struct route_row *row, const char *name)
{
	int index = 0;

	for (int i = 0; i < row->count; i++) {
		if (!captures(row, i))
			continue;
		if (view_is((struct view){ row->at[i].p + 1, row->at[i].n - 1 }, name))
			return index;
		index++;
	}
	return -1;
}

void
route_allow_text(unsigned allow, struct buf *out)
{
	static const char *const names[] = {
		[HTTP_GET_] = "GET, HEAD",
		[HTTP_POST_] = "POST",
		[HTTP_PUT_] = "PUT",
		[HTTP_PATCH_] = "PATCH",
		[HTTP_DEL_] = "DELETE",
	};

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if ((allow & 1U << i) == 0)
			continue;
		if (out->n > 0)
			buf_add_text(out, ", ");
		buf_add_text(out, names[i]);
	}
}
