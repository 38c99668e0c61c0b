/*
 * routerctl_route - says where a text would go, now or at another time, and why.
 *
 * Owns: nothing; asks routing.route_dry_run.
 */
#include <jansson.h>
#include <stdio.h>

#include "ctl/routerctl.h"

enum { PARAMS = 5 };

static const char query[] =
    "SELECT d FROM routing.route_dry_run(tenant => $1, channel => $2, number => $3, "
    "text => $4, customer_known => NULL, language => NULL, at => $5) AS d WHERE d IS NOT NULL";

static void
print(const PGresult *rows, int i)
{
	json_t *answer = json_loads(PQgetvalue(rows, i, 0), 0, NULL), *rule;
	const char *words = json_string_value(json_object_get(answer, "words"));
	size_t n;

	json_array_foreach (json_object_get(answer, "rules"), n, rule)
		(void)printf("%s\n", json_string_value(json_object_get(rule, "words")));
	(void)printf("%s\n", words != NULL ? words : "");
	json_decref(answer);
}

int
routerctl_route(const struct question *question)
{
	const char *const *given = question->arguments;
	const char *const params[PARAMS] = { question->tenant, given[0], given[1], given[2],
		question->at };
	int count;

	if (!routerctl_is_id("CHANNEL", given[0]))
		return 2;
	count = routerctl_ask(question->database, query, params, PARAMS, print);
	if (count == 0)
		(void)fprintf(stderr, "routerctl: there is no channel %s\n", given[0]);
	return count > 0 ? 0 : 2;
}
