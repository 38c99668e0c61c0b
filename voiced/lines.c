/* lines - see lines.h */
#include "voiced/lines.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/daemon/rounds.h"
#include "voiced/voiced.h"

enum { PAGE = 1000, WHOLE_MS = 60000, ROUND_MS = 2000, RETRY_MS = 200, SOON_MS = 100 };

/* A change that commits late has an earlier time than one that was read already: so far back is read again. */
enum { OVERLAP_US = 10000000 };

struct line_key {
	int64_t tenant, user;
};

struct entry {
	struct line_key key;
	struct line line;
	uint32_t reading; /* that showed it last */
	UT_hash_handle hh;
};

struct lines {
	struct rounds rounds;
	struct entry *all; /* uthash */
	struct line_key after; /* where the next page begins */
	uint32_t reading;
	int64_t since_us; /* the latest time that was read */
	int64_t whole_at_ms; /* when all are read again */
	bool known;
};

static struct lines *
lines_of(struct daemon *daemon)
{
	return daemon_data(daemon, "lines");
}

/* ---- entries ---- */

static struct entry *
find(const struct lines *lines, int64_t tenant, int64_t user)
{
	const struct line_key key = { tenant, user };
	struct entry *found;

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, lines->all, &key, sizeof(key), found);
	return found;
}

static void
drop(struct lines *lines, struct entry *entry)
{
	HASH_DEL(lines->all, entry); /* NOLINT(clang-analyzer-core*): uthash's own */
	free((void *)(uintptr_t)entry->line.place);
	free((void *)(uintptr_t)entry->line.security);
	free(entry);
}

static struct entry *
entry_of(struct lines *lines, int64_t tenant, int64_t user)
{
	struct entry *entry = find(lines, tenant, user);

	if (entry != NULL)
		return entry;
	entry = mem_zero(1, sizeof(*entry));
	entry->key = (struct line_key){ tenant, user };
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD(hh, lines->all, key, sizeof(entry->key), entry);
	return entry;
}

static void
take_row(struct lines *lines, const struct db_result *rows, int i)
{
	struct entry *entry = entry_of(
	    lines, db_int(rows, i, db_col(rows, "tenant")), db_int(rows, i, db_col(rows, "id")));
	struct line *line = &entry->line;
	int at = db_col(rows, "at_us");

	entry->reading = lines->reading;
	line->workspace = db_bool(rows, i, db_col(rows, "workspace"));
	(void)view_copy(db_text(rows, i, db_col(rows, "sent")), line->sent, sizeof(line->sent));
	(void)view_copy(
	    db_text(rows, i, db_col(rows, "country")), line->country, sizeof(line->country));
	free((void *)(uintptr_t)line->security);
	line->security = view_dup(db_text(rows, i, db_col(rows, "security")));
	free((void *)(uintptr_t)line->place);
	line->place = view_dup(db_text(rows, i, db_col(rows, "place")));
	if (!db_is_null(rows, i, at) && db_int(rows, i, at) > lines->since_us)
		lines->since_us = db_int(rows, i, at);
}

/* ---- reading ---- */

static bool
is_back(struct lines *lines, enum db_outcome outcome)
{
	if (!rounds_back(&lines->rounds))
		return false;
	if (outcome == DB_DONE)
		return true;
	lines->whole_at_ms = 0;
	rounds_in(&lines->rounds, RETRY_MS);
	return false;
}

/* Who was not shown is not there any more. */
static void
whole_finish(struct lines *lines)
{
	struct entry *entry, *next;

	HASH_ITER (hh, lines->all, entry, next)
		if (entry->reading != lines->reading)
			drop(lines, entry);
	lines->known = true;
	/* 0: the configuration changed during this reading, which may have missed it. */
	rounds_in(&lines->rounds, lines->whole_at_ms == 0 ? SOON_MS : ROUND_MS);
}

static void read_page(struct lines *lines);

static void
on_page(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct lines *lines = ctx;

	if (!is_back(lines, outcome))
		return;
	for (int i = 0; i < rows->rows; i++)
		take_row(lines, rows, i);
	if (rows->rows < PAGE) {
		whole_finish(lines);
		return;
	}
	lines->after.tenant = db_int(rows, rows->rows - 1, db_col(rows, "tenant"));
	lines->after.user = db_int(rows, rows->rows - 1, db_col(rows, "id"));
	read_page(lines);
}

static void
read_page(struct lines *lines)
{
	const struct db_param params[] = { P_INT(lines->after.tenant), P_INT(lines->after.user),
		P_INT(PAGE) };

	rounds_begun(&lines->rounds);
	db_submit(daemon_db(lines->rounds.daemon),
	    &(struct db_call){
		.query = &q_help_lines_load, .lane = DB_LANE_READ, .params = params },
	    on_page, lines);
}

static void
on_since(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct lines *lines = ctx;

	if (!is_back(lines, outcome))
		return;
	for (int i = 0; i < rows->rows; i++)
		take_row(lines, rows, i);
	if (rows->rows == PAGE) /* more than fit: all */
		lines->whole_at_ms = 0;
	rounds_in(&lines->rounds, lines->whole_at_ms == 0 ? SOON_MS : ROUND_MS);
}

static void
read_since(struct lines *lines)
{
	const struct db_param params[] = { P_INT(lines->since_us - OVERLAP_US), P_INT(PAGE) };

	rounds_begun(&lines->rounds);
	db_submit(daemon_db(lines->rounds.daemon),
	    &(struct db_call){
		.query = &q_help_lines_since, .lane = DB_LANE_READ, .params = params },
	    on_since, lines);
}

static void
round_begin(void *part)
{
	struct lines *lines = part;
	int64_t now_ms = clock_mono_ms();

	if (lines->known && now_ms < lines->whole_at_ms) {
		read_since(lines);
		return;
	}
	lines->whole_at_ms = now_ms + WHOLE_MS;
	lines->after = (struct line_key){ 0, 0 };
	lines->reading++;
	read_page(lines);
}

/* ---- from outside ---- */

const struct line *
line_find(struct daemon *daemon, int64_t tenant, int64_t user)
{
	const struct lines *lines = lines_of(daemon);
	const struct entry *entry = lines != NULL ? find(lines, tenant, user) : NULL;

	return entry != NULL ? &entry->line : NULL;
}

bool
lines_known(struct daemon *daemon)
{
	const struct lines *lines = lines_of(daemon);

	return lines != NULL && lines->known;
}

/* A reading that is under way may have missed the change: another one follows it at once, and is whole. */
void
lines_changed(struct daemon *daemon)
{
	struct lines *lines = lines_of(daemon);

	if (lines == NULL)
		return;
	lines->whole_at_ms = 0;
	rounds_in(&lines->rounds, SOON_MS);
}

int
lines_start(struct daemon *daemon, struct err *err)
{
	struct lines *lines = mem_zero(1, sizeof(*lines));

	(void)err;
	rounds_init(&lines->rounds, daemon, "lines", round_begin);
	rounds_in(&lines->rounds, 0);
	return 0;
}

void
lines_stop(struct daemon *daemon)
{
	struct lines *lines = lines_of(daemon);
	struct entry *entry, *next;

	HASH_ITER (hh, lines->all, entry, next)
		drop(lines, entry);
	rounds_stop(&lines->rounds);
}
