/*
 * fuzz_http - bytes of a connection through guard, llhttp and the rules of a head.
 *
 * Each input is read whole and byte by byte: both must see the same requests, and both or
 * neither refuse. No socket: the parser's requests live on a server in memory. Of each request it is also read who sends it behind
 * our proxies, its cookie, and whether it opens a WebSocket.
 */
#include <arpa/inet.h>
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/http/internal.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached;

enum { HEADER_MAX = 2000, BODY_MAX = 5000 };

static void
digest_request(const struct http_req *req, struct buf *seen)
{
	buf_addf(seen, "%d %.*s %.*s|", req->method, (int)req->path.n, req->path.p,
	    (int)req->query.n, req->query.p);
	for (int i = 0; i < req->field_count; i++) {
		buf_add_view(seen, req->fields[i].name);
		buf_add_char(seen, ':');
		buf_add_view(seen, req->fields[i].value);
		buf_add_char(seen, ';');
	}
	buf_add(seen, "=", 1);
	buf_add(seen, req->body_n > 0 ? req->body : "", req->body_n);
	buf_addf(seen, "%d%d\n", req->keep_alive, req->wants_upgrade);
}

/* The last address that X-Forwarded-For names, of the last such line: what the proxy next to us has seen. Empty: none. */
static struct view
forwarded_last(const struct http_req *req)
{
	for (int i = req->field_count - 1; i >= 0; i--)
		if (view_is_nocase(req->fields[i].name, "x-forwarded-for") &&
		    req->fields[i].value.n > 0) {
			struct view list = req->fields[i].value;
			const char *comma = memrchr(list.p, ',', list.n);
			size_t from = comma != NULL ? (size_t)(comma + 1 - list.p) : 0;

			return view_trim((struct view){ list.p + from, list.n - from });
		}
	return VIEW("");
}

static bool
is_address(struct view text)
{
	char copy[INET6_ADDRSTRLEN];
	struct in6_addr address;

	return view_copy(text, copy, sizeof(copy)) &&
	    (inet_pton(AF_INET, copy, &address) == 1 || inet_pton(AF_INET6, copy, &address) == 1);
}

static bool
is_loopback(struct view address)
{
	return view_starts(address, "127.") || view_is(address, "::1") ||
	    view_starts(address, "::ffff:127.");
}

/* Nobody but our own proxy says who sends: a stranger's line changes nothing, and the proxy's own is believed. */
static void
read_peer(struct http_req *req, const char *from)
{
	static struct conn conn;
	const bool proxied = server_trusts(req->server, view_of(from));
	const struct view last = forwarded_last(req);
	struct view peer;

	(void)snprintf(conn.peer, sizeof(conn.peer), "%s", from);
	conn.trusted = proxied;
	req->conn = &conn;
	peer_of_request(req);
	req->conn = NULL;
	peer = http_peer(req);
	assert(is_address(peer));
	if (!proxied || !is_address(last))
		assert(view_is(peer, from));
	else if (is_loopback(last))
		assert(view_is(peer, "127.0.0.1"));
	else if (!server_trusts(req->server, last))
		assert(view_eq(peer, last));
}

static void
read_fields(struct http_req *req)
{
	struct view value;

	read_peer(req, "192.0.2.9");
	read_peer(req, "10.0.0.1");
	if (http_cookie(req, "session", &value))
		assert(memchr(value.p, ';', value.n) == NULL);
	else
		assert(value.n == 0);
	if (ws_check(req) == 0)
		assert(req->wants_upgrade && req_has_token(req, "upgrade", "websocket") &&
		    http_header(req, "sec-websocket-key", &value) && value.n == 24);
	buf_fini(&req->extra); /* a spare request keeps it, where no leak is looked for */
}

/* One piece. False after a refusal or enough requests. */
static bool
feed(struct http_server *server, struct parse *parse, const char *p, size_t n, struct buf *seen)
{
	size_t taken;

	while (n > 0) {
		enum parse_event event;

		if (parse->req == NULL)
			parse->req = req_new(server, NULL);
		event = parse_feed(parse, p, n, &taken);
		assert(taken <= n);
		p += taken;
		n -= taken;
		if (event == PARSE_MORE)
			assert(n == 0);
		if (event == PARSE_HEAD)
			parse->req->max_body = BODY_MAX;
		if (event == PARSE_BAD) {
			assert(parse->status >= 400 && parse->status <= 505);
			buf_add_text(seen, "bad"); /* which limit was met first may differ */
			return false;
		}
		if (event != PARSE_REQUEST)
			continue;
		req_route(parse->req);
		digest_request(parse->req, seen);
		fuzz_reached++;
		read_fields(parse->req);
		req_free(parse->req);
		parse->req = NULL;
		if (seen->n > 1000000)
			return false;
	}
	return true;
}

static void
read_all(
    struct http_server *server, const uint8_t *data, size_t size, size_t step, struct buf *seen)
{
	struct parse parse;

	parse_init(&parse, HEADER_MAX);
	for (size_t at = 0; at < size; at += step) {
		size_t n = size - at < step ? size - at : step;
		char *piece = mem_new(n); /* of its own, so that a read beyond it is seen */
		bool more;

		memcpy(piece, data + at, n);
		more = feed(server, &parse, piece, n, seen);
		free(piece);
		if (!more)
			break;
	}
	if (parse.req != NULL)
		req_free(parse.req);
}

static const struct http_route table[] = {
	ROUTE(GET, "/a/:b", 0, body_none, NULL, ""),
	ROUTE(GET, "/:a/:b", 0, body_none, NULL, ""),
	ROUTES_END,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct http_server *server;
	struct buf whole = { .p = NULL }, stepped = { .p = NULL };

	if (server == NULL) {
		server = mem_zero(1, sizeof(*server));
		list_init(&server->spare_reqs);
		server->config.max_bodies = BODY_MAX;
		(void)strcpy(server->proxies[server->proxy_count++], "10.0.0.1");
		(void)strcpy(server->proxies[server->proxy_count++], "10.0.0.2");
		routes_add(&server->routes, table);
	}
	read_all(server, data, size, size > 0 ? size : 1, &whole);
	read_all(server, data, size, 1, &stepped);
	if (!view_eq(buf_view(&whole), buf_view(&stepped)))
		abort();
	buf_fini(&whole);
	buf_fini(&stepped);
	return 0;
}
