/* server: the hostile table (design/http.md) over real sockets, whole and byte by byte;
 * routes, answers, pipelining, limits. */
#include "common/http/test_kit.h"

static void
on_hello(struct http_req *req, void *app)
{
	(void)app;
	http_reply(req, 200, "text/plain", VIEW("hello"));
}

static void
on_echo(struct http_req *req, void *app)
{
	(void)app;
	http_reply(req, 200, "text/plain", http_body(req));
}

static void
on_thing(struct http_req *req, void *app)
{
	struct view id, tag, cookie;

	(void)app;
	assert_true(http_param(req, "id", &id));
	assert_false(http_param(req, "no", &tag));
	(void)http_header(req, "x-tag", &tag);
	(void)http_cookie(req, "tl_work", &cookie);
	http_add_header(req, "X-Extra", "yes");
	http_reply_json(req, 200,
	    json_pack("{s:s%, s:s%, s:s%, s:s%, s:s%}", "id", id.p, id.n, "tag", tag.p, tag.n,
		"cookie", cookie.p, cookie.n, "query", http_query_raw(req).p, http_query_raw(req).n,
		"target", http_target(req).p, http_target(req).n));
}

static void
on_peer(struct http_req *req, void *app)
{
	(void)app;
	http_reply(req, 200, "text/plain", http_peer(req));
}

static void
on_wrong(struct http_req *req, void *app)
{
	struct err err;

	(void)app;
	(void)err_set(&err, ERR_INVALID, "/text", "Is too long.");
	http_reply_err(req, &err, json_pack("{s:i}", "more", 7));
}

static void
on_empty(struct http_req *req, void *app)
{
	(void)app;
	http_reply(req, 204, NULL, VIEW(""));
}

static const struct http_route routes[] = {
	ROUTE(GET, "/", 0, body_none, on_hello, ""),
	ROUTE(POST, "/echo", 0, body_raw, on_echo, ""),
	ROUTE_MAX(POST, "/large", 0, 1024UL * 1024, body_raw, on_echo, ""),
	ROUTE(POST, "/held", 0, body_raw, kit_hold, ""),
	ROUTE(GET, "/things/:id", 0, body_none, on_thing, ""),
	ROUTE(GET, "/peer", 0, body_none, on_peer, ""),
	ROUTE(GET, "/wrong", 0, body_none, on_wrong, ""),
	ROUTE(DEL, "/empty", 0, body_none, on_empty, ""),
	ROUTES_END,
};

static const char *const proxies[] = { "127.0.0.1", "10.0.0.9", NULL };

static int
setup(void **state)
{
	struct kit *kit = calloc(1, sizeof(*kit));

	kit->routes = routes;
	kit->config.trusted_proxies = proxies;
	kit_start(kit);
	*state = kit;
	return 0;
}

static int
teardown(void **state)
{
	kit_stop(*state);
	free(*state);
	return 0;
}

/* ---- hostile input ---- */

#define POST_ "POST /echo HTTP/1.1\r\nHost: a\r\n"
#define CHUNKED POST_ "Transfer-Encoding: chunked\r\n\r\n"
#define BYTES(text) text, sizeof(text) - 1

/* `fill` 'x' bytes stand between bytes and behind. */
static const struct {
	const char *name, *bytes;
	size_t n, fill;
	const char *behind;
	int status;
} hostile[] = {
	{ "plain GET", BYTES(GET("/")), 0, "", 200 },
	{ "chunked body", BYTES(CHUNKED "3\r\nabc\r\n0\r\n\r\n"), 0, "", 200 },
	{ "content-length body", BYTES(POST_ "Content-Length: 3\r\n\r\nabc"), 0, "", 200 },
	{ "absolute form", BYTES(GET("http://a/things/7?x=1")), 0, "", 200 },
	{ "length and chunks",
	    BYTES(POST_ "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 0, "",
	    400 },
	{ "chunks and length",
	    BYTES(POST_ "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"), 0, "",
	    400 },
	{ "two different lengths",
	    BYTES(POST_ "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"), 0, "", 400 },
	{ "two equal lengths", BYTES(POST_ "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"), 0,
	    "", 400 },
	{ "length +3", BYTES(POST_ "Content-Length: +3\r\n\r\nabc"), 0, "", 400 },
	{ "length -3", BYTES(POST_ "Content-Length: -3\r\n\r\nabc"), 0, "", 400 },
	{ "length 3, 3", BYTES(POST_ "Content-Length: 3, 3\r\n\r\nabc"), 0, "", 400 },
	{ "length 0x3", BYTES(POST_ "Content-Length: 0x3\r\n\r\nabc"), 0, "", 400 },
	{ "empty length", BYTES(POST_ "Content-Length:\r\n\r\n"), 0, "", 400 },
	{ "length beyond 64 bits", BYTES(POST_ "Content-Length: 18446744073709551619\r\n\r\nabc"),
	    0, "", 400 },
	{ "space before the colon", BYTES(POST_ "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"), 0,
	    "", 400 },
	{ "space before the colon of a length", BYTES(POST_ "Content-Length : 5\r\n\r\nabcde"), 0,
	    "", 400 },
	{ "tab before the colon of a length", BYTES(POST_ "Content-Length\t: 5\r\n\r\nabcde"), 0,
	    "", 400 },
	{ "space inside a name", BYTES("GET / HTTP/1.1\r\nHost: a\r\nX Y: b\r\n\r\n"), 0, "", 400 },
	{ "space after any name", BYTES("GET / HTTP/1.1\r\nHost: a\r\nX-Y : b\r\n\r\n"), 0, "",
	    400 },
	{ "space after Host", BYTES("GET / HTTP/1.1\r\nHost : a\r\n\r\n"), 0, "", 400 },
	{ "quote in a name", BYTES("GET / HTTP/1.1\r\nHost: a\r\nX\"Y: b\r\n\r\n"), 0, "", 400 },
	{ "letter beyond ASCII in a name",
	    BYTES("GET / HTTP/1.1\r\nHost: a\r\nX\xc3\xa4: b\r\n\r\n"), 0, "", 400 },
	{ "every letter that a name may have",
	    BYTES("GET / HTTP/1.1\r\nHost: a\r\n!#$%&'*+-.^_`|~09azAZ: b\r\n\r\n"), 0, "", 200 },
	{ "space in a trailer's name", BYTES(CHUNKED "3\r\nabc\r\n0\r\nContent-Length : 5\r\n\r\n"),
	    0, "", 400 },
	{ "bare CR in a value", BYTES("GET / HTTP/1.1\r\nHost: a\r\nA: b\rc\r\n\r\n"), 0, "", 400 },
	{ "empty value and lone CR (CVE-2023-30589)",
	    BYTES(POST_ "A:\rContent-Length: 3\r\n\r\nabc"), 0, "", 400 },
	{ "folded length (CVE-2024-27982)", BYTES(POST_ "A: b\r\n Content-Length: 3\r\n\r\nabc"), 0,
	    "", 400 },
	{ "folded first line", BYTES("GET / HTTP/1.1\r\n Host: a\r\n\r\n"), 0, "", 400 },
	{ "CRLF CR X ends the head (CVE-2025-23167)",
	    BYTES("GET / HTTP/1.1\r\nHost: a\r\n\rX" GET("/")), 0, "", 400 },
	{ "chunk data without CRLF", BYTES(CHUNKED "3\r\nabcXX0\r\n\r\n"), 0, "", 400 },
	{ "chunk data longer than its size", BYTES(CHUNKED "3\r\nabcd\r\n0\r\n\r\n"), 0, "", 400 },
	{ "chunk size without digits", BYTES(CHUNKED "\r\n\r\n"), 0, "", 400 },
	{ "chunk size beyond 64 bits", BYTES(CHUNKED "fffffffffffffffff\r\n"), 0, "", 400 },
	{ "chunk size with LF alone", BYTES(CHUNKED "3\nabc\r\n0\r\n\r\n"), 0, "", 400 },
	{ "chunk extension", BYTES(CHUNKED "3;a=b\r\nabc\r\n0\r\n\r\n"), 0, "", 200 },
	{ "300 KB chunk extension", BYTES(CHUNKED "3;a="), 300000, "\r\nabc\r\n0\r\n\r\n", 431 },
	{ "300 KB trailers", BYTES(CHUNKED "3\r\nabc\r\n0\r\nA: "), 300000, "\r\n\r\n", 431 },
	{ "trailers don't frame",
	    BYTES(CHUNKED
		"3\r\nabc\r\n0\r\nContent-Length: 5\r\nConnection: close\r\n\r\n" GET("/nothing")),
	    0, "", 404 },
	{ "trailer with an encoding",
	    BYTES(CHUNKED "3\r\nabc\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n"), 0, "", 400 },
	{ "chunks in HTTP/1.0",
	    BYTES("POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 0, "",
	    400 },
	{ "Transfer-Encoding: gzip, chunked",
	    BYTES(POST_ "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), 0, "", 400 },
	{ "Transfer-Encoding: identity", BYTES(POST_ "Transfer-Encoding: identity\r\n\r\n"), 0, "",
	    400 },
	{ "Transfer-Encoding: xchunked",
	    BYTES(POST_ "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"), 0, "", 400 },
	{ "Transfer-Encoding twice",
	    BYTES(
		POST_ "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	    0, "", 400 },
	{ "bare LF line ends", BYTES("GET / HTTP/1.1\nHost: a\n\n"), 0, "", 400 },
	{ "NUL in a header", BYTES("GET / HTTP/1.1\r\nHost: a\r\nA: b\0c\r\n\r\n"), 0, "", 400 },
	{ "NUL in the target", BYTES("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"), 0, "", 400 },
	{ "header line without a colon", BYTES("GET / HTTP/1.1\r\nHost: a\r\nfoo\r\n\r\n"), 0, "",
	    400 },
	{ "header line without a name", BYTES("GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"), 0, "",
	    400 },
	{ "HTTP/9.9", BYTES("GET / HTTP/9.9\r\nHost: a\r\n\r\n"), 0, "", 400 },
	{ "HTTP/2.0", BYTES("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 0, "", 505 },
	{ "HTTP/0.9", BYTES("GET / HTTP/0.9\r\nHost: a\r\n\r\n"), 0, "", 400 },
	{ "no version", BYTES("GET /\r\nHost: a\r\n\r\n"), 0, "", 400 },
	{ "HTTP/2 preface", BYTES("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 0, "", 400 },
	{ "Upgrade: h2c is ignored",
	    BYTES("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: "
		  "h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n"),
	    0, "", 200 },
	{ "Upgrade with a body",
	    BYTES(POST_ "Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\nabc"), 0,
	    "", 200 },
	{ "URL of 9,000", BYTES("GET /"), 9000, " HTTP/1.1\r\nHost: a\r\n\r\n", 414 },
	{ "header of 100 KB", BYTES("GET / HTTP/1.1\r\nHost: a\r\nA: "), 100000, "\r\n\r\n", 431 },
	{ "header name of 20 KB", BYTES("GET / HTTP/1.1\r\nHost: a\r\nA"), 20000, ": b\r\n\r\n",
	    431 },
	{ "body of 2 MiB by length", BYTES(POST_ "Content-Length: 2097152\r\n\r\n"), 100000, "",
	    413 },
	{ "body of 2 MiB in a chunk", BYTES(CHUNKED "200000\r\n"), 100000, "", 413 },
	{ "no Host", BYTES("GET / HTTP/1.1\r\nA: b\r\n\r\n"), 0, "", 400 },
	{ "two Hosts", BYTES("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), 0, "", 400 },
	{ "Host with a space", BYTES("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 0, "", 400 },
	{ "Host with a path", BYTES("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), 0, "", 400 },
	{ "no Host in HTTP/1.0", BYTES("GET / HTTP/1.0\r\n\r\n"), 0, "", 200 },
	{ "Expect: other", BYTES(POST_ "Expect: 200-ok\r\nContent-Length: 3\r\n\r\nabc"), 0, "",
	    417 },
	{ "CONNECT", BYTES("CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"), 0, "", 405 },
	{ "TRACE", BYTES("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"), 0, "", 405 },
	{ "OPTIONS *", BYTES("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), 0, "", 404 },
	{ "unknown method", BYTES("BREW / HTTP/1.1\r\nHost: a\r\n\r\n"), 0, "", 400 },
	{ "target without a slash", BYTES("GET x HTTP/1.1\r\nHost: a\r\n\r\n"), 0, "", 400 },
	{ "malformed escape", BYTES(GET("/things/%zz")), 0, "", 400 },
	{ "cut escape", BYTES(GET("/things/%4")), 0, "", 400 },
	{ "escaped NUL", BYTES(GET("/things/%00")), 0, "", 400 },
	{ "capture that is no UTF-8", BYTES(GET("/things/%ff")), 0, "", 404 },
	{ "raw bytes that are no UTF-8", BYTES(GET("/things/\xff")), 0, "", 404 },
	{ "unknown path", BYTES(GET("/nothing")), 0, "", 404 },
	{ "wrong method", BYTES("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"), 0, "",
	    405 },
	{ "TLS to a plain port", BYTES("\x16\x03\x01\x00\xa5\x01\x00"), 0, "", 400 },
	{ "second request is bad", BYTES(GET("/") "GET / HTTP/1.1\nHost: a\n\n"), 0, "", 400 },
};

static int
last_status(const char *text)
{
	int status = 0;
	const char *at = text;

	while ((at = strstr(at, "HTTP/1.1 ")) != NULL) {
		status = status_after(at);
		at += 9;
	}
	return status;
}

/* Sends a row, says that no more comes, and hears to the end. */
static int
probe(struct kit *kit, size_t row, bool stepped, char *heard, size_t size)
{
	size_t behind = strlen(hostile[row].behind);
	size_t n = hostile[row].n + hostile[row].fill + behind;
	char *bytes = malloc(n + 1);
	int fd = dial(kit);

	memcpy(bytes, hostile[row].bytes, hostile[row].n);
	memset(bytes + hostile[row].n, 'x', hostile[row].fill);
	memcpy(bytes + n - behind, hostile[row].behind, behind);
	send_stepped(fd, bytes, n, !stepped ? n : n > 20000 ? 997 : 1);
	(void)shutdown(fd, SHUT_WR);
	(void)hear_all(fd, heard, size);
	(void)close(fd);
	free(bytes);
	return last_status(heard);
}

static void
hostile_input_gets_its_status_whole_and_byte_by_byte(void **state)
{
	char heard[16384];

	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		for (int stepped = 0; stepped < 2; stepped++) {
			int status = probe(*state, i, stepped != 0, heard, sizeof(heard));

			if (status != hostile[i].status)
				fail_msg("%s (%s): %d, not %d", hostile[i].name,
				    stepped != 0 ? "stepped" : "whole", status, hostile[i].status);
			assert_non_null(strstr(heard, "X-Request-Id: "));
		}
	}
}

static void
too_many_headers_are_431(void **state)
{
	int fd = dial(*state);
	struct answer answer;

	say(fd, "GET / HTTP/1.1\r\nHost: a\r\n");
	for (int i = 0; i < 100; i++)
		say(fd, "A: b\r\n");
	say(fd, "\r\n");
	hear(fd, &answer);
	assert_int_equal(answer.status, 431);
	(void)close(fd);
}

static void
the_413_arrives_whole_though_the_client_still_sends(void **state)
{
	char heard[4096], *body, junk[65536] = { 0 };
	int fd = dial(*state);

	say(fd, POST_ "Content-Length: 3000000\r\n\r\n");
	for (int i = 0; i < 3000000 / (int)sizeof(junk); i++)
		send_stepped(fd, junk, sizeof(junk), sizeof(junk));
	(void)shutdown(fd, SHUT_WR);
	(void)hear_all(fd, heard, sizeof(heard));
	assert_int_equal(last_status(heard), 413);
	assert_non_null(strstr(heard, "Connection: close\r\n"));
	body = body_of(heard);
	assert_int_equal(strtoul(strstr(heard, "Content-Length: ") + 16, NULL, 10), strlen(body));
	assert_non_null(strstr(body, "\"type\":\"too_large\""));
	(void)close(fd);
}

/* ---- what a request shows and an answer says ---- */

static void
a_handler_sees_captures_headers_cookies_and_the_target(void **state)
{
	int fd = dial(*state);
	struct answer answer;

	say(fd,
	    "GET /things/a%2Fb%20c?x=1&y HTTP/1.1\r\nHost: a\r\nX-TAG:  two words \r\n"
	    "X-Empty:\r\nCookie: tl_admin=1; tl_work=abc==\r\n\r\n");
	hear(fd, &answer);
	assert_int_equal(answer.status, 200);
	assert_string_equal(answer.body,
	    "{\"id\":\"a/b c\",\"tag\":\"two words\",\"cookie\":\"abc==\",\"query\":\"x=1&y\","
	    "\"target\":\"/things/a%2Fb%20c?x=1&y\"}");
	assert_non_null(strstr(answer.head, "Content-Type: application/json\r\n"));
	assert_non_null(strstr(answer.head, "X-Extra: yes\r\n"));
	(void)close(fd);
}

static void
every_answer_has_a_request_id_of_its_own(void **state)
{
	struct answer first, second;
	int fd = dial(*state);
	const char *id;

	say(fd, GET("/") GET("/nothing"));
	hear(fd, &first);
	hear(fd, &second);
	id = strstr(first.head, "X-Request-Id: ");
	assert_int_equal(strspn(id + 14, "0123456789abcdef"), 16);
	assert_int_not_equal(strncmp(id, strstr(second.head, "X-Request-Id: "), 30), 0);
	id = strstr(second.head, "X-Request-Id: ") + 14;
	assert_memory_equal(strstr(second.body, "\"request_id\":\"") + 14, id, 16);
	(void)close(fd);
}

static void
head_is_answered_like_get_without_its_body(void **state)
{
	char heard[4096];
	int fd = dial(*state);

	say(fd, "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	(void)hear_all(fd, heard, sizeof(heard));
	assert_int_equal(last_status(heard), 200);
	assert_non_null(strstr(heard, "Content-Length: 5\r\n"));
	assert_string_equal(body_of(heard), "");
	(void)close(fd);
}

static void
an_answer_of_204_has_neither_length_nor_body(void **state)
{
	struct answer answer;
	int fd = dial(*state);

	say(fd, "DELETE /empty HTTP/1.1\r\nHost: a\r\n\r\n" GET("/"));
	hear(fd, &answer);
	assert_int_equal(answer.status, 204);
	assert_null(strstr(answer.head, "Content-"));
	hear(fd, &answer);
	assert_int_equal(answer.status, 200);
	(void)close(fd);
}

static void
an_error_is_a_problem_document_with_the_field(void **state)
{
	struct answer answer;
	json_t *document;
	const char *pointer = NULL, *type = NULL, *help = NULL;
	int status = 0, more = 0, fd = dial(*state);

	say(fd, GET("/wrong"));
	hear(fd, &answer);
	assert_int_equal(answer.status, 422);
	assert_non_null(strstr(answer.head, "Content-Type: application/problem+json\r\n"));
	document = json_loads(answer.body, 0, NULL);
	assert_int_equal(
	    json_unpack(document, "{s:s, s:s, s:i, s:i, s:[{s:s}]}", "type", &type, "help", &help,
		"status", &status, "more", &more, "errors", "pointer", &pointer),
	    0);
	assert_string_equal(type, "invalid");
	assert_string_equal(help, "/api/docs#problem-invalid");
	assert_string_equal(pointer, "/text");
	assert_int_equal(status, 422);
	assert_int_equal(more, 7);
	json_decref(document);
	(void)close(fd);
}

static void
a_wrong_method_hears_what_is_allowed(void **state)
{
	struct answer answer;
	int fd = dial(*state);

	say(fd, "DELETE /peer HTTP/1.1\r\nHost: a\r\n\r\n");
	hear(fd, &answer);
	assert_int_equal(answer.status, 405);
	assert_non_null(strstr(answer.head, "Allow: GET, HEAD\r\n"));
	(void)close(fd);
}

static void
an_old_client_keeps_its_connection_only_if_it_asks(void **state)
{
	struct answer answer;
	char heard[4096];
	int fd = dial(*state);

	say(fd, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
	hear(fd, &answer);
	assert_non_null(strstr(answer.head, "Connection: keep-alive\r\n"));
	say(fd, "GET / HTTP/1.0\r\n\r\n");
	(void)hear_all(fd, heard, sizeof(heard));
	assert_non_null(strstr(heard, "Connection: close\r\n"));
	assert_string_equal(body_of(heard), "hello");
	(void)close(fd);
}

static void
a_forwarded_address_counts_from_the_right_past_our_proxies(void **state)
{
	static const struct {
		const char *header, *peer;
	} cases[] = {
		{ "", "127.0.0.1" },
		{ "X-Forwarded-For: 9.9.9.9\r\n", "9.9.9.9" },
		{ "X-Forwarded-For: 1.1.1.1, 9.9.9.9\r\n", "9.9.9.9" },
		{ "X-Forwarded-For: 1.1.1.1, 9.9.9.9, 10.0.0.9\r\n", "9.9.9.9" },
		{ "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 9.9.9.9\r\n", "9.9.9.9" },
		{ "X-Forwarded-For: 2001:db8::7\r\n", "2001:db8::7" },
		{ "X-Forwarded-For: 127.77.1.9\r\n", "127.0.0.1" },
		{ "X-Forwarded-For: ::1\r\n", "127.0.0.1" },
		{ "X-Forwarded-For: ::ffff:127.0.0.9\r\n", "127.0.0.1" },
		{ "X-Forwarded-For: 9.9.9.9, junk\r\n", "127.0.0.1" },
		{ "X-Forwarded-For: ::1%eth0\r\n", "127.0.0.1" }, /* any bytes stand behind % */
		{ "X-Forwarded-For: 9.9.9.9, junk, 10.0.0.9\r\n", "10.0.0.9" },
	};
	struct answer answer;
	char text[512];
	int fd = dial(*state);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(
		    text, sizeof(text), "GET /peer HTTP/1.1\r\nHost: a\r\n%s\r\n", cases[i].header);
		say(fd, text);
		hear(fd, &answer);
		assert_string_equal(answer.body, cases[i].peer);
	}
	(void)close(fd);
}

/* ---- expect, pipelining ---- */

static void
a_client_that_waits_for_100_gets_it_once(void **state)
{
	struct answer answer;
	int fd = dial(*state);

	say(fd, POST_ "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
	hear(fd, &answer);
	assert_int_equal(answer.status, 100);
	say(fd, "abc");
	hear(fd, &answer);
	assert_int_equal(answer.status, 200);
	assert_string_equal(answer.body, "abc");
	(void)close(fd);
}

static void
no_100_is_sent_when_the_body_came_along_or_is_refused(void **state)
{
	struct answer answer;
	int fd = dial(*state);

	say(fd, POST_ "Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
	hear(fd, &answer);
	assert_int_equal(answer.status, 200);
	say(fd, POST_ "Expect: 100-continue\r\nContent-Length: 3000000\r\n\r\n");
	hear(fd, &answer);
	assert_int_equal(answer.status, 413);
	(void)close(fd);
}

static void
the_100_waits_for_the_answers_before_it(void **state)
{
	struct kit *kit = *state;
	struct answer answer;
	int fd = dial(kit);

	say(fd,
	    "POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx" POST_
	    "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
	kit_wait(kit, &kit->stats.parked, 1);
	kit_call(kit, kit_do_release);
	hear(fd, &answer);
	assert_int_equal(answer.status, 202);
	hear(fd, &answer);
	assert_int_equal(answer.status, 100);
	say(fd, "abc");
	hear(fd, &answer);
	assert_string_equal(answer.body, "abc");
	(void)close(fd);
}

static void
eight_mixed_requests_at_once_are_answered_in_their_order(void **state)
{
	static const int statuses[] = { 200, 200, 404, 202, 200, 405, 202, 200 };
	struct kit *kit = *state;
	struct answer answer;
	int fd = dial(kit);

	say(fd,
	    GET("/") CHUNKED
	    "3\r\nabc\r\n0\r\n\r\n" GET("/nothing") "POST /held HTTP/1.1\r\nHost: "
						    "a\r\nContent-Length: 1\r\n\r\nx" GET(
							"/things/7") "PUT / HTTP/1.1\r\nHost: "
								     "a\r\n\r\n"
								     "POST /held HTTP/1.1\r\nHost: "
								     "a\r\nContent-Length: "
								     "1\r\n\r\ny" GET("/"));
	kit_wait(kit, &kit->stats.parked, 2);
	kit_call(kit, kit_do_release);
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		hear(fd, &answer);
		assert_int_equal(answer.status, statuses[i]);
		if (i == 3 || i == 6)
			assert_string_equal(answer.body, i == 3 ? "x" : "y");
	}
	(void)close(fd);
}

static void
two_hundred_requests_at_once_are_all_answered(void **state)
{
	struct answer answer;
	char text[200 * sizeof(GET("/things/000"))];
	size_t n = 0;
	int fd = dial(*state);

	for (int i = 0; i < 200; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, GET("/things/%03d"), i);
	send_stepped(fd, text, n, n);
	for (int i = 0; i < 200; i++) {
		hear(fd, &answer);
		(void)snprintf(text, sizeof(text), "{\"id\":\"%03d\"", i);
		assert_memory_equal(answer.body, text, strlen(text));
	}
	(void)close(fd);
}

static void
at_most_64_requests_of_a_connection_are_open_and_the_rest_waits(void **state)
{
	struct kit *kit = *state;
	struct answer answer;
	char text[200 * 80];
	size_t n = 0;
	int fd = dial(kit), answered = 0;

	for (int i = 0; i < 200; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n,
		    "POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n%03d", i);
	send_stepped(fd, text, n, n);
	while (answered < 200) {
		int wanted = 200 - answered < 64 ? 200 - answered : 64;

		kit_wait(kit, &kit->stats.parked, wanted);
		kit_call(kit, kit_do_release);
		for (int i = 0; i < wanted; i++) {
			hear(fd, &answer);
			(void)snprintf(text, sizeof(text), "%03d", answered++);
			assert_string_equal(answer.body, text);
		}
	}
	(void)close(fd);
}

static void
a_request_after_connection_close_is_not_read(void **state)
{
	char heard[4096];
	int fd = dial(*state);

	say(fd, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" GET("/nothing"));
	(void)hear_all(fd, heard, sizeof(heard));
	assert_int_equal(last_status(heard), 200);
	(void)close(fd);
}

static void
a_large_body_comes_back_whole_though_the_client_reads_late(void **state)
{
	enum { SIZE = 1000000 };
	char *body = malloc(SIZE), *heard = malloc(SIZE + 4096);
	char head[128];
	size_t n = 0;
	int fd = dial(*state);

	for (int i = 0; i < SIZE; i++)
		body[i] = (char)('a' + i % 23);
	(void)snprintf(head, sizeof(head),
	    "POST /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %d\r\n\r\n",
	    SIZE);
	say(fd, head);
	send_stepped(fd, body, SIZE, 50000);
	n = hear_all(fd, heard, SIZE + 4096);
	assert_true(n > SIZE);
	assert_memory_equal(heard + n - SIZE, body, SIZE);
	free(body);
	free(heard);
	(void)close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_input_gets_its_status_whole_and_byte_by_byte),
		cmocka_unit_test(too_many_headers_are_431),
		cmocka_unit_test(the_413_arrives_whole_though_the_client_still_sends),
		cmocka_unit_test(a_handler_sees_captures_headers_cookies_and_the_target),
		cmocka_unit_test(every_answer_has_a_request_id_of_its_own),
		cmocka_unit_test(head_is_answered_like_get_without_its_body),
		cmocka_unit_test(an_answer_of_204_has_neither_length_nor_body),
		cmocka_unit_test(an_error_is_a_problem_document_with_the_field),
		cmocka_unit_test(a_wrong_method_hears_what_is_allowed),
		cmocka_unit_test(an_old_client_keeps_its_connection_only_if_it_asks),
		cmocka_unit_test(a_forwarded_address_counts_from_the_right_past_our_proxies),
		cmocka_unit_test(a_client_that_waits_for_100_gets_it_once),
		cmocka_unit_test(no_100_is_sent_when_the_body_came_along_or_is_refused),
		cmocka_unit_test(the_100_waits_for_the_answers_before_it),
		cmocka_unit_test(eight_mixed_requests_at_once_are_answered_in_their_order),
		cmocka_unit_test(two_hundred_requests_at_once_are_all_answered),
		cmocka_unit_test(at_most_64_requests_of_a_connection_are_open_and_the_rest_waits),
		cmocka_unit_test(a_request_after_connection_close_is_not_read),
		cmocka_unit_test(a_large_body_comes_back_whole_though_the_client_reads_late),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
