/* browsers - see browsers.h */
#include "voiced/browsers.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/list.h"
#include "common/base/utf8.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "voiced/core/bridge.h"
#include "voiced/party.h"
#include "voiced/voiced.h"

enum {
	TICK_MS = 1000,
	LINGER_MS = 30000, /* a page that was cut off comes back to its connection within it */
	LINGER_BYTES = 64 * 1024, /* kept for it meanwhile */
	PAGE_MAX = 40,
	CLOSE_ABNORMAL = 1006,
	CLOSE_LOADED_AGAIN = 4010, /* a page in a call says so as it goes: it comes back */
	CLOSE_TAKEN = 4011, /* its page has come back by another socket */
	US_PER_S = 1000000,
	QUEUE_MAX = 256 * 1024, /* bytes that wait for our own SIP port */
	READ_SIZE = 64 * 1024,
	SOURCE_SIZE = SIP_HOST_MAX + 8,
	AGENT_MAX = 200,
	PACE_BURST = 200,
	PACE_PER_S = 20,
	CLOSE_LOGIN_ENDED = 4001,
	CLOSE_TOKEN = 4003, /* the hour is over, or a token that was sent in is not good */
	CLOSE_TOO_MANY = 4008,
	CLOSE_TOO_FAST = 4029,
	CLOSE_AWAY = 1001,
	CLOSE_BAD = 1008,
	CLOSE_BUSY = 1013,
};

#define PROTOCOL "sip"

static GAUGE(browsers_now, "voice_browsers", "Pages that are phones: open sockets");
static COUNTER(refused_total, "voice_browsers_refused_total",
    "Upgrades to SIP without the subprotocol, or with a token that is not good");
static COUNTER(ended_total, "voice_browsers_ended_total",
    "Sockets that were ended for what came over them: no SIP, too much, too fast");
static COUNTER(in_total, "voice_browser_messages_total{way=\"in\"}", "SIP messages of pages");
static COUNTER(out_total, "voice_browser_messages_total{way=\"out\"}", "SIP messages of pages");

struct socket {
	struct browser is; /* first: what others see */
	struct browsers *browsers;
	struct link link;
	struct http_req *req; /* parked upgrade */
	struct ws_session *ws;
	uv_tcp_t tcp;
	uv_connect_t connect;
	bool tcp_open, tcp_closed, listed, ending, bound;
	int under_way; /* statements of it */
	char host[SIP_HOST_MAX]; /* of our end of the connection */
	int port;
	int64_t ends_us;
	char page[PAGE_MAX]; /* the page's own name for itself; empty: it does not come back */
	int64_t lingers_until_ms; /* while `ws` is NULL: it was cut off */
	struct socket
	    *came; /* its page, back while statements of it are under way: it waits for them */
	bool secure;
	struct bridge_pace pace;
	struct buf stream; /* of the connection, not a whole message yet */
	UT_hash_handle hh; /* by port */
};

struct browsers {
	struct daemon *daemon;
	struct list all;
	struct socket *by_port;
	struct sockaddr_storage sip; /* our own SIP port */
	struct timer timer;
	bool begun, beginning; /* those of the process before us are forgotten */
	bool stopping, timer_closed;
	char chunk[READ_SIZE];
};

static struct browsers *
browsers_of(struct daemon *daemon)
{
	return daemon_data(daemon, "browsers");
}

/* ---- who ---- */

const struct browser *
browser_of(struct daemon *daemon, const struct sip_source *source)
{
	struct browsers *browsers = browsers_of(daemon);
	struct socket *socket = NULL;

	if (browsers == NULL || strcmp(source->transport, "tcp") != 0)
		return NULL;
	HASH_FIND_INT(browsers->by_port, &source->port, socket);
	if (socket == NULL || strcmp(socket->host, source->host) != 0)
		return NULL;
	return &socket->is;
}

bool
browser_speaks_truly(struct daemon *daemon, const struct sip_head *head)
{
	const struct browser *browser = browser_of(daemon, &head->source);

	if (browser == NULL)
		return true;
	return view_is(head->from.user, browser->name) &&
	    (head->method != SIP_REGISTER || view_is(head->to.user, browser->name));
}

/* ---- the end ---- */

static void stop_when_empty(struct browsers *browsers);
static void let_in(struct socket *left);

static void
socket_free_if_done(struct socket *socket)
{
	struct browsers *browsers = socket->browsers;

	if (!socket->ending || socket->req != NULL || socket->ws != NULL || socket->under_way > 0 ||
	    (socket->tcp_open && !socket->tcp_closed))
		return;
	list_remove(&browsers->all, &socket->link);
	buf_fini(&socket->stream);
	free(socket);
	stop_when_empty(browsers);
}

static void
on_tcp_closed(uv_handle_t *handle)
{
	struct socket *socket = handle->data;

	socket->tcp_closed = true;
	socket_free_if_done(socket);
}

static void
on_dropped(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct socket *socket = ctx;

	(void)
	    outcome; /* what could not be dropped is seen no more without its process, and ends by itself */
	(void)row;
	socket->under_way--;
	let_in(socket);
	socket_free_if_done(socket);
}

static void
store(struct socket *socket, const struct db_query *query, const struct db_param *params,
    const char *key, int64_t key_id,
    void (*done)(void *ctx, enum db_outcome outcome, const struct db_result *row), void *ctx)
{
	const int64_t keys[] = { key_of_id(key, socket->is.tenant, key_id) };

	effect_run(socket->browsers->daemon,
	    &(struct command){ .query = query, .params = params, .keys = keys, .key_count = 1 },
	    done, ctx);
}

/* A registration under way is waited for: what it stores has to go, too. */
static void
binding_drop(struct socket *socket)
{
	const struct db_param params[] = { P_INT(socket->is.tenant), P_INT(socket->is.id) };

	if (!socket->bound || socket->under_way > 0)
		return;
	socket->bound = false;
	socket->under_way++;
	store(socket, &q_browser_drop, params, "browser", socket->is.id, on_dropped, socket);
}

static void
socket_end(struct socket *socket, int code, const char *reason)
{
	if (socket->ending)
		return;
	socket->ending = true;
	if (socket->listed) {
		HASH_DEL(socket->browsers->by_port, socket);
		metric_add(&browsers_now, -1);
	}
	if (socket->ws != NULL)
		ws_close(socket->ws, code, reason);
	if (socket->tcp_open)
		uv_close((uv_handle_t *)&socket->tcp, on_tcp_closed);
	binding_drop(socket);
}

static void
socket_end_bad(struct socket *socket, int code, const char *reason)
{
	metric_add(&ended_total, 1);
	socket_end(socket, code, reason);
}

/* ---- to our SIP port ---- */

struct writing {
	uv_write_t request;
	struct buf bytes;
};

static void
on_written(uv_write_t *request, int status)
{
	struct writing *writing = request->data;

	(void)status; /* a connection that is broken is read as ended */
	buf_fini(&writing->bytes);
	free(writing);
}

/* Takes `bytes` over. */
static void
tcp_send(struct socket *socket, struct buf bytes)
{
	struct writing *writing = mem_zero(1, sizeof(*writing));
	uv_buf_t part = uv_buf_init(bytes.p, (unsigned)bytes.n);

	writing->bytes = bytes;
	writing->request.data = writing;
	if (uv_write(&writing->request, (uv_stream_t *)&socket->tcp, &part, 1, on_written) != 0) {
		on_written(&writing->request, 0);
		socket_end(socket, CLOSE_AWAY, "the SIP port is gone");
	}
}

static void
take_frame(struct socket *socket, struct view text)
{
	struct buf bytes = { 0 };

	switch (bridge_in(text, &socket->secure, &bytes)) {
	case BRIDGE_MESSAGE:
		metric_add(&in_total, 1);
		if (uv_stream_get_write_queue_size((uv_stream_t *)&socket->tcp) > QUEUE_MAX) {
			buf_fini(&bytes);
			socket_end_bad(socket, CLOSE_BUSY, "too much at once");
		} else {
			tcp_send(socket, bytes);
		}
		return;
	case BRIDGE_PING:
		(void)ws_send(socket->ws, VIEW("\r\n"));
		return;
	case BRIDGE_NOTHING:
		return;
	case BRIDGE_BAD:
		buf_fini(&bytes); /* it may have room for what was good of it */
		socket_end_bad(socket, CLOSE_BAD, "this is no SIP message");
	}
}

/* ---- from our SIP port ---- */

static void
on_chunk(uv_handle_t *handle, size_t wished, uv_buf_t *out)
{
	struct socket *socket = handle->data;

	(void)wished;
	*out = uv_buf_init(socket->browsers->chunk, READ_SIZE);
}

/* Sends the whole messages on; false: this can't be read. */
static bool
show_stream(struct socket *socket)
{
	size_t done = 0;
	int64_t n = 1;

	while (n > 0 && done < socket->stream.n && !socket->ending) {
		struct buf frame = { 0 };

		n = bridge_out((struct view){ socket->stream.p + done, socket->stream.n - done },
		    socket->secure, &frame);
		if (frame.n > 0) {
			metric_add(&out_total, 1);
			(void)ws_send(socket->ws, buf_view(&frame)); /* a full queue ends it */
		}
		buf_fini(&frame);
		done += n > 0 ? (size_t)n : 0;
	}
	buf_drop(&socket->stream, done);
	return n >= 0;
}

static void
on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *chunk)
{
	struct socket *socket = stream->data;

	if (n < 0) {
		socket_end(socket, CLOSE_AWAY, "the SIP port has closed");
		return;
	}
	buf_add(&socket->stream, chunk->base, (size_t)n);
	if (socket->ws == NULL && socket->stream.n > LINGER_BYTES)
		socket_end(socket, CLOSE_BUSY, "");
	else if (socket->ws != NULL && !show_stream(socket))
		socket_end(socket, CLOSE_AWAY, "the SIP port can't be read");
	else if (socket->stream.n == 0)
		buf_fini(&socket->stream);
}

/* ---- the upgrade ---- */

static void
refuse(struct socket *socket, int status, const char *type, const char *why)
{
	struct http_req *req = socket->req;

	metric_add(&refused_total, 1);
	socket->req = NULL;
	request_reply_problem(req, status, type, why, NULL);
	socket_end(socket, CLOSE_AWAY, "");
	socket_free_if_done(socket);
}

/* The client went, or we stop, before the upgrade was answered. */
static void
on_abandoned(void *user)
{
	struct socket *socket = user;

	socket->req = NULL;
	if (socket->lingers_until_ms == 0) /* one that came back may do so once more */
		socket_end(socket, CLOSE_AWAY, "");
	socket_free_if_done(socket);
}

static void accept_upgrade(struct socket *socket);

static bool
learn_end(struct socket *socket)
{
	struct sockaddr_storage own;
	int n = sizeof(own);

	if (uv_tcp_getsockname(&socket->tcp, (struct sockaddr *)&own, &n) != 0)
		return false;
	if (own.ss_family == AF_INET6) {
		const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&own;

		socket->port = ntohs(v6->sin6_port);
		return inet_ntop(AF_INET6, &v6->sin6_addr, socket->host, SIP_HOST_MAX) != NULL;
	}
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)&own;

	socket->port = ntohs(v4->sin_port);
	return inet_ntop(AF_INET, &v4->sin_addr, socket->host, SIP_HOST_MAX) != NULL;
}

static void
list_socket(struct socket *socket)
{
	HASH_ADD_INT(socket->browsers->by_port, port, socket);
	socket->listed = true;
	metric_add(&browsers_now, 1);
}

static void
on_connected(uv_connect_t *connect, int status)
{
	struct socket *socket = connect->data;
	struct http_req *req = socket->req;

	if (socket->ending) {
		if (req != NULL)
			refuse(socket, 401, "unauthenticated", "This login has ended");
		return;
	}
	if (status != 0 || !socket->listed ||
	    uv_read_start((uv_stream_t *)&socket->tcp, on_chunk, on_read) != 0) {
		http_add_header(req, "Retry-After", "1");
		refuse(socket, 503, "unavailable", "The SIP port can't be reached now");
		return;
	}
	accept_upgrade(socket);
}

static void
dial(struct socket *socket)
{
	struct browsers *browsers = socket->browsers;

	socket->connect.data = socket;
	(void)uv_tcp_init(daemon_loop(browsers->daemon), &socket->tcp);
	socket->tcp.data = socket;
	socket->tcp_open = true;
	(void)uv_tcp_nodelay(&socket->tcp, 1);
	if (uv_tcp_connect(&socket->connect, &socket->tcp, (const struct sockaddr *)&browsers->sip,
		on_connected) != 0)
		on_connected(&socket->connect, -1);
	else if (learn_end(socket)) /* before the SIP port accepts it: it is to be known there */
		list_socket(socket);
}

/* What a good token's use says. */
static bool
learn_use(struct socket *socket, enum db_outcome outcome, const struct db_result *row)
{
	struct view text;
	json_t *body;
	const char *name;
	int64_t ends_us, hour_us;

	if (outcome != DB_DONE || !view_is(db_text(row, 0, 0), "ok"))
		return false;
	text = db_text(row, 0, db_col(row, "body"));
	body = json_loadb(text.p != NULL ? text.p : "", text.n, 0, NULL);
	name = json_string_value(json_object_get(body, "name"));
	ends_us = json_integer_value(json_object_get(body, "ends_us"));
	hour_us = daemon_now_us(socket->browsers->daemon) + (int64_t)BROWSER_LIFE_S * US_PER_S;
	socket->ends_us = ends_us < hour_us ? ends_us : hour_us;
	(void)view_copy(view_of(name), socket->is.name, sizeof(socket->is.name));
	json_decref(body);
	return true;
}

/* ---- a page that comes back ---- */

static bool
same_account(const struct socket *one, const struct socket *other)
{
	return one->is.tenant == other->is.tenant && one->is.user == other->is.user &&
	    one->is.side == other->is.side;
}

/* An account's pages that went hold no more places than those that are there may: the first of them goes. */
static void
make_room(const struct socket *left)
{
	struct socket *first = NULL;
	int count = 0;

	list_for_each (&left->browsers->all, at) {
		struct socket *socket = LIST_OF(at, struct socket, link);

		if (socket->ending || socket->lingers_until_ms == 0 || socket->req != NULL ||
		    !same_account(socket, left))
			continue;
		if (first == NULL || socket->lingers_until_ms < first->lingers_until_ms)
			first = socket;
		count++;
	}
	if (count > BROWSERS_OF_ACCOUNT)
		socket_end(first, CLOSE_AWAY, "");
}

/* Calls live by the connection to our SIP port: it stays for a while when a page is cut off, so that what came for it meanwhile
 * reaches it, and what it says goes on (decisions 0051, 0080). Its binding does not: it is rung no more until it has registered again. */
static bool
linger(struct socket *socket, int code)
{
	if (socket->ending || (code != CLOSE_ABNORMAL && code != CLOSE_LOADED_AGAIN) ||
	    socket->page[0] == '\0')
		return false;
	socket->lingers_until_ms = clock_mono_ms() + LINGER_MS;
	binding_drop(socket);
	make_room(socket);
	return true;
}

/* It stands without a page, or with one that we believe to be there: what breaks without a word is noticed by the page long before
 * our pings miss their answers, and nobody else knows its name. */
static bool
can_be_taken(const struct socket *socket)
{
	return !socket->ending && socket->req == NULL &&
	    (socket->ws != NULL || socket->lingers_until_ms > 0);
}

static struct socket *
find_left(const struct socket *came)
{
	list_for_each (&came->browsers->all, at) {
		struct socket *left = LIST_OF(at, struct socket, link);

		if (can_be_taken(left) && left->is.tenant == came->is.tenant &&
		    left->is.session == came->is.session && strcmp(left->page, came->page) == 0)
			return left;
	}
	return NULL;
}

/* The former socket is nobody's from now on. */
static void
take_from(struct socket *left)
{
	struct ws_session *ws = left->ws;

	if (ws == NULL)
		return;
	left->ws = NULL;
	left->lingers_until_ms = clock_mono_ms() + LINGER_MS;
	ws_set_user(ws, NULL);
	ws_close(ws, CLOSE_TAKEN, "the page has come back");
}

static void
accept_upgrade(struct socket *socket)
{
	struct http_req *req = socket->req;

	http_add_header(req, "Sec-WebSocket-Protocol", PROTOCOL);
	http_set_user(req, socket, on_abandoned);
	ws_accept(req);
}

static void
inherit(struct socket *left, struct socket *came)
{
	take_from(left);
	left->req = came->req;
	memcpy(left->is.address, came->is.address, sizeof(left->is.address));
	left->ends_us = came->ends_us;
	came->req = NULL;
	came->ending = true;
	socket_free_if_done(came);
	accept_upgrade(left);
}

/* What was under way is back; its page may wait for that. */
static void
let_in(struct socket *left)
{
	struct socket *came = left->came;

	if (came == NULL || left->under_way > 0)
		return;
	left->came = NULL;
	if (came->ending)
		refuse(came, 401, "unauthenticated", "This login has ended");
	else if (can_be_taken(left))
		inherit(left, came);
	else
		dial(came);
}

/* One that has come back twice: the first is nobody's any more. */
static void
wait_for(struct socket *left, struct socket *came)
{
	if (left->came != NULL)
		refuse(
		    left->came, 409, "page_elsewhere", "The page has come back by another socket");
	left->came = came;
}

/* False: there is nothing that it comes back to. */
static bool
come_back(struct socket *came)
{
	struct socket *left = came->page[0] != '\0' ? find_left(came) : NULL;

	if (left == NULL)
		return false;
	if (left->ws == NULL && left->under_way > 0)
		wait_for(left, came);
	else
		inherit(left, came);
	return true;
}

static void
on_admitted(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct socket *socket = ctx;
	struct http_req *req = socket->req;

	socket->under_way--;
	if (socket->ending) {
		refuse(socket, 401, "unauthenticated", "This login has ended");
	} else if (outcome != DB_DONE) {
		socket->req = NULL;
		request_reply_retry(req, outcome, row);
		socket_end(socket, CLOSE_AWAY, "");
		socket_free_if_done(socket);
	} else if (!learn_use(socket, outcome, row)) {
		refuse(socket, 403, "phone_token",
		    "This token was used before, has ended or is of another login: ask for a new "
		    "one");
	} else if (!come_back(socket)) {
		dial(socket);
	}
}

static void
use_token(struct socket *socket, const unsigned char hash[SHA256_SIZE],
    void (*done)(void *ctx, enum db_outcome outcome, const struct db_result *row))
{
	const struct browser *is = &socket->is;
	const struct db_param params[] = { P_INT(is->tenant), P_INT(is->user),
		P_TEXT(side_name(is->side)), P_INT(is->session),
		P_BYTES(((struct view){ (const char *)hash, SHA256_SIZE })) };

	socket->under_way++;
	store(socket, &q_phone_token_use, params, "phone", is->user, done, socket);
}

static struct socket *
socket_new(struct browsers *browsers, struct http_req *req, struct view page)
{
	const struct actor *actor = request_actor(req);
	struct socket *socket = mem_zero(1, sizeof(*socket));

	socket->is = (struct browser){ .tenant = actor->tenant,
		.user = actor->user,
		.session = actor->session,
		.side = actor_side(actor) };
	(void)view_copy(http_peer(req), socket->is.address, sizeof(socket->is.address));
	random_fill(&socket->is.id, sizeof(socket->is.id));
	socket->is.id = (socket->is.id & INT64_MAX) | 1;
	socket->browsers = browsers;
	socket->req = req;
	(void)view_copy(page, socket->page, sizeof(socket->page));
	socket->pace = (struct bridge_pace){ .burst = PACE_BURST, .per_s = PACE_PER_S };
	list_append(&browsers->all, &socket->link);
	return socket;
}

static bool
speaks_sip(const struct http_req *req)
{
	struct view list;

	if (!http_header(req, "sec-websocket-protocol", &list))
		return false;
	while (list.n > 0)
		if (view_is(view_trim(view_cut(&list, ',')), PROTOCOL))
			return true;
	return false;
}

void
on_phone_socket(struct http_req *req, void *app)
{
	enum { SOCKET_APP, SOCKET_TOKEN, SOCKET_PAGE };
	struct browsers *browsers = browsers_of(app);
	unsigned char hash[SHA256_SIZE];
	bool good = token_hash(request_values(req)->at[SOCKET_TOKEN].text, hash);

	if (!speaks_sip(req)) {
		metric_add(&refused_total, 1);
		request_reply_problem(
		    req, 0, "bad_request", "Sec-WebSocket-Protocol must be sip", NULL);
	} else if (!good) {
		metric_add(&refused_total, 1);
		request_reply_problem(req, 0, "phone_token", "This is no token of a phone", NULL);
	} else if (browsers->stopping || browsers->all.count >= BROWSERS_MAX) {
		http_add_header(req, "Retry-After", "1");
		request_reply_problem(
		    req, 0, "unavailable", "There is no room for another phone now", NULL);
	} else {
		use_token(socket_new(browsers, req, request_values(req)->at[SOCKET_PAGE].text),
		    hash, on_admitted);
	}
}

/* ---- the socket ---- */

static int
of_account(const struct socket *of)
{
	int count = 0;

	list_for_each (&of->browsers->all, at) {
		const struct socket *socket = LIST_OF(at, struct socket, link);

		count += !socket->ending && socket->ws != NULL && same_account(socket, of);
	}
	return count;
}

/* Whether its calls are still there. A page without a name does not ask. */
static void
say_kept(const struct socket *socket, bool kept)
{
	if (socket->page[0] != '\0')
		(void)ws_send(
		    socket->ws, kept ? VIEW("{\"kept\":true}") : VIEW("{\"kept\":false}"));
}

static void
on_ws_open(struct ws_session *ws, void *user, void *app)
{
	struct socket *socket = user;
	bool kept = socket->lingers_until_ms > 0;

	(void)app;
	socket->req = NULL;
	socket->ws = ws;
	socket->lingers_until_ms = 0;
	say_kept(socket, kept);
	if (socket->ending) /* it was revoked between the answer and its way out */
		ws_close(ws, CLOSE_LOGIN_ENDED, "login ended");
	else if (of_account(socket) > BROWSERS_OF_ACCOUNT)
		socket_end_bad(socket, CLOSE_TOO_MANY, "too many phones of one account");
	else if (!show_stream(socket)) /* what came while it was away */
		socket_end(socket, CLOSE_AWAY, "the SIP port can't be read");
}

/* What was under way is back, and the page may have gone meanwhile. */
static void
settle(struct socket *socket)
{
	if (socket->ending || socket->lingers_until_ms > 0)
		binding_drop(socket);
	let_in(socket);
	socket_free_if_done(socket);
}

static void
on_renewed(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct socket *socket = ctx;
	char at[CLOCK_TEXT_SIZE];
	struct buf said = { 0 };

	socket->under_way--;
	if (!socket->ending && outcome == DB_DONE && !learn_use(socket, outcome, row)) {
		socket_end(socket, CLOSE_TOKEN, "this token is not good");
	} else if (!socket->ending && socket->ws != NULL) {
		clock_text(socket->ends_us, at);
		buf_addf(&said, "{\"ends_at\":\"%s\"%s}", at,
		    outcome == DB_DONE ? "" : ",\"renewed\":false");
		(void)ws_send(socket->ws, buf_view(&said));
		buf_fini(&said);
	}
	settle(socket);
}

/* What a page says beside SIP. */
static void
take_aside(struct socket *socket, struct view text)
{
	json_t *said = json_loadb(text.p, text.n, 0, NULL);
	const char *token = json_string_value(json_object_get(said, "token"));
	unsigned char hash[SHA256_SIZE];

	if (token == NULL || !token_hash(view_of(token), hash))
		socket_end_bad(socket, CLOSE_BAD, "this is no SIP message");
	else
		use_token(socket, hash, on_renewed);
	json_decref(said);
}

static void
on_ws_message(struct ws_session *ws, struct view text, void *app)
{
	struct socket *socket = ws_user(ws);

	(void)app;
	if (socket == NULL || socket->ending)
		return;
	if (!bridge_pace_take(&socket->pace, clock_mono_ms()))
		socket_end_bad(socket, CLOSE_TOO_FAST, "too many messages");
	else if (text.n > 0 && text.p[0] == '{')
		take_aside(socket, text);
	else
		take_frame(socket, text);
}

static void
on_ws_closed(struct ws_session *ws, int code, void *app)
{
	struct socket *socket = ws_user(ws);

	(void)app;
	if (socket == NULL) /* another one is in its place */
		return;
	socket->ws = NULL;
	if (linger(socket, code))
		return;
	socket_end(socket, CLOSE_AWAY, "");
	socket_free_if_done(socket);
}

const struct ws_config phone_socket = {
	.authorize = request_ws_authorize,
	.open = on_ws_open,
	.message = on_ws_message,
	.closed = on_ws_closed,
	.max_message = BRIDGE_FRAME_MAX,
};

/* ---- where it is reached ---- */

struct registering {
	struct socket *socket;
	void (*told)(void *ctx, enum db_outcome outcome, bool good);
	void *ctx;
};

static void
on_registered(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct registering *registering = ctx;
	struct socket *socket = registering->socket;
	bool good = outcome == DB_DONE && view_is(db_text(row, 0, 0), "ok");

	socket->under_way--;
	registering->told(registering->ctx, outcome, good && !socket->ending);
	free(registering);
	if (outcome == DB_DONE && !good) /* its login or licence has ended */
		browsers_revoke(socket->browsers->daemon, socket->is.session);
	settle(socket);
}

static void
put(struct socket *socket, struct view contact, struct view user_agent, int64_t seconds,
    struct registering *registering)
{
	const struct browser *is = &socket->is;
	char source[SOURCE_SIZE];

	(void)snprintf(source, sizeof(source),
	    strchr(socket->host, ':') != NULL ? "[%s]:%d" : "%s:%d", socket->host, socket->port);
	const struct db_param params[] = { P_INT(is->tenant), P_INT(is->id), P_INT(is->user),
		P_TEXT(side_name(is->side)), P_INT(is->session), P_VIEW(contact), P_TEXT(source),
		P_VIEW(utf8_valid(user_agent) ? utf8_head(user_agent, AGENT_MAX) : VIEW("")),
		P_TEXT(daemon_instance(socket->browsers->daemon)),
		P_INT(daemon_boot(socket->browsers->daemon)), P_INT(seconds) };

	socket->bound = true;
	store(socket, &q_browser_put, params, "browser", is->id, on_registered, registering);
}

void
browser_register(struct daemon *daemon, const struct browser *browser, struct view contact,
    struct view user_agent, int64_t seconds,
    void (*told)(void *ctx, enum db_outcome outcome, bool good), void *ctx)
{
	struct socket *socket =
	    (struct socket *)browser; /* its first member; all of them are ours */
	struct registering *registering = mem_new(sizeof(*registering));
	const struct db_param params[] = { P_INT(browser->tenant), P_INT(browser->id) };

	(void)daemon;
	*registering = (struct registering){ socket, told, ctx };
	socket->under_way++;
	if (seconds > 0)
		put(socket, contact, user_agent, seconds, registering);
	else
		store(socket, &q_browser_drop, params, "browser", browser->id, on_registered,
		    registering);
}

/* ---- whose login has ended, whose hour is over ---- */

void
browsers_revoke(struct daemon *daemon, int64_t session)
{
	struct browsers *browsers = browsers_of(daemon);

	if (browsers == NULL)
		return;
	list_for_each_safe (&browsers->all, at) {
		struct socket *socket = LIST_OF(at, struct socket, link);

		if (socket->is.session == session)
			socket_end(socket, CLOSE_LOGIN_ENDED, "login ended");
	}
	party_logged_out(daemon, session);
}

static void
on_begun(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct browsers *browsers = ctx;

	(void)row;
	browsers->beginning = false;
	browsers->begun = outcome == DB_DONE;
	stop_when_empty(browsers);
}

/* Until it has happened once, a page of the process before us might be rung in vain. */
static void
begin(struct browsers *browsers)
{
	const struct db_param params[] = { P_TEXT(daemon_instance(browsers->daemon)),
		P_INT(daemon_boot(browsers->daemon)) };

	if (browsers->begun || browsers->beginning)
		return;
	browsers->beginning = true;
	db_submit(daemon_db(browsers->daemon),
	    &(struct db_call){
		.query = &q_browsers_begin, .lane = DB_LANE_ALONE, .params = params },
	    on_begun, browsers);
}

static void
tick(void *ctx)
{
	struct browsers *browsers = ctx;
	int64_t now_us = daemon_now_us(browsers->daemon);

	begin(browsers);
	list_for_each_safe (&browsers->all, at) {
		struct socket *socket = LIST_OF(at, struct socket, link);

		if (socket->lingers_until_ms > 0 && clock_mono_ms() >= socket->lingers_until_ms)
			socket_end(socket, CLOSE_AWAY, "");
		else if (socket->ws != NULL && now_us >= socket->ends_us)
			socket_end(socket, CLOSE_TOKEN, "send a new token before the hour is over");
	}
	timer_in(&browsers->timer, TICK_MS);
}

/* ---- begin and end ---- */

/* Where our own SIP port is heard on every address, it is on the host's own. */
static int
find_sip(struct browsers *browsers, struct err *err)
{
	const struct config *config = daemon_config(browsers->daemon);
	const char *bind = config_text(config, "sip_bind");
	int port = (int)config_int(config, "sip_port");

	if (strcmp(bind, "0.0.0.0") == 0)
		bind = "127.0.0.1";
	else if (strcmp(bind, "::") == 0)
		bind = "::1";
	if (uv_ip4_addr(bind, port, (struct sockaddr_in *)&browsers->sip) == 0 ||
	    uv_ip6_addr(bind, port, (struct sockaddr_in6 *)&browsers->sip) == 0)
		return 0;
	return err_set(err, ERR_CONFIG, "sip_bind", "sip_bind must be a numeric address");
}

int
browsers_start(struct daemon *daemon, struct err *err)
{
	struct browsers *browsers = mem_zero(1, sizeof(*browsers));

	browsers->daemon = daemon;
	list_init(&browsers->all);
	if (find_sip(browsers, err) != 0) {
		free(browsers);
		return -1;
	}
	metric_register(&browsers_now);
	metric_register(&refused_total);
	metric_register(&ended_total);
	metric_register(&in_total);
	metric_register(&out_total);
	timer_init(&browsers->timer, daemon_loop(daemon), tick, browsers);
	timer_in(&browsers->timer, TICK_MS);
	daemon_set_data(daemon, "browsers", browsers);
	begin(browsers);
	return 0;
}

static void
stop_when_empty(struct browsers *browsers)
{
	struct daemon *daemon = browsers->daemon;

	if (!browsers->stopping || !browsers->timer_closed || browsers->beginning ||
	    !list_empty(&browsers->all))
		return;
	free(browsers);
	daemon_part_stopped(daemon);
}

static void
on_timer_closed(void *ctx)
{
	struct browsers *browsers = ctx;

	browsers->timer_closed = true;
	stop_when_empty(browsers);
}

/* The sockets have ended with the requests; what is under way for them comes back. */
void
browsers_stop(struct daemon *daemon)
{
	struct browsers *browsers = browsers_of(daemon);

	browsers->stopping = true;
	list_for_each_safe (&browsers->all, at)
		socket_end(LIST_OF(at, struct socket, link), CLOSE_AWAY, "going away");
	daemon_set_data(daemon, "browsers", NULL);
	timer_close(&browsers->timer, on_timer_closed);
}
