/* file_show - see file_show.h */
#include "chatd/core/file_show.h"

#include <string.h>

#include "chatd/core/html.h"

bool
file_is_shown(struct view type)
{
	return view_starts(type, "image/") || view_starts(type, "audio/") ||
	    view_starts(type, "video/");
}

/* What a name may hold as it is in either form (RFC 8187, attr-char, without what shells and old systems mind). */
static bool
is_plain(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    c == '-' || c == '_' || c == '.';
}

void
file_disposition(struct view name, bool shown, struct buf *out)
{
	buf_add_text(out, shown ? "inline; filename=\"" : "attachment; filename=\"");
	for (size_t i = 0; i < name.n; i++)
		buf_add_char(out, is_plain((unsigned char)name.p[i]) ? name.p[i] : '_');
	buf_add_text(out, "\"; filename*=UTF-8''");
	for (size_t i = 0; i < name.n; i++)
		if (is_plain((unsigned char)name.p[i]))
			buf_add_char(out, name.p[i]);
		else
			buf_addf(out, "%%%02X", (unsigned char)name.p[i]);
}

/* Nothing but an image begins so in a cleaned text: in words "<" is written in another way. */
void
html_with_addresses(struct view clean, void (*add)(void *ctx, int64_t file, struct buf *out),
    void *ctx, struct buf *out)
{
	static const char image[] = "<img src=\"" HTML_IMAGE_PATH;
	struct view id;
	int64_t file;

	while (clean.n > 0) {
		const char *found = memmem(clean.p, clean.n, image, sizeof(image) - 1);
		size_t before =
		    found != NULL ? (size_t)(found - clean.p) + sizeof(image) - 1 : clean.n;

		buf_add(out, clean.p, before);
		clean = (struct view){ clean.p + before, clean.n - before };
		id = (struct view){ clean.p, 0 };
		while (id.n < clean.n && id.p[id.n] >= '0' && id.p[id.n] <= '9')
			id.n++;
		if (found == NULL || !view_to_int(id, 1, INT64_MAX, &file))
			continue;
		buf_add_view(out, id);
		add(ctx, file, out);
		clean = (struct view){ clean.p + id.n, clean.n - id.n };
	}
}
