/* html_write - see html_write.h */
#include <inttypes.h>
#include <string.h>

#include "chatd/core/html_escape.h"
#include "chatd/core/html_write.h"
#include "common/base/utf8.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const char *const blocks[] = {
	[HTML_P] = "p",
	[HTML_PRE] = "pre",
	[HTML_QUOTE] = "blockquote",
	[HTML_UL] = "ul",
	[HTML_OL] = "ol",
	[HTML_LI] = "li",
};
static const char *const styles[] = { "b", "i", "u", "s", "code" }; /* bit 0 first */

/* ---- characters ---- */

/* No character that a parser changes: CR and NUL become others, a BOM goes. */
static bool
is_written(int32_t code)
{
	return code >= 0x20 ? code != 0x7f && code != 0xfeff && (code & 0xfffe) != 0xfffe
			    : code == '\n' || code == '\t';
}

/* The next character; -1 at the end. A byte that is not UTF-8 is NUL, which is not written: the parser makes a byte of any value of
 * a reference beyond 32 bits ("&#66666666666;"), and each text must come to its end. */
static int32_t
next_char(struct view *rest)
{
	int32_t code = utf8_next(rest);

	if (code >= 0 || rest->n == 0)
		return code;
	rest->p++;
	rest->n--;
	return 0;
}

static void
add_escaped(struct buf *out, struct view text)
{
	struct view rest = text;
	int32_t code;

	while ((code = next_char(&rest)) >= 0) {
		if (is_written(code))
			html_escape(out, (struct view){ text.p, (size_t)(rest.p - text.p) });
		text = rest;
	}
}

/* ---- the plain form ---- */

static void
plain_prefix(struct html_writer *writer)
{
	struct buf *text = &writer->out->text;
	int lists = 0;

	for (int i = 0; i < writer->open_count; i++) {
		struct html_place *place = &writer->open[i];

		if (place->block == HTML_QUOTE)
			buf_add_text(text, "> ");
		if (place->block != HTML_UL && place->block != HTML_OL)
			continue;
		if (lists++ > 0)
			buf_add_text(text, "  ");
	}
	for (int i = writer->open_count - 1; i > 0 && lists > 0; i--) {
		struct html_place *list = &writer->open[i - 1];

		if (writer->open[i].block != HTML_LI)
			continue;
		if (writer->marked)
			buf_add_text(text, "  ");
		else if (list->block == HTML_OL)
			buf_addf(text, "%d. ", list->number);
		else
			buf_add_text(text, "- ");
		writer->marked = true;
		break;
	}
}

static void
plain_cut(struct buf *text, size_t n)
{
	if (text->p != NULL)
		text->p[text->n = n] = '\0';
}

static void
plain_trim(struct buf *text, char what)
{
	while (text->n > 0 && (text->p[text->n - 1] == what || text->p[text->n - 1] == ' '))
		plain_cut(text, text->n - 1);
}

static void
plain_end_line(struct html_writer *writer)
{
	struct buf *text = &writer->out->text;

	plain_trim(text, ' ');
	if (text->n > 0)
		buf_add_char(text, '\n');
	writer->line_began = writer->space = false;
}

static void
plain_begin(struct html_writer *writer)
{
	if (!writer->line_began)
		plain_prefix(writer);
	else if (writer->space)
		buf_add_char(&writer->out->text, ' ');
	writer->line_began = true;
	writer->space = false;
}

static void
plain_text(struct html_writer *writer, struct view text, bool kept)
{
	int32_t code;

	while ((code = next_char(&text)) >= 0) {
		if (!is_written(code))
			continue;
		if (code == '\n' && kept) {
			plain_end_line(writer);
			continue;
		}
		if (!kept && (code == ' ' || code == '\n' || code == '\t')) {
			writer->space = true;
			continue;
		}
		plain_begin(writer);
		utf8_add(&writer->out->text, code);
		writer->out->has_words |= code != ' ' && code != '\t' && code != 0xa0;
	}
}

/* What stands for a link that shows just its address, with or without its scheme. */
static bool
says_address(const char *href, struct view words)
{
	bool web = strncmp(href, "http", 4) == 0;

	return view_is(words, href) || view_is(words, strchr(href, ':') + (web ? 3 : 1));
}

/* A link is its address; its words stand before it where they say something else. */
static void
plain_link_end(struct html_writer *writer)
{
	struct buf *text = &writer->out->text;
	struct view words = { "", 0 };

	if (text->n > writer->link_at)
		words = view_trim(
		    (struct view){ text->p + writer->link_at, text->n - writer->link_at });
	if (words.n > 0 && !says_address(writer->href, words)) {
		buf_addf(text, " (%s)", writer->href);
		return;
	}
	if (words.n > 0)
		plain_cut(text, (size_t)(words.p - text->p));
	buf_add_text(text, writer->href);
}

/* ---- inline elements ---- */

static void
close_styles(struct html_writer *writer, unsigned mask)
{
	for (int i = COUNT(styles) - 1; i >= 0; i--)
		if ((writer->style & mask & 1U << i) != 0)
			buf_addf(&writer->out->clean, "</%s>", styles[i]);
	writer->style &= ~mask;
}

static void
close_link(struct html_writer *writer)
{
	if (writer->href == NULL)
		return;
	buf_add_text(&writer->out->clean, "</a>");
	plain_link_end(writer);
	writer->href = NULL;
}

static bool
same_link(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void
open_link(struct html_writer *writer, const char *href)
{
	buf_add_text(&writer->out->clean, "<a href=\"");
	add_escaped(&writer->out->clean, view_of(href));
	buf_add_text(&writer->out->clean, "\" rel=\"noopener\">");
	writer->href = href;
	plain_begin(writer);
	writer->link_at = writer->out->text.n;
}

/* Closes from the first element that differs, opens what is wanted from there. */
static void
set_style(struct html_writer *writer, unsigned style, const char *href)
{
	unsigned keep = 0;

	if (!same_link(writer->href, href)) {
		close_styles(writer, ~0U);
		close_link(writer);
		if (href != NULL)
			open_link(writer, href);
	}
	for (int i = 0; i < COUNT(styles) && ((writer->style ^ style) & 1U << i) == 0; i++)
		keep |= 1U << i;
	close_styles(writer, ~keep);
	for (int i = 0; i < COUNT(styles); i++)
		if ((style & ~writer->style & 1U << i) != 0)
			buf_addf(&writer->out->clean, "<%s>", styles[i]);
	writer->style = style;
}

/* ---- blocks ---- */

static bool
is_list(const struct html_place *place)
{
	return place->block == HTML_UL || place->block == HTML_OL;
}

struct path {
	struct html_place at[HTML_PATH_SPACE];
	int count;
};

static void
path_add(struct path *path, const struct html_place *place)
{
	const struct html_place *last = path->count > 0 ? &path->at[path->count - 1] : NULL;

	if (last != NULL && is_list(last) && place->block != HTML_LI)
		path->at[path->count++] =
		    (struct html_place){ .block = HTML_LI, .id = last->id, .implied = true };
	path->at[path->count++] = *place;
}

/* What stands in a list stands in an item of it. */
static void
path_end(struct path *path, const struct html_place *leaf)
{
	if (leaf->id != NULL)
		path_add(path, leaf);
	else if (path->count > 0 && is_list(&path->at[path->count - 1]))
		path_add(path,
		    &(struct html_place){
			.block = HTML_LI, .id = path->at[path->count - 1].id, .implied = true });
}

/* What may stand in what: items in lists only, in lists items only, text in the innermost block. */
static bool
path_make(const struct html_piece *piece, struct path *path)
{
	struct html_place leaf = { .id = NULL };

	path->count = 0;
	for (int i = 0; i < piece->place_count; i++) {
		const struct html_place *place = &piece->places[i];
		bool in_list = path->count > 0 && is_list(&path->at[path->count - 1]);

		if (place->block == HTML_P || place->block == HTML_PRE ||
		    (place->block == HTML_LI && !in_list)) {
			leaf = *place;
			if (leaf.block == HTML_LI)
				leaf.block = HTML_P;
			continue;
		}
		if (path->count > HTML_PATH_MAX)
			return false;
		leaf.id = NULL;
		path_add(path, place);
	}
	path_end(path, &leaf);
	return path->count <=
	    HTML_PATH_MAX; /* of the result alone: so it holds for what was cleaned, too */
}

static int
path_common(const struct html_writer *writer, const struct path *path)
{
	int same = 0;

	while (same < path->count && same < writer->open_count &&
	    path->at[same].id == writer->open[same].id &&
	    path->at[same].block == writer->open[same].block &&
	    path->at[same].implied == writer->open[same].implied)
		same++;
	return same;
}

static bool
path_is_open(const struct html_writer *writer, const struct path *path)
{
	return writer->open_count == path->count && path_common(writer, path) == path->count;
}

static void
open_block(struct html_writer *writer, const struct html_place *place)
{
	struct html_place *list =
	    writer->open_count > 0 ? &writer->open[writer->open_count - 1] : NULL;

	writer->open[writer->open_count] = *place;
	writer->open[writer->open_count++].number = 0;
	buf_addf(&writer->out->clean, "<%s>", blocks[place->block]);
	if (place->block != HTML_LI)
		return;
	list->number++; /* a list is around each item */
	writer->marked = false;
}

static void
set_path(struct html_writer *writer, const struct path *path)
{
	int same = path_common(writer, path);

	if (path_is_open(writer, path))
		return;
	set_style(writer, 0, NULL);
	while (writer->open_count > same)
		buf_addf(
		    &writer->out->clean, "</%s>", blocks[writer->open[--writer->open_count].block]);
	if (writer->line_began)
		plain_end_line(writer);
	while (writer->open_count < path->count)
		open_block(writer, &path->at[writer->open_count]);
}

/* ---- pieces ---- */

static bool
in_pre(const struct path *path)
{
	return path->count > 0 && path->at[path->count - 1].block == HTML_PRE;
}

/* White space in front of a block's first word is nothing, and would be read as nothing. */
static struct view
without_head(struct view text, bool kept)
{
	for (struct view rest = text; text.n > 0; text = rest) {
		int32_t code = next_char(&rest);

		if (is_written(code) && code != '\n' && (kept || (code != ' ' && code != '\t')))
			break;
	}
	return text;
}

static bool
is_nothing(struct view text)
{
	int32_t code;

	while ((code = next_char(&text)) >= 0)
		if (is_written(code))
			return false;
	return true;
}

static bool
place(struct html_writer *writer, const struct html_piece *piece, struct path *path)
{
	if (!path_make(piece, path))
		writer->too_deep = true;
	return !writer->too_deep;
}

static void
enter(struct html_writer *writer, const struct html_piece *piece, const struct path *path)
{
	set_path(writer, path);
	set_style(writer, piece->style, piece->href);
	writer->began = true;
}

void
html_write_text(struct html_writer *writer, const struct html_piece *piece, struct view text)
{
	struct path path;

	if (!place(writer, piece, &path))
		return;
	if (!writer->began || !path_is_open(writer, &path))
		text = without_head(text, in_pre(&path));
	if (is_nothing(text))
		return;
	enter(writer, piece, &path);
	add_escaped(&writer->out->clean, text);
	plain_text(writer, text, in_pre(&path));
}

void
html_write_break(struct html_writer *writer, const struct html_piece *piece)
{
	struct path path;

	if (!place(writer, piece, &path))
		return;
	enter(writer, piece, &path);
	buf_add_text(&writer->out->clean, "<br>");
	plain_end_line(writer);
}

void
html_write_image(
    struct html_writer *writer, const struct html_piece *piece, int64_t id, const char *alt)
{
	struct path path;

	if (!place(writer, piece, &path))
		return;
	enter(writer, piece, &path);
	buf_addf(&writer->out->clean, "<img src=\"" HTML_IMAGE_PATH "%" PRId64 "\" alt=\"", id);
	add_escaped(&writer->out->clean, utf8_head(view_of(alt), HTML_ALT_MAX));
	buf_add_text(&writer->out->clean, "\">");
	plain_begin(writer);
	buf_add_text(&writer->out->text, "[image]");
}

void
html_write_end(struct html_writer *writer)
{
	struct buf *text = &writer->out->text;

	set_path(writer, &(struct path){ .count = 0 });
	set_style(writer, 0, NULL);
	plain_trim(text, '\n');
}
