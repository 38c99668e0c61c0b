/* rows - see rows.h */
#include "presenced/core/rows.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "common/base/csv.h"
#include "common/base/json_text.h"

static int
too_long(struct err *err)
{
	return err_set(err, ERR_TOO_LARGE, NULL, "The body is too long");
}

/* ---- JSON by hand: a million cells are no million json_t ---- */

static void
add_json_char(struct buf *out, char c)
{
	if (c == '"' || c == '\\')
		buf_add_char(out, '\\');
	if ((unsigned char)c < ' ')
		buf_addf(out, "\\u%04x", (unsigned)c);
	else
		buf_add_char(out, c);
}

static void
add_json_text(struct buf *out, struct view text)
{
	buf_add_char(out, '"');
	for (size_t i = 0; i < text.n; i++)
		add_json_char(out, text.p[i]);
	buf_add_char(out, '"');
}

static void
add_part(struct buf *out)
{
	if (out->n > 1)
		buf_add_char(out, ',');
}

static void
begin_lists(struct buf *items, struct buf *lines)
{
	buf_add_char(items, '[');
	buf_add_char(lines, '[');
}

static int
end_lists(struct buf *items, struct buf *lines, struct err *err)
{
	buf_add_char(items, ']');
	buf_add_char(lines, ']');
	return items->full || lines->full ? too_long(err) : 0;
}

static void
add_line(struct buf *lines, int64_t line)
{
	add_part(lines);
	buf_addf(lines, "%" PRId64, line);
}

/* ---- from a table ---- */

/* The names of the columns, as JSON with the colon, one after the other. */
struct head {
	struct buf text;
	size_t ends[CSV_CELLS_MAX];
	int count;
};

static int
wrong_line(struct err *err, int64_t line, const char *what)
{
	return err_set(err, ERR_INVALID, NULL, "Line %" PRId64 ": %s", line, what);
}

static int
read_head(const struct csv_row *row, struct head *head, struct err *err)
{
	for (int i = 0; i < row->count; i++) {
		for (int j = 0; j < i; j++)
			if (view_eq(row->cells[i], row->cells[j]))
				return wrong_line(err, row->line, "a column stands twice.");
		add_json_text(&head->text, row->cells[i]);
		buf_add_char(&head->text, ':');
		head->ends[head->count++] = head->text.n;
	}
	return 0;
}

static void
add_row(const struct head *head, const struct csv_row *row, struct buf *items)
{
	size_t from = 0;

	add_part(items);
	buf_add_char(items, '{');
	for (int i = 0; i < row->count; i++) {
		if (i > 0)
			buf_add_char(items, ',');
		buf_add(items, head->text.p + from, head->ends[i] - from);
		from = head->ends[i];
		if (row->cells[i].n > 0)
			add_json_text(items, row->cells[i]);
		else
			buf_add_text(items, "null");
	}
	buf_add_char(items, '}');
}

static int
add_rows(struct csv_reader *reader, struct head *head, struct csv_row *row, struct buf *items,
    struct buf *lines, struct err *err)
{
	enum csv_read read = csv_next(reader, row, err);

	if (read == CSV_END)
		return wrong_line(err, 1, "the names of the fields are missing.");
	if (read == CSV_BAD || read_head(row, head, err) != 0)
		return -1;
	while ((read = csv_next(reader, row, err)) == CSV_ROW) {
		if (row->count != head->count)
			return wrong_line(
			    err, row->line, "it has not as many cells as the first one.");
		add_row(head, row, items);
		add_line(lines, row->line);
	}
	return read == CSV_END ? 0 : -1;
}

int
rows_from_csv(struct view text, struct buf *items, struct buf *lines, struct err *err)
{
	struct csv_reader reader;
	struct csv_row row = { 0 };
	struct head head = { 0 };
	int result;

	csv_begin(&reader, text);
	begin_lists(items, lines);
	result = add_rows(&reader, &head, &row, items, lines, err);
	csv_row_fini(&row);
	buf_fini(&head.text);
	return result == 0 ? end_lists(items, lines, err) : -1;
}

/* ---- from lines of JSON ---- */

static int
check_json(struct view text, int64_t line, struct err *err)
{
	json_error_t error;
	json_t *item;
	bool good;

	if (!json_has_at_most(text, ROWS_VALUES_MAX))
		return wrong_line(err, line, "it has more than 10,000 values.");
	item = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &error);
	good = json_is_object(item);
	json_decref(item);
	return good ? 0 : wrong_line(err, line, "it is no JSON object.");
}

int
rows_from_json_lines(struct view text, struct buf *items, struct buf *lines, struct err *err)
{
	int64_t line = 0;

	begin_lists(items, lines);
	while (text.p != NULL) {
		struct view one = view_trim(view_cut(&text, '\n'));

		line++;
		if (one.n == 0)
			continue;
		if (check_json(one, line, err) != 0)
			return -1;
		add_part(items);
		buf_add_view(items, one);
		add_line(lines, line);
	}
	return end_lists(items, lines, err);
}

/* ---- to a table ---- */

static void
add_as_json(struct csv_writer *writer, const json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

	csv_add_text(writer, view_of(text));
	free(text);
}

static void
add_cell(struct csv_writer *writer, const json_t *value)
{
	if (json_is_null(value))
		csv_add_empty(writer);
	else if (json_is_string(value))
		csv_add_text(
		    writer, (struct view){ json_string_value(value), json_string_length(value) });
	else if (json_is_integer(value))
		csv_add_int(writer, json_integer_value(value));
	else if (json_is_boolean(value))
		csv_add_word(writer, json_is_true(value) ? VIEW("true") : VIEW("false"));
	else
		add_as_json(writer, value);
}

void
rows_to_csv(struct view lines, struct buf *out)
{
	struct csv_writer writer = { .out = out };

	while (lines.p != NULL) {
		struct view line = view_cut(&lines, '\n');
		json_t *cells = json_loadb(line.p, line.n, 0, NULL), *cell;
		size_t i;

		json_array_foreach (cells, i, cell)
			add_cell(&writer, cell);
		if (cells != NULL)
			csv_end_line(&writer);
		json_decref(cells);
	}
}

void
rows_to_json(struct view lines, struct buf *out)
{
	buf_add_char(out, '[');
	while (lines.p != NULL && lines.n > 0) {
		buf_add_char(out, '\n');
		buf_add_view(out, view_cut(&lines, '\n'));
		if (lines.p != NULL)
			buf_add_char(out, ',');
	}
	buf_add_text(out, "\n]\n");
}
