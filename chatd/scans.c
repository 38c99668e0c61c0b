/*
 * scans - files that users gave are shown to a virus scanner before anybody gets them (MS-4): clamd, over its socket, by its
 * INSTREAM command.
 *
 * Owns: the way to the scanner; one file at a time lies in memory, its sockets block in a job. Which files wait stands in the
 *       database: a daemon that dies, or a scanner that is away, loses none.
 * Must not know: what becomes of a file that is refused.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "chatd/chatd.h"
#include "common/base/key.h"
#include "common/log/log.h"
#include "common/loop/loop.h"

enum { LOOK_MS = 1000, ANSWER_S = 30, STREAM_BYTES = 128 * 1024, REPLY_MAX = 512 };
enum { CLAIM_TENANT, CLAIM_ID, CLAIM_BYTES };

struct scans {
	struct daemon *daemon;
	const char *socket;
	struct timer timer;
	int64_t tenant, id;
	struct buf bytes;
	const char *verdict;
	bool looking, stopping;
};

/* ---- the scanner; in a job ---- */

static bool
send_all(int fd, const void *p, size_t n)
{
	const char *at = p;

	while (n > 0) {
		ssize_t sent = send(fd, at, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		at += sent;
		n -= (size_t)sent;
	}
	return true;
}

static bool
send_piece(int fd, const char *p, size_t n)
{
	uint32_t length = htonl((uint32_t)n);

	return send_all(fd, &length, sizeof(length)) && (n == 0 || send_all(fd, p, n));
}

static int
open_socket(const char *path)
{
	const struct timeval limit = { .tv_sec = ANSWER_S };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	(void)view_copy(view_of(path), address.sun_path, sizeof(address.sun_path));
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

static bool
send_file(int fd, struct view file)
{
	static const char command[] = "zINSTREAM"; /* with its final NUL */
	bool good = send_all(fd, command, sizeof(command));

	while (good && file.n > 0) {
		size_t n = file.n < STREAM_BYTES ? file.n : STREAM_BYTES;

		good = send_piece(fd, file.p, n);
		file = (struct view){ file.p + n, file.n - n };
	}
	return good && send_piece(fd, NULL, 0);
}

/* "stream: OK" and "stream: Name FOUND"; anything else, as that it takes no more, is no verdict. */
static const char *
read_verdict(int fd)
{
	char reply[REPLY_MAX];
	size_t n = 0;

	while (n < sizeof(reply) - 1 && (n == 0 || reply[n - 1] != '\0')) {
		ssize_t got = recv(fd, reply + n, sizeof(reply) - 1 - n, 0);

		if (got <= 0)
			break;
		n += (size_t)got;
	}
	reply[n] = '\0';
	if (strcmp(reply, "stream: OK") == 0)
		return "clean";
	n = strlen(reply);
	return n > 6 && strcmp(reply + n - 6, " FOUND") == 0 ? "found" : "failed";
}

static void
on_work(void *ctx)
{
	struct scans *scans = ctx;
	int fd = open_socket(scans->socket);

	scans->verdict = "failed";
	if (fd < 0)
		return;
	/* It may have said why before it took everything. */
	(void)send_file(fd, buf_view(&scans->bytes));
	scans->verdict = read_verdict(fd);
	(void)close(fd);
}

/* ---- one file after the other ---- */

static struct scans *
scans_of(struct daemon *daemon)
{
	return daemon_data(daemon, "scans");
}

static void look(void *ctx);

static void
on_closed(void *ctx)
{
	struct scans *scans = ctx;
	struct daemon *daemon = scans->daemon;

	free(scans);
	daemon_part_stopped(daemon);
}

static void
rest(struct scans *scans, int64_t delay_ms)
{
	scans->looking = false;
	buf_fini(&scans->bytes);
	if (scans->stopping)
		timer_close(&scans->timer, on_closed);
	else
		timer_in(&scans->timer, delay_ms);
}

static void
on_ended(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	(void)outcome;
	(void)row;
	rest(ctx, 0);
}

static void
on_work_done(void *ctx)
{
	struct scans *scans = ctx;
	int64_t key = key_of_id("upload", scans->tenant, scans->id);
	const struct db_param params[] = { P_INT(scans->tenant), P_INT(scans->id),
		P_TEXT(scans->verdict) };

	LOG(INFO, "file_scanned", LOG_ID("file", scans->id), LOG_TEXT("verdict", scans->verdict));
	effect_run(scans->daemon,
	    &(struct command){
		.query = &q_upload_scan_end, .params = params, .keys = &key, .key_count = 1 },
	    on_ended, scans);
}

static void
on_claimed(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct scans *scans = ctx;

	if (outcome != DB_DONE || row->rows != 1 || scans->stopping) {
		rest(scans, LOOK_MS);
		return;
	}
	scans->tenant = db_int(row, 0, CLAIM_TENANT);
	scans->id = db_int(row, 0, CLAIM_ID);
	db_bytes(row, 0, CLAIM_BYTES, &scans->bytes);
	job_run(daemon_loop(scans->daemon), on_work, on_work_done, scans);
}

static void
look(void *ctx)
{
	struct scans *scans = ctx;

	scans->looking = true;
	db_submit(daemon_db(scans->daemon), &(struct db_call){ .query = &q_upload_scan_claim },
	    on_claimed, scans);
}

int
scans_start(struct daemon *daemon, struct err *err)
{
	struct scans *scans = mem_zero(1, sizeof(*scans));

	scans->daemon = daemon;
	scans->socket = config_text(daemon_config(daemon), "clamd_socket");
	daemon_set_data(daemon, "scans", scans);
	if (strlen(scans->socket) >= sizeof(((struct sockaddr_un *)NULL)->sun_path))
		return err_set(
		    err, ERR_CONFIG, "clamd_socket", "its path is too long for a socket");
	timer_init(&scans->timer, daemon_loop(daemon), look, scans);
	if (scans_wanted(daemon))
		timer_in(&scans->timer, LOOK_MS);
	return 0;
}

bool
scans_wanted(struct daemon *daemon)
{
	return scans_of(daemon)->socket[0] != '\0';
}

void
scans_stop(struct daemon *daemon)
{
	struct scans *scans = scans_of(daemon);

	scans->stopping = true;
	timer_stop(&scans->timer);
	if (!scans->looking)
		timer_close(&scans->timer, on_closed);
}
