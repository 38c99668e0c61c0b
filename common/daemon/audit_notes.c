/* audit_notes - see audit_notes.h */
#include "common/daemon/audit_notes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/clock.h"
#include "common/daemon/rounds.h"
#include "common/daemon/skeleton.h"
#include "common/http/address.h"
#include "common/metrics/metrics.h"
#include "common_queries.h"

enum { WRITE_MS = 1000 };

static COUNTER(lost_total, "trunkline_audit_notes_lost_total",
    "Notes for the audit log that were not written: too many at once, or no database at the end");

struct audit_notes {
	struct rounds rounds;
	struct audit_table *table;
	char *text; /* of a write that failed, JSON; NULL: none */
};

/* ---- writing ---- */

static json_t *
note_detail(const struct audit_count *count)
{
	const struct audit_note *note = &count->note;
	char since[CLOCK_TEXT_SIZE], key[24] = "";

	clock_text(count->since_us, since);
	if (note->api_key != 0)
		(void)snprintf(key, sizeof(key), "%" PRId64, note->api_key);
	return json_pack("{s:s*, s:s*, s:s*, s:s*, s:I, s:s}", "resource", note->act->resource,
	    "why", note->why, "source", note->source[0] != '\0' ? note->source : NULL, "api_key",
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

/* The notes that are due as JSON, of malloc; NULL: none are. */
static char *
notes_take(struct audit_notes *notes, bool all)
{
	json_t *list = json_array();
	char *text = NULL;

	audit_table_take(notes->table, clock_mono_ms(), all, note_add, list);
	if (json_array_size(list) > 0)
		text = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	return text;
}

static void
on_written(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct audit_notes *notes = ctx;

	if (outcome == DB_FAILED)
		LOG(ERROR, "audit_notes_failed", LOG_TEXT("sqlstate", result->sqlstate));
	/* What it can't take now it never will. */
	if (outcome == DB_DONE || outcome == DB_FAILED || notes->rounds.stopping) {
		metric_add(&lost_total, outcome != DB_DONE);
		free(notes->text);
		notes->text = NULL;
	}
	if (rounds_back(&notes->rounds))
		rounds_in(&notes->rounds, WRITE_MS);
}

static void
notes_write(struct audit_notes *notes)
{
	const struct db_param params[] = { P_TEXT(notes->text) };

	rounds_begun(&notes->rounds);
	db_submit(notes->rounds.daemon->db,
	    &(struct db_call){ .query = &q_audit_notes, .lane = DB_LANE_ALONE, .params = params },
	    on_written, notes);
}

static void
notes_round(void *part)
{
	struct audit_notes *notes = part;

	if (notes->text == NULL)
		notes->text = notes_take(notes, false);
	if (notes->text != NULL)
		notes_write(notes);
	else
		rounds_in(&notes->rounds, WRITE_MS);
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

/* The last notes are written beside a write that is under way. */
static void
on_last_written(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct audit_notes *notes = ctx;

	(void)result;
	metric_add(&lost_total, outcome != DB_DONE);
	(void)rounds_back(&notes->rounds);
}

void
audit_notes_stop(struct daemon *daemon)
{
	struct audit_notes *notes = daemon_data(daemon, "audit_notes");
	char *text = notes_take(notes, true);
	const struct db_param params[] = { P_TEXT(text) };

	audit_table_free(notes->table);
	notes->table = NULL;
	if (notes->text != NULL && notes->rounds.under_way == 0)
		notes_write(notes);
	if (text != NULL) {
		rounds_begun(&notes->rounds);
		db_submit(daemon->db,
		    &(struct db_call){
			.query = &q_audit_notes, .lane = DB_LANE_ALONE, .params = params },
		    on_last_written, notes);
	}
	free(text);
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
}

void
audit_note_done(const struct http_req *req, const struct audit_act *act, int64_t key)
{
	const struct actor *actor = request_actor(req);
	bool is_key = actor->role == ROLE_INTEGRATOR;
	struct audit_note made = { .act = act,
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
