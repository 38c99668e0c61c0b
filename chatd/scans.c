/*
 * scans - files that users gave are shown to a virus scanner before anybody gets them (MS-4); those of strangers are when somebody
 * fetches them (handout.h).
 *
 * Owns: the order; one file at a time lies in memory. Which files wait stands in the database: a daemon that dies, or a scanner that
 *       is away, loses none.
 * Must not know: what becomes of a file that is refused.
 */
#include <stdlib.h>

#include "chatd/clamd.h"
#include "chatd/handout.h"
#include "common/base/key.h"
#include "common/log/log.h"
#include "common/loop/loop.h"

enum { LOOK_MS = 1000 };
enum { CLAIM_TENANT, CLAIM_ID, CLAIM_BYTES };

/* As messaging.upload_scan_end has them. */
static const char *const words[] = {
	[CLAMD_CLEAN] = "clean",
	[CLAMD_FOUND] = "found",
	[CLAMD_FAILED] = "failed",
};

struct scans {
	struct daemon *daemon;
	const char *socket;
	struct timer timer;
	int64_t tenant, id;
	struct buf bytes;
	enum clamd_verdict verdict;
	bool looking, stopping;
};

/* ---- one file after the other ---- */

static void
on_work(void *ctx)
{
	struct scans *scans = ctx;

	scans->verdict = clamd_look(scans->socket, buf_view(&scans->bytes));
}

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
	const char *word = words[scans->verdict];
	const struct db_param params[] = { P_INT(scans->tenant), P_INT(scans->id), P_TEXT(word) };

	LOG(INFO, "file_scanned", LOG_ID("file", scans->id), LOG_TEXT("verdict", word));
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
	if (!clamd_path_fits(scans->socket))
		return err_set(
		    err, ERR_CONFIG, "clamd_socket", "its path is too long for a socket");
	timer_init(&scans->timer, daemon_loop(daemon), look, scans);
	if (scans_wanted(daemon)) {
		handouts_show_to(daemon, scans->socket);
		timer_in(&scans->timer, LOOK_MS);
	}
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
