/*
 * rows - things of a resource between a file's form (CSV, lines of JSON) and the JSON that the database takes and gives.
 *
 * Owns: nothing. Must not know: HTTP, the database, what a field means.
 *
 * Texts are UTF-8 already (utf8_valid). A result that would be longer than 64 MiB is refused.
 */
#ifndef PRESENCED_CORE_ROWS_H
#define PRESENCED_CORE_ROWS_H

#include "common/base/err.h"
#include "common/base/str.h"

enum { ROWS_VALUES_MAX = 10000 };

/* A JSON list of objects, and a JSON list of the lines in which they stand: what directory.config_import takes.
 * Of a table the first row names the members; a cell is a text, an empty one null. -1: `err` names the line. */
int rows_from_csv(struct view text, struct buf *items, struct buf *lines, struct err *err);
/* One JSON object a line, with at most ROWS_VALUES_MAX values; empty lines count, and are skipped. */
int rows_from_json_lines(struct view text, struct buf *items, struct buf *lines, struct err *err);

/* Lines of JSON lists, as directory.config_rows gives them, as a table: what is no text, number or truth stands as JSON. */
void rows_to_csv(struct view lines, struct buf *out);
/* Lines of JSON as one list. */
void rows_to_json(struct view lines, struct buf *out);

#endif
