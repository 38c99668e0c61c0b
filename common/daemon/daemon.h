/*
 * daemon - the skeleton of every daemon: options, configuration, start, drain, health.
 *
 * Owns: the loop, the database lanes, the bus, the HTTP server, the instance's row in
 *       ops.instance, the follower of news, sessions of requests.
 * Must not know: what the daemon does.
 *
 * usage of each daemon: NAME [-c FILE] [--name INSTANCE] [--check] [--routes] [--config-keys]
 *        [--version]
 * --check reads the configuration and says "ok" or one line with file and line;
 * --routes prints the route table as JSON (the edge and openapi.json are made from it);
 * --config-keys prints its keys as a commented INI file. SIGHUP reads the log level again.
 *
 * Start: configuration, log, database (waits until it answers), instance registered, bus,
 * parts from top to bottom, HTTP listens, READY=1. SIGTERM: HTTP stops listening, what came
 * is answered, WebSockets close; then parts stop from bottom to top (each says when it is done),
 * the database drains, exit 0 within 10 s. A lost database does not end a daemon (consistency.md 36).
 */
#ifndef COMMON_DAEMON_DAEMON_H
#define COMMON_DAEMON_DAEMON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "common/auth/auth.h"
#include "common/base/err.h"
#include "common/base/key.h"
#include "common/base/str.h"
#include "common/bus/messages.h"
#include "common/daemon/config.h"
#include "common/db/db.h"
#include "common/http/http.h"

struct daemon;
struct upkeep_step;

struct daemon_part {
	const char *name;
	int (*start)(struct daemon *daemon, struct err *err); /* -1: the daemon can't start */
	/* Calls daemon_part_stopped exactly once, now or later. NULL: nothing to stop. */
	void (*stop)(struct daemon *daemon);
};

/* News of a thing, from a doorbell or from the feed: the one place where a daemon learns of a
 * change. `state` is NULL only when the thing is not there any more, and always for the kinds
 * that have none: outbound, session, config, holder. Versions never go back for one (kind,
 * key); the same version may come twice. */
struct news {
	enum message_kind kind;
	int64_t tenant, key, version;
	const int64_t *audience;
	int audience_count;
	const json_t *state; /* borrowed */
	struct view state_text; /* the same as it came, for passing on */
};

/* A session's first version tells that it was opened; any later one, that it was revoked. */
enum { SESSION_OPENED = 1 };

/* Something that a daemon can't do its work without, or not all of it. */
struct daemon_need {
	const char *word; /* as "relay": at most DAEMON_NEED_MAX of [a-z_] */
	bool (*met)(struct daemon *daemon); /* asked on the loop while all parts run */
};

enum { DAEMON_NEED_MAX = 32, DAEMON_NEEDS_MAX = 8 };

/* What the database must answer on each connection before anything else runs there (db_admission): in a database with another answer
 * the daemon must not work. It ends then, at its start and later. */
struct daemon_admission {
	const struct db_query *query; /* takes a text, answers an integer */
	/* Adds the text, from the configuration; answers the integer that is wanted. Called once. */
	int64_t (*make)(struct daemon *daemon, struct buf *param);
	void (*refuse)(int64_t answer, struct err *err); /* says what is wrong, and what to do */
};

struct daemon_spec {
	const char *name;
	const struct daemon_part *parts;
	int part_count;
	const struct http_route *routes;
	const struct shape
	    *shapes; /* of what the routes answer; ends with a NULL name. May be NULL */
	const struct db_query *const *queries;
	const struct config_key *config; /* the daemon's own keys; ends with a NULL name */
	const enum message_kind *wants; /* kinds it follows; ends with MESSAGE_NONE */
	void (*on_news)(struct daemon *daemon, const struct news *news);
	/* Called when news may have been missed for longer than the feed remembers: load all again. May be NULL. */
	void (*on_reload)(struct daemon *daemon);
	/* Called when stopping begins, while requests and streams still run, if all parts have started. May be NULL. */
	void (*on_drain)(struct daemon *daemon);
	/* While one is not met /readyz answers 503 and names it in `missing`, as the instance's row does. It takes nothing
	 * out of service: requests are served, what is held is kept. At most DAEMON_NEEDS_MAX; ends with a NULL word.
	 * May be NULL. */
	const struct daemon_need *needs;
	/* Asked before anything of a request is judged: may add headers to its answer; false: it has answered. NULL: nothing. */
	bool (*before)(struct http_req *req, void *app);
	void (*options)(struct http_req *req, void *app); /* see http_config */
	const struct upkeep_step *upkeep; /* see upkeep.h; ends with a NULL query */
	const struct daemon_admission
	    *admission; /* NULL: any database of the right schema will do */
	bool fenced; /* wants the fenced lane; see holder.h */
	bool longs; /* wants the lane for what takes long */
	int hot_lanes; /* default number of write lanes */
};

#define DAEMON_COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int daemon_run(const struct daemon_spec *spec, int argc, char **argv);

uv_loop_t *daemon_loop(struct daemon *daemon);
struct db *daemon_db(struct daemon *daemon);
const struct config *daemon_config(struct daemon *daemon);
const struct key_ring *daemon_key_ring(struct daemon *daemon); /* NULL: none configured */
const char *daemon_instance(const struct daemon *daemon); /* its name: --name */
int64_t daemon_boot(struct daemon *daemon); /* positive random 63-bit id of this process */
void daemon_part_stopped(struct daemon *daemon);
/* Says one line on standard error and in the log, then stops with exit status 1: also for a part
 * that learns only from the database that it can't start. */
void daemon_fail(struct daemon *daemon, const struct err *err);
bool daemon_draining(struct daemon *daemon);
void *daemon_data(struct daemon *daemon, const char *part); /* what the part keeps */
void daemon_set_data(struct daemon *daemon, const char *part, void *data);

/* Database time as this process knows it, microseconds since 1970 (consistency.md 12). */
int64_t daemon_now_us(struct daemon *daemon);
/* The monotonic deadline (ms, for timer_at) of a database time in microseconds. */
int64_t daemon_mono_ms(struct daemon *daemon, int64_t database_us);
/* Parses a time as RFC 3339 has it, in any zone (dbclock_parse). False: not one. */
bool daemon_time_parse(struct view text, int64_t *us);

/* True while the follower of the feed read successfully within the last 2 s (rule 5). */
bool daemon_live(struct daemon *daemon);

/* The position of the feed up to which all has been heard; news by doorbell may be ahead of it. */
int64_t daemon_feed_position(const struct daemon *daemon);

/* Publishes news after a commit: rows as in an answer's column `news` (JSON array). */
void daemon_publish_news(struct daemon *daemon, struct view news_json);
/* The same from columns, for hot paths. Own on_news is called too. */
void daemon_publish(struct daemon *daemon, const struct message *message);

/* ---- requests ---- */

const struct actor *request_actor(const struct http_req *req);
/* Whether who asks has a permission (directory.permissions), for what only some requests of a route need; an API key is judged by its scope
 * alone. False: it was refused, 403. */
bool request_may(struct http_req *req, const char *permission);
/* The API key that asks; null: a person does. */
struct db_param request_key(const struct http_req *req);
struct daemon *request_daemon(const struct http_req *req);
/* Decoded by the dispatcher. */
const struct body_values *request_values(const struct http_req *req);
/* Replies 404 itself when the parameter is no id. */
bool request_id_param(struct http_req *req, const char *name, int64_t *out);
/* The version of If-Match, "3" with or without quotes. Replies 428 or 412 itself when it is absent or
 * no number. */
bool request_if_match(struct http_req *req, int64_t *version);
/* What the database could not do: 503. */
void request_reply_retry(
    struct http_req *req, enum db_outcome outcome, const struct db_result *result);
/* What an owner function answered, by outcomes.def; status_ok: of an outcome that has none. */
void request_reply_outcome(
    struct http_req *req, int status_ok, struct view outcome, struct view body);
/* The same, of JSON in which `show` puts what is shown in place of what is kept. */
void request_reply_shown(struct http_req *req, int status_ok, struct view outcome, struct view body,
    void (*show)(struct http_req *req, json_t *body));
/* A problem of that table by its name; status 0: the table's; detail, extra: as http_reply_problem takes them. */
void request_reply_problem(
    struct http_req *req, int status, const char *name, const char *detail, json_t *extra);
/* A field of the body as a parameter: NULL when it was not given. */
struct db_param field_text(const struct body_value *field);
struct db_param field_number(const struct body_value *field);
struct db_param field_bool(const struct body_value *field);
/* Likewise, but false when it was not given. */
struct db_param field_flag(const struct body_value *field);
/* A time (daemon_time_parse), microseconds since 1970; `us` stays as it is when it was not given. False: it is none, and `err` says so of
 * `pointer` ("/until"). */
bool field_time(const struct body_value *field, const char *pointer, int64_t *us, struct err *err);
/* `since` and `until` of a list as two parameters, microseconds since 1970; null for one that is not given. False: `err` says what is wrong:
 * no time, or an until that is not after since. */
bool field_span(const struct body_value *since, const struct body_value *until,
    struct db_param span[2], struct err *err);
/* What is looked for by words (directory.search_query), at "/q". False: it is a single letter, which begins too many words; `err` says so. */
bool field_words(const struct body_value *words, struct err *err);

/* For ws_config.authorize of every WebSocket route: logs in by bearer token, or by ?app=, the
 * cookie and an Origin that is public_url; checks the route's role. What ws_config.open then
 * gets as `user` is a `struct actor *` of the session's own: closed() frees it with free(); where the route has a handler,
 * what that gave by http_set_user. */
int request_ws_authorize(struct http_req *req, void *app);

/* A command: an owner function that returns (outcome, body, news, keys).
 * Its $1 and $2 are `command` and `fingerprint`: command_run makes them from Idempotency-Key (or a
 * new id) and the request; the caller's params begin with $3.
 * The answer: outcome -> status by outcomes.def; body as JSON; news published; `status_ok`
 * is the status of outcome 'ok'. */
struct command {
	const struct db_query *query;
	const struct db_param *params; /* command_run: from $3 on; effect_run: all */
	const int64_t *keys; /* without the command's own key */
	int key_count;
	int status_ok; /* 0: 200 */
	enum db_lane lane; /* 0: the usual one */
	uint32_t deadline_ms; /* 0: db's */
	int64_t epoch; /* effect_run, on the fenced lane: see struct db_call */
	/* command_run: may change the body of an answer below 400 before it is sent: for what is not to
	 * stand in the database in clear, where answers are kept for a day. Called for a repeated
	 * command, too. */
	void (*show)(struct http_req *req, json_t *body);
	bool show_refused; /* also of a refusal, whose body may have the state that is there */
	/* command_run: is told of a refusal, also of a repeated command's, before it is sent. May be NULL. */
	void (*refused)(struct http_req *req, struct view outcome);
};
void command_run(struct http_req *req, const struct command *command);

/* An owner function called by the daemon itself (a sweep, a lease): same row, no reply. `done` may be NULL. */
void effect_run(struct daemon *daemon, const struct command *command,
    void (*done)(void *ctx, enum db_outcome outcome, const struct db_result *row), void *ctx);
/* The body of what it answered, the second column; NULL: it has none. The caller releases it. */
json_t *effect_body(const struct db_result *row);

/* A read: one row whose first column is JSON (NULL: 404), or no row: 404. */
void read_run(struct http_req *req, const struct db_query *query, const struct db_param *params);
/* The same of a thing that has a version: with its ETag. */
void read_thing_run(
    struct http_req *req, const struct db_query *query, const struct db_param *params);
/* The thing of the id in the path with its ETag, as this actor may see it. The params, of which a query takes
 * as many as it has: tenant, id, user, role, API key. */
void read_by_id(struct http_req *req, const struct db_query *query);
/* A list: rows (json, cursor text), or one row of NULLs: 404, there is no such thing to list of.
 * A last row without JSON, but with a cursor, is no item: the list goes on there, though this page is not full.
 * Answers {"data":[…],"next_cursor":…}; params' last two are filled by it: after (text) and limit + 1, from the query's `cursor` and `limit`. */
void list_run(struct http_req *req, const struct db_query *query, const struct db_param *params);
/* The order that a list is asked for, or its default: a name that LIST_SORT_FIELD knows. */
struct db_param list_sort(const struct http_req *req);

enum { LIST_DEFAULT = 50, LIST_MAX = 200, LIST_CURSOR_MAX = 400 };

/* These two, as they begin a list's query: LIST_FIELDS, or their parts where one of them differs. */
/* clang-format off */
#define LIST_CURSOR_FIELD(longest) { "cursor", BODY_TEXT, 0, 0, longest, NULL, "Where the page before ended" }
#define LIST_LIMIT_FIELD { "limit", BODY_INT, 0, 1, LIST_MAX, NULL, "At most so many, default 50" }
#define LIST_FIELDS LIST_CURSOR_FIELD(LIST_CURSOR_MAX), LIST_LIMIT_FIELD
/* In a list's query: its orders, the default first (list_sort), "-" in front: descending. A cursor goes on in its own order only. */
#define LIST_SORT_FIELD(sorts, summary) { "sort", BODY_ENUM, 0, 0, 0, sorts, summary }
/* In a list's query: list_run answers of each item `id` and these fields only; of a frame {kind, id, version, state} these of its state. */
#define LIST_ONLY_FIELD(names) { "fields", BODY_SET, 0, 0, 0, names, "Only these fields of each item, with commas between, and its id: the others are left out, also those that the answer's schema requires" }
/* clang-format on */

#endif
