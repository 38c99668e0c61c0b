/*
 * sender - one signed request to a webhook, and what came of it.
 *
 * Owns: the client, the guard at each connection, the headers, how answers are judged.
 * Must not know: order, retries, the feed.
 */
#ifndef HOOKD_SENDER_H
#define HOOKD_SENDER_H

#include "common/daemon/daemon.h"
#include "hookd/endpoints.h"

enum sent_result {
	SENT_DELIVERED, /* 2xx */
	SENT_REFUSED, /* an answer other than 2xx: 3xx too, redirects are not followed */
	SENT_NO_ANSWER, /* bytes left, none came back in time */
	SENT_UNREACHABLE, /* no connection */
	SENT_ADDRESS_REFUSED, /* by the guard */
	SENT_HELD, /* by us: it is not ours to send any more, or can't be signed; it did not leave */
};

struct sent {
	enum sent_result result;
	int status; /* 0: no answer */
	int64_t duration_ms, retry_after_ms; /* retry_after_ms -1: not asked for */
	struct view answer; /* the body's beginning, ANSWER_MAX bytes; valid inside `done` */
	const char *error; /* a sentence, or "" */
};

enum { ANSWER_MAX = 4096 };

const char *sent_result_name(enum sent_result result); /* as hooks.attempt has it */

/* Whether webhooks may be made for this URL: https, or http to allowed hosts; a host that is an address
 * must be public. -1: `err` (field "/url") says why. Names are judged when they are resolved. */
int sender_url_check(struct daemon *daemon, struct view url, struct err *err);

/* Signs the body with the endpoint's secrets and posts it. `id`: the event's, the same on each try.
 * `sure` (NULL: always) is asked with ctx at the last moment. `done` exactly once, never from inside. */
void sender_post(struct daemon *daemon, const struct endpoint *endpoint, const char *id,
    struct view body, bool (*sure)(void *ctx), void (*done)(void *ctx, const struct sent *sent),
    void *ctx);

#endif
