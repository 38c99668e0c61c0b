/* rows: tables and lines of JSON as the database takes them, and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "presenced/core/rows.h"

typedef int (*reader)(struct view text, struct buf *items, struct buf *lines, struct err *err);

static void
reads(reader read, const char *text, const char *items_wanted, const char *lines_wanted)
{
	struct buf items = { 0 }, lines = { 0 };
	struct err err = { .text = "" };

	if (read(view_of(text), &items, &lines, &err) != 0) {
		assert_string_equal(err.text, items_wanted);
	} else {
		assert_string_equal(items.p, items_wanted);
		assert_string_equal(lines.p, lines_wanted);
	}
	buf_fini(&items);
	buf_fini(&lines);
}

static void
a_table_becomes_objects_with_their_lines(void **unused)
{
	(void)unused;
	reads(rows_from_csv, "a;b\r\n1;\r\n\r\n\"x\"\"\\\n\t\";'=1\r\n",
	    "[{\"a\":\"1\",\"b\":null},{\"a\":\"x\\\"\\\\\\u000a\\u0009\",\"b\":\"=1\"}]", "[2,4]");
	reads(rows_from_csv, "a\n", "[]", "[]");
	reads(rows_from_csv, "", "Line 1: the names of the fields are missing.", NULL);
	reads(rows_from_csv, "a,b,a\n", "Line 1: a column stands twice.", NULL);
	reads(rows_from_csv, "a,b\n1,2\n3\n", "Line 3: it has not as many cells as the first one.",
	    NULL);
	reads(rows_from_csv, "a,b\n1,\"2\n", "Line 2: a quote is never closed.", NULL);
}

static void
lines_of_json_keep_their_numbers(void **unused)
{
	(void)unused;
	reads(rows_from_json_lines, "{\"a\":1}\n\n {\"a\":[2]} \r\n", "[{\"a\":1},{\"a\":[2]}]",
	    "[1,3]");
	reads(rows_from_json_lines, "", "[]", "[]");
	reads(rows_from_json_lines, "{\"a\":1}\n{\"a\":2},{}\n", "Line 2: it is no JSON object.",
	    NULL);
	reads(rows_from_json_lines, "[]", "Line 1: it is no JSON object.", NULL);
	reads(rows_from_json_lines, "{\"a\":1,\"a\":2}", "Line 1: it is no JSON object.", NULL);
}

/* Else a file of 32 MiB would take gigabytes while it is read. */
static void
a_line_of_too_many_values_is_refused(void **unused)
{
	struct buf text = { 0 };

	(void)unused;
	buf_add_text(&text, "{}\n{\"a,[{\\\"\":[{}");
	for (int i = 0; i < ROWS_VALUES_MAX; i++)
		buf_add_text(&text, ",{}");
	buf_add_text(&text, "]}");
	reads(rows_from_json_lines, text.p, "Line 2: it has more than 10,000 values.", NULL);
	buf_fini(&text);
}

static void
what_the_database_gives_becomes_a_table_or_a_list(void **unused)
{
	static const char lines[] =
	    "[\"name\",\"n\"]\n[\"=x, \\\"y\\\"\",-5]\n[null,[\"a\",{\"b\":true}]]\n[\"z\",false]";
	struct buf out = { 0 };

	(void)unused;
	rows_to_csv(view_of(lines), &out);
	assert_string_equal(out.p,
	    "name,n\r\n\"'=x, \"\"y\"\"\",-5\r\n,\"[\"\"a\"\",{\"\"b\"\":true}]\"\r\nz,false\r\n");
	buf_clear(&out);
	rows_to_json(VIEW("{\"a\":1}\n{\"a\":2}"), &out);
	assert_string_equal(out.p, "[\n{\"a\":1},\n{\"a\":2}\n]\n");
	buf_clear(&out);
	rows_to_json(VIEW(""), &out);
	assert_string_equal(out.p, "[\n]\n");
	buf_fini(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_becomes_objects_with_their_lines),
		cmocka_unit_test(lines_of_json_keep_their_numbers),
		cmocka_unit_test(a_line_of_too_many_values_is_refused),
		cmocka_unit_test(what_the_database_gives_becomes_a_table_or_a_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
