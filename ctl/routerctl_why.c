/*
 * routerctl_why - says why nobody has an interaction, what was decided of it, or why an agent gets
 * nothing (SV-4).
 *
 * Owns: nothing; asks routing.why_lines.
 */
#include <stdio.h>
#include <string.h>

#include "ctl/routerctl.h"

enum { PARAMS = 3 };

static const char query[] =
    "SELECT line FROM routing.why_lines(tenant => $1, what => $2, id => $3)";

static void
print(const PGresult *rows, int i)
{
	(void)puts(PQgetvalue(rows, i, 0));
}

int
routerctl_why(const struct question *question)
{
	const char *const *given = question->arguments;
	const char *const params[PARAMS] = { question->tenant, given[0], given[1] };
	int count;

	if (strcmp(given[0], "interaction") != 0 && strcmp(given[0], "agent") != 0)
		return -1;
	if (!routerctl_is_id(given[0], given[1]))
		return 2;
	count = routerctl_ask(question->database, query, params, PARAMS, print);
	if (count == 0)
		(void)fprintf(stderr, "routerctl: there is no %s %s\n", given[0], given[1]);
	return count > 0 ? 0 : 2;
}
