/* tapes - see tapes.h */
#include "voiced/tapes.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/auth/purpose.h"
#include "common/base/bytes.h"
#include "common/base/json_text.h"
#include "common/base/list.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "voiced/tell.h"
#include "voiced/voiced.h"

enum {
	ROUND_MS = 60000,
	ROUND_FIRST_MS = 1000,
	DUE_ROWS = 100,
	LEFT_MAX = 10000, /* of a dead daemon's files, at one start */
	US_PER_MS = 1000,
	SUFFIX_SIZE = 16,
};

#define SUFFIX_NEW ".new"
#define SUFFIX_KEPT ".tape"

static GAUGE(open_now, "voice_recordings_open", "Recordings that are written now");
static COUNTER(kept_total, "voice_recordings_total{what=\"kept\"}", "Recordings that have ended");
static COUNTER(failed_total, "voice_recordings_total{what=\"failed\"}",
    "Recordings that could not be made, or not to their end");
static COUNTER(rescued_total, "voice_recordings_total{what=\"rescued\"}",
    "Recordings that a dead daemon left, kept as far as they were written");
static COUNTER(deleted_total, "voice_recordings_total{what=\"deleted\"}",
    "Recordings that are kept no longer");

struct tapes {
	struct daemon *daemon;
	char folder[VAULT_PATH_MAX];
	struct timer timer;
	struct list keepers;
	int pending; /* jobs, facts and questions that come back */
	bool stopping, closed, told;
};

struct tape_keeper {
	struct tapes *tapes;
	struct tape_file *file;
	struct tape_about about;
	char name[TAPE_NAME_SIZE];
	void (*failed)(void *ctx, const struct err *err);
	void *ctx;
	bool detached, cut_off;
	struct link link;
};

static struct tapes *
tapes_of(struct daemon *daemon)
{
	return daemon_data(daemon, "tapes");
}

static void
settle(struct tapes *tapes)
{
	if (!tapes->closed || !list_empty(&tapes->keepers))
		return;
	if (!tapes->told) {
		tapes->told = true;
		daemon_part_stopped(tapes->daemon);
	}
	if (tapes->pending > 0)
		return; /* the database's end tells what is under way */
	daemon_set_data(tapes->daemon, "tapes", NULL);
	free(tapes);
}

/* ---- names ---- */

static void
path_of(const struct tapes *tapes, const char *name, const char *suffix, char out[VAULT_PATH_MAX])
{
	(void)snprintf(out, VAULT_PATH_MAX, "%.400s/%.63s%s", tapes->folder, name, suffix);
}

void
tapes_place(const char *file, char out[VAULT_PLACE_MAX])
{
	(void)snprintf(out, VAULT_PLACE_MAX, PURPOSE_RECORDING " %s", file);
}

static bool
is_name(const char *name)
{
	size_t n = strlen(name);

	return n > 0 && n < TAPE_NAME_SIZE &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

bool
tapes_path(struct daemon *daemon, const char *place, const char *file, char *out, size_t size)
{
	const char *root = config_text(daemon_config(daemon), "recordings");
	int n;

	if (!is_name(place) || !is_name(file))
		return false;
	n = snprintf(out, size, "%s/%s/%s" SUFFIX_KEPT, root, place, file);
	return n > 0 && (size_t)n < size;
}

/* ---- what a file says about itself ---- */

static void
about_write(const struct tape_about *about, struct buf *out)
{
	json_t *json =
	    json_pack("{sI sI sI sI sI si ss ss ss}", "tenant", (json_int_t)about->tenant, "agent",
		(json_int_t)about->agent, "interaction", (json_int_t)about->interaction, "queue",
		(json_int_t)about->queue, "at_us", (json_int_t)about->at_us, "part", about->part,
		"call", about->call, "number", about->number, "shown", about->shown);
	char *text = json != NULL ? json_dumps(json, JSON_COMPACT) : NULL;

	if (text != NULL)
		buf_add(out, text, strlen(text));
	free(text);
	json_decref(json);
}

/* It is sealed: ours, and whole. */
static bool
about_read(struct view text, struct tape_about *about, struct err *err)
{
	json_t *json = json_loadb(text.p, text.n, 0, NULL);
	const char *call = NULL, *number = NULL, *shown = NULL;
	json_int_t tenant, agent, interaction, queue, at_us;
	bool done =
	    json_unpack(json, "{sI sI sI sI sI si ss ss ss}", "tenant", &tenant, "agent", &agent,
		"interaction", &interaction, "queue", &queue, "at_us", &at_us, "part", &about->part,
		"call", &call, "number", &number, "shown", &shown) == 0;

	if (done) {
		about->tenant = tenant;
		about->agent = agent;
		about->interaction = interaction;
		about->queue = queue;
		about->at_us = at_us;
		(void)snprintf(about->call, sizeof(about->call), "%s", call);
		(void)snprintf(about->number, sizeof(about->number), "%s", number);
		(void)snprintf(about->shown, sizeof(about->shown), "%s", shown);
	}
	json_decref(json);
	if (!done)
		(void)err_set(
		    err, ERR_INVALID, NULL, "what the file says about itself can't be read");
	return done;
}

/* ---- the row ---- */

struct row {
	struct tapes *tapes;
	struct tape_about about;
	char name[TAPE_NAME_SIZE];
	int64_t frames;
	bool cut_off;
};

static void
row_name(void *ctx)
{
	const struct row *row = ctx;
	char from[VAULT_PATH_MAX], to[VAULT_PATH_MAX];

	path_of(row->tapes, row->name, SUFFIX_NEW, from);
	path_of(row->tapes, row->name, SUFFIX_KEPT, to);
	(void)rename(from, to); /* is it lost, the row is told again at the next start */
}

static void
on_row_named(void *ctx)
{
	struct row *row = ctx;
	struct tapes *tapes = row->tapes;

	free(row);
	tapes->pending--;
	settle(tapes);
}

static void
on_row_told(void *ctx, const struct db_result *result)
{
	struct row *row = ctx;

	if (result != NULL)
		job_run(daemon_loop(row->tapes->daemon), row_name, on_row_named, row);
	else
		on_row_named(row);
}

/* Takes `row` over. */
static void
tell_row(struct row *row)
{
	struct daemon *daemon = row->tapes->daemon;
	const struct tape_about *about = &row->about;
	const struct fact fact = { .query = &q_recording_add,
		.params = { P_INT(about->tenant), P_INT(about->agent), P_TEXT(about->call),
		    P_INT(about->part), db_int_or_null(about->interaction),
		    db_int_or_null(about->queue), db_text_or_null(about->number),
		    P_TEXT(about->shown), P_INT(about->at_us),
		    P_INT(row->frames / G711_SAMPLES_PER_MS), P_TEXT(daemon_instance(daemon)),
		    P_TEXT(row->name), P_INT(row->frames * TAPE_SIDES), P_BOOL(row->cut_off) },
		.keys = { key_of_id("calls", about->tenant, about->agent) },
		.key_count = 1 };

	row->tapes->pending++;
	tell(daemon, &fact, on_row_told, row);
}

/* ---- a file that is written ---- */

static void
on_failed(void *ctx, const struct err *err)
{
	struct tape_keeper *keeper = ctx;

	metric_add(&failed_total, 1);
	keeper->cut_off = true;
	LOG(ERROR, "recording_failed", LOG_TEXT("call", keeper->about.call),
	    LOG_TEXT("file", keeper->name), LOG_TEXT("why", err->text));
	if (!keeper->detached)
		keeper->failed(keeper->ctx, err);
}

static void rescue_one(struct tapes *tapes, const char *name);

static void
on_over(void *ctx, const struct err *err, int64_t frames)
{
	struct tape_keeper *keeper = ctx;
	struct tapes *tapes = keeper->tapes;
	struct row *row;

	if (err == NULL) {
		metric_add(&kept_total, 1);
		row = mem_zero(1, sizeof(*row));
		row->tapes = tapes;
		row->about = keeper->about;
		row->frames = frames;
		row->cut_off = keeper->cut_off;
		memcpy(row->name, keeper->name, sizeof(row->name));
		tell_row(row);
	} else {
		rescue_one(tapes, keeper->name);
	}
	list_remove(&tapes->keepers, &keeper->link);
	metric_set(&open_now, (int64_t)tapes->keepers.count);
	free(keeper);
	settle(tapes);
}

struct tape_keeper *
tapes_begin(struct daemon *daemon, const struct tape_about *about,
    void (*failed)(void *ctx, const struct err *err), void *ctx)
{
	struct tapes *tapes = tapes_of(daemon);
	struct tape_keeper *keeper = mem_zero(1, sizeof(*keeper));
	char path[VAULT_PATH_MAX], place[VAULT_PLACE_MAX];
	struct buf text = { 0 };
	uint64_t random[2];

	random_fill(random, sizeof(random));
	*keeper =
	    (struct tape_keeper){ .tapes = tapes, .about = *about, .failed = failed, .ctx = ctx };
	(void)snprintf(
	    keeper->name, sizeof(keeper->name), "%016" PRIx64 "%016" PRIx64, random[0], random[1]);
	list_append(&tapes->keepers, &keeper->link);
	metric_set(&open_now, (int64_t)tapes->keepers.count);
	path_of(tapes, keeper->name, SUFFIX_NEW, path);
	tapes_place(keeper->name, place);
	about_write(about, &text);
	keeper->file = tape_file_new(daemon_loop(daemon),
	    &(struct tape_file_spec){ .ring = daemon_key_ring(daemon),
		.path = path,
		.place = place,
		.about = buf_view(&text),
		.failed = on_failed,
		.over = on_over,
		.ctx = keeper });
	buf_fini(&text);
	return keeper;
}

void
tapes_add(struct tape_keeper *keeper, struct tape_chunk *chunk)
{
	tape_file_add(keeper->file, chunk);
}

void
tapes_end(struct tape_keeper *keeper)
{
	keeper->detached = true;
	tape_file_end(keeper->file);
}

/* ---- what a dead daemon, or a full disk, left ---- */

struct left {
	struct tapes *tapes;
	char (*names)[TAPE_NAME_SIZE];
	bool *parts;
	int count, at;
	bool more; /* the folder is looked through first */
	struct row *row; /* of the one at `at`; NULL: there is nothing to tell */
};

static void
left_add(void *ctx, const char *name, bool part)
{
	struct left *left = ctx;

	if (!is_name(name))
		return;
	(void)snprintf(left->names[left->count], TAPE_NAME_SIZE, "%s", name);
	left->parts[left->count++] = part;
}

static void
left_look(struct left *left)
{
	left->names = mem_zero(LEFT_MAX, sizeof(*left->names));
	left->parts = mem_zero(LEFT_MAX, sizeof(*left->parts));
	vault_left(left->tapes->folder, SUFFIX_NEW, LEFT_MAX, left_add, left);
}

static void
left_one(struct left *left, const char *name, bool part)
{
	const struct key_ring *ring = daemon_key_ring(left->tapes->daemon);
	struct row *row = mem_zero(1, sizeof(*row));
	char path[VAULT_PATH_MAX], place[VAULT_PLACE_MAX];
	struct vault_reader *reader = NULL;
	struct err err = { 0 };

	path_of(left->tapes, name, SUFFIX_NEW, path);
	tapes_place(name, place);
	if ((!part || vault_rescue(ring, path, place, &err) == 0) &&
	    vault_open(ring, path, place, &reader, &err) == 0 &&
	    about_read(vault_about(reader), &row->about, &err)) {
		row->tapes = left->tapes;
		row->frames = vault_size(reader) / TAPE_SIDES;
		row->cut_off = vault_cut_off(reader);
		(void)snprintf(row->name, sizeof(row->name), "%s", name);
		left->row = row;
	} else {
		LOG(WARN, "recording_not_rescued", LOG_TEXT("file", name),
		    LOG_TEXT("why", err.text));
		free(row);
	}
	vault_close(reader);
}

static void
left_work(void *ctx)
{
	struct left *left = ctx;

	if (left->more)
		left_look(left);
	left->row = NULL;
	if (left->at < left->count)
		left_one(left, left->names[left->at], left->parts[left->at]);
}

static void
on_left(void *ctx)
{
	struct left *left = ctx;
	struct tapes *tapes = left->tapes;

	left->more = false;
	if (left->row != NULL) {
		if (left->row->cut_off)
			metric_add(&rescued_total, 1);
		LOG(INFO, "recording_found", LOG_TEXT("file", left->row->name),
		    LOG_INT("ms", left->row->frames / G711_SAMPLES_PER_MS));
		tell_row(left->row);
	}
	if (++left->at < left->count && !tapes->stopping) {
		job_run(daemon_loop(tapes->daemon), left_work, on_left, left);
		return;
	}
	free(left->names);
	free(left->parts);
	free(left);
	tapes->pending--;
	settle(tapes);
}

static void
left_begin(struct left *left)
{
	left->tapes->pending++;
	job_run(daemon_loop(left->tapes->daemon), left_work, on_left, left);
}

static void
rescue_one(struct tapes *tapes, const char *name)
{
	struct left *left = mem_zero(1, sizeof(*left));

	*left = (struct left){ .tapes = tapes, .count = 1 };
	left->names = mem_zero(1, sizeof(*left->names));
	left->parts = mem_zero(1, sizeof(*left->parts));
	(void)snprintf(left->names[0], sizeof(left->names[0]), "%s", name);
	left->parts[0] = true;
	left_begin(left);
}

/* What another daemon of this folder still writes is left to it (vault_rescue). */
static void
rescue_all(struct tapes *tapes)
{
	struct left *left = mem_zero(1, sizeof(*left));

	*left = (struct left){ .tapes = tapes, .more = true };
	left_look(left);
	left->more = false;
	if (left->count > 0) {
		left_begin(left);
		return;
	}
	free(left->names);
	free(left->parts);
	free(left);
}

/* ---- what is kept no longer ---- */

struct due {
	struct tapes *tapes;
	int count;
	struct {
		int64_t tenant, id;
		bool gone;
		char name[TAPE_NAME_SIZE];
	} at[DUE_ROWS];
};

/* The name that it is given first, first: row_name, which may run now, turns it into the other. */
static void
due_work(void *ctx)
{
	struct due *due = ctx;
	char path[VAULT_PATH_MAX];

	for (int i = 0; i < due->count; i++) {
		path_of(due->tapes, due->at[i].name, SUFFIX_NEW, path);
		due->at[i].gone = unlink(path) == 0 || errno == ENOENT;
		path_of(due->tapes, due->at[i].name, SUFFIX_KEPT, path);
		due->at[i].gone = (unlink(path) == 0 || errno == ENOENT) && due->at[i].gone;
	}
}

static void
on_due_done(void *ctx)
{
	struct due *due = ctx;
	struct tapes *tapes = due->tapes;

	for (int i = 0; i < due->count; i++) {
		const struct fact fact = { .query = &q_recording_gone,
			.params = { P_INT(due->at[i].tenant), P_INT(due->at[i].id),
			    P_TEXT(daemon_instance(tapes->daemon)), P_TEXT(due->at[i].name) } };

		if (due->at[i].gone) {
			metric_add(&deleted_total, 1);
			tell(tapes->daemon, &fact, NULL, NULL);
		} else {
			LOG(ERROR, "recording_not_deleted", LOG_TEXT("file", due->at[i].name));
		}
	}
	if (!tapes->stopping)
		timer_in(&tapes->timer, due->count == DUE_ROWS ? ROUND_FIRST_MS : ROUND_MS);
	free(due);
	tapes->pending--;
	settle(tapes);
}

static void
on_due(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct tapes *tapes = ctx;
	struct due *due;

	if (tapes->stopping) {
		tapes->pending--;
		settle(tapes);
		return;
	}
	due = mem_zero(1, sizeof(*due));
	due->tapes = tapes;
	for (int i = 0; outcome == DB_DONE && i < row->rows && due->count < DUE_ROWS; i++) {
		due->at[due->count].tenant = db_int(row, i, 0);
		due->at[due->count].id = db_int(row, i, 1);
		if (view_copy(db_text(row, i, 2), due->at[due->count].name, TAPE_NAME_SIZE) &&
		    is_name(due->at[due->count].name))
			due->count++;
	}
	job_run(daemon_loop(tapes->daemon), due_work, on_due_done, due);
}

static void
on_round(void *ctx)
{
	struct tapes *tapes = ctx;
	const struct db_param params[] = { P_TEXT(daemon_instance(tapes->daemon)),
		P_INT(DUE_ROWS) };

	tapes->pending++;
	db_submit(daemon_db(tapes->daemon),
	    &(struct db_call){ .query = &q_recordings_due, .lane = DB_LANE_READ, .params = params },
	    on_due, tapes);
}

/* ---- start and stop ---- */

static void
register_metrics(void)
{
	struct metric *const all[] = { &open_now, &kept_total, &failed_total, &rescued_total,
		&deleted_total };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		metric_register(all[i]);
}

/* Without a folder calls go on, and each recording fails, which is told. */
int
tapes_start(struct daemon *daemon, struct err *err)
{
	const char *root = config_text(daemon_config(daemon), "recordings");
	struct tapes *tapes = mem_zero(1, sizeof(*tapes));

	(void)err;
	register_metrics();
	tapes->daemon = daemon;
	list_init(&tapes->keepers);
	(void)snprintf(
	    tapes->folder, sizeof(tapes->folder), "%.300s/%.64s", root, daemon_instance(daemon));
	(void)mkdir(root, 0700);
	if (mkdir(tapes->folder, 0700) != 0 && errno != EEXIST)
		LOG(WARN, "recordings_folder", LOG_TEXT("folder", tapes->folder),
		    LOG_TEXT("why", strerror(errno)));
	timer_init(&tapes->timer, daemon_loop(daemon), on_round, tapes);
	daemon_set_data(daemon, "tapes", tapes);
	rescue_all(tapes);
	timer_in(&tapes->timer, ROUND_FIRST_MS);
	return 0;
}

static void
on_timer_closed(void *ctx)
{
	struct tapes *tapes = ctx;

	tapes->closed = true;
	settle(tapes);
}

/* Calls have ended, and with them what is recorded: each file is closed in a moment. */
void
tapes_stop(struct daemon *daemon)
{
	struct tapes *tapes = tapes_of(daemon);

	tapes->stopping = true;
	timer_close(&tapes->timer, on_timer_closed);
}
