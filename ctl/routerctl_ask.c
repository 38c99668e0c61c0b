/*
 * routerctl_ask - one question to the database, its rows printed; before it, whether it can be asked.
 *
 * Owns: the connection. Must not know: what is asked.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/base/str.h"
#include "ctl/routerctl.h"

enum { DAY_LENGTH = sizeof("2026-01-31") - 1 };

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

bool
routerctl_is_id(const char *what, const char *text)
{
	int64_t id;

	if (view_to_int(view_of(text), 1, INT64_MAX, &id))
		return true;
	(void)fprintf(stderr, "routerctl: %s: \"%s\" is no id\n", what, text);
	return false;
}

/* What a calendar has: the 31st of February is none. */
static bool
is_day(const char *text)
{
	struct tm day = { .tm_isdst = 0 }, same;
	time_t noon;

	if (strspn(text, "0123456789-") != DAY_LENGTH || text[DAY_LENGTH] != '\0' ||
	    sscanf(text, "%4d-%2d-%2d", &day.tm_year, &day.tm_mon, &day.tm_mday) != 3 ||
	    text[4] != '-' || text[7] != '-')
		return false;
	day.tm_year -= 1900;
	day.tm_mon -= 1;
	day.tm_hour = 12;
	same = day;
	noon = timegm(&same);
	return noon != (time_t)-1 && same.tm_mon == day.tm_mon && same.tm_mday == day.tm_mday;
}

static bool
day_holds(const char *option, const char *day)
{
	if (day == NULL || is_day(day))
		return true;
	(void)fprintf(
	    stderr, "routerctl: %s: \"%s\" is no day, as 2026-01-31 is one\n", option, day);
	return false;
}

static void
print_nothing(const PGresult *rows, int row)
{
	(void)rows;
	(void)row;
}

bool
routerctl_holds(const struct question *question)
{
	static const char tenant[] = "SELECT FROM directory.v_tenant AS t WHERE t.id = $1";
	int count;

	if (!day_holds("--since", question->since) || !day_holds("--until", question->until))
		return false;
	if (question->tenant == NULL)
		return true;
	if (!routerctl_is_id("--tenant", question->tenant))
		return false;
	count = routerctl_ask(question->database, tenant, &question->tenant, 1, print_nothing);
	if (count == 0)
		(void)fprintf(stderr, "routerctl: there is no tenant %s\n", question->tenant);
	return count > 0;
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
