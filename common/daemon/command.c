/*
 * command - see daemon.h: an owner function called for a request, or by the daemon itself.
 *
 * Owns: the way from the answer's row to publishing, reply and callback, in that order.
 * Must not know: what a function does.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/daemon/command_id.h"
#include "common/daemon/outcome.h"
#include "common/daemon/skeleton.h"
#include "common/metrics/metrics.h"

static HISTOGRAM(command_ms, "trunkline_command_ms", "From a command's submission to its commit");

static const char *const method_names[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };

/* What each command's function takes first. */
enum { PARAM_COMMAND, PARAM_FINGERPRINT, PARAMS_OWN };

/* One call under way: a command has `req`, an effect has `done`. */
struct under_way {
	struct daemon *daemon;
	struct http_req *req;
	int status_ok;
	int64_t begun_ms;
	void (*done)(void *ctx, enum db_outcome outcome, const struct db_result *row);
	void *ctx;
	void (*show)(struct http_req *req, json_t *body);
	bool show_refused;
	void (*refused)(struct http_req *req, struct view outcome);
};

static struct view
column(const struct db_result *row, const char *name)
{
	int col = db_col(row, name);

	return col >= 0 && row->rows > 0 ? db_text(row, 0, col) : (struct view){ NULL, 0 };
}

/* ---- the reply ---- */

void
request_reply_shown(struct http_req *req, int status_ok, struct view name, struct view text,
    void (*show)(struct http_req *req, json_t *body))
{
	json_t *body = json_loadb(text.p, text.n, 0, NULL);
	char *shown;

	show(req, body);
	shown = json_dumps(body, JSON_COMPACT);
	request_reply_outcome(req, status_ok, name, view_of(shown));
	free(shown);
	json_decref(body);
}

static void
reply_row(const struct under_way *way, const struct db_result *row)
{
	struct view name = column(row, "outcome"), body = column(row, "body");
	const struct outcome *outcome = outcome_find(name);

	if (way->refused != NULL && outcome != NULL && outcome->status >= 400)
		way->refused(way->req, name);
	if (way->show != NULL && body.n > 0 && outcome != NULL &&
	    (outcome->status < 400 || way->show_refused))
		request_reply_shown(way->req, way->status_ok, name, body, way->show);
	else
		request_reply_outcome(way->req, way->status_ok, name, body);
}

static void
on_command(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct under_way *way = ctx;

	metric_observe(&command_ms, clock_mono_ms() - way->begun_ms);
	if (outcome == DB_TIMED_OUT) {
		request_reply_unknown(way->req);
	} else if (outcome != DB_DONE) {
		request_reply_retry(way->req, outcome, row);
	} else {
		if (daemon_publish_answer(way->daemon, column(row, "news")))
			http_add_header(way->req, "Idempotent-Replayed", "true");
		reply_row(way, row);
	}
	free(way);
}

/* ---- the call ---- */

/* 0, or -1: answered, the key is no good. */
static int
make_id(struct http_req *req, struct command_id *out)
{
	const struct actor *actor = request_actor(req);
	struct view key, if_match;
	struct err err;

	if (!http_header(req, "idempotency-key", &key)) {
		command_id_new(out);
		return 0;
	}
	if (!command_key_valid(key)) {
		(void)err_set(&err, ERR_BAD_REQUEST, NULL,
		    "Idempotency-Key must have 1 to %d visible characters", COMMAND_KEY_MAX);
		http_reply_err(req, &err, NULL);
		return -1;
	}
	(void)http_header(req, "if-match", &if_match);
	/* A key of the API is nobody's but its own. */
	command_id_of(&(struct command_name){ actor->tenant,
			  actor->role == ROLE_INTEGRATOR ? -actor->session : actor->user, key,
			  actor_side(actor) },
	    &(struct command_request){
		.method = method_names[http_route_of(req)->method],
		.target = http_target(req),
		.if_match = if_match,
		.body = http_body(req),
	    },
	    out);
	return 0;
}

static void
fill_params(const struct command *command, const struct command_id *id, struct db_param *out)
{
	int given = command->query->param_count - PARAMS_OWN;

	assert(given >= 0 && command->query->param_count <= DB_PARAMS_MAX);
	out[PARAM_COMMAND] = P_BYTES(command_id_view(id));
	out[PARAM_FINGERPRINT] = P_NULL();
	if (id->keyed)
		out[PARAM_FINGERPRINT] = P_BYTES(
		    ((struct view){ (const char *)id->fingerprint, sizeof(id->fingerprint) }));
	memcpy(out + PARAMS_OWN, command->params, (size_t)given * sizeof(out[0]));
}

/* The caller's keys come first: the first one chooses the lane, which keeps the order of what
 * concerns one thing. */
static void
submit(struct under_way *way, const struct command *command, const struct command_id *id)
{
	struct db_param params[DB_PARAMS_MAX];
	int64_t keys[DB_KEYS_MAX];
	int count = command->key_count;

	assert(count < DB_KEYS_MAX);
	if (count > 0)
		memcpy(keys, command->keys, (size_t)count * sizeof(keys[0]));
	keys[count++] = command_id_lock(id, request_actor(way->req)->tenant);
	fill_params(command, id, params);
	db_submit(way->daemon->db,
	    &(struct db_call){
		.query = command->query,
		.lane = command->lane,
		.deadline_ms = command->deadline_ms,
		.params = params,
		.keys = keys,
		.key_count = count,
	    },
	    on_command, way);
}

void
command_run(struct http_req *req, const struct command *command)
{
	struct command_id id;
	struct under_way *way;

	if (make_id(req, &id) != 0)
		return;
	way = mem_new(sizeof(*way));
	*way = (struct under_way){
		.daemon = request_daemon(req),
		.req = req,
		.status_ok = command->status_ok != 0 ? command->status_ok : 200,
		.begun_ms = clock_mono_ms(),
		.show = command->show,
		.show_refused = command->show_refused,
		.refused = command->refused,
	};
	submit(way, command, &id);
}

/* ---- effects ---- */

static void
on_effect(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct under_way *way = ctx;

	if (outcome == DB_DONE) {
		daemon_publish_news(way->daemon, column(row, "news"));
	} else if (outcome == DB_FAILED) {
		LOG(ERROR, "effect_failed", LOG_TEXT("sqlstate", row != NULL ? row->sqlstate : ""));
	}
	if (way->done != NULL)
		way->done(way->ctx, outcome, row);
	free(way);
}

void
effect_run(struct daemon *daemon, const struct command *command,
    void (*done)(void *ctx, enum db_outcome outcome, const struct db_result *row), void *ctx)
{
	struct under_way *way = mem_new(sizeof(*way));

	*way = (struct under_way){ .daemon = daemon, .done = done, .ctx = ctx };
	db_submit(daemon->db,
	    &(struct db_call){
		.query = command->query,
		.lane = command->lane,
		.deadline_ms = command->deadline_ms,
		.params = command->params,
		.keys = command->keys,
		.key_count = command->key_count,
		.epoch = command->epoch,
	    },
	    on_effect, way);
}

json_t *
effect_body(const struct db_result *row)
{
	struct view body = db_text(row, 0, 1);

	return json_loadb(body.p, body.n, 0, NULL);
}
