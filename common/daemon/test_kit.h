/*
 * test_kit - a small daemon for tests, started as a process of its own against a private
 * PostgreSQL with the whole schema, and an HTTP client that speaks to it.
 *
 * Owns: the daemon's routes, queries and parts; its configuration file; starting, stopping,
 *       asking. Its database role is smsgw's, because that one may hold things.
 */
#ifndef COMMON_DAEMON_TEST_KIT_H
#define COMMON_DAEMON_TEST_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "common/base/clock.h"
#include "common/base/test_patience.h"
#include "common/base/test_port.h"
#include "common/daemon/daemon.h"
#include "common/daemon/holder.h"
#include "common/daemon/reload.h"
#include "common/daemon/resource.h"
#include "common/daemon/upkeep.h"
#include "common/db/test_fixture.h"
#include "common/log/log.h"

enum { KIT_ANSWER_MAX = 65536, KIT_HEADERS_MAX = 4, KIT_DRAIN_MS = 60000 };

/* ---- the daemon ---- */

static const char kit_schema[] =
    "CREATE SCHEMA t; GRANT USAGE ON SCHEMA t TO tl_smsgw;"
    "CREATE TABLE t.thing (tenant bigint, id bigint GENERATED ALWAYS AS IDENTITY, text text);"
    "CREATE FUNCTION t.put(command bytea, fingerprint bytea, tenant bigint, text text)"
    " RETURNS ops.answer LANGUAGE plpgsql SECURITY DEFINER AS $$ DECLARE"
    " mark bigint := ops.mark(); seen ops.answer := ops.command_seen(tenant, command, fingerprint);"
    " made bigint; BEGIN IF seen.outcome IS NOT NULL THEN RETURN seen; END IF;"
    " IF text = 'taken' THEN RETURN ops.command_store(tenant, command, fingerprint,"
    "  ops.answer(mark, 'number_known', '{\"by\":\"7\"}')); END IF;"
    " IF text = 'slow' THEN PERFORM pg_sleep(5); END IF;"
    " IF text = 'odd' THEN RETURN ops.answer(mark, 'unheard_of', NULL); END IF;"
    " INSERT INTO t.thing (tenant, text) VALUES (tenant, text) RETURNING id INTO made;"
    " INSERT INTO messaging.customer (tenant, name, created_at) VALUES (tenant, text, ops.clock()) "
    "RETURNING id INTO made;"
    " PERFORM ops.emit(tenant, 9, made, 1);"
    " RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'created',"
    "  jsonb_build_object('id', made::text))); END $$;"
    "CREATE FUNCTION t.list(tenant bigint, after text, limit_ bigint) RETURNS TABLE (j json, c "
    "text)"
    " LANGUAGE sql SECURITY DEFINER AS $$ SELECT CASE WHEN x.text <> 'unseen' THEN"
    " json_build_object('id', x.id::text, 'part', CASE x.text WHEN 'broken' THEN 1 / (x.id - x.id)"
    " END) END, x.id::text FROM t.thing x WHERE x.tenant = list.tenant"
    " AND x.id > coalesce(after, '0')::bigint AND NOT EXISTS (SELECT FROM t.thing u"
    " WHERE u.text = 'unseen' AND u.id > coalesce(after, '0')::bigint AND u.id < x.id)"
    " ORDER BY x.id LIMIT limit_ $$;"
    "CREATE FUNCTION t.get(tenant bigint, id bigint) RETURNS json LANGUAGE sql SECURITY DEFINER AS"
    " $$ SELECT json_build_object('text', x.text) FROM t.thing x WHERE x.tenant = get.tenant"
    " AND x.id = get.id $$;"
    "CREATE FUNCTION t.slow() RETURNS json LANGUAGE sql AS $$ SELECT '{}'::json FROM pg_sleep(0.7) "
    "$$;"
    /* A thing whose state can't be read. */
    "ALTER FUNCTION ops.state(integer, bigint, bigint) RENAME TO state_well;"
    "CREATE FUNCTION ops.state(kind integer, tenant bigint, key bigint) RETURNS ops.thing"
    " LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$ BEGIN"
    " IF key = 666 THEN RAISE 'broken'; END IF;"
    " RETURN ops.state_well(kind, tenant, key); END $$;"
    "CREATE TABLE t.old AS SELECT generate_series(1, 25);"
    /* Two and a half pages, whose borders lie inside of a tenant. */
    "CREATE TABLE t.row AS SELECT 1 + n / 700 AS tenant, n AS id FROM generate_series(1, 2500) AS "
    "n;"
    "CREATE TABLE t.word AS SELECT n AS length FROM generate_series(1, 3) AS n;"
    /* How long a reading of the words takes; without a row here no row can be read. */
    "CREATE TABLE t.wait AS SELECT 0.0 AS s; CREATE TABLE t.leave AS SELECT 1 AS n;"
    "GRANT SELECT ON t.row, t.word, t.wait, t.leave TO tl_smsgw;"
    "CREATE TABLE t.upkept (at bigint GENERATED ALWAYS AS IDENTITY, step text, days bigint, swept "
    "bigint);"
    "CREATE FUNCTION t.sweep(step text, days bigint, most bigint) RETURNS bigint LANGUAGE sql "
    "SECURITY DEFINER AS $$"
    " WITH gone AS (DELETE FROM t.old WHERE ctid = ANY (ARRAY(SELECT ctid FROM t.old LIMIT most)) "
    "RETURNING 1)"
    " INSERT INTO t.upkept (step, days, swept) SELECT step, days, count(*) FROM gone RETURNING "
    "swept $$;"
    "INSERT INTO directory.tenant (id, name, mode, time_zone, case_prefix) VALUES (1, 'T', 1, "
    "'UTC', 'T-');"
    "INSERT INTO directory.agent_group (tenant, id, name) VALUES (1, 1, 'G');"
    "INSERT INTO directory.app_user (tenant, id, username, name, password_hash, role, has_seat, "
    "group_id)"
    " VALUES (1, 1, 'a', 'Ada', 'x', 'agent', true, 1), (1, 2, 's', 'Sol', 'x', 'supervisor', "
    "true, 1), (1, 3, 'm', 'Mia', 'x', 'administrator', true, 1);"
    "INSERT INTO ops.holder (kind, thing, epoch, since) VALUES ('group', 1, 0, ops.clock());"
    "INSERT INTO ops.holder_beat (kind, thing, epoch, beat) VALUES ('group', 1, 0, 0);";

static const struct db_query kit_put = { "kit_put",
	"SELECT outcome, body, news, keys FROM t.put($1, $2, $3, $4)", 4, 0 };
static const struct db_query kit_list = { "kit_list", "SELECT j, c FROM t.list($1, $2, $3)", 3,
	DB_READ };
static const struct db_query kit_get = { "kit_get", "SELECT t.get($1, $2)", 2, DB_READ };
static const struct db_query kit_slow = { "kit_slow", "SELECT t.slow()", 0, DB_READ };
static const struct db_query kit_broken = { "kit_broken", "SELECT 1 / (SELECT 0)", 0, 0 };
static const struct db_query kit_sweep = { "kit_sweep", "SELECT t.sweep('sweep', $1, $2)", 2, 0 };
static const struct db_query kit_never = { "kit_never", "SELECT t.sweep('never', $1, 1)", 1, 0 };
static const struct db_query kit_last = { "kit_last", "SELECT t.sweep('last', 0, $1)", 1, 0 };
/* A resource whose owner answers what it was asked. */
static const struct db_query kit_resource_read = { "kit_resource_read",
	"SELECT 'ok' AS outcome, jsonb_build_object('noun', $1::text, 'tenant', $2::bigint, 'id', "
	"$3::bigint, 'ask', $4::text::jsonb, 'version', '7') AS body",
	4, DB_READ };
static const struct db_query kit_resource_write = { "kit_resource_write",
	"SELECT 'ok' AS outcome, jsonb_build_object('actor', $4::bigint, 'role', $5::text, "
	"'origin', "
	"$6::text::jsonb, 'noun', $7::text, 'verb', $8::text, 'id', $9::bigint, 'version', "
	"$10::bigint, 'item', $11::text::jsonb, 'once', $12::text::jsonb, 'dry_run', $13::boolean) "
	"AS "
	"body, '[]' AS news, $1::bytea, $2::bytea, $3::bigint",
	13, 0 };
static const struct db_query kit_rows = { "kit_rows",
	"SELECT tenant::bigint, id::bigint FROM t.row WHERE (tenant, id) > ($1, $2) AND 1 / "
	"(SELECT "
	"count(*) FROM t.leave) = 1 ORDER BY tenant, id LIMIT $3",
	3, DB_READ };
static const struct db_query kit_words = { "kit_words",
	"SELECT w.length::bigint, t.s FROM (SELECT pg_sleep(s) FROM t.wait) AS t (s), t.word AS w",
	0, DB_READ };
static const struct db_query *const kit_queries[] = { &kit_rows, &kit_words, &kit_put, &kit_list,
	&kit_get, &kit_slow, &kit_broken, &kit_sweep, &kit_never, &kit_last, &kit_resource_read,
	&kit_resource_write, NULL };

/* Two numbers of the configuration stand in for days: one is KIT_DRAIN_MS, the other 0. */
static const struct upkeep_step kit_upkeep[] = {
	{ &kit_broken, 1, 1, NULL },
	{ &kit_sweep, 10, 1, "drain_ms" },
	{ &kit_never, 1, 1, "write_lanes" },
	{ &kit_last, 7, UPKEEP_HOURLY, NULL },
	{ 0 },
};

static struct {
	int news, with_state, holding, losses;
	int64_t last_key;
	struct holder *holder;
	bool stopped;
} kit_heard;

/* What it has read: of the reading under way, and of the last that was finished. */
struct kit_copy {
	struct reload reload;
	int64_t rows, ids, words, finished_rows, finished_ids, finished_words;
};

static void
kit_take_row(void *part, const struct db_result *rows, int i)
{
	struct kit_copy *copy = part;

	copy->rows++;
	copy->ids += db_int(rows, i, db_col(rows, "id"));
}

static void
kit_take_word(void *part, const struct db_result *rows, int i)
{
	struct kit_copy *copy = part;

	copy->words += db_int(rows, i, 0);
}

static void
kit_copy_begin(void *part)
{
	struct kit_copy *copy = part;

	copy->rows = copy->ids = copy->words = 0;
}

static void
kit_copy_finish(void *part)
{
	struct kit_copy *copy = part;

	copy->finished_rows = copy->rows;
	copy->finished_ids = copy->ids;
	copy->finished_words = copy->words;
}

static const struct reload_table kit_copied[] = {
	{ &kit_words, { NULL }, kit_take_word },
	{ &kit_rows, { "tenant", "id" }, kit_take_row },
};
static const struct reload_spec kit_copying = { .name = "kit_copy",
	.tables = kit_copied,
	.table_count = 2,
	.begin = kit_copy_begin,
	.finish = kit_copy_finish,
	.round_ms = 600000,
	.soon_ms = 1 };

static int
kit_start_copying(struct daemon *daemon, struct err *err)
{
	struct kit_copy *copy = mem_zero(1, sizeof(*copy));

	(void)err;
	reload_init(&copy->reload, daemon, &kit_copying);
	return 0;
}

static void
kit_stop_copying(struct daemon *daemon)
{
	struct kit_copy *copy = daemon_data(daemon, "kit_copy");

	reload_stop(&copy->reload);
}

static void
kit_on_copy(struct http_req *req, void *app)
{
	const struct kit_copy *copy = daemon_data(app, "kit_copy");

	http_reply_json(req, 200,
	    json_pack("{s:b, s:I, s:I, s:I, s:I}", "known", copy->reload.known, "reading",
		(json_int_t)copy->reload.reading, "rows", (json_int_t)copy->finished_rows, "ids",
		(json_int_t)copy->finished_ids, "words", (json_int_t)copy->finished_words));
}

static void
kit_on_copy_changed(struct http_req *req, void *app)
{
	struct kit_copy *copy = daemon_data(app, "kit_copy");

	reload_changed(&copy->reload);
	http_reply_json(req, 200, json_pack("{}"));
}

static int kit_holder_max = 10; /* of the daemons started from now on, as this: */
static bool kit_holder_spread;

static void
kit_on_hello(struct http_req *req, void *app)
{
	(void)app;
	if (kit_heard.stopped)
		abort(); /* what it would need is gone */
	http_reply_json(req, 200, json_pack("{s:s}", "name", request_actor(req)->name));
}

static void
kit_on_heard(struct http_req *req, void *app)
{
	http_reply_json(req, 200,
	    json_pack("{s:i, s:i, s:I, s:i, s:i, s:b}", "news", kit_heard.news, "with_state",
		kit_heard.with_state, "last_key", (json_int_t)kit_heard.last_key, "holding",
		kit_heard.holding, "losses", kit_heard.losses, "live", daemon_live(app)));
}

/* As if a statement had said that this thing is another's. */
static void
kit_on_fenced(struct http_req *req, void *app)
{
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	holder_fenced_thing(kit_heard.holder, id);
	http_reply_json(req, 200, json_pack("{s:i}", "losses", kit_heard.losses));
}

static void
kit_on_put(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant),
		P_VIEW(request_values(req)->at[0].text) };

	(void)app;
	command_run(req, &(struct command){ .query = &kit_put, .params = params });
}

static void
kit_on_list(struct http_req *req, void *app)
{
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), P_NULL(), P_NULL() };

	(void)app;
	list_run(req, &kit_list, params);
}

static void
kit_on_get(struct http_req *req, void *app)
{
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), P_INT(id) };
	read_run(req, &kit_get, params);
}

static void
kit_on_slow(struct http_req *req, void *app)
{
	(void)app;
	read_run(req, &kit_slow, NULL);
}

static void
kit_on_socket(struct ws_session *session, void *user, void *app)
{
	const struct actor *actor = user;

	(void)app;
	(void)ws_send(session, view_of(actor->name));
}

static void
kit_on_socket_closed(struct ws_session *session, int code, void *app)
{
	(void)code;
	(void)app;
	free(ws_user(session));
}

static const struct ws_config kit_socket = {
	.authorize = request_ws_authorize, .open = kit_on_socket, .closed = kit_on_socket_closed
};
static const struct body_field kit_put_fields[] = {
	{ "text", BODY_TEXT, BODY_REQUIRED, 1, 100, NULL, "any" },
	{ NULL, BODY_TEXT, 0, 0, 0, NULL, NULL },
};
static const struct body kit_put_body = { "put", BODY_JSON, kit_put_fields };
static const struct body_field kit_list_fields[] = {
	{ "cursor", BODY_TEXT, 0, 1, 500, NULL, "place" },
	{ "limit", BODY_INT, 0, 1, 200, NULL, "rows" },
	{ NULL, BODY_TEXT, 0, 0, 0, NULL, NULL },
};
static const struct body kit_list_query = { "list", BODY_QUERY, kit_list_fields };

static void
kit_prepare(struct resource_write *write)
{
	if (json_object_get(write->item, "word") != NULL)
		resource_replace(write, "word", "word_hash", VIEW("hashed"));
	resource_write_run(write);
}

RESOURCE_FIELDS(tool, { "name", BODY_TEXT, BODY_REQUIRED | BODY_FIXED, 1, 9, NULL, "Name" },
    { "word", BODY_TEXT, BODY_NULLABLE, 1, 9, NULL, "Secret" },
    { "parts", BODY_ANY, 0, 0, 0, NULL, "List" });
RESOURCE_FILTERS(tool, { "size", BODY_INT, 0, 1, 9, NULL, "Only of this size" },
    { "owner_id", BODY_ID, 0, 0, 0, NULL, "Only theirs" },
    { "good", BODY_BOOL, 0, 0, 1, NULL, "Only good ones" });
static const struct resource resource_tool = { "tool", &kit_resource_read, &kit_resource_write,
	NULL, "tool", kit_prepare };

static const struct http_route kit_routes[] = {
	ROUTE(GET, "/hello", ROLE_STRANGER, body_none, kit_on_hello, "For all"),
	ROUTE(GET, "/heard", ROLE_STRANGER, body_none, kit_on_heard, "What was heard"),
	ROUTE(GET, "/fenced/:id", ROLE_STRANGER, body_none, kit_on_fenced, "Lose one"),
	ROUTE(GET, "/copy", ROLE_STRANGER, body_none, kit_on_copy, "What was read"),
	ROUTE(GET, "/copy/changed", ROLE_STRANGER, body_none, kit_on_copy_changed, "Read anew"),
	ROUTE(GET, "/slow", ROLE_STRANGER, body_none, kit_on_slow, "Takes its time"),
	ROUTE(GET, "/me", ROLES_SEATED, body_none, kit_on_hello, "Who I am"),
	ROUTE(GET, "/lead", ROLES_LEADING, body_none, kit_on_hello, "For leaders"),
	ROUTE(POST, "/things", ROLES_SEATED, kit_put_body, kit_on_put, "Make one"),
	ROUTE(GET, "/things", ROLES_SEATED, kit_list_query, kit_on_list, "List them"),
	ROUTE(GET, "/things/:id", ROLES_SEATED, body_none, kit_on_get, "One of them"),
	RESOURCE("tools", ROLES_LEADING, "tools", tool),
	ROUTE_WS("/stream", ROLES_SEATED, kit_socket, "The stream"),
	ROUTES_END,
};

static void
kit_on_news(struct daemon *daemon, const struct news *news)
{
	(void)daemon;
	kit_heard.news++;
	kit_heard.with_state += json_is_object(news->state) && news->state_text.n > 2 ? 1 : 0;
	kit_heard.last_key = news->key;
}

static void
kit_gained(void *ctx, int64_t thing, int64_t epoch)
{
	(void)ctx;
	(void)epoch;
	kit_heard.holding += holder_sure(kit_heard.holder, thing) ? 1 : 100;
}

static void
kit_lost(void *ctx, int64_t thing)
{
	(void)ctx;
	(void)thing;
	kit_heard.holding--;
	kit_heard.losses++;
}

static void
kit_give(void *ctx, int64_t thing)
{
	(void)ctx;
	kit_heard.holding--;
	holder_give(kit_heard.holder, thing);
}

static int
kit_start_holding(struct daemon *daemon, struct err *err)
{
	(void)err;
	kit_heard.holder = holder_start(daemon,
	    &(struct holder_config){ .kind = "group",
		.max = kit_holder_max,
		.gained = kit_gained,
		.lost = kit_lost,
		.spread = kit_holder_spread,
		.give = kit_give });
	return 0;
}

static void
kit_stopped(void *ctx)
{
	daemon_part_stopped(ctx);
}

static void
kit_stop_holding(struct daemon *daemon)
{
	holder_stop(kit_heard.holder, kit_stopped, daemon);
}

static void
kit_stop_noting(struct daemon *daemon)
{
	kit_heard.stopped = true;
	daemon_part_stopped(daemon);
}

static void
kit_on_drain(struct daemon *daemon)
{
	LOG(INFO, "kit_drains", LOG_ID("boot", daemon_boot(daemon)));
}

static const struct daemon_part kit_parts[] = {
	{ "holding", kit_start_holding, kit_stop_holding },
	{ "copying", kit_start_copying, kit_stop_copying },
	{ "idle", NULL, NULL },
	{ "noting", NULL, kit_stop_noting },
	{ "upkeep", upkeep_start, upkeep_stop },
};

static const enum message_kind kit_wants[] = { MESSAGE_customer, MESSAGE_NONE };

/* They are met unless a file of this name is in the fixture's folder. */
static bool
kit_met(const char *word)
{
	char path[200];

	if (kit_heard.holder == NULL)
		abort(); /* what it would ask has not started */
	(void)snprintf(path, sizeof(path), "%s/lacks-%s", fixture.folder, word);
	return access(path, F_OK) != 0;
}

static bool
kit_has_bread(struct daemon *daemon)
{
	(void)daemon;
	return kit_met("bread");
}

static bool
kit_has_salt(struct daemon *daemon)
{
	(void)daemon;
	return kit_met("salt");
}

static const struct daemon_need kit_needs[] = {
	{ "bread", kit_has_bread },
	{ "salt", kit_has_salt },
	{ 0 },
};

static inline void
kit_lack(const char *word, bool lacks)
{
	char path[200];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/lacks-%s", fixture.folder, word);
	if (!lacks) {
		assert_int_equal(unlink(path), 0);
		return;
	}
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
}

static const struct daemon_spec kit_spec = {
	.name = "smsgw",
	.parts = kit_parts,
	.part_count = DAEMON_COUNT(kit_parts),
	.routes = kit_routes,
	.queries = kit_queries,
	.wants = kit_wants,
	.on_news = kit_on_news,
	.on_drain = kit_on_drain,
	.upkeep = kit_upkeep,
	.needs = kit_needs,
	.fenced = true,
};

/* ---- as a process ---- */

struct kit_daemon {
	pid_t pid;
	int port;
	char name[32];
};

static inline void
kit_write_config(const struct kit_daemon *daemon, char *path, size_t size)
{
	FILE *file;

	(void)snprintf(path, size, "%s/%s.conf", fixture.folder, daemon->name);
	file = fopen(path, "w");
	assert_non_null(file);
	(void)fprintf(file,
	    "[common]\ndatabase = host=%s dbname=kit\nbus_dir = %s/bus\npublic_url = "
	    "https://desk.example\n"
	    "log_file = %s/%s.log\nlog_level = debug\n[%s]\nhttp_port = %d\ndrain_ms = %d\n",
	    fixture.folder, fixture.folder, fixture.folder, daemon->name, daemon->name,
	    daemon->port, KIT_DRAIN_MS);
	assert_int_equal(fclose(file), 0);
}

static inline void
kit_start(struct kit_daemon *daemon, const char *name)
{
	char path[200];
	char config_word[] = "-c", name_word[] = "--name";
	char *argv[] = { daemon->name, config_word, path, name_word, daemon->name, NULL };

	(void)snprintf(daemon->name, sizeof(daemon->name), "%s", name);
	daemon->port = test_port_reserve();
	kit_write_config(daemon, path, sizeof(path));
	daemon->pid = fork();
	assert_true(daemon->pid >= 0);
	if (daemon->pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		exit(daemon_run(
		    &kit_spec, 5, argv)); /* not _exit: what leaked is told by the sanitizer */
	}
}

/* The exit status; 1000 + signal when one ended it. */
static inline int
kit_wait(struct kit_daemon *daemon)
{
	int status = 0;

	assert_int_equal(waitpid(daemon->pid, &status, 0), daemon->pid);
	daemon->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/* ---- as a client ---- */

struct kit_answer {
	long status;
	char body[KIT_ANSWER_MAX];
	size_t n;
	char retry_after[16], content_type[64], replayed[8];
};

static inline size_t
kit_take_body(char *p, size_t one, size_t n, void *ctx)
{
	struct kit_answer *answer = ctx;

	assert_true(answer->n + one * n < sizeof(answer->body));
	memcpy(answer->body + answer->n, p, one * n);
	answer->n += one * n;
	answer->body[answer->n] = '\0';
	return one * n;
}

static inline size_t
kit_take_header(char *p, size_t one, size_t n, void *ctx)
{
	struct kit_answer *answer = ctx;
	struct view value = { p, one * n };
	struct view name = view_cut(&value, ':');

	if (view_is_nocase(name, "retry-after"))
		(void)view_copy(view_trim(value), answer->retry_after, sizeof(answer->retry_after));
	if (view_is_nocase(name, "idempotent-replayed"))
		(void)view_copy(view_trim(value), answer->replayed, sizeof(answer->replayed));
	if (view_is_nocase(name, "content-type"))
		(void)view_copy(
		    view_trim(value), answer->content_type, sizeof(answer->content_type));
	return one * n;
}

/* `headers` ends with NULL, or is NULL; `body` NULL: GET. Status 0: no answer. */
/* NULL: GET, or POST with a body. */
static const char *kit_method;

static inline long
kit_ask(const struct kit_daemon *daemon, const char *path, const char *const *headers,
    const char *body, struct kit_answer *answer)
{
	CURL *curl = curl_easy_init();
	struct curl_slist *list = NULL;
	char url[200];

	memset(answer, 0, sizeof(*answer));
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", daemon->port, path);
	for (; headers != NULL && *headers != NULL; headers++)
		list = curl_slist_append(list, *headers);
	if (body != NULL)
		list = curl_slist_append(list, "Content-Type: application/json");
	(void)curl_easy_setopt(curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)test_patience_ms());
	(void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, kit_take_body);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, kit_take_header);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, answer);
	if (body != NULL)
		(void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	if (kit_method != NULL)
		(void)curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, kit_method);
	if (curl_easy_perform(curl) == CURLE_OK)
		(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
	curl_slist_free_all(list);
	curl_easy_cleanup(curl);
	return answer->status;
}

/* A number in a JSON answer; -1: not there. */
static inline long long
kit_number(const struct kit_daemon *daemon, const char *path, const char *member)
{
	struct kit_answer answer;
	json_t *json;
	long long number = -1;

	if (kit_ask(daemon, path, NULL, NULL, &answer) != 200)
		return -1;
	json = json_loads(answer.body, 0, NULL);
	if (json_is_number(json_object_get(json, member)))
		number = json_integer_value(json_object_get(json, member));
	else if (json_is_boolean(json_object_get(json, member)))
		number = json_is_true(json_object_get(json, member));
	json_decref(json);
	return number;
}

/* Waits for a condition; fails after test_patience_ms(). */
#define kit_until(condition) \
	do { \
		int64_t end_ = test_patience_ends_ms(); \
		while (!(condition)) { \
			if (clock_mono_ms() > end_) \
				fail_msg("never came true: %s", #condition); \
			fixture_pause(); \
		} \
	} while (0)

static inline void
kit_until_ready(const struct kit_daemon *daemon)
{
	struct kit_answer answer;

	kit_until(kit_ask(daemon, "/readyz", NULL, NULL, &answer) == 200);
}

/* ---- the database ---- */

/* A session of user 1 (agent), 2 (supervisor) or 3 (administrator); its token comes back. */
static inline void
kit_log_in(int user, const char *app, const char *lasts, char token[TOKEN_TEXT_SIZE])
{
	unsigned char hash[SHA256_SIZE];
	struct buf hex = { .p = NULL };
	char sql[512];

	token_make("tls_", token);
	assert_true(token_hash(view_of(token), hash));
	hex_encode((struct view){ (const char *)hash, sizeof(hash) }, &hex);
	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO presence.session (tenant, user_id, app, token_hash, opened_at, "
	    "expires_at) VALUES"
	    " (1, %d, '%s', decode('%s', 'hex'), ops.clock(), ops.clock() + interval '%s')",
	    user, app, hex.p, lasts);
	fixture_sql(sql);
	buf_fini(&hex);
}

static inline void
kit_open(void)
{
	char command[300];

	fixture_open();
	fixture_sql("CREATE DATABASE kit");
	(void)snprintf(fixture.conninfo, sizeof(fixture.conninfo),
	    "host=%s user=postgres dbname=kit", fixture.folder);
	(void)snprintf(command, sizeof(command),
	    "sql/apply 'host=%s user=postgres dbname=kit' > %s/apply.log 2>&1 || { cat "
	    "%s/apply.log >&2; exit 1; }",
	    fixture.folder, fixture.folder, fixture.folder);
	if (system(command) != 0) /* NOLINT(cert-env33-c): a fixed command of the tree */
		fixture_fail("sql/apply has failed");
	fixture_sql("ALTER DATABASE kit SET trunkline.check_keys = 'on'");
	fixture_sql(kit_schema);
}

#endif
