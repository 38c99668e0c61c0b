/*
 * trunklinectl_config - a tenant's whole configuration out of the database and into it (AD-5).
 *
 * Owns: the file. What is in it, and what becomes of it, directory.config_export and config_import decide, as for the
 *       routes /export and /import; here an import makes the tenant, if none is named.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"
#include "ctl/ctl.h"

enum { CONFIG_FILE_MAX = 32 * 1024 * 1024 };

static const char *
file_of(const struct ctl_args *args)
{
	const char *file = ctl_word(args, 0);

	if (file == NULL)
		(void)ctl_fail("%s: say the file; - is the terminal", args->command);
	return file;
}

/* ---- out ---- */

/* The tenant that is named, or the only one there is; NULL: complained. */
static char *
tenant_of(PGconn *db, const struct ctl_args *args)
{
	const char *named = ctl_option(args, "--tenant", NULL);
	PGresult *rows = named != NULL
	    ? NULL
	    : ctl_query(db, "SELECT id FROM directory.v_tenant ORDER BY id LIMIT 2", 0, NULL);
	char *tenant = NULL;

	if (named != NULL)
		return mem_text(named);
	if (rows != NULL && PQntuples(rows) == 1)
		tenant = mem_text(PQgetvalue(rows, 0, 0));
	else if (rows != NULL)
		(void)ctl_fail("%s: say --tenant ID", args->command);
	PQclear(rows);
	return tenant;
}

static int
write_file(const char *path, const char *text)
{
	bool here = strcmp(path, "-") == 0;
	FILE *out = here ? stdout : fopen(path, "w");
	bool good = out != NULL && fputs(text, out) >= 0 && fflush(out) == 0;

	if (out != NULL && !here)
		good = fclose(out) == 0 && good;
	return good ? 0 : ctl_fail("%s could not be written", path);
}

static bool
export_noted(PGconn *db, const char *tenant)
{
	PGresult *row = ctl_query(db,
	    "SELECT ops.audit_add($1, NULL, 'operator', 'configuration_export', 8, $1, "
	    "'{\"source\": "
	    "\"trunklinectl\"}')",
	    1, &tenant);

	PQclear(row);
	return row != NULL;
}

static int
export_to(PGconn *db, const struct ctl_args *args, const char *path)
{
	char *tenant = tenant_of(db, args);
	const char *const params[] = { tenant };
	PGresult *row = tenant != NULL
	    ? ctl_query(db, "SELECT outcome, body FROM directory.config_export($1)", 1, params)
	    : NULL;
	int status = 1;

	if (row != NULL && strcmp(PQgetvalue(row, 0, 0), "ok") != 0)
		status = ctl_fail("the configuration is larger than a file may be");
	else if (row != NULL && export_noted(db, tenant))
		status = write_file(path, PQgetvalue(row, 0, 1));
	PQclear(row);
	free(tenant);
	return status;
}

int
ctl_export(const struct ctl_args *args)
{
	static const char *const known[] = { "--database", "--tenant", NULL };
	const char *path;
	PGconn *db;
	int status;

	if (!ctl_known(args, known) || (path = file_of(args)) == NULL)
		return 2;
	if ((db = ctl_connect(args)) == NULL)
		return 1;
	status = export_to(db, args, path);
	PQfinish(db);
	return status;
}

/* ---- in ---- */

/* Why not, or NULL: `text` holds all of it. */
static const char *
read_all(FILE *in, char *text)
{
	size_t n = fread(text, 1, CONFIG_FILE_MAX, in);

	if (ferror(in) != 0)
		return "can't be read";
	if (n == CONFIG_FILE_MAX)
		return "is too long";
	return utf8_valid((struct view){ text, n }) && strlen(text) == n ? NULL : "is no text";
}

/* NULL: complained. */
static char *
read_file(const char *path)
{
	bool here = strcmp(path, "-") == 0;
	FILE *in = here ? stdin : fopen(path, "r");
	char *text = mem_zero(1, CONFIG_FILE_MAX + 1);
	const char *problem = in != NULL ? read_all(in, text) : "can't be read";

	if (in != NULL && !here)
		(void)fclose(in);
	if (problem == NULL)
		return text;
	(void)ctl_fail("%s %s", path, problem);
	free(text);
	return NULL;
}

static void
print_counts(const json_t *body, const char *did)
{
	const char *noun;
	json_t *count;

	json_object_foreach (json_object_get(body, did), noun, count)
		(void)printf("%-9s %6lld %s\n", did, (long long)json_integer_value(count), noun);
}

static void
print_lines(const json_t *list, const char *what, const char *first, const char *second)
{
	const json_t *one;
	size_t i;

	json_array_foreach (list, i, one) {
		const char *a = json_string_value(json_object_get(one, first));
		const char *b = json_string_value(json_object_get(one, second));

		(void)printf("%-9s %s: %s\n", what, a != NULL ? a : "", b != NULL ? b : "");
	}
}

static int
print_import(const char *outcome, const char *text)
{
	json_t *body = json_loads(text, 0, NULL);
	bool good = strcmp(outcome, "ok") == 0;
	const char *detail = json_string_value(json_object_get(body, "detail"));

	if (good) {
		print_counts(body, "created");
		print_counts(body, "changed");
		print_counts(body, "removed");
		print_lines(json_object_get(body, "unset"), "set", "resource", "name");
		print_lines(json_object_get(body, "warnings"), "warning", "kind", "words");
	} else {
		print_lines(json_object_get(body, "errors"), "wrong", "pointer", "detail");
		(void)ctl_fail("%s", detail != NULL ? detail : outcome);
	}
	json_decref(body);
	return good ? 0 : 1;
}

/* A new tenant gets its name from the file. NULL: complained. */
static char *
tenant_for(PGconn *db, const struct ctl_args *args)
{
	const char *named = ctl_option(args, "--tenant", NULL);
	PGresult *row;
	char *tenant;

	if (named != NULL)
		return mem_text(named);
	row = ctl_query(db, "SELECT directory.tenant_create('New')", 0, NULL);
	if (row == NULL)
		return NULL;
	tenant = mem_text(PQgetvalue(row, 0, 0));
	PQclear(row);
	return tenant;
}

/* As a daemon calls it: a batch with its place in the feed. */
static int
import_text(PGconn *db, const struct ctl_args *args, const char *text)
{
	static const char *const sql =
	    "SELECT outcome, body FROM directory.config_import(NULL, NULL, $1, NULL, 'operator',"
	    " '{\"source\": \"trunklinectl\"}', NULL, $2, NULL, false, $3, false, $4)";
	bool dry_run = ctl_flag(args, "--dry-run");
	PGresult *row = NULL;
	char *tenant = NULL;
	int status = 1;

	if (!ctl_run(db, "BEGIN") || !ctl_run(db, "SELECT ops.batch_begin('{}')") ||
	    (tenant = tenant_for(db, args)) == NULL)
		return 1;
	{
		const char *const params[] = { tenant, text, ctl_option(args, "--mode", "empty"),
			dry_run ? "true" : "false" };

		row = ctl_query(db, sql, 4, params);
	}
	if (row != NULL)
		status = print_import(PQgetvalue(row, 0, 0), PQgetvalue(row, 0, 1));
	if (status == 0 && !dry_run)
		status = ctl_commit(db) ? 0 : 1;
	if (status == 0)
		(void)printf("tenant    %s%s\n", tenant, dry_run ? ": nothing was kept" : "");
	PQclear(row);
	free(tenant);
	return status;
}

int
ctl_import(const struct ctl_args *args)
{
	static const char *const known[] = { "--database", "--tenant", "--mode", "--dry-run",
		NULL };
	const char *path;
	char *text;
	PGconn *db;
	int status;

	if (!ctl_known(args, known) || (path = file_of(args)) == NULL)
		return 2;
	if ((text = read_file(path)) == NULL)
		return 1;
	db = ctl_connect(args);
	status = db != NULL ? import_text(db, args, text) : 1;
	PQfinish(db);
	free(text);
	return status;
}
