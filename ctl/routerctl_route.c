/*
 * routerctl_route - says where a text would go, now or at another time, and why.
 *
 * Owns: nothing; asks routing.route_dry_run.
 */
#include <jansson.h>
#include <libpq-fe.h>
#include <stdio.h>

#include "ctl/routerctl.h"

enum { PARAMS = 5 };

static const char query[] =
    "SELECT routing.route_dry_run(tenant => $1, channel => $2, number => $3, "
    "text => $4, customer_known => NULL, language => NULL, at => $5)";

static int
print(const char *text)
{
	json_t *answer = json_loads(text, 0, NULL), *rule;
	const char *words = json_string_value(json_object_get(answer, "words"));
	size_t i;

	json_array_foreach (json_object_get(answer, "rules"), i, rule)
		(void)printf("%s\n", json_string_value(json_object_get(rule, "words")));
	(void)printf("%s\n", words != NULL ? words : "");
	json_decref(answer);
	return 0;
}

int
routerctl_route(const char *database, const struct route_question *question)
{
	const char *const params[PARAMS] = { question->tenant, question->channel, question->number,
		question->text, question->at };
	PGconn *db = routerctl_connect(database);
	PGresult *rows;
	int status = 2;

	if (db == NULL)
		return 2;
	rows = PQexecParams(db, query, PARAMS, NULL, params, NULL, NULL, 0);
	if (PQresultStatus(rows) != PGRES_TUPLES_OK)
		(void)fprintf(stderr, "routerctl: %s", PQerrorMessage(db));
	else if (PQgetisnull(rows, 0, 0))
		(void)fprintf(stderr, "routerctl: there is no channel %s\n", question->channel);
	else
		status = print(PQgetvalue(rows, 0, 0));
	PQclear(rows);
	PQfinish(db);
	return status;
}
