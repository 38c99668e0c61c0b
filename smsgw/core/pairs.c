/* pairs - see pairs.h */
#include "smsgw/core/pairs.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAIRS_USUAL = 32 };

bool
pairs_add(struct pairs *pairs, struct view name, struct view value)
{
	if (pairs->count == PAIRS_MAX)
		return false;
	if (pairs->count == pairs->cap) {
		pairs->cap = pairs->cap > 0 ? 2 * pairs->cap : PAIRS_USUAL;
		pairs->at = mem_grow(pairs->at, (size_t)pairs->cap * sizeof(pairs->at[0]));
	}
	pairs->at[pairs->count++] = (struct pair){ name, value };
	return true;
}

/* Lengths only for now: the store may move while it grows. */
bool
pairs_copy(struct pairs *pairs, struct view name, struct view value)
{
	buf_add_view(&pairs->store, name);
	buf_add_view(&pairs->store, value);
	return pairs_add(pairs, (struct view){ NULL, name.n }, (struct view){ NULL, value.n });
}

void
pairs_settle(struct pairs *pairs)
{
	const char *p = pairs->store.p != NULL ? pairs->store.p : "";

	for (int i = 0; i < pairs->count; i++) {
		pairs->at[i].name.p = p;
		p += pairs->at[i].name.n;
		pairs->at[i].value.p = p;
		p += pairs->at[i].value.n;
	}
}

void
pairs_fini(struct pairs *pairs)
{
	buf_fini(&pairs->store);
	free(pairs->at);
	*pairs = (struct pairs){ .at = NULL };
}

/* ---- JSON ---- */

struct flattening {
	struct pairs *pairs;
	struct buf path;
	int depth;
};

static bool flatten(struct flattening *at, const json_t *value);

/* The bound is looked at before the bytes are kept: a long name above many members would multiply. */
static bool
keep(struct flattening *at, struct view value)
{
	if (at->pairs->store.n + at->path.n + value.n > PAIRS_BYTES_MAX)
		return false;
	return pairs_copy(at->pairs, buf_view(&at->path), value);
}

static bool
flatten_under(struct flattening *at, const char *name, const json_t *value)
{
	size_t before = at->path.n;
	bool fits;

	if (before + strlen(name) > PAIRS_BYTES_MAX)
		return false;
	if (before > 0)
		buf_add_char(&at->path, '.');
	buf_add_text(&at->path, name);
	fits = flatten(at, value);
	at->path.n = before;
	at->path.p[before] = '\0';
	return fits;
}

/* A name with a dot of its own could be taken for another place: it is none of a carrier's, and is left. */
static bool
flatten_object(struct flattening *at, const json_t *object)
{
	const char *name;
	json_t *value;

	json_object_foreach ((json_t *)object, name, value) {
		if (strchr(name, '.') == NULL && !flatten_under(at, name, value))
			return false;
	}
	return true;
}

static bool
flatten_array(struct flattening *at, const json_t *array)
{
	char index[24];

	for (size_t i = 0; i < json_array_size(array); i++) {
		(void)snprintf(index, sizeof(index), "%zu", i);
		if (!flatten_under(at, index, json_array_get(array, i)))
			return false;
	}
	return true;
}

static bool
flatten_number(struct flattening *at, const json_t *number)
{
	char text[40];

	if (json_is_integer(number))
		(void)snprintf(
		    text, sizeof(text), "%" JSON_INTEGER_FORMAT, json_integer_value(number));
	else
		(void)snprintf(text, sizeof(text), "%.15g", json_real_value(number));
	return keep(at, view_of(text));
}

static bool
flatten(struct flattening *at, const json_t *value)
{
	bool fits = true;

	if (++at->depth > PAIRS_DEPTH_MAX)
		fits = false;
	else if (json_is_object(value))
		fits = flatten_object(at, value);
	else if (json_is_array(value))
		fits = flatten_array(at, value);
	else if (json_is_string(value))
		fits =
		    keep(at, (struct view){ json_string_value(value), json_string_length(value) });
	else if (json_is_number(value))
		fits = flatten_number(at, value);
	else if (!json_is_null(value))
		fits = keep(at, view_of(json_is_true(value) ? "true" : "false"));
	at->depth--;
	return fits;
}

bool
pairs_read_json(struct pairs *pairs, struct view text)
{
	struct flattening at = { .pairs = pairs };
	json_t *root = json_loadb(
	    text.p != NULL ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
	bool fits = root != NULL && flatten(&at, root);

	buf_fini(&at.path);
	json_decref(root);
	pairs_settle(pairs);
	return fits;
}

/* ---- finding ---- */

static bool
is_named(struct view name, struct view prefix, struct view rest)
{
	size_t dot = prefix.n > 0 ? 1 : 0;

	return name.n == prefix.n + dot + rest.n &&
	    (prefix.n == 0 ||
		(memcmp(name.p, prefix.p, prefix.n) == 0 && name.p[prefix.n] == '.')) &&
	    memcmp(name.p + prefix.n + dot, rest.p, rest.n) == 0;
}

static struct view
find(const struct pairs *pairs, struct view prefix, struct view name)
{
	for (int i = 0; i < pairs->count; i++)
		if (is_named(pairs->at[i].name, prefix, name))
			return pairs->at[i].value;
	return (struct view){ NULL, 0 };
}

struct view
pairs_find(const struct pairs *pairs, const char *name)
{
	return name != NULL ? find(pairs, VIEW(""), view_of(name)) : (struct view){ NULL, 0 };
}

struct view
pairs_field(const struct pairs *pairs, struct view prefix, const char *name)
{
	struct view rest = view_of(name), value = { NULL, 0 };

	while (name != NULL && rest.p != NULL && value.p == NULL)
		value = find(pairs, prefix, view_cut(&rest, '|'));
	return value;
}

bool
pairs_has(const struct pairs *pairs, struct view prefix)
{
	for (int i = 0; i < pairs->count; i++) {
		struct view name = pairs->at[i].name;

		if (name.n >= prefix.n && memcmp(name.p, prefix.p, prefix.n) == 0 &&
		    (name.n == prefix.n || prefix.n == 0 || name.p[prefix.n] == '.'))
			return true;
	}
	return false;
}
