/*
 * trunklinectl_doctor - checks a set-up and says what to do.
 *
 * The checks stand in sql/doctor.sql. Exit status 1 when one of them is not well.
 */
#include <stdio.h>
#include <stdlib.h>

#include "ctl/ctl.h"

int
ctl_doctor(const struct ctl_args *args)
{
	static const char *const known[] = { "--database", "--tests", NULL };
	PGresult *rows;
	PGconn *db;
	int ill = 0;

	if (!ctl_known(args, known))
		return 2;
	if ((db = ctl_connect(args)) == NULL)
		return 1;
	rows = ctl_file_query(db, "sql/doctor.sql", ctl_flag(args, "--tests") ? "tests" : "");
	for (int i = 0; rows != NULL && i < PQntuples(rows); i++) {
		bool well = PQgetvalue(rows, i, 1)[0] == 't';

		ill += !well;
		(void)printf("%-5s %-28s %s\n", well ? "ok" : "ILL", PQgetvalue(rows, i, 0),
		    well ? "" : PQgetvalue(rows, i, 2));
	}
	PQclear(rows);
	PQfinish(db);
	return rows == NULL || ill > 0 ? 1 : 0;
}
