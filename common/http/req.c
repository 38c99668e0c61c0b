/*
 * req - one request: its memory, what a handler sees of it, and its one answer.
 *
 * Owns: the pool of requests, the views, the head of an answer.
 * Must not know: how bytes come or go (conn.c), what a body means.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"
#include "common/http/internal.h"
#include "common/log/log.h"

/* ---- memory ---- */

/* splitmix64 over a counter: unlike each other, and no system call a request. */
static void
make_id(struct http_server *server, char out[HTTP_ID_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	uint64_t z = server->id_seed + ++server->id_next * 0x9e3779b97f4a7c15U;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	z ^= z >> 31;
	for (int i = 0; i < HTTP_ID_SIZE - 1; i++)
		out[i] = digits[(z >> (60 - 4 * i)) & 15];
	out[HTTP_ID_SIZE - 1] = '\0';
}

struct http_req *
req_new(struct http_server *server, struct conn *conn)
{
	struct link *spare = list_take(&server->spare_reqs);
	struct http_req *req;
	struct buf extra = { .p = NULL }, out = { .p = NULL };

	if (spare != NULL) {
		req = LIST_OF(spare, struct http_req, link);
		extra = req->extra;
		out = req->out;
	} else {
		req = mem_new(sizeof(*req));
	}
	memset(req, 0, offsetof(struct http_req, fields));
	req->server = server;
	req->conn = conn;
	req->extra = extra;
	req->out = out;
	req->keep_alive = true;
	req->method = -1;
	req->content_length = -1;
	req->head = req->store;
	req->head_cap = sizeof(req->store);
	make_id(server, req->id);
	server->live_reqs++;
	return req;
}

/* Keeps a buffer's memory for the next request, unless it is large. */
static void
give_back(struct buf *buf)
{
	if (buf->cap > HTTP_STORE_BYTES)
		buf_fini(buf);
	else
		buf_clear(buf);
}

static bool
in_store(const struct http_req *req, const char *p)
{
	return p >= req->store && p < req->store + sizeof(req->store);
}

void
req_free(struct http_req *req)
{
	struct http_server *server = req->server;

	if (req->free_user != NULL)
		req->free_user(req->user);
	if (!in_store(req, req->head))
		free(req->head);
	if (req->body_cap > 0 && !in_store(req, req->body))
		free(req->body);
	free(req->decoded);
	give_back(&req->extra);
	give_back(&req->out);
	server->live_reqs--;
	if (server->spare_reqs.count < HTTP_SPARE_REQS && !server->closed) {
		req->link = (struct link){ NULL, NULL };
		list_prepend(&server->spare_reqs, &req->link);
		return;
	}
	buf_fini(&req->extra);
	buf_fini(&req->out);
	free(req);
	server_req_freed(server);
}

/* Moves `*p` to memory that holds `need` bytes; the store inside the request is left. */
static void
grow(const struct http_req *req, char **p, size_t used, size_t *cap, size_t need)
{
	size_t wanted = *cap * 2 > need ? *cap * 2 : need;
	char *from = *p;

	if (*cap > 0 && !in_store(req, from)) {
		*p = mem_grow(from, wanted);
	} else {
		*p = mem_new(wanted);
		if (used > 0)
			memcpy(*p, from, used);
	}
	*cap = wanted;
}

/* The guard bounds it: at most max_header bytes come here. */
void
req_add_head(struct http_req *req, const char *p, size_t n)
{
	if (req->head_n + n > req->head_cap)
		grow(req, &req->head, req->head_n, &req->head_cap, req->head_n + n);
	memcpy(req->head + req->head_n, p, n);
	req->head_n += n;
}

/* parse.c bounds it: at most max_body bytes come here. */
void
req_add_body(struct http_req *req, const char *p, size_t n)
{
	if (n == 0)
		return;
	if (req->body_cap == 0 && in_store(req, req->head) && req->head_n < sizeof(req->store)) {
		req->body = req->store + req->head_n;
		req->body_cap = sizeof(req->store) - req->head_n;
	}
	if (req->body_n + n > req->body_cap)
		grow(req, &req->body, req->body_n, &req->body_cap, req->body_n + n);
	memcpy(req->body + req->body_n, p, n);
	req->body_n += n;
}

/* ---- what a handler sees ---- */

const struct http_route *
http_route_of(const struct http_req *req)
{
	return req->route;
}

struct view
http_path(const struct http_req *req)
{
	return req->path;
}

struct view
http_target(const struct http_req *req)
{
	return req->target;
}

struct view
http_query_raw(const struct http_req *req)
{
	return req->query;
}

struct view
http_body(const struct http_req *req)
{
	return (struct view){ req->body_n > 0 ? req->body : "", req->body_n };
}

bool
http_header(const struct http_req *req, const char *lower_name, struct view *out)
{
	for (int i = 0; i < req->field_count; i++) {
		if (view_is_nocase(req->fields[i].name, lower_name)) {
			*out = req->fields[i].value;
			return true;
		}
	}
	*out = (struct view){ "", 0 };
	return false;
}

/* Looks for `token` in all comma-separated values of a header. */
bool
req_has_token(const struct http_req *req, const char *lower_name, const char *token)
{
	for (int i = 0; i < req->field_count; i++) {
		struct view rest = req->fields[i].value;

		if (!view_is_nocase(req->fields[i].name, lower_name))
			continue;
		while (rest.p != NULL)
			if (view_is_nocase(view_trim(view_cut(&rest, ',')), token))
				return true;
	}
	return false;
}

static char
unhex(char c)
{
	return (char)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

/* The parser has checked the escapes of the path. */
static struct view
decode(struct view text, char *out)
{
	struct view decoded = { out, 0 };

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] != '%') {
			out[decoded.n++] = text.p[i];
			continue;
		}
		out[decoded.n++] = (char)(unhex(text.p[i + 1]) * 16 + unhex(text.p[i + 2]));
		i += 2;
	}
	return decoded;
}

void
req_route(struct http_req *req)
{
	size_t used = 0;

	routes_match(&req->server->routes, req->method, req->path, &req->match);
	req->route = req->match.row != NULL ? req->match.row->route : NULL;
	for (int i = 0; i < req->match.param_count; i++) {
		struct view *param = &req->match.params[i];

		if (memchr(param->p, '%', param->n) != NULL) {
			if (req->decoded == NULL)
				req->decoded = mem_new(req->path.n);
			*param = decode(*param, req->decoded + used);
			used += param->n;
		}
		/* A handler may take a capture for text: nothing has a name that is none. */
		if (!utf8_valid(*param)) {
			req->match.status = 404;
			req->route = NULL;
		}
	}
}

bool
http_param(const struct http_req *req, const char *name, struct view *out)
{
	int index = req->match.row != NULL ? route_param_index(req->match.row, name) : -1;

	*out = index >= 0 ? req->match.params[index] : (struct view){ "", 0 };
	return index >= 0;
}

bool
http_cookie(const struct http_req *req, const char *name, struct view *out)
{
	for (int i = 0; i < req->field_count; i++) {
		struct view rest = req->fields[i].value;

		if (!view_is_nocase(req->fields[i].name, "cookie"))
			continue;
		while (rest.p != NULL) {
			struct view value = view_trim(view_cut(&rest, ';'));
			struct view key = view_cut(&value, '=');

			if (value.p != NULL && view_is(key, name)) {
				*out = value;
				return true;
			}
		}
	}
	*out = (struct view){ "", 0 };
	return false;
}

struct view
http_peer(const struct http_req *req)
{
	return req->peer;
}

const char *
http_request_id(const struct http_req *req)
{
	return req->id;
}

void *
http_app(const struct http_req *req)
{
	return req->server->config.app;
}

void
http_set_user(struct http_req *req, void *user, void (*free_user)(void *user))
{
	if (req->free_user != NULL && req->user != user)
		req->free_user(req->user);
	req->user = user;
	req->free_user = free_user;
}

void *
http_user(const struct http_req *req)
{
	return req->user;
}

/* ---- the answer ---- */

const char *
http_reason(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = {
		{ 200, "OK" },
		{ 201, "Created" },
		{ 202, "Accepted" },
		{ 204, "No Content" },
		{ 206, "Partial Content" },
		{ 301, "Moved Permanently" },
		{ 302, "Found" },
		{ 303, "See Other" },
		{ 304, "Not Modified" },
		{ 307, "Temporary Redirect" },
		{ 308, "Permanent Redirect" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 408, "Request Timeout" },
		{ 409, "Conflict" },
		{ 410, "Gone" },
		{ 412, "Precondition Failed" },
		{ 413, "Content Too Large" },
		{ 414, "URI Too Long" },
		{ 415, "Unsupported Media Type" },
		{ 416, "Range Not Satisfiable" },
		{ 417, "Expectation Failed" },
		{ 422, "Unprocessable Content" },
		{ 426, "Upgrade Required" },
		{ 428, "Precondition Required" },
		{ 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" },
		{ 500, "Internal Server Error" },
		{ 501, "Not Implemented" },
		{ 502, "Bad Gateway" },
		{ 503, "Service Unavailable" },
		{ 504, "Gateway Timeout" },
		{ 505, "HTTP Version Not Supported" },
	};

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Unknown";
}

static bool
header_safe(const char *text)
{
	return strpbrk(text, "\r\n") == NULL;
}

void
http_add_header(struct http_req *req, const char *name, const char *value)
{
	assert(header_safe(name) && header_safe(value));
	buf_add_text(&req->extra, name);
	buf_add(&req->extra, ": ", 2);
	buf_add_text(&req->extra, value);
	buf_add(&req->extra, "\r\n", 2);
}

static void
add_number(struct buf *out, size_t number)
{
	char text[24];
	size_t at = sizeof(text);

	do {
		text[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	buf_add(out, text + at, sizeof(text) - at);
}

void
req_start_answer(struct http_req *req, int status, struct buf *out)
{
	buf_add(out, "HTTP/1.1 ", 9);
	add_number(out, (size_t)status);
	buf_add_char(out, ' ');
	buf_add_text(out, http_reason(status));
	buf_add(out, "\r\nDate: ", 8);
	buf_add_text(out, req->server->date);
	buf_add(out, "\r\nX-Request-Id: ", 16);
	buf_add(out, req->id, HTTP_ID_SIZE - 1);
	buf_add(out, "\r\n", 2);
	buf_add_view(out, buf_view(&req->extra));
}

static void
add_answer(
    struct http_req *req, int status, const char *content_type, struct view body, struct buf *out)
{
	req_start_answer(req, status, out);
	if (!req->keep_alive)
		buf_add_text(out, "Connection: close\r\n");
	else if (req->old_version)
		buf_add_text(out, "Connection: keep-alive\r\n");
	if (status == 204 || status == 304) {
		buf_add(out, "\r\n", 2);
		return;
	}
	if (content_type != NULL && content_type[0] != '\0') {
		buf_add_text(out, "Content-Type: ");
		buf_add_text(out, content_type);
		buf_add(out, "\r\n", 2);
	}
	buf_add_text(out, "Content-Length: ");
	add_number(out, body.n);
	buf_add(out, "\r\n\r\n", 4);
	if (!req->head_only)
		buf_add_view(out, body);
}

static void
note(struct http_req *req, int status)
{
	struct http_stats *stats = &req->server->stats;

	stats->by_class[status / 100]++;
	/* The pattern, not the path: a path may hold a hook's key. */
	LOG(DEBUG, "http_answer", LOG_TEXT("request_id", req->id),
	    LOG_TEXT("route", req->route != NULL ? req->route->pattern : ""),
	    LOG_INT("status", status));
}

void
req_taken_back(struct http_req *req)
{
	req->server->stats.parked -= req->handed;
	req->handed = false;
}

void
http_reply(struct http_req *req, int status, const char *content_type, struct view body)
{
	struct conn *conn = req->conn;

	assert(status >= 200 && status <= 599);
	assert(!req->answered && !req->accepted);
	req->answered = true;
	req_taken_back(req);
	note(req, status);
	if (conn == NULL) {
		req_free(req);
		return;
	}
	conn_before_answer(conn, req);
	if (conn->pipeline.head.next == &req->link)
		add_answer(req, status, content_type, body, conn_out(conn));
	else
		add_answer(req, status, content_type, body, &req->out);
	conn_answered(conn, req);
}

static int
add_json(const char *p, size_t n, void *out)
{
	buf_add(out, p, n);
	return 0;
}

void
req_reply_json(struct http_req *req, int status, const char *content_type, json_t *take)
{
	struct buf *text = &req->server->scratch;

	buf_clear(text);
	if (json_dump_callback(take, add_json, text, JSON_COMPACT) != 0)
		abort(); /* a value that is no JSON: a bug of the caller */
	json_decref(take);
	http_reply(req, status, content_type, buf_view(text));
	if (text->cap > HTTP_SPARE_BUF_BYTES)
		buf_fini(text);
}

void
http_reply_json(struct http_req *req, int status, json_t *take)
{
	req_reply_json(req, status, "application/json", take);
}
