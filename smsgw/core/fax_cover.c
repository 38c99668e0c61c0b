/* fax_cover - see fax_cover.h */
#include "smsgw/core/fax_cover.h"

#include "common/base/utf8.h"

enum {
	OBJECTS_MAX = 3 + 2 * FAX_COVER_PAGES_MAX + 1,
	CATALOG = 1,
	PAGES = 2,
	FONT = 3,
	FIRST_PAGE = 4
};
enum { FIRST_LATIN = 0xa0, LATIN_MAX = 0xff };

/* The text of all pages, one byte a character, '\n' behind each line. */
struct lines {
	struct buf text;
	int count;
};

static void
add_line(struct lines *lines, const unsigned char *at, size_t n)
{
	if (lines->count >= FAX_COVER_LINES * FAX_COVER_PAGES_MAX)
		return;
	buf_add(&lines->text, (const char *)at, n);
	buf_add_char(&lines->text, '\n');
	lines->count++;
}

/* One line as it was typed becomes as many as it needs. */
static void
add_wrapped(struct lines *lines, const unsigned char *at, size_t n)
{
	while (n > FAX_COVER_COLUMNS) {
		size_t cut = FAX_COVER_COLUMNS;

		while (cut > 0 && at[cut] != ' ')
			cut--;
		if (cut == 0)
			cut = FAX_COVER_COLUMNS;
		add_line(lines, at, cut);
		while (cut < n && at[cut] == ' ')
			cut++;
		at += cut;
		n -= cut;
	}
	add_line(lines, at, n);
}

/* Windows-1252 as far as it is Latin-1. */
static void
add_latin(struct view text, struct buf *out)
{
	int32_t c;

	while ((c = utf8_next(&text)) >= 0) {
		if (c == '\t')
			c = ' ';
		if (c != '\n' && (c < ' ' || (c > '~' && c < FIRST_LATIN)))
			continue;
		buf_add_char(out, c <= LATIN_MAX ? (char)(unsigned char)c : '?');
	}
}

static void
add_text(struct lines *lines, const char *label, struct view text)
{
	struct buf latin = { 0 };
	struct view rest;

	if (text.n == 0)
		return;
	buf_add_text(&latin, label);
	add_latin(text, &latin);
	rest = buf_view(&latin);
	while (rest.p != NULL) {
		struct view line = view_cut(&rest, '\n');

		add_wrapped(lines, (const unsigned char *)line.p, line.n);
	}
	buf_fini(&latin);
}

static void
add_escaped(struct view line, struct buf *out)
{
	buf_add_char(out, '(');
	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] == '(' || line.p[i] == ')' || line.p[i] == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, line.p[i]);
	}
	buf_add_text(out, ") '\n");
}

static void
add_page(struct view *rest, struct buf *out)
{
	buf_add_text(out, "BT /F1 10 Tf 12 TL 56 800 Td\n");
	for (int i = 0; i < FAX_COVER_LINES && rest->p != NULL && rest->n > 0; i++)
		add_escaped(view_cut(rest, '\n'), out);
	buf_add_text(out, "ET");
}

static void
object(struct buf *out, size_t places[OBJECTS_MAX], int n)
{
	places[n] = out->n;
	buf_addf(out, "%d 0 obj\n", n);
}

static void
add_end(struct buf *out, const size_t places[OBJECTS_MAX], int objects)
{
	size_t table = out->n;

	buf_addf(out, "xref\n0 %d\n0000000000 65535 f \n", objects + 1);
	for (int i = 1; i <= objects; i++)
		buf_addf(out, "%010zu 00000 n \n", places[i]);
	buf_addf(out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n", objects + 1,
	    table);
}

static void
write_pdf(const struct lines *lines, struct buf *out)
{
	int pages = (lines->count + FAX_COVER_LINES - 1) / FAX_COVER_LINES;
	size_t places[OBJECTS_MAX] = { 0 };
	struct view rest = buf_view(&lines->text);

	buf_add_text(out, "%PDF-1.4\n");
	object(out, places, CATALOG);
	buf_add_text(out, "<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
	object(out, places, PAGES);
	buf_add_text(out, "<< /Type /Pages /Kids [");
	for (int i = 0; i < pages; i++)
		buf_addf(out, "%d 0 R ", FIRST_PAGE + 2 * i);
	buf_addf(out, "] /Count %d >>\nendobj\n", pages);
	object(out, places, FONT);
	buf_add_text(out,
	    "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding "
	    ">>\nendobj\n");
	for (int i = 0; i < pages; i++) {
		struct buf page = { 0 };

		add_page(&rest, &page);
		object(out, places, FIRST_PAGE + 2 * i);
		buf_addf(out,
		    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << "
		    "/F1 3 0 R >> >> /Contents %d 0 R >>\nendobj\n",
		    FIRST_PAGE + 2 * i + 1);
		object(out, places, FIRST_PAGE + 2 * i + 1);
		buf_addf(out, "<< /Length %zu >>\nstream\n", page.n);
		buf_add_view(out, buf_view(&page));
		buf_add_text(out, "\nendstream\nendobj\n");
		buf_fini(&page);
	}
	add_end(out, places, FIRST_PAGE + 2 * pages - 1);
}

void
fax_cover_write(const struct fax_cover *cover, struct buf *out)
{
	struct lines lines = { .count = 0 };

	add_text(&lines, "Fax to:   ", cover->to);
	add_text(&lines, "From:     ", cover->from);
	add_text(&lines, "Date:     ", cover->at);
	add_text(&lines, "Subject:  ", cover->subject);
	add_line(&lines, (const unsigned char *)"", 0);
	add_text(&lines, "", cover->text);
	write_pdf(&lines, out);
	buf_fini(&lines.text);
}
