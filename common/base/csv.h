/*
 * csv - reads and writes tables as CSV (RFC 4180) in UTF-8.
 *
 * Owns: quoting, line ends, the guard against formulas.
 * Must not know: what a column means, where a table comes from or goes.
 *
 * Formulas: a spreadsheet runs a cell that begins with = + - @, a tab or a carriage return. A text that does,
 * with any apostrophes before it, is written with one apostrophe more, and read with one less: what was
 * written is read again, to the byte. Numbers are no text: -5 stays -5.
 */
#ifndef COMMON_BASE_CSV_H
#define COMMON_BASE_CSV_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/base/str.h"

/* ---- writing: lines end with CR LF, cells are parted by commas ---- */

struct csv_writer {
	struct buf *out; /* borrowed */
	bool begun; /* the line has a cell */
};

void csv_add_text(struct csv_writer *writer, struct view text);
/* As it is: a number, true, a time, a name of ours; nothing that somebody typed. */
void csv_add_word(struct csv_writer *writer, struct view word);
void csv_add_int(struct csv_writer *writer, int64_t number);
void csv_add_empty(struct csv_writer *writer);
void csv_end_line(struct csv_writer *writer);

/* ---- reading: with or without a byte order mark; cells separated by , ; or tab ---- */

/* The last byte of the text's line ends: CR if the first line end outside quotes is a lone CR, otherwise LF. */
char csv_line_end(struct view text);

enum { CSV_CELLS_MAX = 256 }; /* Google's and Outlook's contacts have about a hundred */

struct csv_reader {
	struct view rest; /* borrowed */
	char separator; /* found in the first line */
	char end; /* csv_line_end */
	int64_t line; /* of the text, from 1: where the next row begins */
};

struct csv_row {
	int64_t line; /* where it begins */
	int count;
	struct view cells[CSV_CELLS_MAX]; /* valid until the next row is read */
	struct buf store; /* owned */
};

enum csv_read { CSV_ROW, CSV_END, CSV_BAD };

void csv_begin(struct csv_reader *reader, struct view text);
/* The next row that is not an empty line. CSV_BAD: `err` says what is wrong and in which line; nothing more
 * can be read. `row` is zeroed before the first call, and freed after the last. */
enum csv_read csv_next(struct csv_reader *reader, struct csv_row *row, struct err *err);
void csv_row_fini(struct csv_row *row);

#endif
