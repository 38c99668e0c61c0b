/*
 * The emergency numbers of each country, as directory.emergency_heads() has them for the database, which knows no
 * libphonenumber. With WRITE_HEADS=1 the file is written first: after another version of libphonenumber (some minutes).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "common/base/str.h"
#include "common/phone/phone.h"

static const char path[] = "sql/functions/directory/emergency_heads.sql";

enum {
	CHECKED_DIGITS = 3, /* every number of so many digits; longer ones as the file has them */
	WRITTEN_DIGITS = 5, /* the longest that libphonenumber has: 90000 */
};

static bool
is_help(const char *country, const char *number)
{
	return phone_is_emergency(country, number, strlen(number), NULL);
}

/* Whether what is dialled behind the number is of no matter there. */
static bool
with_more(const char *country, const char *head)
{
	char longer[16];

	for (char digit = '0'; digit <= '9'; digit++) {
		(void)snprintf(longer, sizeof(longer), "%s%c%c%c", head, digit, digit, digit);
		if (!is_help(country, longer))
			return false;
	}
	return true;
}

/* The next country of two letters; false: that was the last one. */
static bool
next_country(char country[3])
{
	if (country[1]++ < 'Z')
		return true;
	country[1] = 'A';
	return country[0]++ < 'Z';
}

/* Calls `found` for each emergency number of a country that no shorter one already stands for. */
static void
heads_of(const char *country, int most,
    void (*found)(const char *country, const char *head, bool more, struct buf *out),
    struct buf *out)
{
	char head[16], shorter[16];

	for (int n = 2, count = 100; n <= most; n++, count *= 10)
		for (int i = 0; i < count; i++) {
			(void)snprintf(head, sizeof(head), "%0*d", n, i);
			(void)snprintf(shorter, sizeof(shorter), "%.*s", n - 1, head);
			if (is_help(country, head) &&
			    !(is_help(country, shorter) && with_more(country, shorter)))
				found(country, head, with_more(country, head), out);
		}
}

static void
add_row(const char *country, const char *head, bool more, struct buf *out)
{
	buf_addf(out, "%s('%s', '%s', %s)", out->n == 0 ? "\t\t" : ",\n\t\t", country, head,
	    more ? "true" : "false");
}

static void
write_file(void)
{
	char country[3] = "AA";
	struct buf rows = { 0 };
	FILE *file;

	do
		heads_of(country, WRITTEN_DIGITS, add_row, &rows);
	while (next_country(country));
	file = fopen(path, "w");
	assert_non_null(file);
	(void)fprintf(file,
	    "-- emergency_heads: the emergency numbers of each country, as libphonenumber has "
	    "them; `more`: digits dialled behind it\n"
	    "-- change nothing. Made and checked by common/phone/test_heads.c.\n"
	    "CREATE OR REPLACE FUNCTION directory.emergency_heads()\n"
	    "RETURNS TABLE (country text, head text, more boolean)\n"
	    "LANGUAGE sql IMMUTABLE\n"
	    "AS $$\n"
	    "	VALUES\n%.*s\n$$;\n",
	    (int)rows.n, rows.p);
	assert_int_equal(fclose(file), 0);
	buf_fini(&rows);
}

static char *
read_file(void)
{
	FILE *file = fopen(path, "r");
	char *text = mem_zero(1, 65536);

	assert_non_null(file);
	assert_in_range(fread(text, 1, 65535, file), 1000, 65534);
	assert_int_equal(fclose(file), 0);
	return text;
}

static void
stands_there(const char *country, const char *head, bool more, struct buf *out)
{
	char row[64];

	(void)snprintf(
	    row, sizeof(row), "('%s', '%s', %s)", country, head, more ? "true" : "false");
	if (strstr(out->p, row) == NULL)
		fail_msg("%s lacks %s", path, row);
}

static void
each_emergency_number_stands_in_the_file(void **unused)
{
	char country[3] = "AA";
	char *text = read_file();
	struct buf file = { .p = text, .n = strlen(text) };

	(void)unused;
	do
		heads_of(country, CHECKED_DIGITS, stands_there, &file);
	while (next_country(country));
	free(text);
}

static void
each_row_of_the_file_is_an_emergency_number(void **unused)
{
	char *text = read_file();
	int rows = 0;

	(void)unused;
	for (const char *at = strstr(text, "\t('"); at != NULL;
	     at = strstr(at + 1, "\t('"), rows++) {
		char country[3], head[16], more[8];

		assert_int_equal(
		    sscanf(at, "\t('%2[A-Z]', '%15[0-9]', %7[a-z])", country, head, more), 3);
		if (!is_help(country, head) ||
		    with_more(country, head) != (strcmp(more, "true") == 0))
			fail_msg("%s %s", country, head);
	}
	assert_true(rows > 400);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_emergency_number_stands_in_the_file),
		cmocka_unit_test(each_row_of_the_file_is_an_emergency_number),
	};

	if (getenv("WRITE_HEADS") != NULL)
		write_file();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
