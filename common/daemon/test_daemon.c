/* daemon: a whole one, as a process, against a real PostgreSQL with the whole schema: start,
 * health, who may do what, commands once, news, holders, a lost database, the clean end. */
#include <limits.h>

#include "common/daemon/test_kit.h"

static struct kit_daemon one;
static char agent[TOKEN_TEXT_SIZE], leader[TOKEN_TEXT_SIZE];

static const char *
bearer(const char *token)
{
	static char header[TOKEN_TEXT_SIZE + 32];

	(void)snprintf(header, sizeof(header), "Authorization: Bearer %s", token);
	return header;
}

static long
get_as(const char *token, const char *path, struct kit_answer *answer)
{
	const char *headers[] = { bearer(token), NULL };

	return kit_ask(&one, path, headers, NULL, answer);
}

static long
put_as(const char *token, const char *key, const char *text, struct kit_answer *answer)
{
	char body[200], key_header[100];
	const char *headers[] = { bearer(token), key != NULL ? key_header : NULL, NULL };

	(void)snprintf(
	    key_header, sizeof(key_header), "Idempotency-Key: %s", key != NULL ? key : "");
	(void)snprintf(body, sizeof(body), "{\"text\":\"%s\"}", text);
	return kit_ask(&one, "/things", headers, body, answer);
}

static void
it_is_alive_ready_and_measured_without_login_from_this_host(void **unused)
{
	static const char *const from_outside[] = { "X-Forwarded-For: 203.0.113.9", NULL };
	struct kit_answer answer;

	(void)unused;
	assert_int_equal(kit_ask(&one, "/healthz", NULL, NULL, &answer), 200);
	assert_non_null(strstr(answer.body, "\"smsgw\""));
	assert_int_equal(kit_ask(&one, "/readyz", NULL, NULL, &answer), 200);
	assert_int_equal(kit_ask(&one, "/metrics", NULL, NULL, &answer), 200);
	assert_non_null(strstr(answer.body, "trunkline_db_commits_total"));
	assert_non_null(strstr(answer.body, "trunkline_bus_pipes"));
	assert_non_null(strstr(answer.body, "trunkline_http_requests_total"));
	assert_int_equal(kit_ask(&one, "/metrics", from_outside, NULL, &answer), 401);
}

/* Three calls of ten rows at most take the 25 away; the one after it finds none. */
static void
upkeep_calls_each_step_until_nothing_is_left_and_the_next_one_after_a_broken_one(void **unused)
{
	(void)unused;
	kit_until(fixture_number("SELECT count(*) FROM t.upkept WHERE step = 'last'") == 1);
	assert_int_equal(
	    fixture_number("SELECT count(*) FROM (SELECT array_agg(swept ORDER BY at) AS each "
			   "FROM t.upkept WHERE step = 'sweep' AND days = 60000) AS s WHERE each = "
			   "'{10,10,5}'"),
	    1);
	assert_int_equal(fixture_number("SELECT count(*) FROM t.upkept"), 4);
}

/* Asks until the copy has so many rows, with these sums of ids and of words. */
static void
copy_is(const char *wanted)
{
	struct kit_answer answer;

	kit_until(kit_ask(&one, "/copy", NULL, NULL, &answer) == 200 &&
	    strstr(answer.body, "\"known\":true") != NULL && strstr(answer.body, wanted) != NULL);
}

/* Each row once, though pages end in the middle of a tenant; anew after a change, and then what has gone is gone. */
static void
a_copy_has_all_pages_of_its_tables_and_is_read_anew_after_a_change(void **unused)
{
	struct kit_answer answer;

	(void)unused;
	copy_is("\"rows\":2500,\"ids\":3126250,\"words\":6");
	fixture_sql(
	    "DELETE FROM t.row WHERE id % 2 = 0; INSERT INTO t.row VALUES (9, 3001); DELETE "
	    "FROM t.word WHERE length = 1");
	assert_int_equal(kit_ask(&one, "/copy/changed", NULL, NULL, &answer), 200);
	copy_is("\"rows\":1251,\"ids\":1565501,\"words\":5");
	fixture_sql("DELETE FROM t.row");
	assert_int_equal(kit_ask(&one, "/copy/changed", NULL, NULL, &answer), 200);
	copy_is("\"rows\":0,\"ids\":0,\"words\":5");
}

static void
what_changes_while_a_copy_is_read_is_in_the_next_reading_which_follows_at_once(void **unused)
{
	struct kit_answer answer;

	(void)unused;
	fixture_sql("UPDATE t.wait SET s = 0.7; INSERT INTO t.row SELECT 1, n FROM "
		    "generate_series(1, 1000) AS n");
	assert_int_equal(kit_ask(&one, "/copy/changed", NULL, NULL, &answer), 200);
	kit_until(fixture_number(
		      "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == 1);
	fixture_sql("UPDATE t.wait SET s = 0; INSERT INTO t.word VALUES (7)");
	assert_int_equal(kit_ask(&one, "/copy/changed", NULL, NULL, &answer), 200);
	copy_is("\"rows\":1000,\"ids\":500500,\"words\":12");
}

static void
a_reading_that_fails_in_the_middle_leaves_the_copy_and_begins_anew(void **unused)
{
	const long long before = kit_number(&one, "/copy", "reading");
	struct kit_answer answer;

	(void)unused;
	fixture_sql("DELETE FROM t.leave; DELETE FROM t.row WHERE id > 10");
	assert_int_equal(kit_ask(&one, "/copy/changed", NULL, NULL, &answer), 200);
	kit_until(kit_number(&one, "/copy", "reading") > before + 2);
	copy_is("\"rows\":1000,");
	fixture_sql("INSERT INTO t.leave VALUES (1)");
	copy_is("\"rows\":10,\"ids\":55,\"words\":12");
}

static const char *
registered(void)
{
	static char sql[200];

	(void)snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM ops.instance WHERE name = 'smsgw' AND http_url = "
	    "'http://127.0.0.1:%d'"
	    " AND bus_url LIKE 'ipc://%%/smsgw.ipc'",
	    one.port);
	return sql;
}

static void
it_is_registered_with_its_addresses_and_beats(void **unused)
{
	long long beat;

	(void)unused;
	assert_int_equal(fixture_number(registered()), 1);
	beat = fixture_number("SELECT beat FROM ops.instance WHERE name = 'smsgw'");
	kit_until(fixture_number("SELECT beat FROM ops.instance WHERE name = 'smsgw'") > beat);
}

/* What is missing takes nothing out of service. */
static void
what_it_lacks_is_told_by_readyz_and_its_row_and_it_serves_on(void **unused)
{
	const char *missing =
	    "SELECT count(*) FROM ops.instance WHERE name = 'smsgw' AND missing = ";
	struct kit_answer answer;
	char sql[200];

	(void)unused;
	kit_lack("bread", true);
	kit_lack("salt", true);
	assert_int_equal(kit_ask(&one, "/readyz", NULL, NULL, &answer), 503);
	assert_non_null(strstr(answer.body, "\"missing\":[\"bread\",\"salt\"]"));
	assert_non_null(strstr(answer.body, "\"database\":true"));
	assert_string_equal(answer.retry_after, "1");
	(void)snprintf(sql, sizeof(sql), "%s'bread salt'", missing);
	kit_until(fixture_number(sql) == 1);
	assert_int_equal(kit_ask(&one, "/hello", NULL, NULL, &answer), 200);
	kit_lack("bread", false);
	assert_int_equal(kit_ask(&one, "/readyz", NULL, NULL, &answer), 503);
	assert_non_null(strstr(answer.body, "\"missing\":[\"salt\"]"));
	kit_lack("salt", false);
	assert_int_equal(kit_ask(&one, "/readyz", NULL, NULL, &answer), 200);
	assert_non_null(strstr(answer.body, "\"missing\":[]"));
	(void)snprintf(sql, sizeof(sql), "%s''", missing);
	kit_until(fixture_number(sql) == 1);
}

static void
a_stranger_comes_no_further_than_the_routes_for_strangers(void **unused)
{
	static const char *const wrong[][3] = {
		{ "Authorization: Bearer x", NULL },
		{ "Authorization: Bearer tls_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", NULL },
		{ "Authorization: Basic dGw6dGw=", NULL },
		{ "Authorization: Bearer", NULL },
		{ "X-Trunkline-App: workspace", NULL },
		{ "X-Trunkline-App: nowhere", "Cookie: tl_nowhere=1", NULL },
	};
	struct kit_answer answer;

	(void)unused;
	assert_int_equal(kit_ask(&one, "/hello", NULL, NULL, &answer), 200);
	assert_int_equal(kit_ask(&one, "/me", NULL, NULL, &answer), 401);
	assert_string_equal(answer.content_type, "application/problem+json");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(kit_ask(&one, "/me", wrong[i], NULL, &answer), 401);
}

static void
a_role_opens_its_routes_only(void **unused)
{
	struct kit_answer answer;
	char token[TOKEN_TEXT_SIZE];

	(void)unused;
	assert_int_equal(get_as(agent, "/me", &answer), 200);
	assert_non_null(strstr(answer.body, "Ada"));
	kit_log_in(1, "work", "1 hour", token); /* the same user's other side */
	assert_int_equal(get_as(token, "/me", &answer), 403);
	assert_int_equal(get_as(agent, "/lead", &answer), 403);
	assert_int_equal(get_as(leader, "/lead", &answer), 200);
	assert_non_null(strstr(answer.body, "Sol"));
}

static void
a_cookie_counts_only_with_the_header_that_names_its_app(void **unused)
{
	char token[TOKEN_TEXT_SIZE], cookie[200];
	struct kit_answer answer;

	(void)unused;
	kit_log_in(1, "workspace", "1 hour", token);
	(void)snprintf(cookie, sizeof(cookie),
	    "Cookie: a=b; __Host-tl_workspace=%s; __Host-tl_work=%s", token, token);
	const char *right[] = { cookie, "X-Trunkline-App: workspace", NULL };
	const char *none[] = { cookie, NULL };
	const char *other[] = { cookie, "X-Trunkline-App: work", NULL };
	assert_int_equal(kit_ask(&one, "/me", right, NULL, &answer), 200);
	assert_int_equal(kit_ask(&one, "/me", none, NULL, &answer), 401);
	assert_int_equal(kit_ask(&one, "/me", other, NULL, &answer), 401);
}

/* A neighbour of the domain can set the bare name, and write the prefix in no browser. */
static void
under_https_a_cookie_counts_only_with_the_host_prefix(void **unused)
{
	static const struct {
		const char *before; /* the token */
		int status;
	} cases[] = {
		{ "__Host-tl_workspace=", 200 },
		{ "tl_workspace=planted; __Host-tl_workspace=", 200 },
		{ "tl_workspace=", 401 },
		{ "__host-tl_workspace=", 401 },
		{ "__Secure-tl_workspace=", 401 },
		{ "a=__Host-tl_workspace=", 401 },
	};
	char token[TOKEN_TEXT_SIZE], cookie[200];
	const char *headers[] = { cookie, "X-Trunkline-App: workspace", NULL };
	struct kit_answer answer;

	(void)unused;
	kit_log_in(1, "workspace", "1 hour", token);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(cookie, sizeof(cookie), "Cookie: %s%s", cases[i].before, token);
		assert_int_equal(kit_ask(&one, "/me", headers, NULL, &answer), cases[i].status);
	}
}

static void
an_ended_or_revoked_session_is_refused(void **unused)
{
	char token[TOKEN_TEXT_SIZE];
	struct kit_answer answer;

	(void)unused;
	kit_log_in(1, "admin", "-1 second", token);
	assert_int_equal(get_as(token, "/me", &answer), 401);
	kit_log_in(1, "admin", "1 hour", token);
	assert_int_equal(get_as(token, "/me", &answer), 200);
	fixture_sql("BEGIN; SELECT ops.batch_begin('{}'); UPDATE presence.session SET revoked_at = "
		    "ops.clock()"
		    " WHERE app = 'admin'; SELECT ops.emit(1, 7, id, 2) FROM presence.session "
		    "WHERE app = 'admin';"
		    " SELECT ops.batch_end(); COMMIT");
	kit_until(get_as(token, "/me", &answer) == 401);
}

static long
open_stream(const char *query, const char *origin, const char *token)
{
	char cookie[120], origin_header[100];
	const char *headers[] = { "Connection: Upgrade", "Upgrade: websocket",
		"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", cookie,
		origin_header, NULL };
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)one.port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	char text[1024];
	size_t used;
	ssize_t n;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(cookie, sizeof(cookie), "Cookie: __Host-tl_workspace=%s", token);
	(void)snprintf(origin_header, sizeof(origin_header), "Origin: %s", origin);
	used = (size_t)snprintf(text, sizeof(text), "GET /stream%s HTTP/1.1\r\nHost: x\r\n", query);
	for (int i = 0; headers[i] != NULL; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s\r\n", headers[i]);
	used += (size_t)snprintf(text + used, sizeof(text) - used, "\r\n");
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(write(fd, text, used), (ssize_t)used);
	n = read(fd, text, 12);
	(void)close(fd);
	assert_int_equal(n, 12);
	text[12] = '\0';
	return strtol(text + 9, NULL, 10);
}

static void
a_stream_opens_for_our_own_page_only(void **unused)
{
	char token[TOKEN_TEXT_SIZE];

	(void)unused;
	kit_log_in(1, "workspace", "1 hour", token);
	assert_int_equal(open_stream("?app=workspace", "https://desk.example", token), 101);
	assert_int_equal(open_stream("?app=workspace", "https://evil.example", token), 401);
	assert_int_equal(open_stream("?app=workspace", "https://desk.example.evil", token), 401);
	assert_int_equal(open_stream("", "https://desk.example", token), 401);
	assert_int_equal(open_stream("?app=work", "https://desk.example", token), 401);
}

static void
the_same_command_is_done_once_and_answered_twice(void **unused)
{
	struct kit_answer first, again;
	const char *other_version[] = { bearer(agent), "Idempotency-Key: key-1", "If-Match: \"2\"",
		NULL };

	(void)unused;
	assert_int_equal(put_as(agent, "key-1", "once", &first), 201);
	assert_int_equal(put_as(agent, "key-1", "once", &again), 201);
	assert_string_equal(first.body, again.body);
	assert_string_equal(first.replayed, "");
	assert_string_equal(again.replayed, "true");
	assert_int_equal(fixture_number("SELECT count(*) FROM t.thing WHERE text = 'once'"), 1);
	assert_int_equal(put_as(agent, "key-1", "twice", &again), 409);
	assert_non_null(strstr(again.body, "\"type\":\"idempotency_key_reused\""));
	assert_string_equal(again.replayed, ""); /* a refusal of its own */
	assert_int_equal(
	    kit_ask(&one, "/things", other_version, "{\"text\":\"once\"}", &again), 409);
	assert_int_equal(put_as(leader, "key-1", "once", &again), 201); /* somebody else's key */
	assert_int_equal(put_as(agent, NULL, "loose", &again), 201);
	assert_int_equal(put_as(agent, NULL, "loose", &again), 201);
	assert_int_equal(fixture_number("SELECT count(*) FROM t.thing WHERE text = 'loose'"), 2);
	assert_int_equal(put_as(agent, "a b", "once", &again), 400);
}

static void
outcomes_become_problems_with_what_the_function_said(void **unused)
{
	struct kit_answer answer;

	(void)unused;
	assert_int_equal(put_as(agent, NULL, "taken", &answer), 409);
	assert_non_null(strstr(answer.body, "\"type\":\"number_known\""));
	assert_non_null(strstr(answer.body, "\"by\":\"7\""));
	assert_int_equal(put_as(agent, NULL, "odd", &answer), 500);
	assert_int_equal(put_as(agent, NULL, "", &answer), 422);
	assert_non_null(strstr(answer.body, "/text"));
}

static void
a_command_whose_time_ran_out_is_told_to_come_again_with_its_key(void **unused)
{
	struct kit_answer answer;

	(void)unused;
	assert_int_equal(put_as(agent, "key-slow", "slow", &answer), 503);
	assert_non_null(strstr(answer.body, "\"type\":\"outcome_unknown\""));
	assert_non_null(strstr(answer.body, "same Idempotency-Key"));
	assert_string_equal(answer.retry_after, "1");
}

static void
reads_find_one_or_answer_404_and_lists_go_on_by_cursor(void **unused)
{
	struct kit_answer answer;
	json_t *page;
	char path[300];
	int seen = 0;

	(void)unused;
	/* At what nobody may see each page ends, and the next one goes on. */
	for (int i = 0; i < 9; i++)
		assert_int_equal(
		    put_as(agent, NULL, i % 4 < 2 ? "listed" : "unseen", &answer), 201);
	/* Not always 1: the number of an insert that was rolled back is not assigned again. */
	(void)snprintf(path, sizeof(path), "/things/%d",
	    (int)fixture_number("SELECT min(id) FROM t.thing WHERE text = 'listed'"));
	assert_int_equal(get_as(agent, path, &answer), 200);
	assert_int_equal(get_as(agent, "/things/999999", &answer), 404);
	assert_int_equal(get_as(agent, "/things/x", &answer), 404);
	assert_int_equal(get_as(agent, "/things?limit=0", &answer), 422);
	assert_int_equal(get_as(agent, "/things?cursor=%25", &answer), 400);
	(void)strcpy(path, "/things?limit=2");
	while (path[0] != '\0') {
		const char *cursor;

		assert_int_equal(get_as(agent, path, &answer), 200);
		page = json_loads(answer.body, 0, NULL);
		assert_true(json_array_size(json_object_get(page, "data")) <= 2);
		seen += (int)json_array_size(json_object_get(page, "data"));
		cursor = json_string_value(json_object_get(page, "next_cursor"));
		path[0] = '\0';
		if (cursor != NULL)
			(void)snprintf(path, sizeof(path), "/things?limit=2&cursor=%s", cursor);
		json_decref(page);
	}
	assert_int_equal(
	    seen, fixture_number("SELECT count(*) FROM t.thing WHERE text <> 'unseen'"));
	fixture_sql("DELETE FROM t.thing WHERE text = 'unseen'");
}

/* ---- resources: what the owner's functions are asked ---- */

static long
tool_as(const char *token, const char *method, const char *path, const char *version,
    const char *body, struct kit_answer *answer)
{
	char if_match[64];
	const char *headers[] = { bearer(token), version != NULL ? if_match : NULL, NULL };
	long status;

	(void)snprintf(if_match, sizeof(if_match), "If-Match: %s", version != NULL ? version : "");
	kit_method = method;
	status = kit_ask(&one, path, headers, body, answer);
	kit_method = NULL;
	return status;
}

/* Whether the answer holds all members of this JSON. */
static bool
answered(const struct kit_answer *answer, const char *wanted)
{
	json_t *got = json_loads(answer->body, 0, NULL), *want = json_loads(wanted, 0, NULL),
	       *value;
	const char *name;
	bool same = want != NULL;

	json_object_foreach (want, name, value)
		same = same && json_equal(json_object_get(got, name), value);
	if (!same)
		print_message("%s is not %s\n", answer->body, wanted);
	json_decref(got);
	json_decref(want);
	return same;
}

/* A list of a resource says for whom it is: what a view shows may depend on it. */
#define WHO "\"who\":{\"role\":\"supervisor\",\"actor\":2},"

static void
a_resource_is_asked_for_by_filters_and_a_page_or_by_its_id(void **unused)
{
	struct kit_answer answer;

	(void)unused;
	assert_int_equal(get_as(leader, "/api/v1/tools", &answer), 200);
	assert_true(answered(&answer,
	    "{\"noun\":\"tool\",\"tenant\":1,\"id\":null,\"ask\":{" WHO "\"filter\":{}}}"));
	assert_int_equal(
	    get_as(leader,
		"/api/v1/tools?size=3&good=false&owner_id=12&sort=-name&limit=7&fields=id,name"
		"&cursor=abc",
		&answer),
	    200);
	assert_true(answered(&answer,
	    "{\"ask\":{" WHO
	    "\"filter\":{\"size\":3,\"good\":false,\"owner_id\":\"12\"},\"sort\":\"-"
	    "name\","
	    "\"limit\":7,\"fields\":\"id,name\",\"cursor\":\"abc\"}}"));
	assert_int_equal(get_as(leader, "/api/v1/tools?name=x", &answer), 400);
	assert_int_equal(get_as(leader, "/api/v1/tools?sort=size", &answer), 422);
	assert_int_equal(get_as(leader, "/api/v1/tools/12", &answer), 200);
	assert_true(answered(&answer, "{\"id\":12,\"ask\":{" WHO "\"filter\":{}}}"));
	assert_int_equal(get_as(leader, "/api/v1/tools/x", &answer), 404);
	assert_int_equal(get_as(agent, "/api/v1/tools", &answer), 403);
}

static void
a_resource_is_written_with_what_was_given_alone_and_where_it_came_from(void **unused)
{
	char mia[TOKEN_TEXT_SIZE];
	struct kit_answer answer;

	(void)unused;
	kit_log_in(3, "admin", "1 hour", mia);
	assert_int_equal(tool_as(mia, "POST", "/api/v1/tools?dry_run=true", NULL,
			     "{\"name\":\"saw\",\"parts\":[1]}", &answer),
	    200);
	assert_true(answered(&answer,
	    "{\"verb\":\"create\",\"actor\":3,\"role\":\"administrator\",\"id\":null,\"version\":"
	    "null,"
	    "\"item\":{\"name\":\"saw\",\"parts\":[1]},\"dry_run\":true}"));
	assert_non_null(strstr(answer.body, "\"source\": \"127.0.0.1\""));
	assert_int_equal(
	    tool_as(mia, "PATCH", "/api/v1/tools/5", "\"4\"", "{\"word\":\"open\"}", &answer), 200);
	assert_true(answered(&answer,
	    "{\"verb\":\"update\",\"id\":5,\"version\":4,\"item\":{\"word_hash\":\"hashed\"},"
	    "\"dry_run\":false}"));
	assert_int_equal(
	    tool_as(mia, "PATCH", "/api/v1/tools/5", "4", "{\"word\":null}", &answer), 200);
	assert_int_equal(
	    tool_as(mia, "PATCH", "/api/v1/tools/5", "4", "{\"name\":\"axe\"}", &answer), 422);
	assert_int_equal(tool_as(mia, "PATCH", "/api/v1/tools/5", NULL, "{}", &answer), 428);
	assert_int_equal(tool_as(mia, "PATCH", "/api/v1/tools/5", "new", "{}", &answer), 412);
	assert_int_equal(tool_as(mia, "POST", "/api/v1/tools?dry_run=maybe", NULL,
			     "{\"name\":\"saw\"}", &answer),
	    422);
	assert_int_equal(
	    tool_as(mia, "DELETE", "/api/v1/tools/5?dry_run=true", "4", NULL, &answer), 200);
	assert_true(answered(&answer,
	    "{\"verb\":\"delete\",\"id\":5,\"version\":4,\"item\":null,\"dry_run\":true}"));
	assert_int_equal(
	    tool_as(leader, "POST", "/api/v1/tools", NULL, "{\"name\":\"saw\"}", &answer), 403);
}

static void
a_list_that_fails_without_a_cursor_does_not_blame_one(void **unused)
{
	struct kit_answer answer;

	(void)unused;
	assert_int_equal(put_as(agent, NULL, "broken", &answer), 201);
	assert_int_equal(get_as(agent, "/things", &answer), 503);
	assert_non_null(strstr(answer.body, "\"type\":\"internal\""));
	fixture_sql("DELETE FROM t.thing WHERE text = 'broken'");
	assert_int_equal(get_as(agent, "/things?cursor=eA", &answer), 400);
}

static void
news_of_others_are_found_in_the_feed_and_heard_once(void **unused)
{
	long long before = kit_number(&one, "/heard", "news");
	long long made;

	(void)unused;
	made = fixture_number("BEGIN; SELECT ops.batch_begin('{}');"
			      " INSERT INTO messaging.customer (tenant, name, created_at) VALUES "
			      "(1, 'quiet', ops.clock());"
			      " SELECT ops.emit(1, 9, max(id), 1) FROM messaging.customer;"
			      " SELECT ops.batch_end(); COMMIT;"
			      " SELECT max(id) FROM messaging.customer");
	kit_until(kit_number(&one, "/heard", "last_key") == made);
	assert_int_equal(kit_number(&one, "/heard", "news"), before + 1);
	assert_int_equal(kit_number(&one, "/heard", "with_state"), before + 1);
	assert_int_equal(kit_number(&one, "/heard", "live"), 1);
}

/* A figure of /metrics; -1: it is not there. */
static long long
measured(const char *name)
{
	struct kit_answer answer;
	char line[100];
	const char *at;

	(void)snprintf(line, sizeof(line), "\n%s ", name);
	if (kit_ask(&one, "/metrics", NULL, NULL, &answer) != 200)
		return -1;
	at = strstr(answer.body, line);
	return at != NULL ? strtoll(at + strlen(line), NULL, 10) : -1;
}

/* An event of customer `key`, without a doorbell. */
static void
emit(long long key, long long version)
{
	char sql[200];

	(void)snprintf(sql, sizeof(sql),
	    "BEGIN; SELECT ops.batch_begin('{}'); SELECT ops.emit(1, 9, %lld, %lld);"
	    " SELECT ops.batch_end(); COMMIT",
	    key, version);
	fixture_sql(sql);
}

static void
one_thing_that_cant_be_read_is_counted_and_makes_nothing_old(void **unused)
{
	(void)unused;
	emit(666, 1);
	kit_until(measured("trunkline_news_failed_total") == 1);
	emit(666, 2);
	kit_until(
	    measured("trunkline_news_failed_total") == 2); /* its next version is read again */
	emit(777, 1);
	kit_until(kit_number(&one, "/heard", "last_key") == 777);
	assert_int_equal(kit_number(&one, "/heard", "live"), 1);
	assert_int_equal(measured("trunkline_news_failed_total"), 2);
}

/* They go with their month, the feed by its own rules. */
static void
positions_whose_events_are_gone_are_passed_over(void **unused)
{
	(void)unused;
	fixture_sql("BEGIN; SELECT pg_advisory_xact_lock(ops.key('sequencer', 0, 'feed'));"
		    " INSERT INTO ops.feed (pos, at, xid) SELECT ops.feed_head() + n, ops.clock(),"
		    " n::text::xid8 FROM generate_series(1, 200) AS n; COMMIT");
	emit(778, 1);
	kit_until(kit_number(&one, "/heard", "last_key") == 778);
}

static void
a_gap_that_could_not_be_checked_is_not_passed_over(void **unused)
{
	long long failed = measured("trunkline_db_failed_total");

	(void)unused;
	fixture_sql("BEGIN; SELECT pg_advisory_xact_lock(ops.key('sequencer', 0, 'feed'));"
		    " CREATE TEMP TABLE kept AS SELECT ops.feed_head() + 5 AS pos;"
		    " DELETE FROM ops.event; DELETE FROM ops.feed;"
		    " INSERT INTO ops.feed SELECT pos, ops.clock(), '9' FROM kept;"
		    " CREATE OR REPLACE FUNCTION ops.feed_first() RETURNS bigint LANGUAGE plpgsql"
		    " STABLE SECURITY DEFINER AS 'BEGIN RAISE ''not now''; END'; COMMIT");
	kit_until(measured("trunkline_db_failed_total") >= failed + 3);
	fixture_sql("CREATE OR REPLACE FUNCTION ops.feed_first() RETURNS bigint LANGUAGE sql STABLE"
		    " SECURITY DEFINER AS 'SELECT min(pos) FROM ops.feed'");
	kit_until(measured("trunkline_news_reloads_total") == 1);
	emit(779, 1);
	kit_until(kit_number(&one, "/heard", "last_key") == 779);
}

static void
two_instances_tell_each_other_and_one_holds_at_a_time(void **unused)
{
	struct kit_daemon two;
	struct kit_answer answer;
	long long key;

	(void)unused;
	kit_start(&two, "smsgw-2");
	kit_until_ready(&two);
	kit_until(kit_number(&one, "/heard", "holding") == 1);
	assert_int_equal(kit_number(&two, "/heard", "holding"), 0);
	kit_until(kit_ask(&two, "/metrics", NULL, NULL, &answer) == 200 &&
	    strstr(answer.body, "trunkline_bus_pipes 1") != NULL);
	assert_int_equal(put_as(agent, NULL, "shared", &answer), 201);
	key = fixture_number("SELECT max(id) FROM messaging.customer");
	kit_until(kit_number(&two, "/heard", "last_key") == key);
	/* By the doorbell, which brought the state, not by the feed. */
	assert_int_equal(kit_ask(&two, "/metrics", NULL, NULL, &answer), 200);
	assert_null(strstr(answer.body, "trunkline_news_state_reads_total "));
	assert_int_equal(kill(one.pid, SIGKILL), 0);
	assert_int_equal(kit_wait(&one), 1000 + SIGKILL);
	kit_until(kit_number(&two, "/heard", "holding") == 1);
	kit_start(&one, "smsgw");
	kit_until_ready(&one);
	assert_int_equal(kill(two.pid, SIGTERM), 0);
	assert_int_equal(kit_wait(&two), 0);
	kit_until(kit_number(&one, "/heard", "holding") == 1);
	assert_int_equal(
	    fixture_number("SELECT count(*) FROM ops.instance WHERE name = 'smsgw-2'"), 0);
}

static void
without_a_database_commands_are_put_off_and_nothing_ends(void **unused)
{
	struct kit_answer answer;

	(void)unused;
	assert_int_equal(get_as(agent, "/me", &answer), 200);
	fixture_stop(SIGQUIT);
	kit_until(kit_number(&one, "/heard", "live") == 0);
	assert_int_equal(kit_ask(&one, "/healthz", NULL, NULL, &answer), 200);
	assert_int_equal(get_as(leader, "/slow", &answer), 503);
	assert_string_equal(answer.retry_after, "1");
	assert_int_equal(get_as(agent, "/me", &answer), 503);
	fixture_start();
	kit_until(put_as(agent, "after", "again", &answer) == 201);
	kit_until(kit_number(&one, "/heard", "live") == 1);
	kit_until(kit_number(&one, "/heard", "holding") == 1);
}

static void
a_clean_end_answers_what_is_open_and_takes_its_row_away(void **unused)
{
	struct kit_answer answer;
	int64_t begun;
	pid_t slow = fork();
	int status;

	(void)unused;
	if (slow == 0)
		_exit(kit_ask(&one, "/slow", NULL, NULL, &answer) == 200 ? 0 : 1);
	kit_until(
	    fixture_number("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%t.slow()%' AND"
			   " state = 'active' AND usename = 'tl_smsgw'") == 1);
	begun = clock_mono_ms();
	assert_int_equal(kill(one.pid, SIGTERM), 0);
	assert_int_equal(kit_wait(&one), 0);
	/* TEST_LATE_TIMES this bound is still below KIT_DRAIN_MS. */
	assert_true(test_in_time("a clean end", clock_mono_ms() - begun, 2900));
	assert_int_equal(waitpid(slow, &status, 0), slow);
	assert_int_equal(status, 0);
	assert_int_equal(fixture_number(registered()), 0);
	assert_int_equal(
	    fixture_number("SELECT count(*) FROM ops.holder WHERE boot IS NOT NULL"), 0);
}

static void
all_that_was_committed_is_in_the_feed(void **unused)
{
	(void)unused;
	kit_start(&one, "smsgw");
	kit_until(fixture_number("SELECT count(*) FROM ops.outbox") == 0);
	assert_int_equal(fixture_number("SELECT orphans FROM ops.sequencer"), 0);
	assert_int_equal(
	    fixture_number("SELECT count(*) FROM ops.event e WHERE NOT EXISTS (SELECT FROM"
			   " ops.feed f WHERE f.at = e.at AND f.xid = e.xid)"),
	    0);
	assert_int_equal(kill(one.pid, SIGTERM), 0);
	assert_int_equal(kit_wait(&one), 0);
}

static bool
log_holds(const struct kit_daemon *daemon, const char *word)
{
	char path[160], line[4096];
	bool found = false;
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s.log", fixture.folder, daemon->name);
	file = fopen(path, "r");
	while (!found && file != NULL && fgets(line, sizeof(line), file) != NULL)
		found = strstr(line, word) != NULL;
	if (file != NULL)
		(void)fclose(file);
	return found;
}

static void
one_that_waits_for_its_database_can_be_stopped(void **unused)
{
	struct kit_daemon waiting;

	(void)unused;
	(void)setenv("TRUNKLINE_COMMON_DATABASE", "host=/nonexistent dbname=kit", 1);
	kit_start(&waiting, "smsgw-waits");
	(void)unsetenv("TRUNKLINE_COMMON_DATABASE");
	kit_until(log_holds(&waiting, "db_lane_lost"));
	assert_int_equal(kill(waiting.pid, SIGTERM), 0);
	assert_int_equal(kit_wait(&waiting), 0);
	assert_false(log_holds(&waiting, "kit_drains")); /* no part has started */
}

static void
one_whose_port_is_taken_says_so_and_leaves_nothing_behind(void **unused)
{
	struct kit_daemon first, second;
	char port[16];

	(void)unused;
	kit_start(&first, "smsgw-first");
	kit_until_ready(&first);
	(void)snprintf(port, sizeof(port), "%d", first.port);
	(void)setenv("TRUNKLINE_SMSGW_SECOND_HTTP_PORT", port, 1);
	kit_start(&second, "smsgw-second");
	(void)unsetenv("TRUNKLINE_SMSGW_SECOND_HTTP_PORT");
	assert_int_equal(kit_wait(&second), 1);
	assert_true(log_holds(&second, "start_failed"));
	assert_int_equal(
	    fixture_number("SELECT count(*) FROM ops.instance WHERE name = 'smsgw-second'"), 0);
	assert_int_equal(kill(first.pid, SIGTERM), 0);
	assert_int_equal(kit_wait(&first), 0);
	assert_true(log_holds(&first, "kit_drains"));
}

/* A lookup that hangs in the database outlives the requests' share of the drain. */
static void
no_handler_runs_once_parts_have_stopped(void **unused)
{
	PGconn *hanging = PQconnectdb(fixture.conninfo);
	struct kit_daemon draining;
	struct kit_answer answer;
	char token[TOKEN_TEXT_SIZE];
	pid_t asking;
	int status;

	(void)unused;
	(void)setenv("TRUNKLINE_SMSGW_DRAINS_DRAIN_MS", "5000", 1);
	kit_start(&draining, "smsgw-drains");
	(void)unsetenv("TRUNKLINE_SMSGW_DRAINS_DRAIN_MS");
	kit_until_ready(&draining);
	kit_log_in(1, "workspace", "1 hour", token);
	PQclear(PQexec(hanging, "BEGIN; LOCK TABLE presence.session IN ACCESS EXCLUSIVE MODE"));
	asking = fork();
	if (asking == 0) {
		const char *headers[] = { bearer(token), NULL };

		_exit(kit_ask(&draining, "/me", headers, NULL, &answer) == 503 ? 0 : 1);
	}
	kit_until(fixture_number("SELECT count(*) FROM pg_stat_activity WHERE query LIKE"
				 " '%session_find%' AND wait_event_type = 'Lock'") == 1);
	assert_int_equal(kill(draining.pid, SIGTERM), 0);
	kit_until(
	    fixture_number("SELECT count(*) FROM ops.instance WHERE name = 'smsgw-drains'") == 0);
	PQclear(PQexec(hanging, "ROLLBACK"));
	PQfinish(hanging);
	assert_int_equal(kit_wait(&draining), 0);
	assert_int_equal(waitpid(asking, &status, 0), asking);
	assert_int_equal(status, 0);
}

static void
one_that_would_take_too_many_connections_says_so(void **unused)
{
	struct kit_daemon greedy;

	(void)unused;
	(void)setenv("TRUNKLINE_SMSGW_GREEDY_WRITE_LANES", "2", 1);
	kit_start(&greedy, "smsgw-greedy");
	(void)unsetenv("TRUNKLINE_SMSGW_GREEDY_WRITE_LANES");
	assert_int_not_equal(kit_wait(&greedy), 0);
}

/* A GET by the Unix socket: the status, 0 without an answer. */
static long
ask_by_socket(const char *path, const char *target)
{
	CURL *curl = curl_easy_init();
	char url[64];
	long status = 0;

	(void)snprintf(url, sizeof(url), "http://localhost%s", target);
	(void)curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, path);
	(void)curl_easy_setopt(curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)test_patience_ms());
	if (curl_easy_perform(curl) == CURLE_OK)
		(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(curl);
	return status;
}

static void
one_without_tcp_serves_on_a_socket_in_a_folder_of_the_edges_group_alone(void **unused)
{
	char folder[160], path[200], sql[400], host[HOST_NAME_MAX + 1] = "";
	struct kit_daemon edged;

	(void)unused;
	(void)snprintf(folder, sizeof(folder), "%s/edge", fixture.folder);
	(void)snprintf(path, sizeof(path), "%s/a.http", folder);
	assert_int_equal(mkdir(folder, 0755), 0);
	(void)setenv("TRUNKLINE_SMSGW_EDGED_HTTP_SOCKET", path, 1);
	(void)setenv("TRUNKLINE_SMSGW_EDGED_HTTP_BIND", "", 1);
	kit_start(&edged, "smsgw-edged");
	assert_int_not_equal(kit_wait(&edged), 0); /* others may enter */
	assert_int_equal(chmod(folder, 0750), 0);
	kit_start(&edged, "smsgw-edged");
	(void)unsetenv("TRUNKLINE_SMSGW_EDGED_HTTP_SOCKET");
	(void)unsetenv("TRUNKLINE_SMSGW_EDGED_HTTP_BIND");
	kit_until(ask_by_socket(path, "/readyz") == 200);
	assert_int_equal(ask_by_socket(path, "/metrics"), 200);
	(void)gethostname(host, sizeof(host) - 1);
	(void)snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM ops.instance WHERE name = 'smsgw-edged' AND http_url = "
	    "'unix:%s:%s'",
	    host, path);
	assert_int_equal(fixture_number(sql), 1);
	assert_int_equal(kill(edged.pid, SIGTERM), 0);
	assert_int_equal(kit_wait(&edged), 0);
	assert_int_equal(access(path, F_OK), -1);
}

static void
one_whose_socket_has_too_long_a_path_ends_before_it_registers(void **unused)
{
	struct kit_daemon longer;
	char path[300];

	(void)unused;
	(void)snprintf(path, sizeof(path), "%s/%0100d", fixture.folder, 0);
	(void)setenv("TRUNKLINE_SMSGW_LONGER_HTTP_SOCKET", path, 1);
	kit_start(&longer, "smsgw-longer");
	(void)unsetenv("TRUNKLINE_SMSGW_LONGER_HTTP_SOCKET");
	assert_int_not_equal(kit_wait(&longer), 0);
	assert_false(log_holds(&longer, "database_up"));
}

static void
one_whose_bus_is_open_to_others_says_so(void **unused)
{
	struct kit_daemon open;
	char folder[160];

	(void)unused;
	(void)snprintf(folder, sizeof(folder), "%s/open", fixture.folder);
	assert_int_equal(mkdir(folder, 0755), 0);
	(void)setenv("TRUNKLINE_SMSGW_OPEN_BUS_DIR", folder, 1);
	kit_start(&open, "smsgw-open");
	assert_int_not_equal(kit_wait(&open), 0);
	assert_int_equal(chmod(folder, 0700), 0);
	kit_start(&open, "smsgw-open");
	(void)unsetenv("TRUNKLINE_SMSGW_OPEN_BUS_DIR");
	kit_until_ready(&open);
	assert_int_equal(kill(open.pid, SIGTERM), 0);
	assert_int_equal(kit_wait(&open), 0);
}

static int
run_with(const char *option, const char *config)
{
	struct kit_daemon daemon = { .name = "smsgw" };
	char path[200];
	int status;

	(void)snprintf(path, sizeof(path), "%s/option.conf", fixture.folder);
	FILE *file = fopen(path, "w");
	(void)fputs(config, file);
	(void)fclose(file);
	daemon.pid = fork();
	if (daemon.pid == 0) {
		char config_word[] = "-c", word[32];
		char *argv[] = { daemon.name, config_word, path, word, NULL };

		(void)snprintf(word, sizeof(word), "%s", option);

		(void)!freopen("/dev/null", "w", stdout);
		(void)!freopen("/dev/null", "w", stderr);
		_exit(daemon_run(&kit_spec, 4, argv));
	}
	status = kit_wait(&daemon);
	return status;
}

static void
options_say_ok_or_exit_with_one(void **unused)
{
	(void)unused;
	assert_int_equal(run_with("--check", "[common]\npublic_url = https://x\n"), 0);
	assert_int_equal(run_with("--check", "[common]\npublic_url = https://x\ntypo = 1\n"), 1);
	assert_int_equal(run_with("--check", ""), 1);
	assert_int_equal(
	    run_with("--check", "[common]\npublic_url = https://x\nbus_url = tcp://10.1.2.3:9\n"),
	    1);
	assert_int_equal(run_with("--routes", ""), 0);
	assert_int_equal(run_with("--config-keys", ""), 0);
	assert_int_equal(run_with("--version", ""), 0);
	assert_int_equal(run_with("--nonsense", ""), 1);
	assert_int_equal(run_with("--name=chatd", ""), 1);
}

static int
set_up(void **unused)
{
	(void)unused;
	kit_open();
	kit_log_in(1, "workspace", "1 hour", agent);
	kit_log_in(2, "workspace", "1 hour", leader);
	kit_start(&one, "smsgw");
	kit_until_ready(&one);
	return 0;
}

static int
tear_down(void **unused)
{
	(void)unused;
	if (one.pid > 0)
		(void)kill(one.pid, SIGKILL);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    upkeep_calls_each_step_until_nothing_is_left_and_the_next_one_after_a_broken_one),
		cmocka_unit_test(
		    a_copy_has_all_pages_of_its_tables_and_is_read_anew_after_a_change),
		cmocka_unit_test(
		    what_changes_while_a_copy_is_read_is_in_the_next_reading_which_follows_at_once),
		cmocka_unit_test(
		    a_reading_that_fails_in_the_middle_leaves_the_copy_and_begins_anew),
		cmocka_unit_test(it_is_alive_ready_and_measured_without_login_from_this_host),
		cmocka_unit_test(it_is_registered_with_its_addresses_and_beats),
		cmocka_unit_test(what_it_lacks_is_told_by_readyz_and_its_row_and_it_serves_on),
		cmocka_unit_test(a_stranger_comes_no_further_than_the_routes_for_strangers),
		cmocka_unit_test(a_role_opens_its_routes_only),
		cmocka_unit_test(a_cookie_counts_only_with_the_header_that_names_its_app),
		cmocka_unit_test(under_https_a_cookie_counts_only_with_the_host_prefix),
		cmocka_unit_test(an_ended_or_revoked_session_is_refused),
		cmocka_unit_test(a_stream_opens_for_our_own_page_only),
		cmocka_unit_test(the_same_command_is_done_once_and_answered_twice),
		cmocka_unit_test(outcomes_become_problems_with_what_the_function_said),
		cmocka_unit_test(a_command_whose_time_ran_out_is_told_to_come_again_with_its_key),
		cmocka_unit_test(reads_find_one_or_answer_404_and_lists_go_on_by_cursor),
		cmocka_unit_test(a_list_that_fails_without_a_cursor_does_not_blame_one),
		cmocka_unit_test(a_resource_is_asked_for_by_filters_and_a_page_or_by_its_id),
		cmocka_unit_test(
		    a_resource_is_written_with_what_was_given_alone_and_where_it_came_from),
		cmocka_unit_test(news_of_others_are_found_in_the_feed_and_heard_once),
		cmocka_unit_test(one_thing_that_cant_be_read_is_counted_and_makes_nothing_old),
		cmocka_unit_test(positions_whose_events_are_gone_are_passed_over),
		cmocka_unit_test(a_gap_that_could_not_be_checked_is_not_passed_over),
		cmocka_unit_test(two_instances_tell_each_other_and_one_holds_at_a_time),
		cmocka_unit_test(without_a_database_commands_are_put_off_and_nothing_ends),
		cmocka_unit_test(a_clean_end_answers_what_is_open_and_takes_its_row_away),
		cmocka_unit_test(all_that_was_committed_is_in_the_feed),
		cmocka_unit_test(one_that_waits_for_its_database_can_be_stopped),
		cmocka_unit_test(one_whose_port_is_taken_says_so_and_leaves_nothing_behind),
		cmocka_unit_test(no_handler_runs_once_parts_have_stopped),
		cmocka_unit_test(one_that_would_take_too_many_connections_says_so),
		cmocka_unit_test(
		    one_without_tcp_serves_on_a_socket_in_a_folder_of_the_edges_group_alone),
		cmocka_unit_test(one_whose_socket_has_too_long_a_path_ends_before_it_registers),
		cmocka_unit_test(one_whose_bus_is_open_to_others_says_so),
		cmocka_unit_test(options_say_ok_or_exit_with_one),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
