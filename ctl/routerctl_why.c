/*
 * routerctl_why - says why nobody has an interaction, what was decided of it, or why an agent gets
 * nothing (SV-4).
 *
 * Owns: nothing; asks routing.why_lines.
 */
#include <libpq-fe.h>
#include <stdio.h>

#include "ctl/routerctl.h"

enum { PARAMS = 3 };

static const char query[] =
    "SELECT line FROM routing.why_lines(tenant => $1, what => $2, id => $3)";

int
routerctl_why(const char *database, const char *tenant, const char *what, const char *id)
{
	const char *const params[PARAMS] = { tenant, what, id };
	PGconn *db = routerctl_connect(database);
	PGresult *rows;
	int status = 2;

	if (db == NULL)
		return 2;
	rows = PQexecParams(db, query, PARAMS, NULL, params, NULL, NULL, 0);
	if (PQresultStatus(rows) != PGRES_TUPLES_OK) {
		(void)fprintf(stderr, "routerctl: %s", PQerrorMessage(db));
	} else if (PQntuples(rows) == 0) {
		(void)fprintf(stderr, "routerctl: there is no %s %s\n", what, id);
	} else {
		status = 0;
		for (int i = 0; i < PQntuples(rows); i++)
			(void)puts(PQgetvalue(rows, i, 0));
	}
	PQclear(rows);
	PQfinish(db);
	return status;
}
