/* journal - see journal.h */
#include "voiced/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/bytes.h"
#include "common/base/list.h"
#include "common/base/process.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "voiced/voiced.h"

enum { PATH_MAX_BYTES = 1024, WAITING_MAX = 10000 };

static COUNTER(lost_total, "voice_journal_failed_total",
    "Steps of emergency calls that could not be written to the journal");

/* One line to be added to a file, or the file's end. */
struct entry {
	struct daemon *daemon;
	char path[PATH_MAX_BYTES], folder[PATH_MAX_BYTES];
	char *line; /* NULL: the file goes */
	int failed; /* errno */
	struct link link;
};

struct journal {
	struct daemon *daemon;
	struct list waiting;
	bool working, stopping;
};

static struct journal *
journal_of(struct daemon *daemon)
{
	return daemon_data(daemon, "journal");
}

static const char *
folder_of(struct daemon *daemon)
{
	return config_text(daemon_config(daemon), "emergency_journal");
}

/* "<instance>.<call>": several daemons of one machine may have the same folder. */
static void
path_of(struct daemon *daemon, const char *name, char out[PATH_MAX_BYTES])
{
	(void)snprintf(out, PATH_MAX_BYTES, "%.700s/%.100s.%.100s", folder_of(daemon),
	    daemon_instance(daemon), name);
}

static bool
is_name(struct view name)
{
	for (size_t i = 0; i < name.n; i++)
		if (strchr("0123456789abcdefABCDEF-", name.p[i]) == NULL)
			return false;
	return name.n > 0 && name.n < JOURNAL_NAME_MAX;
}

/* ---- on a worker thread ---- */

/* A file that was just made is there after a loss of power only when its folder says so. */
static void
folder_sync(const char *path)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (folder < 0)
		return;
	(void)fsync(folder);
	(void)close(folder);
}

static void
do_entry(void *ctx)
{
	struct entry *entry = ctx;
	int file;

	if (entry->line == NULL) {
		entry->failed = unlink(entry->path) == 0 || errno == ENOENT ? 0 : errno;
		return;
	}
	file = open(entry->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file < 0 || !fd_write(file, view_of(entry->line)) || fsync(file) != 0)
		entry->failed = errno != 0 ? errno : EIO;
	if (file >= 0)
		(void)close(file);
	folder_sync(entry->folder);
}

/* ---- one after the other ---- */

static void next_entry(struct journal *journal);

static void
entry_free(struct entry *entry)
{
	free(entry->line);
	free(entry);
}

static void
on_done(void *ctx)
{
	struct entry *entry = ctx;
	struct journal *journal = journal_of(entry->daemon);

	if (entry->failed != 0) {
		metric_add(&lost_total, 1);
		LOG(ERROR, "emergency_journal", LOG_TEXT("file", entry->path),
		    LOG_TEXT("why", strerror(entry->failed)));
	}
	entry_free(entry);
	journal->working = false;
	next_entry(journal);
}

static void
journal_settle(struct journal *journal)
{
	struct daemon *daemon = journal->daemon;

	if (!journal->stopping || journal->working)
		return;
	daemon_set_data(daemon, "journal", NULL);
	free(journal);
	daemon_part_stopped(daemon);
}

static void
next_entry(struct journal *journal)
{
	struct entry *entry;

	if (journal->working)
		return;
	if (list_empty(&journal->waiting)) {
		journal_settle(journal);
		return;
	}
	entry = LIST_OF(journal->waiting.head.next, struct entry, link);
	list_remove(&journal->waiting, &entry->link);
	journal->working = true;
	job_run(daemon_loop(journal->daemon), do_entry, on_done, entry);
}

/* After the part's end a file stays: to be told once more does no harm. */
static void
put(struct daemon *daemon, const char *name, char *line)
{
	struct journal *journal = journal_of(daemon);
	struct entry *entry;

	if (journal == NULL || !is_name(view_of(name)) || journal->waiting.count >= WAITING_MAX) {
		metric_add(&lost_total, line != NULL);
		free(line);
		return;
	}
	entry = mem_zero(1, sizeof(*entry));
	entry->daemon = daemon;
	entry->line = line;
	path_of(daemon, name, entry->path);
	(void)snprintf(entry->folder, sizeof(entry->folder), "%s", folder_of(daemon));
	list_append(&journal->waiting, &entry->link);
	next_entry(journal);
}

void
journal_add(struct daemon *daemon, const char *name, struct view line)
{
	char *text = mem_new(line.n + 2);

	memcpy(text, line.p, line.n);
	text[line.n] = '\n';
	text[line.n + 1] = '\0';
	put(daemon, name, text);
}

void
journal_drop(struct daemon *daemon, const char *name)
{
	put(daemon, name, NULL);
}

/* ---- what was left ---- */

static bool
file_read(const char *path, struct buf *out)
{
	char piece[4096];
	FILE *file = fopen(path, "re");
	size_t n;
	bool whole;

	if (file == NULL)
		return false;
	while (out->n <= JOURNAL_FILE_MAX && (n = fread(piece, 1, sizeof(piece), file)) > 0)
		buf_add(out, piece, n);
	whole = !ferror(file) && out->n <= JOURNAL_FILE_MAX;
	(void)fclose(file);
	return whole;
}

/* The call's id of a file of this daemon's; empty: it is none. */
static struct view
call_of(struct daemon *daemon, const char *file)
{
	struct view own = view_of(daemon_instance(daemon)), name = view_of(file);

	if (name.n <= own.n + 1 || memcmp(name.p, own.p, own.n) != 0 || name.p[own.n] != '.')
		return VIEW("");
	name = (struct view){ name.p + own.n + 1, name.n - own.n - 1 };
	return is_name(name) ? name : VIEW("");
}

void
journal_read(
    struct daemon *daemon, void (*found)(void *ctx, const char *name, struct view text), void *ctx)
{
	DIR *dir = opendir(folder_of(daemon));
	const struct dirent *file;
	int count = 0;

	while (dir != NULL && count < JOURNAL_FILES_MAX && (file = readdir(dir)) != NULL) {
		char name[JOURNAL_NAME_MAX], path[PATH_MAX_BYTES];
		struct buf text = { 0 };

		if (!view_copy(call_of(daemon, file->d_name), name, sizeof(name)) ||
		    name[0] == '\0')
			continue;
		path_of(daemon, name, path);
		if (file_read(path, &text)) {
			found(ctx, name, buf_view(&text));
			count++;
		} else {
			LOG(ERROR, "emergency_journal", LOG_TEXT("file", path),
			    LOG_TEXT("why", "it can't be read"));
		}
		buf_fini(&text);
	}
	if (dir != NULL)
		(void)closedir(dir);
}

/* ---- its life ---- */

int
journal_start(struct daemon *daemon, struct err *err)
{
	struct journal *journal = mem_zero(1, sizeof(*journal));
	const char *folder = folder_of(daemon);

	(void)err;
	metric_register(&lost_total);
	journal->daemon = daemon;
	list_init(&journal->waiting);
	daemon_set_data(daemon, "journal", journal);
	if ((mkdir(folder, 0700) != 0 && errno != EEXIST) || access(folder, W_OK | X_OK) != 0)
		LOG(ERROR, "emergency_journal", LOG_TEXT("file", folder),
		    LOG_TEXT("why", strerror(errno)));
	return 0;
}

void
journal_stop(struct daemon *daemon)
{
	struct journal *journal = journal_of(daemon);

	journal->stopping = true;
	next_entry(journal);
}
