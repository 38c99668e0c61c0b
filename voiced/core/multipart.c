/* multipart - see multipart.h */
#include "voiced/core/multipart.h"

#include <string.h>
#include <strings.h>

/* The next line without its end; `rest` moves behind it. */
static struct view
line_of(struct view *rest)
{
	struct view line = view_cut(rest, '\n');

	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

enum kind { NO_BOUNDARY, BOUNDARY, LAST_BOUNDARY };

static enum kind
kind_of(struct view line, struct view boundary)
{
	struct view tail;

	if (line.n < boundary.n + 2 || memcmp(line.p, "--", 2) != 0 ||
	    memcmp(line.p + 2, boundary.p, boundary.n) != 0)
		return NO_BOUNDARY;
	tail = view_trim(
	    (struct view){ line.p + 2 + boundary.n, line.n - 2 - boundary.n }); /* padding */
	return tail.n == 0 ? BOUNDARY : view_is(tail, "--") ? LAST_BOUNDARY : NO_BOUNDARY;
}

struct view
multipart_type(struct view content_type)
{
	return view_trim(view_cut(&content_type, ';'));
}

static struct view
without_angles(struct view id)
{
	if (id.n >= 2 && id.p[0] == '<' && id.p[id.n - 1] == '>')
		return (struct view){ id.p + 1, id.n - 2 };
	return id;
}

/* `text` begins with the part's head: it is cut off, and read. */
static struct multipart_part
part_of(struct view text)
{
	struct multipart_part part = { 0 };

	while (text.n > 0) {
		struct view line = line_of(&text), name = view_trim(view_cut(&line, ':'));

		if (name.n == 0)
			break;
		if (view_is_nocase(name, "content-type") || view_is_nocase(name, "c"))
			part.type = multipart_type(line);
		else if (view_is_nocase(name, "content-id"))
			part.id = without_angles(view_trim(line));
	}
	part.body = text;
	return part;
}

/* The end of a line before a boundary belongs to the boundary. */
static struct view
between(const char *begin, const char *end)
{
	if (end > begin && end[-1] == '\n')
		end--;
	if (end > begin && end[-1] == '\r')
		end--;
	return (struct view){ begin, (size_t)(end - begin) };
}

static void
add(struct multipart *out, const char *begin, const char *end)
{
	if (begin == NULL)
		return; /* what stands before the first boundary */
	if (out->count == MULTIPART_PARTS_MAX)
		out->over = true;
	else
		out->parts[out->count++] = part_of(between(begin, end));
}

bool
multipart_read(struct view body, struct view boundary, struct multipart *out)
{
	const char *begin = NULL;

	*out = (struct multipart){ 0 };
	if (boundary.n == 0 || boundary.n > MULTIPART_BOUNDARY_MAX)
		return false;
	while (body.n > 0) {
		const char *at = body.p;
		enum kind kind = kind_of(line_of(&body), boundary);

		if (kind == NO_BOUNDARY)
			continue;
		add(out, begin, at);
		if (kind == LAST_BOUNDARY)
			return begin != NULL;
		begin = body.p;
		if (begin == NULL)
			return false; /* nothing follows it */
	}
	return false;
}
