/*
 * trunklinectl_shard - the router's shards: which there are, who holds them, which tenants are in them.
 *
 * What a move means for routers, routing.shard_move says (docs/decisions/0018-shards.md).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"

/* ---- list ---- */

static int
shard_list(PGconn *db, const struct ctl_args *args)
{
	static const char *const sql =
	    "SELECT m.shard, COALESCE(min(i.name), 'nobody'),"
	    " COALESCE(string_agg(format('%s (%s)', t.id, t.name), ', ' ORDER BY t.id)"
	    "  FILTER (WHERE t.id IS NOT NULL), 'none')"
	    " FROM routing.shard_map() AS m"
	    " JOIN ops.holder_list('shard') AS h ON h.thing = m.shard"
	    " LEFT JOIN ops.instance AS i ON i.boot = h.boot"
	    " LEFT JOIN directory.v_tenant AS t ON t.id = m.tenant"
	    " GROUP BY m.shard ORDER BY m.shard";
	PGresult *rows = ctl_query(db, sql, 0, NULL);
	int count = rows != NULL ? PQntuples(rows) : 0;

	(void)args;
	for (int i = 0; i < count; i++)
		(void)printf("shard %s, held by %s: tenants %s\n", PQgetvalue(rows, i, 0),
		    PQgetvalue(rows, i, 1), PQgetvalue(rows, i, 2));
	PQclear(rows);
	return rows == NULL;
}

/* ---- add, move: a batch as a daemon's, with its place in the feed ---- */

/* The first cell of its row, which the caller frees; NULL: complained. */
static char *
change(PGconn *db, const char *sql, int count, const char *const *params)
{
	PGresult *row = ctl_run(db, "BEGIN") ? ctl_query(db, sql, count, params) : NULL;
	char *cell = NULL;

	if (row != NULL && ctl_commit(db))
		cell = mem_text(PQgetvalue(row, 0, 0));
	PQclear(row);
	return cell;
}

static int
shard_add(PGconn *db, const struct ctl_args *args)
{
	char *shard = change(db,
	    "SELECT routing.shard_add() FROM (SELECT ops.batch_begin('{}') OFFSET 0) AS b", 0,
	    NULL);
	int status = shard == NULL || printf("shard %s\n", shard) < 0;

	(void)args;
	free(shard);
	return status;
}

static int
shard_move(PGconn *db, const struct ctl_args *args)
{
	static const char *const sql = "SELECT routing.shard_move($1::bigint, $2::bigint)"
				       " FROM (SELECT ops.batch_begin(ARRAY[ops.key('config', "
				       "$1::bigint, '')]) OFFSET 0) AS b";
	const char *const params[] = { ctl_word(args, 1), ctl_word(args, 2) };
	char *moved = change(db, sql, 2, params);
	int status = 1;

	if (moved != NULL && strcmp(moved, "t") == 0)
		status = printf("tenant %s is in shard %s\n", params[0], params[1]) < 0;
	else if (moved != NULL)
		status = ctl_fail(
		    "there is no tenant %s, or no shard %s: see shard list", params[0], params[1]);
	free(moved);
	return status;
}

static const struct {
	const char *verb;
	int words; /* behind it */
	int (*run)(PGconn *db, const struct ctl_args *args);
} verbs[] = {
	{ "list", 0, shard_list },
	{ "add", 0, shard_add },
	{ "move", 2, shard_move },
};

static bool
all_ids(const struct ctl_args *args, int words)
{
	int64_t id;

	for (int i = 1; i <= words; i++) {
		const char *word = ctl_word(args, i);

		if (word == NULL || !view_to_int(view_of(word), 1, INT64_MAX, &id))
			return false;
	}
	return ctl_word(args, words + 1) == NULL;
}

int
ctl_shard(const struct ctl_args *args)
{
	static const char *const known[] = { "--database", NULL };
	const char *verb = ctl_word(args, 0);

	if (!ctl_known(args, known))
		return 2;
	for (size_t i = 0; verb != NULL && i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(verbs[i].verb, verb) == 0 && all_ids(args, verbs[i].words))
			return ctl_with_database(args, verbs[i].run);
	}
	(void)ctl_fail("shard: say list, add, or move with the ids of a tenant and a shard");
	return 2;
}
