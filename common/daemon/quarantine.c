/* quarantine - see quarantine.h */
#include "common/daemon/quarantine.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/daemon/crash_signal.h"
#include "common/daemon/quarantine_table.h"
#include "common/daemon/skeleton.h"
#include "common/http/address.h"
#include "common/metrics/metrics.h"

static COUNTER(refused_total, "trunkline_quarantine_refused_total",
    "Connections, logins and requests of peers in quarantine that were refused");

enum { REFUSED_LOG_MS = 60000 };

static const char detail[] = "The server has failed repeatedly while it processed input of this "
			     "client, and refuses it until Retry-After.";

/* ---- the file ---- */

static const char other_has_it[] = "another process has it";

/* Another process of this name has it locked: its mark is no crash. NULL: it is ours and locked. */
static const char *
file_problem(int file)
{
	struct stat info;

	if (fstat(file, &info) != 0)
		return strerror(errno);
	if (!S_ISREG(info.st_mode) || info.st_uid != geteuid() || info.st_nlink != 1)
		return "it is no regular file of the daemon's own";
	return flock(file, LOCK_EX | LOCK_NB) == 0 ? NULL : other_has_it;
}

/* Its blocks are there before it is mapped: a full disk must not end the daemon at a store. */
static int
file_size_set(int file)
{
	const off_t size = sizeof(struct quarantine_table);
	struct stat info;

	if (fstat(file, &info) != 0)
		return errno;
	if (info.st_size != size && (ftruncate(file, 0) != 0 || ftruncate(file, size) != 0))
		return errno;
	return posix_fallocate(file, 0, size);
}

/* NULL, or why it can't be used; what was opened is closed. */
static const char *
table_map(struct quarantine *quarantine, const char *path)
{
	int file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	void *mapped = MAP_FAILED;
	const char *why;
	int error;

	if (file < 0)
		return strerror(errno);
	why = file_problem(file);
	if (why == NULL) {
		error = file_size_set(file);
		if (error == 0)
			mapped = mmap(NULL, sizeof(struct quarantine_table), PROT_READ | PROT_WRITE,
			    MAP_SHARED, file, 0);
		if (mapped == MAP_FAILED)
			why = strerror(error != 0 ? error : errno);
	}
	if (why != NULL) {
		(void)close(file);
		return why;
	}
	quarantine->file = file;
	quarantine->table = mapped;
	return NULL;
}

/* ---- what it tells ---- */

static void
log_refused(const struct quarantine_row *row, int64_t now_us)
{
	char until[CLOCK_TEXT_SIZE];

	clock_text(clock_wall_us() + row->until_us - now_us, until);
	LOG(ERROR, "input_quarantined", LOG_TEXT("kind", input_kind_word(row->peer.kind)),
	    LOG_TEXT("id", row->peer.id), LOG_INT("crashes", row->crashes),
	    LOG_TEXT("until", until));
}

/* "" if it can't be read. */
static const char *
boot_read(void)
{
	static char boot[40];
	int file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t n = file >= 0 ? read(file, boot, sizeof(boot) - 1) : -1;

	if (file >= 0)
		(void)close(file);
	boot[n > 0 ? n : 0] = '\0';
	boot[strcspn(boot, "\n")] = '\0';
	return boot;
}

static void
table_read(struct quarantine *quarantine)
{
	struct quarantine_table *table = quarantine->table;
	int64_t now_us = clock_mono_us();
	const struct quarantine_row *crashed;
	int64_t signal;

	quarantine_table_repair(table, boot_read(), now_us);
	signal = table->signal;
	crashed = quarantine_table_crash(table, quarantine->limit, now_us);
	if (crashed != NULL)
		LOG(ERROR, "input_crashed", LOG_TEXT("kind", input_kind_word(crashed->peer.kind)),
		    LOG_TEXT("id", crashed->peer.id), LOG_INT("crashes", crashed->crashes),
		    LOG_INT("signal", signal));
	for (int i = 0; i < QUARANTINE_ROWS; i++)
		if (table->rows[i].until_us > now_us)
			log_refused(&table->rows[i], now_us);
}

bool
quarantine_open(
    struct quarantine *quarantine, const char *folder, const char *instance, int64_t limit)
{
	const char *why = "its path is too long";
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/%s.input", folder, instance);

	metric_register(&refused_total);
	*quarantine = (struct quarantine){ .file = -1, .limit = limit };
	if (limit == 0)
		return true;
	if (n > 0 && (size_t)n < sizeof(path))
		why = table_map(quarantine, path);
	if (why != NULL) {
		if (log_allow("quarantine_off", view_of(path), REFUSED_LOG_MS, NULL))
			LOG(WARN, "quarantine_off", LOG_TEXT("file", path), LOG_TEXT("why", why));
		return why != other_has_it;
	}
	table_read(quarantine);
	input_mark_keep(&quarantine->table->mark);
	crash_signal_note(&quarantine->table->signal);
	return true;
}

void
quarantine_close(struct quarantine *quarantine)
{
	if (quarantine->table == NULL)
		return;
	input_mark_keep(NULL);
	crash_signal_note(NULL);
	(void)munmap(quarantine->table, sizeof(*quarantine->table));
	(void)close(quarantine->file);
	*quarantine = (struct quarantine){ .file = -1 };
}

int
quarantine_count(const struct quarantine *quarantine)
{
	return quarantine->table != NULL
	    ? quarantine_table_count(quarantine->table, clock_mono_us())
	    : 0;
}

/* ---- what listeners ask ---- */

int64_t
quarantine_refuses_s(struct daemon *daemon, const struct input_peer *peer)
{
	const struct quarantine *quarantine = &daemon->quarantine;
	int64_t left_us = quarantine->table != NULL
	    ? quarantine_table_left_us(quarantine->table, peer, clock_mono_us())
	    : 0;
	int64_t suppressed;

	if (left_us == 0)
		return 0;
	metric_add(&refused_total, 1);
	if (log_allow("input_refused", view_of(peer->id), REFUSED_LOG_MS, &suppressed))
		LOG(WARN, "input_refused", LOG_TEXT("kind", input_kind_word(peer->kind)),
		    LOG_TEXT("id", peer->id), LOG_INT("seconds", left_us / 1000000),
		    LOG_INT("suppressed", suppressed));
	return (left_us + 999999) / 1000000;
}

bool
quarantine_refuses(struct http_req *req, const struct input_peer *peer)
{
	int64_t left_s = quarantine_refuses_s(http_app(req), peer);
	struct err err;
	char text[24];

	if (left_s == 0)
		return false;
	(void)snprintf(text, sizeof(text), "%" PRId64, left_s);
	http_set_header(req, "Retry-After", text);
	(void)err_set(&err, ERR_UNAVAILABLE, NULL, "%s", detail);
	http_reply_err(req, &err, NULL);
	return true;
}

void
quarantine_enter(struct http_req *req, const struct input_peer *peer)
{
	http_set_input(req, peer);
	input_enter(peer);
}

bool
quarantine_admits(struct http_req *req, const struct input_peer *peer)
{
	if (quarantine_refuses(req, peer))
		return false;
	quarantine_enter(req, peer);
	return true;
}

struct input_peer
quarantine_address(const struct daemon *daemon, enum input_kind kind, struct view address)
{
	char source[ADDRESS_SOURCE_SIZE], proxy[ADDRESS_SOURCE_SIZE];

	if (view_is(address, "127.0.0.1") || view_is(address, "::1"))
		return (struct input_peer){ .kind = INPUT_NONE };
	address_source(address, source);
	for (int i = 0; daemon->proxies[i] != NULL; i++) {
		address_source(view_of(daemon->proxies[i]), proxy);
		if (strcmp(source, proxy) == 0)
			return (struct input_peer){ .kind = INPUT_NONE };
	}
	return input_peer_at(kind, view_of(source));
}
