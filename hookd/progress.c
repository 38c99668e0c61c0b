/* progress - see progress.h */
#include "hookd/progress.h"

#include <stdlib.h>

#include "common/base/clock.h"
#include "hookd/hookd.h"

enum {
	STORE_MS = 50, /* between two stores */
	POSITION_MS = 1000, /* between two stores of a position and nothing else */
	RETRY_MS = 500, /* after the database could not */
};
enum { STORED_PARKED, STORED_DUE_MS, STORED_DIED, STORED_NEWS };

void
progress_init(
    struct progress *progress, struct daemon *daemon, struct follower *follower, progress_done done)
{
	*progress = (struct progress){ .daemon = daemon, .follower = follower, .done = done };
	told_init(&progress->told);
}

void
progress_fini(struct progress *progress)
{
	told_fini(&progress->told);
	free(progress->text);
}

void
progress_begin(struct progress *progress, const struct standing *standing)
{
	progress->stored = *standing;
}

/* ---- what and when ---- */

/* More than a position that moved. */
static bool
is_told(const struct progress *progress, const struct standing *standing)
{
	return progress->text != NULL || !told_empty(&progress->told) ||
	    standing->paused != progress->stored.paused;
}

bool
progress_any(const struct progress *progress, const struct standing *standing)
{
	return is_told(progress, standing) || standing->pos != progress->stored.pos ||
	    standing->event != progress->stored.event;
}

/* What was delivered is stored soon: each is sent again after a crash before that. A position that
 * moved over what nobody wanted is not worth a write of its own. */
int64_t
progress_at_ms(const struct progress *progress, const struct standing *standing, bool at_once)
{
	return at_once || is_told(progress, standing) ? progress->next_ms
						      : progress->next_ms + POSITION_MS;
}

int
progress_unstored(const struct progress *progress)
{
	return progress->told.count + (progress->text != NULL ? progress->text_count : 0);
}

bool
progress_take(
    struct progress *progress, const struct standing *standing, const struct window *window)
{
	if (progress->text != NULL)
		return false;
	progress->text_count = progress->told.count;
	progress->text = told_take(&progress->told, standing, window_ahead(window));
	progress->stored = *standing;
	return true;
}

/* ---- one store ---- */

static void
take_stored(struct progress *progress, const struct db_result *row)
{
	const struct progress_stored stored = {
		.parked = db_int(row, 0, STORED_PARKED),
		.due_ms = db_is_null(row, 0, STORED_DUE_MS) ? -1 : db_int(row, 0, STORED_DUE_MS),
		.died = db_text(row, 0, STORED_DIED),
		.news = db_text(row, 0, STORED_NEWS),
	};

	free(progress->text);
	progress->text = NULL;
	progress->done(progress->follower, PROGRESS_STORED, &stored);
}

static void
on_stored(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct progress *progress = ctx;

	progress->storing = false;
	if (outcome == DB_DONE && row->rows > 0) {
		take_stored(progress, row);
		return;
	}
	if (outcome != DB_DONE)
		progress->next_ms = clock_mono_ms() + RETRY_MS;
	progress->done(
	    progress->follower, outcome != DB_DONE ? PROGRESS_FAILED : PROGRESS_FENCED, NULL);
}

void
progress_send(struct progress *progress, int64_t tenant, int64_t endpoint, int64_t epoch)
{
	const struct db_param params[] = { P_INT(tenant), P_INT(endpoint), P_INT(epoch),
		P_TEXT(progress->text) };
	const int64_t keys[] = { key_of_id("webhook", tenant, endpoint) };

	progress->storing = true;
	progress->next_ms = clock_mono_ms() + STORE_MS;
	db_submit(daemon_db(progress->daemon),
	    &(struct db_call){ .query = &q_progress,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = 1 },
	    on_stored, progress);
}
