/*
 * html_write - formatted text in its one form: each piece of text says in which blocks and in which style it stands, the
 * writer closes and opens what lies between.
 *
 * Owns: which elements may stand in which, how they are written, the plain form. Must not know: any parser.
 */
#ifndef CHATD_CORE_HTML_WRITE_H
#define CHATD_CORE_HTML_WRITE_H

#include "chatd/core/html.h"

enum html_block {
	HTML_P, /* the first two hold text only */
	HTML_PRE,
	HTML_QUOTE,
	HTML_UL,
	HTML_OL,
	HTML_LI,
};

/* Blocks around a piece as they are written, and room for what is added before that is judged. */
enum { HTML_PATH_MAX = 2 * HTML_BLOCKS_MAX, HTML_PATH_SPACE = HTML_PATH_MAX + 4 };

/* Written in this order, a link around them all. */
enum {
	HTML_B = 1,
	HTML_I = 2,
	HTML_U = 4,
	HTML_S = 8,
	HTML_CODE = 16,
};

/* One block of the source around a piece; two pieces are in the same one if `id` is the same. */
struct html_place {
	enum html_block block;
	const void *id;
	bool implied; /* a list's item that the source left out */
	int number; /* the writer's: items so far */
};

struct html_piece {
	const struct html_place *places; /* outermost first; any, in any order */
	int place_count;
	unsigned style;
	const char *href; /* NULL: no link */
};

struct html_writer {
	struct html *out;
	struct html_place open[HTML_PATH_SPACE];
	int open_count;
	unsigned style;
	const char *href;
	size_t link_at; /* where the open link's words begin in the plain form */
	bool began, line_began, space;
	bool marked; /* the line's item has its mark */
	bool too_deep;
};

void html_write_text(struct html_writer *writer, const struct html_piece *piece, struct view text);
void html_write_break(struct html_writer *writer, const struct html_piece *piece);
void html_write_image(
    struct html_writer *writer, const struct html_piece *piece, int64_t id, const char *alt);
void html_write_end(struct html_writer *writer);

#endif
