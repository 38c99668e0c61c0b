/*
 * routerctl_recount - counts the figures of some days anew from the histories and prints what differs (SV-7).
 *
 * Owns: nothing; asks routing.reports_recount.
 */
#include <libpq-fe.h>
#include <stdio.h>

#include "ctl/routerctl.h"

enum {
	COLUMN_TENANT,
	COLUMN_NOUN,
	COLUMN_ID,
	COLUMN_AT,
	COLUMN_COUNTER,
	COLUMN_STORED,
	COLUMN_COUNTED
};

/* Days of the tenant's zone: from the day of $2, or yesterday, up to the beginning of the day of $3, or
 * today's. */
static const char query[] =
    "SELECT t.id, r.noun, r.id, COALESCE(ops.rfc3339(r.at), '-'), r.counter, r.stored, r.counted "
    "FROM directory.v_tenant AS t "
    "CROSS JOIN LATERAL (SELECT (ops.clock() AT TIME ZONE t.time_zone)::date AS day) AS d "
    "CROSS JOIN LATERAL routing.reports_recount(t.id, "
    "COALESCE($2::date, d.day - 1)::timestamp AT TIME ZONE t.time_zone, "
    "COALESCE($3::date, d.day)::timestamp AT TIME ZONE t.time_zone) AS r "
    "WHERE $1::bigint IS NULL OR t.id = $1 ORDER BY t.id, r.noun, r.id, r.at, r.counter";

static int
print(PGconn *db, const struct recount_question *question)
{
	const char *params[] = { question->tenant, question->since, question->until };
	PGresult *rows = PQexecParams(db, query, 3, NULL, params, NULL, NULL, 0);
	int count;

	if (PQresultStatus(rows) != PGRES_TUPLES_OK) {
		(void)fprintf(stderr, "routerctl: %s", PQerrorMessage(db));
		PQclear(rows);
		return 2;
	}
	count = PQntuples(rows);
	for (int i = 0; i < count; i++)
		(void)printf("tenant %s: %s %s %s %s: stored %s, counted %s\n",
		    PQgetvalue(rows, i, COLUMN_TENANT), PQgetvalue(rows, i, COLUMN_NOUN),
		    PQgetvalue(rows, i, COLUMN_ID), PQgetvalue(rows, i, COLUMN_AT),
		    PQgetvalue(rows, i, COLUMN_COUNTER), PQgetvalue(rows, i, COLUMN_STORED),
		    PQgetvalue(rows, i, COLUMN_COUNTED));
	if (count == 0)
		(void)puts("same");
	PQclear(rows);
	return count > 0 ? 1 : 0;
}

int
routerctl_recount(const char *database, const struct recount_question *question)
{
	PGconn *db = routerctl_connect(database);
	int status;

	if (db == NULL)
		return 2;
	status = print(db, question);
	PQfinish(db);
	return status;
}
