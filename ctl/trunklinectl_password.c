/*
 * trunklinectl_password - sets a user's password, as an administrator's reset does: a new tenant's first one, too.
 *
 * Owns: the password in memory; wiped after. What it must be, common/auth/password_rule.h says, as for the API.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auth/auth.h"
#include "common/auth/password_rule.h"
#include "common/base/utf8.h"
#include "ctl/ctl.h"

enum { PASSWORD_MAX = 256 };
enum { COLUMN_USERNAME, COLUMN_NAME, COLUMN_MIN };

bool
ctl_password_read(const struct ctl_args *args, char *out, size_t size)
{
	struct view line;
	size_t n;

	if (fgets(out, (int)size, stdin) == NULL) {
		(void)ctl_fail("%s: the password is read from standard input", args->command);
		return false;
	}
	n = strcspn(out, "\r\n");
	line = (struct view){ out, n };
	out[n] = '\0';
	if (n + 1 < size && utf8_valid(line) && utf8_count(line) <= PASSWORD_MAX)
		return true;
	(void)ctl_fail(
	    "%s: a password is text of at most %d characters", args->command, PASSWORD_MAX);
	return false;
}

bool
ctl_password_hash(
    struct view password, struct view username, struct view name, int64_t min, struct buf *out)
{
	struct err err = { 0 };

	if (password_judge(password, username, name, min, &err) != 0)
		(void)ctl_fail("%s", err.text);
	else if (password_hash(password, out) != 0)
		(void)ctl_fail("argon2id does not work here");
	else
		return true;
	return false;
}

/* What the user's password is judged by; no row: there is no such user. NULL: complained. */
static PGresult *
case_read(PGconn *db, const char *username)
{
	static const char *const sql =
	    "SELECT c.username, c.name, c.password_min FROM directory.v_user AS u"
	    " CROSS JOIN LATERAL presence.password_case(u.tenant, u.id) AS c"
	    " WHERE u.username = lower($1)";

	return ctl_query(db, sql, 1, &username);
}

static PGresult *
password_store(PGconn *db, const char *username, const char *hash)
{
	static const char *const sql =
	    "SELECT w.outcome FROM (SELECT u.*, ops.batch_begin(ARRAY[ops.key('config', u.tenant, "
	    "''),"
	    " ops.key('agent', u.tenant, u.id::text)]) FROM directory.v_user AS u"
	    " WHERE u.username = lower($1) OFFSET 0) AS u CROSS JOIN LATERAL "
	    "directory.resource_write(NULL, NULL,"
	    " u.tenant, NULL, 'operator', '{\"source\": \"trunklinectl\"}', 'user', 'update', "
	    "u.id, u.version,"
	    " jsonb_build_object('password_hash', $2::text), NULL, false) AS w";
	const char *const params[] = { username, hash };

	return ctl_query(db, sql, 2, params);
}

static int
hash_store(PGconn *db, const char *username, const char *hash)
{
	PGresult *row;
	int status = 1;

	if (!ctl_run(db, "BEGIN"))
		return 1;
	row = password_store(db, username, hash);
	if (row != NULL && PQntuples(row) == 0)
		status = ctl_fail("there is no user %s", username);
	else if (row != NULL && strcmp(PQgetvalue(row, 0, 0), "ok") == 0)
		status = ctl_commit(db) ? 0 : 1;
	else if (row != NULL)
		status = ctl_fail("%s: %s", username, PQgetvalue(row, 0, 0));
	PQclear(row);
	return status;
}

static int
password_set(PGconn *db, const char *username, struct view password)
{
	PGresult *row = case_read(db, username);
	struct buf hash = { 0 };
	int64_t min = 0;
	int status = 1;

	if (row != NULL && PQntuples(row) == 0)
		status = ctl_fail("there is no user %s", username);
	else if (row != NULL &&
	    view_to_int(view_of(PQgetvalue(row, 0, COLUMN_MIN)), 1, INT64_MAX, &min) &&
	    ctl_password_hash(password, view_of(PQgetvalue(row, 0, COLUMN_USERNAME)),
		view_of(PQgetvalue(row, 0, COLUMN_NAME)), min, &hash))
		status = hash_store(db, username, hash.p);
	PQclear(row);
	buf_fini(&hash);
	return status;
}

int
ctl_password(const struct ctl_args *args)
{
	static const char *const known[] = { "--database", NULL };
	const char *username = ctl_word(args, 0);
	char line[PASSWORD_LINE] = "";
	PGconn *db = NULL;
	int status = 1;

	if (!ctl_known(args, known))
		return 2;
	if (username == NULL)
		return ctl_fail("password: say the user's login name");
	if (ctl_password_read(args, line, sizeof(line)))
		db = ctl_connect(args);
	if (db != NULL)
		status = password_set(db, username, view_of(line));
	PQfinish(db);
	mem_wipe(line, sizeof(line));
	return status;
}
