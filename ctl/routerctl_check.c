/*
 * routerctl_check - prints what the linter finds in a tenant's configuration (20-routing,
 * "Configuration check").
 *
 * Owns: nothing; asks routing.lint.
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "ctl/routerctl.h"

enum { COLUMN_TENANT, COLUMN_KIND, COLUMN_RESOURCE, COLUMN_ID, COLUMN_WORDS };

static const char query[] =
    "SELECT t.id, l.kind, l.resource, l.id, l.words FROM directory.v_tenant AS t CROSS JOIN "
    "LATERAL "
    "routing.lint(t.id) AS l WHERE $1::bigint IS NULL OR t.id = $1 ORDER BY t.id, l.kind, l.id";

static int
print(PGconn *db, const char *tenant)
{
	PGresult *rows = PQexecParams(db, query, 1, NULL, &tenant, NULL, NULL, 0);
	int count;

	if (PQresultStatus(rows) != PGRES_TUPLES_OK) {
		(void)fprintf(stderr, "routerctl: %s", PQerrorMessage(db));
		PQclear(rows);
		return 2;
	}
	count = PQntuples(rows);
	for (int i = 0; i < count; i++)
		(void)printf("tenant %s: %s %s: %s: %s\n", PQgetvalue(rows, i, COLUMN_TENANT),
		    PQgetvalue(rows, i, COLUMN_RESOURCE), PQgetvalue(rows, i, COLUMN_ID),
		    PQgetvalue(rows, i, COLUMN_KIND), PQgetvalue(rows, i, COLUMN_WORDS));
	if (count == 0)
		(void)puts("ok");
	PQclear(rows);
	return count > 0 ? 1 : 0;
}

PGconn *
routerctl_connect(const char *database)
{
	PGconn *db;

	if (database == NULL)
		database = getenv("TRUNKLINE_DATABASE");
	if (database == NULL) {
		(void)fprintf(
		    stderr, "routerctl: say --database CONNINFO or set TRUNKLINE_DATABASE\n");
		return NULL;
	}
	db = PQconnectdb(database);
	if (PQstatus(db) == CONNECTION_OK)
		return db;
	(void)fprintf(stderr, "routerctl: the database can't be reached: %s", PQerrorMessage(db));
	PQfinish(db);
	return NULL;
}

int
routerctl_check(const char *database, const char *tenant)
{
	PGconn *db = routerctl_connect(database);
	int status;

	if (db == NULL)
		return 2;
	status = print(db, tenant);
	PQfinish(db);
	return status;
}
