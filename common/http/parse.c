/*
 * parse - from bytes to requests: the guard cuts, llhttp reads, the limits hold.
 *
 * Owns: the rules of a head that llhttp leaves to its user (design/http.md, pitfalls 6 and 7).
 * Must not know: sockets, routes.
 *
 * A head is gathered whole and read once, so every field lies in one piece in the request's
 * own memory. Guard and llhttp must agree on each end: what one calls the end of a head or
 * of a message and the other does not is refused.
 */
#include <string.h>

#include "common/base/bytes.h"
#include "common/http/internal.h"

static struct parse *
parse_of(llhttp_t *llhttp)
{
	return llhttp->data;
}

static int
stop(struct parse *parse, int status)
{
	parse->status = status;
	return HPE_USER;
}

/* ---- llhttp's callbacks; those of trailers come after head_done and are dropped ---- */

static int
on_url(llhttp_t *llhttp, const char *at, size_t length)
{
	struct view *target = &parse_of(llhttp)->req->target;

	if (target->n == 0)
		target->p = at;
	target->n += length;
	return 0;
}

static int
on_field(llhttp_t *llhttp, const char *at, size_t length)
{
	struct parse *parse = parse_of(llhttp);
	struct http_req *req = parse->req;
	struct http_field *field;

	if (parse->head_done)
		return 0;
	if (req->field_count == HTTP_HEADERS_MAX)
		return stop(parse, 431);
	field = &req->fields[req->field_count];
	if (field->name.n == 0)
		field->name.p = at;
	field->name.n += length;
	return 0;
}

static int
on_value(llhttp_t *llhttp, const char *at, size_t length)
{
	struct parse *parse = parse_of(llhttp);
	struct http_field *field = &parse->req->fields[parse->req->field_count];

	if (parse->head_done)
		return 0;
	if (field->value.n == 0)
		field->value.p = at;
	field->value.n += length;
	return 0;
}

static int
on_value_complete(llhttp_t *llhttp)
{
	struct parse *parse = parse_of(llhttp);
	struct http_req *req = parse->req;

	if (parse->head_done)
		return 0;
	req->fields[req->field_count].value = view_trim(req->fields[req->field_count].value);
	if (++req->field_count < HTTP_HEADERS_MAX)
		req->fields[req->field_count] = (struct http_field){ { NULL, 0 }, { NULL, 0 } };
	return 0;
}

static int
on_chunk(llhttp_t *llhttp)
{
	struct parse *parse = parse_of(llhttp);

	if (llhttp->content_length > parse->req->max_body - parse->req->body_n)
		return stop(parse, 413);
	return 0;
}

static int
on_body(llhttp_t *llhttp, const char *at, size_t length)
{
	struct parse *parse = parse_of(llhttp);

	if (length > parse->req->max_body - parse->req->body_n)
		return stop(parse, 413);
	return req_add_body(parse->req, at, length) ? 0 : stop(parse, 503);
}

static int
on_complete(llhttp_t *llhttp)
{
	parse_of(llhttp)->complete = true;
	return 0;
}

/* ---- the rules of a head ---- */

static bool
host_valid(struct view host)
{
	for (size_t i = 0; i < host.n; i++)
		if ((unsigned char)host.p[i] <= ' ' || strchr("/\\?#@,\"<>", host.p[i]) != NULL)
			return false;
	return true;
}

/* Host, framing and Expect in one pass. 0, or the status to refuse with. */
static int
check_fields(struct http_req *req)
{
	bool length_given = false;

	for (int i = 0; i < req->field_count; i++) {
		struct view name = req->fields[i].name, value = req->fields[i].value;

		if (name.n == 4 && view_is_nocase(name, "host")) {
			if (req->with_host || !host_valid(value))
				return 400;
			req->with_host = true;
		} else if (name.n == 6 && view_is_nocase(name, "expect")) {
			if (!view_is_nocase(value, "100-continue"))
				return 417;
			req->expects = !req->old_version;
		} else if (name.n == 14 && view_is_nocase(name, "content-length")) {
			if (length_given || !view_to_int(value, 0, INT64_MAX, &req->content_length))
				return 400;
			length_given = true;
		} else if (name.n == 17 && view_is_nocase(name, "transfer-encoding")) {
			if (req->chunked || req->old_version || !view_is_nocase(value, "chunked"))
				return 400;
			req->chunked = true;
		}
	}
	return length_given && req->chunked ? 400 : 0;
}

/* Every '%' is followed by two digits, and none of them is a NUL. */
static bool
escapes_valid(struct view path)
{
	for (size_t i = 0; i < path.n; i++) {
		if (path.p[i] != '%')
			continue;
		if (path.n - i < 3 || hex_value(path.p[i + 1]) < 0 || hex_value(path.p[i + 2]) < 0)
			return false;
		if (path.p[i + 1] == '0' && path.p[i + 2] == '0')
			return false;
	}
	return true;
}

/* "http://host/path" is the same as "/path" (RFC 9112 3.2.2: a server must accept it). */
static void
drop_authority(struct view *target)
{
	struct view rest = *target;
	const char *slash;

	if (view_starts(rest, "http://"))
		rest = (struct view){ rest.p + 7, rest.n - 7 };
	else if (view_starts(rest, "https://"))
		rest = (struct view){ rest.p + 8, rest.n - 8 };
	else
		return;
	slash = rest.n > 0 ? memchr(rest.p, '/', rest.n) : NULL;
	if (slash == NULL)
		*target = VIEW("/");
	else
		*target = (struct view){ slash, rest.n - (size_t)(slash - rest.p) };
}

static int
check_target(struct http_req *req)
{
	struct view rest;

	drop_authority(&req->target);
	rest = req->target;
	req->path = view_cut(&rest, '?');
	req->query = rest.p != NULL ? rest : (struct view){ "", 0 };
	if (req->llhttp_method == HTTP_OPTIONS && view_is(req->path, "*"))
		return 0;
	if (req->path.n == 0 || req->path.p[0] != '/' || !escapes_valid(req->path))
		return req->llhttp_method == HTTP_CONNECT ? 405 : 400;
	return 0;
}

static int
check_head(struct parse *parse)
{
	struct http_req *req = parse->req;
	int status;

	if (parse->llhttp.http_major != 1)
		return parse->llhttp.http_major > 1 ? 505 : 400;
	req->old_version = parse->llhttp.http_minor == 0;
	status = check_fields(req);
	if (status == 0 && !req->with_host && !req->old_version)
		status = 400;
	return status == 0 ? check_target(req) : status;
}

static void
note_method(struct http_req *req, int llhttp_method)
{
	static const int known[] = {
		[HTTP_DELETE] = HTTP_DEL_ + 1,
		[HTTP_GET] = HTTP_GET_ + 1,
		[HTTP_HEAD] = HTTP_GET_ + 1,
		[HTTP_POST] = HTTP_POST_ + 1,
		[HTTP_PUT] = HTTP_PUT_ + 1,
		[HTTP_PATCH] = HTTP_PATCH_ + 1,
	};
	const int count = (int)(sizeof(known) / sizeof(known[0]));

	req->llhttp_method = llhttp_method;
	req->method = llhttp_method < count ? known[llhttp_method] - 1 : -1;
	req->head_only = llhttp_method == HTTP_HEAD;
}

static int
on_headers_complete(llhttp_t *llhttp)
{
	struct parse *parse = parse_of(llhttp);
	int status;

	note_method(parse->req, llhttp->method);
	status = check_head(parse);
	if (status != 0)
		return stop(parse, status);
	parse->req->keep_alive = llhttp_should_keep_alive(llhttp) != 0;
	/* llhttp would end HTTP here for any "Connection: Upgrade", h2c too, and for
	 * CONNECT. A WebSocket handshake is a request like others until it is accepted. */
	parse->req->wants_upgrade = llhttp->upgrade != 0;
	llhttp->upgrade = 0;
	parse->head_done = true;
	return 0;
}

static const llhttp_settings_t settings = {
	.on_url = on_url,
	.on_header_field = on_field,
	.on_header_value = on_value,
	.on_header_value_complete = on_value_complete,
	.on_headers_complete = on_headers_complete,
	.on_chunk_header = on_chunk,
	.on_body = on_body,
	.on_message_complete = on_complete,
};

void
parse_init(struct parse *parse, size_t max_header)
{
	*parse = (struct parse){ .status = 0 };
	guard_init(&parse->guard, max_header);
	llhttp_init(&parse->llhttp, HTTP_REQUEST, &settings);
	parse->llhttp.data = parse;
}

/* ---- the way of the bytes ---- */

static enum parse_event
refuse(struct parse *parse, int status)
{
	parse->status = status;
	return PARSE_BAD;
}

static bool
run(struct parse *parse, const char *p, size_t n)
{
	parse->status = 400; /* unless a callback knows better */
	return llhttp_execute(&parse->llhttp, p, n) == HPE_OK;
}

static enum parse_event
whole(struct parse *parse)
{
	parse->head_done = parse->complete = false;
	llhttp_reset(&parse->llhttp);
	return PARSE_REQUEST;
}

static enum parse_event
read_head(struct parse *parse)
{
	struct http_req *req = parse->req;
	bool body;

	req->fields[0] = (struct http_field){ { NULL, 0 }, { NULL, 0 } };
	if (!run(parse, req->head, req->head_n))
		return PARSE_BAD;
	body = req->chunked || req->content_length > 0;
	if (!parse->head_done || parse->complete == body)
		return refuse(parse, 400);
	if (!body)
		return whole(parse);
	if (req->chunked)
		guard_expect_chunks(&parse->guard);
	else
		guard_expect_body(&parse->guard, (uint64_t)req->content_length);
	return PARSE_HEAD;
}

static enum parse_event
feed_head(struct parse *parse, const char *p, size_t n, size_t *taken)
{
	enum guard_event event = guard_take(&parse->guard, p, n, taken);

	if (event == GUARD_BAD)
		return refuse(parse, parse->guard.status);
	req_add_head(parse->req, p, *taken);
	return event == GUARD_HEAD ? read_head(parse) : PARSE_MORE;
}

static enum parse_event
feed_body(struct parse *parse, const char *p, size_t n, size_t *taken)
{
	enum guard_event event = guard_take(&parse->guard, p, n, taken);

	if (event == GUARD_BAD)
		return refuse(parse, parse->guard.status);
	if (!run(parse, p, *taken))
		return PARSE_BAD;
	if (parse->complete != (event == GUARD_END))
		return refuse(parse, 400);
	return event == GUARD_END ? whole(parse) : PARSE_MORE;
}

enum parse_event
parse_feed(struct parse *parse, const char *p, size_t n, size_t *taken)
{
	if (parse->head_done)
		return feed_body(parse, p, n, taken);
	return feed_head(parse, p, n, taken);
}
