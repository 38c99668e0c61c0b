/*
 * trunklinectl_keys - the key ring: which keys are needed by what is sealed, a new key, what is sealed with an old one sealed anew
 *       (trunklinectl_reseal.c), an old one removed.
 *
 * Owns: the ring's file while it changes. A key goes only when nothing needs it: no row, no file of a recording or a message, no daemon that
 *       may seal with another key than the ring's last one (docs/decisions/0071-keys.md, 0117-derived-keys.md). What keys are is common/auth's;
 *       none is ever shown.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/auth/auth.h"
#include "common/auth/vault.h"
#include "common/base/bytes.h"
#include "common/base/process.h"
#include "ctl/keys.h"

enum {
	KEY_BYTES = 32,
	KEYS = 256, /* by id; 0 is none */
	RING_MAX = 64 * 1024,
	FOLDERS_MAX = 16,
	GONE_MAX = 64,
	FOLDER_DEPTH = 16,
};

struct keys {
	const char *path;
	struct buf text; /* wiped by ring_drop */
	bool present[KEYS];
	int active;
	char check[KEY_CHECK_SIZE]; /* of the active one */
	struct stat info;
	int64_t needed[KEYS];
};

/* ---- the ring's file ---- */

static void
ring_drop(struct keys *keys)
{
	if (keys->text.p != NULL)
		mem_wipe(keys->text.p, keys->text.n);
	buf_fini(&keys->text);
}

/* The id of a line, or 0: it has no key. */
static int
line_key(struct view line)
{
	struct view rest = view_trim(line), id_text;
	int64_t id = 0;

	if (rest.n == 0 || rest.p[0] == '#')
		return 0;
	id_text = view_trim(view_cut(&rest, ' '));
	return view_to_int(id_text, 1, KEYS - 1, &id) ? (int)id : 0;
}

static bool
ring_text(struct keys *keys)
{
	FILE *file = fopen(keys->path, "re");
	char text[RING_MAX];
	size_t n;

	if (file == NULL || fstat(fileno(file), &keys->info) != 0) {
		(void)ctl_fail("%s: %s", keys->path, strerror(errno));
		if (file != NULL)
			(void)fclose(file);
		return false;
	}
	setbuf(file, NULL);
	n = fread(text, 1, sizeof(text), file);
	(void)fclose(file);
	keys->text.p = mem_new(2 * RING_MAX); /* it never moves: no copy is left behind */
	keys->text.cap = 2 * RING_MAX;
	buf_add(&keys->text, text, n);
	mem_wipe(text, sizeof(text));
	return n < sizeof(text) || ctl_fail("%s: it is too long", keys->path) == 0;
}

/* It is a ring, as the daemons see it. */
static bool
ring_read(struct keys *keys)
{
	struct key_ring *ring = NULL;
	struct view rest;
	struct err err;
	bool known;

	if (key_ring_load(keys->path, &ring, &err) != 0)
		return ctl_fail("%s", err.text) == 0;
	known = key_ring_check(ring, keys->check, &err) == 0 || ctl_fail("%s", err.text) == 0;
	key_ring_free(ring);
	if (!known || !ring_text(keys))
		return false;
	rest = buf_view(&keys->text);
	while (rest.n > 0) {
		int id = line_key(view_cut(&rest, '\n'));

		keys->present[id] = true;
		keys->active = id != 0 ? id : keys->active;
	}
	return true;
}

/* Whole or not at all; whose it was and who may read it stays. */
static int
ring_write(const struct keys *keys, struct view text)
{
	char part[512];
	int fd;
	bool done;

	(void)snprintf(part, sizeof(part), "%.500s.new", keys->path);
	fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return ctl_fail("%s: %s", part, strerror(errno));
	done = fchown(fd, keys->info.st_uid, keys->info.st_gid) == 0 &&
	    fchmod(fd, keys->info.st_mode & 0777) == 0 && fd_write(fd, text) && fsync(fd) == 0;
	done = close(fd) == 0 && done && rename(part, keys->path) == 0;
	if (done)
		return 0;
	(void)ctl_fail("%s: %s", part, strerror(errno));
	(void)unlink(part);
	return 1;
}

/* ---- who needs a key ---- */

static void
need(struct keys *keys, int id, int64_t count, const char *what)
{
	keys->needed[id & (KEYS - 1)] += count;
	(void)printf("key %d%s: %lld in %s\n", id,
	    id == keys->active                   ? " (seals now)"
		: keys->present[id & (KEYS - 1)] ? ""
						 : " (not in the ring!)",
	    (long long)count, what);
}

/* The boxes `s.b`, by key and form: the first byte is the key's id, or 0 before the id (auth.h). */
#define COUNTS(boxes) \
	"SELECT CASE get_byte(s.b, 0) WHEN 0 THEN get_byte(s.b, 1) ELSE get_byte(s.b, 0) END," \
	" get_byte(s.b, 0) = 0, count(*) FROM (" boxes ") AS s WHERE length(s.b) > 1" \
	" GROUP BY 1, 2 ORDER BY 1, 2"

static const char *const files_sql = COUNTS(
    "SELECT substring(k.bytes FROM 9 FOR 2) AS b FROM messaging.file_chunk AS k"
    " JOIN (SELECT DISTINCT tenant, file FROM voice.v_file) AS v USING (tenant, file)"
    " WHERE k.n = (SELECT min(f.n) FROM messaging.file_chunk AS f WHERE f.tenant = k.tenant AND "
    "f.file = k.file)"
    " AND substring(k.bytes FROM 1 FOR 4) = 'TLV1'::bytea");

static bool
count_rows(struct keys *keys, PGconn *db, const char *sql, const char *what)
{
	PGresult *rows = ctl_query(db, sql, 0, NULL);
	bool done = rows != NULL;

	for (int i = 0; done && i < PQntuples(rows); i++) {
		bool derived = PQgetvalue(rows, i, 1)[0] == 't';
		char shown[200];

		(void)snprintf(
		    shown, sizeof(shown), "%s%s", what, derived ? "" : ", key not derived");
		need(keys, atoi(PQgetvalue(rows, i, 0)), atoll(PQgetvalue(rows, i, 2)), shown);
	}
	PQclear(rows);
	return done;
}

static bool
count_database(struct keys *keys, PGconn *db)
{
	bool done = true;

	for (const struct sealed_column *at = sealed_columns; done && at->table != NULL; at++) {
		char sql[512], what[160];

		(void)snprintf(
		    sql, sizeof(sql), COUNTS("SELECT %s AS b FROM %s"), at->column, at->table);
		(void)snprintf(what, sizeof(what), "%s.%s", at->table, at->column);
		done = count_rows(keys, db, sql, what);
	}
	return done && count_rows(keys, db, files_sql, "voicemails and greetings");
}

static struct {
	int64_t count[KEYS];
	bool failed;
} walked; /* nftw gives its function no context */

static int
on_file(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	int id = kind == FTW_F && S_ISREG(info->st_mode) ? vault_key(path) : 0;

	(void)where;
	walked.failed = walked.failed || id < 0 || kind == FTW_DNR || kind == FTW_NS;
	walked.count[id > 0 ? id : 0]++;
	return 0;
}

static bool
count_folder(struct keys *keys, const char *folder)
{
	memset(&walked, 0, sizeof(walked));
	if (nftw(folder, on_file, FOLDER_DEPTH, FTW_PHYS) != 0 || walked.failed)
		return ctl_fail("%s: it can't be read whole", folder) == 0;
	for (int id = 1; id < KEYS; id++)
		if (walked.count[id] > 0)
			need(keys, id, walked.count[id], folder);
	return true;
}

static bool
count_all(struct keys *keys, PGconn *db, const struct ctl_args *args)
{
	const char *folder;
	bool done = true;

	for (int i = 0;
	     done && i < FOLDERS_MAX && (folder = ctl_option_nth(args, "--files", i)) != NULL; i++)
		if (strcmp(folder, "none") != 0)
			done = count_folder(keys, folder);
	return done &&
	    count_database(keys, db); /* last: it takes seconds, a folder may take minutes */
}

/* ---- commands ---- */

static int
keys_list(struct keys *keys, PGconn *db, const struct ctl_args *args)
{
	if (!count_all(keys, db, args))
		return 1;
	for (int id = 1; id < KEYS; id++)
		if (keys->present[id] && keys->needed[id] == 0)
			(void)printf("key %d%s: nothing is sealed with it\n", id,
			    id == keys->active ? " (seals now)" : "");
	return 0;
}

static int
keys_add(struct keys *keys, PGconn *db, const struct ctl_args *args)
{
	unsigned char raw[KEY_BYTES];
	char id_text[16];
	int id = KEYS - 1, status;

	(void)db;
	(void)args;
	while (id > 0 && !keys->present[id])
		id--;
	if (++id == KEYS)
		return ctl_fail("keys: no id is left: 255 is the last one");
	if (keys->text.n > 0 && keys->text.p[keys->text.n - 1] != '\n')
		buf_add_char(&keys->text, '\n');
	(void)snprintf(id_text, sizeof(id_text), "%d ", id);
	buf_add_text(&keys->text, id_text);
	random_fill(raw, sizeof(raw));
	hex_encode((struct view){ (const char *)raw, sizeof(raw) }, &keys->text);
	mem_wipe(raw, sizeof(raw));
	buf_add_char(&keys->text, '\n');
	status = ring_write(keys, buf_view(&keys->text));
	if (status == 0)
		(void)printf(
		    "key %d: give this ring to every machine, then restart its daemons: they "
		    "seal with it; then keys reseal\n",
		    id);
	return status;
}

/* The names that --gone gives, one a line. The caller frees it. */
static char *
names_gone(const struct ctl_args *args)
{
	struct buf names = { 0 };
	const char *name;

	buf_add_text(&names, "");
	for (int i = 0; i < GONE_MAX && (name = ctl_option_nth(args, "--gone", i)) != NULL; i++) {
		buf_add_text(&names, name);
		buf_add_char(&names, '\n');
	}
	return names.p;
}

#define BEATS "i.beat_at > ops.clock() - interval '30 s'"
#define GONE "string_to_array($2, E'\n')"

/* Complains and returns false if a daemon that may live seals with another key than the ring's last one. A daemon that beats is never gone. */
static bool
all_seal(const struct keys *keys, PGconn *db, const struct ctl_args *args)
{
	char *gone = names_gone(args);
	const char *const params[] = { keys->check, gone };
	PGresult *row = ctl_query(db,
	    "SELECT string_agg(i.name || CASE WHEN i.key_check IS NULL THEN ' (of an earlier "
	    "build: upgrade it)'"
	    " WHEN " BEATS " THEN '' ELSE to_char(i.beat_at, ' (last seen YYYY-MM-DD HH24:MI:SS)') "
			   "END, ', ' ORDER BY i.name)"
	    " FROM ops.instance AS i WHERE (i.key_check IS NULL OR i.key_check NOT IN ('', $1))"
	    " AND ops.boot_may_live(i.boot) AND (" BEATS " OR i.name <> ALL (" GONE "))",
	    2, params);
	bool all = row != NULL && PQgetisnull(row, 0, 0);

	if (row != NULL && !all)
		(void)ctl_fail(
		    "keys: not every daemon seals with the last key of this ring: give it to "
		    "their machines, then restart %s; --gone NAME says that a silent one "
		    "does not run any more",
		    PQgetvalue(row, 0, 0));
	PQclear(row);
	free(gone);
	return all;
}

static int
ring_without(struct keys *keys, int gone)
{
	struct buf text = { .p = mem_new(2 * RING_MAX), .cap = 2 * RING_MAX };
	struct view rest = buf_view(&keys->text);
	int status;

	while (rest.n > 0) {
		struct view line = view_cut(&rest, '\n');

		if (line_key(line) == gone)
			continue;
		buf_add_view(&text, line);
		buf_add_char(&text, '\n');
	}
	status = ring_write(keys, buf_view(&text));
	mem_wipe(text.p, text.n);
	buf_fini(&text);
	return status;
}

static int
keys_remove(struct keys *keys, PGconn *db, const struct ctl_args *args)
{
	const char *word = ctl_word(args, 1);
	int64_t id = 0;

	if (word == NULL || !view_to_int(view_of(word), 1, KEYS - 1, &id) || !keys->present[id])
		return ctl_fail("keys: say the id of a key of the ring");
	if (id == keys->active)
		return ctl_fail("keys: key %d seals now: add another one first", (int)id);
	if (ctl_option(args, "--files", NULL) == NULL)
		return ctl_fail(
		    "keys: say --files FOLDER for each folder of sealed files here (voiced's "
		    "recordings and voicemail_folder), or --files none");
	/* Again at the end: one that has started meanwhile may have sealed with this key. */
	if (!all_seal(keys, db, args) || !count_all(keys, db, args) || !all_seal(keys, db, args))
		return 1;
	if (keys->needed[id] > 0)
		return ctl_fail("keys: key %d is needed: nothing was changed", (int)id);
	if (ring_without(keys, (int)id) != 0)
		return 1;
	(void)printf("key %d is gone\n", (int)id);
	return 0;
}

static int
keys_anew(struct keys *keys, PGconn *db, const struct ctl_args *args)
{
	int status;

	if (ctl_option(args, "--files", NULL) != NULL)
		return ctl_fail(
		    "keys: files are not sealed anew: they keep their key until they are deleted");
	if (!all_seal(keys, db, args))
		return 1;
	status = keys_reseal(db, keys->path);
	/* One that has started meanwhile may have sealed with another key. */
	return all_seal(keys, db, args) ? status : 1;
}

/* ---- the command ---- */

static const struct {
	const char *word;
	int (*run)(struct keys *keys, PGconn *db, const struct ctl_args *args);
	bool database;
} verbs[] = {
	{ "list", keys_list, true },
	{ "add", keys_add, false },
	{ "reseal", keys_anew, true },
	{ "remove", keys_remove, true },
};

static int
verb_run(size_t verb, struct keys *keys, const struct ctl_args *args)
{
	PGconn *db = verbs[verb].database ? ctl_connect(args) : NULL;
	int status = 1;

	if ((!verbs[verb].database || db != NULL) && ring_read(keys))
		status = verbs[verb].run(keys, db, args);
	ring_drop(keys);
	PQfinish(db);
	return status;
}

int
ctl_keys(const struct ctl_args *args)
{
	static const char *const known[] = { "--database", "--key-ring", "--files", "--gone",
		NULL };
	struct keys keys = { .path = ctl_option(args, "--key-ring", NULL) };
	const char *word = ctl_word(args, 0);

	if (!ctl_known(args, known))
		return 2;
	if (keys.path == NULL)
		return ctl_fail("keys: say --key-ring FILE");
	for (size_t i = 0; word != NULL && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(word, verbs[i].word) == 0)
			return verb_run(i, &keys, args);
	return ctl_fail("keys: say list, add, reseal or remove ID");
}
