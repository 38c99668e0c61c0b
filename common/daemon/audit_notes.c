/* audit_notes - see audit_notes.h */
#include "common/daemon/audit_notes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/clock.h"
#include "common/daemon/command_id.h"
#include "common/daemon/rounds.h"
#include "common/daemon/skeleton.h"
#include "common/http/address.h"
#include "common/metrics/metrics.h"
#include "common_queries.h"

enum { WRITE_MS = 1000, FAILED_LOG_MS = 10000 };

static COUNTER(lost_total, "trunkline_audit_notes_lost_total",
    "Notes for the audit log that were not written: too many at once, or no database at the end");

/* What is being written: some notes under one id, so that what is written again is there once. */
struct batch {
	json_t *notes; /* NULL: none */
	size_t at; /* before it all are written or given up */
	bool singly; /* together they failed: one that can't be written loses no other */
	struct command_id id;
};

struct audit_notes {
	struct rounds rounds;
	struct audit_table *table;
	struct batch batch;
	bool more; /* is due than the batch took */
};

/* ---- writing ---- */

/* A stranger's without a key has that of an organisation, which is no API key. */
static const char *
resource_of(const struct audit_note *note)
{
	return note->key != 0 || note->role != NULL ? note->act->resource : NULL;
}

static json_t *
note_detail(const struct audit_count *count)
{
	const struct audit_note *note = &count->note;
	char since[CLOCK_TEXT_SIZE], key[24] = "";

	clock_text(count->since_us, since);
	if (note->api_key != 0)
		(void)snprintf(key, sizeof(key), "%" PRId64, note->api_key);
	return json_pack("{s:s*, s:s*, s:s*, s:s*, s:I, s:s}", "resource", resource_of(note), "why",
	    note->why, "source", note->source[0] != '\0' ? note->source : NULL, "api_key",
	    key[0] != '\0' ? key : NULL, "times", (json_int_t)count->times, "since", since);
}

static void
note_add(void *ctx, const struct audit_count *count)
{
	const struct audit_note *note = &count->note;

	/* The name is NULL where none was given, or it is not UTF-8, and then nobody's. */
	(void)json_array_append_new(ctx,
	    json_pack("{s:s, s:i, s:I, s:I, s:s, s:I, s:o?, s:o}", "action", note->act->action,
		"kind", note->act->kind, "tenant", (json_int_t)note->tenant, "actor",
		(json_int_t)note->user, "role", note->role != NULL ? note->role : "stranger", "key",
		(json_int_t)note->key, "username",
		count->username[0] != '\0' ? json_string(count->username) : NULL, "detail",
		note_detail(count)));
}

/* Takes what is due as the next batch. True: there is more. */
static bool
batch_take(struct audit_notes *notes, struct batch *batch, bool all)
{
	bool more;

	*batch = (struct batch){ .notes = json_array() };
	more = audit_table_take(notes->table, clock_mono_ms(), all, note_add, batch->notes);
	command_id_new(&batch->id);
	return more;
}

static size_t
batch_left(const struct batch *batch)
{
	return json_array_size(batch->notes) - batch->at;
}

static void
batch_end(struct batch *batch)
{
	metric_add(&lost_total, (int64_t)batch_left(batch));
	json_decref(batch->notes);
	*batch = (struct batch){ .notes = NULL };
}

static void
batch_write(struct audit_notes *notes, const struct batch *batch, db_done done, void *ctx)
{
	json_t *one =
	    batch->singly ? json_pack("[O]", json_array_get(batch->notes, batch->at)) : NULL;
	char *text = json_dumps(one != NULL ? one : batch->notes, JSON_COMPACT);
	const struct db_param params[] = { P_TEXT(text), P_BYTES(command_id_view(&batch->id)) };
	const int64_t keys[] = { command_id_lock(&batch->id, 0) };

	rounds_begun(&notes->rounds);
	db_submit(notes->rounds.daemon->db,
	    &(struct db_call){ .query = &q_audit_notes,
		.lane = DB_LANE_ALONE,
		.params = params,
		.keys = keys,
		.key_count = 1 },
	    done, ctx);
	free(text);
	json_decref(one);
}

/* What the database can't take now it never will. */
static void
batch_failed(struct batch *batch, const struct db_result *result)
{
	const json_t *note = json_array_get(batch->notes, batch->at);
	const char *action = json_string_value(json_object_get(note, "action"));

	if (log_allow("audit_notes_failed", view_of(action), FAILED_LOG_MS, NULL))
		LOG(ERROR, "audit_notes_failed", LOG_TEXT("sqlstate", result->sqlstate),
		    LOG_TEXT("action", action));
	if (batch->singly) {
		metric_add(&lost_total, 1);
		batch->at++;
	}
	batch->singly = true;
	command_id_new(&batch->id);
}

static void
batch_done(struct batch *batch)
{
	batch->at = batch->singly ? batch->at + 1 : json_array_size(batch->notes);
	command_id_new(&batch->id);
}

/* Whether a write that timed out was done is not known: it comes again under its id. */
static void
on_written(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct audit_notes *notes = ctx;
	struct batch *batch = &notes->batch;
	bool answered = outcome == DB_DONE || outcome == DB_FAILED;

	if (outcome == DB_DONE)
		batch_done(batch);
	else if (outcome == DB_FAILED)
		batch_failed(batch, result);
	if (batch_left(batch) == 0 || notes->rounds.stopping)
		batch_end(batch);
	if (rounds_back(&notes->rounds))
		rounds_in(&notes->rounds,
		    answered && (batch->notes != NULL || notes->more) ? 0 : WRITE_MS);
}

static void
notes_round(void *part)
{
	struct audit_notes *notes = part;

	if (notes->batch.notes == NULL)
		notes->more = batch_take(notes, &notes->batch, false);
	if (batch_left(&notes->batch) > 0) {
		batch_write(notes, &notes->batch, on_written, notes);
	} else {
		batch_end(&notes->batch);
		rounds_in(&notes->rounds, WRITE_MS);
	}
}

/* ---- the part ---- */

int
audit_notes_start(struct daemon *daemon, struct err *err)
{
	struct audit_notes *notes = mem_zero(1, sizeof(*notes));

	(void)err;
	metric_register(&lost_total);
	notes->table = audit_table_new();
	rounds_init(&notes->rounds, daemon, "audit_notes", notes_round);
	rounds_in(&notes->rounds, WRITE_MS);
	return 0;
}

struct last {
	struct audit_notes *notes;
	struct batch batch;
};

/* The last notes are written beside a write that is under way, as they are. */
static void
on_last_written(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct last *last = ctx;
	struct audit_notes *notes = last->notes;

	(void)result;
	if (outcome == DB_DONE)
		batch_done(&last->batch);
	batch_end(&last->batch);
	free(last);
	(void)rounds_back(&notes->rounds);
}

static bool
last_write(struct audit_notes *notes)
{
	struct last *last = mem_zero(1, sizeof(*last));
	bool more = batch_take(notes, &last->batch, true);

	last->notes = notes;
	if (batch_left(&last->batch) > 0) {
		batch_write(notes, &last->batch, on_last_written, last);
	} else {
		batch_end(&last->batch);
		free(last);
	}
	return more;
}

void
audit_notes_stop(struct daemon *daemon)
{
	struct audit_notes *notes = daemon_data(daemon, "audit_notes");
	bool idle = notes->rounds.under_way == 0;

	while (last_write(notes))
		;
	audit_table_free(notes->table);
	notes->table = NULL;
	if (notes->batch.notes != NULL && idle)
		batch_write(notes, &notes->batch, on_written, notes);
	rounds_stop(&notes->rounds);
}

/* ---- noting ---- */

static void
note(const struct http_req *req, const struct audit_note *made, struct view username)
{
	struct daemon *daemon = http_app(req);
	struct audit_notes *notes = daemon_data(daemon, "audit_notes");

	if (notes == NULL || daemon->stage >= STAGE_PARTS)
		return;
	if (!audit_table_add(notes->table, made, username, clock_mono_ms(), daemon_now_us(daemon)))
		metric_add(&lost_total, 1);
	if (notes->batch.notes == NULL && audit_table_full(notes->table))
		rounds_in(&notes->rounds, 0);
}

void
audit_note_done(const struct http_req *req, const struct audit_act *act, int64_t key)
{
	audit_note_tried(req, act, NULL, key);
}

void
audit_note_tried(
    const struct http_req *req, const struct audit_act *act, const char *why, int64_t key)
{
	const struct actor *actor = request_actor(req);
	bool is_key = actor->role == ROLE_INTEGRATOR;
	struct audit_note made = { .act = act,
		.why = why,
		.role = role_name(actor->role),
		.tenant = actor->tenant,
		.user = actor->user,
		.api_key = is_key ? actor->session : 0,
		.key = key };

	(void)view_copy(http_peer(req), made.source, sizeof(made.source));
	note(req, &made, VIEW(""));
}

void
audit_note_route(const struct http_req *req)
{
	const struct audit_act *act = http_route_of(req)->audited;
	struct view text;
	int64_t key = 0;

	if (act == NULL)
		return;
	if (http_param(req, "id", &text))
		(void)view_to_int(text, 1, INT64_MAX, &key);
	audit_note_done(req, act, key);
}

void
audit_note_refused(const struct http_req *req, const struct audit_act *act, const char *why,
    int64_t tenant, int64_t key)
{
	struct audit_note made = { .act = act, .why = why, .tenant = tenant, .key = key };

	address_source(http_peer(req), made.source);
	note(req, &made, VIEW(""));
}

void
audit_note_refused_account(const struct http_req *req, const struct audit_act *act, const char *why,
    struct view account, struct view username)
{
	struct audit_note made = { .act = act, .why = why };

	address_source(http_peer(req), made.source);
	(void)view_copy(account, made.account, sizeof(made.account));
	note(req, &made, username);
}
