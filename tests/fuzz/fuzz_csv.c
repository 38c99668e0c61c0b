/*
 * fuzz_csv - tables as anybody may send them.
 *
 * What is read is written by our writer and read again: the same cells. Lines only rise, and nothing is
 * read beyond the text's end (the sanitizers' part). A table, and lines of JSON, become what the database takes: two lists of the
 * same length, and lists of objects come back as they were.
 */
#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/csv.h"
#include "common/base/utf8.h"
#include "presenced/core/rows.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached; /* tables that were taken */

typedef int (*rows_reader)(struct view text, struct buf *items, struct buf *lines, struct err *err);

static void
write_row(const struct csv_row *row, struct buf *out)
{
	struct csv_writer writer = { .out = out };

	for (int i = 0; i < row->count; i++)
		csv_add_text(&writer, row->cells[i]);
	/* A first line with one cell might hold no separator: the reader is told ours. */
	csv_add_word(&writer, VIEW("end"));
	csv_end_line(&writer);
}

static void
check_again(const struct csv_row *row)
{
	struct buf out = { 0 };
	struct csv_reader reader;
	struct csv_row again = { 0 };
	struct err err;

	buf_add_text(&out, "a,b\r\n");
	write_row(row, &out);
	csv_begin(&reader, buf_view(&out));
	assert(csv_next(&reader, &again, &err) == CSV_ROW);
	if (row->count < CSV_CELLS_MAX) {
		assert(csv_next(&reader, &again, &err) == CSV_ROW && again.count == row->count + 1);
		for (int i = 0; i < row->count; i++)
			assert(view_eq(again.cells[i], row->cells[i]));
		assert(csv_next(&reader, &again, &err) == CSV_END);
	}
	csv_row_fini(&again);
	buf_fini(&out);
}

/* What the database would give of it, each object a line. */
static void
rows_again(const json_t *list)
{
	struct buf text = { 0 }, items = { 0 }, lines = { 0 };
	struct err err;
	json_t *item, *again;
	size_t i;

	json_array_foreach (list, i, item) {
		char *line = json_dumps(item, JSON_COMPACT);

		buf_add_text(&text, line);
		buf_add_char(&text, '\n');
		free(line);
	}
	assert(rows_from_json_lines(buf_view(&text), &items, &lines, &err) == 0);
	again = json_loadb(items.p, items.n, 0, NULL);
	assert(json_equal(again, list));
	json_decref(again);
	buf_fini(&text);
	buf_fini(&items);
	buf_fini(&lines);
}

static void
check_rows(rows_reader reader, struct view text)
{
	struct buf items = { 0 }, lines = { 0 };
	struct err err = { .kind = ERR_NONE };
	json_t *list, *numbers, *item;
	int64_t last = 0;
	size_t i;

	if (reader(text, &items, &lines, &err) == 0) {
		list = json_loadb(items.p, items.n, 0, NULL);
		numbers = json_loadb(lines.p, lines.n, 0, NULL);
		assert(json_is_array(list) && json_array_size(list) == json_array_size(numbers));
		json_array_foreach (numbers, i, item) {
			assert(json_integer_value(item) > last);
			last = json_integer_value(item);
			assert(json_is_object(json_array_get(list, i)));
		}
		fuzz_reached += json_array_size(list) > 0;
		rows_again(list);
		json_decref(list);
		json_decref(numbers);
	} else {
		assert(err.kind != ERR_NONE && err.text[0] != '\0');
	}
	buf_fini(&items);
	buf_fini(&lines);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy of its own, so that a read beyond the end is seen. */
	char *text = malloc(size > 0 ? size : 1);
	struct csv_reader reader;
	struct csv_row row = { 0 };
	struct err err = { .kind = ERR_NONE };
	int64_t line = 0;
	enum csv_read read;

	if (size > 0)
		memcpy(text, data, size);
	csv_begin(&reader, (struct view){ text, size });
	while ((read = csv_next(&reader, &row, &err)) == CSV_ROW) {
		assert(row.line > line && row.count > 0 && row.count <= CSV_CELLS_MAX);
		line = row.line;
		check_again(&row);
	}
	assert(read == CSV_END || (err.kind == ERR_INVALID && err.text[0] != '\0'));
	csv_row_fini(&row);
	if (utf8_valid((struct view){ text, size }) && memchr(text, '\0', size) == NULL) {
		check_rows(rows_from_csv, (struct view){ text, size });
		check_rows(rows_from_json_lines, (struct view){ text, size });
	}
	free(text);
	return 0;
}
