/* figures - see figures.h */
#include "smsgw/figures.h"

#include <stdlib.h>
#include <uthash.h>

#include "common/base/str.h"
#include "common/daemon/rounds.h"

enum { NOTE_MS = 10000, NOTES_MAX = 100, CHANNELS_MAX = 10000, CODE_SIZE = 32 };

enum figure { SENT, AGAIN, REFUSED, FAILED, UNKNOWN, FIGURES };

static const enum figure figure_of[] = {
	[SENDING_SENT] = SENT,
	[SENDING_RETRY] = AGAIN,
	[SENDING_ACCOUNT] = REFUSED,
	[SENDING_FAILED] = FAILED,
	[SENDING_OPTED_OUT] = FAILED,
	[SENDING_UNKNOWN] = UNKNOWN,
	[SENDING_REJECTED] = FAILED,
};

struct channel_key {
	int64_t tenant, channel;
};

struct seen {
	struct channel_key key;
	int64_t counts[FIGURES], took_ms, took_max_ms;
	char code[CODE_SIZE];
	UT_hash_handle hh;
};

struct figures {
	struct rounds rounds;
	struct seen *by_channel;
};

static struct figures *
figures_of(struct daemon *daemon)
{
	return daemon_data(daemon, "figures");
}

static void
forget(struct figures *figures, struct seen *seen)
{
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_DEL(figures->by_channel, seen);
	free(seen);
}

static void
round_back(struct figures *figures)
{
	if (rounds_back(&figures->rounds))
		rounds_in(&figures->rounds, NOTE_MS);
}

static void
on_noted(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	(void)outcome;
	(void)result;
	round_back(ctx);
}

static void
note(struct figures *figures, const struct seen *seen)
{
	const struct db_param params[] = { P_INT(seen->key.tenant), P_INT(seen->key.channel),
		P_INT(daemon_boot(figures->rounds.daemon)), P_INT(seen->counts[SENT]),
		P_INT(seen->counts[AGAIN]), P_INT(seen->counts[REFUSED]),
		P_INT(seen->counts[FAILED]), P_INT(seen->counts[UNKNOWN]), P_INT(seen->took_ms),
		P_INT(seen->took_max_ms), db_text_or_null(seen->code) };

	rounds_begun(&figures->rounds);
	db_submit(daemon_db(figures->rounds.daemon),
	    &(struct db_call){ .query = &q_line_note, .lane = DB_LANE_ALONE, .params = params },
	    on_noted, figures);
}

/* Those beyond NOTES_MAX come with the next round. */
static void
note_all(void *ctx)
{
	struct figures *figures = ctx;
	struct seen *seen, *next;
	int noted = 0;

	rounds_begun(&figures->rounds); /* the round itself, until all are submitted */
	HASH_ITER (hh, figures->by_channel, seen, next) {
		if (noted++ == NOTES_MAX)
			break;
		note(figures, seen);
		forget(figures, seen);
	}
	round_back(figures);
}

/* NULL: there are too many. */
static struct seen *
seen_of(struct figures *figures, int64_t tenant, int64_t channel)
{
	const struct channel_key key = { tenant, channel };
	struct seen *seen;

	HASH_FIND(hh, figures->by_channel, &key, sizeof(key), seen);
	if (seen != NULL || HASH_COUNT(figures->by_channel) >= CHANNELS_MAX)
		return seen;
	seen = mem_zero(1, sizeof(*seen));
	seen->key = key;
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD(hh, figures->by_channel, key, sizeof(seen->key), seen);
	return seen;
}

void
figures_add(struct daemon *daemon, int64_t tenant, int64_t channel, enum sending sending,
    int64_t took_ms, const char *code)
{
	struct figures *figures = figures_of(daemon);
	struct seen *seen = figures != NULL ? seen_of(figures, tenant, channel) : NULL;

	if (seen == NULL)
		return;
	seen->counts[figure_of[sending]]++;
	seen->took_ms += took_ms;
	if (took_ms > seen->took_max_ms)
		seen->took_max_ms = took_ms;
	if (sending != SENDING_SENT)
		(void)view_copy(view_of(code), seen->code, sizeof(seen->code));
}

int
figures_start(struct daemon *daemon, struct err *err)
{
	struct figures *figures = mem_zero(1, sizeof(*figures));

	(void)err;
	rounds_init(&figures->rounds, daemon, "figures", note_all);
	rounds_in(&figures->rounds, NOTE_MS);
	return 0;
}

/* Nobody sends any more: parts stop from bottom to top. */
void
figures_stop(struct daemon *daemon)
{
	struct figures *figures = figures_of(daemon);
	struct seen *seen, *next;

	HASH_ITER (hh, figures->by_channel, seen, next)
		forget(figures, seen);
	rounds_stop(&figures->rounds);
}
