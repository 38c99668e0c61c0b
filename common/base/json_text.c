/* json_text - see json_text.h */
#include "common/base/json_text.h"

#include <stdio.h>
#include <string.h>

#include "common/base/utf8.h"

bool
json_has_at_most(struct view text, size_t max)
{
	bool in_string = false;
	size_t values = 1;

	for (size_t i = 0; i < text.n && values <= max; i++) {
		char c = text.p[i];

		if (c == '"')
			in_string = !in_string;
		else if (in_string && c == '\\')
			i++;
		else if (!in_string && (c == ',' || c == '[' || c == '{'))
			values++;
	}
	return values <= max;
}

bool
json_text_read(struct view text, struct json_text *out)
{
	out->root = NULL;
	if (text.n == 0 || text.n > JSON_TEXT_MAX)
		return false;
	out->root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	if (json_is_object(out->root))
		return true;
	json_decref(out->root);
	out->root = NULL;
	return false;
}

bool
json_text_member(const struct json_text *object, const char *name, char *out, size_t size)
{
	const json_t *member = json_object_get(object->root, name);

	out[0] = '\0';
	if (json_is_string(member))
		(void)view_copy(utf8_head((struct view){ json_string_value(member),
					      json_string_length(member) },
				    size - 1),
		    out, size);
	else if (json_is_integer(member))
		(void)snprintf(out, size, "%lld", (long long)json_integer_value(member));
	else
		return false;
	return true;
}

bool
json_id(const json_t *value, int64_t min, int64_t *out)
{
	if (json_is_integer(value)) {
		*out = json_integer_value(value);
		return *out >= min;
	}
	return json_is_string(value) &&
	    view_to_int((struct view){ json_string_value(value), json_string_length(value) }, min,
		INT64_MAX, out);
}

void
json_text_fini(struct json_text *object)
{
	json_decref(object->root);
	object->root = NULL;
}
