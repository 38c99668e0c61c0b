/* config_file - see config_file.h */
#include "common/daemon/config_file.h"

#include <errno.h>
#include <ini.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/base/str.h"

enum { SECTION_MAX = 50 }; /* inih cuts longer ones */

struct reading {
	FILE *file;
	const char *path;
	const struct config_file_events *events;
	void *ctx;
	struct err *err;
	int line;
	bool failed;
	char section[SECTION_MAX];
};

static char *
end_reading(struct reading *reading, const char *wrong)
{
	reading->failed = true;
	(void)err_set(
	    reading->err, ERR_CONFIG, NULL, "%s:%d: %s", reading->path, reading->line, wrong);
	return NULL;
}

/* inih says nothing at a section's head, and cuts what is too long: both are looked at here. */
static int
look_at_section(struct reading *reading, struct view line)
{
	struct view rest = { line.p + 1, line.n - 1 };
	struct view name = view_cut(&rest, ']');

	rest = rest.p != NULL ? view_trim(rest) : rest;
	if (rest.p == NULL || (rest.n > 0 && rest.p[0] != ';' && rest.p[0] != '#')) {
		(void)end_reading(reading, "a section must end with ]");
		return -1;
	}
	if (name.n == 0 || !view_copy(name, reading->section, sizeof(reading->section))) {
		(void)end_reading(reading, "a section's name must have 1 to 49 characters");
		return -1;
	}
	if (reading->events->section(reading->ctx, reading->section, reading->line) != 0) {
		reading->failed = true;
		return -1;
	}
	return 0;
}

/* A reader as fgets, one whole line a call: so that the number of a line is known. */
static char *
read_line(char *out, int size, void *stream)
{
	struct reading *reading = stream;
	struct view line;
	size_t n;

	if (reading->failed || fgets(out, size, reading->file) == NULL)
		return NULL;
	if (++reading->line > CONFIG_LINES_MAX)
		return end_reading(reading, "the file has too many lines");
	n = strlen(out);
	if (n + 1 == (size_t)size && out[n - 1] != '\n')
		return end_reading(reading, "the line is too long");
	if (n == 0 || (out[n - 1] != '\n' && feof(reading->file) == 0))
		return end_reading(reading, "the line holds a zero byte");
	line = view_trim((struct view){ out, n });
	if (line.n > 0 && line.p[0] == '[' && look_at_section(reading, line) != 0)
		return NULL;
	return out;
}

static int
on_pair(void *user, const char *section, const char *name, const char *value)
{
	struct reading *reading = user;

	(void)section;
	if (reading->failed)
		return 0;
	if (reading->section[0] == '\0') {
		(void)end_reading(reading, "a key stands before the first section");
		return 0;
	}
	if (reading->events->pair(reading->ctx, reading->section, name, value, reading->line) == 0)
		return 1;
	reading->failed = true;
	return 0;
}

static int
read_all(struct reading *reading)
{
	int wrong;

	ini_allow_multiline = false;
	ini_use_stack = false;
	ini_max_line = CONFIG_LINE_MAX;
	ini_initial_alloc = CONFIG_LINE_MAX;
	wrong = ini_parse_stream(read_line, reading, on_pair, reading);
	if (reading->failed)
		return -1;
	if (wrong == 0)
		return 0;
	return err_set(reading->err, ERR_CONFIG, NULL, "%s:%d: a line must be key = value",
	    reading->path, wrong);
}

int
config_file_read(
    const char *path, const struct config_file_events *events, void *ctx, struct err *err)
{
	struct reading reading = { .path = path, .events = events, .ctx = ctx, .err = err };
	int result;

	reading.file = fopen(path, "re");
	if (reading.file == NULL)
		return err_set(err, ERR_CONFIG, NULL, "%s: %s", path, strerror(errno));
	result = read_all(&reading);
	if (result == 0 && ferror(reading.file) != 0)
		result = err_set(err, ERR_CONFIG, NULL, "%s: can't be read", path);
	(void)fclose(reading.file);
	return result;
}

int
config_file_parse(char *text, size_t n, const char *path, const struct config_file_events *events,
    void *ctx, struct err *err)
{
	struct reading reading = { .path = path, .events = events, .ctx = ctx, .err = err };
	int result;

	if (n == 0)
		return 0;
	reading.file = fmemopen(text, n, "r");
	if (reading.file == NULL)
		return err_set(err, ERR_CONFIG, NULL, "%s: %s", path, strerror(errno));
	result = read_all(&reading);
	(void)fclose(reading.file);
	return result;
}
