/*
 * routerctl_ask - one question to the database, its rows printed.
 *
 * Owns: the connection. Must not know: what is asked.
 */
#include <stdio.h>
#include <stdlib.h>

#include "ctl/routerctl.h"

static PGconn *
open_database(const char *database)
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
routerctl_ask(const char *database, const char *query, const char *const *params, int param_count,
    void (*print)(const PGresult *rows, int row))
{
	PGconn *db = open_database(database);
	PGresult *rows;
	int count = -1;

	if (db == NULL)
		return -1;
	rows = PQexecParams(db, query, param_count, NULL, params, NULL, NULL, 0);
	if (PQresultStatus(rows) == PGRES_TUPLES_OK)
		count = PQntuples(rows);
	else
		(void)fprintf(stderr, "routerctl: %s", PQerrorMessage(db));
	for (int i = 0; i < count; i++)
		print(rows, i);
	PQclear(rows);
	PQfinish(db);
	return count;
}

int
routerctl_findings(int count, const char *none)
{
	if (count == 0)
		(void)puts(none);
	if (count < 0)
		return 2;
	return count > 0 ? 1 : 0;
}
