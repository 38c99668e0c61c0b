/*
 * routerctl_recount - counts the figures of some days anew from the histories and prints what differs (SV-7).
 *
 * Owns: nothing; asks routing.reports_recount.
 */
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

static void
print(const PGresult *rows, int i)
{
	(void)printf("tenant %s: %s %s %s %s: stored %s, counted %s\n",
	    PQgetvalue(rows, i, COLUMN_TENANT), PQgetvalue(rows, i, COLUMN_NOUN),
	    PQgetvalue(rows, i, COLUMN_ID), PQgetvalue(rows, i, COLUMN_AT),
	    PQgetvalue(rows, i, COLUMN_COUNTER), PQgetvalue(rows, i, COLUMN_STORED),
	    PQgetvalue(rows, i, COLUMN_COUNTED));
}

int
routerctl_recount(const struct question *question)
{
	const char *const params[] = { question->tenant, question->since, question->until };

	return routerctl_findings(
	    routerctl_ask(question->database, query, params, 3, print), "same");
}
