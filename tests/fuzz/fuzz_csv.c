/*
 * fuzz_csv - tables as anybody may send them.
 *
 * What is read is written by our writer and read again: the same cells. Lines only rise, and nothing is
 * read beyond the text's end (the sanitizers' part).
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
	free(text);
	return 0;
}
