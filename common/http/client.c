/*
 * client - see client.h
 *
 * libcurl says which sockets and which timer it waits for; the loop's handles do the
 * waiting. Nothing of a request runs inside http_client_send: curl is first driven from its
 * timer, on a later turn.
 *
 * A request must not reach the other side twice (SMS-31). libcurl sends again on its own
 * when a kept connection turns out to be dead; so bodies come from a read function that
 * can't rewind: once body bytes have left, that second try fails instead, and the outcome
 * is HTTP_SENT.
 */
#include "common/http/client.h"

#include <assert.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "common/base/clock.h"
#include "common/base/list.h"
#include "common/http/url.h"

enum {
	CLIENT_TIMEOUT_MS = 10000,
	CLIENT_ANSWER_BYTES = 64 * 1024,
	CLIENT_HEADER_BYTES = 64 * 1024,
	CLIENT_RETRY_AFTER_MAX_S = 7 * 24 * 3600,
};

struct http_client {
	uv_loop_t *loop;
	uv_timer_t timer;
	CURLM *multi;
	struct list transfers;
	int handles; /* not yet closed */
	bool closing;
	void (*closed)(void *ctx);
	void *closed_ctx;
};

struct transfer {
	struct link link;
	struct http_client *client;
	CURL *easy; /* NULL: came while the client was closing */
	struct curl_slist *headers;
	char *body;
	size_t body_n, body_read, header_n;
	struct buf answer, location;
	bool cut, held_back, barred;
	int64_t retry_after_ms;
	bool (*may_leave)(void *ctx);
	bool (*may_connect)(const struct sockaddr *address);
	struct input_peer input; /* entered for its answer */
	char error[CURL_ERROR_SIZE];
	void (*done)(void *ctx, const struct http_answer *answer);
	void *ctx;
};

struct watch {
	uv_poll_t poll;
	struct http_client *client;
	curl_socket_t socket;
};

/* ---- the end of a transfer ---- */

static void
transfer_free(struct transfer *transfer)
{
	if (transfer->easy != NULL) {
		(void)curl_multi_remove_handle(transfer->client->multi, transfer->easy);
		curl_easy_cleanup(transfer->easy);
	}
	curl_slist_free_all(transfer->headers);
	if (transfer->body_n > 0)
		mem_wipe(transfer->body, transfer->body_n);
	free(transfer->body);
	buf_fini(&transfer->answer);
	buf_fini(&transfer->location);
	free(transfer);
}

static void
finish(struct transfer *transfer, struct http_answer *answer)
{
	answer->retry_after_ms = answer->reach == HTTP_ANSWERED ? transfer->retry_after_ms : -1;
	answer->cut = transfer->cut;
	answer->held_back = transfer->held_back;
	answer->barred = transfer->barred && answer->reach == HTTP_NOT_SENT;
	if (answer->reach == HTTP_ANSWERED) {
		answer->body = buf_view(&transfer->answer);
		answer->location = buf_view(&transfer->location);
	}
	list_remove(&transfer->client->transfers, &transfer->link);
	input_enter(&transfer->input);
	transfer->done(transfer->ctx, answer);
	input_leave();
	transfer_free(transfer);
}

/* Bytes of the request that were written to a connection (through TLS, if any). */
static bool
any_byte_left(CURL *easy)
{
	curl_off_t uploaded = 0;
	long request = 0;

	(void)curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &request);
	(void)curl_easy_getinfo(easy, CURLINFO_SIZE_UPLOAD_T, &uploaded);
	return request > 0 || uploaded > 0;
}

static void
conclude(struct transfer *transfer, CURLcode result)
{
	struct http_answer answer = { .reach = HTTP_NOT_SENT, .error = "" };
	long status = 0;

	(void)curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	if ((result == CURLE_OK || transfer->cut) && status > 0) {
		answer.reach = HTTP_ANSWERED;
		answer.status = (int)status;
	} else {
		answer.error =
		    transfer->error[0] != '\0' ? transfer->error : curl_easy_strerror(result);
		if (!transfer->held_back && any_byte_left(transfer->easy))
			answer.reach = HTTP_SENT;
	}
	finish(transfer, &answer);
}

static void
collect(struct http_client *client)
{
	CURLMsg *message;
	int left;

	while (!client->closing && (message = curl_multi_info_read(client->multi, &left)) != NULL) {
		void *transfer = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
		conclude(transfer, message->data.result);
	}
}

/* ---- curl on the loop ---- */

static void
drive(struct http_client *client, curl_socket_t socket, int events)
{
	int running;

	if (client->closing)
		return;
	(void)curl_multi_socket_action(client->multi, socket, events, &running);
	collect(client);
}

static void
on_poll(uv_poll_t *poll, int status, int events)
{
	struct watch *watch = poll->data;
	int curl_events = 0;

	if (status < 0)
		curl_events = CURL_CSELECT_ERR;
	if ((events & UV_READABLE) != 0)
		curl_events |= CURL_CSELECT_IN;
	if ((events & UV_WRITABLE) != 0)
		curl_events |= CURL_CSELECT_OUT;
	drive(watch->client, watch->socket, curl_events);
}

static void
on_timer(uv_timer_t *timer)
{
	drive(timer->data, CURL_SOCKET_TIMEOUT, 0);
}

static int
on_curl_timer(CURLM *multi, long ms, void *ctx)
{
	struct http_client *client = ctx;

	(void)multi;
	if (client->closing)
		return 0;
	if (ms < 0)
		(void)uv_timer_stop(&client->timer);
	else
		(void)uv_timer_start(&client->timer, on_timer, (uint64_t)ms, 0);
	return 0;
}

static void on_handle_closed(struct http_client *client);

static void
on_watch_closed(uv_handle_t *handle)
{
	struct watch *watch = handle->data;
	struct http_client *client = watch->client;

	free(watch);
	on_handle_closed(client);
}

static struct watch *
watch_new(struct http_client *client, curl_socket_t socket)
{
	struct watch *watch = mem_zero(1, sizeof(*watch));

	watch->client = client;
	watch->socket = socket;
	if (uv_poll_init_socket(client->loop, &watch->poll, socket) != 0) {
		free(watch);
		return NULL;
	}
	watch->poll.data = watch;
	client->handles++;
	(void)curl_multi_assign(client->multi, socket, watch);
	return watch;
}

static int
on_curl_socket(CURL *easy, curl_socket_t socket, int what, void *ctx, void *socket_ctx)
{
	struct http_client *client = ctx;
	struct watch *watch = socket_ctx;
	int events = 0;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (watch != NULL)
			uv_close((uv_handle_t *)&watch->poll, on_watch_closed);
		(void)curl_multi_assign(client->multi, socket, NULL);
		return 0;
	}
	if (watch == NULL && (watch = watch_new(client, socket)) == NULL)
		return -1;
	if (what != CURL_POLL_OUT)
		events |= UV_READABLE;
	if (what != CURL_POLL_IN)
		events |= UV_WRITABLE;
	return uv_poll_start(&watch->poll, events, on_poll) == 0 ? 0 : -1;
}

/* ---- the bytes of a transfer ---- */

static size_t
on_body_wanted(char *out, size_t size, size_t count, void *ctx)
{
	struct transfer *transfer = ctx;
	size_t left = transfer->body_n - transfer->body_read;
	size_t n = size * count < left ? size * count : left;

	if (transfer->body_read == 0 && transfer->may_leave != NULL &&
	    !transfer->may_leave(transfer->ctx)) {
		transfer->held_back = true;
		return CURL_READFUNC_ABORT;
	}
	if (n > 0)
		memcpy(out, transfer->body + transfer->body_read, n);
	transfer->body_read += n;
	return n;
}

static size_t
on_answer(char *p, size_t size, size_t count, void *ctx)
{
	struct transfer *transfer = ctx;
	size_t n = size * count, room = transfer->answer.max - transfer->answer.n;

	input_enter(&transfer->input);
	transfer->cut = n > room;
	buf_add(&transfer->answer, p, transfer->cut ? room : n);
	input_leave();
	return transfer->cut ? 0 : n; /* 0 ends the transfer */
}

static int64_t
retry_after(struct view value)
{
	char text[64];
	int64_t seconds;
	time_t at;

	if (view_to_int(value, 0, INT64_MAX, &seconds)) {
		if (seconds > CLIENT_RETRY_AFTER_MAX_S)
			seconds = CLIENT_RETRY_AFTER_MAX_S;
		return seconds * 1000;
	}
	if (!view_copy(value, text, sizeof(text)) || (at = curl_getdate(text, NULL)) == -1)
		return -1;
	seconds = (int64_t)at - clock_wall_us() / 1000000;
	if (seconds > CLIENT_RETRY_AFTER_MAX_S)
		seconds = CLIENT_RETRY_AFTER_MAX_S;
	return seconds > 0 ? seconds * 1000 : 0;
}

static void
take_header(struct transfer *transfer, struct view value)
{
	struct view name = view_cut(&value, ':');

	if (value.p != NULL && view_is_nocase(name, "retry-after"))
		transfer->retry_after_ms = retry_after(view_trim(value));
	else if (value.p != NULL && view_is_nocase(name, "location") && value.n <= URL_MAX) {
		buf_clear(&transfer->location);
		buf_add_view(&transfer->location, view_trim(value));
	}
}

static size_t
on_header(char *p, size_t size, size_t count, void *ctx)
{
	struct transfer *transfer = ctx;
	size_t n = size * count;

	transfer->header_n += n;
	if (transfer->header_n > CLIENT_HEADER_BYTES)
		return 0;
	input_enter(&transfer->input);
	take_header(transfer, (struct view){ p, n });
	input_leave();
	return n;
}

/* What curl would do itself, once the address is allowed. */
static curl_socket_t
on_socket_wanted(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *transfer = ctx;

	(void)purpose;
	if (!transfer->may_connect(&address->addr)) {
		transfer->barred = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- a request ---- */

static void
set_method(struct transfer *transfer, const struct http_request *request)
{
	CURL *easy = transfer->easy;
	bool posts = strcmp(request->method, "POST") == 0;

	if (strcmp(request->method, "HEAD") == 0) {
		(void)curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
	} else if (request->body.n > 0 || posts) {
		(void)curl_easy_setopt(easy, CURLOPT_POST, 1L);
		(void)curl_easy_setopt(
		    easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.n);
		(void)curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_body_wanted);
		(void)curl_easy_setopt(easy, CURLOPT_READDATA, transfer);
		if (!posts)
			(void)curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
	} else if (strcmp(request->method, "GET") != 0) {
		(void)curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
	}
}

static void
set_headers(struct transfer *transfer, const struct http_request *request)
{
	for (const char *const *at = request->headers; at != NULL && *at != NULL; at++)
		transfer->headers = curl_slist_append(transfer->headers, *at);
	/* A server that waits for our body must not wait for a second round. */
	transfer->headers = curl_slist_append(transfer->headers, "Expect:");
	(void)curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers);
	if (request->basic_auth != NULL) {
		(void)curl_easy_setopt(transfer->easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		(void)curl_easy_setopt(transfer->easy, CURLOPT_USERPWD, request->basic_auth);
	}
}

static void
set_limits(struct transfer *transfer, const struct http_request *request)
{
	CURL *easy = transfer->easy;
	long timeout = request->timeout_ms != 0 ? (long)request->timeout_ms : CLIENT_TIMEOUT_MS;

	(void)curl_easy_setopt(easy, CURLOPT_URL, request->url);
	(void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	(void)curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	(void)curl_easy_setopt(easy, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	(void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout);
	(void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, timeout);
	(void)curl_easy_setopt(easy, CURLOPT_USERAGENT, "trunkline/" TRUNKLINE_VERSION);
}

static void
set_callbacks(struct transfer *transfer)
{
	CURL *easy = transfer->easy;

	(void)curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
	(void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->error);
	(void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_answer);
	(void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	(void)curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	(void)curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
	if (transfer->may_connect != NULL) {
		(void)curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket_wanted);
		(void)curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
	}
}

static void
start(struct transfer *transfer, const struct http_request *request)
{
	transfer->easy = curl_easy_init();
	if (transfer->easy == NULL)
		abort(); /* out of memory */
	set_callbacks(transfer);
	set_limits(transfer, request);
	set_method(transfer, request);
	set_headers(transfer, request);
	if (curl_multi_add_handle(transfer->client->multi, transfer->easy) != CURLM_OK)
		abort();
}

void
http_client_send(struct http_client *client, const struct http_request *request,
    void (*done)(void *ctx, const struct http_answer *answer), void *ctx)
{
	struct transfer *transfer = mem_zero(1, sizeof(*transfer));

	transfer->client = client;
	transfer->done = done;
	transfer->ctx = ctx;
	transfer->may_leave = request->may_leave;
	transfer->may_connect = request->may_connect;
	transfer->input = request->input != NULL ? *request->input : input_current();
	transfer->retry_after_ms = -1;
	transfer->answer.max = request->max_answer != 0 ? request->max_answer : CLIENT_ANSWER_BYTES;
	transfer->body = view_dup(request->body);
	transfer->body_n = request->body.n;
	list_append(&client->transfers, &transfer->link);
	if (!client->closing)
		start(transfer, request);
}

/* ---- the client ---- */

int
http_client_new(uv_loop_t *loop, int max_connections, struct http_client **out, struct err *err)
{
	struct http_client *client;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(err, ERR_INTERNAL, NULL, "libcurl can't be set up");
	client = mem_zero(1, sizeof(*client));
	client->loop = loop;
	client->multi = curl_multi_init();
	if (client->multi == NULL)
		abort(); /* out of memory */
	list_init(&client->transfers);
	(void)uv_timer_init(loop, &client->timer);
	client->timer.data = client;
	client->handles = 1;
	(void)curl_multi_setopt(client->multi, CURLMOPT_SOCKETFUNCTION, on_curl_socket);
	(void)curl_multi_setopt(client->multi, CURLMOPT_SOCKETDATA, client);
	(void)curl_multi_setopt(client->multi, CURLMOPT_TIMERFUNCTION, on_curl_timer);
	(void)curl_multi_setopt(client->multi, CURLMOPT_TIMERDATA, client);
	(void)curl_multi_setopt(
	    client->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)max_connections);
	(void)curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, (long)max_connections);
	*out = client;
	return 0;
}

/* Those that came while closing (easy is NULL) were never sent. */
static void
end_all(struct http_client *client)
{
	struct http_answer answer;

	while (!list_empty(&client->transfers)) {
		struct transfer *transfer =
		    LIST_OF(client->transfers.head.next, struct transfer, link);

		answer = (struct http_answer){
			.reach = transfer->easy != NULL ? HTTP_SENT : HTTP_NOT_SENT,
			.error = "the client was closed",
		};
		if (transfer->easy == NULL && client->handles > 0)
			return; /* told from on_handle_closed, not inside its send */
		finish(transfer, &answer);
	}
}

static void
on_handle_closed(struct http_client *client)
{
	void (*closed)(void *) = client->closed;
	void *ctx = client->closed_ctx;

	if (--client->handles > 0 || !client->closing)
		return;
	end_all(client);
	curl_global_cleanup();
	free(client);
	if (closed != NULL)
		closed(ctx);
}

static void
on_timer_closed(uv_handle_t *handle)
{
	on_handle_closed(handle->data);
}

void
http_client_close(struct http_client *client, void (*closed)(void *ctx), void *ctx)
{
	assert(!client->closing);
	client->closing = true;
	client->closed = closed;
	client->closed_ctx = ctx;
	end_all(client);
	(void)curl_multi_cleanup(client->multi); /* gives all watches back */
	uv_close((uv_handle_t *)&client->timer, on_timer_closed);
}
