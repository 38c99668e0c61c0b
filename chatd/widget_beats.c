/*
 * widget_beats - whose pages are there, told to the database; who is silent for too long, told as gone (MS-8).
 *
 * Owns: the conversations that were heard of since the last beat, bounded; two rounds: beats, and the look for the silent. Any number
 *       of instances beat and look beside each other: the functions look again.
 * Must not know: what a page is.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <uthash.h>

#include "chatd/widget.h"
#include "common/base/clock.h"
#include "common/daemon/rounds.h"
#include "common/metrics/metrics.h"

/* Gone is who was silent for three beats. An instance that has just started waits for as long before it judges: its
 * pages have to come back first. */
enum {
	BEAT_MS = 10000,
	SILENT_MS = 35000,
	LOOK_MS = 5000,
	BEAT_MAX = 500,
	HEARD_MAX = 20000,
	DUE_MAX = 50
};

static COUNTER(
    left_total, "widget_visitors_left_total", "Visitors whose page was silent for too long");

struct heard {
	struct {
		int64_t tenant, conversation;
	} key;
	UT_hash_handle hh;
};

struct beats {
	struct rounds rounds; /* beats */
	struct heard *heard;
};

struct silence {
	struct rounds rounds;
	int64_t due_ms; /* when the next look is, if all is well */
};

static struct beats *
beats_of(struct daemon *daemon)
{
	return daemon_data(daemon, "widget_beats");
}

void
beat_note(struct daemon *daemon, int64_t tenant, int64_t conversation)
{
	struct beats *beats = beats_of(daemon);
	struct heard *heard, key = { .key = { tenant, conversation } };

	if (beats == NULL)
		return; /* an answer that came after the end of the requests */
	HASH_FIND(hh, beats->heard, &key.key, sizeof(key.key), heard);
	if (heard != NULL || HASH_COUNT(beats->heard) >= HEARD_MAX)
		return;
	heard = mem_zero(1, sizeof(*heard));
	heard->key = key.key;
	HASH_ADD(hh, beats->heard, key, sizeof(heard->key), heard);
}

static void
on_back(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct beats *beats = ctx;

	(void)outcome;
	(void)row;
	if (rounds_back(&beats->rounds))
		rounds_in(&beats->rounds, BEAT_MS);
}

static int64_t
row_key(const struct db_result *rows, int i)
{
	return key_conversation(db_int(rows, i, 0), db_int(rows, i, 2), db_text(rows, i, 3));
}

static void
on_beaten(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct beats *beats = ctx;

	for (int i = 0; outcome == DB_DONE && i < rows->rows; i++) {
		const struct db_param params[] = { P_INT(db_int(rows, i, 0)),
			P_INT(db_int(rows, i, 1)) };
		const int64_t key = row_key(rows, i);

		rounds_begun(&beats->rounds);
		effect_run(beats->rounds.daemon,
		    &(struct command){
			.query = &q_visitor_back, .params = params, .keys = &key, .key_count = 1 },
		    on_back, beats);
	}
	if (rounds_back(&beats->rounds))
		rounds_in(&beats->rounds,
		    beats->heard != NULL && HASH_COUNT(beats->heard) >= BEAT_MAX ? 0 : BEAT_MS);
}

static void
beat(void *ctx)
{
	struct beats *beats = ctx;
	struct heard *heard, *next;
	struct buf tenants = { 0 }, conversations = { 0 };
	int n = 0;

	if (beats->heard == NULL) {
		rounds_in(&beats->rounds, BEAT_MS);
		return;
	}
	buf_add_char(&tenants, '{');
	buf_add_char(&conversations, '{');
	HASH_ITER (hh, beats->heard, heard, next) {
		if (n++ == BEAT_MAX)
			break;
		buf_addf(&tenants, "%s%" PRId64, n > 1 ? "," : "", heard->key.tenant);
		buf_addf(&conversations, "%s%" PRId64, n > 1 ? "," : "", heard->key.conversation);
		HASH_DEL(beats->heard, heard);
		free(heard);
	}
	buf_add_char(&tenants, '}');
	buf_add_char(&conversations, '}');
	const struct db_param params[] = { P_VIEW(buf_view(&tenants)),
		P_VIEW(buf_view(&conversations)) };

	rounds_begun(&beats->rounds);
	db_submit(daemon_db(beats->rounds.daemon),
	    &(struct db_call){ .query = &q_visitors_seen, .lane = DB_LANE_ALONE, .params = params },
	    on_beaten, beats);
	buf_fini(&tenants);
	buf_fini(&conversations);
}

/* ---- the silent ---- */

static void
rest(struct silence *silence, int64_t delay_ms)
{
	silence->due_ms = clock_mono_ms() + delay_ms;
	rounds_in(&silence->rounds, delay_ms);
}

static void
on_vanished(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct silence *silence = ctx;

	if (outcome == DB_DONE && row->rows == 1 && view_is(db_text(row, 0, 0), "left"))
		metric_add(&left_total, 1);
	if (rounds_back(&silence->rounds))
		rest(silence, LOOK_MS);
}

/* False: this process or its database was away for a beat or more, and has heard of nobody meanwhile: nobody is judged
 * before their pages could be heard of again (consistency.md, rule 9). */
static bool
sees(const struct silence *silence)
{
	return clock_mono_ms() - silence->due_ms <= BEAT_MS;
}

static void
on_due(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct silence *silence = ctx;
	bool judges = outcome == DB_DONE && sees(silence);

	for (int i = 0; judges && i < rows->rows; i++) {
		const struct db_param params[] = { P_INT(db_int(rows, i, 0)),
			P_INT(db_int(rows, i, 1)), P_INT(SILENT_MS) };
		const int64_t key = row_key(rows, i);

		rounds_begun(&silence->rounds);
		effect_run(silence->rounds.daemon,
		    &(struct command){ .query = &q_visitor_vanish,
			.params = params,
			.keys = &key,
			.key_count = 1 },
		    on_vanished, silence);
	}
	if (!rounds_back(&silence->rounds))
		return;
	if (outcome == DB_DONE)
		rest(silence, judges ? LOOK_MS : SILENT_MS);
	else
		rounds_in(&silence->rounds, LOOK_MS);
}

static void
look(void *ctx)
{
	struct silence *silence = ctx;
	const struct db_param params[] = { P_INT(SILENT_MS), P_INT(DUE_MAX) };

	rounds_begun(&silence->rounds);
	db_submit(daemon_db(silence->rounds.daemon),
	    &(struct db_call){ .query = &q_visitors_due, .params = params }, on_due, silence);
}

int
widget_beats_start(struct daemon *daemon, struct err *err)
{
	struct beats *beats = mem_zero(1, sizeof(*beats));

	(void)err;
	rounds_init(&beats->rounds, daemon, "widget_beats", beat);
	rounds_in(&beats->rounds, BEAT_MS);
	return 0;
}

void
widget_beats_stop(struct daemon *daemon)
{
	struct beats *beats = beats_of(daemon);
	struct heard *heard, *next;

	HASH_ITER (hh, beats->heard, heard, next) {
		HASH_DEL(beats->heard, heard);
		free(heard);
	}
	rounds_stop(&beats->rounds);
}

int
widget_silence_start(struct daemon *daemon, struct err *err)
{
	struct silence *silence = mem_zero(1, sizeof(*silence));

	(void)err;
	metric_register(&left_total);
	rounds_init(&silence->rounds, daemon, "widget_silence", look);
	rest(silence, SILENT_MS);
	return 0;
}

void
widget_silence_stop(struct daemon *daemon)
{
	rounds_stop(&((struct silence *)daemon_data(daemon, "widget_silence"))->rounds);
}
