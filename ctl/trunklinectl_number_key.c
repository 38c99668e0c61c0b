/*
 * trunklinectl_number_key - brings the hashes of the database to the keys of smsgw's configuration (number_key, number_key_chain).
 *
 * The hashes are hashed again here by the keys that they do not have yet: no key reaches the database. All of it is one
 * transaction that keeps every other one away from the tables, so that no daemon writes a former hash that it has read before.
 * Why hashes can be hashed again: docs/decisions/0118-number-key-rotation.md.
 *
 * Owns: the keys in memory, wiped after. Must not know: which columns there are (ops.number_key_columns).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/auth/key_chain.h"
#include "common/daemon/config_file.h"
#include "ctl/ctl.h"

enum {
	LOCK_TRIES =
	    30, /* as sql/apply: LOCKS_IN for all locks, then a second for those who wait for us */
};
#define LOCKS_IN "2s" /* of a statement: lock_timeout would count anew for each table */
#define BATCH_ROWS "5000" /* hashes in memory at a time */

enum key_name { KEY_FIRST, KEY_CHAIN, KEY_NAMES };

struct rotation {
	PGconn *db;
	const char *path;
	char *keys[KEY_NAMES]; /* owned; NULL: not given */
	struct err err;
	struct key_chain chain;
	struct buf checks, tables, hashes;
	PGresult *columns;
	int from; /* keys that the database's hashes have */
};

enum { COLUMN_RELATION, COLUMN_NAME }; /* of ops.number_key_columns */

/* ---- the configuration ---- */

static const struct {
	const char *name, *variable;
} key_names[KEY_NAMES] = {
	[KEY_FIRST] = { "number_key", "TRUNKLINE_SMSGW_NUMBER_KEY" },
	[KEY_CHAIN] = { "number_key_chain", "TRUNKLINE_SMSGW_NUMBER_KEY_CHAIN" },
};

static int
on_section(void *ctx, const char *section, int line)
{
	(void)ctx;
	(void)section;
	(void)line;
	return 0;
}

/* All smsgw have the same keys, so each section that has one must agree. */
static int
key_take(struct rotation *rotation, enum key_name name, const char *value, int line)
{
	char **key = &rotation->keys[name];

	if (*key != NULL && strcmp(*key, value) != 0)
		return err_set(&rotation->err, ERR_CONFIG, key_names[name].name,
		    "%s:%d: %s is not the one that stands above", rotation->path, line,
		    key_names[name].name);
	if (*key == NULL)
		*key = mem_text(value);
	return 0;
}

static int
on_pair(void *ctx, const char *section, const char *name, const char *value, int line)
{
	bool is_smsgw = strcmp(section, "common") == 0 || strcmp(section, "smsgw") == 0 ||
	    strncmp(section, "smsgw-", sizeof("smsgw-") - 1) == 0;

	for (int i = 0; is_smsgw && i < KEY_NAMES; i++)
		if (strcmp(name, key_names[i].name) == 0)
			return key_take(ctx, (enum key_name)i, value, line);
	return 0;
}

static void
key_drop(struct rotation *rotation, int name)
{
	if (rotation->keys[name] != NULL)
		mem_wipe(rotation->keys[name], strlen(rotation->keys[name]));
	free(rotation->keys[name]);
	rotation->keys[name] = NULL;
}

/* The environment stands above the file, as for smsgw. */
static void
environment_read(struct rotation *rotation)
{
	for (int i = 0; i < KEY_NAMES; i++) {
		const char *value = getenv(key_names[i].variable);

		if (value == NULL)
			continue;
		key_drop(rotation, i);
		rotation->keys[i] = mem_text(value);
	}
}

static bool
keys_read(struct rotation *rotation)
{
	static const struct config_file_events events = { on_section, on_pair };
	const char *wrong;

	if (rotation->path != NULL &&
	    config_file_read(rotation->path, &events, rotation, &rotation->err) != 0)
		return ctl_fail("%s", rotation->err.text) == 0;
	environment_read(rotation);
	if (rotation->keys[KEY_FIRST] == NULL || rotation->keys[KEY_FIRST][0] == '\0')
		return ctl_fail(
			   "number-key: say --config FILE, where number_key of smsgw stands") == 0;
	wrong = key_chain_parse(view_of(rotation->keys[KEY_FIRST]),
	    view_of(rotation->keys[KEY_CHAIN]), &rotation->chain);
	if (wrong != NULL)
		return ctl_fail("number_key_chain %s", wrong) == 0;
	key_chain_checks(&rotation->chain, &rotation->checks);
	return true;
}

static void
keys_drop(struct rotation *rotation)
{
	for (int i = 0; i < KEY_NAMES; i++)
		key_drop(rotation, i);
}

/* ---- what the database has ---- */

/* Names of tables and columns are ours, and quoted by the database. */
static bool
columns_read(struct rotation *rotation)
{
	rotation->columns = ctl_query(rotation->db,
	    "SELECT c.relation::regclass::text, quote_ident(c.name) FROM ops.number_key_columns() "
	    "AS c",
	    0, NULL);
	for (int i = 0; rotation->columns != NULL && i < PQntuples(rotation->columns); i++) {
		const char *relation = PQgetvalue(rotation->columns, i, COLUMN_RELATION);
		const char *name = PQgetvalue(rotation->columns, i, COLUMN_NAME);

		buf_addf(&rotation->tables, "%s%s", i == 0 ? "" : ", ", relation);
		buf_addf(&rotation->hashes, "%sSELECT %s AS hash FROM %s WHERE %s IS NOT NULL",
		    i == 0 ? "" : " UNION ", name, relation, name);
	}
	return rotation->columns != NULL;
}

/* 0: done. -1: others have what it takes, try again. 1: it has failed, and has said so. */
static int
lock_status(const struct rotation *rotation, const PGresult *result)
{
	static const char *const taken[] = { "55P03", "57014", "40P01" };
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	ExecStatusType status = PQresultStatus(result);

	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
		return 0;
	for (size_t i = 0; state != NULL && i < sizeof(taken) / sizeof(taken[0]); i++)
		if (strcmp(state, taken[i]) == 0)
			return -1;
	return ctl_fail("%s", PQerrorMessage(rotation->db));
}

/* How many of the keys the database's hashes have; 0: it has said that none of these can be added. */
static int
known_keys(const struct rotation *rotation, const PGresult *row)
{
	int64_t from = 0;

	if (PQntuples(row) != 1 ||
	    !view_to_int(view_of(PQgetvalue(row, 0, 0)), 0, rotation->chain.count, &from))
		(void)ctl_fail(
		    "number-key: no smsgw has used this database yet: start it with all keys");
	else if (from == 0)
		(void)ctl_fail(
		    "number-key: the hashes of this database have other keys than number_key and "
		    "number_key_chain begin with: nothing was changed");
	return (int)from;
}

/* Holds the check value: each connection of an smsgw asks for it first, so one that comes from now on serves when this has ended,
 * and by what is committed here. */
static int
check_hold(struct rotation *rotation)
{
	const char *const params[] = { rotation->checks.p };
	PGresult *row = PQexecParams(rotation->db,
	    "SELECT COALESCE(array_position($1::text[], s.value), 0) FROM ops.setting AS s"
	    " WHERE s.name = 'number_key_check' FOR UPDATE",
	    1, NULL, params, NULL, NULL, 0);
	int status = lock_status(rotation, row);

	if (status == 0) {
		rotation->from = known_keys(rotation, row);
		status = rotation->from > 0 ? 0 : 1;
	}
	PQclear(row);
	return status;
}

/* Those that came before the check value was held: they may have hashed by the former keys. */
static bool
nobody_hashes(struct rotation *rotation)
{
	PGresult *row = ctl_query(rotation->db,
	    "SELECT string_agg(DISTINCT a.application_name, ', ' ORDER BY a.application_name)"
	    " FROM pg_stat_activity AS a"
	    " WHERE a.datname = current_database() AND a.application_name ~ '^smsgw(-|$)'",
	    0, NULL);
	bool done = row != NULL && PQgetisnull(row, 0, 0);

	if (row != NULL && !done)
		(void)ctl_fail("number-key: stop every smsgw first: %s", PQgetvalue(row, 0, 0));
	PQclear(row);
	return done;
}

/* ---- the hashes ---- */

/* No transaction that has read a former hash is left after it, and none reads one before the end. */
static int
tables_lock(struct rotation *rotation)
{
	struct buf sql = { 0 };
	PGresult *result;
	int status;

	buf_addf(&sql, "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE", rotation->tables.p);
	result = PQexec(rotation->db, sql.p);
	status = lock_status(rotation, result);
	PQclear(result);
	buf_fini(&sql);
	return status;
}

/* Begins the transaction and locks all, as lock_status. */
static int
rotation_begin(struct rotation *rotation)
{
	int status;

	if (!ctl_run(rotation->db, "BEGIN ISOLATION LEVEL READ COMMITTED") ||
	    !ctl_run(rotation->db, "SET LOCAL statement_timeout = '" LOCKS_IN "'"))
		return 1;
	status = check_hold(rotation);
	if (status == 0 && !nobody_hashes(rotation))
		status = 1;
	if (status == 0 && rotation->from < rotation->chain.count)
		status = tables_lock(rotation);
	/* The work takes as long as it takes, but waits for no lock outside the tables while it has them all. */
	if (status == 0 &&
	    (!ctl_run(rotation->db, "SET LOCAL statement_timeout = 0") ||
		!ctl_run(rotation->db, "SET LOCAL lock_timeout = '" LOCKS_IN "'")))
		status = 1;
	return status;
}

static void
pair_add(struct rotation *rotation, const char *hex, struct buf *former, struct buf *next)
{
	unsigned char hash[SHA256_SIZE];
	struct buf bytes = { 0 };

	hex_decode(view_of(hex), &bytes);
	key_chain_hash(&rotation->chain, rotation->from, buf_view(&bytes), hash);
	buf_addf(former, "%c\"%s\"", former->n == 0 ? '{' : ',', hex);
	buf_addf(next, "%c\"", next->n == 0 ? '{' : ',');
	hex_encode((struct view){ (const char *)hash, sizeof(hash) }, next);
	buf_add_char(next, '"');
	buf_fini(&bytes);
}

static bool
pairs_store(struct rotation *rotation, const PGresult *rows)
{
	struct buf former = { 0 }, next = { 0 };
	PGresult *stored;

	for (int i = 0; i < PQntuples(rows); i++)
		pair_add(rotation, PQgetvalue(rows, i, 0), &former, &next);
	buf_add_char(&former, '}');
	buf_add_char(&next, '}');
	const char *const params[] = { former.p, next.p };

	stored = ctl_query(rotation->db,
	    "INSERT INTO pg_temp.number_key_pair (former, next) SELECT decode(p.former, 'hex'), "
	    "decode(p.next, 'hex') FROM unnest($1::text[], $2::text[]) AS p (former, next)",
	    2, params);
	PQclear(stored);
	buf_fini(&former);
	buf_fini(&next);
	return stored != NULL;
}

/* Each hash that there is, once, with what becomes of it. */
static bool
pairs_make(struct rotation *rotation)
{
	struct buf sql = { 0 };
	bool done, more = true;

	buf_addf(&sql,
	    "DECLARE hashes NO SCROLL CURSOR FOR SELECT encode(h.hash, 'hex') FROM (%s) AS h",
	    rotation->hashes.p);
	done = ctl_run(rotation->db,
		   "CREATE TEMPORARY TABLE number_key_pair (former bytea NOT NULL, next bytea NOT "
		   "NULL) ON COMMIT DROP") &&
	    ctl_run(rotation->db, sql.p);
	while (done && more) {
		PGresult *rows =
		    ctl_query(rotation->db, "FETCH " BATCH_ROWS " FROM hashes", 0, NULL);

		more = rows != NULL && PQntuples(rows) > 0;
		done = rows != NULL && (!more || pairs_store(rotation, rows));
		PQclear(rows);
	}
	buf_fini(&sql);
	return done && ctl_run(rotation->db, "ANALYZE pg_temp.number_key_pair");
}

static bool
column_update(struct rotation *rotation, int column)
{
	const char *relation = PQgetvalue(rotation->columns, column, COLUMN_RELATION);
	const char *name = PQgetvalue(rotation->columns, column, COLUMN_NAME);
	struct buf sql = { 0 };
	PGresult *updated;

	buf_addf(&sql,
	    "UPDATE %s AS t SET %s = p.next FROM pg_temp.number_key_pair AS p WHERE t.%s = "
	    "p.former",
	    relation, name, name);
	updated = ctl_query(rotation->db, sql.p, 0, NULL);
	if (updated != NULL)
		(void)printf("%s.%s: %s\n", relation, name, PQcmdTuples(updated));
	PQclear(updated);
	buf_fini(&sql);
	return updated != NULL;
}

static bool
check_store(struct rotation *rotation)
{
	const char *const params[] = { rotation->checks.p };
	PGresult *stored = ctl_query(rotation->db,
	    "UPDATE ops.setting SET value = ($1::text[])[cardinality($1::text[])] WHERE name = "
	    "'number_key_check'",
	    1, params);

	PQclear(stored);
	return stored != NULL;
}

static bool
hashes_update(struct rotation *rotation)
{
	bool done = pairs_make(rotation);

	for (int i = 0; done && i < PQntuples(rotation->columns); i++)
		done = column_update(rotation, i);
	return done && check_store(rotation);
}

/* ---- the command ---- */

static int
rotation_run(struct rotation *rotation)
{
	int status = -1;

	if (!keys_read(rotation) || !columns_read(rotation))
		return 1;
	for (int i = 0; status < 0 && i < LOCK_TRIES; i++) {
		if (i > 0 &&
		    (!ctl_run(rotation->db, "ROLLBACK") ||
			nanosleep(&(struct timespec){ .tv_sec = 1 }, NULL) != 0))
			return 1;
		status = rotation_begin(rotation);
	}
	if (status < 0)
		return ctl_fail("number-key: the tables are in use all the time: try again when "
				"less is going on");
	if (status > 0)
		return 1;
	if (rotation->from == rotation->chain.count)
		return printf("all hashes have these keys: nothing was changed\n") < 0;
	if (!hashes_update(rotation))
		return ctl_fail("number-key: nothing was changed");
	if (!ctl_run(rotation->db, "COMMIT"))
		return ctl_fail(
		    "number-key: run it again: it says whether the hashes were changed");
	return printf("all hashes have the newest of %d keys: start smsgw\n",
		   rotation->chain.count) < 0;
}

int
ctl_number_key(const struct ctl_args *args)
{
	static const char *const known[] = { "--database", "--config", NULL };
	struct rotation rotation = { .path = ctl_option(args, "--config", NULL) };
	const char *word = ctl_word(args, 0);
	int status = 1;

	if (!ctl_known(args, known))
		return 2;
	if (word == NULL || strcmp(word, "rotate") != 0 || ctl_word(args, 1) != NULL)
		return ctl_fail("number-key: say rotate") + 1;
	rotation.db = ctl_connect(args);
	if (rotation.db != NULL)
		status = rotation_run(&rotation);
	keys_drop(&rotation);
	PQclear(rotation.columns);
	buf_fini(&rotation.checks);
	buf_fini(&rotation.tables);
	buf_fini(&rotation.hashes);
	PQfinish(rotation.db);
	return status;
}
