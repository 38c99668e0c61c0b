/*
 * trunklinectl_tenant - the organisations of an installation, their modes, and who may make more of them over the API.
 *
 * Owns: passwords in memory; wiped after. What a tenant needs to begin, directory.tenant_make says, as for the API.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auth/password_rule.h"
#include "ctl/ctl.h"

#define ORIGIN "'{\"source\": \"trunklinectl\"}'"

/* ---- list ---- */

static int
tenant_list(PGconn *db, const struct ctl_args *args)
{
	static const char *const sql = "SELECT t.id, t.name, t.time_zone, m.shard, (SELECT "
				       "count(*) FROM directory.v_user AS u WHERE u.tenant = t.id)"
				       " FROM directory.v_tenant AS t JOIN routing.shard_map() AS "
				       "m ON m.tenant = t.id ORDER BY t.id";
	PGresult *rows = ctl_query(db, sql, 0, NULL);
	int count = rows != NULL ? PQntuples(rows) : 0;

	(void)args;
	for (int i = 0; i < count; i++)
		(void)printf("tenant %s: %s, %s, shard %s, %s users\n", PQgetvalue(rows, i, 0),
		    PQgetvalue(rows, i, 1), PQgetvalue(rows, i, 2), PQgetvalue(rows, i, 3),
		    PQgetvalue(rows, i, 4));
	PQclear(rows);
	return rows == NULL;
}

/* ---- add ---- */

/* What is wrong with which field, or the tenant's number. */
static int
print_made(const char *outcome, const char *text)
{
	json_t *body = json_loads(text, 0, NULL);
	const json_t *error = json_array_get(json_object_get(body, "errors"), 0);
	const char *pointer = json_string_value(json_object_get(error, "pointer"));
	const char *detail = json_string_value(json_object_get(body, "detail"));
	int status;

	if (strcmp(outcome, "created") == 0)
		status = printf("tenant %s\n", json_string_value(json_object_get(body, "id"))) < 0;
	else
		status = ctl_fail("%s: %s", pointer != NULL ? pointer : outcome,
		    detail != NULL ? detail : outcome);
	json_decref(body);
	return status;
}

static int
tenant_store(PGconn *db, const struct ctl_args *args, const char *username, const char *hash)
{
	static const char *const sql =
	    "SELECT m.outcome, m.body FROM (SELECT ops.batch_begin('{}') OFFSET 0) AS b CROSS JOIN "
	    "LATERAL"
	    " directory.tenant_make(NULL, NULL, NULL, NULL, 'operator', " ORIGIN
	    ", $1, $2::integer, $3, $4, $5, $6) AS m";
	const char *const params[] = { ctl_word(args, 1), ctl_option(args, "--mode", "1"),
		ctl_option(args, "--time-zone", "UTC"), username,
		ctl_option(args, "--name", username), hash };
	PGresult *row = ctl_run(db, "BEGIN") ? ctl_query(db, sql, 6, params) : NULL;
	int status = 1;

	if (row != NULL && ctl_commit(db))
		status = print_made(PQgetvalue(row, 0, 0), PQgetvalue(row, 0, 1));
	PQclear(row);
	return status;
}

/* The hash of the password on standard input; false: complained. */
static bool
password_take(const struct ctl_args *args, const char *username, int64_t min, struct buf *hash)
{
	char line[PASSWORD_LINE] = "";
	bool good = ctl_password_read(args, line, sizeof(line)) &&
	    ctl_password_hash(view_of(line), view_of(username),
		view_of(ctl_option(args, "--name", username)), min, hash);

	mem_wipe(line, sizeof(line));
	return good;
}

static int
tenant_add(PGconn *db, const struct ctl_args *args)
{
	const char *username = ctl_option(args, "--administrator", NULL);
	struct buf hash = { 0 };
	int status = 1;

	if (ctl_word(args, 1) == NULL || username == NULL) {
		(void)ctl_fail("tenant add: say its name, and --administrator with a login name");
		return 2;
	}
	if (password_take(args, username, PASSWORD_MIN_USUAL, &hash))
		status = tenant_store(db, args, username, hash.p);
	buf_fini(&hash);
	return status;
}

/* ---- set ---- */

/* What it means that one directory becomes two, or two become one; false: nothing. */
static bool
print_turned(const char *before, const char *after, PGresult *row)
{
	bool one = strcmp(after, "3") == 0;

	if (one == (strcmp(before, "3") == 0))
		return false;
	(void)printf("open conversations between Work users and agents that %s: %s\n",
	    one ? "can be written in again" : "become read-only", PQgetvalue(row, 0, 2));
	(void)printf("%s: %s Work users, %s agents\n",
	    one ? "see each other, and can write to each other"
		: "no longer see each other, or write to each other",
	    PQgetvalue(row, 0, 3), PQgetvalue(row, 0, 4));
	return true;
}

static void
print_mode(const char *tenant, PGresult *row, bool dry)
{
	const char *before = PQgetvalue(row, 0, 0), *after = PQgetvalue(row, 0, 1);

	if (strcmp(before, after) == 0) {
		(void)printf("tenant %s is in mode %s already\n", tenant, after);
		return;
	}
	(void)printf("tenant %s: mode %s -> %s%s\n", tenant, before, after,
	    dry ? " (nothing was changed)" : "");
	if (!print_turned(before, after, row))
		(void)printf("no conversation is affected\n");
}

static PGresult *
mode_store(PGconn *db, const char *const params[3])
{
	static const char *const sql =
	    "SELECT s.told ->> 'before', s.told ->> 'after', s.told ->> 'conversations',"
	    " s.told ->> 'work_users', s.told ->> 'agents'"
	    " FROM (SELECT directory.tenant_mode_set($1::bigint, " ORIGIN
	    ", $2::integer, $3::boolean) AS told) AS s";
	static const char *const keys =
	    "SELECT ops.batch_begin(ARRAY[ops.key('config', $1::bigint, '')])";
	PGresult *held;

	if (!ctl_run(db, "BEGIN") || (held = ctl_query(db, keys, 1, params)) == NULL)
		return NULL;
	PQclear(held);
	return ctl_query(db, sql, 3, params);
}

static int
tenant_set(PGconn *db, const struct ctl_args *args)
{
	bool dry = ctl_flag(args, "--dry-run");
	const char *const params[] = { ctl_word(args, 1), ctl_option(args, "--mode", NULL),
		dry ? "true" : "false" };
	int64_t mode = 0, tenant = 0;
	PGresult *row;
	int status = 1;

	if (params[0] == NULL || params[1] == NULL ||
	    !view_to_int(view_of(params[1]), 1, 3, &mode) ||
	    !view_to_int(view_of(params[0]), 1, INT64_MAX, &tenant)) {
		(void)ctl_fail("tenant set: say its id, and --mode with 1, 2 or 3");
		return 2;
	}
	row = mode_store(db, params);
	if (row != NULL && PQgetisnull(row, 0, 0))
		status = ctl_fail("there is no tenant %s", params[0]);
	else if (row != NULL && ctl_commit(db)) {
		print_mode(params[0], row, dry);
		status = 0;
	}
	PQclear(row);
	return status;
}

/* ---- operators ---- */

/* How long a password in this tenant must be; false: complained. */
static bool
rule_read(PGconn *db, const char *tenant, int64_t *min)
{
	PGresult *row = ctl_query(db,
	    "SELECT c.password_min FROM presence.password_case($1::bigint, NULL) AS c", 1, &tenant);
	bool good = row != NULL && PQntuples(row) == 1 &&
	    view_to_int(view_of(PQgetvalue(row, 0, 0)), 1, INT64_MAX, min);

	if (row != NULL && !good)
		(void)ctl_fail("there is no tenant %s", tenant);
	PQclear(row);
	return good;
}

/* With the lock keys of one who is there already. */
static PGresult *
operator_store(PGconn *db, const char *const params[4])
{
	static const char *const sql =
	    "SELECT directory.operator_make($1::bigint, " ORIGIN ", $2, $3, $4)"
	    " FROM (SELECT ops.batch_begin(ARRAY[ops.key('config', $1::bigint, ''),"
	    "  (SELECT ops.key('agent', u.tenant, u.id::text) FROM directory.v_user AS u"
	    "   WHERE u.tenant = $1::bigint AND u.username = lower($2))]) OFFSET 0) AS b";

	return ctl_run(db, "BEGIN") ? ctl_query(db, sql, 4, params) : NULL;
}

static int
operator_set(PGconn *db, const struct ctl_args *args)
{
	const char *username = ctl_word(args, 1), *tenant = ctl_option(args, "--tenant", NULL);
	bool ends = ctl_flag(args, "--end");
	struct buf hash = { 0 };
	PGresult *row = NULL;
	int64_t min = 0;
	int status = 1;

	if (username == NULL || tenant == NULL) {
		(void)ctl_fail("tenant operator: say a login name, and --tenant with an id");
		return 2;
	}
	if (ends || (rule_read(db, tenant, &min) && password_take(args, username, min, &hash))) {
		const char *const params[] = { tenant, username,
			ctl_option(args, "--name", username), ends ? NULL : hash.p };

		row = operator_store(db, params);
	}
	if (row != NULL && PQgetisnull(row, 0, 0))
		status = ctl_fail("there is no operator %s in tenant %s", username, tenant);
	else if (row != NULL && ctl_commit(db))
		status = printf("operator %s%s\n", PQgetvalue(row, 0, 0),
			     ends ? " is none any more" : "") < 0;
	PQclear(row);
	buf_fini(&hash);
	return status;
}

static const struct {
	const char *verb;
	int (*run)(PGconn *db, const struct ctl_args *args);
} verbs[] = {
	{ "list", tenant_list },
	{ "add", tenant_add },
	{ "set", tenant_set },
	{ "operator", operator_set },
};

int
ctl_tenant(const struct ctl_args *args)
{
	static const char *const known[] = { "--database", "--administrator", "--name",
		"--time-zone", "--mode", "--tenant", "--end", "--dry-run", NULL };
	const char *verb = ctl_word(args, 0);

	if (!ctl_known(args, known))
		return 2;
	for (size_t i = 0; verb != NULL && i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(verbs[i].verb, verb) == 0)
			return ctl_with_database(args, verbs[i].run);
	}
	(void)ctl_fail("tenant: say list, add, set or operator");
	return 2;
}
