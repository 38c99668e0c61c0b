/*
 * body - see body.h
 *
 * The order of checks decides which error is told: content type, UTF-8, depth, JSON, then
 * the fields as the sender wrote them, then those that are missing.
 */
#include "common/http/body.h"

#include <assert.h>
#include <string.h>

#include "common/base/utf8.h"

enum { BODY_DEPTH_MAX = 32, BODY_QUERY_PAIRS_MAX = 64, BODY_NAME_SHOWN = 48 };

const struct body body_none = { "none", BODY_NONE, NULL };
const struct body body_raw = { "raw", BODY_RAW, NULL };

/* ---- errors ---- */

/* A name from the sender, cut at a code point so that it stays UTF-8, as JSON pointer. */
static int
wrong_named(struct err *err, enum err_kind kind, struct view name, const char *what)
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
	return err_set(err, kind, pointer, "%s", what);
}

static int
wrong(struct err *err, const struct body_field *field, const char *what)
{
	return wrong_named(err, ERR_INVALID, view_of(field->name), what);
}

static int
out_of_range(struct err *err, const struct body_field *field, const char *unit)
{
	char what[128];

	(void)snprintf(what, sizeof(what), "Must be %lld to %lld%s.", (long long)field->min,
	    (long long)field->max, unit);
	return wrong(err, field, what);
}

/* ---- one value ---- */

static int
check_text(
    const struct body_field *field, struct view text, struct body_value *value, struct err *err)
{
	int64_t count = (int64_t)utf8_count(text);

	if (text.n > 0 && memchr(text.p, '\0', text.n) != NULL)
		return wrong(err, field, "Must not hold the character U+0000.");
	if (field->max == 0 && count < field->min)
		return wrong(err, field, "Is too short.");
	if (field->max != 0 && (count < field->min || count > field->max))
		return out_of_range(err, field, " characters long");
	value->text = text;
	return 0;
}

static int
check_int(const struct body_field *field, int64_t number, struct body_value *value, struct err *err)
{
	if ((field->min != 0 || field->max != 0) && (number < field->min || number > field->max))
		return out_of_range(err, field, "");
	value->number = number;
	return 0;
}

static int
check_id(
    const struct body_field *field, struct view text, struct body_value *value, struct err *err)
{
	if (text.n == 0 || text.p[0] == '0' || !view_to_int(text, 1, INT64_MAX, &value->number))
		return wrong(err, field, "Must be an id: a positive decimal number as a string.");
	value->text = text;
	return 0;
}

static int
check_enum(
    const struct body_field *field, struct view text, struct body_value *value, struct err *err)
{
	for (int i = 0; field->values[i] != NULL; i++) {
		if (!view_is(text, field->values[i]))
			continue;
		value->number = i;
		value->text = text;
		return 0;
	}
	return wrong(err, field, "Is none of the allowed values.");
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
	};

	return sentences[type];
}

static int
check_string(
    const struct body_field *field, struct view text, struct body_value *value, struct err *err)
{
	switch (field->type) {
	case BODY_TEXT:
		return check_text(field, text, value, err);
	case BODY_ID:
		return check_id(field, text, value, err);
	case BODY_ENUM:
		return check_enum(field, text, value, err);
	default:
		return wrong(err, field, expected(field->type));
	}
}

static int
take_json(const struct body_field *field, json_t *json, struct body_value *value, struct err *err)
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
			return wrong(err, field, "Must not be blank.");
		return check_string(field, text, value, err);
	}
	if (field->type == BODY_INT && json_is_integer(json))
		return check_int(field, json_integer_value(json), value, err);
	if (field->type == BODY_BOOL && json_is_boolean(json)) {
		value->number = json_is_true(json);
		return 0;
	}
	return wrong(err, field, expected(field->type));
}

static int
take_text(
    const struct body_field *field, struct view text, struct body_value *value, struct err *err)
{
	int64_t number;

	value->present = true;
	if (field->type == BODY_INT) {
		if (!view_to_int(text, INT64_MIN, INT64_MAX, &number))
			return wrong(err, field, expected(BODY_INT));
		return check_int(field, number, value, err);
	}
	if (field->type == BODY_BOOL) {
		if (!view_is(text, "true") && !view_is(text, "false"))
			return wrong(err, field, expected(BODY_BOOL));
		value->number = text.p[0] == 't';
		return 0;
	}
	return check_string(field, text, value, err);
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

static int
check_missing(const struct body *body, const struct body_values *values, struct err *err)
{
	for (int i = 0; body->fields != NULL && body->fields[i].name != NULL; i++) {
		const struct body_value *value = &values->at[i];

		if ((body->fields[i].flags & BODY_REQUIRED) != 0 && !value->present && !value->null)
			return wrong(err, &body->fields[i], "Is missing.");
	}
	return 0;
}

static int
take_member(const struct body *body, const char *name, json_t *json, struct body_values *out,
    struct err *err)
{
	int index = field_of(body, view_of(name), false);
	const struct body_field *field;

	if (index < 0)
		return wrong_named(err, ERR_INVALID, view_of(name), "There is no such field.");
	field = &body->fields[index];
	if (body->form == BODY_PART && (field->flags & BODY_FIXED) != 0)
		return wrong(err, field, "Can't be changed.");
	if (json_is_null(json) && field->type != BODY_ANY) {
		if ((field->flags & BODY_NULLABLE) == 0)
			return wrong(err, field, "Must not be null.");
		out->at[index].null = true;
		return 0;
	}
	return take_json(field, json, &out->at[index], err);
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
not_json(const json_error_t *error, struct err *err)
{
	switch (json_error_code(error)) {
	case json_error_duplicate_key:
		return err_set(
		    err, ERR_INVALID, "", "A field is given twice (line %d).", error->line);
	case json_error_numeric_overflow:
		return err_set(
		    err, ERR_INVALID, "", "A number is out of range (line %d).", error->line);
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return err_set(err, ERR_INVALID, "",
		    "A text holds the character U+0000, which is not taken (line %d, column %d).",
		    error->line, error->column);
	default:
		return err_set(err, ERR_BAD_REQUEST, "",
		    "The body is not JSON (line %d, column %d).", error->line, error->column);
	}
}

static int
load(struct view raw, json_t **out, struct err *err)
{
	json_error_t error;

	if (!utf8_valid(raw))
		return err_set(err, ERR_BAD_REQUEST, "", "The body is not UTF-8.");
	if (too_deep(raw))
		return err_set(err, ERR_BAD_REQUEST, "", "The body is nested more than %d deep.",
		    BODY_DEPTH_MAX);
	*out = json_loadb(raw.p, raw.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (*out == NULL)
		return not_json(&error, err);
	if (json_is_object(*out))
		return 0;
	json_decref(*out);
	*out = NULL;
	return err_set(err, ERR_INVALID, "", "The body must be a JSON object.");
}

static int
decode_json(const struct body *body, struct view raw, struct body_values *out, struct err *err)
{
	const char *name;
	json_t *json;

	if (load(raw, &out->root, err) != 0)
		return -1;
	json_object_foreach (out->root, name, json)
		if (take_member(body, name, json, out, err) != 0)
			return -1;
	return body->form == BODY_PART ? 0 : check_missing(body, out, err);
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
	struct err *err;
	bool failed;
};

static bool
take_pair(void *ctx, struct view name, struct view text)
{
	struct query *query = ctx;
	int index = field_of(query->body, name, true);
	struct buf *store = &query->out->store;
	const struct body_field *field;

	query->failed = true;
	if (!utf8_valid(name) || !utf8_valid(text)) {
		(void)err_set(query->err, ERR_BAD_REQUEST, "", "The query is not UTF-8.");
		return false;
	}
	if (index < 0) {
		(void)wrong_named(
		    query->err, ERR_BAD_REQUEST, name, "There is no such query parameter.");
		return false;
	}
	field = &query->body->fields[index];
	if (query->out->at[index].present) {
		(void)wrong(query->err, field, "Is given twice.");
		return false;
	}
	buf_add_view(store, text);
	text.p = buf_view(store).p + store->n - text.n;
	query->failed = take_text(field, text, &query->out->at[index], query->err) != 0;
	return !query->failed;
}

static int
decode_query(const struct body *body, struct view text, struct body_values *out, struct err *err)
{
	struct query query = { body, out, err, false };

	/* Decoded texts are never longer in sum than the query: with its size reserved here
	 * the store never moves under the views. */
	buf_add_view(&out->store, text);
	buf_clear(&out->store);
	if (form_each(text, BODY_QUERY_PAIRS_MAX, take_pair, &query) != 0)
		return err_set(err, ERR_BAD_REQUEST, "", "The query can't be read.");
	if (query.failed)
		return -1;
	return body->form == BODY_QUERY ? check_missing(body, out, err) : 0;
}

/* ---- the contract ---- */

static int
check_empty(struct view raw, struct err *err)
{
	json_t *root;
	bool empty;

	if (view_trim(raw).n == 0)
		return 0;
	root = json_loadb(raw.p, raw.n, 0, NULL);
	empty = json_is_object(root) && json_object_size(root) == 0;
	json_decref(root);
	return empty ? 0 : err_set(err, ERR_BAD_REQUEST, "", "This request takes no body.");
}

static int
decode(const struct body *body, struct view content_type, struct view query, struct view raw,
    struct body_values *out, struct err *err)
{
	if (body->form == BODY_RAW)
		return body->fields != NULL ? decode_query(body, query, out, err) : 0;
	/* No body at all counts as an object without members. */
	if (takes_json(body) && raw.n == 0) {
		raw = VIEW("{}");
		content_type = VIEW("application/json");
	}
	if (takes_json(body) && !is_json(content_type))
		return err_set(err, ERR_UNSUPPORTED_MEDIA_TYPE, "",
		    "The Content-Type of the body must be application/json.");
	if (takes_json(body) && decode_json(body, raw, out, err) != 0)
		return -1;
	if (!takes_json(body) && (too_deep(raw) || check_empty(raw, err) != 0))
		return err_set(err, ERR_BAD_REQUEST, "", "This request takes no body.");
	return decode_query(body, query, out, err);
}

int
body_decode(const struct body *body, struct view content_type, struct view query, struct view raw,
    struct body_values *out, struct err *err)
{
	*out = (struct body_values){ .root = NULL };
	if (decode(body, content_type, query, raw, out, err) == 0)
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
