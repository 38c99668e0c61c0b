/*
 * trunklinectl_trace - prints the life of an interaction, from the database alone.
 */
#include <stdio.h>
#include <stdlib.h>

#include "ctl/ctl.h"

int
ctl_trace(const struct ctl_args *args)
{
	static const char *const known[] = { "--database", NULL };
	const char *interaction = ctl_word(args, 0);
	PGresult *rows;
	PGconn *db;
	int64_t id;
	int count;

	if (!ctl_known(args, known))
		return 2;
	if (interaction == NULL)
		return ctl_fail("trace: say the interaction's id");
	if (!view_to_int(view_of(interaction), 1, INT64_MAX, &id))
		return ctl_fail("trace: \"%s\" is no id of an interaction", interaction);
	if ((db = ctl_connect(args)) == NULL)
		return 1;
	rows = ctl_file_query(db, "sql/trace.sql", interaction);
	count = rows != NULL ? PQntuples(rows) : 0;
	for (int i = 0; i < count; i++)
		(void)printf("%s  %-18s %s\n", PQgetvalue(rows, i, 0), PQgetvalue(rows, i, 1),
		    PQgetvalue(rows, i, 2));
	PQclear(rows);
	PQfinish(db);
	if (rows != NULL && count == 0)
		return ctl_fail("there is no interaction %s", interaction);
	return rows != NULL ? 0 : 1;
}
