/*
 * trunklinectl_reseal - secrets in rows are sealed anew, with the key of the ring that seals now.
 *
 * Owns: pages of rows. Each row is a transaction that replaces the bytes that were read and no others, so daemons may run meanwhile: a secret
 *       that is changed in between keeps its newer value. After a kill the next run does what is left
 *       (docs/decisions/0117-derived-keys.md). Secrets are never shown.
 */
#include <stdio.h>
#include <stdlib.h>

#include "common/auth/auth.h"
#include "common/auth/purpose.h"
#include "common/base/bytes.h"
#include "ctl/keys.h"

enum { PLACE_SIZE = 128, SQL_SIZE = 1024, SECRET_MAX = 64 * 1024 };

#define PAGE "100"

#define SEALED_COLUMN(table, column, purpose, id, match, row) \
	{ table, column, purpose, id, match, row },
const struct sealed_column sealed_columns[] = {
#include "common/auth/sealed_columns.def"
	{ NULL }
};
#undef SEALED_COLUMN

/* Of the cursor. */
enum { AT_TENANT, AT_ID, AT_ROW, AT_BOX };

struct reseal {
	PGconn *db;
	const struct key_ring *ring;
	const struct sealed_column *column;
	char update[SQL_SIZE];
	int64_t resealed, changed, unopened; /* of this column */
};

static void
unopened(struct reseal *reseal, const PGresult *rows, int i, const char *why)
{
	reseal->unopened++;
	(void)ctl_fail("keys: %s.%s of tenant %s, id %s does not open: %s", reseal->column->table,
	    reseal->column->column, PQgetvalue(rows, i, AT_TENANT), PQgetvalue(rows, i, AT_ID),
	    why);
}

/* The box of the row, sealed anew as "\x…". False: it does not open. */
static bool
box_renew(
    const struct reseal *reseal, const PGresult *rows, int i, struct buf *out, struct err *err)
{
	struct view hex = view_of(PQgetvalue(rows, i, AT_BOX));
	struct buf old = { 0 }, new = { 0 };
	struct buf plain = { .p = mem_new(SECRET_MAX), .cap = SECRET_MAX }; /* it never moves */
	char place[PLACE_SIZE];
	bool done;

	(void)snprintf(place, sizeof(place), "%s:%s:%s", reseal->column->purpose,
	    PQgetvalue(rows, i, AT_TENANT), PQgetvalue(rows, i, AT_ROW));
	hex_decode((struct view){ hex.p + 2, hex.n - 2 }, &old); /* "\x" and digits */
	done = secret_open(reseal->ring, place, buf_view(&old), &plain, err) == 0 &&
	    secret_seal(reseal->ring, place, buf_view(&plain), &new, err) == 0;
	mem_wipe(plain.p, plain.cap);
	buf_fini(&plain);
	if (done) {
		buf_add_text(out, "\\x");
		hex_encode(buf_view(&new), out);
	}
	buf_fini(&old);
	buf_fini(&new);
	return done;
}

/* False: the database failed. */
static bool
row_reseal(struct reseal *reseal, const PGresult *rows, int i)
{
	struct err err;
	struct buf box = { 0 };
	PGresult *updated;

	if (!box_renew(reseal, rows, i, &box, &err)) {
		unopened(reseal, rows, i, err.text);
		buf_fini(&box);
		return true;
	}
	const char *const params[] = { PQgetvalue(rows, i, AT_TENANT), PQgetvalue(rows, i, AT_ID),
		PQgetvalue(rows, i, AT_BOX), buf_view(&box).p };

	updated = ctl_query(reseal->db, reseal->update, 4, params);
	if (updated != NULL && PQntuples(updated) == 1)
		reseal->resealed++;
	else
		reseal->changed++;
	PQclear(updated);
	buf_fini(&box);
	return updated != NULL;
}

/* False: the database failed. `more`: another page follows. */
static bool
page_reseal(struct reseal *reseal, bool *more)
{
	PGresult *rows = ctl_query(reseal->db, "FETCH " PAGE " FROM sealed", 0, NULL);
	bool done = rows != NULL;

	*more = done && PQntuples(rows) > 0;
	for (int i = 0; done && i < PQntuples(rows); i++)
		done = row_reseal(reseal, rows, i);
	PQclear(rows);
	return done;
}

/* A cursor that outlives its transaction has the rows of this moment: no daemon seals with another key any more. */
static bool
cursor_open(const struct reseal *reseal, int key)
{
	const struct sealed_column *at = reseal->column;
	char sql[SQL_SIZE];

	(void)snprintf(sql, sizeof(sql),
	    "DECLARE sealed CURSOR WITH HOLD FOR SELECT tenant, %s, %s, %s FROM %s"
	    " WHERE length(%s) > 0 AND substring(%s FROM 1 FOR 2) <> '\\x00%02x'::bytea ORDER BY "
	    "1, 2",
	    at->id, at->row, at->column, at->table, at->column, at->column, (unsigned)key);
	return ctl_run(reseal->db, sql);
}

static bool
column_reseal(struct reseal *reseal, int key)
{
	const struct sealed_column *at = reseal->column;
	bool more = true;

	reseal->resealed = reseal->changed = reseal->unopened = 0;
	(void)snprintf(reseal->update, sizeof(reseal->update),
	    "UPDATE %s SET %s = $4::bytea WHERE tenant = $1::bigint AND %s AND %s = "
	    "$3::bytea RETURNING tenant",
	    at->table, at->column, at->match, at->column);
	if (!cursor_open(reseal, key))
		return false;
	while (more)
		if (!page_reseal(reseal, &more))
			return false;
	if (reseal->resealed + reseal->changed + reseal->unopened > 0)
		(void)printf("%s.%s: %lld sealed anew, %lld changed meanwhile, %lld do not open\n",
		    at->table, at->column, (long long)reseal->resealed, (long long)reseal->changed,
		    (long long)reseal->unopened);
	return ctl_run(reseal->db, "CLOSE sealed");
}

int
keys_reseal(PGconn *db, const char *ring_path)
{
	struct reseal reseal = { .db = db };
	struct key_ring *ring = NULL;
	int64_t unopened_total = 0;
	struct err err;
	bool done;

	if (key_ring_load(ring_path, &ring, &err) != 0)
		return ctl_fail("%s", err.text);
	reseal.ring = ring;
	done = ctl_run(db, "SET bytea_output = 'hex'");
	for (reseal.column = sealed_columns; done && reseal.column->table != NULL;
	     reseal.column++) {
		done = column_reseal(&reseal, key_ring_active(ring));
		unopened_total += reseal.unopened;
	}
	key_ring_free(ring);
	return done && unopened_total == 0 ? 0 : 1;
}
