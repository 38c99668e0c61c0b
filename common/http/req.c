/*
 * req - one request: its memory and what a handler sees of it.
 *
 * Owns: the pool of requests, the views.
 * Must not know: how bytes come or go (conn.c), what a body means.
 */
#include <assert.h>
#include <sanitizer/asan_interface.h> /* does nothing in other builds */
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/base/utf8.h"
#include "common/http/internal.h"

enum { REQ_BEHIND_LINK = sizeof(struct http_req) - offsetof(struct http_req, server) };

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

/* Sanitizers see who still uses a request that was answered, as if it were freed. */
struct http_req *
req_of_spare(struct link *link)
{
	struct http_req *req = LIST_OF(link, struct http_req, link);

	ASAN_UNPOISON_MEMORY_REGION(&req->server, REQ_BEHIND_LINK);
	return req;
}

struct http_req *
req_new(struct http_server *server, struct conn *conn)
{
	struct link *spare = list_take(&server->spare_reqs);
	struct http_req *req;
	struct buf extra = { .p = NULL }, out = { .p = NULL };

	if (spare != NULL) {
		req = req_of_spare(spare);
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

/* Memory of the body beside the request's own. */
static size_t
body_held(const struct http_req *req)
{
	return req->body_cap > 0 && !in_store(req, req->body) ? req->body_cap : 0;
}

void
req_free(struct http_req *req)
{
	struct http_server *server = req->server;

	if (req->free_user != NULL)
		req->free_user(req->user);
	if (!in_store(req, req->head))
		free(req->head);
	if (body_held(req) > 0) {
		server->stats.body_bytes -= (int64_t)req->body_cap;
		free(req->body);
	}
	free(req->decoded);
	give_back(&req->extra);
	give_back(&req->out);
	server->live_reqs--;
	if (server->spare_reqs.count < HTTP_SPARE_REQS && !server->closed) {
		req->link = (struct link){ NULL, NULL };
		list_prepend(&server->spare_reqs, &req->link);
		ASAN_POISON_MEMORY_REGION(&req->server, REQ_BEHIND_LINK);
		return;
	}
	buf_fini(&req->extra);
	buf_fini(&req->out);
	free(req);
	server_req_freed(server);
}

static size_t
doubled(size_t cap, size_t need)
{
	return cap * 2 > need ? cap * 2 : need;
}

/* Moves `*p` to memory that holds `wanted` bytes; the store inside the request is left. */
static void
grow(const struct http_req *req, char **p, size_t used, size_t *cap, size_t wanted)
{
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
		grow(req, &req->head, req->head_n, &req->head_cap,
		    doubled(req->head_cap, req->head_n + n));
	memcpy(req->head + req->head_n, p, n);
	req->head_n += n;
}

/* Counted is what is taken, not what a client says that it will send: to announce costs nothing. */
static bool
grow_body(struct http_req *req, size_t need)
{
	struct http_server *server = req->server;
	size_t wanted = doubled(req->body_cap, need);
	int64_t more;

	if (wanted > req->max_body)
		wanted = req->max_body;
	more = (int64_t)(wanted - body_held(req));
	if (server->stats.body_bytes + more > (int64_t)server->config.max_bodies)
		return false;
	server->stats.body_bytes += more;
	grow(req, &req->body, req->body_n, &req->body_cap, wanted);
	return true;
}

/* parse.c bounds it: at most max_body bytes come here. */
bool
req_add_body(struct http_req *req, const char *p, size_t n)
{
	if (n == 0)
		return true;
	if (req->body_cap == 0 && in_store(req, req->head) && req->head_n < sizeof(req->store)) {
		req->body = req->store + req->head_n;
		req->body_cap = sizeof(req->store) - req->head_n;
	}
	if (req->body_n + n > req->body_cap && !grow_body(req, req->body_n + n))
		return false;
	memcpy(req->body + req->body_n, p, n);
	req->body_n += n;
	return true;
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
		out[decoded.n++] = (char)(hex_value(text.p[i + 1]) * 16 + hex_value(text.p[i + 2]));
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
	req->max_body = req->route != NULL ? req->route->max_body : 0;
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

void
http_set_input(struct http_req *req, const struct input_peer *peer)
{
	req->input = *peer;
}

void *
http_user(const struct http_req *req)
{
	return req->user;
}

size_t
http_body_held(const struct http_req *req)
{
	return body_held(req);
}

bool
http_gone(const struct http_req *req)
{
	return req->conn == NULL;
}
