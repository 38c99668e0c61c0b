/*
 * fax_lines - fax numbers by the hash of their hook's key and by id, their accounts' secrets opened.
 *
 * Owns: a copy of all fax numbers; read again when configuration changes and every minute.
 */
#include <stdlib.h>
#include <string.h>

#include "common/auth/purpose.h"
#include "common/daemon/hook_key.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "smsgw/fax.h"
#include "smsgw/smsgw.h"

enum { RELOAD_MS = 60000, RETRY_MS = 500, LINES_MAX = 100000 };
enum { COLUMN_CARRIER = 11 }; /* as in channels_load */

struct fax_lines {
	struct daemon *daemon;
	struct fax_line *at;
	int count;
	bool known, reading, again, stopping;
	struct timer timer;
};

static struct fax_lines *
lines_of(struct daemon *daemon)
{
	return daemon_data(daemon, "fax_lines");
}

static void
forget(struct fax_lines *lines)
{
	for (int i = 0; i < lines->count; i++)
		channel_close(&lines->at[i].channel);
	free(lines->at);
	lines->at = NULL;
	lines->count = 0;
}

static void
lines_free(void *ctx)
{
	struct fax_lines *lines = ctx;
	struct daemon *daemon = lines->daemon;

	forget(lines);
	daemon_set_data(daemon, "fax_lines", NULL);
	free(lines);
	daemon_part_stopped(daemon);
}

static void
take(struct fax_lines *lines, const struct db_result *rows)
{
	forget(lines);
	lines->at = mem_zero((size_t)rows->rows, sizeof(*lines->at));
	for (int i = 0; i < rows->rows && i < LINES_MAX; i++) {
		const struct fax_provider *provider =
		    fax_provider_find(db_text(rows, i, COLUMN_CARRIER));
		struct fax_line *line = &lines->at[lines->count];

		if (provider == NULL) {
			LOG(ERROR, "fax_provider_unknown",
			    LOG_VIEW("provider", db_text(rows, i, COLUMN_CARRIER)));
			continue;
		}
		channel_open(
		    lines->daemon, &provider->carrier, PURPOSE_FAX_NUMBER, rows, i, &line->channel);
		line->provider = provider;
		lines->count++;
	}
	lines->known = true;
}

static void
on_fax_lines_read(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct fax_lines *lines = ctx;

	lines->reading = false;
	if (lines->stopping) {
		timer_close(&lines->timer, lines_free);
		return;
	}
	if (outcome == DB_DONE)
		take(lines, rows);
	timer_in(&lines->timer, outcome != DB_DONE || lines->again ? RETRY_MS : RELOAD_MS);
	lines->again = false;
}

static void
load(void *ctx)
{
	struct fax_lines *lines = ctx;

	lines->reading = true;
	db_submit(daemon_db(lines->daemon), &(struct db_call){ .query = &q_fax_lines_load },
	    on_fax_lines_read, lines);
}

void
fax_lines_reload(struct daemon *daemon)
{
	struct fax_lines *lines = lines_of(daemon);

	if (lines == NULL || lines->stopping)
		return;
	if (lines->reading)
		lines->again = true;
	else
		timer_in(&lines->timer, 0);
}

bool
fax_lines_known(struct daemon *daemon)
{
	return lines_of(daemon) != NULL && lines_of(daemon)->known;
}

const struct fax_line *
fax_line_find(struct daemon *daemon, struct view hook_key)
{
	const struct fax_lines *lines = lines_of(daemon);
	unsigned char hash[SHA256_SIZE];

	hook_key_hash(hook_key, hash);
	for (int i = 0; lines != NULL && i < lines->count; i++)
		if (memcmp(hash, lines->at[i].channel.hook_hash, sizeof(hash)) == 0)
			return &lines->at[i];
	return NULL;
}

const struct fax_line *
fax_line_get(struct daemon *daemon, int64_t tenant, int64_t id)
{
	const struct fax_lines *lines = lines_of(daemon);

	for (int i = 0; lines != NULL && i < lines->count; i++)
		if (lines->at[i].channel.tenant == tenant && lines->at[i].channel.id == id)
			return &lines->at[i];
	return NULL;
}

const struct fax_line *
fax_line_of_tenant(struct daemon *daemon, int64_t tenant)
{
	const struct fax_lines *lines = lines_of(daemon);

	for (int i = 0; lines != NULL && i < lines->count; i++)
		if (lines->at[i].channel.tenant == tenant)
			return &lines->at[i];
	return NULL;
}

int
fax_lines_start(struct daemon *daemon, struct err *err)
{
	struct fax_lines *lines = mem_zero(1, sizeof(*lines));

	(void)err;
	lines->daemon = daemon;
	daemon_set_data(daemon, "fax_lines", lines);
	timer_init(&lines->timer, daemon_loop(daemon), load, lines);
	timer_in(&lines->timer, 0);
	return 0;
}

void
fax_lines_stop(struct daemon *daemon)
{
	struct fax_lines *lines = lines_of(daemon);

	lines->stopping = true;
	if (!lines->reading)
		timer_close(&lines->timer, lines_free);
}
