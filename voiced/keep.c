/* keep - see keep.h */
#include "voiced/keep.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "common/auth/purpose.h"
#include "common/base/bytes.h"
#include "common/base/key.h"
#include "common/base/list.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "voiced/media/recording.h"
#include "voiced/tell.h"
#include "voiced/voiced.h"

enum {
	FREE_LEAST = 16 * 1024 * 1024, /* bytes of the disk: below it no message is asked for */
	FOUND_MAX = 10000, /* files of one look at the folder */
	AT_ONCE = 4, /* in memory */
	NUMBER_MAX = 20, /* digits, as voice.voicemail has it */
};

static const char suffix[] = ".msg";

static COUNTER(kept_total, "voice_messages_total{outcome=\"kept\"}", "Messages of callers");
static COUNTER(rescued_total, "voice_messages_total{outcome=\"rescued\"}", "Messages of callers");
static COUNTER(unplaced_total, "voice_messages_total{outcome=\"unplaced\"}", "Messages of callers");

/* One file on its way. */
struct errand {
	struct daemon *daemon;
	char name[KEEP_NAME_MAX];
	bool drop; /* it is only unlinked */
	bool part; /* its writer died: it is closed first */
	struct link link;
	/* Of the job. */
	const struct key_ring *ring;
	char folder[VAULT_PATH_MAX];
	struct buf bytes, about;
	int64_t ms;
	bool read, cut_off, brief;
	struct err err;
};

struct keeper {
	struct daemon *daemon;
	struct list waiting; /* errands */
	int working; /* errands under way */
	int jobs; /* on a worker thread */
	bool stopping, stopped;
};

static struct keeper *
keeper_of(struct daemon *daemon)
{
	return daemon_data(daemon, "keep");
}

const char *
keep_folder(struct daemon *daemon)
{
	return config_text(daemon_config(daemon), "voicemail_folder");
}

bool
keep_writable(const char *folder)
{
	struct statvfs disk;

	return access(folder, W_OK | X_OK) == 0 && statvfs(folder, &disk) == 0 &&
	    (uint64_t)disk.f_bavail * disk.f_frsize >= FREE_LEAST;
}

/* ---- names ---- */

static void
place_of(const char *name, char out[VAULT_PLACE_MAX])
{
	(void)snprintf(out, VAULT_PLACE_MAX, PURPOSE_VOICEMAIL ":%s", name);
}

static void
path_of(const char *folder, const char *name, char out[VAULT_PATH_MAX])
{
	(void)snprintf(out, VAULT_PATH_MAX, "%.400s/%s%s", folder, name, suffix);
}

void
keep_file(struct daemon *daemon, const struct kept_about *about, struct kept_file *out)
{
	json_t *words = json_pack("{sI sI ss sI sI sI ss ss ss sI}", "tenant", about->tenant,
	    "owner", about->owner, "side", about->side, "queue", about->queue, "interaction",
	    about->interaction, "caller", about->caller, "call", about->call, "number",
	    about->number, "shown", about->shown, "at", about->at_ms);
	char *text = json_dumps(words, JSON_COMPACT);

	(void)snprintf(out->name, sizeof(out->name), "%" PRId64 "-%s", about->tenant, about->call);
	path_of(keep_folder(daemon), out->name, out->path);
	place_of(out->name, out->place);
	buf_clear(&out->about);
	buf_add_text(&out->about, text != NULL ? text : "");
	free(text);
	json_decref(words);
}

/* ---- from a file to a row ---- */

static void next_errands(struct keeper *keeper);

static void
errand_free(struct errand *errand)
{
	buf_fini(&errand->bytes);
	buf_fini(&errand->about);
	free(errand);
}

static void
keeper_settle(struct keeper *keeper)
{
	struct daemon *daemon = keeper->daemon;

	if (keeper->stopping && !keeper->stopped && keeper->jobs == 0) {
		keeper->stopped = true;
		daemon_part_stopped(daemon);
	}
	if (keeper->stopped && keeper->working == 0) {
		daemon_set_data(daemon, "keep", NULL);
		free(keeper);
	}
}

static void
errand_end(struct errand *errand)
{
	struct keeper *keeper = keeper_of(errand->daemon);

	errand_free(errand);
	keeper->working--;
	next_errands(keeper);
	keeper_settle(keeper);
}

static void
run_job(struct errand *errand, void (*work)(void *ctx), void (*done)(void *ctx))
{
	keeper_of(errand->daemon)->jobs++;
	job_run(daemon_loop(errand->daemon), work, done, errand);
}

static void
do_unlink(void *ctx)
{
	struct errand *errand = ctx;
	char path[VAULT_PATH_MAX];

	path_of(errand->folder, errand->name, path);
	(void)unlink(path);
}

static void
on_unlinked(void *ctx)
{
	struct errand *errand = ctx;

	keeper_of(errand->daemon)->jobs--;
	errand_end(errand);
}

static void
unplaced(struct errand *errand, const char *why)
{
	metric_add(&unplaced_total, 1);
	LOG(ERROR, "message_unplaced", LOG_TEXT("file", errand->name), LOG_TEXT("why", why));
	errand_end(errand);
}

/* Whether the file has done its work: the database has it, or is to have nothing of who called (AD-7). */
static bool
is_settled(struct view outcome)
{
	return view_is(outcome, "ok") || view_is(outcome, "seen") || view_is(outcome, "gone");
}

static void
on_told(void *ctx, const struct db_result *row)
{
	struct errand *errand = ctx;

	if (row != NULL && is_settled(db_text(row, 0, 0))) {
		metric_add(errand->cut_off ? &rescued_total : &kept_total,
		    view_is(db_text(row, 0, 0), "ok"));
		run_job(errand, do_unlink, on_unlinked);
	} else if (row != NULL) {
		unplaced(errand, "whose it was is not there any more");
	} else if (keeper_of(errand->daemon)->stopping) {
		errand_end(errand); /* the next start finds it */
	} else {
		unplaced(errand, "the database refused it");
	}
}

static struct db_param
id_or_null(const json_t *about, const char *name)
{
	return db_int_or_null(json_integer_value(json_object_get(about, name)));
}

static void
tell_message(struct errand *errand, const json_t *about)
{
	unsigned char hash[SHA256_SIZE];
	struct buf hex = { 0 };
	char place[VAULT_PLACE_MAX];
	int64_t tenant = json_integer_value(json_object_get(about, "tenant"));
	int64_t owner = json_integer_value(json_object_get(about, "owner"));
	int64_t queue = json_integer_value(json_object_get(about, "queue"));
	const char *side = json_string_value(json_object_get(about, "side"));
	const char *number = json_string_value(json_object_get(about, "number"));
	const char *shown = json_string_value(json_object_get(about, "shown"));
	const char *call = json_string_value(json_object_get(about, "call"));

	place_of(errand->name, place);
	sha256(buf_view(&errand->bytes), hash);
	hex_encode((struct view){ (const char *)hash, sizeof(hash) }, &hex);
	tell(errand->daemon,
	    &(struct fact){ .query = &q_voicemail_add,
		.params = { P_INT(tenant), id_or_null(about, "owner"),
		    owner <= 0 ? P_NULL() : P_TEXT(side != NULL ? side : "work"),
		    P_TEXT(call != NULL ? call : ""), db_text_or_null(number != NULL ? number : ""),
		    P_TEXT(shown != NULL ? shown : ""), id_or_null(about, "caller"),
		    P_INT(json_integer_value(json_object_get(about, "at"))), P_INT(errand->ms),
		    P_BYTES(((struct view){ (const char *)hash, sizeof(hash) })),
		    P_BYTES(buf_view(&errand->bytes)), id_or_null(about, "queue"),
		    id_or_null(about, "interaction"), P_TEXT(place), P_BOOL(errand->cut_off) },
		.keys = { owner > 0 ? key_of_id("calls", tenant, owner)
				    : key_of_id("queue_voicemail", tenant, queue),
		    key_of("file", tenant, buf_view(&hex)) },
		.key_count = 2 },
	    on_told, errand);
	buf_fini(&hex);
}

/* All of it, as it is, once it is known to be whole. */
static void
do_read(void *ctx)
{
	struct errand *errand = ctx;
	struct vault_reader *reader = NULL;
	char path[VAULT_PATH_MAX], place[VAULT_PLACE_MAX], piece[16384];
	FILE *file;
	size_t n;

	path_of(errand->folder, errand->name, path);
	place_of(errand->name, place);
	if ((errand->part && vault_rescue(errand->ring, path, place, &errand->err) != 0) ||
	    vault_open(errand->ring, path, place, &reader, &errand->err) != 0)
		return;
	buf_add_view(&errand->about, vault_about(reader));
	errand->ms = recording_ms(reader);
	errand->cut_off = vault_cut_off(reader);
	/* When its daemon died nobody had judged what was said. */
	errand->brief = errand->part && recording_loud_ms(reader) < KEEP_LEAST_MS;
	vault_close(reader);
	file = fopen(path, "re");
	while (file != NULL && (n = fread(piece, 1, sizeof(piece), file)) > 0)
		buf_add(&errand->bytes, piece, n);
	errand->read = file != NULL && !ferror(file) && !errand->bytes.full;
	if (!errand->read)
		(void)err_set(&errand->err, ERR_INTERNAL, NULL, "it can't be read");
	if (file != NULL)
		(void)fclose(file);
}

static void
on_read(void *ctx)
{
	struct errand *errand = ctx;
	json_t *about = NULL;

	keeper_of(errand->daemon)->jobs--;
	if (errand->read)
		about = json_loadb(errand->about.p, errand->about.n, 0, NULL);
	if (errand->brief)
		run_job(errand, do_unlink, on_unlinked);
	else if (about != NULL)
		tell_message(errand, about);
	else if (!errand->read &&
	    (errand->err.kind == ERR_NOT_FOUND || errand->err.kind == ERR_CONFLICT))
		errand_end(
		    errand); /* another daemon of this folder had it, or still writes it; or nothing was in it */
	else
		unplaced(errand, errand->read ? "it does not say whose it is" : errand->err.text);
	json_decref(about);
}

static void
next_errands(struct keeper *keeper)
{
	while (keeper->working < AT_ONCE && !list_empty(&keeper->waiting) && !keeper->stopping) {
		struct errand *errand = LIST_OF(keeper->waiting.head.next, struct errand, link);

		list_remove(&keeper->waiting, &errand->link);
		keeper->working++;
		if (errand->drop)
			run_job(errand, do_unlink, on_unlinked);
		else
			run_job(errand, do_read, on_read);
	}
}

/* `spec`: what is to be done; the rest is filled in. */
static void
errand_add(struct daemon *daemon, const char *name, const struct errand *spec)
{
	struct keeper *keeper = keeper_of(daemon);
	struct errand *errand = mem_zero(1, sizeof(*errand));

	*errand = *spec;
	errand->daemon = daemon;
	errand->ring = daemon_key_ring(daemon);
	(void)snprintf(errand->name, sizeof(errand->name), "%s", name);
	(void)snprintf(errand->folder, sizeof(errand->folder), "%s", keep_folder(daemon));
	list_append(&keeper->waiting, &errand->link);
	next_errands(keeper);
}

void
keep_take(struct daemon *daemon, const char *name)
{
	errand_add(daemon, name, &(struct errand){ 0 });
}

void
keep_drop(struct daemon *daemon, const char *name)
{
	errand_add(daemon, name, &(struct errand){ .drop = true });
}

/* ---- what was left ---- */

static void
on_left(void *ctx, const char *name, bool part)
{
	LOG(INFO, "message_found", LOG_TEXT("file", name),
	    LOG_TEXT("state", part ? "part" : "whole"));
	errand_add(ctx, name, &(struct errand){ .part = part });
}

int
keep_start(struct daemon *daemon, struct err *err)
{
	struct keeper *keeper = mem_zero(1, sizeof(*keeper));
	const char *folder = keep_folder(daemon);

	(void)err;
	metric_register(&kept_total);
	metric_register(&rescued_total);
	metric_register(&unplaced_total);
	keeper->daemon = daemon;
	list_init(&keeper->waiting);
	daemon_set_data(daemon, "keep", keeper);
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		LOG(ERROR, "voicemail_folder", LOG_TEXT("folder", folder),
		    LOG_TEXT("why", strerror(errno)));
	else if (!keep_writable(folder))
		LOG(ERROR, "voicemail_folder", LOG_TEXT("folder", folder),
		    LOG_TEXT("why", "it is full, or can't be written"));
	/* The folder is read before anybody calls: it is short. */
	vault_left(folder, suffix, FOUND_MAX, on_left, daemon);
	return 0;
}

/* Files are safe where they are: only jobs are waited for. */
void
keep_stop(struct daemon *daemon)
{
	struct keeper *keeper = keeper_of(daemon);

	keeper->stopping = true;
	list_for_each_safe (&keeper->waiting, at) {
		list_remove(&keeper->waiting, at);
		errand_free(LIST_OF(at, struct errand, link));
	}
	keeper_settle(keeper);
}
