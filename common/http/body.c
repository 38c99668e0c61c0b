/*
 * body - see body.h
 *
 * The order of checks decides which error is the first: content type, UTF-8, depth, JSON, then
 * the fields as the sender wrote them, then those that are missing, then the query. A field is
 * told once, however often it is given; what is wrong with the body as a whole ends the checks.
 */
#include "common/http/body.h"

#include <assert.h>
#include <string.h>

#include "common/base/utf8.h"

enum { BODY_DEPTH_MAX = 32, BODY_QUERY_PAIRS_MAX = 64, BODY_NAME_SHOWN = 48 };

const struct body body_none = { "none", BODY_NONE, NULL };
const struct body body_raw = { "raw", BODY_RAW, NULL };

/* ---- errors ---- */

static bool
full(const struct body_errs *errs)
{
	return errs->count == BODY_ERRS_MAX;
}

/* Where the next error goes; NULL, which err_set takes: there are enough. */
static struct err *
next(struct body_errs *errs)
{
	return full(errs) ? NULL : &errs->at[errs->count++];
}

static bool
is_told(const struct body_errs *errs, const char *pointer)
{
	for (int i = 0; i < errs->count; i++)
		if (strcmp(errs->at[i].field, pointer) == 0)
			return true;
	return false;
}

/* A name from the sender, cut at a code point so that it stays UTF-8, as JSON pointer. */
static int
wrong_named(struct body_errs *errs, enum err_kind kind, struct view name, const char *what)
{
	char pointer[2 * BODY_NAME_SHOWN + 2] = "/";
	size_t n = 1;
	struct view rest = name;

	while (rest.n > 0 && n < BODY_NAME_SHOWN) {
		const char *from = rest.p;
		int32_t c = utf8_next(&rest);

		if (c <= 0)
			break;
		if (c == '~' || c == '/') {
			pointer[n++] = '~';
			pointer[n++] = c == '~' ? '0' : '1';
			continue;
		}
		memcpy(pointer + n, from, (size_t)(rest.p - from));
		n += (size_t)(rest.p - from);
	}
	pointer[n] = '\0';
	if (!is_told(errs, pointer))
		(void)err_set(next(errs), kind, pointer, "%s", what);
	return -1;
}

static int
wrong(struct body_errs *errs, const struct body_field *field, const char *what)
{
	return wrong_named(errs, ERR_INVALID, view_of(field->name), what);
}

static int
out_of_range(struct body_errs *errs, const struct body_field *field, const char *unit)
{
	char what[128];

	(void)snprintf(what, sizeof(what), "Must be %lld to %lld%s.", (long long)field->min,
	    (long long)field->max, unit);
	return wrong(errs, field, what);
}

/* ---- one value ---- */

static int
check_text(const struct body_field *field, struct view text, struct body_value *value,
    struct body_errs *errs)
{
	int64_t count = (int64_t)utf8_count(text);

	if (text.n > 0 && memchr(text.p, '\0', text.n) != NULL)
		return wrong(errs, field, "Must not hold the character U+0000.");
	if (field->max == 0 && count < field->min)
		return wrong(errs, field, "Is too short.");
	if (field->max != 0 && (count < field->min || count > field->max))
		return out_of_range(errs, field, " characters long");
	value->text = text;
	return 0;
}

static int
check_int(const struct body_field *field, int64_t number, struct body_value *value,
    struct body_errs *errs)
{
	if ((field->min != 0 || field->max != 0) && (number < field->min || number > field->max))
		return out_of_range(errs, field, "");
	value->number = number;
	return 0;
}

static int
check_id(const struct body_field *field, struct view text, struct body_value *value,
    struct body_errs *errs)
{
	if (text.n == 0 || text.p[0] == '0' || !view_to_int(text, 1, INT64_MAX, &value->number))
		return wrong(errs, field, "Must be an id: a positive decimal number as a string.");
	value->text = text;
	return 0;
}

/* -1: none of the field's values. */
static int
value_index(const struct body_field *field, struct view text)
{
	for (int i = 0; field->values[i] != NULL; i++)
		if (view_is(text, field->values[i]))
			return i;
	return -1;
}

/* Names the allowed values; `head` says what is wrong. */
static int
wrong_value(struct body_errs *errs, const struct body_field *field, struct view head)
{
	struct buf what = { .p = NULL };

	buf_add_view(&what, head);
	for (int i = 0; field->values[i] != NULL; i++)
		buf_addf(&what, "%s%s", i > 0 ? ", " : "", field->values[i]);
	buf_add(&what, ".", sizeof("."));
	(void)wrong(errs, field, what.p);
	buf_fini(&what);
	return -1;
}

static int
check_enum(const struct body_field *field, struct view text, struct body_value *value,
    struct body_errs *errs)
{
	int index = value_index(field, text);

	if (index < 0)
		return wrong_value(errs, field, VIEW("Must be one of: "));
	value->number = index;
	value->text = text;
	return 0;
}

static int
check_set(const struct body_field *field, struct view text, struct body_value *value,
    struct body_errs *errs)
{
	struct view rest = text;
	struct buf head = { .p = NULL };
	int names = 0, values = 0;

	while (field->values[values] != NULL)
		values++;
	do {
		struct view name = view_cut(&rest, ',');

		if (++names > values)
			return wrong_value(
			    errs, field, VIEW("Names a value twice. Must be some of: "));
		if (value_index(field, name) >= 0)
			continue;
		buf_add_text(&head, "Has no value \"");
		buf_add_view(&head, utf8_head(name, BODY_NAME_SHOWN));
		buf_add_text(&head, "\". Must be some of: ");
		(void)wrong_value(errs, field, buf_view(&head));
		buf_fini(&head);
		return -1;
	} while (rest.p != NULL);
	value->text = text;
	return 0;
}

static const char *
expected(enum body_type type)
{
	static const char *const sentences[] = {
		[BODY_TEXT] = "Must be a string.",
		[BODY_INT] = "Must be an integer.",
		[BODY_ID] = "Must be an id: a positive decimal number as a string.",
		[BODY_BOOL] = "Must be true or false.",
		[BODY_ENUM] = "Must be a string.",
		[BODY_ANY] = "Must be there.",
		[BODY_SET] = "Must be a string.",
	};

	return sentences[type];
}

static int
check_string(const struct body_field *field, struct view text, struct body_value *value,
    struct body_errs *errs)
{
	switch (field->type) {
	case BODY_TEXT:
		return check_text(field, text, value, errs);
	case BODY_ID:
		return check_id(field, text, value, errs);
	case BODY_ENUM:
		return check_enum(field, text, value, errs);
	case BODY_SET:
		return check_set(field, text, value, errs);
	default:
		return wrong(errs, field, expected(field->type));
	}
}

static int
take_json(
    const struct body_field *field, json_t *json, struct body_value *value, struct body_errs *errs)
{
	value->present = true;
	if (field->type == BODY_ANY) {
		value->json = json;
		return 0;
	}
	if (json_is_string(json)) {
		struct view text = { json_string_value(json), json_string_length(json) };

		if (field->type == BODY_TEXT && field->min > 0 &&
		    (field->flags & BODY_SECRET) == 0 && text.n > 0 && utf8_blank(text))
			return wrong(errs, field, "Must not be blank.");
		return check_string(field, text, value, errs);
	}
	if (field->type == BODY_INT && json_is_integer(json))
		return check_int(field, json_integer_value(json), value, errs);
	if (field->type == BODY_BOOL && json_is_boolean(json)) {
		value->number = json_is_true(json);
		return 0;
	}
	return wrong(errs, field, expected(field->type));
}

static int
take_text(const struct body_field *field, struct view text, struct body_value *value,
    struct body_errs *errs)
{
	int64_t number;

	value->present = true;
	if (field->type == BODY_INT) {
		if (!view_to_int(text, INT64_MIN, INT64_MAX, &number))
			return wrong(errs, field, expected(BODY_INT));
		return check_int(field, number, value, errs);
	}
	if (field->type == BODY_BOOL) {
		if (!view_is(text, "true") && !view_is(text, "false"))
			return wrong(errs, field, expected(BODY_BOOL));
		value->number = text.p[0] == 't';
		return 0;
	}
	return check_string(field, text, value, errs);
}

/* ---- all fields ---- */

static int
field_index(const struct body *body, struct view name)
{
	for (int i = 0; body->fields != NULL && body->fields[i].name != NULL; i++) {
		assert(i < BODY_FIELDS_MAX);
		if (view_is(name, body->fields[i].name))
			return i;
	}
	return -1;
}

static bool
takes_json(const struct body *body)
{
	return body->form == BODY_JSON || body->form == BODY_PART;
}

/* Where the field of this name may come from the query, or else from the body. */
static int
field_of(const struct body *body, struct view name, bool query)
{
	int index = field_index(body, name);

	if (index < 0 || body->form == BODY_QUERY)
		return index;
	return ((body->fields[index].flags & BODY_IN_QUERY) != 0) == query ? index : -1;
}

static void
check_missing(const struct body *body, const struct body_values *values, struct body_errs *errs)
{
	for (int i = 0; body->fields != NULL && body->fields[i].name != NULL; i++) {
		const struct body_value *value = &values->at[i];

		if ((body->fields[i].flags & BODY_REQUIRED) != 0 && !value->present && !value->null)
			(void)wrong(errs, &body->fields[i], "Is missing.");
	}
}

static void
take_member(const struct body *body, const char *name, json_t *json, struct body_values *out,
    struct body_errs *errs)
{
	int index = field_of(body, view_of(name), false);
	const struct body_field *field = index >= 0 ? &body->fields[index] : NULL;

	if (field == NULL) {
		(void)wrong_named(errs, ERR_INVALID, view_of(name), "There is no such field.");
	} else if (body->form == BODY_PART && (field->flags & BODY_FIXED) != 0) {
		(void)wrong(errs, field, "Can't be changed.");
	} else if (!json_is_null(json) || field->type == BODY_ANY) {
		(void)take_json(field, json, &out->at[index], errs);
	} else {
		out->at[index].null = true; /* given, if wrongly: it is not missing, too */
		if ((field->flags & BODY_NULLABLE) == 0)
			(void)wrong(errs, field, "Must not be null.");
	}
}

/* ---- JSON ---- */

/* jansson goes down by recursion; the depth is bounded before it begins. Braces inside
 * strings don't count. */
static bool
too_deep(struct view text)
{
	bool quoted = false;
	int depth = 0;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '{' || c == '[') && ++depth > BODY_DEPTH_MAX)
			return true;
		else if (!quoted && (c == '}' || c == ']'))
			depth--;
	}
	return false;
}

static int
not_json(const json_error_t *error, struct body_errs *errs)
{
	switch (json_error_code(error)) {
	case json_error_duplicate_key:
		return err_set(
		    next(errs), ERR_INVALID, "", "A field is given twice (line %d).", error->line);
	case json_error_numeric_overflow:
		return err_set(next(errs), ERR_INVALID, "", "A number is out of range (line %d).",
		    error->line);
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return err_set(next(errs), ERR_INVALID, "",
		    "A text holds the character U+0000, which is not taken (line %d, column %d).",
		    error->line, error->column);
	default:
		return err_set(next(errs), ERR_BAD_REQUEST, "",
		    "The body is not JSON (line %d, column %d).", error->line, error->column);
	}
}

static int
load(struct view raw, json_t **out, struct body_errs *errs)
{
	json_error_t error;

	if (!utf8_valid(raw))
		return err_set(next(errs), ERR_BAD_REQUEST, "", "The body is not UTF-8.");
	if (too_deep(raw))
		return err_set(next(errs), ERR_BAD_REQUEST, "",
		    "The body is nested more than %d deep.", BODY_DEPTH_MAX);
	*out = json_loadb(raw.p, raw.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (*out == NULL)
		return not_json(&error, errs);
	if (json_is_object(*out))
		return 0;
	json_decref(*out);
	*out = NULL;
	return err_set(next(errs), ERR_INVALID, "", "The body must be a JSON object.");
}

static int
decode_json(
    const struct body *body, struct view raw, struct body_values *out, struct body_errs *errs)
{
	const char *name;
	json_t *json;

	if (load(raw, &out->root, errs) != 0)
		return -1;
	json_object_foreach (out->root, name, json)
		if (!full(errs))
			take_member(body, name, json, out, errs);
	if (body->form == BODY_JSON)
		check_missing(body, out, errs);
	return 0;
}

/* "application/json", with or without parameters. A page of another origin can send a body without
 * a type, but not with this one unasked. */
static bool
is_json(struct view content_type)
{
	struct view rest = content_type;

	return view_is_nocase(view_trim(view_cut(&rest, ';')), "application/json");
}

/* ---- query ---- */

struct query {
	const struct body *body;
	struct body_values *out;
	struct body_errs *errs;
	bool broken; /* as a whole */
};

static bool
take_pair(void *ctx, struct view name, struct view text)
{
	struct query *query = ctx;
	int index = field_of(query->body, name, true);
	const struct body_field *field = index >= 0 ? &query->body->fields[index] : NULL;
	struct buf *store = &query->out->store;

	if (!utf8_valid(name) || !utf8_valid(text)) {
		(void)err_set(next(query->errs), ERR_BAD_REQUEST, "", "The query is not UTF-8.");
		query->broken = true;
	} else if (field == NULL) {
		(void)wrong_named(
		    query->errs, ERR_BAD_REQUEST, name, "There is no such query parameter.");
	} else if (query->out->at[index].present) {
		(void)wrong(query->errs, field, "Is given twice.");
	} else {
		buf_add_view(store, text);
		text.p = buf_view(store).p + store->n - text.n;
		(void)take_text(field, text, &query->out->at[index], query->errs);
	}
	return !query->broken && !full(query->errs);
}

static void
decode_query(
    const struct body *body, struct view text, struct body_values *out, struct body_errs *errs)
{
	struct query query = { body, out, errs, false };

	/* Decoded texts are never longer in sum than the query: with its size reserved here
	 * the store never moves under the views. */
	buf_add_view(&out->store, text);
	buf_clear(&out->store);
	if (form_each(text, BODY_QUERY_PAIRS_MAX, take_pair, &query) != 0)
		(void)err_set(next(errs), ERR_BAD_REQUEST, "", "The query can't be read.");
	else if (!query.broken && body->form == BODY_QUERY)
		check_missing(body, out, errs);
}

/* ---- the contract ---- */

static bool
is_empty(struct view raw)
{
	json_t *root;
	bool empty;

	if (view_trim(raw).n == 0)
		return true;
	root = json_loadb(raw.p, raw.n, 0, NULL);
	empty = json_is_object(root) && json_object_size(root) == 0;
	json_decref(root);
	return empty;
}

static void
decode(const struct body *body, struct view content_type, struct view query, struct view raw,
    struct body_values *out, struct body_errs *errs)
{
	if (body->form == BODY_RAW) {
		if (body->fields != NULL)
			decode_query(body, query, out, errs);
		return;
	}
	/* No body at all counts as an object without members. */
	if (takes_json(body) && raw.n == 0) {
		raw = VIEW("{}");
		content_type = VIEW("application/json");
	}
	if (takes_json(body) && !is_json(content_type))
		(void)err_set(next(errs), ERR_UNSUPPORTED_MEDIA_TYPE, "",
		    "The Content-Type of the body must be application/json.");
	else if (!takes_json(body) && (too_deep(raw) || !is_empty(raw)))
		(void)err_set(next(errs), ERR_BAD_REQUEST, "", "This request takes no body.");
	else if (!takes_json(body) || decode_json(body, raw, out, errs) == 0)
		decode_query(body, query, out, errs);
}

int
body_decode(const struct body *body, struct view content_type, struct view query, struct view raw,
    struct body_values *out, struct body_errs *errs)
{
	*out = (struct body_values){ .root = NULL };
	errs->count = 0;
	decode(body, content_type, query, raw, out, errs);
	if (errs->count == 0)
		return 0;
	body_values_fini(out);
	return -1;
}

void
body_values_fini(struct body_values *values)
{
	json_decref(values->root);
	buf_fini(&values->store);
	*values = (struct body_values){ .root = NULL };
}
