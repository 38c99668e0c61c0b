/*
 * routerctl_check - prints what the linter finds in a tenant's configuration (20-routing,
 * "Configuration check").
 *
 * Owns: nothing; asks routing.lint.
 */
#include <stdio.h>

#include "ctl/routerctl.h"

enum { COLUMN_TENANT, COLUMN_KIND, COLUMN_RESOURCE, COLUMN_ID, COLUMN_WORDS };

static const char query[] =
    "SELECT t.id, l.kind, l.resource, l.id, l.words FROM directory.v_tenant AS t CROSS JOIN "
    "LATERAL "
    "routing.lint(t.id) AS l WHERE $1::bigint IS NULL OR t.id = $1 ORDER BY t.id, l.kind, l.id";

static void
print(const PGresult *rows, int i)
{
	(void)printf("tenant %s: %s %s: %s: %s\n", PQgetvalue(rows, i, COLUMN_TENANT),
	    PQgetvalue(rows, i, COLUMN_RESOURCE), PQgetvalue(rows, i, COLUMN_ID),
	    PQgetvalue(rows, i, COLUMN_KIND), PQgetvalue(rows, i, COLUMN_WORDS));
}

int
routerctl_check(const struct question *question)
{
	return routerctl_findings(
	    routerctl_ask(question->database, query, &question->tenant, 1, print), "ok");
}
