/*
 * trunklinectl_sms - the installation's table of countries, and what texts take, from the shell.
 *
 * Countries are read and written by the functions that the operators' routes call (SMS-1).
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/csv.h"
#include "common/base/sms_text.h"
#include "common/base/utf8.h"
#include "ctl/ctl.h"

enum { INPUT_MAX = 64 << 20, PIECE = 64 * 1024 };

/* The whole file as UTF-8; false: complained. */
static bool
read_all(FILE *from, const char *name, struct buf *out)
{
	char piece[PIECE];
	size_t n;

	while (out->n <= INPUT_MAX && (n = fread(piece, 1, sizeof(piece), from)) > 0)
		buf_add(out, piece, n);
	if (ferror(from) == 0 && out->n <= INPUT_MAX && utf8_valid(buf_view(out)))
		return true;
	(void)ctl_fail("%s can't be read: at most %d bytes of UTF-8", name, INPUT_MAX);
	return false;
}

/* ---- the table out ---- */

static void
add_cell(struct csv_writer *writer, const json_t *value)
{
	char *text;

	if (json_is_null(value)) {
		csv_add_empty(writer);
	} else if (json_is_string(value)) {
		csv_add_text(writer, view_of(json_string_value(value)));
	} else {
		text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
		csv_add_text(writer, view_of(text)); /* a list holds commas */
		free(text);
	}
}

static int
table_print(PGconn *db)
{
	static const char *const sql =
	    "SELECT x FROM sms.resource_export('installed_country', (SELECT min(id) FROM"
	    " directory.v_tenant), true) AS x";
	PGresult *rows = ctl_query(db, sql, 0, NULL);
	struct buf out = { 0 };
	struct csv_writer writer = { .out = &out };

	if (rows == NULL)
		return 1;
	for (int r = 0; r < PQntuples(rows); r++) {
		json_t *row = json_loads(PQgetvalue(rows, r, 0), 0, NULL);
		json_t *value;
		size_t i;

		json_array_foreach (row, i, value)
			add_cell(&writer, value);
		csv_end_line(&writer);
		json_decref(row);
	}
	(void)fwrite(out.p, 1, out.n, stdout);
	buf_fini(&out);
	PQclear(rows);
	return 0;
}

/* ---- the table in ---- */

static json_t *
cell_json(struct view cell)
{
	return cell.n > 0 ? json_stringn(cell.p, cell.n) : json_null();
}

static json_t *
item_of(const json_t *names, const struct csv_row *row)
{
	json_t *item = json_object();
	json_t *name;
	size_t i;

	json_array_foreach ((json_t *)names, i, name)
		if (i < (size_t)row->count)
			(void)json_object_set_new(
			    item, json_string_value(name), cell_json(row->cells[i]));
	return item;
}

static json_t *
names_of(const struct csv_row *row)
{
	json_t *names = json_array();

	for (int i = 0; i < row->count; i++)
		(void)json_array_append_new(names, json_stringn(row->cells[i].p, row->cells[i].n));
	return names;
}

/* Rows as objects by the first row's names: what sms.resource_import takes. NULL: complained. */
static json_t *
items_of(struct view text)
{
	struct csv_reader reader;
	struct csv_row row = { 0 };
	json_t *names = NULL, *items = json_array();
	enum csv_read got;
	struct err err;

	csv_begin(&reader, text);
	while ((got = csv_next(&reader, &row, &err)) == CSV_ROW) {
		if (names == NULL)
			names = names_of(&row);
		else
			(void)json_array_append_new(items, item_of(names, &row));
	}
	csv_row_fini(&row);
	json_decref(names);
	if (got == CSV_END)
		return items;
	(void)ctl_fail("%s", err.text);
	json_decref(items);
	return NULL;
}

/* Rows that can't be, each on a line; how many. */
static int
print_errors(const json_t *done)
{
	const json_t *errors = json_object_get(done, "errors");
	const json_t *one;
	size_t i;

	json_array_foreach (errors, i, one)
		(void)printf("wrong     row %lld %s: %s\n",
		    (long long)json_integer_value(json_object_get(one, "n")) + 1,
		    json_string_value(json_object_get(one, "field")),
		    json_string_value(json_object_get(one, "detail")));
	return (int)json_array_size(errors);
}

static int
print_changed(const json_t *done)
{
	const json_t *one;
	size_t i;
	int changed = 0;

	json_array_foreach (json_object_get(done, "plan"), i, one) {
		const char *did = json_string_value(json_object_get(one, "did"));
		const char *name = json_string_value(json_object_get(one, "name"));

		if (did != NULL && name != NULL && strcmp(did, "unchanged") != 0) {
			(void)printf("%-9s %s\n", did, name);
			changed++;
		}
	}
	return changed;
}

/* All rows or none, in a batch as a daemon's. */
static int
table_import(PGconn *db, const json_t *items, bool dry_run)
{
	static const char *const begin = "SELECT ops.batch_begin(ARRAY(SELECT ops.key('config', "
					 "min(id), '') FROM directory.v_tenant))";
	static const char *const sql =
	    "SELECT sms.resource_import('installed_country', t.id, NULL, 'operator',"
	    " '{\"source\": \"trunklinectl\"}', $1::text::jsonb, true), sms.resource_changed(t.id, "
	    "0)"
	    " FROM (SELECT min(id) AS id FROM directory.v_tenant) AS t";
	char *text = json_dumps(items, JSON_COMPACT);
	const char *const params[] = { text };
	PGresult *row = NULL;
	json_t *done = NULL;
	int status = 1;

	if (ctl_run(db, "BEGIN") && ctl_run(db, begin))
		row = ctl_query(db, sql, 1, params);
	if (row != NULL)
		done = json_loads(PQgetvalue(row, 0, 0), 0, NULL);
	if (done != NULL && print_errors(done) > 0) {
		(void)ctl_fail("nothing was changed");
	} else if (done != NULL) {
		int changed = print_changed(done);

		status = dry_run || ctl_commit(db) ? 0 : 1;
		if (status == 0)
			(void)printf("%d countries changed%s\n", changed,
			    dry_run ? ": nothing was kept" : "");
	}
	json_decref(done);
	PQclear(row);
	free(text);
	return status;
}

static int
table_read(PGconn *db, const char *path, bool dry_run)
{
	FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	struct buf text = { 0 };
	json_t *items = NULL;
	int status = 1;

	if (in == NULL)
		return ctl_fail("%s can't be opened", path);
	if (read_all(in, path, &text))
		items = items_of(buf_view(&text));
	if (in != stdin)
		(void)fclose(in);
	if (items != NULL)
		status = table_import(db, items, dry_run);
	json_decref(items);
	buf_fini(&text);
	return status;
}

static int
countries(PGconn *db, const struct ctl_args *args)
{
	const char *path = ctl_word(args, 0);

	return path != NULL ? table_read(db, path, ctl_flag(args, "--dry-run")) : table_print(db);
}

int
ctl_countries(const struct ctl_args *args)
{
	static const char *const known[] = { "--database", "--dry-run", NULL };

	return ctl_known(args, known) ? ctl_with_database(args, countries) : 2;
}

/* ---- what texts take ---- */

int
ctl_segments(const struct ctl_args *args)
{
	static const char *const known[] = { NULL };
	struct buf text = { 0 };
	struct view rest;
	bool good;

	if (!ctl_known(args, known))
		return 2;
	good = read_all(stdin, "standard input", &text);
	rest = buf_view(&text);
	while (good && rest.n > 0) {
		struct sms_count count = sms_count(view_cut(&rest, '\0'));

		(void)printf("%s %d %d %d\n", sms_encoding_name(count.encoding), count.segments,
		    count.left, count.characters);
	}
	buf_fini(&text);
	return good ? 0 : 1;
}
