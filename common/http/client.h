/*
 * client - outgoing HTTP on the loop (libcurl multi).
 *
 * Owns: connections, TLS checks, deadlines, the bound of an answer.
 * Must not know: carriers. Redirects are not followed; certificates are checked.
 */
#ifndef COMMON_HTTP_CLIENT_H
#define COMMON_HTTP_CLIENT_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "common/base/err.h"
#include "common/base/input_mark.h"
#include "common/base/str.h"

struct http_client;

/* How far a request came: whether the other side can have seen it (SMS-31). */
enum http_reach {
	HTTP_NOT_SENT, /* refused, no connection, TLS failed: no byte of the request left */
	HTTP_SENT, /* bytes left, no (whole) answer came: outcome unknown */
	HTTP_ANSWERED, /* a whole answer is there */
};

struct http_answer {
	enum http_reach reach;
	int status; /* with HTTP_ANSWERED */
	struct view body; /* at most max_answer bytes */
	bool cut; /* the body was longer */
	bool held_back; /* by may_leave; with HTTP_NOT_SENT */
	bool barred; /* by may_connect; with HTTP_NOT_SENT */
	struct view location; /* as it came; empty: none */
	int64_t retry_after_ms; /* from Retry-After, seconds or date; -1: none */
	const char *error; /* libcurl's sentence, or "" */
};

struct http_request {
	const char *method, *url;
	const char *const *headers; /* "Name: value", ends with NULL */
	const char *basic_auth; /* "user:password" or NULL */
	struct view body; /* copied */
	uint32_t timeout_ms; /* whole request; 0: 10 s */
	size_t max_answer; /* 0: 64 KiB */
	/* Asked with `ctx` at the last moment, before the first byte of a body leaves; false: none
	 * does, and the other side, which waits for it, does nothing. NULL: always. */
	bool (*may_leave)(void *ctx);
	/* Asked for each address that a connection is about to be opened to, after the name was resolved;
	 * false: it is not. A kept connection was asked for when it was opened. NULL: any. */
	bool (*may_connect)(const struct sockaddr *address);
	/* The peer that the answer is input of; copied. NULL: the peer that is marked as the request is sent. */
	const struct input_peer *input;
};

int http_client_new(
    uv_loop_t *loop, int max_connections, struct http_client **out, struct err *err);
/* `done` exactly once, on the loop, never from inside this call; the answer is valid inside it only. */
void http_client_send(struct http_client *client, const struct http_request *request,
    void (*done)(void *ctx, const struct http_answer *answer), void *ctx);
/* Ends what is under way with HTTP_SENT, then calls closed. */
void http_client_close(struct http_client *client, void (*closed)(void *ctx), void *ctx);

#endif
