/* json_text - see json_text.h */
#include "common/base/json_text.h"

#include <stdio.h>

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
		(void)snprintf(out, size, "%s", json_string_value(member));
	else if (json_is_integer(member))
		(void)snprintf(out, size, "%lld", (long long)json_integer_value(member));
	else
		return false;
	return true;
}

void
json_text_fini(struct json_text *object)
{
	json_decref(object->root);
	object->root = NULL;
}
