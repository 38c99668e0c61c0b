/* csv - see csv.h */
#include "common/base/csv.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- formulas ---- */

/* What a spreadsheet would run, or what the guard has made of such. */
static bool
is_formula(struct view text)
{
	size_t i = 0;

	while (i < text.n && text.p[i] == '\'')
		i++;
	return i < text.n && memchr("=+-@\t\r", text.p[i], 6) != NULL;
}

static struct view
without_guard(struct view text)
{
	if (text.n > 0 && text.p[0] == '\'' && is_formula(text))
		return (struct view){ text.p + 1, text.n - 1 };
	return text;
}

/* ---- writing ---- */

static void
part(struct csv_writer *writer)
{
	if (writer->begun)
		buf_add_char(writer->out, ',');
	writer->begun = true;
}

/* A semicolon and a tab too: who reads with them must not find one. */
static bool
needs_quotes(struct view text)
{
	for (size_t i = 0; i < text.n; i++)
		if (memchr(",;\t\"\r\n", text.p[i], 6) != NULL)
			return true;
	return text.n > 0 && (text.p[0] == ' ' || text.p[text.n - 1] == ' ');
}

static void
add_quoted(struct buf *out, struct view text)
{
	while (text.p != NULL) {
		buf_add_view(out, view_cut(&text, '"'));
		if (text.p != NULL)
			buf_add_text(out, "\"\"");
	}
}

void
csv_add_text(struct csv_writer *writer, struct view text)
{
	const char *guard = is_formula(text) ? "'" : "";

	part(writer);
	if (!needs_quotes(text)) {
		buf_add_text(writer->out, guard);
		buf_add_view(writer->out, text);
		return;
	}
	buf_add_char(writer->out, '"');
	buf_add_text(writer->out, guard);
	add_quoted(writer->out, text);
	buf_add_char(writer->out, '"');
}

void
csv_add_word(struct csv_writer *writer, struct view word)
{
	assert(!needs_quotes(word));
	part(writer);
	buf_add_view(writer->out, word);
}

void
csv_add_int(struct csv_writer *writer, int64_t number)
{
	part(writer);
	buf_addf(writer->out, "%" PRId64, number);
}

void
csv_add_empty(struct csv_writer *writer)
{
	part(writer);
}

void
csv_end_line(struct csv_writer *writer)
{
	buf_add_text(writer->out, "\r\n");
	writer->begun = false;
}

/* ---- reading ---- */

/* The first ',', ';' or tab outside quotes of the first line says which of them parts cells. */
static char
separator_of(struct view text, char end)
{
	bool quoted = false;

	for (size_t i = 0; i < text.n && (quoted || text.p[i] != end); i++) {
		if (text.p[i] == '"')
			quoted = !quoted;
		else if (!quoted && memchr(",;\t", text.p[i], 3) != NULL)
			return text.p[i];
	}
	return ',';
}

char
csv_line_end(struct view text)
{
	bool quoted = false;

	for (size_t i = 0; i < text.n; i++) {
		char next = i + 1 < text.n ? text.p[i + 1] : '\0';

		if (text.p[i] == '"')
			quoted = !quoted;
		else if (!quoted && text.p[i] == '\n')
			return '\n';
		else if (!quoted && text.p[i] == '\r')
			return next == '\n' ? '\n' : '\r';
	}
	return '\n';
}

void
csv_begin(struct csv_reader *reader, struct view text)
{
	static const char mark[] = "\xEF\xBB\xBF";
	char end;

	if (view_starts(text, mark))
		text = (struct view){ text.p + 3, text.n - 3 };
	end = csv_line_end(text);
	*reader = (struct csv_reader){ text, separator_of(text, end), end, 1 };
}

static enum csv_read
bad(const struct csv_reader *reader, struct err *err, const char *what)
{
	(void)err_set(err, ERR_INVALID, NULL, "Line %" PRId64 ": %s", reader->line, what);
	return CSV_BAD;
}

static char
peek(const struct csv_reader *reader)
{
	if (reader->rest.n == 0)
		return reader->end;
	return reader->rest.p[0];
}

static void
skip(struct csv_reader *reader, size_t n)
{
	reader->rest.p += n;
	reader->rest.n -= n;
}

/* Skips a line end at the current position: CR LF, or the text's own. The end of the text counts as one. */
static bool
take_end(struct csv_reader *reader)
{
	bool pair = reader->rest.n > 1 && reader->rest.p[0] == '\r' && reader->rest.p[1] == '\n';

	if (!pair && reader->rest.n > 0 && reader->rest.p[0] != reader->end)
		return false;
	skip(reader, pair ? 2 : reader->rest.n > 0);
	reader->line++;
	return true;
}

/* Behind the opening quote. False: it is never closed. */
static bool
take_quoted(struct csv_reader *reader, struct buf *out)
{
	while (reader->rest.n > 0) {
		char c = reader->rest.p[0];

		skip(reader, 1);
		if (c == reader->end)
			reader->line++;
		if (c == '"' && (reader->rest.n == 0 || reader->rest.p[0] != '"'))
			return true;
		if (c == '"')
			skip(reader, 1);
		buf_add_char(out, c);
	}
	return false;
}

static bool
ends_plain(const struct csv_reader *reader, size_t i)
{
	char c = reader->rest.p[i];

	return c == reader->separator || c == reader->end ||
	    (c == '\r' && i + 1 < reader->rest.n && reader->rest.p[i + 1] == '\n');
}

static bool
take_plain(struct csv_reader *reader, struct buf *out)
{
	size_t i = 0;

	while (i < reader->rest.n && !ends_plain(reader, i) && reader->rest.p[i] != '"')
		i++;
	buf_add(out, reader->rest.p, i);
	skip(reader, i);
	return reader->rest.n == 0 || reader->rest.p[0] != '"';
}

/* Cells lie one behind the other in `store`, which may move: ends[] says where each one ends. */
static enum csv_read
take_cells(struct csv_reader *reader, struct csv_row *row, size_t *ends, struct err *err)
{
	for (;;) {
		if (row->count == CSV_CELLS_MAX)
			return bad(reader, err, "it has too many cells.");
		if (peek(reader) == '"') {
			skip(reader, 1);
			if (!take_quoted(reader, &row->store)) {
				reader->line = row->line;
				return bad(reader, err, "a quote is never closed.");
			}
		} else if (!take_plain(reader, &row->store)) {
			return bad(
			    reader, err, "a quote stands in a cell that does not begin with one.");
		}
		ends[row->count++] = row->store.n;
		if (take_end(reader))
			return CSV_ROW;
		if (peek(reader) != reader->separator)
			return bad(reader, err, "something stands behind a closing quote.");
		skip(reader, 1);
	}
}

static void
cut_cells(struct csv_row *row, const size_t *ends)
{
	const char *p = row->store.p != NULL ? row->store.p : "";
	size_t from = 0;

	for (int i = 0; i < row->count; i++) {
		row->cells[i] = without_guard((struct view){ p + from, ends[i] - from });
		from = ends[i];
	}
}

enum csv_read
csv_next(struct csv_reader *reader, struct csv_row *row, struct err *err)
{
	size_t ends[CSV_CELLS_MAX];
	enum csv_read read;

	while (reader->rest.n > 0 && take_end(reader))
		continue;
	if (reader->rest.n == 0)
		return CSV_END;
	row->line = reader->line;
	row->count = 0;
	buf_clear(&row->store);
	read = take_cells(reader, row, ends, err);
	if (read == CSV_ROW)
		cut_cells(row, ends);
	return read;
}

void
csv_row_fini(struct csv_row *row)
{
	buf_fini(&row->store);
	row->count = 0;
}
