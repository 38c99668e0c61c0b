/*
 * answer - a request's one answer: status line, headers, body.
 *
 * Owns: the head of an answer; that there is exactly one.
 * Must not know: how bytes go (conn.c), what a body means.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/http/internal.h"
#include "common/log/log.h"

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

/* Where a line with this name begins; the end: there is none. */
static size_t
find_header(const struct buf *lines, const char *name)
{
	size_t n = strlen(name), at = 0;

	while (at < lines->n && !(strncmp(lines->p + at, name, n) == 0 && lines->p[at + n] == ':'))
		at = (size_t)(strchr(lines->p + at, '\n') - lines->p) + 1;
	return at;
}

void
http_set_header(struct http_req *req, const char *name, const char *value)
{
	size_t at = find_header(&req->extra, name), end;

	if (at < req->extra.n) {
		end = (size_t)(strchr(req->extra.p + at, '\n') - req->extra.p) + 1;
		memmove(req->extra.p + at, req->extra.p + end, req->extra.n - end + 1);
		req->extra.n -= end - at;
	}
	http_add_header(req, name, value);
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
	req->out.max = HTTP_OUT_BYTES;
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

	if (req->conn == NULL) { /* nobody hears it, and its server may go with it */
		json_decref(take);
		http_reply(req, status, content_type, VIEW(""));
		return;
	}
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
