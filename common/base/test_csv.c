/* csv: tables as people's programs write them, read as they were meant; what we write, read back to the byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "common/base/csv.h"

/* Rows as "line:cell|cell/…", or the error. */
static const char *
read_all(const char *text)
{
	static char told[2000];
	struct csv_reader reader;
	struct csv_row row = { 0 };
	static struct err err;
	size_t n = 0;
	enum csv_read read;

	told[0] = '\0';
	csv_begin(&reader, view_of(text));
	while ((read = csv_next(&reader, &row, &err)) == CSV_ROW) {
		n += (size_t)snprintf(
		    told + n, sizeof(told) - n, "%s%d:", n > 0 ? "/" : "", (int)row.line);
		for (int i = 0; i < row.count; i++)
			n += (size_t)snprintf(told + n, sizeof(told) - n, "%s%.*s",
			    i > 0 ? "|" : "", (int)row.cells[i].n, row.cells[i].p);
	}
	csv_row_fini(&row);
	return read == CSV_BAD ? err.text : told;
}

static void
tables_are_read_as_spreadsheets_write_them(void **unused)
{
	static const struct {
		const char *text, *rows;
	} cases[] = {
		{ "", "" },
		{ "a,b\r\n1,2\r\n", "1:a|b/2:1|2" },
		{ "a,b\n1,2", "1:a|b/2:1|2" },
		{ "\xEF\xBB\xBF"
		  "a;b\r\n1,5;2\r\n",
		    "1:a|b/2:1,5|2" },
		{ "\xEF\xBB\xBF", "" },
		{ "a\r\n\r\n\n1\r\n", "1:a/4:1" },
		{ "a,b,c\n,,\n", "1:a|b|c/2:||" },
		{ "a\n\"\"\n", "1:a/2:" },
		{ "a,b\n\"x \"\"y\"\"\",\"1,2;3\"\n", "1:a|b/2:x \"y\"|1,2;3" },
		{ "a,b\n\"two\r\nlines\",2\nlast,3", "1:a|b/2:two\r\nlines|2/4:last|3" },
		{ "\"a;b\",c\n1;2,3\n", "1:a;b|c/2:1;2|3" },
		{ "a,b\n1,\n", "1:a|b/2:1|" },
		{ "a,b\n1,\"\"", "1:a|b/2:1|" },
		{ "a\nx\ry\n", "1:a/2:x\ry" },
		{ "Ä,ß\n", "1:Ä|ß" },
		{ "a,b\r\"two\nlines\",2\rlast,3", "1:a|b/2:two\nlines|2/3:last|3" },
		{ "\"a\nb\",c\r1,2\r", "1:a\nb|c/2:1|2" },
		{ "a\r1\r\n2\r", "1:a/2:1/3:2" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(read_all(cases[i].text), cases[i].rows);
}

static void
what_is_no_table_is_refused_with_its_line(void **unused)
{
	char wide[2 * CSV_CELLS_MAX + 2];

	(void)unused;
	assert_string_equal(read_all("a\n\n\"b\nc"), "Line 3: a quote is never closed.");
	assert_string_equal(read_all("a\nb\"c\"\n"),
	    "Line 2: a quote stands in a cell that does not begin with one.");
	assert_string_equal(
	    read_all("a,b\n\"x\"y,1\n"), "Line 2: something stands behind a closing quote.");
	memset(wide, ',', sizeof(wide));
	wide[sizeof(wide) - 1] = '\0';
	assert_string_equal(read_all(wide), "Line 1: it has too many cells.");
	wide[CSV_CELLS_MAX - 1] = '\0';
	assert_int_equal(strlen(read_all(wide)), 2 + CSV_CELLS_MAX - 1);
}

static const char *
written(const char *text)
{
	static struct buf out;
	struct csv_writer writer = { .out = &out };

	buf_clear(&out);
	csv_add_text(&writer, view_of(text));
	return buf_view(&out).n > 0 ? out.p : "";
}

static void
what_a_spreadsheet_would_run_is_written_with_an_apostrophe(void **unused)
{
	static const struct {
		const char *text, *cell;
	} cases[] = {
		{ "=1+1", "'=1+1" },
		{ "+491234", "'+491234" },
		{ "-x", "'-x" },
		{ "@SUM(A1)", "'@SUM(A1)" },
		{ "\tx", "\"'\tx\"" },
		{ "\r=1", "\"'\r=1\"" },
		{ "=\"a\"", "\"'=\"\"a\"\"\"" },
		{ "'=1", "''=1" },
		{ "''+", "'''+" },
		{ "'quoted'", "'quoted'" },
		{ "a=b", "a=b" },
		{ " =1", "\" =1\"" },
		{ "a;b", "\"a;b\"" },
		{ "", "" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(written(cases[i].text), cases[i].cell);
}

static void
what_was_written_is_read_again_to_the_byte(void **unused)
{
	static const char *const texts[] = { "plain", "", "=1", "'=1", "''-", "'x", "a,b;c",
		"say \"so\"", "two\r\nlines", " blank ", "\xF0\x9F\x98\x80" };
	struct buf out = { 0 };
	struct csv_writer writer = { .out = &out };
	struct csv_reader reader;
	struct csv_row row = { 0 };
	struct err err;
	int count = sizeof(texts) / sizeof(texts[0]);

	(void)unused;
	for (int i = 0; i < count; i++)
		csv_add_text(&writer, view_of(texts[i]));
	csv_add_int(&writer, -5);
	csv_add_word(&writer, VIEW("true"));
	csv_add_empty(&writer);
	csv_end_line(&writer);
	csv_begin(&reader, buf_view(&out));
	assert_int_equal(csv_next(&reader, &row, &err), CSV_ROW);
	assert_int_equal(row.count, count + 3);
	for (int i = 0; i < count; i++)
		assert_true(view_is(row.cells[i], texts[i]));
	assert_true(view_is(row.cells[count], "-5"));
	assert_true(view_is(row.cells[count + 1], "true"));
	assert_int_equal(row.cells[count + 2].n, 0);
	assert_int_equal(csv_next(&reader, &row, &err), CSV_END);
	csv_row_fini(&row);
	buf_fini(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_read_as_spreadsheets_write_them),
		cmocka_unit_test(what_is_no_table_is_refused_with_its_line),
		cmocka_unit_test(what_a_spreadsheet_would_run_is_written_with_an_apostrophe),
		cmocka_unit_test(what_was_written_is_read_again_to_the_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
