/* html - see html.h */
#include <gumbo.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/core/html.h"
#include "chatd/core/html_write.h"
#include "common/base/utf8.h"

enum { ARENA_BYTES = 4 * 1024 * 1024, ARENA_ALIGN = 16, HREF_MAX = 2000, SOURCE_ID_DIGITS = 18 };

/* ---- which elements are what ---- */

enum what { WORDS, GONE, BLOCK, STYLE, LINK, BREAK, IMAGE };

struct element {
	GumboTag tag;
	enum what what;
	unsigned value; /* of html_block, or bits of a style */
	unsigned style; /* a block's */
};

/* What is not here leaves its words. */
static const struct element elements[] = {
	{ GUMBO_TAG_P, BLOCK, HTML_P, 0 },
	{ GUMBO_TAG_DIV, BLOCK, HTML_P, 0 },
	{ GUMBO_TAG_H1, BLOCK, HTML_P, HTML_B },
	{ GUMBO_TAG_H2, BLOCK, HTML_P, HTML_B },
	{ GUMBO_TAG_H3, BLOCK, HTML_P, HTML_B },
	{ GUMBO_TAG_H4, BLOCK, HTML_P, HTML_B },
	{ GUMBO_TAG_H5, BLOCK, HTML_P, HTML_B },
	{ GUMBO_TAG_H6, BLOCK, HTML_P, HTML_B },
	{ GUMBO_TAG_SECTION, BLOCK, HTML_P, 0 },
	{ GUMBO_TAG_ARTICLE, BLOCK, HTML_P, 0 },
	{ GUMBO_TAG_HEADER, BLOCK, HTML_P, 0 },
	{ GUMBO_TAG_FOOTER, BLOCK, HTML_P, 0 },
	{ GUMBO_TAG_ADDRESS, BLOCK, HTML_P, 0 },
	{ GUMBO_TAG_CENTER, BLOCK, HTML_P, 0 },
	{ GUMBO_TAG_FIGCAPTION, BLOCK, HTML_P, 0 },
	{ GUMBO_TAG_CAPTION, BLOCK, HTML_P, 0 },
	{ GUMBO_TAG_DT, BLOCK, HTML_P, 0 },
	{ GUMBO_TAG_DD, BLOCK, HTML_P, 0 },
	{ GUMBO_TAG_TD, BLOCK, HTML_P, 0 },
	{ GUMBO_TAG_TH, BLOCK, HTML_P, 0 },
	{ GUMBO_TAG_PRE, BLOCK, HTML_PRE, 0 },
	{ GUMBO_TAG_BLOCKQUOTE, BLOCK, HTML_QUOTE, 0 },
	{ GUMBO_TAG_UL, BLOCK, HTML_UL, 0 },
	{ GUMBO_TAG_MENU, BLOCK, HTML_UL, 0 },
	{ GUMBO_TAG_OL, BLOCK, HTML_OL, 0 },
	{ GUMBO_TAG_LI, BLOCK, HTML_LI, 0 },
	{ GUMBO_TAG_B, STYLE, HTML_B, 0 },
	{ GUMBO_TAG_STRONG, STYLE, HTML_B, 0 },
	{ GUMBO_TAG_I, STYLE, HTML_I, 0 },
	{ GUMBO_TAG_EM, STYLE, HTML_I, 0 },
	{ GUMBO_TAG_U, STYLE, HTML_U, 0 },
	{ GUMBO_TAG_INS, STYLE, HTML_U, 0 },
	{ GUMBO_TAG_S, STYLE, HTML_S, 0 },
	{ GUMBO_TAG_STRIKE, STYLE, HTML_S, 0 },
	{ GUMBO_TAG_DEL, STYLE, HTML_S, 0 },
	{ GUMBO_TAG_CODE, STYLE, HTML_CODE, 0 },
	{ GUMBO_TAG_TT, STYLE, HTML_CODE, 0 },
	{ GUMBO_TAG_KBD, STYLE, HTML_CODE, 0 },
	{ GUMBO_TAG_SAMP, STYLE, HTML_CODE, 0 },
	{ GUMBO_TAG_A, LINK, 0, 0 },
	{ GUMBO_TAG_BR, BREAK, 0, 0 },
	{ GUMBO_TAG_HR, BREAK, 0, 0 },
	{ GUMBO_TAG_IMG, IMAGE, 0, 0 },
	/* What they hold is no text for people. */
	{ GUMBO_TAG_SCRIPT, GONE, 0, 0 },
	{ GUMBO_TAG_STYLE, GONE, 0, 0 },
	{ GUMBO_TAG_TITLE, GONE, 0, 0 },
	{ GUMBO_TAG_TEMPLATE, GONE, 0, 0 },
	{ GUMBO_TAG_TEXTAREA, GONE, 0, 0 },
	{ GUMBO_TAG_SELECT, GONE, 0, 0 },
	{ GUMBO_TAG_NOSCRIPT, GONE, 0, 0 },
	{ GUMBO_TAG_NOEMBED, GONE, 0, 0 },
	{ GUMBO_TAG_NOFRAMES, GONE, 0, 0 },
	{ GUMBO_TAG_IFRAME, GONE, 0, 0 },
	{ GUMBO_TAG_FRAMESET, GONE, 0, 0 },
	{ GUMBO_TAG_OBJECT, GONE, 0, 0 },
	{ GUMBO_TAG_APPLET, GONE, 0, 0 },
	{ GUMBO_TAG_XMP, GONE, 0, 0 },
	{ GUMBO_TAG_PLAINTEXT, GONE, 0, 0 },
	{ GUMBO_TAG_AUDIO, GONE, 0, 0 },
	{ GUMBO_TAG_VIDEO, GONE, 0, 0 },
	{ GUMBO_TAG_CANVAS, GONE, 0, 0 },
	{ GUMBO_TAG_SVG, GONE, 0, 0 },
	{ GUMBO_TAG_MATH, GONE, 0, 0 },
};

static const struct element words = { GUMBO_TAG_UNKNOWN, WORDS, 0, 0 };
static const struct element gone = { GUMBO_TAG_UNKNOWN, GONE, 0, 0 };

static const struct element *
element_of(const GumboElement *element)
{
	if (element->tag_namespace != GUMBO_NAMESPACE_HTML)
		return &gone;
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (elements[i].tag == element->tag)
			return &elements[i];
	return &words;
}

/* ---- the parser's memory ----
 * Gumbo copies open formatting elements into each new block, so that its tree may be a hundred times what came. All that
 * it takes comes from one piece, which has an end; its destructor, which calls itself once a level, is not needed then. */

struct arena {
	char *p;
	size_t used;
	jmp_buf full;
};

static void *
arena_take(void *userdata, size_t size)
{
	struct arena *arena = userdata;
	size_t taken = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
	void *p = arena->p + arena->used;

	if (taken < size || taken > ARENA_BYTES - arena->used)
		longjmp(arena->full, 1);
	arena->used += taken;
	return p;
}

static void
arena_give(void *userdata, void *p)
{
	(void)userdata;
	(void)p;
}

/* NULL: it needs more than it may have. */
static const GumboOutput *
parse(struct arena *arena, struct view source)
{
	GumboOptions options = kGumboDefaultOptions;

	options.allocator = arena_take;
	options.deallocator = arena_give;
	options.userdata = arena;
	options.max_errors = 0;
	options.fragment_context = GUMBO_TAG_BODY;
	if (setjmp(arena->full) != 0)
		return NULL;
	return gumbo_parse_with_options(&options, source.p, source.n);
}

/* ---- links and images ---- */

static const char *
attribute(const GumboElement *element, const char *name)
{
	const GumboAttribute *found = gumbo_get_attribute(&element->attributes, name);

	return found != NULL ? found->value : NULL;
}

/* A browser drops these from an address, wherever they stand, before it reads the scheme. */
static void
add_address(struct buf *out, const char *text)
{
	static const char coded[] = " \"<>\\^`{|}";

	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '\t' || c == '\n' || c == '\r')
			continue;
		if (c < ' ' || c == 0x7f || strchr(coded, c) != NULL)
			buf_addf(out, "%%%02X", c);
		else
			buf_add_char(out, (char)c);
	}
}

/* "https://user@host" says another host than people read, and so does one in code. */
static bool
authority_is_plain(const char *text)
{
	size_t n = strcspn(text, "/?#");

	return n > 0 && memchr(text, '@', n) == NULL && memchr(text, '%', n) == NULL;
}

static bool
scheme_is_allowed(char *address)
{
	static const char *const schemes[] = { "http://", "https://", "mailto:", "tel:" };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t n = strlen(schemes[i]);

		if (strncasecmp(address, schemes[i], n) != 0)
			continue;
		memcpy(address, schemes[i], n); /* in lower case */
		return i < 2 ? authority_is_plain(address + n) : address[n] != '\0';
	}
	return false;
}

/* NULL: none that may be followed; its words stay. In the arena, as the tree is. */
static const char *
link_of(struct arena *arena, const GumboElement *element)
{
	const char *href = attribute(element, "href");
	struct buf address = { .max = HREF_MAX };
	char *kept = NULL;

	if (href == NULL)
		return NULL;
	while (*href != '\0' && (unsigned char)*href <= ' ')
		href++;
	add_address(&address, href);
	while (address.n >= 3 && memcmp(address.p + address.n - 3, "%20", 3) == 0)
		address.p[address.n -= 3] = '\0';
	if (address.n > 0 && !address.full && utf8_valid(buf_view(&address)) &&
	    scheme_is_allowed(address.p) && address.n < ARENA_BYTES - arena->used) {
		kept = arena->p + arena->used;
		memcpy(kept, address.p, address.n + 1);
		arena->used += address.n + 1;
	}
	buf_fini(&address);
	return kept;
}

/* The id of an image of our own store; what follows as a query is a signature of its time. 0: none of ours. */
static int64_t
image_of(const GumboElement *element)
{
	const char *src = attribute(element, "src");
	size_t prefix = strlen(HTML_IMAGE_PATH), n;
	int64_t id;

	if (src == NULL || strncmp(src, HTML_IMAGE_PATH, prefix) != 0)
		return 0;
	src += prefix;
	n = strcspn(src, "?");
	if (n > SOURCE_ID_DIGITS || !view_to_int((struct view){ src, n }, 1, INT64_MAX, &id))
		return 0;
	return id;
}

/* ---- the walk ---- */

struct walk {
	struct html *out;
	struct html_writer writer;
	struct arena *arena;
	struct html_place places[HTML_DEPTH_MAX];
	bool too_deep, too_many_images;
};

static void walk_children(
    struct walk *walk, const GumboVector *children, struct html_piece piece, int depth);

static void
walk_image(struct walk *walk, const GumboElement *element, const struct html_piece *piece)
{
	int64_t id = image_of(element);
	const char *alt = attribute(element, "alt");

	if (id == 0)
		return;
	if (walk->out->image_count == HTML_IMAGES_MAX) {
		walk->too_many_images = true;
		return;
	}
	walk->out->images[walk->out->image_count++] = id;
	html_write_image(&walk->writer, piece, id, alt != NULL ? alt : "");
}

static void
walk_element(struct walk *walk, const GumboElement *element, struct html_piece piece, int depth)
{
	const struct element *known = element_of(element);

	switch (known->what) {
	case GONE:
		return;
	case BREAK:
		html_write_break(&walk->writer, &piece);
		return;
	case IMAGE:
		walk_image(walk, element, &piece);
		return;
	case BLOCK:
		walk->places[piece.place_count++] =
		    (struct html_place){ .block = (enum html_block)known->value, .id = element };
		piece.style |= known->style;
		break;
	case STYLE:
		piece.style |= known->value;
		break;
	case LINK:
		piece.href = link_of(walk->arena, element);
		break;
	case WORDS:
		break;
	}
	walk_children(walk, &element->children, piece, depth);
}

static void
walk_children(struct walk *walk, const GumboVector *children, struct html_piece piece, int depth)
{
	if (depth == HTML_DEPTH_MAX) {
		walk->too_deep = true;
		return;
	}
	for (unsigned i = 0; i < children->length; i++) {
		const GumboNode *node = children->data[i];

		if (node->type == GUMBO_NODE_ELEMENT)
			walk_element(walk, &node->v.element, piece, depth + 1);
		else if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE)
			html_write_text(&walk->writer, &piece, view_of(node->v.text.text));
	}
}

/* ---- all of it ---- */

static int
refuse(struct err *err, const char *why)
{
	return err_set(err, ERR_INVALID, "/html", "%s", why);
}

static int
judge_source(struct view source, struct err *err)
{
	int tags = 0;

	if (source.n > HTML_IN_MAX)
		return refuse(err, "The formatted text is too long");
	if (!utf8_valid(source))
		return refuse(err, "The formatted text is not UTF-8");
	for (size_t i = 0; i < source.n; i++)
		tags += source.p[i] == '<';
	return tags > HTML_TAGS_MAX ? refuse(err, "The formatted text is too complicated") : 0;
}

static int
judge_walk(const struct walk *walk, struct err *err)
{
	if (walk->too_deep || walk->writer.too_deep)
		return refuse(err, "The formatted text is nested too deeply");
	if (walk->too_many_images)
		return refuse(err, "The formatted text holds more than 5 images");
	if (walk->out->clean.full || walk->out->text.full)
		return refuse(err, "The formatted text is too long");
	return 0;
}

static int
clean(struct arena *arena, struct view source, struct html *out, struct err *err)
{
	const GumboOutput *tree = parse(arena, source);
	struct walk walk = { .out = out, .writer = { .out = out }, .arena = arena };

	if (tree == NULL)
		return refuse(err, "The formatted text is too complicated");
	walk_children(&walk, &tree->root->v.element.children,
	    (struct html_piece){ .places = walk.places }, 0);
	html_write_end(&walk.writer);
	return judge_walk(&walk, err);
}

int
html_clean(struct view source, struct html *out, struct err *err)
{
	struct arena arena = { .used = 0 };
	int status;

	*out = (struct html){ .clean = { .max = HTML_OUT_MAX }, .text = { .max = HTML_OUT_MAX } };
	if (judge_source(source, err) != 0)
		return -1;
	arena.p = mem_new(ARENA_BYTES); /* untouched pages cost nothing */
	status = clean(&arena, source.n > 0 ? source : VIEW(""), out, err);
	free(arena.p);
	return status;
}

void
html_fini(struct html *html)
{
	buf_fini(&html->clean);
	buf_fini(&html->text);
}
