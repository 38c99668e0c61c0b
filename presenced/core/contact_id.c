/* contact_id - see contact_id.h */
#include "presenced/core/contact_id.h"

#include <string.h>

const char *const contact_kinds[] = { "user", "service", "external", "personal", NULL };

bool
contact_id_read(struct view text, struct contact_id *out)
{
	const char *colon = text.n > 0 ? memchr(text.p, ':', text.n) : NULL;
	struct view kind, ref;

	if (colon == NULL)
		return false;
	kind = (struct view){ text.p, (size_t)(colon - text.p) };
	ref = (struct view){ colon + 1, text.n - kind.n - 1 };
	/* One spelling each: ids are compared as texts, too. */
	if (ref.n == 0 || ref.p[0] == '0' || !view_is_digits(ref) ||
	    !view_to_int(ref, 1, INT64_MAX, &out->ref))
		return false;
	for (int i = 0; contact_kinds[i] != NULL; i++) {
		if (!view_is(kind, contact_kinds[i]))
			continue;
		out->kind = contact_kinds[i];
		return true;
	}
	return false;
}
