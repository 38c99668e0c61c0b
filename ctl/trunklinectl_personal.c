/*
 * trunklinectl_personal - personal data from the shell: a customer's export, their erasure (AD-7).
 *
 * Both call the owner functions that the routes call. An erasure is worked off here, too, so that it is
 * done when the command ends, whether daemons run or not.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"

enum { KEYS_TRIES_MAX = 4 };

static const char *const known[] = { "--database", "--tenant", "--dry-run", NULL };

/* The customer and --tenant; false: complained. */
static bool
whom(const struct ctl_args *args, const char *params[2])
{
	params[0] = ctl_option(args, "--tenant", NULL);
	params[1] = ctl_word(args, 0);
	if (!ctl_known(args, known))
		return false;
	if (params[0] == NULL || params[1] == NULL) {
		(void)ctl_fail(
		    "%s: say the customer's id and --tenant with the tenant's", args->command);
		return false;
	}
	return true;
}

/* ---- export ---- */

static PGresult *
export_page(PGconn *db, const char *const params[2], const char *cursor)
{
	static const char *const sql =
	    "SELECT outcome, jsonb_pretty(body), body ->> 'next_cursor' FROM"
	    " messaging.customer_export(NULL, NULL, $1, NULL, 'operator', $2, $3, 100)";
	const char *const all[] = { params[0], params[1], cursor };

	return ctl_query(db, sql, 3, all);
}

/* One JSON document a page; what reads them reads a sequence. */
static int
export_all(PGconn *db, const char *const params[2])
{
	char *cursor = NULL;

	for (;;) {
		PGresult *row = export_page(db, params, cursor);

		free(cursor);
		cursor = NULL;
		if (row == NULL)
			return 1;
		if (strcmp(PQgetvalue(row, 0, 0), "ok") != 0) {
			PQclear(row);
			return ctl_fail(
			    "there is no customer %s in tenant %s", params[1], params[0]);
		}
		(void)puts(PQgetvalue(row, 0, 1));
		if (!PQgetisnull(row, 0, 2))
			cursor = mem_text(PQgetvalue(row, 0, 2));
		PQclear(row);
		if (cursor == NULL)
			return 0;
	}
}

int
ctl_export_customer(const struct ctl_args *args)
{
	const char *params[2];
	PGconn *db;
	int status;

	if (!whom(args, params))
		return 2;
	if ((db = ctl_connect(args)) == NULL)
		return 1;
	status = export_all(db, params);
	PQfinish(db);
	return status;
}

/* ---- erasure ---- */

/* One call as daemons make it: with the keys that it says it needs, and its place in the feed. NULL:
 * complained. The row: outcome, body, keys. */
static PGresult *
erase_begin(PGconn *db, const char *const params[2], bool dry_run)
{
	static const char *const sql =
	    "SELECT outcome, jsonb_pretty(body), keys::text FROM"
	    " messaging.customer_erase(NULL, NULL, $1, NULL, 'operator', $2, $3)";
	char *keys = mem_text("{}");
	PGresult *row = NULL;

	for (int i = 0; i < KEYS_TRIES_MAX; i++) {
		const char *const all[] = { params[0], params[1], dry_run ? "true" : "false" };
		const char *const lock[] = { keys };
		PGresult *began;

		PQclear(row);
		row = NULL;
		if (!ctl_run(db, "BEGIN"))
			break;
		began = ctl_query(db, "SELECT ops.batch_begin($1)", 1, lock);
		if (began != NULL)
			row = ctl_query(db, sql, 3, all);
		PQclear(began);
		if (row == NULL || !ctl_commit(db)) {
			PQclear(row);
			row = NULL;
			break;
		}
		if (strcmp(PQgetvalue(row, 0, 0), "moved") != 0)
			break;
		free(keys);
		keys = mem_text(PQgetvalue(row, 0, 2));
	}
	free(keys);
	return row;
}

/* -1: complained; else whether this one is done. */
static int
erase_step(PGconn *db, const char *const params[2])
{
	/* Nothing to do, and not done: a daemon is at it just now. */
	static const char *const step =
	    "SELECT CASE messaging.erasures_step(500) WHEN 0 THEN pg_sleep(0.1) END";
	PGresult *row;
	int done;

	if (!ctl_run(db, "BEGIN") || !ctl_run(db, "SELECT ops.batch_begin('{}')") ||
	    !ctl_run(db, step) || !ctl_commit(db))
		return -1;
	row = ctl_query(db,
	    "SELECT done_at IS NOT NULL FROM messaging.erasure WHERE tenant = $1 AND customer = $2",
	    2, params);
	done = row == NULL ? -1 : strcmp(PQgetvalue(row, 0, 0), "t") == 0;
	PQclear(row);
	return done;
}

static int
erase_all(PGconn *db, const char *const params[2])
{
	int done = 0;

	while (done == 0)
		done = erase_step(db, params);
	return done < 0 ? 1 : puts("done") < 0;
}

int
ctl_erase_customer(const struct ctl_args *args)
{
	bool dry_run = ctl_flag(args, "--dry-run");
	const char *params[2];
	PGresult *row;
	PGconn *db;
	int status = 1;

	if (!whom(args, params))
		return 2;
	if ((db = ctl_connect(args)) == NULL)
		return 1;
	row = erase_begin(db, params, dry_run);
	if (row != NULL && strcmp(PQgetvalue(row, 0, 0), "ok") != 0)
		status = ctl_fail(
		    "customer %s of tenant %s: %s", params[1], params[0], PQgetvalue(row, 0, 0));
	else if (row != NULL)
		status = puts(PQgetvalue(row, 0, 1)) < 0 || (!dry_run && erase_all(db, params));
	PQclear(row);
	PQfinish(db);
	return status;
}
