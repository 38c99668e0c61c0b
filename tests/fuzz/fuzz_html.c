/*
 * fuzz_html - formatted text of strangers (MS-3).
 *
 * What comes out is made of a few elements in one form, whatever came in; cleaned again it stays what it is, and its
 * plain form, too. Each of its images gets an address, and nothing else does.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/core/file_show.h"
#include "chatd/core/html.h"
#include "common/base/utf8.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached; /* texts that were taken */

#define ADDRESS "?signed"

static const char *const tags[] = { "<p>", "</p>", "<pre>", "</pre>", "<blockquote>",
	"</blockquote>", "<ul>", "</ul>", "<ol>", "</ol>", "<li>", "</li>", "<b>", "</b>", "<i>",
	"</i>", "<u>", "</u>", "<s>", "</s>", "<code>", "</code>", "<br>", "</a>" };

/* The length of the tag at `p`; none other may stand there. */
static size_t
tag_length(struct view at)
{
	static const char *const begins[] = { "<a href=\"http://", "<a href=\"https://",
		"<a href=\"mailto:", "<a href=\"tel:", "<img src=\"/api/v1/files/" };
	const char *end;

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (view_starts(at, tags[i]))
			return strlen(tags[i]);
	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
		if (!view_starts(at, begins[i]))
			continue;
		end = memchr(at.p, '>', at.n);
		assert(end != NULL);
		return (size_t)(end - at.p) + 1;
	}
	abort();
}

static void
check_form(struct view html)
{
	assert(utf8_valid(html));
	while (html.n > 0) {
		size_t n = html.p[0] == '<' ? tag_length(html) : 1;

		assert(html.p[0] != '>');
		html.p += n;
		html.n -= n;
	}
}

static bool
same(const struct buf *a, const struct buf *b)
{
	return view_eq(buf_view(a), buf_view(b));
}

static void
add_address(void *ctx, int64_t file, struct buf *out)
{
	assert(file > 0);
	++*(size_t *)ctx;
	buf_add_text(out, ADDRESS);
}

static size_t
count(struct view text, const char *word)
{
	const char *at = text.p, *end = text.p + text.n;
	size_t found = 0;

	while (at != NULL && (at = memmem(at, (size_t)(end - at), word, strlen(word))) != NULL) {
		found++;
		at += strlen(word);
	}
	return found;
}

static void
check_addresses(struct view clean)
{
	struct buf out = { 0 };
	size_t images = 0;

	html_with_addresses(clean, add_address, &images, &out);
	assert(images == count(clean, "<img "));
	assert(out.n == clean.n + images * (sizeof(ADDRESS) - 1));
	check_form(buf_view(&out));
	buf_fini(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct html first, second;
	struct err err;
	char *text =
	    malloc(size > 0 ? size : 1); /* its own, so that a read beyond the end is seen */

	if (size > 0)
		memcpy(text, data, size);
	if (html_clean((struct view){ text, size }, &first, &err) == 0) {
		fuzz_reached++;
		check_form(buf_view(&first.clean));
		check_addresses(buf_view(&first.clean));
		assert(utf8_valid(buf_view(&first.text)));
		assert(first.image_count <= HTML_IMAGES_MAX);
		assert(html_clean(buf_view(&first.clean), &second, &err) == 0);
		assert(same(&first.clean, &second.clean) && same(&first.text, &second.text));
		assert(
		    first.has_words == second.has_words && first.image_count == second.image_count);
		html_fini(&second);
	}
	html_fini(&first);
	free(text);
	return 0;
}
